"""What to look up next. First who is meant, then what is asked about them; nothing twice."""

import re
from datetime import timedelta
from typing import Any

from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.spans import Span
from copilot.models.builtin.understanding import SMALL_TALK, Ask

Call = tuple[str, dict[str, Any]]

BUYING = (
    "last_visit",
    "first_visit",
    "spent",
    "paid",
    "average",
    "how_many",
    "dearest",
    "favourite",
    "returned",
    "gifts",
    "bought",
)
MATTERS = ("cases", "promises", "wishes", "appointments")
ABOUT_THEM = ("reach", "speaks", "style", "associate", "family", "brief", "known")


def next_calls(heard: Hearing) -> list[Call]:
    """The tools to call now; empty when everything that can be looked up has been."""
    ask = heard.ask
    if ask.means(*SMALL_TALK) and len(ask.intents) == 1:
        return []
    calls = [("find_client", {"words": heard.whole})] if heard.named is None and not _of_many(ask) else []
    if not calls and not heard.doubt:
        calls = (
            [call for person in heard.clients[:3] for call in _about(person, ask)] if heard.clients else _about_the_shop(heard)
        )
    done = {_key(f.about, f.data) for f in heard.found}
    return [call for call in calls if _key(call[0], call[1]) not in done] if not heard.failures else []


def _of_many(ask: Ask) -> bool:
    return ask.means("book") and ask.says("many")


def _about(person: Person, ask: Ask) -> list[Call]:
    who = {"client_id": person.id}
    if ask.means("log_note"):
        return [("log_note", {**who, "text": note_text(ask, person)})]
    topic = without_names(ask, person)
    calls: list[Call] = []
    if ask.means(*ABOUT_THEM) or wants_brief(ask, person) or not person.name or ask.of_relation:
        calls.append(("client_profile", who))
    if wants_brief(ask, person):
        calls += [("what_we_know", who), ("open_matters", who), ("consents_and_contacts", who), ("purchases", who)]
    if ask.means(*BUYING, "compare"):
        about = " ".join(topic_words(ask, person))
        calls += [
            ("purchases", {**who, "about": about, **_days(span)})
            for span in (ask.span, ask.other_span)
            if span or span is ask.span
        ]
        if ask.means("first_visit"):
            calls.append(("client_profile", who))
    if ask.means(*MATTERS):
        calls.append(("open_matters", who))
    if ask.means("avoid", "provenance"):
        calls.append(("what_we_know", who))
    if ask.means("consent", "contacts"):
        calls.append(("consents_and_contacts", who))
    if ask.means("notes"):
        calls.append(("search_notes", {**who, "query": ""}))
    if (
        not (ask.of_client or ask.means("compare"))
        or ask.says("why")
        or ask.means("known", "provenance", "wishes", "gifts", "promises")
        or rest_words(ask, person)
    ):
        calls += [("search_notes", {**who, "query": topic}), ("what_we_know", who)]
    unique = {_key(name, args): (name, args) for name, args in calls}
    return list(unique.values())


def _about_the_shop(heard: Hearing) -> list[Call]:
    ask = heard.ask
    filters = book_filters(ask) if ask.means("book") else {}
    asked = heard.of("book")
    if asked and (asked.data["unknown"] or ("fact" in asked.data["asked"] and not asked.data["clients"])):
        return [("search_notes", {"query": ask.text})]
    if set(filters) - {"whole_store", "order_by"} or _of_many(ask):
        return [("book", filters)]
    if heard.unknown_name:
        return [("products", {"words": " ".join(ask.about)}), ("house", {"query": ask.text})]
    if ask.of_client and not ask.means(
        "house", "stock", "price", "arrivals", "product", "cases", "returned", "gifts", "consent", "contacts"
    ):
        return [("products", {"words": " ".join(ask.about)}), ("house", {"query": ask.text})]
    words = " ".join(ask.about)
    calls: list[Call] = []
    if ask.means("arrivals"):
        since = ask.span.since if ask.span and ask.span.since else ask.today - timedelta(days=30)
        calls.append(("products", {"words": words, "arrived_since": since.isoformat()}))
    elif ask.means("stock", "price", "product") or not ask.means("house"):
        calls.append(("products", {"words": words, **_prices(ask)}))
    if not ask.means("arrivals", "stock") or ask.means("house"):
        calls.append(("house", {"query": ask.text}))
    if not ask.intents:
        calls.append(("search_notes", {"query": ask.text}))
    return calls


def book_filters(ask: Ask) -> dict[str, Any]:
    """The filters of the book that the question names."""
    words, asked = ask.lexicon, ask.asked
    filters: dict[str, Any] = {}
    span = ask.span
    if ask.says("whole_store"):
        filters["whole_store"] = True
    not_bought = next((m["what"].strip() for p in words.captures["not_bought"] if (m := p.search(asked))), "")
    rest = " ".join(word for word in ask.about if word not in not_bought.split())
    not_seen = ask.says("not_seen")
    if not_seen:
        filters["not_seen_since"] = _iso(span.since if span and span.since else None) or _iso_months_ago(ask, 6)
    elif ask.means("appointments"):
        since, until = (span.since, span.until) if span else (ask.today, None)
        filters |= {"visit_from": _iso(since or ask.today)} | ({"visit_until": _iso(until)} if until else {})
    elif ask.means("promises"):
        filters["owed_promise"] = "overdue" if ask.says("overdue") else "open"
    elif ask.means("cases", "returned") and not ask.means("bought"):
        kinds = {
            "repair": r"repair|mend|reparation|riparazion|reparacion|arreglo",
            "complaint": r"complain|plainte|reclam|queja",
            "alteration": r"alter|retouche|modific",
            "return": r"return|retour|resi\b|reso\b|devol",
        }
        filters["open_case"] = next((kind for kind, pattern in kinds.items() if re.search(pattern, asked)), "any")
    elif ask.means("wishes"):
        filters["open_wish"] = True
        filters["wish_for"] = rest
    elif ask.says("waiting"):
        filters["waiting_for_reply"] = True
    elif ask.means("bought") or not_bought:
        if ask.means("bought"):
            filters["bought"] = rest
        if not_bought and not not_seen:
            filters["not_bought"] = not_bought
        if span:
            filters |= {k: v for k, v in (("bought_since", _iso(span.since)), ("bought_until", _iso(span.until))) if v}
    for name, group in (("style", words.styles), ("language", words.languages)):
        said = next((key for key, pattern in group.items() if pattern.search(asked)), "")
        if said:
            filters[name] = said
    channel = next((key for key, pattern in words.channels.items() if pattern.search(asked)), "")
    if ask.says("stopped"):
        filters["stopped"] = channel or "any"
    elif ask.says("left"):
        filters["status"] = "left"
    elif ask.means("consent") and channel:
        filters["may_contact_by"] = channel
    lives = next((m["what"].strip() for p in words.captures["lives"] if (m := p.search(asked))), "")
    place = " ".join(
        w
        for w in lives.split()
        if w not in words.stopwords and w not in ("book", "store", "shop", "spring", "summer", "autumn", "winter")
    )
    if (
        place
        and place not in words.spans["months"]
        and not any(k in filters for k in ("not_seen_since", "open_case", "owed_promise", "visit_from", "bought", "language"))
    ):
        filters["city"] = place
    if ask.says("spent_most") or ask.means("spent"):
        filters["order_by"] = "spent"
    left = [word for word in ask.rest if not word.isdigit()]
    if left and not set(filters) - {"whole_store"} and not ask.says("spent_most"):
        filters["fact"] = " ".join(left)
    return filters


def wants_brief(ask: Ask, person: Person) -> bool:
    """Whether the whole picture of somebody is asked for, and not one thing about them."""
    if ask.means("brief"):
        return True
    return not topic_words(ask, person) and (ask.means("known") or (bool(person.words) and not ask.of_client))


def topic_words(ask: Ask, person: Person) -> list[str]:
    """The telling words of the question without the client's name and without the words that ask."""
    return _without(ask.about, person)


def rest_words(ask: Ask, person: Person) -> list[str]:
    """Those of them that no recognised kind of question accounts for."""
    return _without(ask.rest, person)


def _without(words: tuple[str, ...], person: Person) -> list[str]:
    named = set(plain(f"{person.words} {person.name} {person.called}").split())
    return [word for word in words if word not in named and word.removesuffix("s") not in named]


def without_names(ask: Ask, person: Person) -> str:
    """The question without the client's name: what is searched for among their notes."""
    text = ask.text
    for word in sorted({*person.words.split(), *person.name.split()}, key=len, reverse=True):
        text = re.sub(rf"(?i)(?<!\w){re.escape(word)}(?:['’]s)?(?!\w)", " ", text)
    topic = topic_words(ask, person)
    return re.sub(r"\s+", " ", text).strip() if ask.follow_up is False else " ".join(topic) or text.strip()


def note_text(ask: Ask, person: Person) -> str:
    """The words to keep: what follows "note for Ms X:", or the sentence without the order to write it down."""
    text = ask.text.strip()
    head, colon, tail = text.partition(":")
    if colon and tail.strip() and len(head) < 80:
        return tail.strip()
    order = re.search(r"(?i)\b(?:that|que|che|qu['’])\s*(.+)$", text, re.DOTALL)
    return order[1].strip() if order else ""


def _days(span: Span | None) -> dict[str, str]:
    return {k: v for k, v in (("since", _iso(span.since)), ("until", _iso(span.until))) if v} if span else {}


def _prices(ask: Ask) -> dict[str, float]:
    number = r"[£€$]? ?(\d[\d,. ]*)"
    limits: dict[str, float] = {}
    if m := re.search(
        rf"(?:under|below|less than|up to|moins de|sous|meno di|sotto|menos de|hasta|fino a|jusqu a) {number}", ask.asked
    ):
        limits["price_up_to"] = _number(m[1])
    if m := re.search(
        rf"(?:over|above|more than|at least|from|plus de|a partir de|piu di|oltre|mas de|desde) {number}", ask.asked
    ):
        limits["price_from"] = _number(m[1])
    if m := re.search(rf"(?:between|entre|tra|fra) {number} ?(?:and|et|e|y) {number}", ask.asked):
        limits = {"price_from": _number(m[1]), "price_up_to": _number(m[2])}
    return limits


def _number(text: str) -> float:
    return float(re.sub(r"[ ,](?=\d{3})|\.(?=\d{3}\b)", "", text.strip().rstrip(".,")).replace(",", "."))


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""


def _iso_months_ago(ask: Ask, months: int) -> str:
    from dateutil.relativedelta import relativedelta

    return (ask.today - relativedelta(months=months)).isoformat()


def _key(tool: str, args: dict[str, Any]) -> str:
    """What tells two calls of a tool apart, the same whether read from the call or from what came back."""
    if tool == "purchases":
        return f"purchases {args.get('client_id')} {args.get('since') or ''} {args.get('until') or ''}"
    if tool == "search_notes":
        return f"search_notes {args.get('client_id')} {args.get('query')}"
    return f"{tool} {args.get('id') if tool == 'client_profile' and 'id' in args else args.get('client_id', '')}"
