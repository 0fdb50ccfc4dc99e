"""What other systems bring in over HTTP: signed things are filed once, forged and recorded ones change nothing."""

import hmac
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient

from copilot.api.door import Door
from copilot.api.inbound import routes
from copilot.bootstrap import Shop
from copilot.channels.unsubscribing import unsubscribe_link
from copilot.domain.message import Channel
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Arrival, Draft
from copilot.records.people import Client, ContactPoint, Store
from copilot.settings import Settings
from tests.chat.served import Served

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
HOME, TOKEN, SECRET, AUTH = "https://shop.example", "twilio-token", "gateway-secret", "a" * 40


@pytest.fixture
def shop(engine: Engine, tmp_path: Path) -> Shop:
    """A shop with both gateways set up, and one client, Cleo, with a number and an address."""
    settings = Settings(
        data_dir=tmp_path,
        public_url=HOME,
        auth_secret=SecretStr(AUTH),
        twilio_account="AC1",
        twilio_token=SecretStr(TOKEN),
        gateway_secret=SecretStr(SECRET),
    )
    with Session(engine) as session:
        store = Store(source_id="here", name="Here")
        session.add(store)
        session.flush()
        client = Client(source_id="c", given_name="Cleo", store_id=store.id or 0)
        session.add(client)
        session.flush()
        for kind, value in (("phone", "+33612345678"), ("email", "cleo@example.com")):
            session.add(ContactPoint(client_id=client.id or 0, kind=kind, value=value, normalised=value))
        session.commit()
    nothing = cast(Any, None)
    return Shop(settings=settings, engine=engine, index=nothing, answer=nothing, read_note=nothing, now=lambda: NOW)


@pytest.fixture
def web(shop: Shop) -> Iterator[TestClient]:
    """The routes behind the door, as they are served."""
    app = FastAPI()
    for area in routes(shop):
        app.include_router(area)
    app.add_middleware(Door, shop=shop)
    with TestClient(app, base_url=HOME) as client:
        yield client


def twilio(web: TestClient, path: str, form: dict[str, str], token: str = TOKEN) -> int:
    told = f"{HOME}{path}" + "".join(name + form[name] for name in sorted(form))
    signature = b64encode(hmac.new(token.encode(), told.encode(), sha1).digest()).decode()
    return web.post(path, data=form, headers={"x-twilio-signature": signature}).status_code


def gateway(web: TestClient, told: object, secret: str = SECRET, *, at: datetime = NOW) -> int:
    body, stamp = json.dumps(told).encode(), str(int(at.timestamp()))
    signature = hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()
    return web.post("/inbound/gateway", content=body, headers={"x-timestamp": stamp, "x-signature": signature}).status_code


def rows(shop: Shop, row: Any) -> list[Any]:
    with Session(shop.engine) as session:
        return list(session.exec(select(row)).all())


TEXT = {"MessageSid": "SM1", "AccountSid": "AC1", "From": "+33612345678", "To": "+33700000000", "Body": "Stop, s'il vous plaît"}


def test_a_signed_text_is_filed_once_and_its_stop_is_obeyed(web: TestClient, shop: Shop) -> None:
    answers = [twilio(web, "/inbound/twilio", TEXT) for _ in range(2)]

    assert answers == [200, 200]
    assert [one.channel for one in rows(shop, Contact)] == ["sms"]
    assert [(one.channel, one.status) for one in rows(shop, Consent)] == [("sms", "withdrawn")]


def test_a_whatsapp_message_with_a_picture_is_filed_as_such(web: TestClient, shop: Shop) -> None:
    form = TEXT | {"From": "whatsapp:+33612345678", "Body": "", "NumMedia": "1"}

    assert twilio(web, "/inbound/twilio", form) == 200
    assert [(one.channel, one.text) for one in rows(shop, Contact)] == [("whatsapp", "\N{PAPERCLIP} 1")]


@pytest.mark.parametrize("changed", [{"Body": "START"}, {"From": "+33699999999"}, {"AccountSid": "AC2"}, {"Extra": "1"}])
def test_a_text_that_was_changed_on_the_way_is_refused(web: TestClient, shop: Shop, changed: dict[str, str]) -> None:
    told = f"{HOME}/inbound/twilio" + "".join(name + TEXT[name] for name in sorted(TEXT))
    signature = b64encode(hmac.new(TOKEN.encode(), told.encode(), sha1).digest()).decode()

    answer = web.post("/inbound/twilio", data=TEXT | changed, headers={"x-twilio-signature": signature})

    assert (answer.status_code, rows(shop, Arrival)) == (403, [])


def test_nothing_is_filed_that_nobody_signed(web: TestClient, shop: Shop) -> None:
    answers = [
        web.post("/inbound/twilio", data=TEXT).status_code,
        twilio(web, "/inbound/twilio", TEXT, "another"),
        web.post("/inbound/gateway", json={"type": "message"}).status_code,
        gateway(web, {"type": "message"}, "another"),
    ]

    assert (answers, rows(shop, Arrival)) == ([403] * 4, [])


MESSAGE = {"type": "message", "id": "m1", "channel": "email", "from": "Cleo@Example.com", "text": "Do you open on Sunday?"}


def test_a_gateway_of_another_kind_brings_a_message(web: TestClient, shop: Shop) -> None:
    assert gateway(web, MESSAGE) == 204
    assert [(one.sender, one.state) for one in rows(shop, Arrival)] == [("cleo@example.com", "filed")]


@pytest.mark.parametrize("seconds", [-301, 301])
def test_what_was_signed_at_another_time_is_a_recording_and_refused(web: TestClient, shop: Shop, seconds: int) -> None:
    at = datetime.fromtimestamp(NOW.timestamp() + seconds, UTC)

    assert (gateway(web, MESSAGE, at=at), rows(shop, Arrival)) == (403, [])


@pytest.mark.parametrize(
    "told",
    [[], {"type": "other"}, MESSAGE | {"channel": "pigeon"}, MESSAGE | {"id": ""}, {"type": "status", "status": "perhaps"}],
)
def test_what_is_signed_but_makes_no_sense_is_said_so(web: TestClient, shop: Shop, told: object) -> None:
    assert (gateway(web, told), rows(shop, Arrival)) == (400, [])


def test_signs_that_no_database_keeps_are_left_out(web: TestClient, shop: Shop) -> None:
    answers = [
        gateway(web, MESSAGE | {"text": "Hello\x00!", "id": "a\x00b"}),
        twilio(web, "/inbound/twilio", TEXT | {"Body": "\x00"}),
    ]

    assert answers == [204, 200]
    assert [one.text for one in rows(shop, Contact)] == ["Hello!", ""]


def test_a_body_that_is_too_large_is_not_read(web: TestClient, shop: Shop) -> None:
    assert gateway(web, MESSAGE | {"text": "x" * 300_000}) == 413


def test_what_became_of_a_letter_is_kept_with_it(web: TestClient, shop: Shop) -> None:
    with Session(shop.engine) as session:
        client = session.exec(select(Client)).one()
        session.add(Draft(client_id=client.id or 0, channel="sms", purpose="service", key="k1"))
        session.add(Draft(client_id=client.id or 0, channel="sms", purpose="service", key="k2", gateway_id="g2"))
        session.commit()

    told = {"MessageSid": "SM5", "MessageStatus": "delivered", "AccountSid": "AC1"}
    answers = [
        twilio(web, "/inbound/twilio/status?reference=k1", told),
        gateway(web, {"type": "status", "id": "g2", "status": "read"}),
        gateway(web, {"type": "status", "id": "nobody's", "status": "read"}),
    ]

    assert answers == [204, 204, 204]
    assert sorted((one.key, one.delivery) for one in rows(shop, Draft)) == [("k1", "delivered"), ("k2", "read")]


def link(shop: Shop, client_id: int = 0) -> str:
    with Session(shop.engine) as session:
        client_id = client_id or session.exec(select(Client.id)).one() or 0
    return unsubscribe_link(AUTH, HOME, client_id, Channel.EMAIL).removeprefix(HOME)


@pytest.mark.parametrize(("tongue", "said"), [("en", "No more e-mails"), ("fr", "Ne plus"), ("it", "Basta"), ("es", "No rec")])
def test_looking_at_the_link_changes_nothing_and_pressing_it_closes_the_channel(
    web: TestClient, shop: Shop, tongue: str, said: str
) -> None:
    shown = web.get(link(shop), headers={"accept-language": tongue})
    before = rows(shop, Consent)
    pressed = web.post(link(shop), data={"List-Unsubscribe": "One-Click"}, headers={"origin": "https://mail.example"})

    assert (shown.status_code, said in shown.text, before, pressed.status_code) == (200, True, [], 200)
    assert [(one.channel, one.status) for one in rows(shop, Consent)] == [("email", "withdrawn")]


def test_a_link_that_nobody_signed_stops_nothing(web: TestClient, shop: Shop) -> None:
    path = link(shop)
    other = path.replace(".email.", ".sms.")

    assert [web.post(one).status_code for one in (other, path[:-1], "/unsubscribe/1")] == [404, 404, 404]
    assert rows(shop, Consent) == []


def test_where_no_gateway_is_set_up_there_is_nothing(page: Served) -> None:
    visitor = page.visitor()

    answers = [visitor.post(f"/inbound/{way}", content=b"x").status_code for way in ("twilio", "twilio/status", "gateway", "x")]

    assert answers == [404, 404, 404, 404]
    assert visitor.get("/unsubscribe/1.email.x").status_code == 404
    assert visitor.get("/inbound/twilio").status_code == 404
