"""Quick changes of words that stand there already, whoever wrote them: what is not touched stays as it was."""

import random
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from copilot.domain.message import Purpose
from copilot.models.builtin.writing.composing import Brief
from copilot.models.builtin.writing.greeting import greetings_for, named, without_mark
from copilot.models.builtin.writing.lines import said, sayable, spoken

_ABBREVIATED = r"(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bM\.)(?<!\bSr\.)(?<!\bSra\.)(?<!\bSig\.)(?<!\bNo\.)"
_BETWEEN = re.compile(rf"(?:(?<=[.!?…])|(?<=[.!?…][»\"”])){_ABBREVIATED}\s+(?=[^\W_a-z]|[¿¡«\"“])")
_SAYS_PRICE = (
    "(?:the|its) price is|priced at|at the price of|(?:it |they )?costs?|at|for|(?:son|le) prix est(?: de)?|au prix de|à|pour|"
    "il prezzo è|al prezzo di|costa(?:no)?|per|a|el precio es|al precio de|cuestan?|por|de"
)
_FIGURE = r"\d[\d.,\s\u00a0\u202f]*"
_MONEY = re.compile(
    rf"[,;:]?\s*(?:\b(?:and|et|e|y)\s+)?(?:\b(?:{_SAYS_PRICE})\s+)?"
    rf"(?:[€£$¥₩]\s?{_FIGURE}|{_FIGURE}(?:€|£(?:GB)?|\$(?:US)?|(?:euros?|pounds|CHF)\b))(?<![\s,.])",
    re.IGNORECASE,
)
_LEAST = 2  #: sentences that a message keeps


@dataclass(frozen=True)
class _Letter:
    """A text in its parts, and the lines that lie between them."""

    head: str  #: the greeting
    body: str
    tail: str  #: the farewell with the name
    under_head: str = "\n"
    over_tail: str = "\n"

    def with_body(self, body: str) -> str:
        """The whole text, with other words in its middle."""
        above = self.head + self.under_head if self.head and body else self.head
        return above + (body + self.over_tail + self.tail if self.tail and body else body + self.tail)


@dataclass(frozen=True)
class _Sentence:
    """One sentence, and what parts it from the one before: a blank, a line, a paragraph."""

    words: str
    apart: str = " "


def shorter(text: str) -> str:
    """The text without its least needed sentences; the same where every one is needed."""
    letter = _parts(text)
    sentences = _sentences(letter.body)
    if len(sentences) <= _LEAST:
        return text
    keep = max(_LEAST, (len(sentences) + 1) // 2)
    words = [one.words for one in sentences]
    needed = sorted(range(len(sentences)), key=lambda at: (-_needed(words, at), at))[:keep]
    return letter.with_body(_joined(_kept(sentences, needed)))


def warmer(text: str, brief: Brief, seed: int) -> str:
    """The text with a warmer greeting and farewell, and a kind line before it ends."""
    letter = _parts(text)
    chance = random.Random(f"{seed} warmer")
    kept = spoken(brief.language)
    name, form = named(brief.to, brief.language)
    greeting = without_mark(chance.choice(greetings_for(kept["greetings"], brief.to, form, brief.closeness))).format(name=name)
    signs = [line.rstrip(",") for some in kept["signs"].values() for line in some]
    first, tail = letter.tail.split("\n")[0].rstrip(","), letter.tail
    if first in signs:
        tail = tail.replace(first, chance.choice(kept["signs"][brief.closeness.value]).rstrip(","), 1)
    lines = [line for line in _all_said(kept["warm"]["last"], brief, chance) if line not in letter.body]
    body = f"{letter.body} {chance.choice(lines)}" if lines else letter.body
    return replace(letter, head=greeting if letter.head else "", tail=tail).with_body(body)


def less_salesy(text: str, brief: Brief, seed: int) -> str:
    """The text without prices and without anything that presses to buy, with an easy way out."""
    letter = _parts(text)
    chance = random.Random(f"{seed} less")
    kept = spoken(brief.language)
    sort = "marketing" if brief.purpose is Purpose.MARKETING else "service"
    closes = _all_said(kept["closes"][sort], brief, chance)
    sentences = _sentences(letter.body)
    plain = [replace(one, words=_MONEY.sub("", one.words).strip()) if at == 0 else one for at, one in enumerate(sentences)]
    plain = _kept(plain, [at for at, one in enumerate(plain) if at == 0 or not _sells(one.words, kept["sells"])])
    if not any(close in letter.body for close in closes):
        plain.append(_Sentence(chance.choice(closes)))
    return letter.with_body(re.sub(r"[ \t]+([,.;:])", r"\1", _joined(plain)))


def with_line(text: str, lines: Sequence[str], brief: Brief, seed: int) -> str:
    """The text with one more line before its last sentence."""
    letter = _parts(text)
    chance = random.Random(f"{seed} line")
    can = _all_said(lines, brief, chance)
    if not can:
        return text
    sentences = _sentences(letter.body)
    at = max(1, len(sentences) - 1)
    return letter.with_body(_joined([*sentences[:at], _Sentence(chance.choice(can)), *sentences[at:]]))


def _all_said(lines: Sequence[str], brief: Brief, chance: random.Random) -> list[str]:
    return [said(line, brief.filled, brief.language, chance, familiar=brief.familiar) for line in sayable(lines, brief.filled)]


def _sells(sentence: str, words: Sequence[str]) -> bool:
    return bool(_MONEY.search(sentence)) or any(word in sentence.casefold() for word in words)


def _needed(sentences: Sequence[str], at: int) -> int:
    """How much would be lost without a sentence: the first, figures, questions, names."""
    sentence = sentences[at]
    inside = sentence.split()[1:]
    need = 8 * (at == 0) + 4 * bool(re.search(r"\d", sentence)) + 3 * ("?" in sentence)
    return need + min(2, sum(word[:1].isupper() and len(word) > 1 for word in inside))


def _parts(text: str) -> _Letter:
    lines = [line.strip() for line in text.strip().split("\n")]
    greets = len(lines) > 1 and len(lines[0].split()) <= 6 and lines[0].endswith((",", ":", "!"))
    head = lines.pop(0) if greets else ""
    tail: list[str] = []
    while len(lines) > 1 and len(lines[-1].split()) <= 6 and not lines[-1].endswith((".", "?", "!")):
        tail.insert(0, lines.pop())
    body, farewell = "\n".join(lines), "\n".join(tail)
    return _Letter(
        head,
        body.strip(),
        farewell.strip(),
        under_head="\n\n" if body.startswith("\n") else "\n",
        over_tail="\n\n" if farewell.startswith("\n") or body.endswith("\n") else "\n",
    )


def _sentences(body: str) -> list[_Sentence]:
    found: list[_Sentence] = []
    apart = " "
    for part in re.split(r"(\n+)", body):
        if part.startswith("\n"):
            apart = part[:2]
            continue
        for sentence in _BETWEEN.split(" ".join(part.split())):
            if sentence:
                found.append(_Sentence(sentence, apart))
                apart = " "
    return found


def _kept(sentences: Sequence[_Sentence], places: Collection[int]) -> list[_Sentence]:
    """Those in these places; where something between them goes, the wider gap stays."""
    kept: list[_Sentence] = []
    apart = " "
    for at, one in enumerate(sentences):
        apart = max(apart, one.apart, key=lambda gap: gap.count("\n"))
        if at in places:
            kept.append(replace(one, apart=apart))
            apart = " "
    return kept


def _joined(sentences: Sequence[_Sentence]) -> str:
    return "".join(one.apart + one.words if at else one.words for at, one in enumerate(sentences))
