"""A walk-in is added once, into the right book, with proof of what was agreed; taken back only while nothing hangs on it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from copilot.domain.desk import Desk
from copilot.records.care import Consent, Wish
from copilot.records.counter.alike import clients_alike
from copilot.records.counter.naming import Named, name_in
from copilot.records.counter.opt_in import OptIn
from copilot.records.counter.refusing import CounterRefused
from copilot.records.counter.walk_in import WalkIn, add_walk_in, check_walk_in, take_walk_in_back
from copilot.records.people import Client, ContactPoint
from copilot.records.upkeep import AuditLine
from copilot.settings import house_folder
from tests.records.counter.conftest import Counter

AT = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)
INES = WalkIn("Ms Inès Caro", "phone", "07700 900123", "fr")


def added(session: Session, desk: Desk, entered: WalkIn = INES, once: str = "counter:1") -> Client:
    client = add_walk_in(session, desk, check_walk_in(session, desk, entered), AT, once=once)
    session.commit()
    return client


def test_a_walk_in_is_in_the_askers_book_with_one_way_to_reach_them_and_no_consent(session: Session, counter: Counter) -> None:
    client = added(session, counter.amara)

    assert (client.given_name, client.family_name, client.salutation, client.language) == ("Inès", "Caro", "Ms", "fr")
    assert (client.store_id, client.associate_id) == (counter.london, counter.amara.user_id)
    assert (client.relationship_style, client.status) == ("unknown", "active")
    point = session.exec(select(ContactPoint).where(ContactPoint.client_id == client.id)).one()
    assert (point.kind, point.value, point.normalised, point.preferred) == ("phone", "+44 7700 900123", "+447700900123", True)
    assert session.exec(select(Consent)).all() == []
    line = session.exec(select(AuditLine)).one()
    assert (line.action, line.subject, line.detail) == ("client added", f"client {client.id}", "")


def test_what_was_agreed_is_kept_with_the_words_that_were_heard_by_whom_when_and_how(session: Session, counter: Counter) -> None:
    opt_in = OptIn.read(house_folder() / "knowledge", "Maison Orsel")
    words = opt_in.wording("sms", "fr")

    client = added(
        session, counter.amara, WalkIn("Ms Inès Caro", "phone", "07700 900123", "fr", opted_in={"sms": words}, version="7")
    )

    line = session.exec(select(Consent)).one()
    assert (line.client_id, line.channel, line.purpose, line.status) == (client.id, "sms", "marketing", "granted")
    assert line.wording == words and "Maison Orsel" in words and words.startswith("J’accepte")
    assert (line.recorded_by_id, line.at) == (counter.amara.user_id, AT)
    assert line.how == "told us in store; opt-in wording 7"


def test_every_wording_is_there_in_the_four_languages_and_others_hear_english() -> None:
    opt_in = OptIn.read(house_folder() / "knowledge", "Maison Orsel")

    assert opt_in.languages() == ("en", "es", "fr", "it")
    assert opt_in.wording("email", "ja") == opt_in.wording("email", "en")


def test_the_same_form_sent_twice_makes_one_client(engine: Engine, counter: Counter) -> None:
    def send(_: int) -> int:
        with Session(engine) as session:
            return added(session, counter.amara).id or 0

    with ThreadPoolExecutor(6) as hands:
        made = set(hands.map(send, range(6)))

    with Session(engine) as session:
        assert len(made) == 1
        assert session.exec(select(func.count()).select_from(Client)).one() == 3
        assert session.exec(select(func.count()).select_from(ContactPoint)).one() == 3


REFUSED = [
    (WalkIn(" ", "phone", "07700 900123", "en"), "name_missing", "name"),
    (WalkIn("=cmd()", "phone", "07700 900123", "en"), "name_missing", "name"),
    (WalkIn("x" * 121, "phone", "07700 900123", "en"), "name_too_long", "name"),
    (WalkIn("Ann Lee", "phone", "12", "en"), "bad_phone", "contact"),
    (WalkIn("Ann Lee", "phone", "", "en"), "contact_missing", "contact"),
    (WalkIn("Ann Lee", "email", "ann@nowhere", "en"), "bad_email", "contact"),
    (WalkIn("Ann Lee", "pigeon", "x", "en"), "no_such_way", "kind"),
    (WalkIn("Ann Lee", "phone", "07700 900123", "xx"), "language_missing", "language"),
    (WalkIn("Ann Lee", "email", "a@b.example", "en", opted_in={"sms": "words"}), "no_such_channel", "contact"),
]


def test_what_cannot_be_kept_is_refused_beside_its_field(session: Session, counter: Counter) -> None:
    said = []
    for entered, _, _ in REFUSED:
        with pytest.raises(CounterRefused) as refused:
            check_walk_in(session, counter.amara, entered)
        said.append((refused.value.key, refused.value.field))

    assert said == [(key, field) for _, key, field in REFUSED]


def test_trainers_add_nobody_and_who_runs_the_house_chooses_the_store(session: Session, counter: Counter) -> None:
    with pytest.raises(CounterRefused, match="Trainers"):
        check_walk_in(session, counter.trainer, INES)
    with pytest.raises(CounterRefused, match="Choose the store"):
        check_walk_in(session, counter.owner, INES)

    in_paris = added(session, counter.owner, WalkIn("Jean Roy", "phone", "06 12 34 56 79", "fr", store_id=counter.paris))
    at_home = added(session, counter.amara, WalkIn("Ann Lee", "email", "a@b.example", "en", store_id=counter.paris), "counter:2")

    assert (in_paris.store_id, in_paris.associate_id) == (counter.paris, None)
    assert at_home.store_id == counter.london


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Ms Inès Caro", Named("Inès", "Caro", "Ms")),
        ("Caro, Inès", Named("Inès", "Caro")),
        ("madame Caro", Named("", "Caro", "Mme")),
        ("Inès", Named("Inès", "")),
        ("Dr. María José de la Cruz", Named("María", "José de la Cruz", "Dr")),
    ],
)
def test_a_name_is_taken_apart_as_people_say_it(typed: str, named: Named) -> None:
    assert name_in(typed) == named


def test_a_client_like_it_is_named_if_the_asker_may_see_them_and_of_another_stores_nothing_is_said(
    session: Session, counter: Counter
) -> None:
    entered = [
        ("Somebody Else", "+447700900118"),
        ("ngozi okafor", "+447700900999"),
        ("Ngozi Okafr", "+447700900999"),
        ("Ngozi", "+447700900999"),
        ("Paul Girard", "+33612345678"),
    ]

    found = [clients_alike(session, counter.amara.scope, name, "whatsapp", contact) for name, contact in entered]

    assert [[one.why for one in alike] for alike in found] == [["same_contact"], ["same_name"], ["near_name"], [], []]


def test_somebody_known_to_another_store_is_added_as_anybody_else(session: Session, counter: Counter) -> None:
    client = added(session, counter.amara, WalkIn("Paul Girard", "phone", "+33 6 12 34 56 78", "fr"))

    assert client.store_id == counter.london


def test_a_walk_in_is_taken_back_whole_and_may_be_added_again(session: Session, counter: Counter) -> None:
    entered = WalkIn("Ms Inès Caro", "phone", "07700 900123", "fr", opted_in={"sms": "words"})
    client_id = added(session, counter.amara, entered).id or 0

    take_walk_in_back(session, counter.amara, client_id, once="counter:1")
    session.commit()

    assert session.get(Client, client_id) is None
    assert session.exec(select(Consent)).all() == []
    assert len(session.exec(select(ContactPoint)).all()) == 2
    assert added(session, counter.amara, entered).name == "Inès Caro"


def test_a_walk_in_stays_once_more_is_written_about_them(session: Session, counter: Counter) -> None:
    client_id = added(session, counter.amara).id or 0
    more = [
        Wish(client_id=client_id, text="A tote", wished_on=counter.amara.today),
        Consent(client_id=client_id, channel="sms", status="withdrawn", at=AT),
        ContactPoint(client_id=client_id, kind="email", value="a@b.example", normalised="a@b.example"),
    ]

    for one in more:
        session.add(one)
        session.flush()
        with pytest.raises(CounterRefused, match="so they stay"):
            take_walk_in_back(session, counter.amara, client_id, once="counter:1")
        session.delete(one)
        session.flush()

    assert session.get(Client, client_id) is not None


def test_wordings_are_read_from_the_houses_own_file(tmp_path: Path) -> None:
    (tmp_path / "opt-in.yaml").write_text('version: "1"\nwordings: {email: {en: "Yes to {house}."}}', "utf-8")

    opt_in = OptIn.read(tmp_path, "Atelier")

    assert (opt_in.version, opt_in.wording("email", "it")) == ("1", "Yes to Atelier.")
