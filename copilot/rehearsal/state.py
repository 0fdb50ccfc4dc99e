"""How a simulated client feels: four numbers that anybody may look at, and the mood that they show."""

from dataclasses import dataclass, replace

from copilot.rehearsal.scenario import Mood, Scenario

SLOW = 3  #: of the comfort that was lost, no more than this comes back in one turn


@dataclass(frozen=True)
class Change:
    """What one thing in a line does to the client, and why, in words that a trainee understands."""

    why: str  #: a key of the page's words
    trust: int = 0
    comfort: int = 0
    interest: int = 0
    patience: int = 0
    suspected: bool = False  #: nobody but the guard would have noticed

    @property
    def felt(self) -> int:
        """Whether it does good or harm, all in all."""
        return self.trust + self.comfort + self.interest + self.patience

    @property
    def lighter(self) -> "Change":
        """A third of it, for what is only suspected."""
        parts = (self.trust, self.comfort, self.interest, self.patience)
        trust, comfort, interest, patience = (round(part / 3) for part in parts)
        return Change(self.why, trust, comfort, interest, patience, suspected=True)


@dataclass(frozen=True)
class State:
    """Trust, comfort (the distance is right), interest and patience, each 0 to 100."""

    trust: int
    comfort: int
    interest: int
    patience: int
    hurt: bool = False  #: by the line before this moment
    wounded: bool = False  #: at any time before: comfort comes back slowly

    def after(self, changes: tuple[Change, ...]) -> "State":
        """The state that these changes lead to; the same ones always to the same."""
        lost = sum(change.comfort for change in changes if change.comfort < 0)
        gained = sum(change.comfort for change in changes if change.comfort > 0)
        if self.wounded:
            gained = min(gained, SLOW)
        return replace(
            self,
            trust=_within(self.trust + sum(change.trust for change in changes)),
            comfort=_within(self.comfort + lost + gained),
            interest=_within(self.interest + sum(change.interest for change in changes)),
            patience=_within(self.patience + sum(change.patience for change in changes)),
            hurt=lost <= HURTS,
            wounded=self.wounded or lost <= HURTS,
        )


HURTS = -15  #: so much comfort lost in one turn is felt as a prick


def at_start(scenario: Scenario) -> State:
    """How the client comes in."""
    start = scenario.start
    return State(start.trust, start.comfort, start.interest, start.patience)


def mood_of(state: State, *, served: bool) -> Mood:
    """What the client shows. `served`: they have what they came for, so nothing keeps them."""
    if state.comfort <= 10:
        return Mood.STOPS
    if state.patience <= 0 or state.trust <= 10:
        return Mood.LEAVES
    if state.hurt:
        return Mood.HURT
    if state.comfort < 25 or (state.wounded and state.trust < 30):
        return Mood.QUIET
    if state.comfort < 42 or state.trust < 33:
        return Mood.COOL
    if served:
        return Mood.CONTENT
    if state.trust >= 62 and state.comfort >= 60:
        return Mood.WARM
    return Mood.OPEN if state.interest >= 45 and state.trust >= 45 else Mood.HESITANT


def _within(value: int) -> int:
    return max(0, min(100, value))
