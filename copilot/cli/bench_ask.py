"""`copilot bench ask`: questions with known answers, asked of the assistant as people would ask them."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli import plain_errors

if TYPE_CHECKING:
    from copilot.assistant.bench import Mark, Price, Question
    from copilot.bootstrap import Shop


def bench_ask(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, help="One JSON object a line: id, as, turns, expect, forbid, refuse."),
    ],
    data_dir: Annotated[
        Path | None, typer.Option(help="Ask about this data folder; else about the demo boutique, loaded anew.")
    ] = None,
    model: Annotated[str, typer.Option(help="builtin, or openai:NAME at the configured endpoint.")] = "builtin",
    prompt_price: Annotated[float | None, typer.Option(help="What a million prompt tokens cost.", min=0)] = None,
    completion_price: Annotated[float | None, typer.Option(help="What a million completion tokens cost.", min=0)] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print every answer with its citations, one JSON object a line.")
    ] = False,
) -> None:
    """Ask the questions in FILES and print how many answers are right, cited, invented, refused; by kind and language.

    Of each group in "expect" one string must stand in the last answer (case, accents and number format aside), none of
    "forbid"; "refuse" means that nothing supports an answer. {D-12} stands for the day twelve days ago. With a chat model,
    tokens are counted as its endpoint reports them; their cost is known only where both prices are given.
    """
    from copilot.assistant.bench import Price
    from copilot.bootstrap import open_shop
    from copilot.settings import Settings

    with plain_errors(), TemporaryDirectory() as temporary:
        settings = Settings(data_dir=data_dir or Path(temporary), chat_model=model)
        given = prompt_price is not None and completion_price is not None
        price = Price(prompt_price or 0.0, completion_price or 0.0) if given else None
        shop = open_shop(settings)
        try:
            _prepare(shop, demo=data_dir is None)
            for file in files:
                _ask_file(file, shop, price, as_json=as_json)
        finally:
            shop.close()


def _prepare(shop: "Shop", *, demo: bool) -> None:
    from rich.progress import Progress

    from copilot.reading.notes import facts_in
    from copilot.records.demo import load_demo

    if demo:
        load_demo(shop.engine, shop.now().date(), facts_in)
    with Progress(transient=True) as progress:
        task = progress.add_task("Indexing", total=None)
        while (done := shop.index.drain(shop.engine)).left:
            progress.update(task, advance=done.written, total=(progress.tasks[0].completed + done.written + done.left))


def _ask_file(file: Path, shop: "Shop", price: "Price | None", *, as_json: bool) -> None:
    from copilot.assistant.bench import Question

    today = shop.now().date()
    questions = [Question.read(json.loads(line), today) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    marks = asyncio.run(_ask_all(questions, shop))
    if as_json:
        for one in marks:
            typer.echo(json.dumps(_as_json(one), ensure_ascii=False))
        return
    _print(file, marks, price)


async def _ask_all(questions: "Iterable[Question]", shop: "Shop") -> "list[Mark]":
    from sqlmodel import Session

    from copilot.assistant.bench import mark
    from copilot.assistant.events import Answer, Turn
    from copilot.errors import ImportRefused
    from copilot.records.asking import desk_of, user_named

    marks = []
    for question in questions:
        with Session(shop.engine) as session:
            user = user_named(session, question.asker)
            if user is None:
                raise ImportRefused(f"Question {question.id}: there is no user {question.asker!r} to ask as.")
            desk = desk_of(session, user, shop.now())
        history: list[Turn] = []
        answers: list[Answer] = []
        for words in question.turns:
            began = time.perf_counter()
            async for event in shop.answer(words, history, desk):
                if isinstance(event, Answer):
                    answers.append(event)
            history.append(Turn(words, answers[-1].text, answers[-1].client_ids))
        marks.append(mark(question, answers, time.perf_counter() - began))
    return marks


def _print(file: Path, marks: "list[Mark]", price: "Price | None") -> None:
    from copilot.assistant.bench import usage_words

    typer.echo(f"\n{file.name}: {len(marks)} questions")
    groups: list[tuple[str, Callable[[Mark], str]]] = [
        ("kind", lambda m: m.question.kind),
        ("language", lambda m: m.question.language),
        ("", lambda m: "all"),
    ]
    typer.echo(f"{'':24}{'asked':>7}{'right':>8}{'cited':>8}{'invented':>10}{'refused':>9}")
    for name, key in groups:
        rows: dict[str, list[Mark]] = defaultdict(list)
        for one in marks:
            rows[key(one) or "other"].append(one)
        for group, members in sorted(rows.items()):
            typer.echo(_row(f"{name} {group}".strip(), members))
    seconds = sorted(m.seconds for m in marks)
    typer.echo(f"seconds an answer: p50 {seconds[len(seconds) // 2]:.2f}, p95 {seconds[int(len(seconds) * 0.95)]:.2f}")
    for line in usage_words(marks, price):
        typer.echo(line)
    for one in marks:
        if not one.right or not one.cited or one.invented:
            why = "; ".join(
                w
                for w in (
                    one.reason,
                    "not cited" * (not one.cited),
                    "invented " + ", ".join(one.unsupported) if one.unsupported else "",
                )
                if w
            )
            typer.echo(
                f"\n{one.question.id} [{one.question.asker}] {' | '.join(one.question.turns)}\n  {why}\n  -> {one.answer.text}"
            )


def _row(name: str, members: "list[Mark]") -> str:
    n = len(members)
    right, cited = sum(m.right for m in members), sum(m.cited for m in members)
    invented, refused = sum(m.invented for m in members), sum(m.answer.refused for m in members)
    return f"{name:<24}{n:>7}{right / n:>8.0%}{cited / n:>8.0%}{invented:>10}{refused:>9}"


def _as_json(one: "Mark") -> dict[str, object]:
    return {
        "id": one.question.id,
        "turns": one.question.turns,
        "answer": one.answer.text,
        "right": one.right,
        "cited": one.cited,
        "invented": one.invented,
        "refused": one.answer.refused,
        "reason": one.reason,
        "seconds": round(one.seconds, 3),
        "model": one.answer.model,
        "fell_back": one.fell_back,
        "usage": asdict(one.usage),
        "citations": [
            {k: v for k, v in asdict(s).items() if k in ("kind", "key", "title", "body")} | {"mark": s.mark}
            for s in one.answer.sources
        ],
    }
