"""Everything that DraftCard.jsx draws of one draft, read from the rows at this moment, in the asker's language."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from babel import Locale
from sqlmodel import Session

from copilot.channels.hand_off import link
from copilot.channels.segments import segments
from copilot.chat.beside import card_words
from copilot.chat.cards import Shown, Speech
from copilot.chat.drafting.approved import approved_shown, refused_shown
from copilot.chat.drafting.load import load_shown
from copilot.chat.drafting.reminder_shown import reminder_shown
from copilot.chat.drafting.state import OPEN, acts, clock_of, state_shown
from copilot.chat.verdict_props import verdict_props
from copilot.chat.verdict_words import moment_in, reason_in
from copilot.chat.words import say, words
from copilot.domain.desk import Desk
from copilot.domain.draft import Closeness, Status
from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.policy import Policy
from copilot.domain.situation import Situation
from copilot.domain.verdict import Verdict
from copilot.errors import ChannelError
from copilot.outreach.advice import Gathered, advise, gather_for
from copilot.outreach.approach import ways
from copilot.outreach.checking import Guard
from copilot.outreach.drafting import best_not_now
from copilot.outreach.drafts import keep_verdict, situation_of, stood_in_for
from copilot.outreach.hours import good_moment
from copilot.outreach.waiving import standing_against, whatever_the_hour
from copilot.outreach.writing_again import can_undo, closenesses
from copilot.records.drafts import Draft
from copilot.records.people import Client
from copilot.records.scope import client_in_scope

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

TONGUES = ("en", "fr", "it", "es")
#: The quick changes, in the order of their buttons; "reserved" and "warmer" are the dial's.
CHANGES = ("shorter", "less_salesy", "date", "how", "language")
_JUDGED = frozenset({*OPEN, Status.WAITING})
_TO_COME = frozenset({*_JUDGED, Status.QUEUED, Status.FAILED})  #: it is one more contact than there were


@dataclass(frozen=True)
class Place:
    """Who looks at a draft, and what it is judged by."""

    desk: Desk
    guard: Guard
    policy: Policy
    now: datetime
    demo: bool = False
    writer: "BaseChatModel | None" = None  #: the chat model that words a change; None: the built-in writer

    @property
    def speech(self) -> Speech:
        """How it is said."""
        return Speech(self.desk.language, self.desk.today)


def draft_shown(session: Session, place: Place, draft: Draft) -> Shown:
    """The whole card; the verdict is kept with a draft that is still being written. The caller commits."""
    speech, status, message = place.speech, Status(draft.status), draft.letter.message
    client = client_in_scope(session, place.desk.scope, draft.client_id)
    mine = is_mine(session, place, draft)
    open_now = mine and status in OPEN
    gathered = _gathered(session, place, draft, message)
    # Judged for the hour at which it would leave: at night nothing else may stand in its way.
    leaves = max(place.now, good_moment(gathered.situation, place.now, message))
    then = replace(gathered, situation=replace(gathered.situation, now=leaves))
    advice = advise(lambda: place.guard, message, then) if status in _JUDGED else None
    if advice and status in OPEN:
        keep_verdict(session, draft, advice.verdict)
    untaken = refused_shown(session, draft, place.policy, place.now, speech.language) if open_now else ""
    goes = advice is not None and may_go(advice.verdict) and not untaken
    verdict = verdict_props(advice, speech) if advice else None
    if verdict and untaken:
        verdict |= {"says": untaken, "decision": "hold" if verdict["decision"] == "hold" else "revise"}
    said = words("drafting", speech.language)
    return {
        "id": draft.id,
        "version": draft.version,
        "client_id": client.id,
        "title": say("drafting", "title", speech.language, name=client.name),
        "banner": speech.say(client.status, day=speech.day(client.status_on)) if client.status in ("left", "deceased") else "",
        "about": _about(draft, client, speech),
        "to": draft.address,
        "state": state_shown(session, draft, speech),
        "open": open_now,
        "subject": message.subject,
        "text": message.text,
        "with_subject": message.channel is Channel.EMAIL,
        "size": approved_shown(session, draft, place.policy, place.now, speech.language) or _size(message, speech.language),
        "channel": message.channel.value,
        "purpose": message.purpose.value,
        "channels": _channels(session, client, gathered.situation, message, speech.language) if open_now else [],
        "purposes": [{"value": one.value, "label": words("guard", speech.language)[f"purpose_{one.value}"]} for one in Purpose],
        "dial": _dial(session, draft, gathered.situation, speech.language) if open_now else [],
        "changes": [{"name": one, "label": said[f"change_{one}"]} for one in CHANGES] if open_now else [],
        "tongues": [{"value": one, "label": said[f"tongue_{one}"]} for one in TONGUES if one != draft.language],
        "undo": open_now and can_undo(session, draft),
        "verdict": verdict,
        "may_go": goes,
        "leaves": _leaving(session, draft, leaves, speech) if goes and open_now and leaves > place.now else "",
        "not_now": _not_now(gathered.situation, message, speech.language) if open_now else None,
        "reminder": reminder_shown(session, place.desk, client, speech, draft) if mine else None,
        "load": load_shown(session, gathered.situation, message, speech) if status in _TO_COME else None,
        "acts": [{"name": one, "label": said[f"act_{one}"]} for one in acts(draft, mine=mine) if one != "hand" or not place.demo],
        "link": link_of(draft) if mine and status is Status.HANDED else "",
    }


def is_mine(session: Session, place: Place, draft: Draft) -> bool:
    """Whether the asker wrote it, or stands in for who did."""
    return draft.associate_id in (place.desk.user_id, *stood_in_for(session, place.desk.user_id, place.now))


def may_go(verdict: Verdict) -> bool:
    """Whether it can be put in the outbox as it stands; a wrong hour does not stop it, for there it waits."""
    return not whatever_the_hour(standing_against(verdict))


def link_of(draft: Draft) -> str:
    """What opens it on one's own telephone; empty where nothing does."""
    try:
        return link(draft.letter)
    except ChannelError:
        return ""


def _gathered(session: Session, place: Place, draft: Draft, message: Message) -> Gathered:
    """The situation without the draft itself, and what its reader may not see of it."""
    seen = gather_for(session, place.desk, draft.client_id, message, place.policy, place.now)
    return replace(seen, situation=situation_of(session, draft, place.policy, place.now))


def _leaving(session: Session, draft: Draft, at: datetime, speech: Speech) -> str:
    return say("drafting", "leaves", speech.language, when=moment_in(at, clock_of(session, draft).key, speech.language))


def _about(draft: Draft, client: Client, speech: Speech) -> str:
    said = words("drafting", speech.language)
    tongue = said.get(f"tongue_{draft.language[:2]}", draft.language)
    if client.language and client.language[:2].lower() not in (*TONGUES, draft.language[:2]):
        tongue = say("drafting", "tongue_instead", speech.language, tongue=tongue, theirs=_language_named(client, speech))
    by = "" if draft.written_by in ("builtin", "typed") else say("drafting", "worded_by", speech.language, model=draft.written_by)
    typed = draft.written_by == "typed"
    return " · ".join(one for one in ("" if typed else said.get(f"occasion_{draft.occasion}", ""), tongue, by) if one)


def _language_named(client: Client, speech: Speech) -> str:
    return str(Locale.parse(speech.locale).languages.get(client.language[:2].lower(), client.language))


def _channels(session: Session, client: Client, situation: Situation, message: Message, language: str) -> list[Shown]:
    """Those on which it may go, and the one that it stands on."""
    guard = words("guard", language)
    allowed = {way.channel for way in ways(session, client, situation, message.purpose) if way.channel is not Channel.CALL}
    return [{"value": one.value, "label": guard[f"channel_{one.value}"]} for one in Channel if one in {*allowed, message.channel}]


def _dial(session: Session, draft: Draft, situation: Situation, language: str) -> list[Shown]:
    said, may = words("drafting", language), closenesses(session, draft, situation)
    style = words("guard", language).get(f"style_{situation.style.value}", "")
    complaint = any(case.kind == "complaint" for case in situation.open_cases)
    why = said["dial_complaint"] if complaint else say("drafting", "dial_bound", language, style=style)
    return [
        {
            "value": one.value,
            "label": said[f"closeness_{one.value}"],
            "chosen": one.value == draft.closeness,
            "why": "" if one in may else why,
        }
        for one in Closeness
    ]


def _not_now(situation: Situation, message: Message, language: str) -> Shown | None:
    """Why it had better not go now, whatever its words; the hour alone is no reason, for it waits for a better one."""
    found = best_not_now(situation, message)
    lasting = whatever_the_hour(found.findings) if found else ()
    if found is None or not lasting:
        return None
    when = moment_in(found.welcome_from, found.zone, language) if found.welcome_from else ""
    said = words("drafting", language)
    return {
        "why": list(dict.fromkeys(reason_in(one, language) for one in lasting)),
        "welcome": say("drafting", "welcome", language, when=when) if when else said["welcome_open"],
        "remind": said["remind_me"] if when else "",
    }


def _size(message: Message, language: str) -> str:
    """How many texts a text is."""
    if message.channel is not Channel.SMS:
        return ""
    cut = segments(message.text)
    dear = say("drafting", "size_dear", language, letters=" ".join(cut.dear[:5])) if cut.dear and cut.count > 1 else ""
    return f"{say('drafting', 'size', language, n=cut.count, left=cut.left)} {dear}".strip()


def jsx_words(language: str) -> dict[str, Any]:
    """What the element says by itself."""
    said, checking = words("drafting", language), words("checking", language)
    shared = {key: checking[key] for key in _CHECKING}
    return {**shared, **{key: said[key] for key in _JSX}, "card_words": card_words(language)}


_CHECKING = tuple(
    "channel purpose subject text mark findings behind better leave_out apply apply_out rewrite use_rewrite "
    "gauge_far gauge_right gauge_close distance judged_by retry".split()
)
_JSX = tuple(
    "loading reading unreachable undo dial quick which_day which_tongue go back not_now show_it hide_it leave_it load load_list "
    "load_old load_new to my_words my_words_use ask_title ask_hint ask_send needs_review open_phone words_label edit done "
    "legend_marketing legend_other legend_in card withdraw_sure withdraw_yes".split()
)
