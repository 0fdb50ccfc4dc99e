"""Taps on a draft where a chat model is set: it words the change, nobody waits for a lock meanwhile, and its failure is said."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.chat.drafting.answering import done
from copilot.chat.drafting.card import Place
from copilot.chat.drafting.taps import change, dial
from copilot.chat.words import words
from copilot.domain.desk import Desk, Role
from copilot.domain.draft import Letter
from copilot.domain.message import Channel, Message, Purpose
from copilot.models.choosing import chat_model
from copilot.outreach.checking import Guard
from copilot.outreach.drafts import begin
from copilot.outreach.trial.worker import FindsNothing
from copilot.policies import PolicyInForce
from copilot.records.drafts import Draft
from copilot.records.people import Client
from copilot.settings import Settings
from tests.models.wire import Exchange, nobody, says, wire

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
POLICY = PolicyInForce().now()
TYPED = "Dear Camille,\n\nThe strap is here.\n\nAmara"
FRENCH = "Bonjour Camille,\n\nLe bracelet est là.\n\nAmara"


def model_at(url: str) -> "BaseChatModel | None":
    return chat_model(Settings(_env_file=None, chat_model="openai:m", chat_base_url=url, chat_timeout=5))


def at_the_counter(people: dict[str, int], writer: "BaseChatModel | None") -> Place:
    desk = Desk(people["amara"], "Amara", Role.ASSOCIATE, 1, date(2026, 3, 18), "en")
    return Place(desk, Guard(FindsNothing()), POLICY, NOW, writer=writer)


@pytest.fixture
def draft(session: Session, people: dict[str, int]) -> Draft:
    """Amara's own words to Camille."""
    letter = Letter(people["here"], "c@example.com", Message(Channel.EMAIL, Purpose.SERVICE, TYPED, "Your strap"))
    begun = begin(session, at_the_counter(people, None).desk, letter, POLICY, NOW, occasion="event", language="en")
    session.commit()
    return begun


def tap(session: Session, place: Place, draft: Draft, what: Any, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = done(session, place, {"draft_id": draft.id, "version": draft.version, **more}, what, looking=False)
    session.refresh(draft)
    return answer


def test_typed_words_are_put_into_another_language_by_the_model_and_nothing_is_locked_while_it_thinks(
    session: Session, engine: Engine, people: dict[str, int], draft: Draft
) -> None:
    kept: list[str] = []

    def a_colleague_writes(exchange: Exchange) -> None:
        with Session(engine) as other:
            kept.extend(other.exec(select(Draft.text)).all())
            other.add(Client(source_id="meanwhile", given_name="New", store_id=1))
            other.commit()
        says(FRENCH)(exchange)

    with wire(a_colleague_writes) as there:
        place = at_the_counter(people, model_at(there.url))
        answer = tap(session, place, draft, change, change="language", language="fr", text=f"{TYPED}!", subject="Your strap")

    assert (answer["ok"], answer["card"]["text"]) == (True, FRENCH)
    assert kept == [f"{TYPED}!"]
    assert "note" not in answer


def test_where_the_model_does_not_answer_the_change_is_made_by_hand_or_refused_and_the_words_stay(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    place = at_the_counter(people, model_at(nobody()))

    french = tap(session, place, draft, change, change="language", language="fr", text=TYPED)
    salesy = tap(session, place, draft, change, change="less_salesy", text=TYPED)

    said = words("drafting", "en")
    assert (french["ok"], french["words"]) == (False, said["lack_language"])
    assert (salesy["ok"], salesy["note"]) == (True, said["not_worded"])
    assert draft.text.startswith("Dear Camille,\n\nThe strap is here.")


def test_two_changes_at_once_do_not_both_win(session: Session, engine: Engine, people: dict[str, int], draft: Draft) -> None:
    def somebody_is_quicker(exchange: Exchange) -> None:
        with Session(engine) as other:
            row = other.get_one(Draft, draft_id)
            row.text, row.version = "Mine.", row.version + 1
            other.add(row)
            other.commit()
        says(FRENCH)(exchange)

    draft_id = draft.id or 0
    with wire(somebody_is_quicker) as there:
        answer = tap(session, at_the_counter(people, model_at(there.url)), draft, change, change="language", language="fr")

    assert (answer["ok"], answer["stale"], answer["card"]["text"]) == (False, True, "Mine.")


def test_the_dial_asks_the_model_too(session: Session, people: dict[str, int], draft: Draft) -> None:
    draft.occasion, draft.wish = "event", {"about": [], "say": "", "day": "2026-03-27"}
    session.add(draft)
    session.commit()

    with wire(says("SUBJECT: Friday\nDear Camille,\n\nFriday is yours.\n\nAmara")) as there:
        answer = tap(session, at_the_counter(people, model_at(there.url)), draft, dial, closeness="reserved")

    assert (answer["card"]["subject"], answer["card"]["text"]) == ("Friday", "Dear Camille,\n\nFriday is yours.\n\nAmara")
