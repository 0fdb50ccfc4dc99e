"""A photo or PDF belongs to its note: who may read the note may see it, and nobody else."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from copilot.domain.desk import Desk, Role, Visibility
from copilot.errors import OutOfScope
from copilot.records.attaching import UNKEPT, attached_to, attachment_for, drop_in
from copilot.records.attachment import Attachment
from copilot.records.columns import now
from copilot.records.knowledge import Note
from copilot.records.notes import NoteRefused, drop_note, keep_note
from copilot.records.people import Client, Store, User

TODAY = date(2026, 11, 21)


@pytest.fixture
def desks(session: Session) -> dict[str, Desk]:
    """Amara and Tom in London, Luca in Paris, a manager, a trainer; client 1 in London."""
    london, paris = Store(source_id="LON", name="London"), Store(source_id="PAR", name="Paris")
    session.add_all([london, paris])
    session.flush()
    people = {"amara": ("associate", london), "tom": ("associate", london), "luca": ("associate", paris)}
    users = {n: User(source_id=n, name=n, role=role, store_id=store.id) for n, (role, store) in people.items()}
    users |= {n: User(source_id=n, name=n, role=role) for n, role in (("margaux", "manager"), ("david", "trainer"))}
    session.add_all(users.values())
    session.add(Client(source_id="c", given_name="Ngozi", store_id=london.id or 0))
    session.commit()
    return {n: Desk(u.id or 0, n, Role(u.role), u.store_id, TODAY) for n, u in users.items()}


def dropped(session: Session, desk: Desk) -> int:
    attachment_id = drop_in(session, desk, "image/jpeg", b"a picture", "digest")
    session.commit()
    return attachment_id


def kept(session: Session, desk: Desk, attachment_id: int) -> int:
    client_id = session.exec(select(Client.id)).one() or 0
    return keep_note(session, desk, client_id, "Her old strap", lambda *_, **__: (), TODAY, attachment_id=attachment_id)


def seen_by(session: Session, desks: dict[str, Desk], attachment_id: int) -> set[str]:
    def sees(desk: Desk) -> bool:
        try:
            return attachment_for(session, desk.scope, attachment_id).content == b"a picture"
        except OutOfScope:
            return False

    return {name for name, desk in desks.items() if sees(desk)}


def test_before_it_is_kept_only_its_owner_sees_it(session: Session, desks: dict[str, Desk]) -> None:
    attachment_id = dropped(session, desks["amara"])

    assert seen_by(session, desks, attachment_id) == {"amara"}


def test_with_a_note_it_is_seen_by_whoever_may_read_the_note(session: Session, desks: dict[str, Desk]) -> None:
    attachment_id = dropped(session, desks["amara"])
    note_id = kept(session, desks["amara"], attachment_id)

    everybody = seen_by(session, desks, attachment_id)
    note = session.get(Note, note_id)
    assert note is not None
    note.visibility = Visibility.AUTHOR.value
    session.commit()

    assert everybody == {"amara", "tom", "margaux"}
    assert seen_by(session, desks, attachment_id) == {"amara"}
    assert attached_to(session, desks["amara"].scope, [note_id]) == {note_id: [(attachment_id, "image/jpeg")]}
    assert attached_to(session, desks["tom"].scope, [note_id]) == {}


def test_nobody_keeps_the_file_of_another_or_one_that_is_gone(session: Session, desks: dict[str, Desk]) -> None:
    attachment_id = dropped(session, desks["amara"])

    for name, wanted in (("tom", attachment_id), ("amara", 4711)):
        with pytest.raises(NoteRefused) as refused:
            kept(session, desks[name], wanted)
        session.rollback()
        assert refused.value.key == "file_gone"
    assert session.exec(select(Note)).all() == []


def test_taken_back_it_may_be_kept_again(session: Session, desks: dict[str, Desk]) -> None:
    attachment_id = dropped(session, desks["amara"])
    drop_note(session, desks["amara"], kept(session, desks["amara"], attachment_id))

    alone = seen_by(session, desks, attachment_id)
    again = kept(session, desks["amara"], attachment_id)

    assert alone == {"amara"}
    assert again in attached_to(session, desks["tom"].scope, [again])


def test_what_nobody_kept_within_a_day_is_forgotten_and_what_was_kept_goes_with_its_note(
    session: Session, desks: dict[str, Desk]
) -> None:
    old, other = dropped(session, desks["amara"]), dropped(session, desks["tom"])
    note_id = kept(session, desks["tom"], other)
    for row in session.exec(select(Attachment)).all():
        row.at = now() - UNKEPT - timedelta(minutes=1)
    session.commit()

    new = dropped(session, desks["luca"])
    left = set(session.exec(select(Attachment.id)).all())
    session.delete(session.get(Note, note_id))
    session.commit()

    assert left == {other, new}
    assert old not in left
    assert session.exec(select(Attachment.id)).all() == [new]
