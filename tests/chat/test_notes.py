"""A note is kept once, with what was read from it, by who may; and it can be taken back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, select

from copilot.domain.desk import Desk, Role
from copilot.errors import OutOfScope
from copilot.reading.notes import facts_in
from copilot.records.care import Promise
from copilot.records.knowledge import Fact, Note
from copilot.records.notes import LONGEST, NoteRefused, drop_note, keep_note
from copilot.records.people import User
from copilot.records.upkeep import AuditLine, IndexTask

TODAY = date(2026, 11, 20)
WORDS = "Ring size 52, she told me. Her sister mentioned a divorce. I promised to call her on Monday."


def desk(session: Session, people: dict[str, int], name: str) -> Desk:
    user = session.get(User, people[name])
    assert user is not None
    return Desk(people[name], user.name, Role(user.role), user.store_id, TODAY)


def test_a_kept_note_becomes_facts_with_provenance_and_is_queued_for_the_index(session: Session, people: dict[str, int]) -> None:
    amara = desk(session, people, "amara")

    note_id = keep_note(session, amara, people["here"], f"  {WORDS} ", facts_in, TODAY)

    note = session.get(Note, note_id)
    facts = session.exec(select(Fact).where(Fact.note_id == note_id)).all()
    assert note is not None
    assert (note.text, note.author_id, note.written_on) == (WORDS, people["amara"], TODAY)
    assert {"told_us", "third_party"} <= {f.provenance for f in facts}
    assert {f.learned_by_id for f in facts} == {people["amara"]}
    queued = {(t.kind, t.row_id) for t in session.exec(select(IndexTask)).all()}
    assert queued == {("note", note_id)} | {("fact", f.id) for f in facts}
    line = session.exec(select(AuditLine)).one()
    assert (line.user_id, line.action, line.subject) == (people["amara"], "note kept", f"note {note_id}")


def test_the_same_tap_twice_keeps_one_note(engine: Engine, people: dict[str, int]) -> None:
    def tap(_: int) -> int:
        with Session(engine) as session:
            amara = desk(session, people, "amara")
            return keep_note(session, amara, people["here"], WORDS, facts_in, TODAY, once="chat:1")

    with ThreadPoolExecutor(6) as hands:
        kept = set(hands.map(tap, range(6)))

    with Session(engine) as session:
        assert session.exec(select(func.count()).select_from(Note)).one() == 1
    assert len(kept) == 1


@pytest.mark.parametrize(("who", "whose"), [("amara", "there"), ("luca", "here")])
def test_a_client_of_another_store_does_not_exist(session: Session, people: dict[str, int], who: str, whose: str) -> None:
    with pytest.raises(OutOfScope):
        keep_note(session, desk(session, people, who), people[whose], WORDS, facts_in, TODAY)


@pytest.mark.parametrize(
    ("who", "text", "why"),
    [("david", WORDS, "Trainers"), ("amara", "  \n ", "empty"), ("amara", "x" * (LONGEST + 1), "4,001")],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(
    session: Session, people: dict[str, int], who: str, text: str, why: str
) -> None:
    with pytest.raises(NoteRefused, match=why):
        keep_note(session, desk(session, people, who), people["here"], text, facts_in, TODAY)


def test_a_note_taken_back_leaves_only_its_audit_trail(session: Session, people: dict[str, int]) -> None:
    amara = desk(session, people, "amara")
    note_id = keep_note(session, amara, people["here"], WORDS, facts_in, TODAY, once="chat:1")

    drop_note(session, amara, note_id)

    left = [len(session.exec(select(row)).all()) for row in (Note, Fact, Promise)]
    assert left == [0, 0, 0]
    assert [line.action for line in session.exec(select(AuditLine)).all()] == ["note kept", "note taken back"]
    again = keep_note(session, amara, people["here"], WORDS, facts_in, TODAY, once="chat:1")
    assert session.get(Note, again) is not None


def test_nobody_takes_back_a_colleagues_note(session: Session, people: dict[str, int]) -> None:
    note_id = keep_note(session, desk(session, people, "amara"), people["here"], WORDS, facts_in, TODAY)

    with pytest.raises(OutOfScope):
        drop_note(session, desk(session, people, "tom"), note_id)
