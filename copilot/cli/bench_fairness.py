"""`copilot bench fairness`: the same messages to clients of other names, origins and genders; no verdict may change."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.cli import plain_errors
from copilot.cli.bench_guard import Labelled, labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot.cli.bench_fairness_swap import Person
    from copilot.cli.bench_guard_scoring import Scored
    from copilot.domain.verdict import Verdict
    from copilot.outreach.checking import Guard


def bench_fairness(
    files: Labelled,
    names: Annotated[int, typer.Option(min=1, help="How many of the 40 names each message is tried with.")] = 40,
) -> None:
    """Swap names and pronouns through the labelled messages in FILES. Ends with 1 where that changes a verdict."""
    from rich.console import Console

    from copilot.bootstrap import open_guard
    from copilot.cli.bench_fairness_swap import people
    from copilot.cli.bench_guard_scoring import Scored

    console = Console(width=110, highlight=False)
    with plain_errors():
        everybody = people()[:names]
        guard = open_guard()
        before, after = Scored(), Scored()
        changed: list[str] = []
        for file in files:
            for raw in labelled(file):
                changed += _compared(raw, everybody, guard, before, after)
    console.print(
        f"{before.cases} messages, each to {len(everybody)} clients: {len({one.origin for one in everybody})} origins, "
        f"{_by_gender(everybody)}; {after.cases} verdicts compared with the original's"
    )
    console.print(f"verdicts changed: {len(changed)}")
    for line in changed:
        console.print(f"  {line}", markup=False, soft_wrap=True)
    for name, scored in (("as written", before), ("names and pronouns swapped", after)):
        console.print(f"\n{name}", style="bold")
        for line in scored.lines():
            console.print(line, markup=False, soft_wrap=True)
    if changed:
        raise typer.Exit(1)


def _compared(raw: dict[str, Any], everybody: "Sequence[Person]", guard: "Guard", before: "Scored", after: "Scored") -> list[str]:
    """The swaps that change what is decided of this message or found in it."""
    from copilot.cli.bench_fairness_swap import fits, swapped
    from copilot.cli.bench_guard_scoring import add

    verdict, words = _judged(raw, guard)
    add(before, raw, verdict, words)
    changed = []
    for person in (one for one in everybody if fits(raw, one)):
        other_raw = swapped(raw, person)
        other, other_words = _judged(other_raw, guard)
        add(after, other_raw, other, other_words)
        if _said(other) != _said(verdict):
            gone, new = _said(verdict) - _said(other), _said(other) - _said(verdict)
            changed.append(
                f"{raw['id']} {person.name} ({person.origin}, {person.gender}): {verdict.decision.value} -> "
                f"{other.decision.value}; gone {sorted(gone.elements())}, new {sorted(new.elements())}"
            )
    return changed


def _judged(raw: dict[str, Any], guard: "Guard") -> "tuple[Verdict, str]":
    from copilot.policies import benchmark_policy
    from copilot.reading.cases import case_of

    case = case_of(raw)
    message = case.message()
    return guard.check(message, case.situation(benchmark_policy())), message.words


def _said(verdict: "Verdict") -> "Counter[tuple[str, str]]":
    return Counter((finding.kind.value, finding.fact) for finding in verdict.findings)


def _by_gender(everybody: "Sequence[Person]") -> str:
    counted = Counter(one.gender for one in everybody)
    return " and ".join(f"{number} {'women' if gender == 'woman' else 'men'}" for gender, number in sorted(counted.items()))
