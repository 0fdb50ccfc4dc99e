"""A message that leaves from the associate's own telephone: judged as in the outbox, opened there; they say whether it went."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from copilot.channels.hand_off import link
from copilot.domain.desk import Desk
from copilot.domain.draft import Status, Step, WrongMove
from copilot.domain.message import Purpose
from copilot.domain.policy import Policy
from copilot.domain.verdict import Decision, Finding
from copilot.errors import ChannelError
from copilot.outreach.checking import Guard
from copilot.outreach.clearing import seen_and_accepted
from copilot.outreach.doubting import in_doubt
from copilot.outreach.drafts import draft_in_scope, situation_of
from copilot.outreach.locking import lock
from copilot.outreach.moving import take
from copilot.outreach.recording import record
from copilot.outreach.review_rules import Why, needs_review
from copilot.outreach.reviewing import NeedsReview, NotAllowed
from copilot.outreach.waiving import beyond_a_manager, standing_against, whatever_the_hour
from copilot.records.drafts import Draft


def hand_off(
    session: Session, desk: Desk, draft_id: int, version: int, guard: Guard, policy: Policy, now: datetime, *, demo: bool
) -> str:
    """The link that opens the message on the asker's own telephone; from now on it counts as a contact. The caller commits.

    NeedsReview and NotAllowed as where it is released; ChannelError where there is no such link, or in the demo.
    """
    if demo:
        raise ChannelError("In the demo nothing leaves this machine.", key="demo_stays_here", permanent=True)
    draft = _locked(session, desk, draft_id, version, now)
    opens = link(draft.letter)
    situation = situation_of(session, draft, policy, now)
    message = draft.letter.message
    if situation.purpose_of(message.purpose) is Purpose.MARKETING and in_doubt(session, draft.client_id):
        raise WrongMove("The client may have asked us to stop: somebody must say first whether they did.", key="maybe_stop")
    verdict = guard.check(message, situation)
    if beyond := beyond_a_manager(verdict):
        raise NotAllowed(beyond)
    approved = draft.status == Status.QUEUED and draft.approved_digest == draft.letter.digest
    against: tuple[Finding, ...] = standing_against(verdict, seen_and_accepted(draft) if approved else None)
    if lasting := whatever_the_hour(against):
        raise NeedsReview(Why("held" if verdict.decision is Decision.HOLD else "revise", lasting[0].reason), verdict)
    if against:
        raise NotAllowed(against)
    if not approved and (why := needs_review(session, draft, policy, now)):
        raise NeedsReview(why, verdict)
    gone: dict[str, Any] = {
        "leaving_at": now,
        "counts_as": situation.purpose_of(message.purpose).value,
        "approved_digest": draft.letter.digest,
    }
    take(session, draft, Step.HAND_OFF, now, by_id=desk.user_id, **gone)
    return opens


def did_you_send_it(session: Session, desk: Desk, draft_id: int, version: int, sent: bool, now: datetime) -> Draft:
    """What the associate says of a message that they opened on their telephone; the caller commits."""
    draft = _locked(session, desk, draft_id, version, now)
    if draft.status != Status.HANDED:
        raise WrongMove("This message is not on a telephone any more. Look at it again.", key="draft_moved_on")
    if sent:
        record(session, draft, now, by_id=desk.user_id)
    else:
        take(session, draft, Step.EDIT, now, by_id=desk.user_id, leaving_at=None, approved_digest="")
    return draft


def _locked(session: Session, desk: Desk, draft_id: int, version: int, now: datetime) -> Draft:
    client_id = draft_in_scope(session, desk, draft_id, now).client_id
    lock(session, client_id)
    draft = session.get_one(Draft, draft_id, populate_existing=True)
    if draft.version != version:
        raise WrongMove("Somebody changed this draft a moment ago. Look at it again.", key="draft_moved_on")
    return draft
