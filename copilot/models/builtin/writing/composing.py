"""One message: its moves chosen so that it reads like no other, filled with what may be said, cut to its channel."""

import random
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from copilot.domain.draft import Closeness
from copilot.domain.message import Channel, Purpose
from copilot.models.builtin.writing.greeting import Addressee, greetings_for, named, without_mark
from copilot.models.builtin.writing.lines import said, sayable, spoken
from copilot.models.builtin.writing.manner import Manner

_WORD = re.compile(r"\w+")
_TRIES = 8  #: of each line, how many fillings are weighed against what others were sent
_WHOLE = 10  #: messages that are weighed so as a whole
_LETTERS = 300  #: of an SMS: what the house asks for, and two segments at most
_WORDS = {Channel.WHATSAPP: 80, Channel.EMAIL: 150, Channel.POST: 150, Channel.CALL: 60}
#: In these the offer is what the message is for; in the others, where room is short, the question is.
_OFFER_BEFORE_CHOICE = frozenset(("promise", "care", "lapse", "occasion", "apology", "delayed", "visit"))
#: How often a kind word is added that says nothing else.
_KIND = {Closeness.RESERVED: 0.0, Closeness.WARM: 0.4, Closeness.CLOSE: 0.7}


@dataclass(frozen=True)
class Brief:
    """Everything that a message is composed of; nothing else is in it."""

    occasion: str
    language: str
    channel: Channel
    purpose: Purpose
    closeness: Closeness
    to: Addressee
    me: str  #: the writer's name
    manner: Manner = field(default_factory=Manner)
    filled: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  #: what may be said, by hole
    offers: tuple[str, ...] = ()  #: which sorts of offer apply besides the general one, the fittest first
    reasons: tuple[str, ...] = ()  #: likewise of reasons, instead of the general one
    own_words: str = ""  #: what the associate wants said, as they put it
    how: str = ""  #: say how we know: purchase, service, told_us or contact
    dated: bool = False  #: propose the day in `filled`
    familiar: bool = False  #: tu


@dataclass(frozen=True)
class Written:
    """The words."""

    text: str
    subject: str = ""


def write(brief: Brief, seed: int, unlike: Sequence[str] = ()) -> Written:
    """The message, as unlike as can be to the texts that others were sent; the same seed and texts give the same words."""
    writer = _Writer(brief, random.Random(f"{seed} {brief.occasion} {brief.language}"), unlike)
    return min((writer.write() for _ in range(_WHOLE if unlike else 1)), key=lambda one: writer.likeness(one.text))


def four_grams(text: str) -> frozenset[tuple[str, ...]]:
    """Every four words in a row."""
    words = _WORD.findall(text.casefold())
    return frozenset(tuple(words[at : at + 4]) for at in range(len(words) - 3))


def shared(one: str, other: str) -> float:
    """The share of the shorter text's word four-grams that stand in the other as well, from 0 to 1."""
    a, b = four_grams(one), four_grams(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


class _Writer:
    """One message being written."""

    def __init__(self, brief: Brief, chance: random.Random, unlike: Sequence[str]) -> None:
        self.brief, self.chance = brief, chance
        self.kept = spoken(brief.language)
        self.moves: dict[str, Any] = self.kept[brief.occasion]
        self.met = [four_grams(text) for text in unlike]
        self.pairs = [_pairs(text) for text in unlike]

    def write(self) -> Written:
        name, form = named(self.brief.to, self.brief.language)
        greeting = self._greeting(name, form)
        sentences = self._sentences()
        body = self._laid_out(sentences)
        subject = ""
        if self.brief.channel is Channel.EMAIL:
            subject = self._one(self.moves["subject"]) or self.brief.me
        if self.brief.channel is Channel.CALL:
            return Written(" ".join(sentences))
        return Written(self._joined(greeting, body), subject.rstrip("."))

    def likeness(self, text: str) -> tuple[float, float]:
        """How much it shares with the text that it is most like, and with all of them."""
        grams = four_grams(text)
        shares = [len(grams & met) / max(1, min(len(grams), len(met))) for met in self.met]
        return max(shares, default=0.0), sum(shares)

    def _sentences(self) -> list[str]:
        """The moves in their order, as many as the channel and the writer's habits have room for."""
        brief = self.brief
        reason = self._move("reason", brief.reasons)
        offered = [(sort, self._one(self.moves["offer"][sort])) for sort in brief.offers]
        # The house's own description of a piece is always the same: it stands in one of the messages about it.
        offers = [line for sort, line in offered if not (sort == "detail" and self._stands_elsewhere(line))]
        told = [one for one in (reason, *offers, brief.own_words) if one]
        if brief.purpose is Purpose.MARKETING and "two" in self.moves and "piece2" in brief.filled:
            told.append(self._move("two", ()))
        further = [self._move("offer", ())] if not brief.own_words else []
        how = [self._one(self.kept["how"][brief.how])] if brief.how else []
        dated = [self._one(self.kept["date"])] if brief.dated else []
        choice = [self._move("choice", ())]
        close = [self._one(self.kept["closes"]["marketing" if brief.purpose is Purpose.MARKETING else "service"])]
        order = [("told", told), ("how", how), ("further", further), ("dated", dated), ("choice", choice), ("close", close)]
        if self.chance.random() < _KIND[brief.closeness]:
            first = self.chance.random() < 0.5
            order.insert(0 if first else len(order), ("warm", [self._one(self.kept["warm"]["first" if first else "last"])]))
        last = ("choice", "further") if brief.occasion in _OFFER_BEFORE_CHOICE else ("further", "choice")
        for least in ("warm", "close", last[0]):
            if self._fits(order) and not (least == "warm" and brief.channel is Channel.SMS):
                break
            order = [(sort, lines) for sort, lines in order if sort != least]
        return [line for _, lines in order for line in lines if line]

    def _fits(self, order: Iterable[tuple[str, list[str]]]) -> bool:
        lines = [line for _, some in order for line in some if line]
        if self.brief.channel is Channel.SMS:
            return sum(len(line) + 1 for line in lines) + 45 <= _LETTERS
        room = _WORDS[self.brief.channel]
        if self.brief.manner.length:
            least = 25 if self.brief.channel is not Channel.EMAIL else 40
            room = min(room, max(least, round(self.brief.manner.length * 1.4)))
        return sum(len(line.split()) for line in lines) + 6 <= room

    def _move(self, move: str, sorts: Collection[str]) -> str:
        """One line of a move: of the sorts that apply and can be said, else of the general ones and of the closeness."""
        kept: dict[str, list[str]] = self.moves[move]
        for sort in sorts:
            if sort in kept and (line := self._one(kept[sort])):
                return line
        return self._one([*kept.get("any", ()), *kept.get(self.brief.closeness.value, ())])

    def _one(self, lines: Sequence[str]) -> str:
        """The line that has least in common with what others were sent; empty where none can be said."""
        can = sayable(lines, self.brief.filled)
        if not can:
            return ""
        tried = [self._said(self.chance.choice(can)) for _ in range(_TRIES)] if self.met else []
        tried += [self._said(self.chance.choice(can))]
        return min(tried, key=self._common)

    def _stands_elsewhere(self, line: str) -> bool:
        """Whether one of the others has most of it."""
        grams = four_grams(line)
        return any(2 * len(grams & met) > len(grams) for met in self.met)

    def _said(self, line: str) -> str:
        return said(line, self.brief.filled, self.brief.language, self.chance, familiar=self.brief.familiar)

    def _common(self, text: str) -> float:
        """How much of it the others have, a whole line far more than a turn of phrase, whatever its length."""
        grams, pairs = four_grams(text), _pairs(text)
        lines = sum(len(grams & met) for met in self.met) / max(1, len(grams))
        return 4 * lines + sum(len(pairs & met) for met in self.pairs) / max(1, len(pairs))

    def _greeting(self, name: str, form: str) -> str:
        brief = self.brief
        lines = greetings_for(self.kept["greetings"], brief.to, form, brief.closeness)
        habit = brief.manner.greeting.lower()
        own = [line for line in lines if without_mark(line).lower().startswith(habit)] if habit else []
        return without_mark(self.chance.choice(own or lines)).format(name=name).strip()

    def _laid_out(self, sentences: list[str]) -> str:
        if self.brief.channel in (Channel.EMAIL, Channel.POST) and len(sentences) > 3:
            half = (len(sentences) + 1) // 2
            return " ".join(sentences[:half]) + "\n\n" + " ".join(sentences[half:])
        return " ".join(sentences)

    def _joined(self, greeting: str, body: str) -> str:
        brief = self.brief
        first = brief.manner.signed or (brief.me.split()[0] if brief.me else "")
        if brief.channel in (Channel.EMAIL, Channel.POST):
            sign = brief.manner.sign_off or self.chance.choice(self.kept["signs"][brief.closeness.value]).rstrip(",")
            whole = brief.me if brief.channel is Channel.POST or brief.closeness is Closeness.RESERVED else first
            return f"{greeting}\n\n{body}\n\n{sign},\n{whole or first}"
        return f"{greeting}\n{body}\n{first}".strip()


def _pairs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return frozenset(tuple(words[at : at + 2]) for at in range(len(words) - 1))
