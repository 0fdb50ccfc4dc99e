"""`copilot bench chat`: many conversations at once over real websockets, beside a bare Chainlit page on the same machine."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from copilot.cli import plain_errors

if TYPE_CHECKING:
    from copilot.cli.bench_pages import Conversation, Heard, ServedPage

#: By name, how each page is started; the bare one first, because the others are compared with it.
PAGES = {
    "bare": ["chainlit", "run", "{echo}", "--headless", "--host", "127.0.0.1", "--port", "{port}"],
    "instant": ["copilot.cli.bench_instant"],
    "builtin": ["copilot", "serve"],
}
#: {x} is a client of the asker's.
_QUESTIONS = (
    "Who is {x}?", "What did {x} buy last?", "What did we promise {x}?", "May I e-mail {x}?", "What size does {x} wear?",
    "Brief me on {x}", "What should I avoid with {x}?", "How much has {x} spent this year?",
)  # fmt: skip
_OPENING = 20  #: pages that connect at the same moment


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in, and clients of theirs to ask about."""

    name: str
    password: str
    clients: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """So many conversations on one page. Times in milliseconds, memory in kilobytes."""

    page: str
    conversations: int
    way: str  #: "burst": everybody asks at the same instant; "paced": now and then, as people do
    answers: int
    first_p50: float
    first_p95: float
    whole_p50: float
    whole_p95: float
    errors: int
    processor_ms: float | None  #: of the server, for each answer
    memory_kb: float | None = None  #: by which the server grew, for each conversation
    times_bare: float | None = None  #: the median time to the whole answer, in times of the bare page's


def bench_chat(
    conversations: Annotated[str, typer.Option(help="How many at once, with commas.")] = "1,10,50,100,300",
    pages: Annotated[str, typer.Option(help="Which pages, with commas: bare, instant, builtin.")] = ",".join(PAGES),
    questions: Annotated[int, typer.Option(help="Questions of each conversation, beside the first.", min=1)] = 2,
    pause: Annotated[float, typer.Option(help="Seconds between two questions of one conversation, on average.", min=0)] = 20.0,
    embedding: Annotated[
        Literal["auto", "hash"], typer.Option(help="auto, or hash: no model for the search, furnished in seconds.")
    ] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a row.")] = False,
) -> None:
    """Open so many conversations at once on the demo boutique and measure how long people wait.

    Each page runs in a process of its own on this machine, one after the other: a bare Chainlit page that says back what it is
    told, ours with a chat model that takes no time, and ours with the built-in model. First everybody asks at the same instant,
    then each now and then. Nothing but loopback is spoken to, and everything that is started is ended.
    """
    from rich.console import Console

    from copilot.cli.bench_pages import MeasureFailed

    with plain_errors(), TemporaryDirectory() as temporary:
        sizes, chosen = _numbers(conversations), [name.strip() for name in pages.split(",")]
        if strange := set(chosen) - set(PAGES):
            raise MeasureFailed(f"There is no page {', '.join(sorted(strange))}; known are {', '.join(PAGES)}.")
        note = Console(stderr=True)
        rows: list[Row] = []
        troubles: Counter[str] = Counter()
        people = [Person("", "", ("Camille Laurent",))]
        if chosen != ["bare"]:
            with note.status("Furnishing the demo boutique…"):
                people = _furnish(Path(temporary) / "demo", embedding)
        for name in (page for page in PAGES if page in chosen):
            with _served(name, Path(temporary), embedding) as page:
                cookies = {p.name: page.sign_in(p.name, p.password) for p in people} if name != "bare" else {}
                asyncio.run(_talk(page, people, cookies, 3, 0, 0.0, Counter()))  # the first questions load what is loaded once
                for size in sizes:
                    with note.status(f"{name}: {size} conversations…"):
                        rows += asyncio.run(_talk(page, people, cookies, size, questions, pause, troubles))
        rows = _compared(rows)
        _print(rows, troubles, as_json=as_json)


def _numbers(given: str) -> list[int]:
    from copilot.cli.bench_pages import MeasureFailed

    numbers = [int(one) for one in given.split(",") if one.strip().isdecimal() and int(one) > 0]
    if not numbers or len(numbers) != len(given.split(",")):
        raise MeasureFailed(f"--conversations takes numbers with commas between them, not {given!r}.")
    return numbers


def _furnish(folder: Path, embedding: Literal["auto", "hash"]) -> list[Person]:
    """The demo boutique with its index, and who can sign in there: associates with clients of their own."""
    from sqlmodel import Session, select

    from copilot.bootstrap import open_shop
    from copilot.reading.notes import facts_in
    from copilot.records.demo import demo_accounts, load_demo
    from copilot.records.people import Client, User
    from copilot.settings import Settings

    shop = open_shop(Settings(data_dir=folder, embedding=embedding, _env_file=None))
    try:
        load_demo(shop.engine, shop.now().date(), facts_in)
        while shop.index.drain(shop.engine).left:
            pass
        people = []
        with Session(shop.engine) as session:
            for name, password in demo_accounts():
                user = session.exec(select(User).where(User.source_id == name)).one()
                own = session.exec(select(Client).where(Client.associate_id == user.id, Client.status == "active")).all()
                if own:
                    people.append(Person(name, password, tuple(client.name for client in own)))
        return people
    finally:
        shop.close()


@contextmanager
def _served(name: str, temporary: Path, embedding: str) -> Iterator["ServedPage"]:
    from copilot.cli.bench_pages import ServedPage

    folder = temporary / ("bare" if name == "bare" else "demo")
    folder.mkdir(exist_ok=True)
    echo = str(Path(__file__).parents[1] / "chat" / "echo.py")
    with ServedPage(name, [part.replace("{echo}", echo) for part in PAGES[name]], folder, embedding) as page:
        page.settle()
        yield page


async def _talk(
    page: "ServedPage",
    people: Sequence[Person],
    cookies: dict[str, str],
    size: int,
    questions: int,
    pause: float,
    troubles: Counter[str],
) -> list[Row]:
    """Open this many conversations; all ask at once, then each asks now and then. Both as rows."""
    from socketio.exceptions import SocketIOError

    from copilot.cli.bench_pages import Conversation

    dice = random.Random(size)
    before, gate = page.memory(), asyncio.Semaphore(_OPENING)
    open_pages: list[tuple[Conversation, Person]] = []
    unopened = 0

    async def enter(person: Person) -> None:
        nonlocal unopened
        async with gate:
            conversation = Conversation(page.address, cookies.get(person.name, ""))
            try:
                await conversation.open()
            except SocketIOError as refused:
                unopened += 1
                troubles[f"{page.name}: a page did not open ({type(refused).__name__})"] += 1
                return
            open_pages.append((conversation, person))

    await asyncio.gather(*(enter(people[number % len(people)]) for number in range(size)))

    async def now_and_then(conversation: "Conversation", person: Person) -> list["Heard"]:
        heard = []
        for _ in range(questions):
            await asyncio.sleep(dice.uniform(0, 2 * pause))
            heard.append(await conversation.ask(_question(person, dice)))
        return heard

    rows = []
    for way in ("burst", "paced") if questions else ("burst",):
        used = page.processor()
        if way == "burst":
            heard = list(await asyncio.gather(*(c.ask(_question(p, dice)) for c, p in open_pages)))
        else:
            heard = [one for some in await asyncio.gather(*(now_and_then(c, p) for c, p in open_pages)) for one in some]
        spent = None if used is None else (page.processor() or used) - used
        troubles.update(f"{page.name}, {size} at once: {one.trouble}" for one in heard if one.trouble)
        rows.append(_row(page.name, size, way, heard, spent, unopened if way == "burst" else 0))
    after = page.memory()
    grown = (after - before) / 1024 / size if after is not None and before is not None else None
    await asyncio.gather(*(conversation.close() for conversation, _ in open_pages))
    return [*rows[:-1], Row(**{**asdict(rows[-1]), "memory_kb": grown})]


def _question(person: Person, dice: random.Random) -> str:
    return dice.choice(_QUESTIONS).format(x=dice.choice(person.clients))


def _row(page: str, size: int, way: str, heard: Sequence["Heard"], spent: float | None, unopened: int) -> Row:
    import numpy as np

    def middle_and_late(seconds: list[float]) -> tuple[float, float]:
        middle, late = np.percentile([one * 1000 for one in seconds] or [float("nan")], [50, 95])
        return float(middle), float(late)

    good = [one for one in heard if not one.trouble]
    first, whole = middle_and_late([one.first for one in good]), middle_and_late([one.whole for one in good])
    each = None if spent is None or not good else spent * 1000 / len(good)
    errors = len(heard) - len(good) + unopened
    return Row(page, size, way, len(good), first[0], first[1], whole[0], whole[1], errors, each)


def _compared(rows: Sequence[Row]) -> list[Row]:
    bare = {(row.conversations, row.way): row.whole_p50 for row in rows if row.page == "bare"}
    return [
        Row(**{**asdict(row), "times_bare": row.whole_p50 / bare[at]})
        if row.page != "bare" and (at := (row.conversations, row.way)) in bare
        else row
        for row in rows
    ]


def _print(rows: Sequence[Row], troubles: Counter[str], *, as_json: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    if as_json:
        for row in rows:
            typer.echo(json.dumps(asdict(row)))
        return
    table = Table(
        "page", "at once", "asking", "answers", "first ms p50", "p95", "whole ms p50", "p95", "times bare", "cpu ms", "KB each",
        "errors", box=None,
    )  # fmt: skip
    for row in rows:
        times = (f"{ms:,.0f}" for ms in (row.first_p50, row.first_p95, row.whole_p50, row.whole_p95))
        rest = (row.times_bare, row.processor_ms, row.memory_kb)
        table.add_row(
            row.page, str(row.conversations), row.way, str(row.answers), *times, *(_short(one) for one in rest), str(row.errors)
        )  # fmt: skip
    Console(width=130).print(table)
    for trouble, count in troubles.most_common():
        typer.echo(f"{count} × {trouble}")


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
