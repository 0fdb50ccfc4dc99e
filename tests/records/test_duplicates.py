"""Possible duplicates: found however they are written, listed for a person, and never too slowly."""

from typing import Any

import pytest
from sqlmodel import Session

from copilot.records.duplicates import LARGE, _alike_somewhere, _people, possible_duplicates
from copilot.records.people import Account, Client, ContactPoint, Store


@pytest.fixture(autouse=True)
def store(session: Session) -> None:
    session.add_all([Store(source_id="LON", name="London"), Account(source_id="H", name="The Lees")])
    session.flush()


def _client(session: Session, given: str, family: str = "", postcode: str = "", **more: Any) -> int:
    client = Client(source_id=f"{given}-{family}-{postcode}-{more}", given_name=given, family_name=family,
                    postcode=postcode, store_id=1, **more)  # fmt: skip
    session.add(client)
    session.flush()
    return client.id or 0


def _reach(session: Session, client_id: int, kind: str, normalised: str) -> None:
    session.add(ContactPoint(client_id=client_id, kind=kind, value=normalised, normalised=normalised))
    session.flush()


def test_the_same_number_or_address_is_found_without_regard_to_case(session: Session) -> None:
    a, b, c = _client(session, "Ann"), _client(session, "Beth"), _client(session, "Carl")
    _reach(session, a, "phone", "+442079460958")
    _reach(session, b, "whatsapp", "+442079460958")
    _reach(session, a, "email", "Ann@example.com")
    _reach(session, b, "email", "ann@example.com")
    _reach(session, c, "phone", "+442079460000")

    found = possible_duplicates(session)

    assert [(pair.first_id, pair.second_id) for pair in found] == [(a, b)]
    assert set(found[0].reasons) == {"same telephone", "same e-mail"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Anneliese", "Vogt", "NW1 5AA"), ("Annelise", "VOGT", "nw15aa")),
        (("Zoë", "Brontë", "W1"), ("Zoe", "Bronte", "W1")),
        (("Wei Ling", "Tan", "W1"), ("Tan", "Wei Ling", "W1")),
    ],
)
def test_a_near_name_in_the_same_postcode_is_found(
    session: Session, one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    pair = (_client(session, *one), _client(session, *other))

    found = possible_duplicates(session)

    assert [(d.first_id, d.second_id, d.reasons) for d in found] == [(*pair, ("near name and same postcode",))]


def test_a_near_name_elsewhere_or_without_a_postcode_is_not(session: Session) -> None:
    _client(session, "Ann", "Lee", "W1")
    _client(session, "Ann", "Lee", "W2")
    _client(session, "Ann", "Lee")
    _client(session, "Ann", "Lee", "", salutation="Ms")

    assert possible_duplicates(session) == []


def test_two_people_of_one_household_may_share_a_telephone(session: Session) -> None:
    mother = _client(session, "Margaret", "Lee", account_id=1)
    daughter = _client(session, "Jo", "Lee", account_id=1)
    again = _client(session, "Margret", "Lee", account_id=1)
    for client in (mother, daughter, again):
        _reach(session, client, "phone", "+442079460958")

    found = possible_duplicates(session)

    assert [(pair.first_id, pair.second_id) for pair in found] == [(mother, again)]


def test_a_merged_client_is_no_longer_listed(session: Session) -> None:
    kept = _client(session, "Ann", "Lee", "W1")
    _client(session, "Ann", "Lee", "w1", merged_into_id=kept, status="merged")

    assert possible_duplicates(session) == []


def test_many_clients_in_one_postcode_are_not_all_compared(session: Session) -> None:
    for i in range(LARGE * 3):
        given, family = f"{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}ron{i}", f"{chr(97 + i * 7 % 26)}olm{i}"
        session.add(Client(source_id=given, given_name=given, family_name=family, postcode="W1", store_id=1))
    pair = (_client(session, "Anneliese", "Vogt", "W1"), _client(session, "Annelise", "Vogt", "W1"))

    found = possible_duplicates(session)
    compared = sum(1 for _ in _alike_somewhere(list(_people(session))))

    assert pair in [(d.first_id, d.second_id) for d in found]
    assert compared < (LARGE * 3) ** 2 / 100
