"""Quick changes of words that stand there already, whoever wrote them: what is not touched stays as it was."""

import random
import re
from collections.abc import Sequence

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


def shorter(text: str) -> str:
    """The text without its least needed sentences; the same where every one is needed."""
    head, body, tail = _parts(text)
    sentences = _sentences(body)
    if len(sentences) <= _LEAST:
        return text
    keep = max(_LEAST, (len(sentences) + 1) // 2)
    by_need = sorted(range(len(sentences)), key=lambda at: (-_needed(sentences, at), at))
    return _whole(head, " ".join(sentences[at] for at in sorted(by_need[:keep])), tail)


def warmer(text: str, brief: Brief, seed: int) -> str:
    """The text with a warmer greeting and farewell, and a kind line before it ends."""
    head, body, tail = _parts(text)
    chance = random.Random(f"{seed} warmer")
    kept = spoken(brief.language)
    name, form = named(brief.to, brief.language)
    greeting = without_mark(chance.choice(greetings_for(kept["greetings"], brief.to, form, brief.closeness))).format(name=name)
    signs = [line.rstrip(",") for some in kept["signs"].values() for line in some]
    first = tail.split("\n")[0].rstrip(",")
    if first in signs:
        tail = tail.replace(first, chance.choice(kept["signs"][brief.closeness.value]).rstrip(","), 1)
    lines = [line for line in _all_said(kept["warm"]["last"], brief, chance) if line not in body]
    return _whole(greeting if head else head, f"{body} {chance.choice(lines)}" if lines else body, tail)


def less_salesy(text: str, brief: Brief, seed: int) -> str:
    """The text without prices and without anything that presses to buy, with an easy way out."""
    head, body, tail = _parts(text)
    chance = random.Random(f"{seed} less")
    kept = spoken(brief.language)
    sort = "marketing" if brief.purpose is Purpose.MARKETING else "service"
    closes = _all_said(kept["closes"][sort], brief, chance)
    sentences = _sentences(body)
    plain = [_MONEY.sub("", sentence).strip() if at == 0 else sentence for at, sentence in enumerate(sentences)]
    plain = [sentence for at, sentence in enumerate(plain) if at == 0 or not _sells(sentence, kept["sells"])]
    if not any(close in body for close in closes):
        plain.append(chance.choice(closes))
    return _whole(head, re.sub(r"\s+([,.;:])", r"\1", " ".join(plain)), tail)


def with_line(text: str, lines: Sequence[str], brief: Brief, seed: int) -> str:
    """The text with one more line before its last sentence."""
    head, body, tail = _parts(text)
    chance = random.Random(f"{seed} line")
    can = _all_said(lines, brief, chance)
    if not can:
        return text
    sentences = _sentences(body)
    at = max(1, len(sentences) - 1)
    return _whole(head, " ".join([*sentences[:at], chance.choice(can), *sentences[at:]]), tail)


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


def _parts(text: str) -> tuple[str, str, str]:
    """The greeting, what is said, and the farewell with the name."""
    lines = text.strip().split("\n")
    head = lines.pop(0) if len(lines) > 1 and len(lines[0].split()) <= 6 and lines[0].rstrip().endswith((",", ":", "!")) else ""
    tail: list[str] = []
    while len(lines) > 1 and len(lines[-1].split()) <= 6 and not lines[-1].rstrip().endswith((".", "?", "!")):
        tail.insert(0, lines.pop())
    return head, "\n".join(lines).strip(), "\n".join(tail).strip()


def _sentences(body: str) -> list[str]:
    return [sentence for sentence in _BETWEEN.split(" ".join(body.split())) if sentence]


def _whole(head: str, body: str, tail: str) -> str:
    apart = "\n\n" if "\n" in tail else "\n"
    return apart.join(part for part in (head, body, tail) if part)
