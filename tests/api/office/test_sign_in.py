"""Signing in over HTTP: guessing is slowed down, and a sign-in ends when it should."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, select

from copilot.api.throttle import HERE
from copilot.records.access import SignIn
from copilot.records.columns import now
from copilot.records.people import User
from tests.api.office.conftest import HASH, Office
from tests.chat.scripted import PASSWORD


def change(office: Office, statement: object) -> None:
    with Session(office.engine) as session:
        session.execute(statement)  # type: ignore[call-overload]  # an update or a delete
        session.commit()


def test_a_wrong_password_many_times_says_how_long_to_wait_and_a_header_buys_no_other_address(office: Office) -> None:
    office.stopped = now()
    visitor = office.visitor()
    visitor.headers["accept-language"] = "fr"

    answers = [
        visitor.post("/login", data={"username": "amara", "password": f"x{n}"}, headers={"x-forwarded-for": f"10.0.0.{n}"})
        for n in range(HERE.free + 3)
    ]
    right = visitor.post("/login", data={"username": "amara", "password": PASSWORD})

    assert [answer.status_code for answer in answers] == [401] * (HERE.free + 1) + [429, 429]
    assert answers[-1].json()["detail"] == "Trop de tentatives. Patientez 2 secondes avant de réessayer."
    assert answers[-1].headers["retry-after"] == "2"
    assert right.status_code == 429
    assert office.sign_in("luca").get("/office/account").status_code == 200


def test_a_sign_in_that_lay_idle_or_is_too_old_has_ended(opened: Callable[..., Office]) -> None:
    office = opened(session_idle_minutes=30)
    idle, used = office.sign_in("amara"), office.sign_in("luca")
    old = office.sign_in("ines")
    half = now() - timedelta(minutes=31)
    change(office, update(SignIn).where(SignIn.user_id == office.user("amara").id).values(seen_at=half))
    change(office, update(SignIn).where(SignIn.user_id == office.user("luca").id).values(seen_at=now() - timedelta(minutes=29)))
    change(office, update(SignIn).where(SignIn.user_id == office.user("ines").id).values(until=now()))

    answers = [client.get("/office/account").status_code for client in (idle, used, old)]

    with Session(office.engine) as session:
        seen = session.exec(select(SignIn).where(SignIn.user_id == office.user("luca").id)).one().seen_at
    assert answers == [303, 200, 303]
    assert now() - seen < timedelta(minutes=1)


def test_the_token_of_somebody_deleted_signs_nobody_in_whoever_has_the_name_now(office: Office) -> None:
    luca, number = office.sign_in("luca"), office.user("luca").id
    change(office, delete(SignIn).where(SignIn.user_id == number))
    change(office, delete(User).where(User.id == number))
    gone = luca.get("/office/account").status_code

    with Session(office.engine) as session:
        session.add(User(source_id="luca", name="Another Luca", role="administrator", password_hash=HASH))
        session.commit()
    after = luca.get("/office/people").status_code

    assert (gone, after) == (303, 303)


def test_one_changes_ones_own_password_and_signs_out_everywhere(office: Office) -> None:
    till, phone = office.sign_in("amara"), office.sign_in("amara")

    wrong = till.post("/office/account/password", data={"old": "no", "new": "orange tram violin", "again": "orange tram violin"})
    weak = till.post("/office/account/password", data={"old": PASSWORD, "new": "amara2026!!!!", "again": "amara2026!!!!"})
    right = till.post(
        "/office/account/password", data={"old": PASSWORD, "new": "orange tram violin", "again": "orange tram violin"}
    )
    ended = [client.get("/office/account").status_code for client in (till, phone)]
    again = office.sign_in("amara", "orange tram violin")
    again.post("/office/account/sign-out")

    assert ("not your password now" in wrong.text, "first that are guessed" in weak.text) == (True, True)
    assert (right.status_code, ended, again.get("/office/account").status_code) == (303, [303, 303], 303)


def test_an_endless_name_is_no_name(office: Office) -> None:
    answer = office.visitor().post("/login", data={"username": "a" * 200_000, "password": "b" * 200_000})

    assert answer.status_code == 401
