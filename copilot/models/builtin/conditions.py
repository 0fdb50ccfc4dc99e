"""What a question about many says of the clients meant: what they agreed to, lack or await, and where they will be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta

from copilot.models.builtin.times import Span
from copilot.models.builtin.understanding import Ask, clause_of

NEARBY = 7  #: words behind "no" or "never" that it still denies
_ENDS = r"[,;:?]"
_CASE_WORDS = {
    "repair": r"repair|mend|reparation|riparazion|reparacion|arreglo|riparare",
    "alteration": r"alter|retouche|modific|retoque",
    "complaint": r"complain|plainte|reclam|queja|lamentel",
    "return": r"returns?\b|retours?\b|\bresi\b|\breso\b|devolucion",
}
_WORKSHOP = r"workshop|atelier|laboratorio|taller"
#: Signals of the lexicon whose words the older filters account for.
_TOLD = (
    *("may_not", "missed", "nothing_bought", "stopped", "waiting", "left", "new_clients", "not_seen", "occasions", "overdue"),
    *("abroad", "mine", "many", "among", "of_mine", "whole_store", "spent_most", "spent_least", "negation", "still_open", "seen"),
)


@dataclass
class Said:
    """The conditions that were read, as filters of the book, and the words of the question that are left."""

    filters: dict[str, Any] = field(default_factory=dict)
    left: str = ""


def said_of_many(ask: Ask) -> Said:
    """The conditions of a question, each read in its own clause and with the time that is said in it."""
    words = _words(ask.language)
    said = Said(left=_masked(ask))
    for read in (_late, _consent, _waiting, _silence, _lacks, _awaits, _returned, _there, _presents):
        read(ask, words, said)
    return said


def asks_for_list(ask: Ask) -> bool:
    """Whether clients are asked for by conditions that are understood, or those of the list before that fit one more."""
    if ask.upon is not None:
        return True
    if ask.means("log_note", "day") or ask.of_rule or re.match(_words(ask.language)["rather"], ask.asked):
        return False
    if ask.says("among") or not (ask.means("book") or ask.says("many") or ask.says("of_mine")):
        return False
    return bool(set(said_of_many(ask).filters) - {"present_for"})


def says_to_me(ask: Ask) -> bool:
    """Whether it is the asker who was written to, or who owes an answer: their own clients are meant."""
    return re.search(_words(ask.language)["to_me"], ask.asked) is not None


def kinds_of_case(asked: str) -> list[str]:
    """The kinds of service that are named; what is in the workshop is repaired or altered."""
    kinds = [kind for kind, pattern in _CASE_WORDS.items() if re.search(pattern, asked)]
    if re.search(_WORKSHOP, asked) and not {"repair", "alteration"} & set(kinds):
        return ["repair", "alteration", *kinds]
    return kinds


def not_understood(ask: Ask, given: dict[str, Any]) -> list[str]:
    """The telling words that no condition of the list accounts for."""
    if "fact" in given:
        return []
    words, left = _words(ask.language), said_of_many(ask).left
    for pattern in (words["idle"], _WORKSHOP, *_CASE_WORDS.values()):
        left = re.sub(rf"\b(?:{pattern})", " ", left)
    lexicon = ask.lexicon
    patterns = [lexicon.signals[name] for name in _TOLD] + [*lexicon.channels.values(), *lexicon.languages.values()]
    for pattern in (*patterns, *lexicon.captures["lives"], *lexicon.captures["outside"]):
        left = pattern.sub(" ", left)
    told = " ".join(str(value) for value in given.values()).lower()
    return [word for word in clause_of(ask, left).rest if len(word) > 3 and word[:5] not in told]


def _late(ask: Ask, words: dict[str, Any], said: Said) -> None:
    kinds = kinds_of_case(said.left)
    late = _find(words["late"], said.left)
    if kinds and late:
        said.filters |= {"open_case": kinds[0], "case_late": True} | ({"or_cases": kinds[1:]} if kinds[1:] else {})
        said.left = _cut(said.left, late)


def _consent(ask: Ask, words: dict[str, Any], said: Said) -> None:
    if back := _find(words["took_back"], said.left):
        channel = _channel(words, said.left, back)
        said.filters |= {"stopped": channel or "any", **_days(_taken(ask, words, said, back), "stopped")}
        return
    for key in ("may", "agreed"):
        for match in _all(words[key], said.left):
            clause, start = _clause(words, said.left, match)
            channel = _channel(words, said.left, match)
            if key == "agreed" and not channel and not re.search(words["nears"], clause):
                continue
            denied = re.search(rf"\b{words['not']}\b", clause[: match.end() - start])
            said.filters |= {"no_contact_by" if denied else "may_contact_by": channel or "any"}
            _taken(ask, words, said, match, timed=False)
            if denied:  # "no marketing consent": what stood between belongs to it
                between = said.left[start + denied.end() : match.start()]
                said.left = f"{said.left[: start + denied.start()]} {' ' * len(between)}{said.left[match.start() :]}"
            return


def _waiting(ask: Ask, words: dict[str, Any], said: Said) -> None:
    if match := _find(words["waiting"], said.left):
        newest = re.search(words["newest"], said.left)
        said.filters |= {"waiting_for_reply": True, "order_by": "newest" if newest else "oldest"}
        said.left = _cut(said.left, match)


def _silence(ask: Ask, words: dict[str, Any], said: Said) -> None:
    if match := _find(words["last_before"], said.left):
        if day := _from(_taken(ask, words, said, match), ask.today):
            said.filters |= {"bought_nothing": True, "bought_since": day.isoformat()}
    elif match := _find(words["silent"], said.left):
        said.filters |= {"bought_nothing": True, **_days(_taken(ask, words, said, match), "bought")}


def _from(span: Span | None, today: date) -> date | None:
    """The day from which nothing was bought where the last purchase lies before it: "more than a year ago", "before June"."""
    if span is None or span.until == today:
        return span.since if span else None
    if span.since and span.until:
        return span.since + (span.until - span.since) / 2
    return span.since or span.until


def _lacks(ask: Ask, words: dict[str, Any], said: Said) -> None:
    lacking: list[str] = []
    while found := next(_denied(words, said.left), None):
        match, kinds = found
        span = _taken(ask, words, said, match)
        if "visit" in kinds and span:
            said.filters |= {k: v for k, v in _days(span, "visit").items() if k != "visit_since"}
            said.filters |= {"visit_from": span.since.isoformat()} if span.since and span.since >= ask.today else {}
        if "return" in kinds:
            said.filters |= _days(span, "returned")
        lacking += [kind for kind in kinds if kind not in lacking]
    if lacking:
        said.filters["without"] = lacking


def _denied(words: dict[str, Any], text: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Each "no ..." or "never ..." with the things that it denies."""
    for negator in re.finditer(rf"(?<![\w-]){words['not']}(?![\w-])", text):
        behind = re.split(rf"{_ENDS}|\b(?:{words['break']})\b", text[negator.end() :])[0].split()[:NEARBY]
        window = " ".join(behind)
        kinds = [kind for kind, pattern in words["lacks"].items() if re.search(rf"(?<![\w-])(?:{pattern})", window)]
        if kinds and not re.search(rf"(?<![\w-])(?:{words['spares']})", window):
            whole = re.compile(re.escape(text[negator.start() : negator.end()]) + r"\s*" + re.escape(window))
            if match := whole.search(text, negator.start()):
                yield match, kinds


def _awaits(ask: Ask, words: dict[str, Any], said: Said) -> None:
    if match := _find(words["awaits_it"], said.left):
        said.filters |= {"open_wish": True, "wish_for": " ".join(ask.rest)}
        said.left = _cut(said.left, match) if ask.piece else said.left
        if not ask.piece:
            del said.filters["open_wish"], said.filters["wish_for"]
    elif match := _find(words["awaits"], said.left):
        clause = re.split(rf"{_ENDS}|\b(?:{words['break']})\b(?! white| black)", said.left[match.end() :])[0]
        wished = " ".join(clause_of(ask, clause).rest)
        if wished:
            said.filters |= {"open_wish": True, "wish_for": wished}
            said.left = _cut(said.left.replace(clause, " ", 1) if clause.strip() else said.left, match)


def _returned(ask: Ask, words: dict[str, Any], said: Said) -> None:
    match = _find(words["lacks"]["return"], said.left)
    if match is None or "open_case" in said.filters or not ask.means("returned") or ask.says("still_open"):
        return
    clause, _ = _clause(words, said.left, match)
    pieces = " ".join(clause_of(ask, clause.replace(match.group(), " ")).rest)
    said.filters |= {"returned": True, **({"returned_piece": pieces} if pieces else {})}
    said.filters |= _days(_taken(ask, words, said, match), "returned")


def _there(ask: Ask, words: dict[str, Any], said: Said) -> None:
    if match := _find(words["there"], said.left):
        span = _taken(ask, words, said, match)
        time = span.words.split() if span else []
        place = " ".join(word for word in match["what"].split() if word not in time)
        if place:
            since = {"there_from": span.since.isoformat()} if span and span.since and span.since > ask.today else {}
            near = span.until if span and span.until else ask.today + relativedelta(months=1)
            until = max(near, ask.today + relativedelta(weeks=2)) if not since else near
            said.filters |= {"there": place, **since, "there_until": until.isoformat()}


def _presents(ask: Ask, words: dict[str, Any], said: Said) -> None:
    own = _find(words["own"], said.left)
    match = own or _find(words["another"], said.left)
    if match:
        said.filters["present_for"] = "own" if own else "another"
        said.left = _cut(said.left, match)


def _channel(words: dict[str, Any], text: str, match: re.Match[str]) -> str:
    """The channel that is named nearest to the words of consent, in their clause or else in the question."""
    clause, start = _clause(words, text, match)
    near = [
        (abs(found.start() + begin - match.end()), channel)
        for part, begin in ((clause, start), (text, 0))
        for channel, pattern in words["by"].items()
        for found in re.finditer(rf"(?<![\w-])(?:{pattern})", part)
        if part is clause or channel in ("email", "sms", "whatsapp")
    ]
    return min(near)[1] if near else ""


def _clause(words: dict[str, Any], text: str, match: re.Match[str]) -> tuple[str, int]:
    """The clause in which a condition stands, and where that begins."""
    ends = [(0, 0), *((m.start(), m.end()) for m in re.finditer(rf"{_ENDS}|\b(?:{words['break']})\b", text)), (len(text), 0)]
    start = max(end for begin, end in ends if end <= match.start())
    stop = min(begin for begin, end in ends if begin >= match.end())
    return text[start:stop], start


def _taken(ask: Ask, words: dict[str, Any], said: Said, match: re.Match[str], *, timed: bool = True) -> Span | None:
    """Take a condition out of the words that are left, with the time of its clause, or else the one time of the question."""
    clause, _ = _clause(words, said.left, match)
    said.left = _cut(said.left, match)
    if not timed:
        return None
    own = None if ask.span and _plain(ask.span.words) in clause else clause_of(ask, clause).span
    span = own or ask.span
    if span:
        said.left = said.left.replace(_plain(span.words), " ", 1)
    return span


def _days(span: Span | None, name: str) -> dict[str, str]:
    days = ((f"{name}_since", span.since), (f"{name}_until", span.until)) if span else ()
    return {key: day.isoformat() for key, day in days if day}


def _masked(ask: Ask) -> str:
    """The question with the "and" of "between March and May" taken out, which joins no clauses."""
    return ask.asked.replace(ask.span.words, _plain(ask.span.words)) if ask.span else ask.asked


def _plain(words: str) -> str:
    return re.sub(r"\b(?:and|et|e|y)\b|[,;]", " ", words)


def _find(pattern: str, text: str) -> re.Match[str] | None:
    return next(_all(pattern, text), None)


def _all(pattern: str, text: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"(?<![\w-])(?:{pattern})", text)


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} , {text[match.end() :]}"


@cache
def _words(language: str) -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "lexicon" / "conditions.yaml").read_text(encoding="utf-8"))
    return dict(said.get(language, said["en"]))
