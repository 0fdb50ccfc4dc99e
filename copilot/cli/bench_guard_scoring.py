"""What is counted over labelled messages, as the outreach benchmark's own scorer counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from copilot.domain.verdict import Finding, Verdict
    from copilot.outreach.checking import Guard

CREEPY = (
    "surveillance", "unvolunteered", "sensitive", "overfamiliar", "stale", "milestone", "dossier", "third_person",
)  # fmt: skip
IMPROPER = ("ungrounded", "promise", "pressure", "no_value", "internal")
ARITHMETIC = frozenset({"no_consent", "too_frequent", "unanswered", "quiet_hours"})
_ONE = ("surveillance", "unvolunteered")  #: on the same words either label counts


@dataclass
class Count:
    """Right, wrongly found, and missed."""

    hit: int = 0
    alarm: int = 0
    missed: int = 0

    def figures(self) -> tuple[float, float, float]:
        """Precision, recall and F1."""
        precision = self.hit / (self.hit + self.alarm) if self.hit + self.alarm else 1.0
        recall = self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0
        return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def add(self, *, found: bool, labelled: bool) -> None:
        """One more message."""
        self.hit += found and labelled
        self.alarm += found and not labelled
        self.missed += labelled and not found


@dataclass
class Scored:
    """What was counted over many messages."""

    cases: int = 0
    decisions: int = 0
    clean: int = 0
    alarms: int = 0
    wording: Count = field(default_factory=Count)
    moment: Count = field(default_factory=Count)
    creepy: Count = field(default_factory=Count)
    improper: Count = field(default_factory=Count)
    sorts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    overlaps: list[float] = field(default_factory=list)
    distances: list[tuple[bool, int]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The figures that the benchmark asks for, a line each."""
        precision, recall, f1 = self.wording.figures()
        moment = self.moment.figures()
        creepy, improper = self.creepy.figures()[2], self.improper.figures()[2]
        of_words = [self.sorts[sort] for sort in (*CREEPY, *IMPROPER)]
        every = Count(*(sum(getattr(count, name) for count in of_words) for name in ("hit", "alarm", "missed")))
        macro = sum(count.figures()[2] for count in of_words) / len(of_words)
        overlap = sum(self.overlaps) / len(self.overlaps) if self.overlaps else 0.0
        return [
            f"decisions right {self.decisions / max(1, self.cases):.1%} of {self.cases}",
            f"wording   F1 {f1:.3f}  precision {precision:.3f}  recall {recall:.3f}  "
            f"false alarms on clean wording {self.alarms}/{self.clean}",
            f"          creepy F1 {creepy:.3f}  improper F1 {improper:.3f}  "
            f"by sort: micro F1 {every.figures()[2]:.3f}  macro F1 {macro:.3f}",
            f"moment    F1 {moment[2]:.3f}  precision {moment[0]:.3f}  recall {moment[1]:.3f}",
            f"spans     overlap {overlap:.3f} over {len(self.overlaps)}",
            f"distance  separates what comes too close from clean at AUC {self.auc():.3f}",
        ]

    def auc(self) -> float:
        """How often a wrong message lies closer than a clean one; a tie counts half."""
        wrong = [value for bad, value in self.distances if bad]
        clean = [value for bad, value in self.distances if not bad]
        pairs = [(a > b) + (a == b) / 2 for a in wrong for b in clean]
        return sum(pairs) / len(pairs) if pairs else 1.0


def score(raws: Iterable[Mapping[str, Any]], guard: "Guard", *, twice: bool = True) -> Scored:
    """Every case against its labels. `twice`: judged again, for the time that it takes where the facts were read before."""
    from copilot.policies import benchmark_policy
    from copilot.reading.cases import case_of

    policy, scored = benchmark_policy(), Scored()
    for raw in raws:
        case = case_of(raw)
        message = case.message()
        began = perf_counter()
        situation = case.situation(policy)
        verdict = guard.check(message, situation)
        scored.cold.append(perf_counter() - began)
        if twice:
            scored.seconds.append(guard.check(message, situation).seconds)
        add(scored, raw, verdict, message.words)
    return scored


def add(scored: Scored, raw: Mapping[str, Any], verdict: "Verdict", words: str) -> None:
    """One verdict more, against its labels."""
    labels = raw["labels"]
    want = {label["type"]: label for label in labels["findings"]}
    got = {finding.kind.value: finding for finding in verdict.findings}
    named = _as_one(set(got), set(want))
    words_wrong, words_found = set(want) - ARITHMETIC, named - ARITHMETIC
    scored.cases += 1
    scored.decisions += labels["decision"] == verdict.decision.value
    scored.clean += not words_wrong
    scored.alarms += bool(words_found and not words_wrong)
    scored.wording.add(found=bool(words_found), labelled=bool(words_wrong))
    scored.moment.add(found=bool(named & ARITHMETIC), labelled=bool(set(want) & ARITHMETIC))
    for count, sorts in ((scored.creepy, CREEPY), (scored.improper, IMPROPER)):
        count.add(found=bool(named.intersection(sorts)), labelled=bool(set(want).intersection(sorts)))
    if not want or words_wrong.intersection(CREEPY):
        scored.distances.append((bool(words_wrong), verdict.distance.value))
    for sort in named | set(want):
        scored.sorts[sort].add(found=sort in named, labelled=sort in want)
    for sort in named & set(want) & set(got):
        span = got[sort].span
        if span and want[sort].get("span"):
            scored.overlaps.append(_overlap(want[sort]["span"], span.of(words)))
    for sort in sorted(named ^ set(want)):
        place = _place(got.get(sort), words) or repr(want.get(sort, {}).get("span"))
        scored.wrong.append(f"{'missed' if sort in want else 'alarm '} {raw['id']:18} {sort:14} {place}")


def _place(finding: "Finding | None", words: str) -> str:
    from copilot.reading.cases import fact_id

    return f"{finding.span.of(words)!r} <- {fact_id(finding.fact)}" if finding and finding.span else ""


def _as_one(got: set[str], want: set[str]) -> set[str]:
    named = set(got)
    for one, other in (_ONE, _ONE[::-1]):
        if one in want and one not in named and other in named:
            named.add(one)
    for one, other in (_ONE, _ONE[::-1]):
        if one in named and one not in want and other in want:
            named.discard(one)
    return named


def _overlap(one: str, other: str) -> float:
    a, b = set(one.lower().split()), set(other.lower().split())
    return len(a & b) / max(1, len(a | b))
