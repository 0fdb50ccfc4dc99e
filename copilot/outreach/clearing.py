"""Whether a claimed draft may leave at this very moment: judged once more, with everything that changed in between."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from copilot.domain.message import Purpose
from copilot.domain.policy import Policy
from copilot.domain.verdict import Verdict
from copilot.outreach.acknowledging import WITHIN, is_acknowledgement
from copilot.outreach.checking import Guard
from copilot.outreach.doubting import MAYBE_STOP, in_doubt
from copilot.outreach.drafts import situation_of
from copilot.outreach.hours import good_moment
from copilot.outreach.verdicts import as_data, from_data
from copilot.outreach.waiving import standing_against, whatever_the_hour
from copilot.records.drafts import Draft
from copilot.records.people import Client, ContactPoint


@dataclass(frozen=True)
class Cleared:
    """It may leave, for this purpose."""

    purpose: Purpose


@dataclass(frozen=True)
class NotNow:
    """It waits until then."""

    until: datetime


@dataclass(frozen=True)
class Stopped:
    """It may not leave; why, as a key of the page's words, and the verdict where the guard says so."""

    because: str
    comment: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


def clear(session: Session, draft: Draft, guard: Guard, policy: Policy, now: datetime) -> Cleared | NotNow | Stopped:
    """What the moment says. Call it under the lock on the client, and commit what follows from it in the same transaction."""
    if changed := _changed(session, draft, policy, now):
        return Stopped(changed)
    if draft.automatic:
        return _automatic(draft, policy, now)
    situation = situation_of(session, draft, policy, now)
    message = draft.letter.message
    if situation.purpose_of(message.purpose) is Purpose.MARKETING and in_doubt(session, draft.client_id):
        return Stopped(MAYBE_STOP)
    verdict = guard.check(message, situation)
    against = standing_against(verdict, seen_and_accepted(draft))
    if lasting := whatever_the_hour(against):
        return Stopped("guard", lasting[0].reason, _kept(draft, verdict))
    if against:
        until = good_moment(situation, now, message)
        return NotNow(until) if until > now else Stopped("guard", against[0].reason, _kept(draft, verdict))
    return Cleared(situation.purpose_of(message.purpose))


def _changed(session: Session, draft: Draft, policy: Policy, now: datetime) -> str:
    """What is no longer as it was when the letter was allowed, the words and the guard's reasons aside."""
    if not draft.approved_digest or draft.approved_digest != draft.letter.digest:
        return "changed_since"
    if draft.approved_at is None or draft.approved_at <= now - timedelta(days=policy.sending.approval_days):
        return "approval_ended"
    if session.get_one(Client, draft.client_id).status != "active":
        return "client_gone"
    same = select(ContactPoint).where(ContactPoint.client_id == draft.client_id, ContactPoint.normalised == draft.address)
    points = session.exec(same).all() if draft.address else []
    return "address_replaced" if points and all(point.used_until for point in points) else ""


def _automatic(draft: Draft, policy: Policy, now: datetime) -> Cleared | Stopped:
    """The one thing that leaves without a person: the policy's own words, at once or never."""
    if not is_acknowledgement(draft, policy) or now - draft.created_at > WITHIN:
        return Stopped("not_acknowledged")
    return Cleared(Purpose.REPLY)


def seen_and_accepted(draft: Draft) -> Verdict | None:
    """What a manager saw and let go; nothing where nobody but its writer looked."""
    if draft.approved_by_id is None or draft.judged_digest != draft.letter.digest or not draft.verdict:
        return None
    return from_data(draft.verdict)


def _kept(draft: Draft, verdict: Verdict) -> dict[str, Any]:
    return {
        "decision": verdict.decision.value,
        "verdict": as_data(verdict),
        "judged_digest": draft.letter.digest,
        "policy": verdict.policy,
    }
