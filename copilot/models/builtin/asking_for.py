"""What a question asks for, as the filters of a tool: of the book, and of the shelves."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from copilot.models.builtin.clauses import condition_words
from copilot.models.builtin.conditions import kinds_of_case, open_case, said_of_many, says_to_me
from copilot.models.builtin.understanding import Ask, clause_of
from copilot.models.builtin.whom import seeks_somebody

_AND = r"\b(?:and|but|et|mais|e|ed|ma|y|pero|with|con|avec)\b|[,;]"
_NUMBER = r"[£€$]? ?(\d[\d,. ]*)"
_UNDER = r"under|below|less than|up to|at most|moins de|sous|jusqu a|meno di|sotto|fino a|menos de|por debajo de|hasta"
_OVER = r"over|above|more than|at least|plus de|au moins|a partir de|piu di|oltre|almeno|mas de|al menos"


def book_filters(ask: Ask) -> dict[str, Any]:
    """Which clients a question asks for: the asker's own where it says so ("my clients"), else the store's."""
    said = said_of_many(ask)
    own = ask.says("mine") or (bool(said.filters) and says_to_me(ask))
    filters = _other_filters(_left_of(ask, said.left) if said.filters else ask, mine=own)
    if said.filters:
        contrary = {"fact"} | {key for name in said.filters for key in _CONTRARY.get(name, ())}
        filters = {key: value for key, value in filters.items() if key not in contrary} | said.filters
        if "city" not in filters and (stores := re.findall(_AT, said.left)):
            filters["store_in"] = " ".join(stores)
    if filters.get("contact") == "not_out" and "contact_by_me" in filters:
        filters.pop("whole_store", None)  # whom I did not write to, of those who are mine to write to
    if ask.upon is not None:
        before = book_filters(ask.upon)
        filters.pop("whole_store", None)
        filters = before | {key: value for key, value in filters.items() if key != "fact" or not before}
    if "present_for" in filters and "bought" not in filters:
        filters |= {"bought": given} if (given := " ".join(_left_of(ask, said.left).rest)) else {}
    if "bought" not in filters:
        filters.pop("present_for", None)
    return filters


def _left_of(ask: Ask, left: str) -> Ask:
    """What is left of a question once its conditions were read, with its time where none of them took it."""
    rest = clause_of(ask, left)
    return replace(rest, span=ask.span) if rest.span is None and ask.span and ask.span.words in left else rest


_CLIENT_NUMBER = r"\bclient(?:[ae]|_id)?\b(?: (?:no\.?|nr\.?|n[o°]?|number|numero|id|with the id|#))*[ #:]*\d+\b"
_NUMBER_WORDS = frozenset({"number", "numero", "id", "nr"})

#: What may name the town of a store: "nothing since spring, in Paris".
_AT = r"\b(?:in|at|a|en|au|di|de|of) (?:the |our |la |le |il |el )?([a-z]{4,})"

#: What is not asked for besides: the same thing, as the older patterns would read it.
_CONTRARY = {
    "open_case": ("owed_promise", "case_about"),
    "bought_nothing": ("not_seen_since", "seen_since", "bought", "not_bought", "bought_since", "bought_until"),
    "may_contact_by": ("no_contact_by", "stopped"),
    "no_contact_by": ("may_contact_by", "stopped", "fact", "not_bought"),
    "stopped": ("no_contact_by", "may_contact_by", "returned", "returned_since", "returned_until"),
    "waiting_for_reply": ("open_wish", "wish_for", "fact", "bought"),
    "contact": ("open_wish", "wish_for", "bought", "not_bought", "not_seen_since", "seen_since", "visit_from", "visit_until"),
    "without": ("not_bought",),
    "not_seen_since": ("not_bought", "bought_nothing", "seen_since"),
    "not_in": ("city", "not_bought"),
    "city": ("not_bought",),
    "wish_for": ("not_bought", "bought", "bought_too", "visit_from", "visit_until"),
    "returned": ("bought", "bought_since", "bought_until", "not_bought"),
    "there": ("city", "fact", "visit_from", "visit_until"),
}


def _other_filters(ask: Ask, *, mine: bool) -> dict[str, Any]:
    """The filters of what is left of the question."""
    filters: dict[str, Any] = {} if mine else {"whole_store": True}
    filters |= _matters(ask)
    for name, group in (("style", ask.lexicon.styles), ("language", ask.lexicon.languages)):
        said = next((key for key, pattern in group.items() if pattern.search(ask.asked)), "")
        if said:
            filters[name] = said
    if outside := _outside(ask):
        filters["not_in"] = outside
    place = "" if outside else _place(ask)
    if any(pattern.search(place) for pattern in ask.lexicon.languages.values()):
        place = ""  # "who do we write to in Chinese"
    if place and (_lives(ask) or not (_PLACELESS & set(filters))):
        filters["city"] = place
    limits = prices(clause_of(ask, ask.asked.replace(ask.span.words, " ")) if ask.span else ask)  # "for more than 90 days"
    much = "price_from" in limits and not {"bought", "not_bought"} & set(filters)  # "who bought for more than 10000"
    ranked = ask.means("spent") and (ask.span is not None or not seeks_somebody(ask))  # "who spent her prize" is described
    if ask.says("spent_most") or ask.says("spent_least") or ranked or much:
        filters["order_by"] = "least" if ask.says("spent_least") else "spent"
        if over := limits.get("price_from"):
            filters["spent_from"] = over
        if ask.span:
            filters |= _since_until(ask, "spent_since", "spent_until")
    if ask.span and ask.span.since and not set(filters) - {"whole_store"} and ask.says("seen"):
        filters["seen_since"] = iso(ask.span.since)
    left = [word for word in ask.rest if (len(word) == 2 or not word.isdigit()) and word not in place.split()]
    if left and not set(filters) - {"whole_store"} and not (ask.says("spent_most") or ask.says("spent_least")):
        filters["fact"] = " ".join(left)
    if numbered(ask) and not any(word.isalpha() for word in left):
        filters.pop("fact", None)  # "client 95" is no size
    return filters


def numbered(ask: Ask) -> bool:
    """Whether somebody is asked for by a number of ours: "the client with the id 12" describes nobody."""
    return re.search(r"\bclient\w*\b.{0,14}\d|\bid\b", ask.asked) is not None


def by_number_alone(ask: Ask) -> bool:
    """Whether nothing but that number tells who is meant: it is no size either."""
    return re.search(_CLIENT_NUMBER, ask.asked) is not None and not any(
        word.isalpha() and word not in _NUMBER_WORDS for word in ask.rest
    )


def prices(ask: Ask) -> dict[str, float]:
    """The limits of price that a question names."""
    if between := re.search(rf"(?:between|entre|tra|fra) {_NUMBER} ?(?:and|et|e|y) {_NUMBER}", ask.asked):
        return {"price_from": _amount(between[1]), "price_up_to": _amount(between[2])}
    limits: dict[str, float] = {"price_from": 0.0} if ask.says("cheapest") else {}
    if under := re.search(rf"(?:{_UNDER}) {_NUMBER}", ask.asked):
        limits["price_up_to"] = _amount(under[1])
    if over := re.search(rf"(?:{_OVER}) {_NUMBER}", ask.asked):
        limits["price_from"] = _amount(over[1])
    return limits


def iso(day: date | None) -> str:
    """A day as a tool takes it; empty for none."""
    return day.isoformat() if day else ""


#: Conditions beside which "in ..." may well name no town.
_PLACELESS = {"not_seen_since", "open_case", "owed_promise", "visit_from", "bought"}


def _matters(ask: Ask) -> dict[str, Any]:
    """All that makes the clients fit: each clause that says something by itself, or else the whole."""
    whole = _matter(ask)
    untimed = ask.asked.replace(ask.span.words, re.sub(_AND, " ", ask.span.words)) if ask.span else ask.asked
    clauses = [clause.strip() for clause in re.split(_AND, untimed) if clause.strip()]
    apart = [found for clause in clauses if (found := _matter(clause_of(ask, clause)))]
    firm = [found for found in apart if not {"bought", "not_bought", "wish_for"} & set(found)]
    joined = dict(whole)
    for found in firm:
        if not set(found) & set(joined) and not _of_a_kind(found, joined):
            joined |= found
    if "case_late" in joined and not ask.means("promises"):
        joined.pop("owed_promise", None)  # "what the workshop should have given back, and the day is past"
    if "case_about" in joined and set(joined) - set(whole):
        joined.pop("case_about")
    return joined


def _of_a_kind(some: dict[str, Any], others: dict[str, Any]) -> bool:
    """Whether both are about one thing: what was or was not bought, contact, visits."""
    kinds = ("bought", "contact", "visit", "stopped", "status")
    return any(any(kind in one for one in some) and any(kind in other for other in others) for kind in kinds)


def _matter(ask: Ask) -> dict[str, Any]:
    """The one thing that makes the clients fit, the most telling first."""
    not_bought = next((m["what"].strip() for p in ask.lexicon.captures["not_bought"] if (m := p.search(ask.asked))), "")
    channel = next((key for key, pattern in ask.lexicon.channels.items() if pattern.search(ask.asked)), "")
    span = ask.span
    if span:  # "who have not bought since spring" names a time and no piece
        time = {*span.words.split(), *ask.lexicon.stopwords}
        not_bought = " ".join(word for word in not_bought.split() if word not in time)
    if ask.says("may_not"):
        return {"no_contact_by": channel or "any"}
    if ask.says("missed"):
        return {"visit_status": "missed", **_since_until(ask, "visit_from", "visit_until")}
    if ask.says("nothing_bought"):
        return {"bought_nothing": True, **_since_until(ask, "bought_since", "bought_until")}
    if ask.says("refused"):
        return {"refused": channel or "any"}
    if ask.says("stopped"):
        return {"stopped": channel or "any"}
    if ask.says("waiting"):
        return {"waiting_for_reply": True}
    if ask.says("left"):
        return {"status": "left"}
    if ask.says("new_clients"):
        return {"new_since": iso(span.since if span and span.since else ask.today - relativedelta(months=3))}
    if ask.says("not_seen") and not (not_bought and ask.means("bought")):
        return {"not_seen_since": iso(span.since if span and span.since else ask.today - relativedelta(months=6))}
    if ask.says("occasions"):
        return {"fact": "birthday", **_coming(_since_until(ask, "occasion_from", "occasion_until"), ask.today)}
    if ask.means("appointments") and not ask.says("habit"):
        since, until = (span.since, span.until) if span else (ask.today, None)
        return {"visit_from": iso(since or ask.today)} | ({"visit_until": iso(until)} if until else {})
    if ask.means("promises"):
        own = {"promised_by_me": True} if ask.says("promised_by_me") else {}
        return {"owed_promise": "overdue" if ask.says("overdue") else "open", **own}
    if ask.means("returned") and not ask.says("still_open") and not ask.means("cases"):
        return {"returned": True, **_since_until(ask, "returned_since", "returned_until")}
    if ask.means("cases", "returned") and not ask.means("bought"):
        kinds = kinds_of_case(ask.asked) or ["any"]
        done = condition_words(ask.language)["spares"]  # "whose repair is ready" names no piece
        about = [word for word in ask.rest if word not in _place(ask).split() and not re.match(done, word)]
        return open_case(kinds, late=ask.says("overdue")) | ({"case_about": " ".join(about)} if about else {})
    if ask.says("spent_least"):
        return {}
    if ask.means("wishes"):
        wished = [word for word in ask.rest if not ask.lexicon.says("still_open", word)]  # "an open wish"
        return {"open_wish": True} | ({"wish_for": " ".join(wished)} if wished else {})
    buying = ask.means("bought", "how_many")  # "how many clients bought coffee" counts clients
    if buying or not_bought:
        # "The 48-hour bag" has a number in its name; "for more than 10000" names none, nor does "in 2026".
        bought = " ".join(
            w for w in ask.about if w not in not_bought.split() and not (w.isdigit() and (prices(ask) or len(w) != 2))
        )
        if not_bought:  # of "who never bought a bag" neither "never" nor "bought" is a piece
            signs = (*(ask.lexicon.signals[name] for name in ("negation", "mine")), ask.lexicon.intents["bought"])
            bought = " ".join(word for word in bought.split() if not any(sign.search(word) for sign in signs))
        said = _both(ask, bought) if buying and bought else {}
        return said | ({"not_bought": not_bought} if not_bought else {}) | _since_until(ask, "bought_since", "bought_until")
    if ask.means("consent") and (channel or ask.says("negation")):
        return {"no_contact_by": channel or "any"} if ask.says("negation") else {"may_contact_by": channel}
    if ask.says("overdue"):  # "whom have I kept waiting past the day I gave?", "what should the workshop have given back?"
        kinds = kinds_of_case(ask.asked)
        return open_case(kinds, late=True) if kinds else {"owed_promise": "overdue"}
    return {}


def _both(ask: Ask, bought: str) -> dict[str, str]:
    """One article, or two of which both were bought: "a belt and a briefcase"."""
    sides = [
        " ".join(word for word in bought.split() if word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", side))
        for side in re.split(r"\b(?:and|et|e|ed|y)\b", ask.asked)
    ]
    named = [side for side in sides if side]
    return {"bought": named[0], "bought_too": named[1]} if len(named) == 2 else {"bought": bought}


def _coming(days: dict[str, str], today: date) -> dict[str, str]:
    """The days of a year that come round again: those of this year, or of the next where these are over."""
    until = date.fromisoformat(next(reversed(days.values()))) if days else today
    years = 0
    while until + relativedelta(years=years) < today:
        years += 1
    return {key: iso(date.fromisoformat(day) + relativedelta(years=years)) for key, day in days.items()}


def _since_until(ask: Ask, since: str, until: str) -> dict[str, str]:
    span = ask.span
    return {k: iso(v) for k, v in ((since, span.since), (until, span.until)) if v} if span else {}


def _outside(ask: Ask) -> str:
    """The country outside of which they live: by its name, or "here" for that of the store."""
    said = next((m["what"] for p in ask.lexicon.captures["outside"] if (m := p.search(ask.asked))), "")
    return "here" if ask.says("abroad") else said.strip()


def _lives(ask: Ask) -> bool:
    """Whether the place is said to be where they live."""
    return bool(ask.lexicon.captures["lives"][0].search(ask.asked))


def _place(ask: Ask) -> str:
    untimed = ask.asked.replace(ask.span.words, " ").strip() if ask.span else ask.asked
    said = next((m["what"].strip() for p in ask.lexicon.captures["lives"] if (m := p.search(untimed))), "")
    said = re.split(r"\b(?:and|who|that|et|qui|y|que|che|e)\b", said)[0]
    idle = {
        *ask.lexicon.stopwords,
        *ask.lexicon.spans["months"],
        *(w for ws in ask.lexicon.spans["seasons"].values() for w in ws),
    }
    return " ".join(w for w in said.split() if w not in idle and w not in ("book", "store", "shop"))


def _amount(text: str) -> float:
    return float(re.sub(r"[ ,](?=\d{3})|\.(?=\d{3}\b)", "", text.strip().rstrip(".,")).replace(",", "."))
