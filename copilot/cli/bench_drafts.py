"""`copilot bench drafts`: situations of the demo boutique, drafted and judged; how many pass, how unlike they are."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli import plain_errors

if TYPE_CHECKING:
    from copilot.outreach.bench import Drafted
    from copilot.outreach.draft_wish import Asks


def bench_drafts(
    how_many: Annotated[int, typer.Option("--drafts", help="How many situations.", min=2)] = 100,
    seed: Annotated[int, typer.Option(help="Which situations, and which words.")] = 1,
    show: Annotated[int, typer.Option(help="Print so many of the drafts.", min=0)] = 0,
    failing: Annotated[bool, typer.Option(help="Print those that the guard does not pass.")] = True,
) -> None:
    """Write to clients of the demo boutique with the built-in writer and print how many drafts pass the guard unchanged."""
    from rich.progress import Progress
    from sqlmodel import Session

    from copilot.bootstrap import open_guard
    from copilot.guard.found import rules_found
    from copilot.outreach.bench import drafted
    from copilot.policies import PolicyInForce
    from copilot.records.columns import now
    from copilot.records.database import connect, migrate
    from copilot.records.demo import load_demo

    with plain_errors(), TemporaryDirectory() as temporary:
        engine = connect(f"sqlite:///{Path(temporary) / 'drafts.db'}")
        migrate(engine)
        today = now().date()
        load_demo(engine, today, accounts=False)
        policy = PolicyInForce(rules=frozenset(rule.id for rule in rules_found())).now()
        with Session(engine) as session, Progress(transient=True) as progress:
            task = progress.add_task("Drafting", total=how_many)
            found, asked = drafted(session, open_guard(), policy, today, how_many, seed, progress=lambda: progress.advance(task))
        engine.dispose()
    _print(found, asked)
    if failing:
        for one in found:
            if not one.passes:
                _show(one)
    for one in found[:: max(1, len(found) // show)][:show] if show else ():
        _show(one)


def _print(found: "Sequence[Drafted]", asked: "Sequence[Asks]") -> None:
    from rich.console import Console
    from rich.table import Table

    from copilot.outreach.bench import distinct_2, most_shared

    console = Console(width=110)
    texts = [one.draft.text for one in found]
    passing = sum(one.passes for one in found)
    share, first, second = most_shared(texts)
    at_once = sum(one.at_once for one in found)
    console.print(
        f"{len(found)} drafts: {passing} pass the guard as they are shown ({passing / max(1, len(found)):.1%}),", end=" "
    )
    console.print(f"{at_once} of them in the words that came first; the writer reads each over and writes what is stopped anew")
    console.print(f"distinct-2 {distinct_2(texts):.3f}; the two most alike share {share:.1%} of their word 4-grams", end=" ")
    console.print(f"({found[first].client}, {found[second].client})" if found else "")
    waits = [one for one in found if one.not_now]
    dated = sum(bool(one.not_now and one.not_now.welcome_from) for one in waits)
    console.print(f"best not now: {len(waits)}, with a day from which it is welcome: {dated}")
    said = Counter(one.lack.value for one in asked)
    console.print("asked instead: " + (", ".join(f"{lack} {count}" for lack, count in said.most_common()) or "never"))
    for name, key in _groups():
        table = Table(name, "drafts", "pass", "words", "distinct-2", "most alike", box=None)
        for value in sorted({key(one) for one in found}):
            some = [one for one in found if key(one) == value]
            words = [one.draft.text for one in some]
            count = sum(len(text.split()) for text in words) / len(some)
            alike = f"{most_shared(words)[0]:.0%}" if len(some) > 1 else ""
            table.add_row(
                value, str(len(some)), str(sum(one.passes for one in some)), f"{count:.0f}", f"{distinct_2(words):.2f}", alike
            )
        console.print(table)


def _groups() -> "list[tuple[str, Callable[[Drafted], str]]]":
    return [
        ("language", lambda one: one.draft.language),
        ("occasion", lambda one: one.draft.occasion.value),
        ("channel", lambda one: one.draft.channel.value),
        ("closeness", lambda one: one.draft.closeness.value),
    ]


def _show(one: "Drafted") -> None:
    draft = one.draft
    way = f"{draft.occasion}, {draft.channel}, {draft.purpose}, {draft.language}, {draft.closeness}"
    typer.echo(f"\n--- {one.client} <- {one.associate}: {way}")
    typer.echo(f"[{draft.subject}]\n{draft.text}" if draft.subject else draft.text)
    for finding in one.verdict.findings:
        span = finding.span.of(draft.message.words) if finding.span else ""
        typer.echo(f"    {finding.kind.value}: {span!r} {finding.fact} {finding.reason}")
    if one.not_now:
        typer.echo(f"    best not now: {', '.join(one.not_now.because)}; welcome from {one.not_now.welcome_from}")
