"""What a client bought, and what it comes to."""

import hashlib
from datetime import date
from itertools import pairwise

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session

from copilot.assistant.counter import Counter, day
from copilot.domain.source import Found, Source
from copilot.records.buying import Bought, Totals, average, given_to, lines, spent_by, sum_of, totals
from copilot.records.scope import client_in_scope

SHOWN = 40  #: receipt lines shown to a model; the totals always cover all of them


@tool(response_format="content_and_artifact")
def purchases(
    client_id: int, runtime: ToolRuntime[Counter], about: str = "", since: date | None = None, until: date | None = None
) -> tuple[str, Found]:
    """List what a client bought and the totals; `about` narrows to articles ("rose gold ring"), `since`/`until` to days."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
        things = counter.catalogue.words_of_things(session, about) if about else []
        articles = counter.catalogue.named(session, about) if things else None
        found = lines(session, counter.scope, [client_id], since=since, until=until, articles=articles, limit=None)
        sums = totals(session, counter.scope, [client_id], since=since, until=until, articles=articles)
    span = " ".join(p for p in (f"since {day(since)}" if since else "", f"until {day(until)}" if until else "") if p)
    figure = _figure(client_id, client.name, about if things else "", span, sums, found)
    sources = _receipts(client.name, found)
    text = "\n".join(
        [f"{_line(one)} [purchase {one.purchase_id}]" for one in found[:SHOWN]]
        + ([f"... and {len(found) - SHOWN} earlier lines, counted below."] if len(found) > SHOWN else [])
        + [f"{line} [{figure.mark}]" for line in figure.body.splitlines()[: -len(found) or None]]
    )
    data = {
        "client_id": client_id,
        "name": client.name,
        "about": about,
        "things": things,
        "since": since,
        "until": until,
        "lines": found,
        "totals": sums,
        "figure": figure.mark,
    }
    return text, Found("purchases", (*sources, figure), data)


def _receipts(name: str, found: list[Bought]) -> list[Source]:
    receipts: dict[int, list[Bought]] = {}
    for one in found:
        receipts.setdefault(one.purchase_id, []).append(one)
    return [
        Source(
            "purchase",
            str(purchase_id),
            f"{name}, {day(bought[0].on)}",
            "\n".join(_line(one) for one in bought)
            + _sum(bought)
            + f"\nServed by {bought[0].associate or 'nobody named'} in {bought[0].store}.",
            client_id=bought[0].client_id,
            on=bought[0].on,
            author=bought[0].associate,
        )
        for purchase_id, bought in receipts.items()
    ]


def _sum(bought: list[Bought]) -> str:
    """The receipt's total, where it has several lines."""
    return f"\nIn all {_money(bought)}." if len(bought) > 1 else ""


def _figure(client_id: int, name: str, about: str, span: str, sums: Totals, found: list[Bought]) -> Source:
    spent = " and ".join(money.in_words() for money in sums.spent) or "nothing"
    head = f"{name}{': ' + about if about else ''}{', ' + span if span else ''}: "
    head += f"{sums.purchases} purchases, {sums.articles} articles kept, {spent} spent"
    head += f", {sums.returned} articles returned" if sums.returned else ""
    if sums.purchases > 1:
        each = [money.in_words() for money in average(found, sums)]
        days = sorted({one.on for one in found})
        gaps = sorted((b - a).days for a, b in pairwise(days))
        head += f", on average {' and '.join(each)} a purchase" if each else ""
        head += f", usually {gaps[len(gaps) // 2]} days apart" if gaps else ""
    key = hashlib.sha256(f"{client_id}|{about}|{span}".encode()).hexdigest()[:4]
    return Source(
        "figure",
        key,
        f"Sum of {sums.purchases} purchases",
        "\n".join([head + ".", *_periods(found), *_given_and_back(found), *(_line(one) for one in found)]),
        client_id=client_id,
    )


def _periods(found: list[Bought]) -> list[str]:
    """The sums by year and by month, where there is more than one."""
    said = []
    for months, word in ((False, "year"), (True, "month")):
        sums = spent_by(found, months=months)
        listed = (f"{on:%B %Y} {paid.in_words()}" if months else f"{on:%Y} {paid.in_words()}" for on, paid in sums)
        said += [f"By {word}: {', '.join(listed)}."] if len(sums) > 1 else []
    return said


def _given_and_back(found: list[Bought]) -> list[str]:
    """What came back, and what was given to somebody and stayed there, added up."""
    back = [one for one in found if one.returned_on]
    given = [one for one in found if one.gift_for and not one.returned_on]
    said = [f"Brought back, in all: {_money(back)}."] if back else []
    said += [f"Presents kept, in all: {_money(given)}."] if given else []
    whom = dict.fromkeys(map(given_to, given))
    return said + [f"Presents kept, for {one}: {_money([g for g in given if given_to(g) == one])}." for one in whom]


def _money(bought: list[Bought]) -> str:
    return " and ".join(money.in_words() for money in sum_of(bought))


def _line(one: Bought) -> str:
    parts = [f"{day(one.on)}: {one.quantity} × {one.article}" if one.quantity != 1 else f"{day(one.on)}: {one.article}"]
    parts += [f"size {one.size}"] * bool(one.size) + [one.paid.in_words()]
    parts += [f"a gift for {one.gift_for}"] * bool(one.gift_for)
    parts += [f"returned on {day(one.returned_on)}"] * bool(one.returned_on)
    return ", ".join(parts)
