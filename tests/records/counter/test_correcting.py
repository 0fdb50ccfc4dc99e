"""What we know is put right: the new holds at once, the old stays, and two who correct the same thing do not lose a word."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from copilot.domain.desk import Visibility
from copilot.errors import OutOfScope
from copilot.records.care import Consent
from copilot.records.counter.consenting import add_consent, latest
from copilot.records.counter.contact_points import change_contact_point, in_use, undo_contact_point
from copilot.records.counter.correcting import current_facts, replace_fact, undo_replace, undo_withdraw, withdraw_facts
from copilot.records.counter.refusing import ChangedMeanwhile, CounterRefused
from copilot.records.knowledge import Fact, Note
from copilot.records.people import ContactPoint
from copilot.records.upkeep import AuditLine, IndexTask
from tests.records.counter.conftest import TODAY, Counter

AT = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)


def fact(session: Session, client_id: int, text: str = "Shoe size 38.", **more: Any) -> int:
    row = Fact(
        client_id=client_id, text=text, learned_on=date(2024, 5, 1), **{"subject": "shoe size", "provenance": "purchase", **more}
    )
    session.add(row)
    session.commit()
    return row.id or 0


def corrected(session: Session, counter: Counter, text: str, old: list[int], once: str = "counter:1", **more: Any) -> int:
    desk = more.pop("desk", counter.amara)
    new = replace_fact(session, desk, counter.ngozi, "shoe size", text, replaces=old, seen=old, once=once)
    session.commit()
    return new


def test_a_corrected_fact_stays_behind_the_one_that_holds_now(session: Session, counter: Counter) -> None:
    old = fact(session, counter.ngozi, do_not_mention=True)

    new = corrected(session, counter, "39", [old])

    was, now = session.get_one(Fact, old), session.get_one(Fact, new)
    assert (was.text, was.superseded_by_id) == ("Shoe size 38.", new)
    assert (now.text, now.provenance, now.learned_on, now.learned_by_id) == ("39", "told_us", TODAY, counter.amara.user_id)
    assert now.do_not_mention
    assert [f.id for f in current_facts(session, counter.tom.scope, counter.ngozi)] == [new]
    assert {(t.kind, t.row_id) for t in session.exec(select(IndexTask)).all()} >= {("fact", old), ("fact", new)}
    assert {line.subject for line in session.exec(select(AuditLine)).all()} == {f"fact {new}"}


def test_a_correction_undone_leaves_things_as_they_were(session: Session, counter: Counter) -> None:
    old = fact(session, counter.ngozi)
    new = corrected(session, counter, "39", [old])

    undo_replace(session, counter.amara, counter.ngozi, new)
    session.commit()

    assert [f.id for f in current_facts(session, counter.amara.scope, counter.ngozi)] == [old]
    assert session.get(Fact, new) is None


def test_of_two_who_correct_the_same_fact_the_second_is_told_what_it_says_now(engine: Engine, counter: Counter) -> None:
    with Session(engine) as session:
        old = fact(session, counter.ngozi)

    def correct(value: str) -> str:
        with Session(engine) as session:
            try:
                corrected(session, counter, value, [old], once=f"counter:{value}")
                return "kept"
            except ChangedMeanwhile as changed:
                return changed.now

    with ThreadPoolExecutor(2) as hands:
        said = sorted(hands.map(correct, ["39", "40"]))

    with Session(engine) as session:
        [now] = current_facts(session, counter.amara.scope, counter.ngozi)
        assert said == [now.text, "kept"]
        assert len(session.exec(select(Fact)).all()) == 2


def test_two_who_add_the_first_size_do_not_both_succeed(session: Session, counter: Counter) -> None:
    corrected(session, counter, "39", [], once="counter:1")

    with pytest.raises(ChangedMeanwhile) as changed:
        corrected(session, counter, "40", [], once="counter:2", desk=counter.tom)

    assert changed.value.now == "39"


def test_what_is_wrong_is_withdrawn_with_who_when_and_why_and_can_be_brought_back(session: Session, counter: Counter) -> None:
    whisky = fact(session, counter.ngozi, "Likes whisky.", subject="drink")

    withdraw_facts(session, counter.amara, counter.ngozi, [whisky], "that is wrong")
    session.commit()

    row = session.get_one(Fact, whisky)
    assert (row.text, row.withdrawn_by_id, row.withdrawn_because) == ("Likes whisky.", counter.amara.user_id, "that is wrong")
    assert row.withdrawn_at is not None
    assert current_facts(session, counter.amara.scope, counter.ngozi) == []
    with pytest.raises(ChangedMeanwhile):
        withdraw_facts(session, counter.tom, counter.ngozi, [whisky], "")
    undo_withdraw(session, counter.amara, counter.ngozi, [whisky])
    assert [f.id for f in current_facts(session, counter.amara.scope, counter.ngozi)] == [whisky]


def test_a_fact_from_a_colleagues_own_note_can_be_neither_seen_nor_withdrawn(session: Session, counter: Counter) -> None:
    note = Note(
        client_id=counter.ngozi, author_id=counter.tom.user_id, written_on=TODAY, visibility=Visibility.AUTHOR.value, text="x"
    )
    session.add(note)
    session.flush()
    hidden = fact(session, counter.ngozi, note_id=note.id)

    assert current_facts(session, counter.amara.scope, counter.ngozi) == []
    with pytest.raises(ChangedMeanwhile) as refused:
        withdraw_facts(session, counter.amara, counter.ngozi, [hidden], "")
    assert refused.value.now == "–"


@pytest.mark.parametrize("who", ["luca", "trainer"])
def test_a_client_out_of_scope_does_not_exist_whatever_is_changed(session: Session, counter: Counter, who: str) -> None:
    old = fact(session, counter.ngozi)
    desk = getattr(counter, who)
    changes = [
        lambda: replace_fact(session, desk, counter.ngozi, "shoe size", "39", replaces=[old], seen=[old], once="c"),
        lambda: withdraw_facts(session, desk, counter.ngozi, [old], ""),
        lambda: change_contact_point(session, desk, counter.ngozi, "phone", "+447700900124", TODAY),
        lambda: add_consent(session, desk, counter.ngozi, "sms", "withdrawn", AT, once="c"),
    ]
    wanted = CounterRefused if who == "trainer" else OutOfScope

    for change in changes:
        with pytest.raises(wanted):
            change()
        session.rollback()


def test_a_new_number_takes_over_and_the_old_one_says_until_when(session: Session, counter: Counter) -> None:
    [old] = in_use(session, counter.ngozi)

    new = change_contact_point(session, counter.amara, counter.ngozi, "phone", "07700 900123", TODAY, replaces=old.id)
    session.commit()

    assert [(p.id, p.value) for p in in_use(session, counter.ngozi)] == [(new, "+44 7700 900123")]
    kept = session.get_one(ContactPoint, old.id)
    assert (kept.value, kept.used_until, kept.replaced_by_id) == ("+44 7700 900118", TODAY, new)
    assert kept.changed_by_id == counter.amara.user_id
    with pytest.raises(ChangedMeanwhile) as changed:
        change_contact_point(session, counter.tom, counter.ngozi, "phone", "07700 900125", TODAY, replaces=old.id)
    assert changed.value.now == "+44 7700 900123"
    session.rollback()
    undo_contact_point(session, counter.amara, counter.ngozi, new)
    session.commit()
    assert [p.id for p in in_use(session, counter.ngozi)] == [old.id]


def test_the_same_number_again_is_no_change(session: Session, counter: Counter) -> None:
    with pytest.raises(CounterRefused) as refused:
        change_contact_point(session, counter.amara, counter.ngozi, "phone", "07700 900118", TODAY)

    assert refused.value.key == "same_already"


def test_a_consent_withdrawn_is_one_more_line(session: Session, counter: Counter) -> None:
    add_consent(session, counter.amara, counter.ngozi, "sms", "granted", AT, wording="I agree.", once="a")
    for _ in range(2):
        add_consent(session, counter.amara, counter.ngozi, "sms", "withdrawn", AT.replace(hour=12), once="b")
    session.commit()

    assert [line.status for line in session.exec(select(Consent)).all()] == ["granted", "withdrawn"]
    line = latest(session, counter.ngozi, "sms")
    assert line is not None and (line.status, line.recorded_by_id) == ("withdrawn", counter.amara.user_id)
    with pytest.raises(CounterRefused, match="wording"):
        add_consent(session, counter.amara, counter.ngozi, "sms", "granted", AT, once="c")
