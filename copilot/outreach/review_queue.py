"""What waits for a manager, the gravest and the oldest first; and who has looked at what."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from copilot.domain.desk import Desk
from copilot.domain.draft import Status
from copilot.domain.verdict import Decision, Kind, Severity, Verdict
from copilot.errors import OutOfScope
from copilot.outreach.drafts import draft_in_scope
from copilot.outreach.verdicts import from_data
from copilot.records.drafts import Draft, DraftEvent
from copilot.records.people import Client, User
from copilot.records.scope import clients_within

SHOWN = "shown"
#: What does most harm if it leaves: other people's matters, what hurts, what only we should know, what the client refused.
_GRAVE = frozenset({Kind.THIRD_PERSON, Kind.SENSITIVE, Kind.INTERNAL, Kind.NO_CONSENT, Kind.UNMENTIONABLE, Kind.NOT_JUDGED})


@dataclass(frozen=True)
class Waiting:
    """One message in the queue: enough to choose it, never enough to decide on it."""

    draft_id: int
    version: int
    client: str
    associate: str
    channel: str
    asked_at: datetime
    because: str  #: what the associate wrote
    decision: str  #: of the guard; empty: not judged
    risk: int  #: 0 to 100
    reasons: tuple[tuple[Kind, int], ...]  #: each sort of finding and how often, the most frequent first
    shown: bool  #: whether the asker has had this very letter before their eyes


def queue(session: Session, desk: Desk) -> list[Waiting]:
    """Everything that the asker may decide on; what they wrote themselves waits for another."""
    if not desk.scope.leads:
        raise OutOfScope("Only a manager reviews messages.")
    rows = session.exec(
        select(Draft, Client, User)
        .join(Client, col(Client.id) == Draft.client_id)
        .outerjoin(User, col(User.id) == Draft.associate_id)
        .where(Draft.status == Status.WAITING.value, clients_within(desk.scope))
        .where(or_(col(Draft.associate_id).is_(None), Draft.associate_id != desk.user_id))
    ).all()
    mine = select(DraftEvent.draft_id, DraftEvent.digest).where(DraftEvent.step == SHOWN, DraftEvent.by_id == desk.user_id)
    seen = set(session.exec(mine.where(col(DraftEvent.draft_id).in_([draft.id for draft, _, _ in rows]))).all())
    waiting = (_waiting(*row, shown=(row[0].id, row[0].letter.digest) in seen) for row in rows)
    return sorted(waiting, key=lambda one: (-one.risk, one.asked_at, one.draft_id))


def _waiting(draft: Draft, client: Client, writer: User | None, *, shown: bool) -> Waiting:
    verdict = from_data(draft.verdict) if draft.verdict else None
    return Waiting(
        draft_id=draft.id or 0,
        version=draft.version,
        client=client.name,
        associate=writer.name if writer else "",
        channel=draft.channel,
        asked_at=draft.asked_at or draft.changed_at,
        because=draft.asked_because,
        decision=draft.decision,
        risk=risk_of(verdict),
        reasons=tuple(Counter(finding.kind for finding in verdict.findings).most_common()) if verdict else (),
        shown=shown,
    )


def risk_of(verdict: Verdict | None) -> int:
    """How much harm it may do, 0 to 100: by the gravest finding, and a little by how many there are. Not judged: 100."""
    if verdict is None:
        return 100
    found = [finding for finding in verdict.findings if finding.severity is not Severity.NOTE]
    if not found:
        return 0
    base = 70 if any(finding.kind in _GRAVE for finding in found) else 50 if verdict.decision is Decision.HOLD else 20
    return min(100, base + 5 * len(found))


def show(session: Session, desk: Desk, draft_id: int, now: datetime) -> Draft:
    """The whole message for a manager, with a line that they saw exactly this letter; the caller commits."""
    if not desk.scope.leads:
        raise OutOfScope(f"There is no draft {draft_id} here.")
    draft = draft_in_scope(session, desk, draft_id, now)
    if draft.status == Status.WAITING and not was_shown(session, desk, draft):
        line = DraftEvent(draft_id=draft_id, at=now, by_id=desk.user_id, step=SHOWN, status=draft.status)
        line.digest, line.policy = draft.letter.digest, draft.policy
        session.add(line)
        session.flush()
    return draft


def was_shown(session: Session, desk: Desk, draft: Draft) -> bool:
    """Whether this manager has had this very letter before their eyes: several are decided at once only then."""
    seen = select(DraftEvent.id).where(DraftEvent.draft_id == draft.id, DraftEvent.step == SHOWN)
    mine = seen.where(DraftEvent.by_id == desk.user_id, DraftEvent.digest == draft.letter.digest)
    return session.exec(mine).first() is not None
