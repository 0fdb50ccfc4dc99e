"""What a search finds, and in which order."""

from datetime import date
from pathlib import Path

import yaml
from sqlalchemy import Engine
from sqlmodel import Session

from copilot.domain.provenance import Provenance
from copilot.records.care import ServiceCase
from copilot.records.knowledge import Fact
from copilot.retrieval import Index
from copilot.settings import Settings
from tests.retrieval.conftest import Shop, Write

PARAPHRASES = yaml.safe_load((Path(__file__).parent / "data" / "paraphrases.yaml").read_text(encoding="utf-8"))


def test_other_words_in_five_languages_find_the_note(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    ids = {name: write(shop.maya, text, day=day) for day, (name, text) in enumerate(PARAPHRASES["notes"].items(), start=1)}
    index.drain(engine)

    with Session(engine) as session:
        hits = [
            ids[asked["note"]] in [p.row_id for p in index.search_client(session, shop.amelie, shop.maya, asked["ask"], limit=3)]
            for asked in PARAPHRASES["questions"]
        ]

    assert sum(hits) >= 15


def test_a_note_is_found_before_the_index_knows_it(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    index.drain(engine)
    write(shop.maya, "Elle adore le cuir rouge.")
    write(shop.maya, "Wants her watch serviced.", day=2)

    with Session(engine) as session:
        passages = index.search_client(session, shop.amelie, shop.maya, "what colour does she like")

    assert passages.items[0].text == "Elle adore le cuir rouge."
    assert passages.items[0].cosine is not None


def test_a_fact_and_its_note_are_one_passage(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    note_id = write(shop.maya, "Her sister mentioned that she is expecting; loves the red bag.")
    with Session(engine) as session:
        for text, provenance, hushed in (("is expecting", "third_party", True), ("loves the red bag", "told_us", False)):
            session.add(
                Fact(
                    client_id=shop.maya,
                    text=text,
                    provenance=provenance,
                    learned_on=date(2026, 3, 1),
                    note_id=note_id,
                    do_not_mention=hushed,
                )
            )
        session.commit()
    index.drain(engine)

    for client_id in (shop.maya, None):
        with Session(engine) as session:
            search = index.search_store if client_id is None else index.search_client
            passages = search(session, shop.amelie, *([client_id] if client_id else []), "is she expecting a baby")

        assert [(p.kind, p.row_id) for p in passages] == [("note", note_id)]
        assert passages.items[0].provenance is Provenance.THIRD_PARTY
        assert passages.items[0].do_not_mention


def test_a_fact_of_its_own_and_a_service_case_are_found(engine: Engine, index: Index, shop: Shop) -> None:
    with Session(engine) as session:
        session.add(Fact(client_id=shop.maya, text="Ring size 52", provenance="told_us", learned_on=date(2026, 1, 2)))
        session.add(ServiceCase(client_id=shop.maya, kind="repair", text="Watch strap torn", opened_on=date(2026, 2, 1)))
        session.commit()
    index.drain(engine)

    with Session(engine) as session:
        ring = index.search_client(session, shop.amelie, shop.maya, "ring size").items[0]
        strap = index.search_client(session, shop.amelie, shop.maya, "strap of her watch").items[0]

    assert (ring.kind, ring.provenance, ring.on) == ("fact", Provenance.TOLD_US, date(2026, 1, 2))
    assert (strap.kind, strap.provenance, strap.text) == ("case", Provenance.SERVICE, "repair: Watch strap torn")


def test_a_fact_that_was_replaced_is_not_found(engine: Engine, index: Index, shop: Shop) -> None:
    with Session(engine) as session:
        newer = Fact(client_id=shop.maya, text="Ring size 54", provenance="told_us", learned_on=date(2026, 2, 2))
        session.add(newer)
        session.flush()
        older = Fact(
            client_id=shop.maya,
            text="Ring size 52",
            provenance="told_us",
            learned_on=date(2026, 1, 2),
            superseded_by_id=newer.id,
        )
        session.add(older)
        session.commit()
    index.drain(engine)

    with Session(engine) as session:
        texts = [passage.text for passage in index.search_client(session, shop.amelie, shop.maya, "ring size")]

    assert texts == ["Ring size 54"]


def test_a_month_in_the_question_brings_its_notes_forward(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    with Session(engine) as session:
        for month in (1, 5, 9):
            fact = Fact(client_id=shop.maya, text="Came for a fitting", provenance="observed", learned_on=date(2026, month, 3))
            session.add(fact)
        session.commit()
    index.drain(engine)

    with Session(engine) as session:
        months = [
            index.search_client(session, shop.amelie, shop.maya, asked).items[0].on
            for asked in ("What happened in May?", "Qu'a-t-elle fait en septembre ?", "她1月做了什么？")
        ]

    assert months == [date(2026, 5, 3), date(2026, 9, 3), date(2026, 1, 3)]


def test_words_are_found_whatever_their_accents_and_endings(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    wanted = write(shop.maya, "Robe de soirée pour les Noëls de la famille.")
    for day in range(2, 8):
        write(shop.maya, f"Visite numéro {day}, rien de particulier.", day=day)
    index.drain(engine)

    with Session(engine) as session:
        for asked in ("soirée", "SOIRÉES noël", "familles"):
            assert index.search_store(session, shop.amelie, asked).items[0].row_id == wanted


def test_signs_that_mean_something_to_sql_are_only_signs(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    write(shop.maya, "Paid 50% by card, file_name_7, back\\slash 'quoted'.")
    index.drain(engine)

    with Session(engine) as session:
        for asked in ("50% card", "file_name_7", "back\\slash", "'; DROP TABLE note; --", "", "   ", "?", "🙂"):
            assert not index.search_store(session, shop.amelie, asked).degraded
            assert len(index.search_client(session, shop.amelie, shop.maya, asked)) == 1


def test_nothing_near_is_not_support(engine: Engine, index: Index, shop: Shop, write: Write) -> None:
    write(shop.maya, "Offered coffee, declined. Takes lapsang with lemon.")
    write(shop.maya, "Cannot wear nickel, comes out in a rash.", day=2)
    index.drain(engine)

    with Session(engine) as session:
        answered = index.search_client(session, shop.amelie, shop.maya, "Can Maya wear nickel?")
        unanswered = index.search_client(session, shop.amelie, shop.maya, "Which football team is her nephew a fan of?")

    assert answered.supported
    assert not unanswered.supported


def test_a_client_of_whom_nothing_is_written_gives_nothing(engine: Engine, index: Index, shop: Shop) -> None:
    with Session(engine) as session:
        assert len(index.search_client(session, shop.amelie, shop.maya, "ring")) == 0
        assert len(index.search_client(session, shop.amelie, 987_654, "ring")) == 0
        assert len(index.search_store(session, shop.amelie, "ring")) == 0


def test_without_meaning_words_still_find(engine: Engine, settings: Settings, knowledge: Path, shop: Shop, write: Write) -> None:
    write(shop.maya, "Broke the clasp of her sapphire ring.")
    index = Index(settings.model_copy(update={"embedding": "openai"}), knowledge)

    with Session(engine) as session:
        of_client = index.search_client(session, shop.amelie, shop.maya, "sapphire")
        of_store = index.search_store(session, shop.amelie, "sapphire")

    assert of_client.degraded and of_store.degraded
    assert of_client.items[0].text == of_store.items[0].text == "Broke the clasp of her sapphire ring."
