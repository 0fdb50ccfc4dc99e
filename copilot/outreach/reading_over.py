"""The built-in writer reads its message over with the guard, and writes it another way where the guard objects to the words."""

from collections.abc import Callable

from copilot.domain.verdict import MOMENT, Finding, Kind, Severity, Verdict
from copilot.outreach.draft_wish import Composed

WRITINGS = 8  #: at most; each takes the guard a few hundredths of a second
APART = 7919  #: between the seeds of two writings: far from those of the next client
NOT_THE_WORDS = frozenset((*MOMENT, Kind.OPEN_MATTER))  #: what speaks against writing now, however it is put


def read_over(write: Callable[[int], Composed], judge: Callable[[Composed], Verdict], seed: int) -> Composed:
    """The first writing whose words the guard lets pass; of several that it stops all, the one with the least against it."""
    found: list[tuple[int, Composed]] = []
    for turn in range(WRITINGS):
        made = write(seed + turn * APART)
        against = against_the_words(judge(made))
        if not against:
            return made
        found.append((len(against) + sum(one.severity is Severity.HOLD for one in against), made))
    return min(found, key=lambda one: one[0])[1]


def against_the_words(verdict: Verdict) -> list[Finding]:
    """What the guard has against the words, not the moment."""
    return [one for one in verdict.findings if one.kind not in NOT_THE_WORDS]
