"""The scenarios that somebody can practise: those that come with the house, and those written in the page."""

from dataclasses import dataclass
from functools import cache

from sqlmodel import Session, col, or_, select

from copilot.domain.desk import Scope
from copilot.errors import OutOfScope
from copilot.records.drafts import Practice
from copilot.rehearsal.faults import ScenarioRefused
from copilot.rehearsal.scenario import Scenario, read_scenario, shipped


@dataclass(frozen=True)
class Offered:
    """One scenario of the list. One that cannot be played any more says why instead."""

    name: str
    text: str
    scenario: Scenario | None
    trouble: str = ""
    made_by_id: int | None = None  #: None: it comes with the house

    @property
    def shipped(self) -> bool:
        """Whether it is a file of the house, which nobody changes here."""
        return self.made_by_id is None


def offered(session: Session, scope: Scope) -> list[Offered]:
    """All of them: the house's first. Somebody of one store has those written there or for every store."""
    wanted = select(Practice).order_by(col(Practice.name))
    if scope.store_id is not None:
        wanted = wanted.where(or_(col(Practice.store_id).is_(None), col(Practice.store_id) == scope.store_id))
    return [*_of_the_house(), *(_written(row) for row in session.exec(wanted).all())]


def offered_by_name(session: Session, scope: Scope, name: str) -> Offered:
    """One of them; OutOfScope where there is none of this name for the asker."""
    found = next((one for one in offered(session, scope) if one.name == name), None)
    if found is None:
        raise OutOfScope("There is no such scenario here.")
    return found


@cache
def _of_the_house() -> tuple[Offered, ...]:
    texts = [path.read_text(encoding="utf-8") for path in shipped()]
    read = [(read_scenario(text), text) for text in texts]
    return tuple(Offered(scenario.name, text, scenario) for scenario, text in read)


def _written(row: Practice) -> Offered:
    try:
        return Offered(row.name, row.text, read_scenario(row.text), made_by_id=row.made_by_id or 0)
    except ScenarioRefused as refused:
        return Offered(row.name, row.text, None, str(refused), made_by_id=row.made_by_id or 0)
