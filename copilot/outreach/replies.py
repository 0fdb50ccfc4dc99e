"""What comes back: filed once, tied to what it answers, and what it asks of us done at once.

A stop is the client's to give and needs nobody's leave: it closes the channel even where a person must still say whose
message it is. Where it is not certain that it is one, a person is asked, and nothing that sells leaves until they answered.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from copilot.domain.message import Purpose
from copilot.domain.policy import Policy
from copilot.outreach.acknowledging import WITHIN, acknowledge
from copilot.outreach.doubting import MAYBE_STOP
from copilot.outreach.ledger import close, reopen
from copilot.outreach.locking import lock
from copilot.outreach.notices import tell
from copilot.outreach.overtaken import REPLIED, STOPPED, open_drafts, sells, withdraw
from copilot.outreach.standing_in import leading, looked_after_by
from copilot.outreach.whose import answered_draft, as_compared, clients_at, is_address, storable
from copilot.reading.stopping import Asked, Asks, own_words, understood
from copilot.records.care import Contact
from copilot.records.drafts import Arrival, Wanted
from copilot.records.people import Client
from copilot.records.upkeep import AuditLine

FILED, WAITING, DISMISSED = "filed", "waiting", "dismissed"
UNKNOWN, AMBIGUOUS = "unknown", "ambiguous"
UNPLACED = "unplaced"  #: what a manager is told of such a one
BY_LINK = "stopped by link"
SECOND_THOUGHTS = timedelta(minutes=1)
Hear = Callable[[str, str], Asked]  #: what the words that came by this channel ask of us
SHOWN = 2_000  #: characters of the client's words in a notice; the contact has them all


@dataclass(frozen=True)
class Incoming:
    """One message as a channel handed it over; `gateway_id` is what the channel calls it."""

    gateway_id: str
    channel: str
    sender: str
    text: str
    subject: str = ""
    in_reply_to: str = ""


def take_in(session: Session, incoming: Incoming, policy: Policy, now: datetime, hear: Hear = understood) -> Arrival:
    """File a message that came in, do what it asks, and tell whoever looks after the client. The caller commits.

    The same message again changes nothing, however often and from wherever it is delivered.
    """
    arrival, new = _once(session, incoming, now)
    if not new:
        return arrival
    asked = hear(arrival.text, arrival.channel)
    arrival.means = asked.asks.value
    found = clients_at(session, arrival.channel, arrival.sender)
    draft = answered_draft(session, arrival.channel, arrival.in_reply_to)
    by_thread = session.get_one(Client, draft.client_id) if draft else None
    if len(found) > 1 and by_thread is not None and by_thread.id in [one.id for one in found]:
        found = [by_thread]
    if len(found) == 1:
        _file(session, arrival, found[0], asked, policy, now)
        return arrival
    arrival.because = AMBIGUOUS if found else UNKNOWN
    session.add(arrival)
    # Whoever it is of them, they asked to be left alone; a start or a wish waits until we know.
    concerned = found or ([by_thread] if by_thread is not None else [])
    if asked.asks is Asks.MAYBE_STOP and by_thread is not None:
        arrival.client_id = by_thread.id
    if asked.asks.stops:
        for client in concerned:
            _stop(session, client, arrival, asked, now)
        if concerned and is_address(arrival.channel, arrival.sender):
            acknowledge(session, concerned[0], arrival, policy, now)
    for manager in sorted({one for client in concerned for one in leading(session, client.store_id)} or leading(session)):
        tell(session, manager, UNPLACED, now, words=_shown(arrival))
    session.flush()
    return arrival


def place(
    session: Session, arrival: Arrival, client: Client, policy: Policy, now: datetime, by_id: int, hear: Hear = understood
) -> Arrival:
    """A person said whose it is: file it as if it had been known. The caller has checked whose it may be, and commits."""
    arrival.settled_by_id = by_id
    asked = hear(arrival.text, arrival.channel)
    # Once in doubt it stays so, whoever hears it now: only a person takes that away.
    if arrival.means == MAYBE_STOP and not asked.asks.stops:
        asked = Asked(Asks.MAYBE_STOP, words=asked.words)
    _file(session, arrival, client, asked, policy, now)
    return arrival


def decide(session: Session, arrival: Arrival, client: Client, asks: Asks, policy: Policy, now: datetime, by_id: int) -> Arrival:
    """A person said whether it is a stop, and of what. The caller has checked that it was in doubt, and commits."""
    arrival.state, arrival.because, arrival.means, arrival.settled_by_id = FILED, "", asks.value, by_id
    session.add(arrival)
    if asks.stops:
        asked = Asked(asks, arrival.channel if asks is Asks.STOP_CHANNEL else "", words=own_words(arrival.text))
        if _stop(session, client, arrival, asked, now) and (answer := acknowledge(session, client, arrival, policy, now)):
            # A moment to take it back before the client is told, where that still is in time.
            answer.send_after = max(now, min(now + SECOND_THOUGHTS, arrival.at + WITHIN - SECOND_THOUGHTS))
        for user_id in looked_after_by(session, client, now):
            if user_id != by_id:
                tell(session, user_id, "client_stopped", now, client_id=client.id, contact_id=arrival.contact_id)
    session.flush()
    return arrival


def stop_by_link(session: Session, client: Client, channel: str, mark: str, now: datetime) -> None:
    """They pressed the link under one of our letters. The caller commits."""
    lock(session, client.id or 0)
    if not close(session, client.id or 0, channel, False, mark, "link under a letter", now):
        # The ledger says it already; that they said it themselves must be known to whoever would take a colleague's word back.
        session.add(AuditLine(at=now, action=BY_LINK, subject=f"client {client.id}"))
        return
    told = looked_after_by(session, client, now)
    withdraw(session, [one for one in open_drafts(session, client.id or 0) if one.channel == channel], STOPPED, now, but_not=told)
    for user_id in told:
        tell(session, user_id, "client_stopped", now, client_id=client.id)


def _once(session: Session, incoming: Incoming, now: datetime) -> tuple[Arrival, bool]:
    incoming = Incoming(*(storable(part) for part in astuple(incoming)))
    same = select(Arrival).where(Arrival.gateway_id == incoming.gateway_id)
    known = session.exec(same).first()
    if known is not None:
        return known, False
    arrival = Arrival(
        gateway_id=incoming.gateway_id,
        at=now,
        channel=incoming.channel,
        sender=as_compared(incoming.channel, incoming.sender),
        subject=incoming.subject,
        text=incoming.text,
        in_reply_to=incoming.in_reply_to,
    )
    try:
        with session.begin_nested():
            session.add(arrival)
            session.flush()
    except IntegrityError:  # delivered twice at the same moment, and the other was quicker
        return session.exec(same).one(), False
    return arrival, True


def _file(session: Session, arrival: Arrival, client: Client, asked: Asked, policy: Policy, now: datetime) -> None:
    client_id = client.id or 0
    lock(session, client_id)
    before = _answers(session, arrival, client_id, policy)
    words = own_words(arrival.text)
    contact = Contact(
        client_id=client_id,
        associate_id=client.associate_id,
        at=arrival.at,
        direction="in",
        channel=arrival.channel,
        purpose=Purpose.REPLY.value if before else "",
        text=f"{arrival.subject}\n{words}" if arrival.subject else words,
        answers_id=before.id if before else None,
    )
    session.add(contact)
    if before is not None:
        before.answered = True
        session.add(before)
    session.flush()
    arrival.state, arrival.because, arrival.client_id, arrival.contact_id = FILED, "", client_id, contact.id
    session.add(arrival)
    if asked.asks.stops:
        if _stop(session, client, arrival, asked, now):
            acknowledge(session, client, arrival, policy, now)
    else:
        told = looked_after_by(session, client, now)
        withdraw(session, filter(sells, open_drafts(session, client_id)), REPLIED, now, but_not=told)
    if asked.asks is Asks.START:
        reopen(session, client_id, arrival.channel, str(arrival.id), f"wrote: {_brief(asked.words)}", now)
    if asked.asks in (Asks.LESS, Asks.PREFER):
        less = asked.asks is Asks.LESS
        value = str(asked.days or policy.sending.cadence_days) if less else asked.channel
        kind = "cadence" if less else "channel"
        session.add(Wanted(client_id=client_id, kind=kind, value=value, words=_brief(asked.words), contact_id=contact.id, at=now))
    kind, told_too = "client_stopped" if asked.asks.stops else "replied", list[int]()
    if asked.asks is Asks.MAYBE_STOP:
        arrival.state, arrival.because, kind = WAITING, MAYBE_STOP, MAYBE_STOP
        told_too = leading(session, client.store_id)
    for user_id in sorted({*looked_after_by(session, client, now), *told_too}):
        tell(session, user_id, kind, now, client_id=client_id, contact_id=contact.id, words=_shown(arrival))
    session.flush()


def _stop(session: Session, client: Client, arrival: Arrival, asked: Asked, now: datetime) -> bool:
    """Close it for everybody, and take back what is written or waits to leave; False where it was closed before."""
    client_id = client.id or 0
    lock(session, client_id)
    everything = asked.asks is Asks.STOP_ALL
    channel = asked.channel or arrival.channel
    closed = close(session, client_id, channel, everything, str(arrival.id), f"wrote: {_brief(asked.words)}", now)
    ended = [one for one in open_drafts(session, client_id) if one.channel == channel or sells(one)]
    kept = [] if everything else [one for one in ended if one.channel != channel]
    told = looked_after_by(session, client, now) if arrival.state == FILED else []
    withdraw(session, [one for one in ended if one not in kept], STOPPED, now, but_not=told)
    withdraw(session, kept, REPLIED, now, but_not=told)
    return closed


def _answers(session: Session, arrival: Arrival, client_id: int, policy: Policy) -> Contact | None:
    """What of ours it answers: what it says itself, else the last that went out this way lately."""
    draft = answered_draft(session, arrival.channel, arrival.in_reply_to)
    if draft is not None and draft.client_id == client_id and draft.contact_id is not None:
        return session.get(Contact, draft.contact_id)
    since = arrival.at - timedelta(days=policy.reply_days)
    ours = select(Contact).where(
        Contact.client_id == client_id,
        Contact.direction == "out",
        Contact.channel == arrival.channel,
        col(Contact.at) >= since,
        col(Contact.at) <= arrival.at,
    )
    return session.exec(ours.order_by(col(Contact.at).desc(), col(Contact.id).desc())).first()


def _shown(arrival: Arrival) -> str:
    words = own_words(arrival.text) or arrival.subject
    return words if len(words) <= SHOWN else f"{words[:SHOWN]} […]"


def _brief(words: str) -> str:
    return words if len(words) <= 120 else f"{words[:120]} […]"
