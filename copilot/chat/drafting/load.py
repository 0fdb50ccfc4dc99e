"""The contact load: who wrote to the client lately, and what one more message would mean."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from copilot.chat.cards import Shown, Speech
from copilot.chat.verdict_words import moment_in
from copilot.chat.words import say, words
from copilot.domain.message import Message, Purpose
from copilot.domain.situation import PastContact, Situation
from copilot.guard.welcome import welcome_from
from copilot.records.care import Contact
from copilot.records.people import User

SPAN = timedelta(days=90)  #: that the picture covers
LISTED = 5  #: in words; how many more there were is said


def load_shown(session: Session, situation: Situation, message: Message, speech: Speech) -> Shown:
    """A picture of the last three months, the last contacts in words, and what this one would be."""
    now, language = situation.now, speech.language
    lately = [one for one in situation.contacts if timedelta() <= now - one.at <= SPAN]
    newest = sorted(lately, key=lambda one: one.at, reverse=True)
    who = _who(session, newest[:LISTED])
    window = timedelta(days=situation.policy.window_days)
    left = len(newest) - LISTED
    ours = sum(one.outbound for one in lately)
    return {
        "marks": [{"x": round(1 - (now - one.at) / SPAN, 4), "sort": _sort(one)} for one in lately],
        "window": round(window / SPAN, 4),
        "picture": say("drafting", "load_picture", language, out=ours, back=len(lately) - ours),
        "lines": [_line(one, who, situation, speech) for one in newest[:LISTED]],
        "older": say("drafting", "load_older", language, n=left) if left > 0 else "",
        "none": words("drafting", language)["load_none"] if not lately else "",
        "means": _means(situation, message, speech),
        "next": _next(situation, message, speech),
    }


def _means(situation: Situation, message: Message, speech: Speech) -> str:
    """What one more message would be: the third of at most four in thirty days."""
    policy, language = situation.policy, speech.language
    if situation.purpose_of(message.purpose) is not Purpose.MARKETING:
        return words("drafting", language)["load_uncounted"]
    window = timedelta(days=policy.window_days)
    sent = sum(situation.now - one.at <= window for one in situation.marketing_sent)
    cap = policy.caps.get(situation.style.value, 0)
    key = "load_means" if sent < cap else "load_above"
    return say("drafting", key, language, sent=sent, this=sent + 1, cap=cap, days=policy.window_days)


def _next(situation: Situation, message: Message, speech: Speech) -> str:
    at = welcome_from(message, situation)
    if at is None or at <= situation.now:
        return ""
    zone = situation.zones[0] if situation.zones else "UTC"
    return say("drafting", "load_next", speech.language, when=moment_in(at, zone, speech.language))


def _line(one: PastContact, who: dict[str, str], situation: Situation, speech: Speech) -> Shown:
    said, guard = words("drafting", speech.language), words("guard", speech.language)
    on = _at(one.at, situation).date()
    parts = [f"{speech.day(on)}, {speech.ago(on)}", guard.get(f"channel_{one.channel}", one.channel)]
    if one.household:
        parts.append(said["to_household"])
    elif not one.outbound:
        parts.append(said["from_client"])
    else:
        parts += [who.get(one.id, ""), guard.get(f"purpose_{one.purpose}", "")]
        parts.append(said["answered" if one.answered else "unanswered"] if one.purpose == Purpose.MARKETING else "")
    return {"sort": _sort(one), "words": " · ".join(part for part in parts if part)}


def _at(at: datetime, situation: Situation) -> datetime:
    return at.astimezone(ZoneInfo(situation.zones[0])) if situation.zones else at


def _sort(one: PastContact) -> str:
    """in, marketing, or other of ours."""
    return "in" if not one.outbound else "marketing" if one.purpose == Purpose.MARKETING else "other"


def _who(session: Session, contacts: list[PastContact]) -> dict[str, str]:
    """Which colleague each contact was from."""
    ids = [int(one.id.partition(":")[2]) for one in contacts if one.id.startswith("contact:")]
    rows = session.exec(
        select(Contact.id, User.name).join(User, col(User.id) == Contact.associate_id).where(col(Contact.id).in_(ids))
    ).all()
    return {f"contact:{contact_id}": name for contact_id, name in rows}
