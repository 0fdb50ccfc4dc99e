"""The scenarios that somebody can practise: those that come with the house, and those written in the page."""

from dataclasses import dataclass
from functools import cache

from sqlmodel import Session

from copilot.domain.desk import Scope
from copilot.errors import OutOfScope
from copilot.records.drafts import Practice
from copilot.records.practices import may_change, practices_in_sight
from copilot.rehearsal.faults import ScenarioRefused
from copilot.rehearsal.scenario import Scenario, read_scenario, shipped


@dataclass(frozen=True)
class Offered:
    """One scenario of the list. One that cannot be played any more says why instead."""

    name: str
    text: str
    scenario: Scenario | None
    trouble: str = ""
    row: Practice | None = None  #: None: it comes with the house

    @property
    def shipped(self) -> bool:
        """Whether it is a file of the house, which nobody changes here."""
        return self.row is None

    @property
    def title(self) -> str:
        """What the list calls it."""
        return self.scenario.title if self.scenario else self.name

    def changeable_by(self, scope: Scope) -> bool:
        """Whether the asker changes this very one; any other they copy."""
        return self.row is not None and may_change(self.row, scope)


def offered(session: Session, scope: Scope) -> list[Offered]:
    """All of them: the house's first. Somebody of one store has those written there or for every store."""
    return [*_of_the_house(), *(written_as(row) for row in practices_in_sight(session, scope))]


def offered_by_name(session: Session, scope: Scope, name: str) -> Offered:
    """One of them; OutOfScope where there is none of this name for the asker."""
    found = next((one for one in offered(session, scope) if one.name == name), None)
    if found is None:
        raise OutOfScope("There is no such scenario here.")
    return found


def written_as(row: Practice) -> Offered:
    """A scenario that was written in the page, as it can be played."""
    try:
        return Offered(row.name, row.text, read_scenario(row.text), row=row)
    except ScenarioRefused as refused:
        return Offered(row.name, row.text, None, str(refused), row=row)


@cache
def _of_the_house() -> tuple[Offered, ...]:
    texts = [path.read_text(encoding="utf-8") for path in shipped()]
    read = [(read_scenario(text), text) for text in texts]
    return tuple(Offered(scenario.name, text, scenario) for scenario, text in read)
