"""Conversations, kept where all else is kept: what Chainlit asks of a data layer, answered from our own tables.

Every question is asked for the person who is signed in. A failed write is counted, told, and raised; never swallowed.
"""

import asyncio
import json
import logging
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar, cast
from weakref import WeakValueDictionary

from chainlit.config import config
from chainlit.context import ChainlitContextException, context
from chainlit.data.base import BaseDataLayer
from chainlit.data.utils import queue_until_user_message
from chainlit.element import CustomElement, Element, ElementDict
from chainlit.step import StepDict
from chainlit.types import Feedback, PageInfo, PaginatedResponse, Pagination, ThreadDict, ThreadFilter
from chainlit.user import PersistedUser, User
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session

from copilot.chat.asker import who_asks
from copilot.chat.language import spoken
from copilot.chat.words import say
from copilot.errors import OutOfScope
from copilot.records import people, transcripts
from copilot.records.asking import user_named
from copilot.records.transcript import ChatElement, ChatFeedback, ChatStep, ChatThread

log = logging.getLogger(__name__)
T = TypeVar("T")


class History(BaseDataLayer):
    """The conversations of everybody, each for its owner."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.lost = 0  #: writes that failed since the start; shown by /healthz
        # Chainlit writes without waiting: the states of one conversation must still arrive in order.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get_user(self, identifier: str) -> PersistedUser | None:
        user = await self._read(lambda session: user_named(session, identifier))
        return _persisted(user) if user else None

    async def create_user(self, user: User) -> PersistedUser | None:
        """People are made by `copilot user add`, never by signing in."""
        return await self.get_user(user.identifier)

    async def get_thread_author(self, thread_id: str) -> str:
        """The asker's own name if the conversation is theirs; else nothing, as if there were no such conversation."""
        user_id = who_asks()

        def author(session: Session) -> str:
            transcripts.own_thread(session, user_id, thread_id)
            user = session.get(people.User, user_id)
            return user.source_id if user else ""

        try:
            return await self._read(author)
        except OutOfScope:
            return ""

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        user_id = who_asks()

        def whole(session: Session) -> ThreadDict:
            thread = transcripts.own_thread(session, user_id, thread_id)
            user = session.get(people.User, user_id)
            return _thread(thread, user.source_id if user else "", *transcripts.said_in(session, thread_id))

        try:
            return await self._read(whole)
        except OutOfScope:
            return None

    async def list_threads(self, pagination: Pagination, filters: ThreadFilter) -> PaginatedResponse[ThreadDict]:
        user_id = who_asks()

        def page(session: Session) -> PaginatedResponse[ThreadDict]:
            user = session.get(people.User, user_id)
            found = transcripts.own_threads(
                session,
                user_id,
                first=max(1, min(pagination.first, 100)),
                after=pagination.cursor or "",
                containing=filters.search or "",
                thumb=None if filters.feedback is None else int(filters.feedback),
            )
            shown = [_thread(t, user.source_id if user else "", [], [], {}) for t in found.threads]
            places = [transcripts.place_of(thread) for thread in found.threads]
            ends = (places[0], places[-1]) if places else (None, None)
            return PaginatedResponse(PageInfo(hasNextPage=found.more, startCursor=ends[0], endCursor=ends[1]), shown)

        return await self._read(page)

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        owner = who_asks()
        # The page's whole session comes along; of it, only which profile was chosen is worth keeping.
        kept = {"chat_profile": metadata["chat_profile"]} if metadata and metadata.get("chat_profile") else {}
        if name in config.code.action_callbacks:
            name = None  # a tap on a page that is only just coming back would name its conversation by the tap
        if name is None:  # said when a page is left, and be it one whose conversation was just deleted
            await self._write(thread_id, lambda s: transcripts.change_thread(s, owner, thread_id, **kept))
        else:
            await self._write(thread_id, lambda s: transcripts.keep_thread(s, owner, thread_id, name=name, **kept))

    async def delete_thread(self, thread_id: str) -> None:
        user_id = who_asks()
        await self._write(thread_id, lambda s: transcripts.drop_thread(s, user_id, thread_id))

    @queue_until_user_message()
    async def create_step(self, step_dict: StepDict) -> None:
        user_id, body = who_asks(), cast(dict[str, Any], json.loads(json.dumps(step_dict, default=str)))
        await self._write(body["threadId"], lambda s: transcripts.keep_step(s, user_id, body))

    @queue_until_user_message()
    async def update_step(self, step_dict: StepDict) -> None:
        user_id, body = who_asks(), cast(dict[str, Any], json.loads(json.dumps(step_dict, default=str)))
        await self._write(body["threadId"], lambda s: transcripts.keep_step(s, user_id, body))

    @queue_until_user_message()
    async def delete_step(self, step_id: str) -> None:
        user_id = who_asks()
        await self._write(step_id, lambda s: transcripts.drop_step(s, user_id, step_id))

    @queue_until_user_message()
    async def create_element(self, element: Element) -> None:
        # What a person drops in is kept with a note, once they say so (dropping.py); not with the conversation.
        if not (element.path and element.chainlit_key):
            await self.keep_element(element)

    async def keep_element(self, element: Element) -> None:
        """Keep what is shown beside a message; once this returns, /blobs/ID answers with it."""
        user_id = who_asks()
        body = cast(dict[str, Any], json.loads(json.dumps(element.to_dict(), default=str)))
        body["url"] = f"/blobs/{element.id}"
        content = element.content.encode() if isinstance(element.content, str) else element.content
        if isinstance(element, CustomElement):
            content = None  # its props say it all
        await self._write(element.thread_id, lambda s: transcripts.keep_element(s, user_id, body, content))

    async def get_element(self, thread_id: str, element_id: str) -> ElementDict | None:
        user_id = who_asks()
        try:
            return await self._read(lambda s: _element(transcripts.own_element(s, user_id, element_id)))
        except OutOfScope:
            return None

    @queue_until_user_message()
    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        user_id = who_asks()
        await self._write(thread_id or element_id, lambda s: transcripts.drop_element(s, user_id, element_id))

    async def upsert_feedback(self, feedback: Feedback) -> str:
        user_id, feedback_id = who_asks(), feedback.id or str(uuid.uuid4())
        value, comment = int(feedback.value), (feedback.comment or "")[:2000]
        await self._write(
            feedback.forId,
            lambda s: transcripts.keep_feedback(s, user_id, feedback_id, feedback.forId, value, comment),
        )
        return feedback_id

    async def delete_feedback(self, feedback_id: str) -> bool:
        user_id = who_asks()
        return await self._write(feedback_id, lambda s: transcripts.drop_feedback(s, user_id, feedback_id))

    async def get_favorite_steps(self, user_id: str) -> list[StepDict]:
        """Favourites are switched off."""
        return []

    async def build_debug_url(self) -> str:
        return ""

    async def close(self) -> None:
        """The engine is the shop's; it closes it."""

    async def _read(self, question: Callable[[Session], T]) -> T:
        def ask() -> T:
            with Session(self.engine) as session:
                return question(session)

        return await asyncio.to_thread(ask)

    async def _write(self, about: str, change: Callable[[Session], T]) -> T:
        def write() -> T:
            with Session(self.engine) as session:
                done = change(session)
                session.commit()
                return done

        turn = self._turns.get(about) or self._turns.setdefault(about, asyncio.Lock())
        async with turn:
            try:
                try:
                    return await asyncio.to_thread(write)
                except DBAPIError as dropped:
                    if not dropped.connection_invalidated:
                        raise
                    # The server was restarted, and the transaction went with its connection: once more, on a new one.
                    return await asyncio.to_thread(write)
            except SQLAlchemyError as failed:
                self.lost += 1
                # The statement's values are a client's words: only the kind of failure is logged.
                log.error("A part of a conversation was not saved: %s (%d so far)", type(failed).__name__, self.lost)
                await _tell(say("errors", "not_kept", spoken.get()))
                raise


async def _tell(words: str) -> None:
    # Without a page there is nobody to tell: an HTTP request answers with the error itself.
    with suppress(ChainlitContextException):
        await context.emitter.send_toast(words, "error")


def _persisted(user: people.User) -> PersistedUser:
    return PersistedUser(
        id=str(user.id),
        createdAt=user.sessions_valid_from.isoformat(),
        identifier=user.source_id,
        display_name=user.name,
        metadata={"role": user.role},
    )


def _thread(
    thread: ChatThread,
    owner: str,
    steps: list[ChatStep],
    elements: list[ChatElement],
    thumbs: dict[str, ChatFeedback],
) -> ThreadDict:
    return ThreadDict(
        id=thread.id,
        createdAt=thread.created_at.isoformat(),
        name=thread.name or None,
        userId=str(thread.user_id),
        userIdentifier=owner,
        tags=[],
        metadata=dict(thread.details),
        steps=[_step(s, thumbs.get(s.id)) for s in steps],
        elements=[_element(e) for e in elements],
    )


def _step(step: ChatStep, thumb: ChatFeedback | None) -> StepDict:
    body = cast(StepDict, dict(step.body))
    body["createdAt"] = step.created_at.isoformat()
    body["streaming"] = False
    if thumb is not None:
        body["feedback"] = {
            "forId": step.id,
            "id": thumb.id,
            "value": 1 if thumb.value else 0,
            "comment": thumb.comment,
        }
    return body


def _element(element: ChatElement) -> ElementDict:
    return cast(ElementDict, dict(element.body))
