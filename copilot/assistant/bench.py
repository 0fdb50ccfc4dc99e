"""Scoring answers against questions that say what must stand in them: right, cited, invented, refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from babel.dates import format_date

from copilot.assistant.events import Answer, Usage
from copilot.domain.wording import fold
from copilot.errors import ImportRefused

_TOKEN = re.compile(r"\{D([+-]\d+)(?::(month|day))?\}")
_SHAPES = {None: "long", "month": "MMMM y", "day": "EEEE"}
_LANGUAGES = {"en": "en_GB", "fr": "fr", "it": "it", "es": "es"}
OF_ITSELF = "can_do"  #: the kind of question whose answer speaks of the assistant
_NUMBER = re.compile(r"\d+(?:[.,']\d+|[ \u00a0\u202f]\d{3}(?!\d))*")  #: "1,450.00", "1 450"; not "2026, 15"
_MARK = re.compile(r"\[[a-z]+ [\w.-]+\]")


@dataclass(frozen=True)
class Question:
    """One line of a question file."""

    id: str
    asker: str
    turns: tuple[str, ...]
    expect: tuple[tuple[str, ...], ...]
    forbid: tuple[str, ...] = ()
    refuse: bool = False
    kind: str = ""
    language: str = "en"

    @classmethod
    def read(cls, row: dict[str, object], today: date) -> "Question":
        """From a JSON object; dates such as {D-12} are those of the day on which it is asked."""
        missing = [key for key in ("id", "as", "turns") if key not in row]
        if missing:
            raise ImportRefused(f"A question needs {', '.join(missing)}: {row!r}")
        language = str(row.get("language", "en"))

        def dated(text: object) -> str:
            return _dated(str(text), language, today)

        return cls(
            id=str(row["id"]),
            asker=str(row["as"]),
            turns=tuple(dated(t) for t in _list(row["turns"])),
            expect=tuple(
                tuple(d for one in _list(group) for d in _both(one, language, today)) for group in _list(row.get("expect", []))
            ),
            forbid=tuple(dated(t) for t in _list(row.get("forbid", []))),
            refuse=bool(row.get("refuse", False)),
            kind=str(row.get("kind", "")),
            language=language,
        )


@dataclass(frozen=True)
class Mark:
    """How one answer did."""

    question: Question
    answer: Answer
    missing: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = field(default=())  #: numbers that stand in none of the sources cited
    seconds: float = 0.0
    usage: Usage = field(default_factory=Usage)  #: of all turns of the question
    fell_back: bool = False  #: in any turn

    @property
    def right(self) -> bool:
        """Everything expected is there and nothing forbidden; for the unanswerable: it was refused."""
        if self.forbidden:
            return False
        return self.answer.refused if self.question.refuse else not self.missing and not self.answer.refused

    @property
    def cited(self) -> bool:
        """An answer that says something names what it says it from; what the assistant can do rests on no record."""
        if self.question.kind == OF_ITSELF:
            return True
        return self.answer.refused or bool(self.answer.sources) or self.answer.proposal is not None or bool(self.answer.changes)

    @property
    def invented(self) -> bool:
        """It answers what nothing supports, or states a figure that stands in none of its sources."""
        return bool(self.unsupported) or (self.question.refuse and not self.answer.refused)

    @property
    def reason(self) -> str:
        """Why it is not right, in a few words."""
        if self.forbidden:
            return f"says {', '.join(self.forbidden)}"
        if self.question.refuse:
            return "" if self.right else "answered what nothing supports"
        if self.answer.refused:
            return "refused"
        return "misses " + " and ".join("/".join(group) for group in self.missing) if self.missing else ""


def mark(question: Question, answers: Sequence[Answer], seconds: float = 0.0) -> Mark:
    """Judge the last answer of a question; what it took is that of all its turns."""
    answer = answers[-1]
    said = _plain(answer.text)
    return Mark(
        question,
        answer,
        missing=tuple(group for group in question.expect if not any(_plain(one) in said for one in group)),
        forbidden=tuple(one for one in question.forbid if _plain(one) in said),
        unsupported=_unsupported(question, answer),
        seconds=seconds,
        usage=sum((one.usage for one in answers), Usage()),
        fell_back=any(one.fell_back for one in answers),
    )


@dataclass(frozen=True)
class Price:
    """What a million tokens cost, in whatever currency they were given."""

    prompt: float
    completion: float

    def of(self, usage: Usage) -> float:
        """What these tokens cost."""
        return (usage.prompt * self.prompt + usage.completion * self.completion) / 1_000_000


def usage_words(marks: Sequence[Mark], price: Price | None) -> list[str]:
    """Tokens, cost and fall backs in a line each; nothing where only the built-in model was asked."""
    usage = sum((one.usage for one in marks), Usage())
    fell_back = sum(one.fell_back for one in marks)
    lines = [f"fell back to the built-in model: {fell_back} of {len(marks)} questions"] if usage.replies or fell_back else []
    if not usage.replies:
        return lines
    uncounted = usage.replies - usage.counted
    gap = f" (without a count: {uncounted})" if uncounted else ""
    lines.insert(0, f"tokens: prompt {usage.prompt:,}, completion {usage.completion:,} in {usage.replies:,} replies{gap}")
    if price is None:
        return [*lines, "cost: unknown; give --prompt-price and --completion-price, per million tokens"]
    least = "at least " if uncounted else ""
    prices = f"{price.prompt:g} and {price.completion:g} per million"
    return [*lines, f"cost: {least}{price.of(usage):.4f} at {prices}, {price.of(usage) / len(marks):.5f} a question"]


def _unsupported(question: Question, answer: Answer) -> tuple[str, ...]:
    """Numbers of three digits and more in the answer that neither its sources nor the question hold."""
    if not answer.sources:
        return ()
    there = _plain(
        " ".join([*question.turns, *(f"{s.title} {s.body} {s.on or ''} {s.on.year if s.on else ''}" for s in answer.sources)])
    )
    numbers = {_plain(n) for n in _NUMBER.findall(_MARK.sub(" ", answer.text))}
    return tuple(sorted(n for n in numbers if len(n.replace(".", "")) >= 3 and n not in there))


def _plain(text: str) -> str:
    """Case, accents and the format of numbers aside."""
    folded = re.sub(r"(?<=\d)[,.\u00a0\u202f' ](?=\d{3}(?!\d))", "", fold(text))
    folded = re.sub(r"(?<=\d)[.,]00(?!\d)", "", folded)
    return re.sub(r"\s+", " ", folded)


def _dated(text: str, language: str, today: date) -> str:
    locale = _LANGUAGES.get(language, "en_GB")
    shapes = _SHAPES | ({"month": "MMMM 'de' y"} if language == "es" else {})
    return _TOKEN.sub(lambda m: format_date(today + timedelta(int(m[1])), shapes[m[2]], locale=locale), text)


def _both(text: object, language: str, today: date) -> Sequence[str]:
    """A dated expectation in the question's language and in English: either is right."""
    return tuple(dict.fromkeys(_dated(str(text), each, today) for each in (language, "en")))


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ImportRefused(f"A list is wanted where {value!r} stands.")
    return value
