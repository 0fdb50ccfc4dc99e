"""What should change nothing in a verdict, and what should: how often it does, over labelled messages.

What holds of every message is a test. Here stands what the trained network may fail at.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from copilot.domain.message import Message
    from copilot.domain.verdict import Verdict
    from copilot.outreach.checking import Guard

_NEVER_GIVEN = ("observed", "inferred", "third_party")
#: Said around a message, in its own language: a calm sentence that speaks of nothing.
_PADDING = {
    "en": "We hope that this finds you well. The shop is open as usual, and the kettle is on.",
    "fr": "Nous espérons que vous allez bien. La boutique est ouverte comme d'habitude.",
    "it": "Speriamo che vada tutto bene. Il negozio è aperto come sempre.",
    "es": "Esperamos que todo vaya bien. La tienda está abierta como siempre.",
}
_MARKS = str.maketrans("àâäçéèêëîïôöùûüñáíóúìò", "aaaceeeeiioouuunaiouio")


def laws_measured(raws: Sequence[dict[str, Any]], guard: "Guard") -> Iterator[str]:
    """A line for each law: of so many messages, in how many it held."""
    from copilot.policies import benchmark_policy
    from copilot.reading.cases import case_of

    policy = benchmark_policy()
    held: dict[str, list[bool]] = {}
    for raw in raws:
        case = case_of(raw)
        message, situation = case.message(), case.situation(policy)
        verdict = guard.check(message, situation)
        fact = _never_given(raw)
        if fact:
            told = guard.check(message, case_of(_learned(raw, fact, "told_us")).situation(policy))
            found = _unsaid(verdict)
            held.setdefault("never given: found", []).append(found)
            held.setdefault("told to us, the same words: not found", []).append(not _unsaid(told))
            held.setdefault("both", []).append(found and not _unsaid(told))
        if not (set(_wrong(raw)) and _of_words(verdict)):
            continue
        for name, change in _CHANGES.items():
            changed = guard.check(replace(message, text=change(message)), situation)
            held.setdefault(name, []).append(_of_words(changed))
        for text in raw.get("said_differently", ()):
            changed = guard.check(replace(message, text=text), situation)
            held.setdefault("said in other words", []).append(_of_words(changed))
    if held:
        yield "laws      of the messages rightly found bad, still found bad; of facts never given, found and let pass once told"
    for name, results in held.items():
        yield f"          {name:40} {sum(results)}/{len(results)}"


def _never_given(raw: dict[str, Any]) -> str:
    """The one fact whose use is all that is wrong with a message, if it is one that the client never gave."""
    labels = raw["labels"]["findings"]
    sources = {fact["id"]: fact["source"] for fact in raw["facts"]}
    if len(labels) != 1 or labels[0]["type"] != "unvolunteered" or sources.get(labels[0]["fact"]) not in _NEVER_GIVEN:
        return ""
    return str(labels[0]["fact"])


def _learned(raw: dict[str, Any], fact: str, source: str) -> dict[str, Any]:
    return {**raw, "facts": [{**one, "source": source} if one["id"] == fact else one for one in raw["facts"]]}


def _wrong(raw: dict[str, Any]) -> list[str]:
    from copilot.cli.bench_guard_scoring import ARITHMETIC

    return [label["type"] for label in raw["labels"]["findings"] if label["type"] not in ARITHMETIC]


def _of_words(verdict: "Verdict") -> bool:
    from copilot.domain.verdict import MOMENT

    return any(finding.kind not in MOMENT for finding in verdict.findings)


def _unsaid(verdict: "Verdict") -> bool:
    from copilot.domain.verdict import Kind

    return bool({Kind.UNVOLUNTEERED, Kind.SURVEILLANCE} & {finding.kind for finding in verdict.findings})


def _padding(message: "Message") -> str:
    words = f" {message.text.lower()} "
    marks = {"fr": (" vous ", " votre "), "it": (" il ", " che ", " della "), "es": (" el ", " los ", " usted ")}
    counted = {language: sum(words.count(word) for word in some) for language, some in marks.items()}
    language = max(counted, key=lambda one: counted[one])
    return _PADDING[language if counted[language] > 1 else "en"]


_CHANGES: dict[str, Callable[["Message"], str]] = {
    "padded before": lambda message: f"{_padding(message)} {message.text}",
    "padded after": lambda message: f"{message.text}\n\n{_padding(message)}",
    "padded on both sides, five times": lambda message: f"{_padding(message) * 5}\n\n{message.text}\n\n{_padding(message) * 5}",
    "in capitals": lambda message: message.text.upper(),
    "in small letters": lambda message: message.text.lower(),
    "without accents": lambda message: message.text.translate(_MARKS),
    "without commas and stops": lambda message: message.text.replace(",", "").replace(".", ""),
}
