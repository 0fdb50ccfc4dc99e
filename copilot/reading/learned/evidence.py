"""What the model reads beside a message: everything known, piece by piece, and what each word of the message meets in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from copilot.domain.message import Message
from copilot.domain.provenance import Provenance
from copilot.domain.situation import Situation
from copilot.domain.wording import fold
from copilot.reading.common_words import COMMON
from copilot.reading.learned.amounts import amounts_in, amounts_known
from copilot.reading.learned.days import days_in, days_known
from copilot.reading.learned.sums import comes_to, is_money, is_share
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
    for fact in situation.facts:
        age = _age(today - fact.learned_on)
        text = f"{fact.learned_on:%d %B %Y}: {_neutral(fact.text, situation)}"
        found.append(Piece(fact.id, KINDS.index(fact.provenance.value), age, text, bool(fact.note)))
    found += [Piece(line.id, KINDS.index("store"), 0, _neutral(line.text, situation)) for line in situation.store]
    for contact in situation.contacts:
        kind = KINDS.index("contact_out" if contact.outbound else "contact_in")
        text = f"{contact.at:%d %B %Y}: {_neutral(contact.text, situation)}"
        found.append(Piece(contact.id, kind, _age(today - contact.at.date()), text))
    return found


def signs_of(text: str, pieces: Sequence[Piece], situation: Situation) -> list[tuple[int, int, NDArray[np.float32]]]:
    """For each stretch of the message that meets something: from where, to where, and which signs it carries."""
    stems = _stems(pieces, situation)
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
    texts = [piece.text for piece in pieces]
    figures = amounts_known(texts)
    for amount in amounts_in(text):
        money = is_money(text, amount)
        names = ["figure"]
        names += ["figure_known"] if amount.value in figures.known else []
        derived = amount.value in figures.derived or (money and comes_to(amount, text, texts))
        names += ["figure_derived"] if derived else []
        names += ["money"] if money else []
        names += ["percent"] if is_share(text, amount) else []
        mark(amount.start, amount.end, names)
    known_days = days_known(texts, situation.now.date())
    for day in days_in(text, situation.now.date()):
        if day.on is None:
            mark(day.start, day.end, ["day"])
        else:
            mark(day.start, day.end, ["day", "day_known" if day.on in known_days else "day_wrong"])
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


def _stems(pieces: Sequence[Piece], situation: Situation) -> dict[str, set[str]]:
    stems: dict[str, set[str]] = {}
    facts = {fact.id: fact for fact in situation.facts}
    for piece in pieces[1:]:
        signs = {f"met_{KINDS[piece.kind]}"}
        fact = facts.get(piece.id)
        if fact:
            signs |= {"met_old"} if (situation.now.date() - fact.learned_on).days > _OLD_DAYS else set()
            signs |= {"met_superseded"} if fact.superseded_by else set()
            signs |= {"met_unmentionable"} if fact.do_not_mention else set()
            signs |= {"met_sensitive"} if fact.sensitive or fact.topic else set()
            signs |= {"from_note"} if piece.from_note else set()
        for stem in _stems_in(piece.text):
            stems.setdefault(stem, set()).update(signs)
    return stems


@lru_cache(maxsize=8192)
def _stems_in(text: str) -> frozenset[str]:
    plain = (fold(word).strip("'") for word in _WORD.findall(text))
    return frozenset(word[:_ENDING] for word in plain if len(word) >= 4 and word not in COMMON)


def _age(passed: timedelta) -> int:
    return sum(passed > timedelta(days=days) for days in AGES)
