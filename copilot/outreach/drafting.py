"""What to write to a client, and how: the reason, the way, the closeness, the words. Nothing is kept or sent here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from langchain_core.language_models import BaseChatModel
from sqlmodel import Session

from copilot.domain.draft import Closeness
from copilot.domain.message import Channel, Message
from copilot.domain.policy import Policy
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.domain.verdict import MOMENT, Finding, Verdict
from copilot.guard.found import rules_found
from copilot.guard.welcome import welcome_from
from copilot.models.builtin.writing.composing import Brief, write
from copilot.models.builtin.writing.lines import LANGUAGES
from copilot.outreach.approach import (
    addressee,
    addresses,
    allowed,
    bounded,
    closest,
    familiar,
    fitting,
    ways,
    written_language,
)
from copilot.outreach.approved_texts import as_approved, only_approved
from copilot.outreach.asking import with_store
from copilot.outreach.by_model import by_model
from copilot.outreach.checking import Guard
from copilot.outreach.draft_wish import Asks, Composed, DraftWish, Lack, NotNow, Occasion
from copilot.outreach.filling import filled
from copilot.outreach.gathering import gather
from copilot.outreach.ground import Ground
from copilot.outreach.grounds import grounds
from copilot.outreach.lately import lately
from copilot.outreach.reading_over import NOT_THE_WORDS, read_over
from copilot.outreach.voices import voice_of
from copilot.records.people import Client, Store, User

#: These speak of a day of their own: none is proposed beside it.
_WITH_A_DAY = frozenset((Occasion.EVENT, Occasion.APPOINTMENT, Occasion.DELAYED, Occasion.VISIT, Occasion.THANKS))


@dataclass(frozen=True)
class Plan:
    """Everything settled but the words."""

    client: Client
    ground: Ground
    situation: Situation
    brief: Brief
    address: str
    others: Sequence[str]
    wanted: str = ""  #: the language that was asked for, else the client's own


def compose(
    session: Session,
    client: Client,
    wish: DraftWish,
    policy: Policy,
    now: datetime,
    *,
    writer: User,
    seed: int = 0,
    model: BaseChatModel | None = None,
    unlike: Sequence[str] | None = None,
    guard: Guard | None = None,
) -> Composed | Asks:
    """A message to the client, or what has to be asked first.

    `unlike`: texts to differ from; None: what was lately written. `guard`: reads over what the built-in writer wrote.
    """
    plan = planned(session, client, wish, policy, now, writer, unlike)
    if isinstance(plan, Asks):
        return plan
    if only_approved(session, client.id or 0, plan.brief.channel, policy, now):

        def again(other: DraftWish) -> Composed | Asks:
            return compose(session, client, other, policy, now, writer=writer, seed=seed, model=model, unlike=unlike, guard=guard)

        made = worded(plan, seed, None)
        return as_approved(session, client, plan.situation, plan.brief, made, wish, policy, again, seed=seed)
    if guard is None or model is not None:
        return worded(plan, seed, model)

    def judge(made: Composed) -> Verdict:
        return guard.check(made.message, with_store(session, client, plan.situation, made.message))

    return read_over(lambda other: worded(plan, other, None), judge, seed)


def versions(
    session: Session,
    client: Client,
    wish: DraftWish,
    policy: Policy,
    now: datetime,
    *,
    writer: User,
    seed: int = 0,
    model: BaseChatModel | None = None,
) -> dict[Closeness, Composed] | Asks:
    """The message at each closeness that the client's style and history allow, the most reserved first."""
    plan = planned(session, client, wish, policy, now, writer, None)
    if isinstance(plan, Asks):
        return plan
    steps = allowed(closest(plan.situation, plan.brief.to))
    return {step: worded(replace(plan, brief=replace(plan.brief, closeness=step)), seed, model) for step in steps}


def best_not_now(situation: Situation, message: Message) -> NotNow | None:
    """Why this had better not go now, and from when it would be welcome; None where the moment is right."""
    in_force = [rule for rule in rules_found() if rule.kind in NOT_THE_WORDS and rule.id not in situation.policy.shadow]
    found: list[Finding] = [one for rule in in_force for one in rule.findings(message, Reading(), situation)]
    if not found:
        return None
    settled = all(one.kind in MOMENT for one in found)
    kinds = tuple(dict.fromkeys(one.kind.value for one in found))
    zone = situation.zones[0] if situation.zones else "UTC"
    return NotNow(tuple(found), welcome_from(message, situation) if settled else None, zone, kinds)


def planned(
    session: Session, client: Client, wish: DraftWish, policy: Policy, now: datetime, writer: User, unlike: Sequence[str] | None
) -> Plan | Asks:
    if client.status != "active":
        return Asks(Lack.GONE)
    if wish.occasion is Occasion.EVENT and not wish.day:
        return Asks(Lack.EVENT)
    found = grounds(session, client, wish, policy, now)
    ground = next((one for one in found if one.now), None) if wish.occasion is None else next(iter(found), None)
    if ground is None:
        others = grounds(session, client, replace(wish, occasion=None), policy, now)
        return Asks(Lack.REASON, tuple(dict.fromkeys(one.occasion.value for one in others)))
    if ground.occasion is Occasion.ANSWER and not ground.offers and not wish.say:
        return Asks(Lack.ANSWER)
    situation = gather(session, client, policy, now, associate=writer.name)
    open_ways = ways(session, client, situation, ground.purpose)
    way = next((one for one in open_ways if wish.channel in (None, one.channel)), None)
    if way is None and wish.channel is None:
        return Asks(Lack.CHANNEL, addresses(session, client))
    return Plan(
        client,
        ground,
        situation,
        brief_of(session, client, ground, wish, situation, writer, way.channel if way else wish.channel or Channel.EMAIL),
        way.address if way else "",
        lately(session, client, now) if unlike is None else unlike,
        wish.language or client.language,
    )


def brief_of(
    session: Session, client: Client, ground: Ground, wish: DraftWish, situation: Situation, writer: User, channel: Channel
) -> Brief:
    language = written_language(client, wish.language)
    to = addressee(client, situation, writer.name)
    manner, bound = voice_of(session, writer), closest(situation, to)
    closeness = bounded(wish.closeness, bound) if wish.closeness else fitting(situation, bound)
    store = session.get_one(Store, client.store_id)
    today = situation.now.date()
    things = dict(ground.things) | ({"phone": store.phone} if store.phone else {})
    if wish.day is not None and "day" not in things:
        things["day"] = wish.day
    return Brief(
        occasion=ground.occasion.value,
        language=language,
        channel=channel,
        purpose=ground.purpose,
        closeness=closeness,
        to=to,
        me=writer.name,
        manner=manner,
        filled=filled(things, language, today),
        offers=ground.offers,
        reasons=ground.reasons,
        own_words=wish.say.strip(),
        how=ground.how if wish.say_how else "",
        dated=wish.day is not None and ground.occasion not in _WITH_A_DAY,
        familiar=familiar(situation) and closeness is not Closeness.RESERVED,
    )


def worded(plan: Plan, seed: int, model: BaseChatModel | None) -> Composed:
    brief, fell_back, by, digest = plan.brief, "", "builtin", ""
    words = write(brief, seed, plan.others)
    if model is not None:
        asked = by_model(model, brief, plan.ground.uses, plan.situation)
        if asked.text:
            words, by, digest = asked.written, asked.name, asked.digest
        fell_back = asked.trouble
    return Composed(
        subject=words.subject,
        text=words.text,
        channel=brief.channel,
        purpose=brief.purpose,
        occasion=plan.ground.occasion,
        language=brief.language,
        closeness=brief.closeness,
        uses=plan.ground.uses,
        address=plan.address,
        answers_id=plan.ground.answers_id,
        written_by=by,
        prompt_digest=digest,
        fell_back=fell_back,
        proposed_language="" if plan.wanted[:2].lower() in LANGUAGES else plan.wanted,
    )
