"""What the review desk shows: the queue, one message whole, and what was decided. Plain values in the manager's language."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_datetime, format_timedelta
from sqlmodel import Session

from copilot.chat.cards import Shown, Speech
from copilot.chat.review.clock import clock_of
from copilot.chat.review.contacts import contacts_shown
from copilot.chat.review.difference import difference
from copilot.chat.review.policy_lines import policy_lines
from copilot.chat.verdict_props import verdict_props
from copilot.chat.words import say, words
from copilot.domain.desk import Desk
from copilot.domain.draft import Status
from copilot.domain.message import Channel, Message
from copilot.domain.policy import Policy
from copilot.domain.verdict import Decision
from copilot.outreach.advice import Advice, Gathered, advise, gather_for
from copilot.outreach.checking import Guard
from copilot.outreach.review_queue import Waiting
from copilot.outreach.review_record import Decided, last_decision, story
from copilot.outreach.review_rules import Why, needs_review
from copilot.outreach.waiving import standing_against, whatever_the_hour
from copilot.records.drafts import Draft
from copilot.records.people import Client, User

_GRAVE, _MIDDLE = 70, 40


@dataclass(frozen=True)
class Looking:
    """Who looks, with what, and when."""

    desk: Desk
    open_guard: Callable[[], Guard]  #: its weights are read when it is first asked
    policy: Policy
    now: datetime

    @property
    def guard(self) -> Guard:
        """What judges the message."""
        return self.open_guard()

    @property
    def speech(self) -> Speech:
        """How things are said to them."""
        return Speech(self.desk.language, self.desk.today)


def queue_shown(rows: Sequence[Waiting], looking: Looking) -> Shown:
    """The list to choose from, and how many messages wait for which reason."""
    language, guard = looking.desk.language, words("guard", looking.desk.language)
    kinds = Counter(kind for row in rows for kind, _ in row.reasons)
    return {
        "queue": [_row(row, looking) for row in rows],
        "waiting": say("review", "waiting", language, n=len(rows)),
        "reasons": [{"title": guard[f"kind_{kind.value}"], "n": n} for kind, n in kinds.most_common()],
    }


def _row(row: Waiting, looking: Looking) -> Shown:
    said, guard = words("review", looking.desk.language), words("guard", looking.desk.language)
    risk = said["risk_grave" if row.risk >= _GRAVE else "risk_middle" if row.risk >= _MIDDLE else "risk_slight"]
    reasons = [f"{guard[f'kind_{kind.value}']}{f' × {n}' if n > 1 else ''}" for kind, n in row.reasons]
    language = looking.desk.language
    return {
        "id": row.draft_id,
        "version": row.version,
        "client": row.client,
        "by": say("review", "by_whom", language, associate=row.associate) if row.associate else said["by_house"],
        "channel": guard[f"channel_{row.channel}"],
        "since": say("review", "since", language, ago=_ago(row.asked_at, looking)),
        "risk": say("review", "risk", language, risk=risk),
        "grave": row.risk >= _GRAVE,
        "reasons": reasons or [said["nothing_found"]],
        "seen": row.shown,
    }


def message_shown(session: Session, draft: Draft, looking: Looking) -> Shown:
    """One message whole: words, findings, facts, contacts, what the associate wrote, the policy, and what happened to it."""
    desk, speech, language = looking.desk, looking.speech, looking.desk.language
    said, guard = words("review", language), words("guard", language)
    client = session.get_one(Client, draft.client_id)
    writer = session.get(User, draft.associate_id) if draft.associate_id else None
    associate = writer.name if writer else said["the_house"]
    message, zone = draft.letter.message, clock_of(session, client)
    gathered = gather_for(session, desk, draft.client_id, message, looking.policy, looking.now, associate=associate)
    advice = advise(looking.open_guard, message, gathered)
    required = needs_review(session, draft, looking.policy, looking.now)
    decided = last_decision(session, draft)
    names = {"channel": guard[f"channel_{draft.channel}"], "purpose": guard[f"purpose_{draft.purpose}"]}
    return {
        "id": draft.id,
        "version": draft.version,
        "open": draft.status == Status.WAITING and draft.associate_id != desk.user_id,
        "own": said["own"] if draft.status == Status.WAITING and draft.associate_id == desk.user_id else "",
        "title": say("review", "message_to", language, name=client.name),
        "from_to": say("review", "from_to", language, associate=associate, **names),
        "goes_to": say("review", "goes_to", language, address=draft.address) if draft.address else "",
        "occasion": draft.occasion,
        "banner": speech.say(client.status, day=speech.day(client.status_on)) if client.status in ("left", "deceased") else "",
        "client_id": client.id,
        "associate": associate,
        "has_subject": has_subject(draft),
        "subject": draft.subject,
        "text": draft.text,
        "asked_title": say("review", "associate_wrote", language, associate=associate),
        "asked": draft.asked_because,
        "asked_silent": say("review", "associate_silent", language, associate=associate),
        "why": _why(advice, required, language),
        "verdict": verdict_props(advice, speech),
        "facts": _facts(advice, gathered, message, looking),
        "contacts": contacts_shown(gathered.situation.contacts, looking.now, speech),
        "policy": {
            "name": say("review", "policy_named", language, policy=advice.verdict.policy),
            "lines": policy_lines(advice.verdict.findings, required, draft.channel, gathered.situation, language),
        },
        "story": [
            {
                "what": said.get(f"step_{one.step}", one.step),
                "by": one.by,
                "when": format_datetime(one.at.astimezone(zone), "EEE d MMM, HH:mm", locale=speech.locale),
                "comment": one.comment,
            }
            for one in story(session, draft)
        ],
        "expires": say("review", "expires", language, when=_ago(draft.expires_at, looking)) if draft.expires_at else "",
        "decided": decided_shown(decided, looking) if decided and draft.status != Status.WAITING else None,
    }


def has_subject(draft: Draft) -> bool:
    """Whether it is of the kind that has one, be it written or not."""
    return draft.channel == Channel.EMAIL or bool(draft.subject)


def decided_shown(one: Decided, looking: Looking) -> Shown:
    """One decision, with both texts and their difference where the manager changed the words."""
    said, language = words("review", looking.desk.language), looking.desk.language
    what = said[f"step_{one.step}"] + (f" ({said['edited']})" if one.before else "")
    return {
        "id": one.draft_id,
        "step": one.step,
        "client": one.client,
        "associate": one.associate or said["the_house"],
        "line": say("review", "decided_line", language, by=one.by, what=what, when=_ago(one.at, looking)),
        "comment": one.comment,
        "difference": compared(one.before, one.after) if one.before and one.after else None,
    }


def compared(before: tuple[str, str], after: tuple[str, str]) -> Shown:
    """The difference of two wordings, subject and text."""
    return {"subject": difference(before[0], after[0]), "text": difference(before[1], after[1])}


def _why(advice: Advice, required: Why | None, language: str) -> str:
    """What brings it here: the guard first, then what was asked for."""
    if whatever_the_hour(standing_against(advice.verdict)):
        return words("review", language)["why_held" if advice.verdict.decision is Decision.HOLD else "why_revise"]
    if required is None:
        return words("review", language)["why_asked"]
    key = "why_asked_for_plain" if required.key == "asked_for" and not required.because else f"why_{required.key}"
    return words("review", language)[key].format(because=required.because)


def _facts(advice: Advice, gathered: Gathered, message: Message, looking: Looking) -> list[Shown]:
    """What the words draw on, each fact once, with how we know it and since when."""
    said, speech = words("review", looking.desk.language), looking.speech
    shown: dict[str, Shown] = {}
    for use in looking.guard.uses(message, gathered.situation):
        known = gathered.situation.fact(use.fact)
        if known is None or use.fact in shown or use.fact in gathered.hidden:
            continue
        shown[use.fact] = {
            "words": use.span.of(message.words).strip(),
            "text": said["fact_of_others"] if known.other_person else known.text,
            "how": speech.how(known.provenance),
            "careful": not known.provenance.may_be_said,
            "hush": speech.words["hushed"] if known.do_not_mention else "",
            "age": f"{speech.day(known.learned_on)}, {speech.ago(known.learned_on)}",
        }
    return list(shown.values())


def _ago(at: datetime, looking: Looking) -> str:
    locale = looking.speech.locale
    return str(format_timedelta(at - looking.now, granularity="minute", threshold=1.4, add_direction=True, locale=locale))
