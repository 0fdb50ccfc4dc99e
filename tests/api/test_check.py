"""Another program has its messages checked over HTTP: with a token, within its owner's scope, and never with an empty answer."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from copilot.__main__ import app
from copilot.api import check as api_check
from copilot.api.gate import LARGEST, OFTEN
from copilot.api.pace import Pace
from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.situation import Situation
from copilot.records.access import ApiToken
from copilot.records.api_tokens import make_token, revoke_token, tokens, whose_token
from copilot.records.columns import now
from copilot.records.database import connect
from copilot.records.people import Client, User
from copilot.records.upkeep import AuditLine
from tests.chat.served import Served

CASE = json.loads((Path(__file__).parents[1] / "bench" / "data" / "outreach" / "dev1.jsonl").read_text("utf-8").splitlines()[0])
WORDS = {"send", "revise", "hold"}  #: of a decision
MESSAGE = {"channel": "email", "purpose": "service", "text": "Your bangle is back from the workshop; come whenever it suits you."}


@pytest.fixture(scope="module")
def rows(page: Served) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{page.folder / 'copilot.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def caller(page: Served, rows: Engine) -> Iterator[httpx.Client]:
    """A program with a token of Amara's."""
    with page.visitor() as client:
        client.headers["authorization"] = f"Bearer {token_of(rows, 'amara')}"
        yield client


def token_of(rows: Engine, name: str) -> str:
    with Session(rows) as session:
        user = session.exec(select(User).where(User.source_id == name)).one()
        _, secret = make_token(session, user, "our CRM", now())
        session.commit()
        return secret


def test_a_whole_case_is_judged_and_says_what_is_wrong_where_why_and_how_to_say_it_better(caller: httpx.Client) -> None:
    answer = caller.post("/api/v1/check", json=CASE)

    told = answer.json()
    finding = told["findings"][0]
    assert answer.status_code == 200
    assert (told["decision"], finding["kind"], finding["part"]) == ("revise", "milestone", "text")
    assert CASE["draft"]["text"][finding["start"] : finding["end"]] == finding["words"]
    assert finding["reason"] == "The client did not share this date with us for that. Write without it."
    assert told["rewrite"] and finding["words"] not in told["rewrite"]
    assert -100 <= told["distance"]["value"] <= 100
    assert told["policy"].startswith("house ")
    assert "unshared_date" in told["checked"]


def test_reasons_are_in_the_language_that_is_asked_for(caller: httpx.Client) -> None:
    told = caller.post("/api/v1/check", json=CASE, headers={"accept-language": "fr-FR,fr;q=0.9"}).json()

    assert told["findings"][0]["reason"] == "Le client ne nous a pas confié cette date pour cela. Écrivez sans elle."


def test_a_case_can_be_judged_under_the_benchmarks_policy(caller: httpx.Client) -> None:
    told = caller.post("/api/v1/check", params={"policy": "benchmark"}, json=CASE).json()

    assert told["policy"] == "benchmark 1"


@pytest.mark.parametrize("client", [1, "c1"])
def test_a_message_to_a_client_of_ours_is_judged_by_what_the_records_know(caller: httpx.Client, client: int | str) -> None:
    told = caller.post("/api/v1/check", json={"client": client, "message": {**MESSAGE, "purpose": "marketing"}}).json()

    assert told["decision"] == "hold"
    assert "consent" in {finding["rule"] for finding in told["findings"]}


def test_a_client_of_another_store_answers_as_one_that_does_not_exist(caller: httpx.Client) -> None:
    answers = [
        caller.post("/api/v1/check", json={"client": client, "message": MESSAGE}) for client in (3, "c3", 999, "nobody", -1)
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["error"].startswith("There is no such client here.")


def test_who_moves_to_another_store_takes_the_scope_of_their_token_along(page: Served, rows: Engine) -> None:
    with page.visitor() as client:
        client.headers["authorization"] = f"Bearer {token_of(rows, 'luca')}"
        asked = {"client": "c3", "message": MESSAGE}
        before = client.post("/api/v1/check", json=asked).status_code
        move(rows, "luca", 1)
        try:
            after = client.post("/api/v1/check", json=asked).status_code
        finally:
            move(rows, "luca", 2)

    assert (before, after) == (200, 404)


def move(rows: Engine, name: str, store_id: int) -> None:
    with Session(rows) as session:
        session.exec(update(User).where(col(User.source_id) == name).values(store_id=store_id))
        session.commit()


def test_a_trainer_has_no_clients_but_may_send_a_whole_case(page: Served, rows: Engine) -> None:
    with page.visitor() as client:
        client.headers["authorization"] = f"Bearer {token_of(rows, 'david')}"
        refused = client.post("/api/v1/check", json={"client": 1, "message": MESSAGE})
        judged = client.post("/api/v1/check", json=CASE)

    assert (refused.status_code, judged.status_code) == (403, 200)
    assert "has no clients" in refused.json()["error"]


def test_without_a_token_that_counts_nothing_is_checked_and_a_sign_in_in_a_browser_is_none(page: Served, rows: Engine) -> None:
    asked = {"client": 1, "message": MESSAGE}
    secret = token_of(rows, "amara")
    with Session(rows) as session:
        revoke_token(session, max(token.id or 0 for token, _ in tokens(session)), now())
        session.commit()

    none = page.visitor().post("/api/v1/check", json=asked)
    made_up = page.visitor().post("/api/v1/check", json=asked, headers={"authorization": "Bearer copilot_made-up"})
    revoked = page.visitor().post("/api/v1/check", json=asked, headers={"authorization": f"Bearer {secret}"})
    signed_in = page.sign_in("amara").post("/api/v1/check", json=asked)

    assert [a.status_code for a in (none, made_up, revoked, signed_in)] == [401] * 4
    assert none.headers["www-authenticate"] == "Bearer"
    assert "copilot token add" in none.json()["error"]
    assert made_up.text == revoked.text


@pytest.mark.parametrize(
    ("body", "field", "why"),
    [
        ({"client": 1}, "message", "Field required"),
        ({"client": 1, "message": {**MESSAGE, "channel": "pigeon"}}, "message.channel", "'email', 'sms'"),
        ({"client": 1, "message": {**MESSAGE, "text": "a" * 20_001}}, "message.text", "at most 20000 characters"),
        ({"client": 1, "message": MESSAGE, "shop": 3}, "shop", "not permitted"),
        ({**CASE, "now": "2026-03-14T15:20:00"}, "now", "with its zone"),
        ([], "body", "valid"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_field(caller: httpx.Client, body: object, field: str, why: str) -> None:
    answer = caller.post("/api/v1/check", json=body)

    told = answer.json()
    assert answer.status_code == 422
    assert next(said for name, said in told["fields"].items() if name.startswith(field)).find(why) >= 0
    assert "/api/v1/openapi.json" in told["error"]


def test_a_body_that_is_too_large_is_refused_whatever_it_says_of_its_length(caller: httpx.Client) -> None:
    large = json.dumps({**CASE, "id": "x" * LARGEST}).encode()

    told = [caller.post("/api/v1/check", content=large), caller.post("/api/v1/check", content=iter([large]))]

    assert [answer.status_code for answer in told] == [413, 413]
    assert all("larger than 2 MB" in answer.json()["error"] for answer in told)


def test_the_description_names_every_field_and_every_refusal(page: Served) -> None:
    answer = page.visitor().get("/api/v1/openapi.json")

    described = answer.json()
    told = described["paths"]["/check"]["post"]
    shapes = described["components"]["schemas"]
    fields = [
        (name, field)
        for name, shape in shapes.items()
        for field, about in shape.get("properties", {}).items()
        if not (about.get("description") or shapes[about["$ref"].rsplit("/", 1)[1]].get("description"))
    ]
    assert answer.headers["content-type"] == "application/json"
    assert fields == []
    assert set(told["responses"]) == {"200", "401", "403", "404", "413", "422", "429", "503"}
    assert set(told["requestBody"]["content"]["application/json"]["examples"]) == {"client", "case"}
    assert told["security"] == [{"token": []}]


@pytest.mark.parametrize("example", [api_check.CLIENT_EXAMPLE, api_check.CASE_EXAMPLE])
def test_the_examples_of_the_description_can_be_sent(caller: httpx.Client, example: dict[str, object]) -> None:
    assert caller.post("/api/v1/check", json=example["value"]).status_code in (200, 404)


def test_what_the_readme_shows_is_true(page: Served, rows: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    make, ask = re.findall(r"^```sh\n(copilot token add .+)\n(curl .+)\n```", readme, re.MULTILINE)[0]
    monkeypatch.setenv("COPILOT_DATA_DIR", str(page.folder))

    made = CliRunner().invoke(app, [part.replace("ada", "amara") for part in shlex.split(make)[1:]])
    secret = made.stdout.strip()
    listed = CliRunner().invoke(app, ["token", "list"]).stdout
    _, address, _, authorization, _, kind, _, body = shlex.split(ask)
    headers = dict(line.split(": ", 1) for line in (authorization.replace("TOKEN", secret), kind))
    answer = page.visitor().post(urlsplit(address).path, content=body, headers=headers)
    number = re.search(r"Token (\d+)", made.stderr)
    assert number
    revoked = CliRunner().invoke(app, ["token", "revoke", number[1]])
    after = page.visitor().post(urlsplit(address).path, content=body, headers=headers)

    assert answer.status_code == 200
    assert set(answer.json()) >= set(re.findall(r"`(\w+)`", readme.split("The answer holds")[1].split("What cannot")[0])) - WORDS
    assert "our CRM" in listed and secret not in listed
    assert (revoked.exit_code, after.status_code) == (0, 401)


def test_a_caller_in_a_hurry_is_told_how_long_to_wait() -> None:
    moments = iter([0.0] * OFTEN + [20.0, 20.0, 60.0])
    pace = Pace(OFTEN, 60, lambda: next(moments))

    waits = [pace.wait("1") for _ in range(OFTEN + 1)]

    assert waits == [0.0] * OFTEN + [40.0]
    assert (pace.wait("2"), pace.wait("1")) == (0.0, 0.0)


class Broken:
    """A guard whose weights are gone."""

    def advise(self, message: Message, situation: Situation) -> None:
        raise OSError("no such file")


def test_a_message_that_cannot_be_judged_is_held_and_says_so(rows: Engine) -> None:
    from copilot.outreach.advice import Gathered, advise
    from copilot.reading.cases import case_of

    message = Message(Channel.EMAIL, Purpose.MARKETING, "Hello")
    situation = case_of(CASE).situation(api_check.benchmark_policy())

    advice = advise(lambda: Broken(), message, Gathered(situation))  # type: ignore[arg-type, return-value]

    told = api_check.answer(advice, "en", 0.0)
    assert told.decision == "hold"
    assert told.findings[0].reason == "This could not be judged, so a person must read it before it goes."


def test_a_token_is_kept_as_a_digest_and_its_use_and_end_are_written_down(session: Session) -> None:
    user = User(source_id="amara", name="Amara")
    session.add(user)
    session.flush()

    token, secret = make_token(session, user, " our CRM ", now())
    found = whose_token(session, secret, now())
    revoke_token(session, token.id or 0, now(), by_id=user.id)

    kept = session.exec(select(ApiToken)).one()
    assert found == (kept.id, user)
    assert secret not in str(kept.model_dump())
    assert (kept.name, kept.used_at is not None) == ("our CRM", True)
    assert whose_token(session, secret, now()) is None
    assert [line.action for line in session.exec(select(AuditLine)).all()] == ["token made", "token revoked"]


def test_a_token_of_somebody_who_was_switched_off_opens_nothing(session: Session) -> None:
    user = User(source_id="amara", name="Amara")
    session.add(user)
    session.flush()
    _, secret = make_token(session, user, "our CRM", now())

    user.active = False
    session.add(user)
    session.commit()

    assert whose_token(session, secret, now()) is None


def test_nothing_of_a_check_is_kept_or_logged(page: Served, caller: httpx.Client, rows: Engine) -> None:
    secretly = "Zanzibar is lovely in a whisper of vetiver; your bangle is back from the workshop."

    caller.post("/api/v1/check", json={"client": 1, "message": {**MESSAGE, "text": secretly}}).raise_for_status()

    assert "vetiver" not in page.log()
    with Session(rows) as session:
        assert not [client for client in session.exec(select(Client)) if "vetiver" in str(client.model_dump())]
