"""Appointments and wishes: booked, moved, cancelled, fulfilled; what they said before stays on record."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from copilot.errors import OutOfScope
from copilot.records.care import Appointment, Wish
from copilot.records.columns import now
from copilot.records.counter import appointments, wishing
from copilot.records.counter.appointments import Visit, as_seen
from copilot.records.counter.opening import is_open
from copilot.records.counter.picking import clients_typed, products_typed
from copilot.records.counter.refusing import ChangedMeanwhile, CounterRefused
from copilot.records.people import Store
from copilot.records.trade import Product
from copilot.records.upkeep import RowChange
from tests.records.counter.conftest import Counter

SOON = now().replace(microsecond=0, second=0, minute=0) + timedelta(days=3)


def booked(session: Session, counter: Counter, once: str = "counter:1", at: datetime = SOON) -> Appointment:
    visit = Visit(at, "A fitting", counter.amara.user_id)
    appointment_id = appointments.book(session, counter.amara, counter.ngozi, visit, once=once)
    session.commit()
    return session.get_one(Appointment, appointment_id)


def test_the_same_form_books_once_in_the_clients_store(session: Session, counter: Counter) -> None:
    first, again = booked(session, counter), booked(session, counter)

    assert first.id == again.id
    assert (first.store_id, first.starts_at, first.status) == (counter.london, SOON, "booked")
    assert first.associate_id == counter.amara.user_id


def test_a_moved_appointment_keeps_what_it_was_and_the_second_mover_is_told(session: Session, counter: Counter) -> None:
    appointment = booked(session, counter)
    seen, later = as_seen(appointment), SOON + timedelta(hours=2)

    change_id = appointments.move(
        session, counter.tom, appointment.id or 0, Visit(later, "A fitting", counter.tom.user_id), seen=seen
    )
    session.commit()

    change = session.get_one(RowChange, change_id)
    assert change.before == seen
    assert change.after["starts_at"] == later.isoformat()
    with pytest.raises(ChangedMeanwhile) as changed:
        appointments.cancel(session, counter.amara, appointment.id or 0, seen=seen)
    assert f"{later.astimezone(ZoneInfo('Europe/London')):%H:%M}" in changed.value.now
    session.rollback()
    appointments.undo_change(session, counter.tom, change_id)
    session.commit()
    assert as_seen(session.get_one(Appointment, appointment.id)) == seen
    assert len(session.exec(select(RowChange)).all()) == 2


def test_a_cancelled_appointment_stays_and_a_fresh_one_can_be_taken_back(session: Session, counter: Counter) -> None:
    first, second = booked(session, counter), booked(session, counter, "counter:2", SOON + timedelta(days=1))

    appointments.cancel(session, counter.amara, first.id or 0, seen=as_seen(first))
    appointments.unbook(session, counter.amara, second.id or 0, seen=as_seen(second))
    session.commit()

    assert [a.status for a in session.exec(select(Appointment)).all()] == ["cancelled"]


def test_who_books_is_warned_of_shut_doors_and_of_a_clash(session: Session, counter: Counter) -> None:
    store = session.get_one(Store, counter.london)
    there = booked(session, counter)
    night = Visit(SOON.astimezone(ZoneInfo(store.timezone)).replace(hour=3), "", None)
    clash = Visit(SOON + timedelta(minutes=30), "", counter.amara.user_id)

    assert [key for key, _ in appointments.doubts(session, store, night)] == ["store_shut"]
    assert "clash" in [key for key, _ in appointments.doubts(session, store, clash)]
    assert "clash" not in [key for key, _ in appointments.doubts(session, store, clash, but_not=there.id)]


@pytest.mark.parametrize(
    ("day", "time", "key"),
    [
        ("2026-03-02", "15:00", "when_past"),
        ("", "15:00", "when_missing"),
        ("soon", "3", "when_missing"),
        ("2062-03-02", "15:00", "when_far"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(day: str, time: str, key: str) -> None:
    store = Store(source_id="LON", name="", timezone="Europe/London")

    with pytest.raises(CounterRefused) as refused:
        appointments.moment_of(store, day, time, datetime(2026, 3, 2, 15, 30, tzinfo=UTC))

    assert refused.value.key == key


def test_a_time_is_one_of_the_stores_clock() -> None:
    store = Store(source_id="PAR", name="", timezone="Europe/Paris")

    moment = appointments.moment_of(store, "2026-07-01", "15:00", datetime(2026, 3, 2, tzinfo=UTC))

    assert moment == datetime(2026, 7, 1, 13, tzinfo=UTC)


def test_nobody_of_another_store_can_be_booked_with(session: Session, counter: Counter) -> None:
    with pytest.raises(CounterRefused) as refused:
        appointments.book(session, counter.amara, counter.ngozi, Visit(SOON, "", counter.luca.user_id), once="c")

    assert refused.value.key == "no_such_colleague"


LONDON = "Mon-Sat 10:00-18:30, Thu until 19:30, Sun 12:00-18:00"


@pytest.mark.parametrize(
    ("hours", "day", "at", "expected"),
    [
        (LONDON, 18, time(10), True),
        (LONDON, 18, time(19), False),
        (LONDON, 19, time(19), True),
        (LONDON, 22, time(11), False),
        ("Mar-Sam 10h-19h30", 16, time(11), False),
        ("Mar-Sam 10h-19h30", 17, time(19), True),
        ("lun-ven 9:30-13:00", 20, time(9, 45), True),
        ("by appointment", 20, time(9, 45), None),
        ("", 20, time(9, 45), None),
    ],
)
def test_opening_hours_are_read_as_people_write_them(hours: str, day: int, at: time, expected: bool | None) -> None:
    assert is_open(hours, datetime.combine(date(2026, 3, day), at)) is expected


def test_a_wish_is_added_once_fulfilled_and_opened_again(session: Session, counter: Counter) -> None:
    session.add(Product(source_id="T", name="Aubrac Tote", colour="Sapin green"))
    session.commit()
    [(product_id, label)] = products_typed(session, "tote sap")
    ids = {wishing.add_wish(session, counter.amara, counter.ngozi, "", product_id, once="w") for _ in range(2)}
    [wish_id] = ids

    wishing.end_wish(session, counter.tom, wish_id, "fulfilled")
    session.commit()

    wish = session.get_one(Wish, wish_id)
    assert (wish.text, label, wish.status) == ("Aubrac Tote, Sapin green", "Aubrac Tote, Sapin green", "fulfilled")
    assert [c.before for c in session.exec(select(RowChange)).all()] == [{"status": "open"}]
    with pytest.raises(ChangedMeanwhile):
        wishing.end_wish(session, counter.amara, wish_id, "withdrawn")
    session.rollback()
    with pytest.raises(ChangedMeanwhile):
        wishing.drop_wish(session, counter.amara, wish_id)
    session.rollback()
    wishing.reopen_wish(session, counter.tom, wish_id, "fulfilled")
    assert [w.id for w in wishing.open_wishes(session, counter.ngozi)] == [wish_id]


def test_what_belongs_to_a_client_of_another_store_does_not_exist(session: Session, counter: Counter) -> None:
    appointment = booked(session, counter)
    wish_id = wishing.add_wish(session, counter.amara, counter.ngozi, "A tote", None, once="w")
    session.commit()
    luca = counter.luca
    tries: list[Callable[[], object]] = [
        lambda: appointments.cancel(session, luca, appointment.id or 0, seen=as_seen(appointment)),
        lambda: appointments.book(session, luca, counter.ngozi, Visit(SOON, "", None), once="x"),
        lambda: wishing.end_wish(session, luca, wish_id, "fulfilled"),
        lambda: wishing.add_wish(session, luca, counter.ngozi, "x", None, once="y"),
    ]

    for attempt in tries:
        with pytest.raises(OutOfScope):
            attempt()
        session.rollback()
    assert clients_typed(session, luca.scope, "ngo") == []
    assert clients_typed(session, counter.amara.scope, "oka ngo") == [(counter.ngozi, "Ngozi Okafor")]
