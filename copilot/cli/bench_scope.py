"""`copilot bench scope`: thousands of questions about another store's clients, of which none may be told that they exist."""

import asyncio
import multiprocessing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from copilot.cli import plain_errors
from copilot.errors import CopilotError

if TYPE_CHECKING:
    from copilot.assistant.trial.telling import Tally
    from copilot.domain.desk import Desk

_EXAMPLES = 10
#: Of a hundred questions: so many are asked in words, put to a tool, and sent to the page.
_SHARES = {"words": 6, "tools": 74, "page": 20}


class Leaked(CopilotError):
    """Somebody learned of a client whom they may not see, or a question about one's own stayed unanswered."""


def bench_scope(
    questions: Annotated[
        int, typer.Option(help="About clients of another store; as many are asked about one's own.", min=20)
    ] = 20_000,
    seed: Annotated[int, typer.Option(help="Another seed asks other questions.")] = 7,
    embedding: Annotated[Literal["auto", "hash"], typer.Option(help="auto, or hash: furnished in seconds.")] = "auto",
) -> None:
    """Ask about clients of another store: in words, by every tool, and by every button and address of a real server.

    Each answer must be the one that a name or an id gets which nobody has, or the one given in a house where nobody has
    that name: names differ in more than whether they are known. The same about one's own clients must be answered.
    Ends with 1 where one of the two fails.
    """
    with plain_errors(), TemporaryDirectory() as temporary:
        tally = ask_all(Path(temporary), questions, seed, embedding)
        for line in report(tally):
            typer.echo(line)
        if tally.leaks or tally.unanswered:
            raise Leaked(f"{len(tally.leaks)} told too much, {len(tally.unanswered)} of one's own were not answered.")


def ask_all(folder: Path, questions: int, seed: int, embedding: Literal["auto", "hash"]) -> "Tally":
    """The demo boutique once for each way of asking, all ways at the same time."""
    import shutil

    from copilot.assistant.trial.telling import Tally

    _furnish(folder / "words", embedding)
    for way in ("tools", "page"):
        shutil.copytree(folder / "words", folder / way)
    tally = Tally()
    counts = [(way, folder / way, questions * share // 100, seed, embedding) for way, share in _SHARES.items()]
    with multiprocessing.get_context("spawn").Pool(len(counts)) as pool:
        for one in pool.imap_unordered(_ask, counts):
            tally.join(one)
    return tally


def _furnish(folder: Path, embedding: Literal["auto", "hash"]) -> None:
    from copilot.bootstrap import open_shop
    from copilot.reading.notes import facts_in
    from copilot.records.demo import load_demo
    from copilot.settings import Settings

    shop = open_shop(Settings(data_dir=folder, embedding=embedding, _env_file=None))
    try:
        load_demo(shop.engine, shop.now().date(), facts_in)
        while shop.index.drain(shop.engine).left:
            pass
    finally:
        shop.close()


def _ask(given: tuple[str, Path, int, int, Literal["auto", "hash"]]) -> "Tally":
    """One way of asking, in a process of its own."""
    import shutil

    from copilot.assistant.counter import Counter
    from copilot.assistant.trial.people import House, unname
    from copilot.bootstrap import Shop, open_shop
    from copilot.records.columns import now
    from copilot.records.database import connect
    from copilot.records.products_named import Catalogue
    from copilot.settings import Settings

    way, folder, count, seed, embedding = given
    settings = Settings(data_dir=folder, embedding=embedding, _env_file=None)
    if way == "page":
        from copilot.cli.bench_pages import ServedPage
        from copilot.cli.bench_scope_page import try_page

        engine = connect(settings.database)
        with ServedPage("page", ["copilot", "serve"], folder, embedding) as page:
            return asyncio.run(try_page(page, House.of(engine, now()), count, seed))
    from copilot.assistant.trial.running import ask_assistant, use_tools

    shop, catalogue = open_shop(settings), Catalogue()
    house = House.of(shop.engine, shop.now())
    others: dict[int | None, Shop] = {}

    def elsewhere(desk: "Desk") -> Shop:
        """The shop in which nobody of another store than the asker's has a name of theirs; made when first needed."""
        if desk.store_id not in others:
            copy = folder.with_name(f"{folder.name}-{desk.store_id}")
            shutil.copytree(folder, copy)
            others[desk.store_id] = open_shop(Settings(data_dir=copy, embedding=embedding, _env_file=None))
            unname(others[desk.store_id].engine, desk.store_id)
        return others[desk.store_id]

    def at(desk: "Desk", where: Shop = shop) -> Counter:
        return Counter(desk, where.engine, where.index, catalogue, shop.now(), read_note=cast(Any, shop.read_note))

    try:
        if way == "tools":
            return use_tools(at, house, count, seed, lambda desk: at(desk, elsewhere(desk)))
        return asyncio.run(ask_assistant(shop.answer, house, count, seed, lambda desk: elsewhere(desk).answer))
    finally:
        for one in (shop, *others.values()):
            one.close()


def report(tally: "Tally") -> list[str]:
    """Both figures, by way of asking, and examples of what went wrong."""
    total = sum(tally.asked.values())
    lines = [f"{way:<32}{count:>8,}" for way, count in sorted(tally.asked.items())]
    lines.append(f"of another store's clients: {total:,} asked, {tally.kept:,} answered as nobody is, {len(tally.leaks):,} told")
    lines.append(f"of one's own clients:       {tally.own:,} asked, {tally.answered:,} answered")
    lines += [f"TOLD {one}" for one in tally.leaks[:_EXAMPLES]]
    return lines + [f"NOT ANSWERED {one}" for one in tally.unanswered[:_EXAMPLES]]
