"""WhatsApp to somebody who has not written there for a day: it takes one of the policy's approved texts, or nothing."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from copilot.domain import whatsapp
from copilot.domain.message import Channel, Purpose
from copilot.domain.policy import Policy, Template
from copilot.domain.situation import Situation
from copilot.models.builtin.writing.composing import Brief
from copilot.models.builtin.writing.greeting import named
from copilot.models.builtin.writing.lines import said, sayable, spoken
from copilot.outreach.approach import ways
from copilot.outreach.draft_wish import Asks, Composed, DraftWish, Lack
from copilot.outreach.gathering import gather
from copilot.records.care import Contact
from copilot.records.drafts import Draft
from copilot.records.people import Client

_WRITTEN = (Channel.EMAIL, Channel.SMS, Channel.POST)  #: what may be proposed instead


def only_approved(session: Session, client_id: int, channel: Channel, policy: Policy, now: datetime) -> bool:
    """Whether nothing but approved texts goes to the client by this channel now."""
    if channel is not Channel.WHATSAPP or not policy.sending.whatsapp_by_gateway:
        return False
    return not whatsapp.window_open(heard_on(session, client_id, channel), now)


def heard_on(session: Session, client_id: int, channel: Channel) -> datetime | None:
    """When the client last wrote on this channel."""
    ours = select(Contact.at).where(Contact.client_id == client_id, Contact.direction == "in", Contact.channel == channel.value)
    return session.exec(ours.order_by(col(Contact.at).desc())).first()


def stands_approved(session: Session, client_id: int, made: Composed, policy: Policy, now: datetime) -> bool:
    """Whether these words are an approved text where nothing else would be taken now."""
    return only_approved(session, client_id, made.channel, policy, now) and not _refused(made.text, policy, now)


def refused_now(session: Session, draft: Draft, policy: Policy, now: datetime) -> str:
    """Why WhatsApp would not take the draft as it stands, as a key of the page's words; empty where it would."""
    return (
        _refused(draft.text, policy, now) if only_approved(session, draft.client_id, Channel(draft.channel), policy, now) else ""
    )


def _refused(text: str, policy: Policy, now: datetime) -> str:
    return whatsapp.refused(text, None, now, policy.sending.templates)


def approved_text(brief: Brief, policy: Policy, seed: int) -> str:
    """The first approved text of this occasion and language for which all its words are known; empty where none is."""
    for template in policy.sending.templates:
        if template.approved and (template.occasion, template.language) == (brief.occasion, brief.language):
            words = _words(template, brief, random.Random(seed))
            if words and (text := whatsapp.with_words(template, words)):
                return text
    return ""


def as_approved(
    session: Session,
    client: Client,
    situation: Situation,
    brief: Brief,
    made: Composed,
    wish: DraftWish,
    policy: Policy,
    again: Callable[[DraftWish], Composed | Asks],
    *,
    seed: int = 0,
) -> Composed | Asks:
    """The message as an approved text; where none fits, by another channel, and with a question where this one was asked for."""
    if text := approved_text(brief, policy, seed):
        return replace(made, text=text, approved=True)
    others = _others(session, client, situation, made.purpose)
    if wish.channel is not None or not others:
        return Asks(Lack.APPROVED, tuple(one.value for one in others))
    other = again(replace(wish, channel=others[0]))
    return replace(other, instead_of=Channel.WHATSAPP) if isinstance(other, Composed) else other


def elsewhere(
    session: Session,
    client: Client,
    made: Composed | Asks,
    wish: DraftWish,
    policy: Policy,
    now: datetime,
    again: Callable[[DraftWish], Composed | Asks],
) -> Composed | Asks:
    """Somebody's own words as they are; by the next channel, where none was asked for and WhatsApp would not take them now."""
    if isinstance(made, Asks) or wish.channel or not only_approved(session, client.id or 0, made.channel, policy, now):
        return made
    others = _others(session, client, gather(session, client, policy, now), made.purpose)
    if not others or not _refused(made.text, policy, now):
        return made
    other = again(replace(wish, channel=others[0]))
    return replace(other, instead_of=Channel.WHATSAPP) if isinstance(other, Composed) else other


def _others(session: Session, client: Client, situation: Situation, purpose: Purpose) -> list[Channel]:
    return [way.channel for way in ways(session, client, situation, purpose) if way.channel in _WRITTEN]


def _words(template: Template, brief: Brief, chance: random.Random) -> list[str]:
    """What stands in each place; nothing where one of them is not known."""
    sort = "marketing" if brief.purpose is Purpose.MARKETING else "service"
    closing = sayable(spoken(brief.language)["closes"][sort], brief.filled)
    known = dict(brief.filled) | {
        "name": named(brief.to, brief.language)[0],
        "me": brief.me,
        "note": brief.own_words or said(chance.choice(closing), brief.filled, brief.language, chance, familiar=brief.familiar),
    }
    found = [" ".join(known.get(word, "").split()) for word in template.words]
    return found if all(found) else []
