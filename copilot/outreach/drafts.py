"""A draft while it is with somebody: begun, changed, judged. Every reading of one goes by who asks."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, or_, select

from copilot.domain.desk import Desk
from copilot.domain.draft import Closeness, Letter, Step
from copilot.domain.policy import Policy
from copilot.domain.situation import Situation
from copilot.domain.verdict import Verdict
from copilot.errors import OutOfScope
from copilot.outreach.asking import situation_for
from copilot.outreach.checking import Guard
from copilot.outreach.moving import take
from copilot.outreach.verdicts import as_data
from copilot.records.drafts import Cover, Draft, DraftEvent
from copilot.records.people import Client, User
from copilot.records.scope import client_in_scope


def begin(
    session: Session,
    desk: Desk,
    letter: Letter,
    policy: Policy,
    now: datetime,
    *,
    occasion: str = "",
    language: str = "",
    closeness: Closeness = Closeness.WARM,
    written_by: str = "typed",
    prompt_digest: str = "",
    answers_id: int | None = None,
) -> Draft:
    """A new draft to a client of the asker's; the caller commits."""
    client = client_in_scope(session, desk.scope, letter.client_id)
    message = letter.message
    draft = Draft(
        client_id=letter.client_id,
        associate_id=desk.user_id,
        channel=message.channel.value,
        purpose=message.purpose.value,
        occasion=occasion,
        language=language or client.language,
        closeness=closeness.value,
        address=letter.address,
        subject=message.subject,
        text=message.text,
        first_subject=message.subject,
        first_text=message.text,
        written_by=written_by,
        prompt_digest=prompt_digest,
        answers_id=answers_id,
        created_at=now,
        changed_at=now,
        expires_at=now + timedelta(days=policy.sending.draft_days),
        key=uuid4().hex,
    )
    session.add(draft)
    session.flush()
    first = DraftEvent(draft_id=draft.id or 0, at=now, by_id=desk.user_id, step="begin", status=draft.status)
    first.subject_after, first.text_after, first.digest = message.subject, message.text, letter.digest
    session.add(first)
    session.flush()
    return draft


def rewrite(
    session: Session, desk: Desk, draft: Draft, letter: Letter, policy: Policy, now: datetime, *, how: str = "", **more: Any
) -> Draft:
    """Other words, another channel, purpose or address: judged and approved no longer. `how`: by what change."""
    message = letter.message
    return take(
        session,
        draft,
        Step.EDIT,
        now,
        by_id=desk.user_id,
        comment=how,
        channel=message.channel.value,
        purpose=message.purpose.value,
        address=letter.address,
        subject=message.subject,
        text=message.text,
        expires_at=now + timedelta(days=policy.sending.draft_days),
        key=uuid4().hex,
        send_after=None,
        leaving_at=None,
        tries=0,
        **NOT_JUDGED,
        **NOT_APPROVED,
        **more,
    )


#: What no longer holds once the letter is another.
NOT_JUDGED: dict[str, Any] = {"decision": "", "verdict": {}, "judged_digest": "", "policy": ""}
NOT_APPROVED: dict[str, Any] = {"approved_by_id": None, "approved_at": None, "approved_digest": ""}


def judged(session: Session, draft: Draft, guard: Guard, policy: Policy, now: datetime) -> Verdict:
    """The verdict on the draft as it stands, kept with it; with better wordings where there are some. The caller commits."""
    verdict = guard.advise(draft.letter.message, situation_of(session, draft, policy, now))
    keep_verdict(session, draft, verdict)
    return verdict


def keep_verdict(session: Session, draft: Draft, verdict: Verdict) -> None:
    """What was just said of the draft as it stands. The caller commits."""
    draft.decision, draft.verdict = verdict.decision.value, as_data(verdict)
    draft.judged_digest, draft.policy = draft.letter.digest, verdict.policy
    session.add(draft)
    session.flush()


def situation_of(session: Session, draft: Draft, policy: Policy, now: datetime) -> Situation:
    """Everything known at this moment that speaks for or against the draft."""
    client = session.get_one(Client, draft.client_id)
    writer = session.get(User, draft.associate_id) if draft.associate_id else None
    associate = writer.name if writer else ""
    return situation_for(session, client, draft.letter.message, policy, now, associate=associate, apart_from=draft.id)


def draft_in_scope(session: Session, desk: Desk, draft_id: int, now: datetime) -> Draft:
    """The draft, for whose it is, who stands in for them, and who leads there; else OutOfScope, as if there were none."""
    draft = session.get(Draft, draft_id)
    missing = f"There is no draft {draft_id} here."
    if draft is None:
        raise OutOfScope(missing)
    try:
        client_in_scope(session, desk.scope, draft.client_id)
    except OutOfScope as foreign:
        raise OutOfScope(missing) from foreign
    if desk.scope.leads or draft.associate_id in (desk.user_id, *stood_in_for(session, desk.user_id, now)):
        return draft
    raise OutOfScope(missing)


def stood_in_for(session: Session, user_id: int, now: datetime) -> tuple[int, ...]:
    """Whose clients this person looks after at the moment, beside their own."""
    open_still = or_(col(Cover.until).is_(None), col(Cover.until) > now)
    return tuple(
        session.exec(select(Cover.user_id).where(Cover.colleague_id == user_id, col(Cover.since) <= now, open_still)).all()
    )
