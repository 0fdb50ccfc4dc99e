"""What a question about many says of the clients meant: what they agreed to, lack or await, and where they will be."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from copilot.models.builtin.agreeing import consents
from copilot.models.builtin.clauses import (
    NEARBY,
    Said,
    border,
    clause_around,
    condition_words,
    cut_out,
    days_of,
    first,
    masked,
    taken,
)
from copilot.models.builtin.times import Span
from copilot.models.builtin.understanding import Ask, clause_of

_CASE_WORDS = {
    "repair": r"repair|mend|reparation|riparazion|reparacion|arreglo|riparare",
    "alteration": r"alter|retouche|modific|retoque|arreglo",  # an "arreglo" may be either
    "complaint": r"complain|plainte|reclam|queja|lamentel",
    "return": r"returns?\b|retours?\b|\bresi\b|\breso\b|devolucion",
}
#: Between two places: "neither in London nor in Paris", "fuera de España y de Francia".
_OR = (
    r"\b(?:n?or|and|ni|ou|et|ne|o|e|y)\b"
    r"(?: (?:not in|in|outside(?: of)?|en dehors d\w*|hors d\w*|fuori d\w+|fuera d\w+|en|au|a|de|d|d[ai]\w*)\b)?"
    r"(?: (?:the|la|le|l|el)\b)?"
)
#: How questions begin that ask for names: "who of mine got a watch for somebody else?".
_WHO = (
    r"[¿ ]*(?:(?:and|et|e|y) )?(?:to |a )?"
    r"(?:whom?|which of|qui|chi|quien(?:es)?|lesquel\w*|lequel|laquelle|quali dei|cual(?:es)? de)\b"
)
_WORKSHOP = r"workshop|atelier|laboratorio|taller"
#: Signals of the lexicon whose words the older filters account for.
_TOLD = (
    *("may_not", "missed", "nothing_bought", "stopped", "waiting", "left", "new_clients", "not_seen", "occasions", "overdue"),
    *("abroad", "mine", "many", "among", "of_mine", "whole_store", "spent_most", "spent_least", "negation", "still_open", "seen"),
)


QUIET = 3  #: months without a word, where no time is named
LONGEST = 1_000  #: letters; a longer message asks for no list, and is not read as one


def said_of_many(ask: Ask) -> Said:
    """The conditions of a question, each read in its own clause and with the time that is said in it."""
    words = condition_words(ask.language)
    said = Said(left=masked(ask))
    if len(ask.asked) > LONGEST:
        return said
    about_them = (consents, _waiting, _contacts, _silence, _absence)
    for read in (_late, *about_them, _lacks, _places, _awaits, _returned, _there, _presents):
        read(ask, words, said)
    return said


def asks_for_list(ask: Ask) -> bool:
    """Whether clients are asked for by conditions that are understood, or those of the list before that fit one more."""
    if ask.upon is not None:
        return True
    if ask.means("log_note", "day") or ask.of_rule or re.match(condition_words(ask.language)["rather"], ask.asked):
        return False
    if ask.means("compare") and ask.means("first_visit"):
        return False  # "who has come for longer, A or B?" names two
    said = said_of_many(ask)
    of_many = ask.means("book") or ask.says("many") or ask.says("of_mine")
    if "contact" in said.filters and re.match(_WHO, ask.asked):
        return True
    if (ask.says("among") and not ask.says("mine")) or not of_many:
        return False
    if set(said.filters) - {"present_for"}:
        return True
    return bool(said.filters) and (clause_of(ask, said.left).means("bought") or re.match(_WHO, ask.asked) is not None)


def says_to_me(ask: Ask) -> bool:
    """Whether it is the asker who was written to, or who owes an answer: their own clients are meant."""
    return re.search(condition_words(ask.language)["to_me"], ask.asked) is not None


def kinds_of_case(asked: str) -> list[str]:
    """The kinds of service that are named; what is in the workshop is repaired or altered."""
    kinds = [kind for kind, pattern in _CASE_WORDS.items() if re.search(pattern, asked)]
    if re.search(_WORKSHOP, asked) and not {"repair", "alteration"} & set(kinds):
        return ["repair", "alteration", *kinds]
    return kinds


def open_case(kinds: list[str], *, late: bool) -> dict[str, Any]:
    """The conditions of a list of those who have an open case of any of these kinds."""
    return {"open_case": kinds[0]} | ({"case_late": True} if late else {}) | ({"or_cases": kinds[1:]} if kinds[1:] else {})


def not_understood(ask: Ask, given: dict[str, Any]) -> list[str]:
    """The telling words that no condition of the list accounts for."""
    if "fact" in given:
        return []
    words, left = condition_words(ask.language), said_of_many(ask).left
    for pattern in (words["idle"], _WORKSHOP, *_CASE_WORDS.values()):
        left = re.sub(rf"\b(?:{pattern})\w*", " ", left)
    lexicon = ask.lexicon
    patterns = [lexicon.signals[name] for name in _TOLD] + [*lexicon.channels.values(), *lexicon.languages.values()]
    for pattern in (*patterns, *lexicon.captures["lives"], *lexicon.captures["outside"]):
        left = pattern.sub(" ", left)
    told = " ".join(str(value) for value in given.values()).lower()
    return [word for word in clause_of(ask, left).rest if len(word) > 3 and word[:5] not in told]


def _late(ask: Ask, words: dict[str, Any], said: Said) -> None:
    kinds = kinds_of_case(said.left)
    late = first(words["late"], said.left)
    if kinds and late:
        said.filters |= open_case(kinds, late=True)
        said.left = cut_out(said.left, late)


def _waiting(ask: Ask, words: dict[str, Any], said: Said) -> None:
    if match := first(words["waiting"], said.left):
        newest, channel = re.search(words["newest"], said.left), _written_by(words, said.left, match)
        said.filters |= {"waiting_for_reply": True, "order_by": "newest" if newest else "oldest"} | channel
        if (span := taken(ask, words, said, match)) and span.since:
            longer = re.search(words["more"], ask.asked)
            said.filters |= {"waiting_until" if longer else "waiting_since": span.since.isoformat()}


def _contacts(ask: Ask, words: dict[str, Any], said: Said) -> None:
    """ "Whom did I write to this week", "who has not heard from us since May", "who called us"."""
    found = next(((way, match) for way in ("out", "in") if (match := first(words["contact"][way], said.left))), None)
    if found is None or "waiting_for_reply" in said.filters:
        return
    way, match = found
    clause, _ = clause_around(words, said.left, match)
    denied = re.search(rf"(?<![\w-])(?:{words['not']})(?![\w-])", clause)
    mine = way == "out" and re.search(words["contact"]["mine"], clause)
    channel, span = _written_by(words, said.left, match), taken(ask, words, said, match)
    days = days_of(span, "contact") or {"contact_since": (ask.today - relativedelta(months=QUIET if denied else 1)).isoformat()}
    by_me = {"contact_by_me": True} if mine else {}
    said.filters |= {"contact": f"not_{way}" if denied else way, **days, **by_me, **channel}


def _written_by(words: dict[str, Any], text: str, match: re.Match[str]) -> dict[str, str]:
    """The channel on which they wrote, where one is named: "wrote by WhatsApp and waits"."""
    clause, _ = clause_around(words, text, match)
    named = [one for one in ("email", "sms", "whatsapp", "post") if re.search(rf"(?<![\w-])(?:{words['by'][one]})", clause)]
    return {"wrote_by": named[0]} if len(named) == 1 else {}


def _silence(ask: Ask, words: dict[str, Any], said: Said) -> None:
    if match := first(words["last_before"], said.left):
        if day := _from(taken(ask, words, said, match), ask.today):
            said.filters |= {"bought_nothing": True, "bought_since": day.isoformat()}
    elif match := first(words["silent"], said.left):
        said.filters |= {"bought_nothing": True, **days_of(taken(ask, words, said, match), "bought")}


def _absence(ask: Ask, words: dict[str, Any], said: Said) -> None:
    if match := first(words["absent"], said.left):
        span = taken(ask, words, said, match)
        since = span.since if span and span.since else ask.today - relativedelta(months=6)
        said.filters |= {"not_seen_since": since.isoformat()}


def _places(ask: Ask, words: dict[str, Any], said: Said) -> None:
    for name, key in (("not_in", "not_in"), ("lives_in", "city")):
        match = first(words[name], said.left)
        if match is None:
            continue
        time = ask.span.words.split() if ask.span else []
        places = (" ".join(word for word in one.split() if word not in time) for one in re.split(_OR, match["what"]))
        if named := [place for place in places if place]:
            said.filters[key] = " / ".join(named)
            said.left = cut_out(said.left, match)


def _from(span: Span | None, today: date) -> date | None:
    """The day from which nothing was bought where the last purchase lies before it: "more than a year ago", "before June"."""
    if span is None or span.until == today:
        return span.since if span else None
    if span.since and span.until:
        return span.since + (span.until - span.since) / 2
    return span.since or span.until


def _lacks(ask: Ask, words: dict[str, Any], said: Said) -> None:
    lacking: list[str] = []
    said.left = re.sub(r"\b(owed?|owes|devons|doit|dois) (nothing|rien)\b", r"\2 \1", said.left)
    while found := next(_denied(words, said.left), None):
        match, kinds = found
        span = taken(ask, words, said, match)
        if "visit" in kinds and span:
            said.filters |= {k: v for k, v in days_of(span, "visit").items() if k != "visit_since"}
            said.filters |= {"visit_from": span.since.isoformat()} if span.since and span.since >= ask.today else {}
        if "return" in kinds:
            said.filters |= days_of(span, "returned")
        lacking += [kind for kind in kinds if kind not in lacking]
    if lacking:
        said.filters["without"] = lacking


def _denied(words: dict[str, Any], text: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Each "no ..." or "never ..." with the things that it denies."""
    for negator in re.finditer(rf"(?<![\w-]){words['not']}(?![\w-])", text):
        behind = re.split(border(words), text[negator.end() :])[0].split()[:NEARBY]
        window = " ".join(behind)
        kinds = [kind for kind, pattern in words["lacks"].items() if re.search(rf"(?<![\w-])(?:{pattern})", window)]
        if kinds and not re.search(rf"(?<![\w-])(?:{words['spares']})", window):
            whole = re.compile(re.escape(text[negator.start() : negator.end()]) + r"\s*" + re.escape(window))
            if match := whole.search(text, negator.start()):
                yield match, kinds


def _awaits(ask: Ask, words: dict[str, Any], said: Said) -> None:
    if match := first(words["awaits_it"], said.left):
        said.filters |= {"open_wish": True, "wish_for": " ".join(ask.rest)}
        said.left = cut_out(said.left, match) if ask.piece else said.left
        if not ask.piece:
            del said.filters["open_wish"], said.filters["wish_for"]
    elif match := first(words["awaits"], said.left):
        clause = re.split(border(words), said.left[match.end() :])[0]
        wished = " ".join(clause_of(ask, clause).rest)
        if wished:
            said.filters |= {"open_wish": True, "wish_for": wished}
            said.left = cut_out(said.left.replace(clause, " ", 1) if clause.strip() else said.left, match)


def _returned(ask: Ask, words: dict[str, Any], said: Said) -> None:
    match = first(words["lacks"]["return"], said.left)
    if match is None or "open_case" in said.filters or not ask.means("returned") or ask.says("still_open"):
        return
    clause, _ = clause_around(words, said.left, match)
    pieces = " ".join(clause_of(ask, clause.replace(match.group(), " ")).rest)
    said.filters |= {"returned": True, **({"returned_piece": pieces} if pieces else {})}
    said.filters |= days_of(taken(ask, words, said, match), "returned")


def _there(ask: Ask, words: dict[str, Any], said: Said) -> None:
    if match := first(words["there"], said.left):
        span = taken(ask, words, said, match)
        time = span.words.split() if span else []
        place = " ".join(word for word in match["what"].split() if word not in time)
        if place:
            since = {"there_from": span.since.isoformat()} if span and span.since and span.since > ask.today else {}
            near = span.until if span and span.until else ask.today + relativedelta(months=1)
            until = max(near, ask.today + relativedelta(weeks=2)) if not since else near
            said.filters |= {"there": place, **since, "there_until": until.isoformat()}


def _presents(ask: Ask, words: dict[str, Any], said: Said) -> None:
    own = first(words["own"], said.left)
    while match := first(words["own"], said.left) or first(words["another"], said.left):
        said.filters["present_for"] = "own" if own else "another"
        said.left = cut_out(said.left, match)
