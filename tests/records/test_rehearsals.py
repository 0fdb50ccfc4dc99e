"""Who sees what of practice, on both databases."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from copilot.domain.desk import Role, Scope
from copilot.errors import OutOfScope
from copilot.records.people import Store, User
from copilot.records.rehearsal_scope import (
    assigned_to,
    completion,
    followed,
    own_rehearsal,
    rehearsal_in_sight,
    rehearsals_in_sight,
)
from copilot.records.rehearsals import Assignment, Rehearsal

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)


@pytest.fixture
def people(session: Session) -> dict[str, Scope]:
    """An associate, a manager and a trainer in each of two stores, and a trainer of the whole house."""
    found = {}
    for city in ("london", "paris"):
        store = Store(source_id=city, name=city)
        session.add(store)
        session.flush()
        for role in (Role.ASSOCIATE, Role.MANAGER, Role.TRAINER):
            found[f"{city} {role.value}"] = _scope(session, f"{city} {role.value}", role, store.id)
    found["house trainer"] = _scope(session, "house trainer", Role.TRAINER, None)
    return found


def _scope(session: Session, name: str, role: Role, store_id: int | None) -> Scope:
    user = User(source_id=name, name=name, role=role.value, store_id=store_id)
    session.add(user)
    session.flush()
    return Scope(user.id or 0, role, store_id)


def played(session: Session, by: Scope, *, ended: bool = True, **more: object) -> int:
    """The id of a practice of this person's."""
    given = {"scenario": "first_visit", "title": "The first visit", "text": "", "ended_at": NOON if ended else None, **more}
    row = Rehearsal(user_id=by.user_id, store_id=by.store_id, **given)
    session.add(row)
    session.flush()
    return row.id or 0


def readers(session: Session, people: dict[str, Scope], rehearsal_id: int) -> set[str]:
    """Who may read it."""
    found = set()
    for name, scope in people.items():
        listed = rehearsal_id in [row.id for row, _ in rehearsals_in_sight(session, scope)]
        try:
            rehearsal_in_sight(session, scope, rehearsal_id)
        except OutOfScope:
            assert not listed
        else:
            assert listed
            found.add(name)
    return found


def test_a_practice_is_read_by_who_played_it_and_by_the_trainers_of_their_store(
    session: Session, people: dict[str, Scope]
) -> None:
    practice = played(session, people["london associate"])

    seen = readers(session, people, practice)

    assert seen == {"london associate", "london trainer", "house trainer"}


def test_the_manager_of_the_store_reads_it_once_it_is_shared(session: Session, people: dict[str, Scope]) -> None:
    practice = played(session, people["london associate"], shared=True)

    seen = readers(session, people, practice)

    assert seen == {"london associate", "london trainer", "house trainer", "london manager"}


def test_what_is_not_over_is_seen_by_who_plays_it_alone(session: Session, people: dict[str, Scope]) -> None:
    practice = played(session, people["london associate"], ended=False, shared=True)

    seen = readers(session, people, practice)

    assert seen == {"london associate"}


def test_nobody_plays_on_for_another_and_only_a_trainer_follows(session: Session, people: dict[str, Scope]) -> None:
    practice = played(session, people["london associate"], shared=True)

    for name, look in (("house trainer", own_rehearsal), ("london associate", followed), ("london manager", followed)):
        with pytest.raises(OutOfScope):
            look(session, people[name], practice)
    with pytest.raises(OutOfScope):
        followed(session, people["paris trainer"], practice)

    assert followed(session, people["london trainer"], practice).id == practice


def test_a_manager_sees_who_did_what_was_assigned_in_their_store_and_an_associate_does_not(
    session: Session, people: dict[str, Scope]
) -> None:
    trainer, paris = people["house trainer"], people["paris associate"]
    for scope in (people["london associate"], paris):
        given = Assignment(scenario="first_visit", title="The first visit", by_id=trainer.user_id, due=date(2026, 4, 1))
        given.store_id = scope.store_id
        session.add(given)
        session.flush()
        if scope is not paris:
            played(session, scope, assignment_id=given.id)

    rows = completion(session, people["london manager"])
    everywhere = completion(session, trainer)

    assert [(one.person, one.scenario, one.ended_at) for one in rows] == [("london associate", "The first visit", NOON)]
    assert [(one.person, one.ended_at) for one in everywhere] == [("paris associate", None), ("london associate", NOON)]
    assert [done for _, done in assigned_to(session, paris)] == [False]
    with pytest.raises(OutOfScope):
        completion(session, paris)
