"""The outbox: claims what is due, judges it once more, and sends it; once, whatever happens in between.

A claim is a conditional update, committed before anything else. Under a lock on the client and their household the draft
is judged again and marked as leaving, which counts as a contact from then on; it is sent outside the lock, and its state
and its line in the contact log are written in one transaction. What a crash leaves behind is settled after the lease: a
channel that knows the key gets the letter again, one that can be asked is asked, and else a person decides.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from copilot.channels.outgoing import Outgoing, Sent, Way
from copilot.domain.draft import Status, Step, WrongMove
from copilot.domain.message import Channel
from copilot.domain.policy import Policy
from copilot.errors import ChannelError
from copilot.outreach.checking import Guard
from copilot.outreach.clearing import NotNow, Stopped, clear
from copilot.outreach.drafts import situation_of
from copilot.outreach.due import due, stranded
from copilot.outreach.hours import good_moment
from copilot.outreach.letters import House, outgoing
from copilot.outreach.locking import locked_draft, patiently
from copilot.outreach.moving import take
from copilot.outreach.outcomes import fail, lose_sight, stop
from copilot.outreach.recording import record
from copilot.records.drafts import Draft

__all__ = ["LEASE", "Chore", "Outbox", "good_moment"]

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)  #: longer than any channel takes; after it the outbox that had the draft counts as dead

#: Everything else that time does: drafts expire, people are reminded.
Chore = Callable[[Engine, Policy, datetime], None]
_BETWEEN_CHORES = timedelta(minutes=1)


class Outbox:
    """One worker. Any number may run at the same time, on any number of machines."""

    def __init__(
        self,
        engine: Engine,
        ways: Mapping[Channel, Way],
        guard: Callable[[], Guard],
        policy: Callable[[], Policy],
        house: House,
        clock: Callable[[], datetime],
        *,
        lease: timedelta = LEASE,
        chores: tuple[Chore, ...] = (),
    ) -> None:
        self._engine, self._ways, self._guard, self._policy = engine, ways, guard, policy
        self._house, self._clock, self._lease, self._chores = house, clock, lease, chores
        self._chores_done: datetime | None = None
        self.name = f"{os.getpid()}-{uuid4().hex[:8]}"

    def run(self, ended: threading.Event, pause: float = 2.0) -> None:
        """Work until told to stop; what is being sent is finished first. A database that is away is waited for."""
        while not ended.is_set():
            try:
                busy = self.turn(ended)
            except OperationalError as away:
                log.warning("The database does not answer (%s); tried again soon.", type(away.orig).__name__)
                busy = 0
            if not busy:
                ended.wait(pause)

    def turn(self, ended: threading.Event | None = None) -> int:
        """Everything that is due now, once; how many drafts were looked at."""
        self._do_chores()
        seen = 0
        now = self._clock()
        for work, ids in ((self._settle, stranded(self._engine, now - self._lease)), (self._send, due(self._engine, now))):
            for draft_id in ids:
                if ended is not None and ended.is_set():
                    return seen
                self._safely(work, draft_id)
                seen += 1
        return seen

    def _do_chores(self) -> None:
        now = self._clock()
        if self._chores_done is None or now - self._chores_done >= _BETWEEN_CHORES:
            self._chores_done = now
            for chore in self._chores:
                try:
                    chore(self._engine, self._policy(), now)
                except OperationalError:
                    raise
                except Exception as failed:  # noqa: BLE001 - an edge of the worker's: what is approved leaves all the same
                    log.error("A chore did not finish: %s.", type(failed).__name__)

    def _safely(self, work: Callable[[int], None], draft_id: int) -> None:
        """One draft that cannot be handled must not keep the others back."""
        try:
            work(draft_id)
        except OperationalError:
            raise
        except Exception as broken:  # noqa: BLE001 - the worker's outermost edge; what it was of, a person looks at
            log.error("Draft %s could not be handled: %s.", draft_id, type(broken).__name__)
            with Session(self._engine) as session:
                client_id = session.get_one(Draft, draft_id).client_id
            with self._mine(draft_id, client_id) as (session, draft):
                if draft is not None:
                    ended = fail if draft.leaving_at is None else lose_sight
                    ended(session, draft, self._clock(), because="broken")

    def _send(self, draft_id: int) -> None:
        client_id = patiently(lambda: self._claim(draft_id))
        if client_id is not None:
            self._judge_and_send(draft_id, client_id)

    def _judge_and_send(self, draft_id: int, client_id: int) -> None:
        letter = patiently(lambda: self._let_go(draft_id, client_id))
        if letter is not None:
            self._hand_over(draft_id, client_id, letter)

    def _claim(self, draft_id: int) -> int | None:
        with Session(self._engine) as session:
            draft = session.get_one(Draft, draft_id)
            if draft.status != Status.QUEUED:
                return None
            try:
                self._take_over(session, draft)
                session.commit()
            except WrongMove:
                return None
            return draft.client_id

    def _take_over(self, session: Session, draft: Draft) -> None:
        now = self._clock()
        take(session, draft, Step.CLAIM, now, claimed_by=self.name, claimed_at=now, tries=draft.tries + 1)

    def _let_go(self, draft_id: int, client_id: int) -> Outgoing | None:
        """The letter, marked as leaving; None where it may not leave, or not now, and the draft says why."""
        self._read_ahead(draft_id)
        with self._mine(draft_id, client_id) as (session, draft):
            if draft is None:
                return None
            now, policy = self._clock(), self._policy()
            said = clear(session, draft, self._guard(), policy, now)
            if isinstance(said, NotNow):
                take(session, draft, Step.POSTPONE, now, send_after=said.until, tries=draft.tries - 1)
                log.info("Draft %s: waits for its hour.", draft_id)
                return None
            if isinstance(said, Stopped):
                stop(session, draft, now, because=said.because, comment=said.comment, **said.fields)
                return None
            letter = outgoing(session, draft, said.purpose, policy, self._house, now)
            way = self._ways.get(letter.channel)
            if refused := way.refuses(letter) if way else "no_way":
                fail(session, draft, now, because=refused)
                return None
            draft.leaving_at, draft.counts_as = draft.leaving_at or now, said.purpose.value
            session.add(draft)
            return letter

    def _read_ahead(self, draft_id: int) -> None:
        """What must be read anew is read before the lock, and remembered: nobody waits for a reader."""
        with Session(self._engine) as session:
            draft = session.get_one(Draft, draft_id)
            if not draft.automatic:
                situation = situation_of(session, draft, self._policy(), self._clock())
                self._guard().check(draft.letter.message, situation)

    def _hand_over(self, draft_id: int, client_id: int, letter: Outgoing) -> None:
        way = self._ways[letter.channel]
        try:
            sent = way.send(letter)
        except ChannelError as failed:
            log.info("Draft %s: %s", draft_id, failed)
            refusal = failed
            patiently(lambda: self._not_taken(draft_id, client_id, way, refusal))
        else:
            patiently(lambda: self._write_down(draft_id, client_id, sent))
            log.info("Draft %s: sent by %s.", draft_id, way.name)

    def _write_down(self, draft_id: int, client_id: int, sent: Sent) -> None:
        with locked_draft(self._engine, draft_id, client_id) as (session, draft):
            if draft.status in (Status.SENDING, Status.UNSURE):
                record(session, draft, self._clock(), gateway_id=sent.gateway_id)
            elif draft.status != Status.SENT:
                log.error("Draft %s has left, but was moved on to %s meanwhile.", draft_id, draft.status)

    def _not_taken(self, draft_id: int, client_id: int, way: Way, failed: ChannelError) -> None:
        """Again later, never again, or nobody knows."""
        if failed.perhaps and not way.idempotent:
            return  # it stays as it is until the lease ends: then the channel is asked, or a person
        with self._mine(draft_id, client_id) as (session, draft):
            if draft is None:
                return
            now, waits = self._clock(), self._policy().sending.retry_minutes
            # An earlier try may have been taken: what this one says is not the whole story.
            perhaps = failed.perhaps or bool(draft.leaving_at and draft.claimed_at and draft.leaving_at < draft.claimed_at)
            if failed.permanent and not perhaps:
                fail(session, draft, now, because=failed.key, comment=failed.code)
            elif draft.tries <= len(waits) and not failed.permanent:
                wait = max(timedelta(minutes=waits[draft.tries - 1]), timedelta(seconds=failed.wait))
                kept = draft.leaving_at if perhaps else None
                take(session, draft, Step.POSTPONE, now, comment=failed.code, send_after=now + wait, leaving_at=kept)
            elif perhaps:
                lose_sight(session, draft, now, comment=failed.code)
            else:
                fail(session, draft, now, because="gave_up", comment=failed.code)

    def _settle(self, draft_id: int) -> None:
        """What an outbox that is no more had in hand."""
        with Session(self._engine) as session:
            draft = session.get_one(Draft, draft_id)
            client_id, version = draft.client_id, draft.version
            way = self._ways.get(Channel(draft.channel))
        found = None
        if draft.leaving_at is not None and way is not None and not way.idempotent:
            found = self._asked(draft_id, way)
        if patiently(lambda: self._settled(draft_id, client_id, version, way, found)):
            self._judge_and_send(draft_id, client_id)

    def _settled(self, draft_id: int, client_id: int, version: int, way: Way | None, found: Sent | None) -> bool:
        """Decide on it; whether it is to be given to its channel again."""
        with locked_draft(self._engine, draft_id, client_id) as (session, draft):
            if draft.version != version or draft.status != Status.SENDING:
                return False
            now = self._clock()
            if draft.leaving_at is None:
                take(session, draft, Step.POSTPONE, now, send_after=now)
                log.info("Draft %s: had not left; back in the queue.", draft_id)
                return False
            if found is not None:
                record(session, draft, now, gateway_id=found.gateway_id)
                log.info("Draft %s: had left, as the channel says.", draft_id)
                return False
            if way is None or not way.idempotent:
                lose_sight(session, draft, now)
                return False
            take(session, draft, Step.POSTPONE, now, send_after=now)
            self._take_over(session, draft)
            return True

    def _asked(self, draft_id: int, way: Way) -> Sent | None:
        """Whether the channel has it; where it cannot be asked, a person decides all the same."""
        with Session(self._engine) as session:
            draft = session.get_one(Draft, draft_id)
            letter = outgoing(session, draft, draft.letter.message.purpose, self._policy(), self._house, self._clock())
            theirs = select(Draft.gateway_id).where(Draft.client_id == draft.client_id, Draft.gateway_id != "")
            others = frozenset(session.exec(theirs).all())
            since = draft.leaving_at or draft.created_at
        try:
            return way.found(letter, since, others)
        except ChannelError as failed:
            log.info("Draft %s: %s", draft_id, failed)
            return None

    @contextmanager
    def _mine(self, draft_id: int, client_id: int) -> Iterator[tuple[Session, Draft | None]]:
        """The draft under the lock, where this outbox still has it; what is changed is kept."""
        with locked_draft(self._engine, draft_id, client_id) as (session, draft):
            ours = draft.status == Status.SENDING and draft.claimed_by == self.name
            yield session, draft if ours else None
