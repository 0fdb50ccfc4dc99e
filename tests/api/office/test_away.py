"""The pages on which somebody says who looks after their clients, and whose a message is; and the news that the page asks for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from copilot.api import alerts
from copilot.api.office import arrivals, away
from copilot.bootstrap import Shop
from copilot.chat.asker import asker
from copilot.outreach.notices import tell
from copilot.outreach.replies import Incoming, take_in
from copilot.records.drafts import Arrival, Cover, Draft, Notice, Reminder
from copilot.records.knowledge import Note
from copilot.records.people import Client, Store, User
from copilot.settings import Settings

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)


class Somebody:
    """Stands where the door stands: whoever the test says is signed in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = dict(scope.get("headers", [])).get(b"x-user")
        mark = asker.set(int(given) if given else None)
        await self.app(scope, receive, send)
        asker.reset(mark)


@pytest.fixture
def shop(engine: Engine, tmp_path: Path) -> Shop:
    nothing = cast(Any, None)
    return Shop(
        settings=Settings(data_dir=tmp_path), engine=engine, index=nothing, answer=nothing, read_note=nothing, now=lambda: NOW
    )


@pytest.fixture
def ids(engine: Engine) -> dict[str, int]:
    """Ann with two clients, a draft and a reminder of it, Bob and the manager Mia beside her; Zoe in another store."""
    with Session(engine) as session:
        here, there = Store(source_id="here", name="Here"), Store(source_id="there", name="There")
        session.add_all([here, there])
        session.flush()
        people = [("ann", "associate", here), ("bob", "associate", here), ("mia", "manager", here), ("zoe", "manager", there)]
        users = [User(source_id=name, name=name.capitalize(), role=role, store_id=store.id) for name, role, store in people]
        session.add_all(users)
        session.flush()
        for number in (1, 2):
            session.add(
                Client(source_id=f"c{number}", given_name=f"Client{number}", store_id=here.id or 0, associate_id=users[0].id)
            )
        session.flush()
        client = session.exec(select(Client).where(Client.source_id == "c1")).one()
        draft = Draft(client_id=client.id or 0, associate_id=users[0].id, channel="sms", purpose="service")
        session.add(draft)
        session.flush()
        then, before = NOW + timedelta(days=9), NOW - timedelta(days=1)
        session.add(Reminder(user_id=users[0].id or 0, client_id=client.id or 0, draft_id=draft.id or 0, at=then, made_at=before))
        session.commit()
        return {one.source_id: one.id or 0 for one in users} | {"c1": client.id or 0}


@pytest.fixture
def web(shop: Shop) -> Iterator[TestClient]:
    app = FastAPI()
    for area in (away, arrivals, alerts):
        app.include_router(area.routes(shop))
    app.add_middleware(Somebody)
    with TestClient(app, follow_redirects=False) as client:
        yield client


def by(user_id: int) -> dict[str, str]:
    return {"x-user": str(user_id)}


def rows(shop: Shop, row: Any) -> list[Any]:
    with Session(shop.engine) as session:
        return list(session.exec(select(row).order_by(row.id)).all())


def test_while_somebody_is_away_a_colleague_hears_of_their_clients(web: TestClient, shop: Shop, ids: dict[str, int]) -> None:
    form = {"colleague": ids["bob"], "since": "", "until": "2026-03-20"}
    answer = web.post(f"/office/away/{ids['ann']}/cover", data=form, headers=by(ids["ann"]))
    with Session(shop.engine) as session:
        during = tell(session, ids["ann"], "replied", NOW + timedelta(days=1)).user_id
        after = tell(session, ids["ann"], "replied", NOW + timedelta(days=4)).user_id

    assert (answer.status_code, during, after) == (303, ids["bob"], ids["ann"])
    assert "Bob" in web.get("/office/away", headers=by(ids["ann"])).text


def test_whoever_is_back_hears_of_them_again(web: TestClient, shop: Shop, ids: dict[str, int]) -> None:
    with Session(shop.engine) as session:
        session.add(Cover(user_id=ids["ann"], colleague_id=ids["bob"], since=NOW - timedelta(days=1)))
        session.commit()

    web.post(f"/office/away/{ids['ann']}/back", headers=by(ids["ann"]))

    with Session(shop.engine) as session:
        assert tell(session, ids["ann"], "replied", NOW).user_id == ids["ann"]


@pytest.mark.parametrize("who", ["bob", "zoe"])
def test_nobody_arranges_for_somebody_whom_they_do_not_lead(web: TestClient, shop: Shop, ids: dict[str, int], who: str) -> None:
    ways = ("cover", "back", "book", "book/do", "book/undo")
    answers = {
        web.post(f"/office/away/{ids['ann']}/{way}", data={"colleague": ids["bob"]}, headers=by(ids[who])).status_code
        for way in ways
    }

    assert answers <= {403, 404}
    assert web.get(f"/office/away/{ids['ann']}", headers=by(ids[who])).status_code == 404
    assert rows(shop, Cover) == []


def test_nobody_stands_in_from_another_store(web: TestClient, shop: Shop, ids: dict[str, int]) -> None:
    answer = web.post(f"/office/away/{ids['ann']}/cover", data={"colleague": ids["zoe"]}, headers=by(ids["ann"]))

    assert (answer.status_code, rows(shop, Cover)) == (400, [])


def test_a_book_goes_over_whole_with_a_note_and_comes_back(web: TestClient, shop: Shop, ids: dict[str, int]) -> None:
    form, mia = {"colleague": ids["bob"]}, by(ids["mia"])
    looked = web.post(f"/office/away/{ids['ann']}/book", data=form, headers=mia).text
    before = [one.associate_id for one in rows(shop, Client)]
    web.post(f"/office/away/{ids['ann']}/book/do", data=form, headers=mia)
    moved = [one.associate_id for one in (*rows(shop, Client), *rows(shop, Draft))]
    reminded, notes = [one.user_id for one in rows(shop, Reminder)], [one.text for one in rows(shop, Note)]
    mark = web.get(f"/office/away/{ids['ann']}", headers=mia).text.split('name="mark" value="')[1].split('"')[0]
    web.post(f"/office/away/{ids['ann']}/book/undo", data={"mark": mark}, headers=mia)

    assert "2 clients and 1 drafts go to Bob" in looked
    assert (before, moved, reminded) == ([ids["ann"]] * 2, [ids["bob"]] * 3, [ids["bob"]])
    assert len(notes) == 2 and "now Bob" in notes[0] and "Ann" in notes[0]
    assert [one.associate_id for one in (*rows(shop, Client), *rows(shop, Draft))] == [ids["ann"]] * 3
    assert [one.user_id for one in rows(shop, Reminder)] == [ids["ann"]]
    assert rows(shop, Note) == []


def test_a_manager_says_whose_a_message_is(web: TestClient, shop: Shop, ids: dict[str, int]) -> None:
    with Session(shop.engine) as session:
        waiting = take_in(session, Incoming("SM1", "sms", "+33700000000", "<b>my new number</b>"), shop.policy.now(), NOW).id
        session.commit()
    shown = web.get("/office/arrivals", headers=by(ids["mia"])).text
    refused = web.post(f"/office/arrivals/{waiting}/file", data={"client": ids["c1"]}, headers=by(ids["ann"])).status_code
    answer = web.post(f"/office/arrivals/{waiting}/file", data={"client": ids["c1"]}, headers=by(ids["mia"]))

    assert ("&lt;b&gt;my new number" in shown, refused, answer.status_code) == (True, 403, 303)
    assert [(one.state, one.client_id) for one in rows(shop, Arrival)] == [("filed", ids["c1"])]


def doubted(shop: Shop, client_id: int) -> int:
    with Session(shop.engine) as session:
        waiting = Arrival(gateway_id="SM1", channel="sms", sender="+33700000000", text="enough of <b>this</b>", at=NOW)
        waiting.because = waiting.means = "maybe_stop"
        waiting.client_id = client_id
        session.add(waiting)
        session.commit()
        return waiting.id or 0


def test_a_manager_says_whether_a_message_asks_us_to_stop(web: TestClient, shop: Shop, ids: dict[str, int]) -> None:
    number = doubted(shop, ids["c1"])
    shown = web.get("/office/arrivals", headers=by(ids["mia"])).text
    elsewhere = [web.get("/office/arrivals", headers=by(ids[one])).text for one in ("zoe", "bob")]
    refused = web.post(f"/office/arrivals/{number}/decide", data={"asks": "no_stop"}, headers=by(ids["bob"])).status_code
    answer = web.post(f"/office/arrivals/{number}/decide", data={"asks": "stop_all"}, headers=by(ids["mia"]))

    assert "enough of &lt;b&gt;this" in shown
    assert not [one for one in elsewhere if "enough of" in one]
    assert (refused, answer.status_code) == (400, 303)
    assert [(one.state, one.means) for one in rows(shop, Arrival)] == [("filed", "stop_all")]


def test_what_the_clients_associate_said_stands_on_the_managers_page_who_takes_it_back(
    web: TestClient, shop: Shop, ids: dict[str, int]
) -> None:
    number = doubted(shop, ids["c1"])
    web.post(f"/office/arrivals/{number}/decide", data={"asks": "no_stop"}, headers=by(ids["ann"]))
    shown = web.get("/office/arrivals", headers=by(ids["mia"])).text
    answer = web.post(f"/office/arrivals/{number}/undo", headers=by(ids["mia"]))

    assert "Ann said on 18 Mar 2026, 10:00 UTC: it is no stop." in shown
    assert answer.headers["location"] == "/office/arrivals?done=undone"
    assert [(one.state, one.means) for one in rows(shop, Arrival)] == [("waiting", "maybe_stop")]


def test_news_are_for_whom_they_are_and_say_nothing_that_a_client_wrote(web: TestClient, shop: Shop, ids: dict[str, int]) -> None:
    with Session(shop.engine) as session:
        tell(session, ids["ann"], "replied", NOW, client_id=ids["c1"], words="my secret")
        tell(session, ids["ann"], "expired", NOW, client_id=ids["c1"])
        session.commit()
    told = web.get("/alerts", headers=by(ids["ann"]))
    others = web.get("/alerts", headers=by(ids["bob"])).json()
    web.post("/alerts/seen", json={"ids": [one["id"] for one in told.json()["notices"]]}, headers=by(ids["bob"]))
    still = web.get("/alerts", headers=by(ids["ann"])).json()["count"]
    web.post("/alerts/seen", json={"ids": [told.json()["notices"][0]["id"]]}, headers=by(ids["ann"]))

    assert (told.json()["count"], still, others) == (2, 2, {"count": 0, "notices": []})
    assert "secret" not in told.text and "Client1 answered." in told.text
    assert len([one for one in rows(shop, Notice) if one.seen_at is None]) == 1
    assert web.get("/alerts").status_code == 401
