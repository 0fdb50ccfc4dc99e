"""A verdict as somebody may see it: what lies behind each finding, what would mend it, and when it would be welcome.

The guard sees everything; its reader does not. What another of the household bought, or a note kept from the floor, still
decides, and is not shown.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.domain.message import Message
from copilot.domain.policy import Policy
from copilot.domain.provenance import Provenance
from copilot.domain.situation import Known, Situation
from copilot.domain.verdict import Finding, Verdict
from copilot.guard.judging import unjudged
from copilot.guard.welcome import welcome_from
from copilot.outreach.asking import situation_for
from copilot.outreach.checking import Guard
from copilot.outreach.rewording import mended
from copilot.records.knowledge import Fact, Note
from copilot.records.scope import client_in_scope, notes_within

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Behind:
    """What a finding rests on, as far as its reader may see it."""

    id: str
    sort: str  #: fact, purchase, contact, product...
    text: str
    provenance: Provenance | None = None
    on: date | None = None  #: when it was learned, or said
    do_not_mention: bool = False


@dataclass(frozen=True)
class Advice:
    """A verdict on a message, with what its reader may see of its grounds."""

    message: Message
    verdict: Verdict
    behind: Mapping[str, Behind] = field(default_factory=lambda: MappingProxyType({}))  #: by the id that a finding names
    about_others: frozenset[str] = frozenset()  #: ids of what concerns somebody else; of it nothing is shown
    mended: tuple[Message | None, ...] = ()  #: for each finding, the message with that alone put right
    welcome_from: datetime | None = None  #: where only the moment is wrong: when it will be right
    zone: str = "UTC"  #: the clock on which the client reads that

    def fact_behind(self, finding: Finding) -> Behind | None:
        """What a finding rests on, if there is something and it may be seen."""
        return self.behind.get(finding.fact)


@dataclass(frozen=True)
class Gathered:
    """A situation, and the ids of what its reader may not see of it."""

    situation: Situation
    hidden: frozenset[str] = frozenset()


def gather_for(
    session: Session, desk: Desk, client_id: int, message: Message, policy: Policy, now: datetime, *, associate: str = ""
) -> Gathered:
    """The situation of a client in the asker's scope; OutOfScope for any other, as for one that does not exist."""
    client = client_in_scope(session, desk.scope, client_id)
    situation = situation_for(session, client, message, policy, now, associate=associate or desk.name)
    kept_back = session.exec(
        select(Fact.id).join(Note, col(Note.id) == Fact.note_id).where(Fact.client_id == client.id, ~notes_within(desk.scope))
    ).all()
    return Gathered(situation, frozenset(f"fact:{one}" for one in kept_back))


def advise(guard: Callable[[], Guard], message: Message, gathered: Gathered, *, at_leisure: bool = False) -> Advice:
    """The guard's advice on a message. Never raises: what cannot be judged is held, and says so. At leisure, with a chat model's
    rewrite where there is one."""
    situation = gathered.situation
    try:
        verdict = guard().advise(message, situation, at_leisure=at_leisure)
        return Advice(
            message,
            verdict,
            behind=_behind(verdict, gathered),
            about_others=frozenset(fact.id for fact in situation.facts if fact.other_person),
            mended=tuple(mended(message, finding, situation) for finding in verdict.findings),
            welcome_from=welcome_from(message, situation),
            zone=situation.zones[0] if situation.zones else "UTC",
        )
    except Exception as error:  # noqa: BLE001 - whatever fails in judging, a person decides
        log.error("A message could not be judged: %s", type(error).__name__)
        return Advice(message, unjudged(situation))


def _behind(verdict: Verdict, gathered: Gathered) -> Mapping[str, Behind]:
    named = {finding.fact for finding in (*verdict.findings, *verdict.shadow)} - {""} - gathered.hidden
    return {one: found for one in named if (found := _one(one, gathered.situation))}


def _one(named: str, situation: Situation) -> Behind | None:
    sort = named.partition(":")[0] if ":" in named else "fact"
    if known := situation.fact(named):
        return None if known.other_person else _known(known, sort)
    for line in situation.store:
        if line.id == named:
            return Behind(named, sort if ":" in named else "store", line.text)
    for contact in situation.contacts:
        if contact.id == named and not contact.household:
            return Behind(named, "contact", contact.text, on=contact.at.date())
    for case in situation.open_cases:
        if case.id == named:
            return Behind(named, "case", case.text, Provenance.SERVICE, case.opened_on)
    return None


def _known(known: Known, sort: str) -> Behind:
    return Behind(known.id, sort, known.text, known.provenance, known.learned_on, known.do_not_mention)
