"""The client card as it is shown: rows in, words out, in the asker's language. What is for staff comes when asked for."""

from collections.abc import Iterable, Sequence
from datetime import date

from babel import Locale
from babel.dates import format_date, format_timedelta

from copilot.chat.words import say, words
from copilot.domain.provenance import Provenance
from copilot.domain.wording import locale_of
from copilot.records.card import Card, Known, Leave
from copilot.records.card_matters import Matter
from copilot.records.card_rows import Happening, Timeline

Shown = dict[str, object]
_HOW = {Provenance.PURCHASE: "by_purchase", Provenance.SERVICE: "by_service"}
#: What fills an empty place: the action of the page that does it, and what it is called there.
_FILLS = {
    "open": ("counter_book", "add_visit"),
    "sizes": ("counter_correct", "add_size"),
    "wishes": ("counter_wish", "add_wish"),
    "known": ("note_new", "add_note"),
}
_ACTS = (("note_new", "do_note"), ("counter_book", "do_book"), ("counter_wish", "do_wish"), ("counter_correct", "do_correct"))

FIRST, MORE = 6, 20  #: lines of the timeline at first, and with each "show more"
_JSX = tuple(
    "style leave staff staff_hint show hide hushed careful timeline timeline_none all fewer "
    "legend_purchase legend_contact with again trouble loading refresh".split()
)


class Speech:
    """How the card says things on one day, in one language."""

    def __init__(self, language: str, today: date) -> None:
        self.language, self.today, self.locale = language, today, locale_of(language)
        self.words = words("card", language)

    def say(self, key: str, **values: object) -> str:
        """A sentence of the card, filled."""
        return say("card", key, self.language, **values)

    def word(self, key: str) -> str:
        """The card's word for something kept in the rows; the rows' own word where it has none."""
        return self.words.get(key, key)

    def day(self, on: date | None) -> str:
        """ "3 Mar 2026"."""
        return format_date(on, "d MMM y", locale=self.locale) if on else ""

    def ago(self, on: date) -> str:
        """ "two months ago", "tomorrow", "in three days"."""
        if near := {0: "today", 1: "tomorrow", -1: "yesterday"}.get((on - self.today).days):
            return self.words[near]
        return str(format_timedelta(on - self.today, granularity="day", add_direction=True, locale=self.locale))

    def how(self, provenance: Provenance) -> str:
        """How we know something, in a word or two."""
        return self.word(_HOW.get(provenance, provenance.value))


def card_shown(card: Card, timeline: Timeline, speech: Speech, actions: Iterable[str]) -> Shown:
    """The whole card but what is for staff only; of that, how much there is."""
    client, known = card.client, set(actions)
    coming = next((m.due for m in card.open if m.kind == "appointment"), None)
    hushed = sum(1 for k in card.for_staff if k.do_not_mention)
    return {
        "id": client.id,
        "name": client.name,
        "title": " ".join(part for part in (client.salutation, client.name) if part),
        "initials": "".join(part[:1] for part in (client.given_name, client.family_name) if part).upper()
        or client.name[:1].upper(),
        "called": speech.say("called", called=client.called) if client.called not in (client.given_name, client.name) else "",
        "lines": _lines(card, speech),
        "members": [{"id": i, "name": name, "role": role} for i, name, role in card.members],
        "banner": speech.say(client.status, day=speech.day(client.status_on)) if client.status in ("left", "deceased") else "",
        "style": speech.word(f"style_{client.relationship_style}"),
        "style_kind": client.relationship_style,
        "style_how": client.style_set_by or speech.words["style_how_unknown"],
        "glance": [
            _glance("last_visit", card.last_visit, "none_yet", speech),
            _glance("next_visit", coming, "none_yet", speech),
            _contact_glance(card, speech),
        ],
        "sections": [
            _section("open", [matter_row(m, speech) for m in card.open], speech, known),
            _section("sizes", [known_row(k, speech, ages=True) for k in card.sizes], speech, known),
            _section("wishes", [matter_row(m, speech) for m in card.wishes], speech, known),
            _section("known", [known_row(k, speech) for k in card.known], speech, known),
        ],
        "remarks": speech.say("remarks", n=card.remarks) if card.remarks else "",
        "ask_notes": speech.say("ask_notes", name=client.name),
        "leave": [_leave(one, speech) for one in card.leave],
        "staff": speech.say("staff_counts", hushed=hushed, careful=len(card.for_staff) - hushed) if card.for_staff else "",
        "timeline": timeline_shown(timeline, speech),
        "acts": [{"name": name, "label": speech.words[label]} for name, label in _ACTS if name in known],
        "words": {key: speech.words[key] for key in _JSX},
    }


def staff_shown(card: Card, speech: Speech) -> Shown:
    """What is known and is not for the client's eyes: first what must never be mentioned."""
    hushed = [known_row(k, speech) for k in card.for_staff if k.do_not_mention]
    careful = [known_row(k, speech) for k in card.for_staff if not k.do_not_mention]
    return {"hushed": hushed, "careful": careful}


def timeline_shown(timeline: Timeline, speech: Speech) -> Shown:
    """The newest of what happened, a picture of all of it, and how much is not shown."""
    left = timeline.total - len(timeline.shown)
    days = timeline.days
    first, last = (days[0][0], max(days[-1][0], speech.today)) if days else (speech.today, speech.today)
    span = max(1, (last - first).days)
    counts = {kind: sum(1 for _, k in days if k == kind) for kind in ("purchase", "contact")}
    return {
        "rows": [happening_row(one, speech) for one in timeline.shown],
        "shown": len(timeline.shown),
        "more": speech.say("more", n=min(left, MORE), total=timeline.total) if left else "",
        "marks": [{"x": round((on - first).days / span, 4), "kind": kind} for on, kind in days],
        "from": speech.day(first),
        "to": speech.day(last),
        "picture": speech.say(
            "picture",
            purchases=counts["purchase"],
            contacts=counts["contact"],
            **{"from": speech.day(first), "to": speech.day(last)},
        ),
    }


def known_row(known: Known, speech: Speech, *, ages: bool = False) -> Shown:
    """One fact: its words, how and since when we know it; of what `ages`, such as a size, whether it is too old to rely on."""
    tags = [{"text": speech.how(known.provenance), "tone": "plain" if known.provenance.may_be_said else "careful"}]
    if known.sensitive:
        tags.append({"text": speech.words["sensitive"], "tone": "hush"})
    if ages and known.old:
        age = format_timedelta(speech.today - known.on, granularity="year", threshold=1.2, locale=speech.locale)
        tags.append({"text": speech.say("old", age=age), "tone": "late"})
    return _row(known.kind, known.id, known.subject, known.text, speech.day(known.on), tags)


def matter_row(matter: Matter, speech: Speech) -> Shown:
    """One thing that is open: what comes next, what is late."""
    label = matter.what if matter.kind == "wish" else speech.word(matter.what or matter.kind)
    meta, tags = speech.day(matter.on), []
    if matter.kind == "appointment" and matter.at:
        meta = f"{format_date(matter.at.date(), 'EEE d MMM', locale=speech.locale)}, {matter.at:%H:%M}"
        tags = [{"text": speech.ago(matter.on), "tone": "next"}]
    elif matter.kind != "wish":
        tone, key = ("late", "overdue") if matter.late else ("plain", "due" if matter.due else "no_day")
        tags = [{"text": speech.say(key, day=speech.day(matter.due)), "tone": tone}]
    return _row(matter.kind, matter.id, label, matter.text, meta, tags)


def happening_row(one: Happening, speech: Speech) -> Shown:
    """One line of the timeline."""
    if one.kind == "contact":
        label = speech.say("in" if one.inward else "out", channel=speech.word(one.what))
    else:
        label = speech.word(one.what) if one.kind == "appointment" else speech.words["purchase"]
    return _row(one.kind, one.id, label, one.text, speech.day(one.on), [])


def _row(kind: str, row_id: int, label: str, text: str, meta: str, tags: Sequence[Shown | dict[str, str]]) -> Shown:
    return {"kind": kind, "id": row_id, "label": label, "text": text, "meta": meta, "tags": list(tags)}


def _section(key: str, rows: list[Shown], speech: Speech, known: set[str]) -> Shown:
    action, label = _FILLS[key]
    fill = {"name": action, "label": speech.words[label]} if action in known else None
    return {"key": key, "title": speech.words[key], "rows": rows, "empty": speech.words[f"{key}_none"], "fill": fill}


def _lines(card: Card, speech: Speech) -> list[str]:
    client, account = card.client, card.account
    belongs = f"{speech.word(account.kind)} {account.name}" if account else ""
    if account and client.account_role:
        belongs += f" · {client.account_role}"
    language = Locale.parse(speech.locale).languages.get(client.language[:2].lower(), client.language)
    book = "own_book" if card.own else "in_book" if card.associate else "no_book"
    lives = [client.city or client.country, speech.say("speaks", tongue=language)]
    since = [speech.say("since", day=speech.day(client.since))] if client.since else []
    return [
        line
        for line in (belongs, " · ".join(p for p in lives if p), " · ".join([*since, speech.say(book, associate=card.associate)]))
        if line
    ]


def _glance(key: str, on: date | None, none: str, speech: Speech) -> Shown:
    value, beside = (speech.day(on), speech.ago(on)) if on else (speech.words[none], "")
    return {"label": speech.words[key], "value": value, "beside": beside}


def _contact_glance(card: Card, speech: Speech) -> Shown:
    if card.last_contact is None:
        return _glance("last_contact", None, "no_contact", speech)
    on, channel, direction = card.last_contact
    whose = speech.words["from_them" if direction == "in" else "from_us"]
    return _glance("last_contact", on, "no_contact", speech) | {"beside": f"{speech.word(channel)}, {whose}"}


def _leave(one: Leave, speech: Speech) -> Shown:
    service = f"service_{one.service}"
    return {
        "kind": "consent",
        "id": one.id,
        "channel": one.channel,
        "label": speech.word(one.channel),
        "address": one.address,
        "status": one.status,
        "words": speech.word(one.status),
        "meta": speech.day(one.on),
        "service": speech.words.get(service, "") if one.service and one.service != one.status else "",
    }
