"""Nobody finds what they may not read: in the query, and again on what comes back."""

import logging
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from copilot.domain.desk import Role, Scope
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Client
from copilot.retrieval import Index
from copilot.retrieval.shelf import store_collection
from tests.retrieval.conftest import Shop, Write


def found(engine: Engine, index: Index, scope: Scope, client_id: int | None, query: str) -> list[str]:
    with Session(engine) as session:
        if client_id is None:
            return [passage.text for passage in index.search_store(session, scope, query)]
        return [passage.text for passage in index.search_client(session, scope, client_id, query)]


def test_another_stores_client_does_not_exist(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    write(shop.maya, "Broke the clasp of her sapphire ring.")
    index.drain(engine)

    assert found(engine, index, shop.noor, shop.maya, "sapphire ring") == []
    assert found(engine, index, shop.noor, None, "sapphire ring") == []
    assert found(engine, index, shop.amelie, None, "sapphire ring") == ["Broke the clasp of her sapphire ring."]


def test_who_runs_the_house_finds_every_store(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    write(shop.maya, "Broke the clasp of her sapphire ring.")
    write(shop.paul, "Looks for a sapphire ring for his wife.", by=shop.noor)
    index.drain(engine)

    assert len(found(engine, index, shop.owner, None, "sapphire ring")) == 2


def test_a_managers_note_is_found_by_managers_and_by_who_wrote_it(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    write(shop.maya, "Asked for a discount and shouted at Tom.", by=shop.amelie, visibility="managers")
    index.drain(engine)

    for client_id in (shop.maya, None):
        assert found(engine, index, shop.ines, client_id, "discount")
        assert found(engine, index, shop.amelie, client_id, "discount")
        assert not found(engine, index, shop.tom, client_id, "discount")


def test_an_authors_own_note_is_found_by_nobody_else(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    write(shop.maya, "I think she prefers to deal with me alone.", by=shop.amelie, visibility="author")
    index.drain(engine)

    for client_id in (shop.maya, None):
        assert found(engine, index, shop.amelie, client_id, "deal alone")
        assert not found(engine, index, shop.ines, client_id, "deal alone")
        assert not found(engine, index, shop.tom, client_id, "deal alone")


def test_a_fact_is_kept_from_whom_its_note_is_kept_from(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    note_id = write(shop.maya, "Shouted about a discount.", by=shop.amelie, visibility="managers")
    with Session(engine) as session:
        fact = Fact(
            client_id=shop.maya, text="wanted a discount", provenance="observed", learned_on=date(2026, 3, 1), note_id=note_id
        )
        session.add(fact)
        session.commit()
    index.drain(engine)

    assert not found(engine, index, shop.tom, shop.maya, "discount")
    assert not found(engine, index, shop.tom, None, "discount")


def test_a_trainer_finds_no_client(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    write(shop.maya, "Broke the clasp of her sapphire ring.")
    index.drain(engine)
    trainer = Scope(99, Role.TRAINER, shop.london)

    assert found(engine, index, trainer, shop.maya, "sapphire") == []
    assert found(engine, index, trainer, None, "sapphire") == []


def test_a_note_made_private_is_hidden_before_the_index_knows(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    note_id = write(shop.maya, "Broke the clasp of her sapphire ring.")
    index.drain(engine)
    with Session(engine) as session:
        session.get_one(Note, note_id).visibility = "author"
        session.commit()

    assert found(engine, index, shop.tom, None, "which ring is broken") == []


def test_a_vector_in_the_wrong_store_gives_nothing_away_and_is_reported(
    engine: Engine, index: Index, shop: Shop, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    note_id = write(shop.maya, "Broke the clasp of her sapphire ring.")
    index.drain(engine)
    strayed = store_collection(shop.paris, index.embedder.model_id)
    about = [{"visibility": "store", "author_id": shop.noor.user_id, "digest": "wrong"}]
    index.shelf.put(strayed, [f"note:{note_id}"], index.embedder.embed_passages(["sapphire ring"]), about)

    with caplog.at_level(logging.ERROR):
        texts = found(engine, index, shop.noor, None, "sapphire ring")

    assert texts == []
    assert "1 rows that the asker may not see" in caplog.text
    assert "sapphire" not in caplog.text


def test_a_client_who_moved_is_found_in_the_new_store_only(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    write(shop.maya, "Broke the clasp of her sapphire ring.")
    index.drain(engine)
    with Session(engine) as session:
        session.get_one(Client, shop.maya).store_id = shop.paris
        session.commit()
    index.drain(engine)

    assert found(engine, index, shop.noor, None, "sapphire ring")
    assert found(engine, index, shop.noor, shop.maya, "sapphire ring")
    assert not found(engine, index, shop.amelie, None, "sapphire ring")
    assert index.shelf.held(store_collection(shop.london, index.embedder.model_id)) == {}


def test_notes_of_a_record_merged_into_another_are_found_with_it(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    with Session(engine) as session:
        twin = Client(source_id="C9", given_name="M.", store_id=shop.paris, status="merged", merged_into_id=shop.maya)
        session.add(twin)
        session.commit()
        twin_id = twin.id or 0
    write(twin_id, "Broke the clasp of her sapphire ring.")
    index.drain(engine)

    assert found(engine, index, shop.amelie, shop.maya, "ring")
    assert found(engine, index, shop.amelie, twin_id, "ring")
    assert found(engine, index, shop.amelie, None, "sapphire ring")
    assert not found(engine, index, shop.noor, twin_id, "ring")
    assert not found(engine, index, shop.noor, None, "sapphire ring")
