"""Accounts: only the right password of an active account signs in."""

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session

from copilot.records.passwords import PasswordRefused, refuse_weak
from copilot.records.people import Store, User
from copilot.records.sign_in import (
    UserRefused,
    add_user,
    check_password,
    find_user,
    set_active,
    set_password,
)


def test_the_right_password_signs_in_and_nothing_else_does(session: Session) -> None:
    user = add_user(session, "tom", "a good password", full_name="Tom Ashby")

    assert check_password(user, "a good password")
    assert not check_password(user, "A good password")
    assert not check_password(user, "")
    assert not check_password(None, "a good password")
    assert user.password_hash.startswith("$argon2id$")


def test_an_account_without_password_or_disabled_never_signs_in(session: Session) -> None:
    add_user(session, "tom", "a good password")
    imported = User(source_id="amara", name="Amara")

    disabled = set_active(session, "tom", active=False)

    assert not check_password(imported, "")
    assert not check_password(disabled, "a good password")


def test_a_hash_of_older_strength_is_renewed_at_sign_in(session: Session) -> None:
    user = add_user(session, "tom", "a good password")
    user.password_hash = weak = PasswordHasher(time_cost=1, memory_cost=64).hash("a good password")

    assert check_password(user, "a good password")
    assert user.password_hash != weak
    assert check_password(user, "a good password")


def test_a_new_password_ends_earlier_sign_ins(session: Session) -> None:
    user = add_user(session, "tom", "a good password")
    earlier = user.sessions_valid_from

    set_password(session, "tom", "a better password")

    assert check_password(user, "a better password")
    assert user.sessions_valid_from > earlier


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("a short one", "12 to 200 characters"),
        ("x" * 201, "12 to 200 characters"),
        ("password1234", "first that are guessed"),
        ("P4$$w0rd2026!", "first that are guessed"),
        ("Bienvenue!2026", "first that are guessed"),
        ("tom-ashby-TOM!", "first that are guessed"),
        ("qwertyuiop12", "first that are guessed"),
        ("abcabcabcabc", "first that are guessed"),
        ("aaaaaaaaaaaaaaaa", "first that are guessed"),
    ],
)
def test_a_new_password_is_long_and_not_among_the_first_that_are_guessed(password: str, said: str) -> None:
    with pytest.raises(PasswordRefused, match=said):
        refuse_weak(password, "tom", "Tom Ashby")


def test_words_that_have_nothing_to_do_with_each_other_are_a_good_password(session: Session) -> None:
    add_user(session, "tom", full_name="Tom Ashby")

    for password in ("orange tram violin", "Tr0ub4dor&3xyz", "  zwölf Vögel  "):
        assert check_password(set_password(session, "tom", password), password)


def test_what_cannot_be_is_refused_in_words(session: Session) -> None:
    session.add(Store(source_id="LON", name="London"))
    add_user(session, "tom", "a good password", store="LON")

    with pytest.raises(UserRefused, match="There is a user 'tom' already"):
        add_user(session, "tom", "a good password")
    with pytest.raises(UserRefused, match="known are: LON"):
        add_user(session, "amara", "a good password", store="PAR")
    with pytest.raises(UserRefused, match="'owner' is none of the roles"):
        add_user(session, "amara", "a good password", role="owner")
    with pytest.raises(UserRefused, match="There is a user 'TOM' already"):
        add_user(session, "TOM")
    with pytest.raises(UserRefused, match="There is no user 'bob'"):
        find_user(session, "bob")
