"""Tables and charts beside an answer: made from the very rows that it cites, never from a model's words."""

from collections.abc import Iterable, Sequence
from datetime import date

from babel.dates import format_date

from copilot.assistant.events import Chart, Table
from copilot.domain.money import Money
from copilot.domain.source import Found, Source
from copilot.domain.wording import locale_of
from copilot.models.builtin.understanding import Ask
from copilot.models.builtin.voice import Voice
from copilot.records.buying import Bought, spent_by

FEW = 3  #: rows from which a list is easier to read as a table
MOST_MONTHS = 60  #: bars of a chart by month; a longer time is shown by year

Exhibit = Table | Chart


def exhibits(ask: Ask, found: Sequence[Found], cited: Sequence[Source], voice: Voice) -> tuple[Exhibit, ...]:
    """What a list or a trend that was asked for looks like; of what was looked up, only what the answer cites."""
    marks = {source.mark for source in cited}
    bought = [f for f in _once(found, "purchases") if f.data["lines"] and marks & {source.mark for source in f.sources}]
    trends = _trends(ask, bought, voice)
    lists = [_purchases(f, voice) for f in bought if not trends and ask.means("bought") and ask.says("listing")]
    lists += [_book(f, voice) for f in _once(found, "book") if f.data["figure"] in marks]
    pieces = [] if ask.means("compare") else _once(found, "products")
    lists += [_products(f, voice) for f in pieces if {p["mark"] for p in f.data["products"]} & marks]
    messages = [_messages(f, voice) for f in _once(found, "consents_and_contacts") if ask.says("per_month") and not bought]
    return (*trends, *messages, *(table for table in lists if len(table.rows) >= FEW))


def _once(found: Sequence[Found], tool: str) -> list[Found]:
    unique = {repr([source.mark for source in f.sources]): f for f in found if f.about == tool}
    return list(unique.values())


def _trends(ask: Ask, bought: list[Found], voice: Voice) -> list[Chart]:
    if ask.says("per_year") or ask.says("per_month"):
        charts = (_by_period(f, voice, months=ask.says("per_month")) for f in bought)
        return [chart for chart in charts if chart]
    if not ask.means("compare") or len(bought) != 2:
        return []
    first, second = sorted(bought, key=lambda f: f.data["since"] or date.min)
    if first.data["client_id"] == second.data["client_id"]:
        names = [_time(f.data["since"], f.data["until"], voice) for f in (first, second)]
        title = voice.say("exhibit.spans", name=first.data["name"])
    else:
        names = [first.data["name"], second.data["name"]]
        title = voice.say("exhibit.people", span=voice.span(first.data["since"], first.data["until"]))
    sums = [list(f.data["totals"].spent) for f in (first, second)]
    if {m.currency for spent in sums for m in spent} and all(len(spent) == 1 for spent in sums):
        points = list(zip(names, (spent[0] for spent in sums), strict=True))
        return _bars(title, points, [first.data["figure"], second.data["figure"]], voice)
    return []


def _by_period(found: Found, voice: Voice, *, months: bool) -> Chart | None:
    """What was spent in each year or month between the first and the last; nothing where there is but one of them."""
    lines: list[Bought] = found.data["lines"]
    sums = spent_by(lines, months=months)
    currencies = {paid.currency for _, paid in sums}
    if months and sums and _months_between(sums[0][0], sums[-1][0]) > MOST_MONTHS:
        return _by_period(found, voice, months=False)
    if len(currencies) != 1 or len(sums) < 2:
        return None
    spent, currency = dict(sums), currencies.pop()
    points = [
        (_period(on, voice, months=months), spent.get(on, Money(0, currency)))
        for on in _periods(sums[0][0], sums[-1][0], months=months)
    ]
    title = voice.say("exhibit.by_month" if months else "exhibit.by_year", name=found.data["name"])
    return _bars(title, points, [found.data["figure"]], voice)[0]


def _bars(title: str, points: list[tuple[str, Money]], marks: list[str], voice: Voice) -> list[Chart]:
    said = "; ".join(f"{name} {paid.in_words(voice.language)}" for name, paid in points if paid.minor)
    values = tuple(float(paid.amount) for _, paid in points)
    return [
        Chart(
            title=title,
            along=tuple(name for name, _ in points),
            series=((voice.say("exhibit.spent"), values),),
            unit=points[0][1].currency,
            marks=tuple(marks),
            summary=voice.say("exhibit.summary", title=title, list=said),
        )
    ]


def _messages(found: Found, voice: Voice) -> Chart:
    contacts = found.data["contacts"]
    days = sorted(contact["on"].replace(day=1) for contact in contacts)
    months = _periods(days[0], days[-1], months=True)[-MOST_MONTHS:] if days else []
    counts = {
        way: tuple(float(sum(c["on"].replace(day=1) == m and c["direction"] == way for c in contacts)) for m in months)
        for way in ("out", "in")
    }
    title = voice.say("exhibit.messages", name=found.data["name"])
    along = tuple(_period(month, voice, months=True) for month in months)
    said = "; ".join(f"{m} {o:.0f} + {i:.0f}" for m, o, i in zip(along, counts["out"], counts["in"], strict=True) if o or i)
    return Chart(
        title=title,
        along=along,
        series=(
            (voice.say("exhibit.ours"), counts["out"]),
            (voice.say("exhibit.theirs", name=found.data["called"]), counts["in"]),
        ),
        unit=voice.say("exhibit.unit_messages"),
        marks=(found.data["ledger"],),
        summary=voice.say("exhibit.summary", title=title, list=said),
    )


def _purchases(found: Found, voice: Voice) -> Table:
    visits: dict[int, list[Bought]] = {}
    for line in found.data["lines"]:
        visits.setdefault(line.purchase_id, []).append(line)
    rows = [
        (
            voice.day(bought[0].on),
            "; ".join(_article(line) for line in bought),
            _paid(bought, voice),
        )
        for bought in visits.values()
    ]
    title = voice.say("exhibit.purchases", name=found.data["name"], span=voice.span(found.data["since"], found.data["until"]))
    return _table(title, ("day", "articles", "paid"), rows, [f"purchase {key}" for key in visits], voice, found)


def _article(line: Bought) -> str:
    count = f"{line.quantity} × " if line.quantity != 1 else ""
    return f"{count}{line.article}" + (f" ({line.size})" if line.size else "")


def _book(found: Found, voice: Voice) -> Table:
    clients = found.data["clients"]
    because = any(c["why"] for c in clients)
    rows = [
        (
            c["name"],
            *(["; ".join(c["why"])] if because else []),
            voice.day(c["last_purchase"]) if c["last_purchase"] else "",
            voice.money(c["spent"]) if c["spent"] else "",
        )
        for c in clients
    ]
    columns = ("client", *(["why"] if because else []), "last", "spent")
    return _table(voice.say("exhibit.book", n=len(rows)), columns, rows, [f"client {c['id']}" for c in clients], voice, found)


def _products(found: Found, voice: Voice) -> Table:
    pieces = found.data["products"]
    rows = [
        (
            p["name"] + (f", {p['colour']}" if p["colour"] and p["colour"] not in p["name"] else ""),
            p["price"].in_words(voice.language) if p["price"] else "",
            "; ".join(str(s["quantity"]) for s in p["shelves"] if s["own"]),
            "; ".join(f"{s['city'] or s['store']} {s['quantity']}" for s in p["shelves"] if not s["own"]),
        )
        for p in pieces
    ]
    columns = ("piece", "price", "here", "elsewhere")
    return _table(voice.say("exhibit.products", n=len(rows)), columns, rows, [p["mark"] for p in pieces], voice, found)


def _table(
    title: str, columns: Iterable[str], rows: Sequence[tuple[str, ...]], marks: Sequence[str], voice: Voice, found: Found
) -> Table:
    named = {source.mark: source for source in found.sources}
    sources = tuple(named[mark] for mark in dict.fromkeys(marks) if mark in named)
    return Table(title, tuple(voice.say(f"exhibit.{column}") for column in columns), tuple(rows), tuple(marks), sources)


def _paid(bought: list[Bought], voice: Voice) -> str:
    sums: dict[str, int] = {}
    for line in bought:
        sums[line.paid.currency] = sums.get(line.paid.currency, 0) + line.paid.minor
    return voice.money([Money(minor, currency) for currency, minor in sums.items()])


def _time(since: date | None, until: date | None, voice: Voice) -> str:
    whole = since and until and (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31))
    return str(since.year) if since and whole else voice.span(since, until).strip()


def _period(on: date, voice: Voice, *, months: bool) -> str:
    return format_date(on, "LLL y", locale=locale_of(voice.language)) if months else str(on.year)


def _periods(first: date, last: date, *, months: bool) -> list[date]:
    if not months:
        return [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    count = _months_between(first, last)
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count + 1)]


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
