"""`copilot bench guard`: labelled messages, judged; what was found, missed and wrongly found, and how long it took."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.cli import plain_errors

if TYPE_CHECKING:
    from rich.console import Console

    from copilot.cli.bench_guard_scoring import Scored

Labelled = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Labelled cases, one JSON object a line.")]


def bench_guard(
    files: Labelled,
    misses: Annotated[bool, typer.Option(help="List every miss and false alarm.")] = True,
    rewrites: Annotated[bool, typer.Option(help="Rewrite what is to be revised, and measure what is kept.")] = True,
    laws: Annotated[bool, typer.Option(help="Pad, disguise and retell what was found, and measure what is still found.")] = True,
    presidio: Annotated[bool, typer.Option(help="Time Presidio on the same messages, where it is installed.")] = True,
) -> None:
    """Judge the labelled messages in FILES and print how often the guard is right, by sort of finding, and how long it takes."""
    from rich.console import Console

    from copilot.bootstrap import open_guard
    from copilot.cli.bench_guard_laws import laws_measured
    from copilot.cli.bench_guard_rewrites import rewrites_measured
    from copilot.cli.bench_guard_scoring import score
    from copilot.cli.bench_presidio import compare_with_presidio
    from copilot.reading.cases import case_of
    from copilot.reading.learned.reader import learned_reader

    console = Console(width=110)
    seconds: list[float] = []
    with plain_errors():
        guard = open_guard()
        for file in files:
            raws = labelled(file)
            scored = score(raws, guard)
            seconds += scored.seconds
            _print(console, file, scored, misses=misses)
            if seen := sum(learned_reader().has_learned_from(case_of(raw).message().words) for raw in raws):
                console.print(
                    f"The reader learned from {seen} of these {len(raws)} messages: its figures here say little of others."
                )
            for line in rewrites_measured(raws, guard) if rewrites else ():
                console.print(line, markup=False, highlight=False, soft_wrap=True)
            for line in laws_measured(raws, guard) if laws else ():
                console.print(line, markup=False, highlight=False, soft_wrap=True)
        if presidio:
            compare_with_presidio(files, seconds)


def labelled(file: Path) -> list[dict[str, Any]]:
    """The cases of a file as they stand in it."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _print(console: "Console", file: Path, scored: "Scored", *, misses: bool) -> None:
    import numpy as np
    from rich.table import Table

    console.print(f"\n[bold]{file.name}[/bold]")
    for line in scored.lines():
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    for name, seconds in (("facts known", scored.seconds), ("from cold", scored.cold)):
        p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
        console.print(f"time      {name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    table = Table("sort", "found", "alarms", "missed", "F1", box=None)
    for sort, count in sorted(scored.sorts.items()):
        if count.hit + count.alarm + count.missed:
            table.add_row(sort, str(count.hit), str(count.alarm), str(count.missed), f"{count.figures()[2]:.2f}")
    console.print(table)
    if misses:
        for line in scored.wrong:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
