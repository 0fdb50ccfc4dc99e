"""The gateway that honours Idempotency-Key: what it is told."""

import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from copilot.channels.gateway import Gateway
from copilot.channels.outgoing import Outgoing
from copilot.domain.message import Channel
from copilot.domain.policy import Template
from copilot.errors import ChannelError
from copilot.settings import Settings
from tests.channels.conftest import LETTER, NOW

READY = Template("ready", "fr", "Bonjour {1}.", "HX1", approved=True)
ON_WHATSAPP = replace(LETTER, channel=Channel.WHATSAPP, to="+33612345678", text="Bonjour Zoé.", templates=(READY,))


def told(settings: Settings, letter: Outgoing, answer: httpx.Response) -> httpx.Request:
    """What the gateway is asked where it answers like this."""
    asked: list[httpx.Request] = []

    def answered(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer

    Gateway(settings, client=httpx.Client(transport=httpx.MockTransport(answered))).send(letter)
    return asked[0]


def test_every_try_carries_the_letters_key_and_ours(settings: Settings) -> None:
    known = settings.model_copy(update={"gateway_token": settings.twilio_token})

    request = told(known, LETTER, httpx.Response(202, json={"id": "g1"}))

    assert (request.headers["idempotency-key"], request.headers["authorization"]) == (LETTER.key, "Bearer token")
    body = json.loads(request.content)
    assert (body["channel"], body["to"], body["text"], body["subject"]) == ("email", LETTER.to, LETTER.text, LETTER.subject)


@pytest.mark.parametrize(("ago", "template"), [(timedelta(hours=1), None), (timedelta(hours=25), "HX1")])
def test_an_approved_text_is_named_once_the_day_is_over(ago: timedelta, template: str | None, settings: Settings) -> None:
    letter = replace(ON_WHATSAPP, heard_at=NOW - ago)

    request = told(settings, letter, httpx.Response(200, json={"id": "g1"}))

    assert json.loads(request.content).get("template") == template


@pytest.mark.parametrize(
    ("answer", "perhaps", "permanent"),
    [
        (httpx.Response(200, text="Welcome"), True, False),
        (httpx.Response(200, json={"id": 7}), True, False),
        (httpx.Response(200, json={"id": ""}), True, False),
        (httpx.Response(200, json=["g1"]), True, False),
        (httpx.Response(202, content=b"\xff\xfe\x00"), True, False),
        (httpx.Response(302, headers={"location": "https://elsewhere.example"}), False, False),
        (httpx.Response(409), True, False),
        (httpx.Response(422, json={"code": "no_such_number"}), False, True),
        (httpx.Response(403), False, False),
    ],
)
def test_its_answers_are_understood(answer: httpx.Response, perhaps: bool, permanent: bool, settings: Settings) -> None:
    with pytest.raises(ChannelError) as failed:
        told(settings, LETTER, answer)

    assert (failed.value.perhaps, failed.value.permanent) == (perhaps, permanent)
