"""What managers decided, and what happened to one draft from its first word."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.domain.draft import Step
from copilot.errors import OutOfScope
from copilot.outreach.review_queue import SHOWN
from copilot.records.drafts import Draft, DraftEvent
from copilot.records.people import Client, User
from copilot.records.scope import clients_within

DECISIONS = (Step.APPROVE.value, Step.SEND_BACK.value, Step.REJECT.value)
Words = tuple[str, str]  #: a subject and a text


@dataclass(frozen=True)
class Decided:
    """One decision of a manager."""

    draft_id: int
    at: datetime
    by: str
    step: str  #: approve, send_back or reject
    comment: str
    client: str
    associate: str
    before: Words | None  #: where the manager changed the words: the associate's
    after: Words | None


@dataclass(frozen=True)
class Happened:
    """One thing that happened to a draft."""

    at: datetime
    by: str  #: empty: the outbox, or time
    step: str
    comment: str


def decided_since(session: Session, desk: Desk, since: datetime) -> list[Decided]:
    """Every decision since then on the asker's clients, whoever took it, the latest first."""
    if not desk.scope.leads:
        raise OutOfScope("Only a manager reviews messages.")
    lines = select(DraftEvent, Draft, Client).join(Draft, col(Draft.id) == DraftEvent.draft_id)
    found = session.exec(
        lines.join(Client, col(Client.id) == Draft.client_id)
        .where(col(DraftEvent.step).in_(DECISIONS), col(DraftEvent.at) >= since, clients_within(desk.scope))
        .order_by(col(DraftEvent.at).desc(), col(DraftEvent.id).desc())
    ).all()
    names = _names(session)
    return [_decided(line, draft, client, names) for line, draft, client in found]


def last_decision(session: Session, draft: Draft) -> Decided | None:
    """What a manager decided last about this draft; the caller has looked whether it is in scope."""
    lines = select(DraftEvent).where(DraftEvent.draft_id == draft.id, col(DraftEvent.step).in_(DECISIONS))
    line = session.exec(lines.order_by(col(DraftEvent.id).desc())).first()
    return _decided(line, draft, session.get_one(Client, draft.client_id), _names(session)) if line else None


def story(session: Session, draft: Draft) -> list[Happened]:
    """What happened to this draft, from its first word; who looked at it is left out."""
    names = _names(session)
    lines = select(DraftEvent).where(DraftEvent.draft_id == draft.id, DraftEvent.step != SHOWN).order_by(col(DraftEvent.id))
    return [Happened(one.at, names.get(one.by_id, ""), one.step, one.comment) for one in session.exec(lines).all()]


def as_the_associate_wrote_it(session: Session, draft: Draft) -> Words:
    """Subject and text as they were asked about, before a manager changed them."""
    decided = last_decision(session, draft)
    return decided.before if decided and decided.before else (draft.subject, draft.text)


def _decided(line: DraftEvent, draft: Draft, client: Client, names: dict[int | None, str]) -> Decided:
    changed = bool(line.text_before or line.text_after or line.subject_before or line.subject_after)
    return Decided(
        draft_id=draft.id or 0,
        at=line.at,
        by=names.get(line.by_id, ""),
        step=line.step,
        comment=line.comment,
        client=client.name,
        associate=names.get(draft.associate_id, ""),
        before=(line.subject_before, line.text_before) if changed else None,
        after=(line.subject_after, line.text_after) if changed else None,
    )


def _names(session: Session) -> dict[int | None, str]:
    return dict(session.exec(select(User.id, User.name)).all())
