"""How many messages that are to be revised get a wording that passes, and how much of what was good in them is kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from copilot.domain.message import Message, Span
    from copilot.domain.verdict import Finding, Verdict
    from copilot.outreach.checking import Guard

_FIGURE = re.compile(r"\d[\d.,:]*\d|\d")


@dataclass
class _Kept:
    tried: int = 0
    passed: int = 0
    clean: int = 0  #: none of the labelled words stand in it any more
    sentences: list[bool] = field(default_factory=list)
    figures: list[bool] = field(default_factory=list)
    voice: list[bool] = field(default_factory=list)

    def add(self, message: "Message", wrong: Sequence["Span"], rewrite: str | None) -> None:
        from copilot.outreach.trimming import sentences

        self.tried += 1
        if rewrite is None:
            return
        self.passed += 1
        words = message.words
        begins = len(words) - len(message.text)
        self.clean += not any(span.of(words) in rewrite for span in wrong)
        for sentence in sentences(words):
            if sentence.start >= begins and not any(sentence.meets(span) for span in wrong):
                self.sentences.append(sentence.of(words) in rewrite)
        for figure in _FIGURE.finditer(words, begins):
            if not any(span.start < figure.end() and figure.start() < span.end for span in wrong):
                self.figures.append(figure[0] in rewrite)
        lines = message.text.strip().splitlines()
        if len(lines) > 1:
            self.voice += [lines[0].strip() == rewrite.splitlines()[0], lines[-1].strip() == rewrite.splitlines()[-1]]

    def __str__(self) -> str:
        parts = [f"{self.passed} of {self.tried} get a wording that passes", f"labelled words gone in {self.clean}"]
        for name in ("sentences", "figures"):
            kept = getattr(self, name)
            parts.append(f"{name} kept {sum(kept)}/{len(kept)}")
        return ", ".join([*parts, f"first and last lines kept {sum(self.voice)}/{len(self.voice)}"])


def rewrites_measured(raws: Sequence[dict[str, Any]], guard: "Guard") -> Iterator[str]:
    """Of what is labelled `revise`: as the guard mends what it finds, and as it would had it found just what is labelled."""
    from copilot.domain.verdict import Decision, Verdict
    from copilot.outreach.rewording import reworded
    from copilot.policies import benchmark_policy
    from copilot.reading.cases import case_of

    policy = benchmark_policy()
    found, labelled = _Kept(), _Kept()
    for raw in raws:
        if raw["labels"]["decision"] != "revise":
            continue
        case = case_of(raw)
        message, situation = case.message(), case.situation(policy)
        findings = _as_labelled(raw, message)
        wrong = [finding.span for finding in findings if finding.span]

        verdict = guard.advise(message, situation)
        if verdict.decision is Decision.REVISE:
            marked = [finding.span for finding in verdict.findings if finding.span]
            found.add(message, [*wrong, *marked], verdict.rewrite)
        mended = reworded(message, Verdict(Decision.REVISE, findings), situation, partial(_still, findings, message))
        labelled.add(message, wrong, mended.rewrite)
    if labelled.tried:
        yield f"rewrites  of those found to need revision: {found}"
        yield f"          had it found just what is labelled: {labelled}"


def _still(findings: "tuple[Finding, ...]", before: "Message", mended: "Message") -> "Verdict":
    """What is labelled, as long as some of its words are there."""
    from copilot.domain.verdict import Decision, Verdict

    left = any(finding.span and finding.span.of(before.words) in mended.words for finding in findings)
    return Verdict(Decision.REVISE, findings) if left else Verdict(Decision.SEND)


def _as_labelled(raw: dict[str, Any], message: "Message") -> "tuple[Finding, ...]":
    from copilot.domain.message import Span
    from copilot.domain.verdict import Finding, Kind, Severity

    found = []
    for label in raw["labels"]["findings"]:
        start = message.words.find(label["span"]) if label["span"] else -1
        span = Span(start, start + len(label["span"])) if start >= 0 else None
        kind = Kind(label["type"])
        found.append(Finding(kind.value, kind, Severity.REVISE, label["why"], span=span, fact=label["fact"] or ""))
    return tuple(found)
