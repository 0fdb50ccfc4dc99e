"""`copilot bench guard`: labelled messages, judged; what was found, missed and wrongly found, and how long it took."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli import plain_errors

if TYPE_CHECKING:
    from copilot.outreach.checking import Guard

_ARITHMETIC = frozenset({"no_consent", "too_frequent", "unanswered", "quiet_hours"})
_ONE = ("surveillance", "unvolunteered")  #: on the same words either label counts


@dataclass
class _Count:
    hit: int = 0
    alarm: int = 0
    missed: int = 0

    def figures(self) -> tuple[float, float, float]:
        """Precision, recall and F1."""
        precision = self.hit / (self.hit + self.alarm) if self.hit + self.alarm else 1.0
        recall = self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0
        return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass
class Scored:
    """What was counted over one file."""

    cases: int = 0
    decisions: int = 0
    clean: int = 0
    alarms: int = 0
    wording: _Count = field(default_factory=_Count)
    moment: _Count = field(default_factory=_Count)
    sorts: dict[str, _Count] = field(default_factory=lambda: defaultdict(_Count))
    overlaps: list[float] = field(default_factory=list)
    distances: list[tuple[bool, int]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def bench_guard(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Labelled cases, one JSON object a line.")],
    misses: Annotated[bool, typer.Option(help="List every miss and false alarm.")] = True,
    presidio: Annotated[bool, typer.Option(help="Time Presidio on the same messages, where it is installed.")] = True,
) -> None:
    """Judge the labelled messages in FILES and print how often the guard is right, by sort of finding, and how long it takes."""
    from copilot.bootstrap import open_guard
    from copilot.cli.bench_presidio import presidio_seconds

    with plain_errors():
        guard = open_guard()
        for file in files:
            scored = score_file(file, guard)
            _print(file, scored, misses=misses)
        if presidio:
            presidio_seconds(files)


def score_file(file: Path, guard: "Guard") -> Scored:
    """Every case of a file against its labels, as the benchmark's own scorer counts."""
    from time import perf_counter

    from copilot.policies import benchmark_policy
    from copilot.reading.cases import case_of, fact_id

    policy = benchmark_policy()
    scored = Scored()
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        raw = json.loads(line)
        case = case_of(raw)
        message = case.message()
        began = perf_counter()
        situation = case.situation(policy)
        verdict = guard.check(message, situation)
        scored.cold.append(perf_counter() - began)
        scored.seconds.append(guard.check(message, situation).seconds)
        labels = raw["labels"]
        want = {label["type"]: label for label in labels["findings"]}
        got = {finding.kind.value: finding for finding in reversed(verdict.findings)}
        named = _as_one(set(got), set(want))
        scored.cases += 1
        scored.decisions += labels["decision"] == verdict.decision.value
        words_wrong = set(want) - _ARITHMETIC
        words_found = named - _ARITHMETIC
        scored.clean += not words_wrong
        scored.alarms += bool(words_found and not words_wrong)
        _count(scored.wording, bool(words_found), bool(words_wrong))
        _count(scored.moment, bool(named & _ARITHMETIC), bool(set(want) & _ARITHMETIC))
        scored.distances.append((bool(words_wrong), verdict.distance.value))
        for sort in named | set(want):
            _count(scored.sorts[sort], sort in named, sort in want)
        for sort in named & set(want) & set(got):
            span = got[sort].span
            if span and want[sort].get("span"):
                scored.overlaps.append(_overlap(want[sort]["span"], span.of(message.words)))
        for sort in sorted(named ^ set(want)):
            finding = got.get(sort)
            about = f"{finding.span.of(message.words)!r} <- {fact_id(finding.fact)}" if finding and finding.span else ""
            about = about or repr(want.get(sort, {}).get("span"))
            scored.wrong.append(f"{'missed' if sort in want else 'alarm '} {case.id:18} {sort:14} {about}")
    return scored


def _as_one(got: set[str], want: set[str]) -> set[str]:
    named = set(got)
    for one, other in (_ONE, _ONE[::-1]):
        if one in want and one not in named and other in named:
            named.add(one)
    for one, other in (_ONE, _ONE[::-1]):
        if one in named and one not in want and other in want:
            named.discard(one)
    return named


def _count(count: _Count, found: bool, labelled: bool) -> None:
    count.hit += found and labelled
    count.alarm += found and not labelled
    count.missed += labelled and not found


def _overlap(one: str, other: str) -> float:
    a, b = set(one.lower().split()), set(other.lower().split())
    return len(a & b) / max(1, len(a | b))


def _auc(distances: list[tuple[bool, int]]) -> float:
    """How often a wrong message lies closer than a clean one; a tie counts half."""
    wrong = [value for bad, value in distances if bad]
    clean = [value for bad, value in distances if not bad]
    pairs = [(a > b) + (a == b) / 2 for a in wrong for b in clean]
    return sum(pairs) / len(pairs) if pairs else 1.0


def _print(file: Path, scored: Scored, *, misses: bool) -> None:
    import numpy as np
    from rich.console import Console
    from rich.table import Table

    console = Console(width=110)
    precision, recall, f1 = scored.wording.figures()
    console.print(f"\n[bold]{file.name}[/bold]: {scored.cases} messages, decisions right {scored.decisions / scored.cases:.1%}")
    alarms = f"{scored.alarms}/{scored.clean}"
    console.print(
        f"wording   F1 {f1:.3f}  precision {precision:.3f}  recall {recall:.3f}  false alarms on clean wording {alarms}"
    )
    console.print("moment    F1 {2:.3f}  precision {0:.3f}  recall {1:.3f}".format(*scored.moment.figures()))
    overlap = sum(scored.overlaps) / len(scored.overlaps) if scored.overlaps else 0.0
    console.print(f"spans     overlap {overlap:.3f} over {len(scored.overlaps)}")
    console.print(f"distance  separates wrong from clean wording at AUC {_auc(scored.distances):.3f}")
    for name, seconds in (("facts known", scored.seconds), ("from cold", scored.cold)):
        p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
        console.print(f"time      {name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    table = Table("sort", "found", "alarms", "missed", "F1", box=None)
    for sort, count in sorted(scored.sorts.items()):
        table.add_row(sort, str(count.hit), str(count.alarm), str(count.missed), f"{count.figures()[2]:.2f}")
    console.print(table)
    if misses:
        for line in scored.wrong:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
