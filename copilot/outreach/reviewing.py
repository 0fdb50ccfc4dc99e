"""A message between the associate who wrote it and the outbox: released, or shown to a manager who decides.

Whoever decides, the guard judges once more, and what is allowed is the letter as it stood then and no other.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from copilot.domain.desk import Desk
from copilot.domain.draft import Status, Step, WrongMove
from copilot.domain.message import Channel
from copilot.domain.policy import Policy
from copilot.domain.verdict import Decision, Finding, Verdict
from copilot.errors import CopilotError, OutOfScope
from copilot.outreach.approved_texts import refused_now
from copilot.outreach.checking import Guard
from copilot.outreach.drafts import NOT_APPROVED, NOT_JUDGED, draft_in_scope, judged
from copilot.outreach.moving import take
from copilot.outreach.notices import tell
from copilot.outreach.review_rules import Why, needs_review
from copilot.outreach.time_passing import managers_of
from copilot.outreach.waiving import beyond_a_manager, standing_against, whatever_the_hour
from copilot.records.drafts import Draft


class NeedsReview(CopilotError):
    """The message cannot leave on its associate's word alone."""

    def __init__(self, why: Why, verdict: Verdict) -> None:
        super().__init__("A manager must see this message before it goes.", key="needs_review")
        self.why, self.verdict = why, verdict


class NotAllowed(CopilotError):
    """Nobody can let this message go as things stand; the findings say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(" ".join(finding.reason for finding in findings), key="nobody_may_send")
        self.findings = findings


class ReviewRefused(CopilotError):
    """This person cannot decide this, or has not said what is needed."""


def release(
    session: Session,
    desk: Desk,
    draft_id: int,
    version: int,
    guard: Guard,
    policy: Policy,
    now: datetime,
    *,
    send_after: datetime | None = None,
) -> Draft:
    """Put the message in the outbox on its associate's word, where the guard has nothing against it; the caller commits.

    NeedsReview, with the verdict, where a manager must see it first; NotAllowed where no manager could let it go;
    ReviewRefused where its channel would not take it.
    """
    draft = _as_shown(session, desk, draft_id, version, now)
    verdict = _could_go(session, draft, guard, policy, now)
    if against := whatever_the_hour(standing_against(verdict)):
        raise NeedsReview(Why("held" if verdict.decision is Decision.HOLD else "revise", against[0].reason), verdict)
    if why := needs_review(session, draft, policy, now):
        raise NeedsReview(why, verdict)
    allowed: dict[str, Any] = {"approved_digest": draft.letter.digest, "approved_at": now, "send_after": send_after or now}
    return take(session, draft, Step.RELEASE, now, by_id=desk.user_id, **allowed)


def ask(
    session: Session, desk: Desk, draft_id: int, version: int, because: str, guard: Guard, policy: Policy, now: datetime
) -> Draft:
    """Show the message to a manager, with a word why it should go; the caller commits.

    NotAllowed where no manager could let it go: the client has not consented. ReviewRefused where its channel would not take it.
    """
    draft = _as_shown(session, desk, draft_id, version, now)
    verdict = _could_go(session, draft, guard, policy, now)
    if not because.strip() and whatever_the_hour(standing_against(verdict)):
        raise ReviewRefused("Write the manager a word: why should this message go as it is?", key="review_needs_reason")
    take(session, draft, Step.ASK, now, by_id=desk.user_id, comment=because, asked_because=because, asked_at=now)
    for manager in managers_of(session, draft):
        tell(session, manager, "waiting", now, client_id=draft.client_id, draft_id=draft.id, words=because)
    return draft


def recall(session: Session, desk: Desk, draft_id: int, version: int, now: datetime) -> Draft:
    """Take the message back from the manager, to change it; the caller commits."""
    draft = _as_shown(session, desk, draft_id, version, now)
    return take(session, draft, Step.RECALL, now, by_id=desk.user_id, asked_at=None)


def approve(
    session: Session,
    desk: Desk,
    draft_id: int,
    version: int,
    guard: Guard,
    policy: Policy,
    now: datetime,
    *,
    subject: str | None = None,
    text: str | None = None,
    comment: str = "",
    send_after: datetime | None = None,
) -> Draft:
    """Let this exact letter go, in the manager's own words where they changed it; the caller commits.

    NotAllowed where the client has not consented: no manager can consent for them. ReviewRefused where it lacks a subject, or
    its channel would not take it.
    """
    draft = _to_decide(session, desk, draft_id, version, now)
    was = (draft.subject, draft.text)
    if (subject, text) != (None, None):
        new = {"subject": draft.subject if subject is None else subject, "text": draft.text if text is None else text}
        if not new["text"].strip():
            raise ReviewRefused("There is nothing left of the message.", key="review_empty")
        if (new["subject"], new["text"]) != was:
            _change(session, draft, new)
    if draft.channel == Channel.EMAIL and not draft.subject.strip():
        raise ReviewRefused("An e-mail needs a subject.", key="subject_missing")
    _could_go(session, draft, guard, policy, now)
    allowed: dict[str, Any] = {
        "approved_by_id": desk.user_id,
        "approved_at": now,
        "approved_digest": draft.letter.digest,
        "send_after": send_after or now,
    }
    take(session, draft, Step.APPROVE, now, by_id=desk.user_id, comment=comment, was=was, **allowed)
    _tell_writer(session, draft, "approved", comment, now)
    return draft


def send_back(session: Session, desk: Desk, draft_id: int, version: int, comment: str, now: datetime) -> Draft:
    """Return the message to its associate with a word on what to change; the caller commits."""
    return _return(session, desk, draft_id, version, Step.SEND_BACK, comment, now)


def reject(session: Session, desk: Desk, draft_id: int, version: int, comment: str, now: datetime) -> Draft:
    """End the message, and say why; the caller commits."""
    return _return(session, desk, draft_id, version, Step.REJECT, comment, now)


def _return(session: Session, desk: Desk, draft_id: int, version: int, step: Step, comment: str, now: datetime) -> Draft:
    draft = _to_decide(session, desk, draft_id, version, now)
    if not comment.strip():
        raise ReviewRefused("Write your colleague a word: what should be otherwise?", key="review_needs_comment")
    take(session, draft, step, now, by_id=desk.user_id, comment=comment, ended_because=comment)
    _tell_writer(session, draft, draft.status, comment, now)
    return draft


def _could_go(session: Session, draft: Draft, guard: Guard, policy: Policy, now: datetime) -> Verdict:
    """The verdict on the draft as it stands; NotAllowed or ReviewRefused where nobody's word could let it go."""
    if untaken := refused_now(session, draft, policy, now):
        raise ReviewRefused("WhatsApp takes only approved texts now.", key=f"because_{untaken}")
    verdict = judged(session, draft, guard, policy, now)
    if beyond := beyond_a_manager(verdict):
        raise NotAllowed(beyond)
    return verdict


def _as_shown(session: Session, desk: Desk, draft_id: int, version: int, now: datetime) -> Draft:
    """The draft, unless it is no longer what the asker's page shows."""
    draft = draft_in_scope(session, desk, draft_id, now)
    if draft.version != version:
        raise WrongMove("Somebody changed this draft a moment ago. Look at it again.", key="draft_moved_on")
    return draft


def _to_decide(session: Session, desk: Desk, draft_id: int, version: int, now: datetime) -> Draft:
    if not desk.scope.leads:
        raise OutOfScope(f"There is no draft {draft_id} here.")
    draft = _as_shown(session, desk, draft_id, version, now)
    if draft.associate_id == desk.user_id:
        raise ReviewRefused("Nobody decides on their own message. Ask another manager.", key="review_own")
    if draft.status != Status.WAITING:
        raise WrongMove("This message waits for nobody any more: somebody decided on it.", key="draft_moved_on")
    return draft


def _change(session: Session, draft: Draft, words: dict[str, str]) -> None:
    """The manager's words in place of the associate's; both stand in the line of the approval that follows."""
    for name, value in {**words, **NOT_JUDGED, **NOT_APPROVED}.items():
        setattr(draft, name, value)


def _tell_writer(session: Session, draft: Draft, kind: str, words: str, now: datetime) -> None:
    if draft.associate_id:
        tell(session, draft.associate_id, kind, now, client_id=draft.client_id, draft_id=draft.id, words=words)
