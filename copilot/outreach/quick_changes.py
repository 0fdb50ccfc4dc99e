"""A draft with one quick change, whoever wrote it: typed words are changed like composed ones, and what is not touched stays."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from langchain_core.language_models import BaseChatModel
from sqlmodel import Session

from copilot.domain.draft import Closeness
from copilot.domain.message import Purpose
from copilot.domain.policy import Policy
from copilot.models.builtin.writing import changing
from copilot.models.builtin.writing.lines import LANGUAGES, spoken
from copilot.outreach.approach import allowed, closest
from copilot.outreach.approved_texts import approved_text, stands_approved
from copilot.outreach.by_model import by_model
from copilot.outreach.draft_wish import Asks, Change, Composed, DraftWish, Lack
from copilot.outreach.drafting import Plan, brief_of, worded
from copilot.outreach.gathering import gather
from copilot.outreach.ground import Ground
from copilot.outreach.grounds import grounds
from copilot.outreach.lately import lately
from copilot.records.people import Client, User


def changed(
    session: Session,
    client: Client,
    before: Composed,
    change: Change,
    wish: DraftWish,
    policy: Policy,
    now: datetime,
    *,
    writer: User,
    seed: int = 0,
    model: BaseChatModel | None = None,
) -> Composed | Asks:
    """The draft with the change, or what has to be asked first; the day or the language that it needs stands in `wish`."""
    if client.status != "active":
        return Asks(Lack.GONE)
    if change is Change.LANGUAGE and wish.language not in LANGUAGES:
        return Asks(Lack.LANGUAGE, tuple(one for one in LANGUAGES if one != before.language))
    if change is Change.DATE and wish.day is None:
        return Asks(Lack.DATE)
    fixed = stands_approved(session, client.id or 0, before, policy, now)
    if fixed and change is not Change.LANGUAGE:
        return Asks(Lack.FIXED)
    language = wish.language if change is Change.LANGUAGE else before.language
    plan = _standing(session, client, before, replace(wish, language=language), policy, now, writer, how=change is Change.HOW)
    steps = allowed(closest(plan.situation, plan.brief.to))
    closer = _next(before.closeness, steps) if change is Change.WARMER else before.closeness
    if closer is None:
        return Asks(Lack.CLOSER)
    if change is Change.HOW and not plan.brief.how:
        return Asks(Lack.PROVENANCE)
    plan = replace(plan, brief=replace(plan.brief, closeness=closer))
    if fixed:
        text = approved_text(plan.brief, policy, seed)
        return replace(before, text=text, language=language) if text else Asks(Lack.FIXED)
    by = (
        by_model(model, plan.brief, plan.ground.uses, plan.situation, change=change.value, before=before.message)
        if model
        else None
    )
    if by and by.text:
        words = replace(before, subject=by.subject or before.subject, text=by.text, closeness=closer, language=language)
        return replace(words, written_by=by.name, prompt_digest=by.digest, fell_back="")
    made = _by_hand(plan, before, change, wish, seed)
    return replace(made, fell_back=by.trouble) if by and isinstance(made, Composed) else made


def _by_hand(plan: Plan, before: Composed, change: Change, wish: DraftWish, seed: int) -> Composed | Asks:
    """The change made in the words that stand there."""
    brief, text = plan.brief, before.text
    match change:
        case Change.SHORTER:
            text = changing.shorter(text)
            return replace(before, text=text) if text != before.text else Asks(Lack.SHORTER)
        case Change.WARMER:
            return replace(before, text=changing.warmer(text, brief, seed), closeness=brief.closeness)
        case Change.LESS_SALESY:
            return replace(before, text=changing.less_salesy(text, brief, seed))
        case Change.DATE:
            return replace(before, text=changing.with_line(text, spoken(brief.language)["date"], brief, seed))
        case Change.HOW:
            return replace(before, text=changing.with_line(text, spoken(brief.language)["how"][brief.how], brief, seed))
        case Change.LANGUAGE:
            if before.written_by != "builtin" or wish.say or not plan.ground.uses:
                return Asks(Lack.LANGUAGE, (before.language,))
            return worded(plan, seed, None)


def _standing(
    session: Session, client: Client, before: Composed, wish: DraftWish, policy: Policy, now: datetime, writer: User, *, how: bool
) -> Plan:
    """What the draft rests on now; nothing, where its words are all that there is."""
    wish = replace(wish, occasion=before.occasion, channel=before.channel, closeness=before.closeness, say_how=how)
    wish = replace(wish, answers_id=wish.answers_id or before.answers_id)
    bare = Ground(before.occasion, Purpose(before.purpose), {}, ())
    ground = next(iter(grounds(session, client, wish, policy, now)), bare)
    situation = gather(session, client, policy, now, associate=writer.name)
    brief = brief_of(session, client, ground, wish, situation, writer, before.channel)
    brief = replace(brief, purpose=before.purpose)
    return Plan(client, ground, situation, brief, before.address, lately(session, client, now))


def _next(closeness: Closeness, steps: Sequence[Closeness]) -> Closeness | None:
    """One step closer; None where there is none."""
    place = steps.index(closeness) if closeness in steps else len(steps) - 1
    return steps[place + 1] if place + 1 < len(steps) else None
