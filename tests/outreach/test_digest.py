"""A letter to whoever has not had the page open while there was news."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from copilot.domain.desk import Desk
from copilot.outreach.digest import send_digests
from copilot.outreach.notices import tell
from copilot.records.access import SignIn
from copilot.records.people import User

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)


class Letters:
    """Keeps what would be written."""

    def __init__(self) -> None:
        self.written: list[tuple[str, int]] = []

    def write(self, user: User, count: int) -> bool:
        self.written.append((user.source_id, count))
        return True


@pytest.fixture
def ann(session: Session, desks: dict[str, Desk]) -> int:
    """Ann, who has an address and two pieces of news of an hour ago."""
    user = session.exec(select(User).where(User.source_id == "ann")).one()
    user.email = "ann@house.example"
    for _ in range(2):
        tell(session, user.id or 0, "replied", NOW - timedelta(hours=1), words="my secret")
    session.commit()
    return user.id or 0


def test_whoever_is_not_here_is_told_how_much_is_new_and_only_once(session: Session, ann: int) -> None:
    letters = Letters()

    for hours in (0, 1, 5):
        send_digests(session, letters.write, NOW + timedelta(hours=hours))

    assert letters.written == [("ann", 2)]


def test_further_news_are_told_of_after_a_while(session: Session, ann: int) -> None:
    letters = Letters()
    send_digests(session, letters.write, NOW)
    tell(session, ann, "waiting", NOW + timedelta(minutes=5))

    for hours in (1, 5):
        send_digests(session, letters.write, NOW + timedelta(hours=hours))

    assert letters.written == [("ann", 2), ("ann", 3)]


def test_whoever_has_the_page_open_gets_no_letter(session: Session, ann: int) -> None:
    session.add(SignIn(digest="s", user_id=ann, at=NOW, seen_at=NOW - timedelta(minutes=5), until=NOW + timedelta(hours=1)))
    letters = Letters()

    send_digests(session, letters.write, NOW)

    assert letters.written == []


def test_a_letter_that_could_not_be_sent_is_tried_again(session: Session, ann: int) -> None:
    letters = Letters()

    assert send_digests(session, lambda user, count: False, NOW) == 0
    assert send_digests(session, letters.write, NOW + timedelta(minutes=1)) == 1
