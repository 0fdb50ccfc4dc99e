"""The writer reads its message over with the guard before anybody sees it, and writes what is stopped another way."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from copilot.domain.message import Message, Span
from copilot.domain.reading import Reading, Sound, Tone
from copilot.domain.situation import Situation
from copilot.domain.verdict import Decision, Verdict
from copilot.models.choosing import chat_model
from copilot.outreach.checking import Guard
from copilot.outreach.draft_wish import Composed, DraftWish, Occasion
from copilot.outreach.drafting import compose
from copilot.outreach.gathering import gather
from copilot.outreach.reading_over import APART, WRITINGS, read_over
from copilot.settings import Settings
from tests.models.wire import says, wire
from tests.outreach.drafting_shop import NOW, POLICY, Counter, opened


@pytest.fixture
def database_url(migrated_sqlite: str) -> str:
    """SQLite: what is read for a draft is read on both kinds where drafts are kept, shown and sent."""
    return migrated_sqlite


@pytest.fixture
def shop(session: Session) -> Counter:
    """A client who was here two days ago."""
    counter = opened(session)
    counter.bought("Lark Jacket", 2)
    return counter


class Strict:
    """A reader to whom a message sounds pressing unless it has these words in it."""

    version = "strict"

    def __init__(self, likes: str = "nothing at all") -> None:
        self.likes, self.read_so_far = likes, []

    def read(self, message: Message, situation: Situation) -> Reading:
        self.read_so_far.append(message.text)
        wrong = self.likes not in message.text
        return Reading("en", tones=(Tone(Span(0, 4), Sound.PRESSING, 0.9),) if wrong else ())


def thanks(shop: Counter, reader: Strict | None) -> Composed:
    guard = Guard(reader) if reader else None
    made = compose(shop.session, shop.client, DraftWish(Occasion.THANKS), POLICY, NOW, writer=shop.tom, seed=1, guard=guard)
    assert isinstance(made, Composed)
    return made


def body(text: str) -> str:
    return max(text.split("\n"), key=len)


def test_a_message_that_the_guard_lets_pass_stands_as_it_was_written_first(shop: Counter) -> None:
    first = thanks(shop, None)

    read = thanks(shop, Strict(body(first.text)))

    assert read == first


def test_a_message_that_the_guard_stops_is_written_another_way_before_anybody_sees_it(shop: Counter) -> None:
    reader = Strict()
    thanks(shop, reader)
    first, another = map(body, reader.read_so_far[:2])

    read = thanks(shop, Strict(another))

    assert body(read.text) == another != first


def test_of_writings_that_are_all_stopped_the_one_with_the_least_against_it_stands(shop: Counter) -> None:
    made = thanks(shop, None)
    finding = Guard(Strict()).check(made.message, gather(shop.session, shop.client, POLICY, NOW)).findings[0]
    against = iter((3, 2, 1, *[2] * (WRITINGS - 3)))

    read = read_over(
        lambda seed: replace(made, subject=str(seed)), lambda _: Verdict(Decision.REVISE, (finding,) * next(against)), 0
    )

    assert read.subject == str(2 * APART)


def test_a_chat_model_s_words_are_not_exchanged_for_the_built_in_writer_s(shop: Counter) -> None:
    reader = Strict()
    with wire(says("Dear Ms Ferrars,\nThank you for Monday.\nTom")) as there:
        model = chat_model(Settings(chat_model="openai:m", chat_base_url=there.url))
        made = compose(
            shop.session, shop.client, DraftWish(Occasion.THANKS), POLICY, NOW, writer=shop.tom, model=model, guard=Guard(reader)
        )

    assert isinstance(made, Composed)
    assert (made.written_by, reader.read_so_far) == ("m", [])
