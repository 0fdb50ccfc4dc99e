"""What the model reads beside a message: everything known, piece by piece, and what each word of the message meets in it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from copilot.domain.message import Message
from copilot.domain.provenance import Provenance
from copilot.domain.situation import Known, Situation
from copilot.domain.wording import fold
from copilot.reading.common_words import COMMON
from copilot.reading.learned.amounts import amounts_in, amounts_known
from copilot.reading.learned.days import days_in, days_known
from copilot.reading.learned.overtaken import lost, overtaken
from copilot.reading.learned.sums import adding_up, is_money, is_share
from copilot.reading.plain_text import PlainText, plain_text

#: The sorts of piece, in the order that the model learned them in.
KINDS = ("message", "moment", *(one.value for one in Provenance), "store", "contact_in", "contact_out")
AGES = (30, 180, 365, 730, 1095)  #: days; the last class is older
_MET = KINDS[2:]  #: with which sorts a word can share its stem
SIGNS = (
    *(f"met_{kind}" for kind in _MET),
    "met_old", "met_superseded", "met_unmentionable", "met_sensitive", "met_nothing",
    "figure", "figure_known", "figure_derived", "money", "percent",
    "day", "day_known", "day_wrong",
    "client", "associate", "other_name",
    "from_note",
)  # fmt: skip
_SIGN = {name: place for place, name in enumerate(SIGNS)}
_OLD_DAYS = 540
_CLIENT, _ASSOCIATE = "Kim", "Lee"
_NAME = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_ENDING = 5  #: letters of a word by which two of its forms are recognised


@dataclass(frozen=True)
class Piece:
    """One thing known, as the model reads it."""

    id: str
    kind: int
    age: int
    text: str
    from_note: bool = False
    overtaken: bool = False  #: by a later fact


def read_text(message: Message, situation: Situation) -> PlainText:
    """The message in plain letters, the names of client and associate replaced: whose name it is must change nothing."""
    plain = plain_text(message.words)
    for names, other in _replaced(situation):
        plain = plain.with_word(names, other)
    return plain


def _neutral(text: str, situation: Situation) -> str:
    for names, other in _replaced(situation):
        text = names.sub(other, text)
    return text


def _replaced(situation: Situation) -> Iterator[tuple[re.Pattern[str], str]]:
    for name, other in ((situation.client_name, _CLIENT), (situation.associate_name, _ASSOCIATE)):
        parts = [re.escape(part) for part in _NAME.findall(name) if len(part) > 1 and part[0].isupper()]
        if parts:
            yield re.compile(rf"\b(?:{'|'.join(parts)})\b"), other


def pieces_of(message: Message, situation: Situation) -> list[Piece]:
    """The moment, then every fact, what the store says, and the history; each once."""
    now = situation.now
    moment = f"{message.purpose.value} {message.channel.value} {situation.style.value} {situation.vertical} {now:%A %d %B %Y}" + (
        " finance" if situation.finance else ""
    )
    found = [Piece("", KINDS.index("moment"), 0, moment)]
    today = now.date()
    later = overtaken(situation.facts)
    for fact in situation.facts:
        age = _age(today - fact.learned_on)
        text = f"{fact.learned_on:%d %B %Y}: {_neutral(fact.text, situation)}"
        found.append(
            Piece(
                fact.id,
                KINDS.index(fact.provenance.value),
                age,
                text,
                bool(fact.note),
                bool(fact.superseded_by) or fact.id in later,
            )
        )
    found += [Piece(line.id, KINDS.index("store"), 0, _neutral(line.text, situation)) for line in situation.store]
    for contact in situation.contacts:
        kind = KINDS.index("contact_out" if contact.outbound else "contact_in")
        text = f"{contact.at:%d %B %Y}: {_neutral(contact.text, situation)}"
        found.append(Piece(contact.id, kind, _age(today - contact.at.date()), text))
    return found


def signs_of(text: str, pieces: Sequence[Piece], situation: Situation) -> list[tuple[int, int, NDArray[np.float32]]]:
    """For each stretch of the message that meets something: from where, to where, and which signs it carries."""
    later = overtaken(situation.facts)
    stems = _stems(pieces, situation, later)
    losses = [lost(fact, later[fact.id]) for fact in situation.facts if fact.id in later]
    gone = frozenset(figure for figures, _ in losses for figure in figures)
    marked: list[tuple[int, int, NDArray[np.float32]]] = []

    def mark(start: int, end: int, names: Iterable[str]) -> None:
        signs = np.zeros(len(SIGNS), dtype=np.float32)
        for name in names:
            signs[_SIGN[name]] = 1
        marked.append((start, end, signs))

    for word in _WORD.finditer(text):
        if word[0] in (_CLIENT, _ASSOCIATE):
            mark(word.start(), word.end(), ["client" if word[0] == _CLIENT else "associate"])
        elif names := list(_met(word, text, stems)):
            mark(word.start(), word.end(), names)
    for size in (size for _, sizes in losses for size in sizes):
        for place in re.finditer(rf"\b{size}\b", text):
            mark(place.start(), place.end(), ["met_superseded"])
    texts = [piece.text for piece in pieces]
    figures, supported = amounts_known(texts), adding_up(text, texts)
    for amount in amounts_in(text):
        money = is_money(text, amount)
        names = ["figure"]
        names += ["figure_known"] if amount.value in figures.known else []
        names += ["figure_derived"] if amount.value in figures.derived or amount.start in supported else []
        names += ["met_superseded"] if not money and amount.value in gone else []
        names += ["money"] if money else []
        names += ["percent"] if is_share(text, amount) else []
        mark(amount.start, amount.end, names)
    today = situation.now.date()
    known_days = days_known(texts, today)
    for day in days_in(text, today):
        if day.on is None and not day.of_month:
            mark(day.start, day.end, ["day"])
        else:
            met = day.is_known(known_days, today) or day.of_month in figures.known
            mark(day.start, day.end, ["day", "day_known" if met else "day_wrong"])
    return marked


def _met(word: re.Match[str], text: str, stems: dict[str, set[str]]) -> Iterator[str]:
    plain = fold(word[0]).strip("'")
    if len(plain) >= 4 and plain not in COMMON:
        met = stems.get(plain[:_ENDING])
        yield from met or ("met_nothing",)
    if (
        word[0][:1].isupper()
        and not word[0].isupper()
        and text[: word.start()].rstrip()[-1:] not in ("", ".", "!", "?", "\n", ":")
    ):
        yield "other_name"


def _stems(pieces: Sequence[Piece], situation: Situation, later: Mapping[str, Sequence[Known]]) -> dict[str, set[str]]:
    stems: dict[str, set[str]] = {}
    facts = {fact.id: fact for fact in situation.facts}
    for piece in pieces[1:]:
        signs = {f"met_{KINDS[piece.kind]}"}
        fact = facts.get(piece.id)
        if fact:
            signs |= {"met_old"} if (situation.now.date() - fact.learned_on).days > _OLD_DAYS else set()
            signs |= {"met_unmentionable"} if fact.do_not_mention else set()
            signs |= {"met_sensitive"} if fact.sensitive or fact.topic else set()
            signs |= {"from_note"} if piece.from_note else set()
        found = _stems_in(piece.text)
        for stem in found:
            stems.setdefault(stem, set()).update(signs)
        if fact and (fact.superseded_by or fact.id in later):
            for stem in found.difference(*(_stems_in(one.text) for one in later.get(fact.id, ()))):
                stems[stem].add("met_superseded")
    return stems


@lru_cache(maxsize=8192)
def _stems_in(text: str) -> frozenset[str]:
    plain = (fold(word).strip("'") for word in _WORD.findall(text))
    return frozenset(word[:_ENDING] for word in plain if len(word) >= 4 and word not in COMMON)


def _age(passed: timedelta) -> int:
    return sum(passed > timedelta(days=days) for days in AGES)
