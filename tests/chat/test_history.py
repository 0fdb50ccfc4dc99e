"""Conversations are kept whole, in order, and for their owner alone."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from chainlit.config import config
from chainlit.context import ChainlitContext, context_var
from chainlit.element import CustomElement, Text
from chainlit.emitter import BaseChainlitEmitter
from chainlit.session import HTTPSession
from chainlit.types import Feedback, Pagination, ThreadFilter
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from copilot.chat.asker import asker
from copilot.chat.history import History
from copilot.chat.words import say
from copilot.errors import OutOfScope


class Toasts(BaseChainlitEmitter):
    """Remembers what would pop up on the page."""

    def __init__(self, session: Any) -> None:
        super().__init__(session)
        self.said: list[str] = []

    async def send_toast(self, message: str, type: Any = "info") -> None:
        self.said.append(message)


@contextmanager
def signed_in(user_id: int) -> Iterator[SimpleNamespace]:
    """As if a request of this user were being answered."""
    session = HTTPSession(id=f"s{user_id}", client_type="webapp", thread_id="t1")
    toasts = Toasts(session)
    who, where = asker.set(user_id), context_var.set(ChainlitContext(session, toasts))
    yield SimpleNamespace(toasts=toasts)
    asker.reset(who)
    context_var.reset(where)


def step(number: int, output: str, **more: Any) -> Any:
    """A step as the page hands it over."""
    body = {"id": f"step{number}", "threadId": "t1", "name": "x", "type": "user_message", "output": output}
    return body | {"createdAt": f"2026-03-01T10:00:0{number}.000000Z", "metadata": {}} | more


@pytest.fixture
def history(engine: Engine) -> History:
    return History(engine)


async def test_a_conversation_comes_back_whole_and_in_order(history: History, people: dict[str, int]) -> None:
    with signed_in(people["amara"]):
        await history.update_thread("t1", name="What does Ms Laurent like?", tags=["Shop floor"])
        await history.create_step(step(2, "Rose gold [note 1]", type="assistant_message", metadata={"client_ids": [7]}))
        await history.create_step(step(1, "What does Ms Laurent like?"))
        await history.keep_element(Text(id="e1", thread_id="t1", for_id="step2", name="[note 1]", content="Rosé gold"))

        thread = await history.get_thread("t1")

    assert thread is not None
    assert [s["output"] for s in thread["steps"]] == ["What does Ms Laurent like?", "Rose gold [note 1]"]
    assert thread["steps"][1]["metadata"] == {"client_ids": [7]}
    assert thread["userIdentifier"] == "amara"
    assert [(e["name"], e["url"], e["forId"]) for e in thread["elements"] or []] == [("[note 1]", "/blobs/e1", "step2")]


async def test_what_is_anothers_does_not_exist(history: History, people: dict[str, int]) -> None:
    with signed_in(people["amara"]):
        await history.create_step(step(1, "mine"))
        await history.keep_element(Text(id="e1", thread_id="t1", for_id="step1", name="n", content="mine"))

    with signed_in(people["tom"]):
        seen = (await history.get_thread("t1"), await history.get_element("t1", "e1"))
        author = await history.get_thread_author("t1")
        listed = (await history.list_threads(Pagination(first=20), ThreadFilter(userId=str(people["amara"])))).data
        for attempt in (
            history.create_step(step(1, "overwritten")),
            history.update_thread("t1", name="renamed"),
            history.delete_thread("t1"),
            history.keep_element(Text(id="e1", thread_id="t1", for_id="step1", name="n", content="overwritten")),
        ):
            with pytest.raises(OutOfScope):
                await attempt

    assert (seen, author, listed) == ((None, None), "", [])
    with signed_in(people["amara"]):
        kept = await history.get_thread("t1")
    assert kept is not None
    assert kept["steps"][0]["output"] == "mine"


async def test_a_step_cannot_be_moved_into_ones_own_conversation(history: History, people: dict[str, int]) -> None:
    with signed_in(people["amara"]):
        await history.create_step(step(1, "mine"))

    with signed_in(people["tom"]), pytest.raises(OutOfScope):
        await history.create_step(step(1, "taken", threadId="t2"))


async def test_states_that_are_written_at_once_end_with_the_last(history: History, people: dict[str, int]) -> None:
    with signed_in(people["amara"]):
        await asyncio.gather(*(history.update_step(step(1, f"state {n}")) for n in range(25)))

        thread = await history.get_thread("t1")

    assert thread is not None
    assert [s["output"] for s in thread["steps"]] == ["state 24"]


async def test_the_list_is_paged_newest_first_and_can_be_searched(history: History, people: dict[str, int]) -> None:
    with signed_in(people["amara"]):
        for n in range(5):
            await history.update_thread(f"t{n}", name=f"Question {n}")
            await history.create_step(step(n, f"about ring {n} 100%", id=f"s{n}", threadId=f"t{n}"))
        wanted = ThreadFilter(userId="ignored")

        first = await history.list_threads(Pagination(first=3), wanted)
        rest = await history.list_threads(Pagination(first=3, cursor=first.pageInfo.endCursor), wanted)
        found = await history.list_threads(Pagination(first=9), ThreadFilter(search="RING 2 100%"))
        none = await history.list_threads(Pagination(first=9), ThreadFilter(search="ring 1_0%"))

    assert [t["name"] for t in first.data] == ["Question 4", "Question 3", "Question 2"]
    assert (first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage) == (True, False)
    assert [t["id"] for t in rest.data] == ["t1", "t0"]
    assert ([t["id"] for t in found.data], none.data) == (["t2"], [])


async def test_words_are_found_without_their_accents_and_in_any_order(history: History, people: dict[str, int]) -> None:
    with signed_in(people["amara"]):
        await history.create_step(step(1, "Élise Lefèvre: what did she buy?"))
        await history.create_step(step(2, "The ÉTOLE Voile [purchase 3]", type="assistant_message"))
        await history.create_step(step(3, "bracelet", type="tool"))
        searched = [
            await history.list_threads(Pagination(first=9), ThreadFilter(search=s))
            for s in ("etole lefevre", "élise", "tole bracelet")
        ]

    assert [[t["id"] for t in found.data] for found in searched] == [["t1"], ["t1"], []]


async def test_the_next_page_begins_where_the_last_ended_though_that_conversation_was_deleted(
    history: History, people: dict[str, int]
) -> None:
    with signed_in(people["amara"]):
        for n in range(60):
            await history.update_thread(f"t{n:02}", name=f"Question {n}")
        pages, cursor = [], None
        while not pages or pages[-1].pageInfo.hasNextPage:
            pages.append(await history.list_threads(Pagination(first=25, cursor=cursor), ThreadFilter()))
            cursor = pages[-1].pageInfo.endCursor
            await history.delete_thread(pages[-1].data[-1]["id"])

    assert [t["id"] for page in pages for t in page.data] == [f"t{n:02}" for n in reversed(range(60))]


async def test_a_deleted_conversation_stays_deleted_though_its_page_is_still_open(
    history: History, people: dict[str, int]
) -> None:
    with signed_in(people["amara"]):
        await history.create_step(step(1, "a question"))
        await history.delete_thread("t1")

        await history.update_thread("t1", metadata={"chat_profile": "Shop floor"})
        await history.create_step(step(2, "an answer that was under way", type="assistant_message"))
        await history.keep_element(Text(id="e1", thread_id="t1", for_id="step2", name="n", content="c"))
        gone = await history.get_thread("t1")
        await history.create_step(step(3, "another question"))
        again = await history.get_thread("t1")

    assert gone is None
    assert again is not None
    assert (again["name"], [s["output"] for s in again["steps"]]) == ("another question", ["another question"])


async def test_a_conversation_is_renamed_and_never_to_nothing(history: History, people: dict[str, int]) -> None:
    with signed_in(people["amara"]):
        await history.create_step(step(1, "a question"))
        await history.update_thread("t1", name="Ngozi's bangle")
        await history.update_thread("t1", name="  ")

        found = await history.list_threads(Pagination(first=9), ThreadFilter(search="bangle"))

    assert [t["name"] for t in found.data] == ["Ngozi's bangle"]


async def test_a_tap_on_a_page_that_is_just_coming_back_does_not_name_the_conversation(
    history: History, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def tapped(_: Any) -> None: ...

    monkeypatch.setitem(config.code.action_callbacks, "practice_choose", tapped)
    with signed_in(people["amara"]):
        await history.update_thread("t1", name="Practice, 22 November")
        await history.update_thread("t1", name="practice_choose")

        kept = await history.get_thread("t1")

    assert kept is not None
    assert kept["name"] == "Practice, 22 November"


async def test_a_thumb_is_given_and_taken_back_by_who_asked_only(history: History, people: dict[str, int]) -> None:
    with signed_in(people["amara"]):
        await history.create_step(step(0, "question"))
        await history.create_step(step(1, "answer", type="run"))
        thumb = await history.upsert_feedback(Feedback(forId="step1", value=1, comment="quick"))

    with signed_in(people["tom"]):
        with pytest.raises(OutOfScope):
            await history.upsert_feedback(Feedback(forId="step1", value=0, id=thumb))
        taken = await history.delete_feedback(thumb)  # answered as for one that nobody gave

    with signed_in(people["amara"]):
        kept = await history.get_thread("t1")
        liked = await history.list_threads(Pagination(first=9), ThreadFilter(feedback=1))
        gone = await history.delete_feedback(thumb)
        again = await history.delete_feedback(thumb)
    assert kept is not None
    assert kept["steps"][1]["feedback"] == {"forId": "step1", "id": thumb, "value": 1, "comment": "quick"}
    assert ([t["id"] for t in liked.data], taken, gone, again) == (["t1"], False, True, False)


async def test_a_conversation_is_deleted_with_all_that_belongs_to_it(
    history: History, people: dict[str, int], engine: Engine
) -> None:
    with signed_in(people["amara"]):
        await history.create_step(step(1, "answer"))
        await history.keep_element(CustomElement(thread_id="t1", for_id="step1", name="NoteProposal", props={"a": 1}))
        await history.upsert_feedback(Feedback(forId="step1", value=0))

        await history.delete_thread("t1")

    with engine.connect() as connection:
        tables = ("chat_thread", "chat_step", "chat_element", "chat_feedback")
        left = [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() for table in tables]  # noqa: S608
    assert left == [0, 0, 0, 0]


async def test_a_write_that_fails_is_counted_told_and_raised(
    history: History, people: dict[str, int], engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE chat_step RENAME TO gone"))

    with signed_in(people["amara"]) as page, pytest.raises(SQLAlchemyError):
        await history.create_step(step(1, "her sister's surprise"))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO chat_step"))

    assert (history.lost, page.toasts.said) == (1, [say("errors", "not_kept", "en")])
    assert "surprise" not in caplog.text


async def test_nobody_is_nobody(history: History, people: dict[str, int]) -> None:
    with signed_in(people["amara"]):
        await history.create_step(step(1, "mine"))

    with pytest.raises(PermissionError):
        await history.get_thread("t1")
