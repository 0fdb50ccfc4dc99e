"""Whose messages a manager sees before they leave, beside those that the guard holds back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from copilot.domain.desk import Desk, Role
from copilot.domain.policy import Policy
from copilot.errors import OutOfScope
from copilot.records.drafts import Draft, ReviewRule
from copilot.records.people import Client, User


@dataclass(frozen=True)
class Why:
    """Why a manager must see a message: a key of the page's words, and what a colleague wrote to it."""

    key: str  #: held, revise, new_colleague, channel, asked_for, automatic
    because: str = ""


def needs_review(session: Session, draft: Draft, policy: Policy, now: datetime) -> Why | None:
    """Why this message goes to a manager whatever the guard says; None where it need not."""
    writer = session.get(User, draft.associate_id) if draft.associate_id else None
    if draft.channel in policy.sending.review_channels:
        return Why("channel")
    new = timedelta(days=policy.sending.new_colleague_days)
    if writer and writer.role == Role.ASSOCIATE and writer.started_on and now.date() - writer.started_on < new:
        return Why("new_colleague")
    store_id = session.get_one(Client, draft.client_id).store_id
    rule = session.exec(
        select(ReviewRule)
        .where(
            or_(col(ReviewRule.store_id).is_(None), ReviewRule.store_id == store_id),
            or_(col(ReviewRule.user_id).is_(None), ReviewRule.user_id == draft.associate_id),
            or_(ReviewRule.channel == "", ReviewRule.channel == draft.channel),
            or_(col(ReviewRule.until).is_(None), col(ReviewRule.until) > now),
        )
        .order_by(col(ReviewRule.id))
    ).first()
    return Why("asked_for", rule.because) if rule else None


def require(
    session: Session,
    desk: Desk,
    now: datetime,
    *,
    user_id: int | None = None,
    channel: str = "",
    until: datetime | None = None,
    because: str = "",
) -> ReviewRule:
    """From now on a manager sees these messages before they leave: who leads asks it, for their store. The caller commits."""
    _leads(desk)
    if user_id is not None:
        writer = session.get(User, user_id)
        if writer is None or (desk.store_id is not None and writer.store_id != desk.store_id):
            raise OutOfScope(f"There is no colleague {user_id} here.")
    rule = ReviewRule(store_id=desk.store_id, user_id=user_id, channel=channel, until=until, because=because)
    rule.made_by_id, rule.at = desk.user_id, now
    session.add(rule)
    session.flush()
    return rule


def rules_of(session: Session, desk: Desk, now: datetime) -> list[ReviewRule]:
    """What is required in the asker's stores today, the oldest first."""
    _leads(desk)
    here = select(ReviewRule).where(or_(col(ReviewRule.until).is_(None), col(ReviewRule.until) > now))
    if desk.store_id is not None:
        here = here.where(or_(col(ReviewRule.store_id).is_(None), ReviewRule.store_id == desk.store_id))
    return list(session.exec(here.order_by(col(ReviewRule.id))).all())


def no_longer(session: Session, desk: Desk, rule_id: int, now: datetime) -> None:
    """A requirement ends now; the row stays, for who asks later why something was held. The caller commits."""
    rule = next((rule for rule in rules_of(session, desk, now) if rule.id == rule_id), None)
    if rule is None or (desk.store_id is not None and rule.store_id != desk.store_id):
        raise OutOfScope(f"There is no requirement {rule_id} here.")
    rule.until = now
    session.add(rule)
    session.flush()


def colleagues(session: Session, desk: Desk) -> list[User]:
    """Whose messages the asker may ask to see, by name: who writes to clients in their stores, without themselves."""
    _leads(desk)
    here = select(User).where(col(User.active), User.role != Role.TRAINER.value, User.id != desk.user_id)
    if desk.store_id is not None:
        here = here.where(User.store_id == desk.store_id)
    return list(session.exec(here.order_by(col(User.name), col(User.id))).all())


def new_colleagues(session: Session, desk: Desk, policy: Policy, now: datetime) -> list[tuple[User, date]]:
    """Those of whom the policy asks that every message be seen, and until when."""
    for_days = timedelta(days=policy.sending.new_colleague_days)
    began = [(one, one.started_on) for one in colleagues(session, desk) if one.role == Role.ASSOCIATE and one.started_on]
    return [(one, day + for_days) for one, day in began if now.date() - day < for_days]


def _leads(desk: Desk) -> None:
    if not desk.scope.leads:
        raise OutOfScope("Only a manager decides which messages are reviewed.")
