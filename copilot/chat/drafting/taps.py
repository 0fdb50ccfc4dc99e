"""What is tapped or typed on a draft. From the browser come its id, the version that it shows, and words; all else is read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.drafting import beginning
from copilot.chat.drafting.answering import Act, Asked, tapped, type_in_fields
from copilot.chat.drafting.card import Place
from copilot.chat.drafting.opening import listed, opened
from copilot.chat.drafting.reminding import not_any_more, remind
from copilot.chat.words import words
from copilot.domain.draft import Closeness, Letter, Status, Step
from copilot.domain.message import Channel, Message, Purpose
from copilot.errors import OutOfScope
from copilot.models.builtin.changing.moments import moment_in
from copilot.outreach.approach import ways
from copilot.outreach.draft_wish import Asks, Composed, Occasion
from copilot.outreach.drafts import rewrite, situation_of
from copilot.outreach.handing import did_you_send_it, hand_off
from copilot.outreach.hours import good_moment
from copilot.outreach.moving import take
from copilot.outreach.overtaken import overtaken_by, sells, withdraw
from copilot.outreach.reviewing import ask, recall, release
from copilot.outreach.subjects import proposed_subject
from copilot.outreach.unsure import Choice, decide
from copilot.outreach.writing_again import DIAL, at, keep, other_words, undo
from copilot.records.drafts import Draft
from copilot.records.people import Client, User

LONGEST_WORD = 1_000  #: to a manager


def show(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """The draft as it stands now; taken back where something has overtaken it since it was begun."""
    waiting = draft.status in (Status.WRITING, Status.SENT_BACK, Status.WAITING)
    if waiting and sells(draft) and (because := overtaken_by(session, draft)):
        withdraw(session, [draft], because, place.now, but_not=(place.desk.user_id,))
    return {}


def typed(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """The words as they were typed, kept and judged."""
    show(session, place, draft, payload)
    type_in_fields(session, place, draft, payload)
    return {}


def change(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """One quick change."""
    type_in_fields(session, place, draft, payload)
    wanted, day = str(payload.get("change")), _day(payload, place)
    if wanted not in ("shorter", "warmer", "reserved", "less_salesy", "date", "how", "language"):
        raise OutOfScope("There is no such change.")
    tongue = str(payload.get("language") or "")[:2]
    session.commit()  # what was typed is kept, and nothing locked, while a chat model is asked
    made = other_words(
        session,
        draft,
        wanted,
        place.policy,
        place.now,
        writer=_writer(session, draft),
        day=day,
        language=tongue,
        model=place.writer,
    )
    return _keep(session, place, draft, made, wanted)


def dial(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """The same message nearer or further."""
    type_in_fields(session, place, draft, payload)
    wanted = payload.get("closeness")
    if wanted not in set(Closeness):
        raise OutOfScope("There is no such closeness.")
    session.commit()
    closeness, writer = Closeness(str(wanted)), _writer(session, draft)
    made = at(session, draft, closeness, place.policy, place.now, writer=writer, model=place.writer)
    return _keep(session, place, draft, made, DIAL)


def step_back(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """The words before the last change."""
    undo(session, place.desk, draft, place.policy, place.now)
    return {}


def way(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """Another channel or purpose."""
    type_in_fields(session, place, draft, payload)
    channel = Channel(payload["channel"]) if payload.get("channel") in set(Channel) else Channel(draft.channel)
    purpose = Purpose(payload["purpose"]) if payload.get("purpose") in set(Purpose) else Purpose(draft.purpose)
    client = session.get_one(Client, draft.client_id)
    situation = situation_of(session, draft, place.policy, place.now)
    open_ways = {one.channel: one.address for one in ways(session, client, situation, purpose)}
    address = draft.address if channel == draft.channel else open_ways.get(channel)
    if address is None:
        raise Asked("The client does not allow this channel.", key="lack_channel")
    subject = draft.subject
    if channel is Channel.EMAIL and not subject.strip():
        subject = proposed_subject(
            session,
            situation,
            draft.text,
            draft.language,
            client_id=draft.client_id,
            occasion=Occasion(draft.occasion) if draft.answers_id else None,
            answers_id=draft.answers_id,
        )
    letter = Letter(draft.client_id, address, Message(channel, purpose, draft.text, subject))
    rewrite(session, place.desk, draft, letter, place.policy, place.now)
    return {}


def send(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """Put it in the outbox for the client's next good hour, where nothing speaks against it."""
    type_in_fields(session, place, draft, payload)
    _with_subject(draft)
    when = good_moment(situation_of(session, draft, place.policy, place.now), place.now, draft.letter.message)
    release(session, place.desk, draft.id or 0, draft.version, place.guard, place.policy, place.now, send_after=when)
    return {}


def ask_review(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """Show it to a manager, with a word why."""
    type_in_fields(session, place, draft, payload)
    _with_subject(draft)
    because = str(payload.get("because") or "").strip()[:LONGEST_WORD]
    ask(session, place.desk, draft.id or 0, draft.version, because, place.guard, place.policy, place.now)
    return {}


def take_back(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """From the manager again."""
    recall(session, place.desk, draft.id or 0, draft.version, place.now)
    return {}


def reopen(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """Out of the outbox, to be changed; whatever allowed it allows it no longer."""
    rewrite(session, place.desk, draft, draft.letter, place.policy, place.now)
    return {}


def hand(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """Open it on one's own telephone."""
    type_in_fields(session, place, draft, payload)
    opens = hand_off(session, place.desk, draft.id or 0, draft.version, place.guard, place.policy, place.now, demo=place.demo)
    return {"opens": opens}


def sent(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """Whether it went, as its associate says."""
    did_you_send_it(session, place.desk, draft.id or 0, draft.version, payload.get("sent") is True, place.now)
    return {}


def settle(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """What became of a message of which nobody knows whether it left, or what is to become of one that failed."""
    choice = payload.get("choice")
    if choice not in (Choice.SENT, Choice.AGAIN):
        raise OutOfScope("There is no such choice.")
    decide(session, place.desk, draft.id or 0, draft.version, Choice(str(choice)), place.now)
    return {}


def give_up(session: Session, place: Place, draft: Draft, payload: dict[str, Any]) -> Shown:
    """It is not wanted any more."""
    take(session, draft, Step.WITHDRAW, place.now, by_id=place.desk.user_id, ended_because="given_up")
    return {}


def _with_subject(draft: Draft) -> None:
    """Said while somebody can still type one: the outbox would not send it."""
    if draft.channel == Channel.EMAIL and not draft.subject.strip():
        raise Asked("An e-mail needs a subject.", key="because_subject_missing")


def _keep(session: Session, place: Place, draft: Draft, made: Composed | Asks, how: str) -> Shown:
    if isinstance(made, Asks):
        raise Asked("Something is lacking.", key=f"lack_{made.lack.value}")
    keep(session, place.desk, draft, made, place.policy, place.now, how)
    return {"note": words("drafting", place.desk.language)["not_worded"]} if made.fell_back else {}


def _writer(session: Session, draft: Draft) -> User:
    return session.get_one(User, draft.associate_id)


def _day(payload: dict[str, Any], place: Place) -> date | None:
    given = payload.get("day")
    if not isinstance(given, str) or not given:
        return None
    return moment_in(given[:40], place.desk.today, place.desk.language).day


#: Everything that the page may call here, by the name of the action.
ACTIONS: Mapping[str, Act] = {
    "draft_show": tapped(show, looking=True),
    "draft_type": tapped(typed),
    "draft_change": tapped(change),
    "draft_dial": tapped(dial),
    "draft_undo": tapped(step_back),
    "draft_way": tapped(way),
    "draft_send": tapped(send),
    "draft_ask": tapped(ask_review),
    "draft_recall": tapped(take_back),
    "draft_reopen": tapped(reopen),
    "draft_hand": tapped(hand),
    "draft_sent": tapped(sent),
    "draft_settle": tapped(settle),
    "draft_withdraw": tapped(give_up),
    "draft_remind": tapped(remind),
    "remind_back": not_any_more,
    "draft_begin": beginning.begun,
    "draft_list": listed,
    "draft_open": opened,
}
