"""Whose messages a manager sees before they go: what the policy asks, what managers asked, and how they end it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.review.answering import DeskRefused, text_of
from copilot.chat.review.clock import midnight
from copilot.chat.review.shown import Looking
from copilot.chat.words import say, words
from copilot.domain.message import Channel
from copilot.outreach.review_rules import colleagues, new_colleagues, no_longer, require, rules_of
from copilot.records.drafts import ReviewRule
from copilot.records.people import User

LONGEST_REASON = 300


def in_force(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """Everything that is asked for today, and whom one can choose for more."""
    desk, language, speech = looking.desk, looking.desk.language, looking.speech
    said, guard, sending = words("review", language), words("guard", language), looking.policy.sending
    given = [
        say("review", "policy_channel", language, channel=guard[f"channel_{one}"]) for one in sorted(sending.review_channels)
    ]
    if sending.new_colleague_days:
        given.append(say("review", "policy_new_colleague", language, n=sending.new_colleague_days))
    new = new_colleagues(session, desk, looking.policy, looking.now)
    given += [say("review", "rule_new", language, name=one.name, day=speech.day(until)) for one, until in new]
    return {
        "given": given,
        "rules": [_rule(session, one, looking) for one in rules_of(session, desk, looking.now)],
        "who": [{"value": one.id, "label": one.name} for one in colleagues(session, desk)],
        "everybody": said["rule_everybody"],
        "tomorrow": (desk.today + timedelta(days=1)).isoformat(),
    }


def add(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """Ask to see more."""
    because, channel = text_of(payload, "because", LONGEST_REASON).strip(), payload.get("channel")
    if not because:
        raise DeskRefused("Say why.", key="rule_needs_because")
    require(
        session,
        looking.desk,
        looking.now,
        user_id=whole_number(payload, "who") if payload.get("who") else None,
        channel=str(channel) if channel in set(Channel) else "",
        until=_end_of(session, looking, text_of(payload, "until", 10)),
        because=because,
    )
    return {"done": words("review", looking.desk.language)["rule_added"], **in_force(session, looking, {})}


def end(session: Session, looking: Looking, payload: dict[str, Any]) -> Shown:
    """Ask for it no longer."""
    no_longer(session, looking.desk, whole_number(payload, "id"), looking.now)
    return {"done": words("review", looking.desk.language)["rule_ended"], **in_force(session, looking, {})}


def _end_of(session: Session, looking: Looking, day: str) -> datetime | None:
    """The end of that day at the desk."""
    if not day:
        return None
    try:
        on = date.fromisoformat(day)
    except ValueError as wrong:
        raise DeskRefused("That is no day.", key="rule_day_past") from wrong
    if on < looking.desk.today:
        raise DeskRefused("That day is past.", key="rule_day_past")
    return datetime.combine(on + timedelta(days=1), time(), tzinfo=midnight(session, looking.desk).tzinfo)


def _rule(session: Session, rule: ReviewRule, looking: Looking) -> Shown:
    language = looking.desk.language
    said, guard = words("review", language), words("guard", language)
    whose = session.get(User, rule.user_id) if rule.user_id else None
    maker = session.get(User, rule.made_by_id) if rule.made_by_id else None
    who, how = whose.name if whose else said["rule_everybody"], guard[f"channel_{rule.channel}"] if rule.channel else ""
    what = say("review", "rule_line", language, who=who, channel=how or said["rule_every_channel"])
    until = say("review", "rule_until", language, day=looking.speech.day(_last_day(rule.until))) if rule.until else ""
    here = said["rule_house"] if rule.store_id is None else ""
    return {
        "id": rule.id,
        "what": what,
        "until": until or said["rule_no_end"],
        "because": rule.because,
        "by": " · ".join(part for part in (maker.name if maker else "", here) if part),
        "mine": looking.desk.store_id is None or rule.store_id == looking.desk.store_id,
        "end": say("review", "rule_end_of", language, what=what),
    }


def _last_day(until: datetime) -> date:
    return (until - timedelta(seconds=1)).date()
