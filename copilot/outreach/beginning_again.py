"""A draft from an earlier one that had better wait: about the same, and as things stand now."""

from datetime import datetime

from langchain_core.language_models import BaseChatModel
from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.domain.draft import ENDED, Status
from copilot.domain.policy import Policy
from copilot.errors import OutOfScope
from copilot.outreach.checking import Guard
from copilot.outreach.dictating import dictated
from copilot.outreach.draft_wish import Asks
from copilot.outreach.drafting import compose
from copilot.outreach.drafts import stood_in_for
from copilot.outreach.reminders import TOLD
from copilot.outreach.writing_again import TYPED, as_composed, begin_composed, wish_of
from copilot.records.drafts import Draft, Reminder
from copilot.records.people import Client, User
from copilot.records.scope import client_in_scope


def draft_from(
    session: Session,
    desk: Desk,
    draft_id: int,
    policy: Policy,
    now: datetime,
    *,
    model: BaseChatModel | None = None,
    guard: Guard | None = None,
) -> Draft | Asks:
    """The draft that a reminder of this one opens: itself while it is open, else one begun from it, once. The caller commits."""
    told = select(Reminder).where(Reminder.draft_id == draft_id, Reminder.state == TOLD)
    reminder = session.exec(told.order_by(col(Reminder.id).desc())).first()
    if reminder is None:
        raise OutOfScope(f"There is no draft {draft_id} here.")
    client = client_in_scope(session, desk.scope, reminder.client_id)
    mine = (desk.user_id, *stood_in_for(session, desk.user_id, now))
    for known in (reminder.opened_id, reminder.draft_id):
        draft = session.get(Draft, known) if known is not None else None
        if draft is not None and draft.associate_id in mine and Status(draft.status) not in ENDED:
            return draft
    made = _anew(session, desk, session.get_one(Draft, reminder.draft_id), client, policy, now, model, guard)
    if isinstance(made, Asks):
        return made
    reminder.opened_id = made.id
    session.add(reminder)
    session.flush()
    return made


def _anew(
    session: Session,
    desk: Desk,
    before: Draft,
    client: Client,
    policy: Policy,
    now: datetime,
    model: BaseChatModel | None,
    guard: Guard | None,
) -> Draft | Asks:
    """One's own words again as they stood; what was composed is composed anew, for what was so then may be so no longer."""
    writer, was, wish = session.get_one(User, desk.user_id), as_composed(session, before), wish_of(before)
    if was.written_by == TYPED:
        made = dictated(session, client, wish, was.text, policy, now, writer=writer, subject=was.subject)
    else:
        seed = (before.id or 0) * 100 + 7
        made = compose(session, client, wish, policy, now, writer=writer, seed=seed, model=model, guard=guard)
    if isinstance(made, Asks):
        return made
    return begin_composed(session, desk, client.id or 0, made, wish, policy, now)
