"""What the door lets through, and what it turns away."""

from pathlib import Path

import pytest
import socketio
from sqlmodel import Session, select

from copilot.records.columns import now
from copilot.records.database import connect
from copilot.records.people import Store, User
from tests.chat.served import Served, chatting

ELSEWHERE = "https://evil.example"


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/redoc",
        "/openapi.json",
        "/mcp",
        "/copilot/index.js",
        "/project/file/1",
        "/project/share/1",
        "/auth/header",
        "/auth/oauth/github",
        "/.env",
        "/public/../.chainlit/config.toml",
        "/project/file/4711?session_id=x",
        "/anything",
    ],
)
def test_what_the_page_does_not_need_is_shut(page: Served, path: str) -> None:
    amara = page.sign_in("amara")

    assert amara.get(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/project/element"),
        ("DELETE", "/project/element"),
        ("PUT", "/project/thread/share"),
        ("DELETE", "/project/file"),
        ("POST", "/mcp"),
        ("POST", "/auth/jwt"),
        ("POST", "/auth/header"),
    ],
)
def test_what_could_change_things_behind_our_back_is_shut(page: Served, method: str, path: str) -> None:
    assert page.sign_in("amara").request(method, path, json={}).status_code == 404


def test_every_answer_carries_the_headers_that_keep_a_page_to_itself(page: Served) -> None:
    for path in ("/", "/login", "/healthz", "/project/translations", "/nothing", "/public/page.css"):
        headers = page.visitor().get(path).headers

        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers


def test_the_page_loads_nothing_from_anybody_else(page: Served) -> None:
    html = page.visitor().get("/", headers={"accept-language": "fr-FR,fr;q=0.9"}).text

    assert "http://" not in html
    assert "https://" not in html
    assert '<html lang="fr-FR">' in html


def test_a_request_from_another_site_is_turned_away(page: Served) -> None:
    amara = page.sign_in("amara")

    answers = [
        amara.post("/project/threads", json={"pagination": {"first": 9}, "filter": {}}, headers={"origin": origin})
        for origin in (ELSEWHERE, "null", f"http://localhost:{page.port + 1}")
    ]
    without = amara.post("/logout", headers={"sec-fetch-site": "cross-site"})
    own = amara.post("/project/threads", json={"pagination": {"first": 9}, "filter": {}}, headers={"origin": page.address})

    assert [a.status_code for a in (*answers, without, own)] == [403, 403, 403, 403, 200]
    assert "access-control-allow-origin" not in own.headers


async def test_a_websocket_from_another_site_or_without_a_sign_in_is_refused(page: Served) -> None:
    cookies = "; ".join(f"{n}={v}" for n, v in page.sign_in("amara").cookies.items())
    auth = {"sessionId": "s", "clientType": "webapp", "userEnv": "{}"}

    for headers in ({"Cookie": cookies, "Origin": ELSEWHERE}, {}, {"Cookie": "access_token=made.up.token"}):
        client = socketio.AsyncClient(reconnection=False)
        with pytest.raises(socketio.exceptions.ConnectionError):
            await client.connect(
                page.address, socketio_path="/ws/socket.io", transports=["websocket"], headers=headers, auth=auth
            )
        await client.shutdown()


def test_nothing_of_a_conversation_is_shown_to_who_is_not_signed_in(page: Served) -> None:
    visitor = page.visitor()

    for path in ("/user", "/project/settings", "/project/thread/1", "/blobs/1"):
        assert visitor.get(path).status_code == 401
    assert visitor.post("/project/threads", json={"pagination": {"first": 9}, "filter": {}}).status_code == 401
    assert visitor.put("/feedback", json={"feedback": {"forId": "1", "value": 1}, "sessionId": "s"}).status_code == 401


async def test_a_conversation_and_its_sources_are_their_owners_alone(page: Served) -> None:
    amara, luca = page.sign_in("amara"), page.sign_in("luca")
    async with chatting(page, amara) as chat:
        await chat.ask("What does Ms Laurent like?")
        blob, thread = chat.element("[note 1]")["url"], chat.thread_id
        run = next(m for m in chat.messages if m["type"] == "run")["id"]

    theirs = [
        luca.get(blob).status_code,
        luca.get(f"/project/thread/{thread}").status_code,
        luca.get(f"/project/thread/{thread}/element/{blob.rsplit('/', 1)[1]}").status_code,
        luca.request("DELETE", "/project/thread", json={"threadId": thread}).status_code,
        luca.put("/project/thread", json={"threadId": thread, "name": "mine"}).status_code,
    ]
    thumb = {"feedback": {"forId": run, "value": 0}, "sessionId": "s"}
    listed = luca.post("/project/threads", json={"pagination": {"first": 99}, "filter": {}}).json()["data"]

    assert theirs == [404, 404, 404, 404, 404]
    assert luca.put("/feedback", json=thumb).status_code >= 400
    assert amara.put("/feedback", json=thumb).json()["success"]
    assert thread not in [t["id"] for t in listed]
    assert amara.get(blob).status_code == 200


async def test_signing_out_ends_that_sign_in_wherever_it_was_copied_to(page: Served) -> None:
    amara, elsewhere = page.sign_in("amara"), page.sign_in("amara")
    copied = page.visitor()
    copied.cookies = amara.cookies.__class__(amara.cookies)
    async with chatting(page, copied) as chat:
        before = await chat.ask("What does Ms Laurent like?")
        signed_out = amara.post("/logout")
        after = await chat.ask("What does Ms Laurent like?")

    assert signed_out.status_code == 200
    assert not before.get("isError")
    assert after["output"] == "Your sign-in has ended. Please sign in again."
    assert [client.get("/user").status_code for client in (copied, elsewhere)] == [401, 200]


async def test_who_is_disabled_or_moved_is_so_at_once(tmp_path: Path) -> None:
    page = Served(tmp_path / "data").start()
    engine = connect(f"sqlite:///{tmp_path / 'data' / 'copilot.db'}")
    try:
        luca = page.sign_in("luca")
        async with chatting(page, luca) as chat:
            await chat.ask("Note: before the move")
            refused = chat.act("keep_note", id=chat.element("NoteProposal")["props"]["id"]).json()["response"]
            with Session(engine) as session:
                user = session.exec(select(User).where(User.source_id == "luca")).one()
                user.store_id = session.exec(select(Store.id).where(Store.source_id == "LON")).one()
                session.add(user)
                session.commit()
            kept = chat.act("keep_note", id=chat.element("NoteProposal")["props"]["id"]).json()["response"]
            with Session(engine) as session:
                user = session.exec(select(User).where(User.source_id == "luca")).one()
                user.active, user.sessions_valid_from = False, now()
                session.add(user)
                session.commit()
            ended = await chat.ask("What does Ms Laurent like?")

        assert not refused["ok"]
        assert kept == {"ok": True, "state": "kept"}
        assert ended["output"] == "Your sign-in has ended. Please sign in again."
        assert luca.get("/user").status_code == 401
        assert page.visitor().post("/login", data={"username": "luca", "password": "x"}).status_code == 401
    finally:
        engine.dispose()
        page.stop()


def test_a_wrong_password_is_refused_in_the_browsers_language(page: Served) -> None:
    wrong = page.visitor().post(
        "/login", data={"username": "amara", "password": "wrong"}, headers={"accept-language": "it-IT,it;q=0.9"}
    )
    right = page.visitor().post("/login", data={"username": " Amara ", "password": "a-long-enough-password"})

    assert (wrong.status_code, wrong.json()["detail"]) == (401, "Nome e password non corrispondono. Riprova.")
    cookie = right.headers["set-cookie"].lower()
    assert right.status_code == 200
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


def test_starters_and_place_follow_the_role_in_the_records(page: Served) -> None:
    places, desks = {}, set()
    for name in ("amara", "margaux", "david"):
        profiles = page.sign_in(name).get("/project/settings").json()["chatProfiles"]
        places[name] = (profiles[0]["name"], profiles[0]["starters"][0]["label"])
        desks |= {name for profile in profiles if profile["name"] == "Review desk"}

    assert places == {
        "amara": ("Shop floor · London", "Who is coming in today?"),
        "margaux": ("Management", "Open promises"),
        "david": ("Training", "How to write a note"),
    }
    assert desks == {"margaux"}


async def test_behind_https_the_cookie_is_secure_and_the_public_address_is_home(tmp_path: Path) -> None:
    page = Served(tmp_path / "data", public_url="https://copilot.maison.example").start()
    try:
        form = {"username": "amara", "password": "a-long-enough-password"}
        answer = page.visitor().post("/login", data=form, headers={"origin": "https://copilot.maison.example"})
        amara = page.visitor()
        amara.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]
        async with chatting(page, amara) as chat:
            asked = await chat.ask("What does Ms Laurent like?")

        assert answer.status_code == 200
        assert "secure" in answer.headers["set-cookie"].lower()
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert "[note 1]" in asked["output"]
    finally:
        page.stop()
