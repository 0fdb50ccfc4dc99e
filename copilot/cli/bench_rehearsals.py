"""`copilot bench rehearsals`: whether the marks order written conversations as a trainer ordered them."""

import json
from itertools import combinations
from pathlib import Path
from typing import Annotated

import typer

from copilot.cli import plain_errors
from copilot.errors import CopilotError


class TranscriptRefused(CopilotError):
    """A line of the file is no ranked conversation."""


def bench_rehearsals(
    files: Annotated[list[Path], typer.Argument(help="JSONL: id, scenario, lines, mark, verdict.", exists=True)],
    every: Annotated[bool, typer.Option("--every", help="Each conversation with both marks.")] = False,
) -> None:
    """Play every conversation twice and compare its mark with the one that a person gave it, by scenario and over all."""
    from copilot.bootstrap import open_guard
    from copilot.cli.rehearse import play
    from copilot.policies import PolicyInForce
    from copilot.rehearsal.scenario import shipped_scenario
    from copilot.rehearsal.scorecard import scorecard

    with plain_errors():
        guard, policy = open_guard(), PolicyInForce().now()
        played: list[tuple[dict[str, object], int]] = []
        unlike = 0
        for case in (case for path in files for case in _cases(path)):
            scenario = shipped_scenario(str(case["scenario"]))
            lines = [str(line) for line in case["lines"]]  # type: ignore[attr-defined] # a list of lines, as _cases made sure
            first, again = (scorecard(play(scenario, lines, guard.check, policy)) for _ in range(2))
            unlike += first != again
            played.append((case, first.points))
            if every:
                typer.echo(f"{case['id']!s:28}{case['mark']!s:>4} {first.points:4}  {case['verdict']:9}{first.held_down_by}")
        names = sorted({str(case["scenario"]) for case, _ in played})
        for name in names:
            own = [(int(str(case["mark"])), points) for case, points in played if case["scenario"] == name]
            typer.echo(f"{name:28} tau {tau(own):5.2f}  ({len(own)} conversations)")
        within = [tau([(int(str(c["mark"])), p) for c, p in played if c["scenario"] == name]) for name in names]
        typer.echo(f"within a scenario, mean tau {sum(within) / len(within):.2f}")
        typer.echo(f"over all,          tau-b    {tau([(int(str(case['mark'])), points) for case, points in played]):.2f}")
        for verdict in ("good", "middling", "bad"):
            own_points = [points for case, points in played if case["verdict"] == verdict]
            if own_points:
                passed = sum(points >= 50 for points in own_points)
                typer.echo(f"{verdict:9} {passed} of {len(own_points)} pass, median {sorted(own_points)[len(own_points) // 2]}")
        typer.echo(f"marked otherwise the second time: {unlike}")


def tau(pairs: list[tuple[int, int]]) -> float:
    """Kendall's tau-b: agreement of two orders, ties allowed, -1 to 1 (Kendall, "The treatment of ties", 1945)."""
    signs = [(_sign(a[0] - b[0]), _sign(a[1] - b[1])) for a, b in combinations(pairs, 2)]
    agree = sum(one * other for one, other in signs)
    both = (sum(one != 0 for one, _ in signs) * sum(other != 0 for _, other in signs)) ** 0.5
    return agree / both if both else 0.0


def _sign(difference: int) -> int:
    return (difference > 0) - (difference < 0)


def _cases(path: Path) -> list[dict[str, object]]:
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            case = json.loads(line)
            whole = all(key in case for key in ("id", "scenario", "mark", "verdict")) and isinstance(case["lines"], list)
        except (ValueError, KeyError, TypeError) as broken:
            raise TranscriptRefused(f"{path.name} line {number}: this is no ranked conversation ({broken}).") from broken
        if not whole:
            raise TranscriptRefused(f"{path.name} line {number}: name id, scenario, lines, mark and verdict.")
        cases.append(case)
    return cases
