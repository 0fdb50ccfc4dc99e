"""A piece of news is tapped: what it is about opens in the conversation of whoever it is for, and of nobody else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, func, select, update

from copilot.outreach.notices import tell
from copilot.outreach.reminders import WELCOME_NOW
from copilot.records.access import SignIn
from copilot.records.care import Contact
from copilot.records.columns import now
from copilot.records.database import connect
from copilot.records.drafts import Arrival, Draft, Notice, Reminder
from copilot.records.people import Client, Store, User
from tests.chat.served import Served, chatting

WORDS = "Could you keep it? <img src=x> **until Saturday**"


@pytest.fixture
def rows(page: Served) -> Iterator[Session]:
    engine = connect(f"sqlite:///{page.folder / 'copilot.db'}")
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def notice_id(rows: Session) -> int:
    """A client of London answered, and Amara is told."""
    amara = rows.exec(select(User).where(User.source_id == "amara")).one()
    london = rows.exec(select(Store.id).where(Store.source_id == "LON")).one()
    client = rows.exec(select(Client).where(Client.store_id == london)).first()
    assert client is not None
    contact = Contact(client_id=client.id or 0, at=now(), direction="in", channel="sms", text=WORDS)
    rows.add(contact)
    rows.flush()
    told = tell(rows, amara.id or 0, "replied", now(), client_id=client.id, contact_id=contact.id, words=WORDS)
    rows.commit()
    return told.id or 0


async def test_news_opens_the_clients_words_as_text_with_their_card_and_an_answer_to_ask_for(
    page: Served, rows: Session, notice_id: int
) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.socket.call("window_message", {"copilot": "reload"})
        await chat.socket.call("window_message", {"copilot": "notice", "id": notice_id})

        [said] = [one["output"] for one in chat.messages if "keep it" in one["output"]]
        asks = chat.element("Beside")["props"]["questions"]

    rows.expire_all()
    assert r"\<img" in said and r"\*\*until" in said
    assert chat.element("ClientCard") and len(asks) == 1
    assert rows.get_one(Notice, notice_id).seen_at is not None


async def test_on_the_day_that_was_waited_for_a_tap_opens_a_draft_with_ones_own_words(page: Served, rows: Session) -> None:
    amara = rows.exec(select(User).where(User.source_id == "amara")).one()
    client = rows.exec(select(Client).where(Client.source_id == "c2")).one()
    rows.add(Contact(client_id=client.id or 0, at=now(), direction="in", channel="sms", text="Is it there?"))
    draft = Draft(client_id=client.id or 0, associate_id=amara.id, channel="email", purpose="reply", text="It is here.\n\nAmara")
    draft.subject, draft.status = "Your bangle", "expired"
    rows.add(draft)
    rows.flush()
    mine = {"user_id": amara.id or 0, "client_id": client.id or 0, "draft_id": draft.id or 0}
    rows.add(Reminder(**mine, at=now(), state="told"))
    told = tell(rows, amara.id or 0, WELCOME_NOW, now(), client_id=client.id, draft_id=draft.id)
    rows.commit()

    async with chatting(page, page.sign_in("amara")) as chat:
        for _ in range(2):
            await chat.socket.call("window_message", {"copilot": "notice", "id": told.id})
        shown = [one["props"]["draft_id"] for one in chat.elements if one["name"] == "DraftCard"]

    rows.expire_all()
    again = rows.get_one(Draft, shown[0])
    assert shown == [again.id, again.id]
    assert again.id != draft.id
    assert (again.subject, again.text, again.status) == ("Your bangle", "It is here.\n\nAmara", "writing")


async def test_anybody_elses_news_does_not_exist(page: Served, rows: Session, notice_id: int) -> None:
    async with chatting(page, page.sign_in("luca")) as chat:
        await chat.socket.call("window_message", {"copilot": "notice", "id": notice_id})

        said = [one["output"] for one in chat.messages]

    rows.expire_all()
    assert said and not [one for one in said if "keep it" in one]
    assert rows.get_one(Notice, notice_id).seen_at is None


def test_a_page_that_asks_for_news_by_itself_does_not_keep_a_sign_in_alive(page: Served, rows: Session) -> None:
    amara = page.sign_in("amara")
    long_ago = now() - timedelta(minutes=30)
    rows.exec(update(SignIn).values(seen_at=long_ago))
    rows.commit()

    asked_by_itself = amara.get("/alerts").status_code
    rows.expire_all()
    before = rows.exec(select(func.max(SignIn.seen_at))).one()
    amara.get("/user")
    rows.expire_all()

    assert (asked_by_itself, before) == (200, long_ago)
    assert rows.exec(select(func.max(SignIn.seen_at))).one() > long_ago


async def test_news_of_what_may_be_a_stop_opens_the_message_with_its_answers(page: Served, rows: Session) -> None:
    amara = rows.exec(select(User).where(User.source_id == "amara")).one()
    client = rows.exec(select(Client).where(Client.store_id == amara.store_id)).first()
    assert client is not None
    client.associate_id = amara.id
    contact = Contact(client_id=client.id or 0, at=now(), direction="in", channel="sms", text=WORDS)
    rows.add_all([client, contact])
    rows.flush()
    waits = Arrival(gateway_id="SMdoubt", channel="sms", sender="+447700900001", text=WORDS, contact_id=contact.id)
    waits.because = waits.means = "maybe_stop"
    waits.client_id = client.id
    rows.add(waits)
    told = tell(rows, amara.id or 0, "maybe_stop", now(), client_id=client.id, contact_id=contact.id, words=WORDS)
    rows.commit()

    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.socket.call("window_message", {"copilot": "notice", "id": told.id})
        shown = chat.act("doubt_show", id=chat.element("StopDoubt")["props"]["arrival_id"]).json()["response"]

    assert (shown["text"], len(shown["answers"])) == (WORDS, 3)
    assert not [one for one in chat.messages if "keep it" in one["output"]]
