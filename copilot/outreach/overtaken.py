"""Drafts that something has overtaken: the client wrote, bought, complained or stopped before they left."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from copilot.domain.draft import Status, Step, WrongMove
from copilot.domain.message import Purpose
from copilot.domain.policy import Policy
from copilot.outreach.moving import take
from copilot.outreach.notices import tell
from copilot.outreach.standing_in import standing_in
from copilot.records.care import Contact, ServiceCase
from copilot.records.drafts import Draft
from copilot.records.trade import Purchase

REPLIED, BOUGHT, COMPLAINED, STOPPED = "replied", "bought", "complained", "stopped"
#: Nobody has sent it, and nobody holds it in their hand.
_OPEN = [one.value for one in (Status.WRITING, Status.SENT_BACK, Status.WAITING, Status.QUEUED, Status.FAILED)]


def open_drafts(session: Session, client_id: int) -> list[Draft]:
    """What is written to this client and has not left."""
    found = select(Draft).where(Draft.client_id == client_id, col(Draft.status).in_(_OPEN), ~col(Draft.automatic))
    return list(session.exec(found.order_by(col(Draft.id))).all())


def withdraw(session: Session, drafts: Iterable[Draft], because: str, now: datetime, *, but_not: Collection[int] = ()) -> int:
    """Take them back with the reason, and tell who wrote them, `but_not` who hears of it anyway; how many. The caller commits.

    What somebody else moves at the same moment stays: it is judged again before it leaves.
    """
    done = 0
    for draft in drafts:
        try:
            take(session, draft, Step.WITHDRAW, now, comment=because, ended_because=because)
        except WrongMove:
            continue
        done += 1
        if draft.associate_id is not None and standing_in(session, draft.associate_id, now) not in but_not:
            tell(session, draft.associate_id, "withdrawn", now, client_id=draft.client_id, draft_id=draft.id, words=because)
    return done


def sells(draft: Draft) -> bool:
    """Whether it is one that a client's own step overtakes: an answer or a notice of a repair is not."""
    return draft.purpose == Purpose.MARKETING.value and draft.answers_id is None


def withdraw_overtaken(engine: Engine, policy: Policy, now: datetime) -> None:
    """What an import or a colleague brought in since: looked at every few minutes, for all open drafts."""
    with Session(engine) as session:
        clients = select(Draft.client_id).where(col(Draft.status).in_(_OPEN), Draft.purpose == Purpose.MARKETING.value).distinct()
        for client_id in session.exec(clients).all():
            for draft in open_drafts(session, client_id):
                if sells(draft) and (because := overtaken_by(session, draft)):
                    withdraw(session, [draft], because, now)
        session.commit()


def overtaken_by(session: Session, draft: Draft) -> str:
    """What happened since the draft was begun that makes it another message; empty where nothing did."""
    since, client_id = draft.created_at, draft.client_id
    wrote = select(Contact.id).where(Contact.client_id == client_id, Contact.direction == "in", col(Contact.at) > since)
    if session.exec(wrote).first() is not None:
        return REPLIED
    # A receipt has a day and no hour: one of the same day may be what the draft is about.
    bought = select(Purchase.id).where(Purchase.client_id == client_id, col(Purchase.purchased_on) > since.date())
    if session.exec(bought).first() is not None:
        return BOUGHT
    complained = select(ServiceCase.id).where(
        ServiceCase.client_id == client_id,
        ServiceCase.kind == "complaint",
        col(ServiceCase.closed_on).is_(None),
        col(ServiceCase.opened_on) > since.date(),
    )
    return COMPLAINED if session.exec(complained).first() is not None else ""
