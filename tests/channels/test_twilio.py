"""The gateway in Twilio's form: what is asked of it, and what its answers mean."""

import base64
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import httpx
import pytest

from copilot.channels.http import open_client
from copilot.channels.outgoing import Outgoing
from copilot.channels.twilio import Twilio
from copilot.domain.message import Channel
from copilot.domain.policy import Template
from copilot.errors import ChannelError
from copilot.settings import Settings
from tests.channels.conftest import LETTER, NOW

TEXT = replace(LETTER, channel=Channel.SMS, to="+33612345678")
READY = Template("ready", "fr", "Bonjour {1}, votre {2} est prêt.", "HX1", approved=True)


def answered(settings: Settings, *answers: httpx.Response | Exception) -> tuple[Twilio, list[httpx.Request]]:
    """A way whose gateway answers in this order, and what it was asked."""
    asked: list[httpx.Request] = []
    script = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        said = next(script)
        if isinstance(said, Exception):
            raise said
        return said

    return Twilio(settings, client=httpx.Client(transport=httpx.MockTransport(answer))), asked


def form(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode(), keep_blank_values=True).items()}


def created(**more: object) -> httpx.Response:
    return httpx.Response(201, json={"sid": "SM1", "status": "queued", "error_code": None, **more})


def test_a_text_is_posted_as_documented(settings: Settings) -> None:
    way, asked = answered(settings, created())

    way.send(TEXT)

    assert asked[0].url.path == "/2010-04-01/Accounts/ACtrial/Messages.json"
    assert asked[0].headers["authorization"] == "Basic " + base64.b64encode(b"ACtrial:token").decode()
    assert form(asked[0]) == {
        "To": "+33612345678",
        "From": "+447700900000",
        "Body": TEXT.text,
        "StatusCallback": f"https://trial.example/inbound/twilio/status?reference={TEXT.key}",
    }


def test_a_messaging_service_sends_in_place_of_a_number(settings: Settings) -> None:
    way, asked = answered(settings.model_copy(update={"twilio_sms_from": "MG1"}), created())

    way.send(TEXT)

    assert form(asked[0])["MessagingServiceSid"] == "MG1" and "From" not in form(asked[0])


def test_a_day_after_the_client_wrote_whatsapp_gets_the_name_of_an_approved_text(settings: Settings) -> None:
    way, asked = answered(settings.model_copy(update={"twilio_whatsapp_from": "+447700900001"}), created())
    late = whatsapp("Bonjour Zoé, votre bracelet est prêt.", READY)

    way.send(late)

    sent = form(asked[0])
    assert (sent["To"], sent["From"]) == ("whatsapp:+33612345678", "whatsapp:+447700900001")
    assert (sent["ContentSid"], sent["ContentVariables"]) == ("HX1", '{"1": "Zoé", "2": "bracelet"}')
    assert "Body" not in sent


@pytest.mark.parametrize(
    ("text", "templates", "refused"),
    [
        ("Bonjour Zoé, votre bracelet est prêt.", (READY,), ""),
        ("Bonjour Zoé, votre bracelet est prêt.", (replace(READY, approved=False),), "whatsapp_not_approved"),
        ("Bonjour Zoé, votre bracelet est prêt.", (replace(READY, approved=False), READY), ""),
        ("Bonjour Zoé, votre bracelet est là.", (READY,), "whatsapp_needs_template"),
        ("Bonjour Zoé, votre bracelet\nd'or est prêt.", (READY,), "whatsapp_needs_template"),
        ("Bonjour Zoé, votre bracelet est prêt.", (), "whatsapp_needs_template"),
    ],
)
def test_only_approved_texts_leave_outside_the_day(
    text: str, templates: tuple[Template, ...], refused: str, settings: Settings
) -> None:
    assert Twilio(settings).refuses(whatsapp(text, *templates)) == refused


@pytest.mark.parametrize(("ago", "refused"), [(timedelta(hours=24), True), (timedelta(hours=24, seconds=-1), False)])
def test_the_day_ends_to_the_second(ago: timedelta, refused: bool, settings: Settings) -> None:
    letter = replace(whatsapp("Free words."), heard_at=NOW - ago)

    assert (Twilio(settings).refuses(letter) == "whatsapp_needs_template") == refused


@pytest.mark.parametrize(
    "rubbish",
    [
        httpx.Response(200, text="<html>Welcome to the hotel's wireless network</html>"),
        httpx.Response(200, json=["SM1"]),
        httpx.Response(200, json={}),
        httpx.Response(201, json={"sid": 7}),
        httpx.Response(201, json={"sid": "hello"}),
        httpx.Response(201, content=b"\xff\xfe\x00"),
        httpx.Response(204),
        httpx.Response(500, text="Traceback"),
        httpx.Response(502, json={"code": "x" * 1000}),
        httpx.ReadTimeout("late"),
        httpx.DecodingError("said to be packed, and is not"),
        httpx.RemoteProtocolError("torn"),
        httpx.ReadError("reset"),
    ],
)
def test_an_answer_that_names_no_message_leaves_it_open_whether_it_left(
    rubbish: httpx.Response | Exception, settings: Settings
) -> None:
    way, _ = answered(settings, rubbish)

    with pytest.raises(ChannelError) as failed:
        way.send(TEXT)

    assert (failed.value.perhaps, failed.value.permanent) == (True, False)


@pytest.mark.parametrize(
    "refused",
    [
        httpx.Response(400, json={"code": 21211, "message": "The 'To' number +33612345678 is not valid.", "status": 400}),
        created(status="failed", error_code=30006),
    ],
)
def test_a_refusal_is_for_good_and_told_by_its_number_only(refused: httpx.Response, settings: Settings) -> None:
    way, _ = answered(settings, refused)

    with pytest.raises(ChannelError) as failed:
        way.send(TEXT)

    assert (failed.value.permanent, failed.value.code) in ((True, "21211"), (True, "30006"))
    assert "+336" not in str(failed.value)


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (httpx.Response(429, headers={"retry-after": "90"}, json={"code": 20429}), 90),
        (httpx.Response(429, headers={"retry-after": "Wed, 01 Jan 2020 00:00:00 GMT"}), 0),
        (httpx.Response(503, headers={"retry-after": "soon"}), 0),
        (httpx.Response(429, headers={"retry-after": "99999999999"}), 86_400),
        (httpx.Response(401, json={"code": 20003}), 0),
        (httpx.Response(404, text="no"), 0),
        (httpx.Response(301, headers={"location": "https://elsewhere.example"}), 0),
        (httpx.ConnectError("nobody"), 0),
        (httpx.ConnectTimeout("nobody"), 0),
    ],
)
def test_what_was_surely_not_taken_is_tried_again_when_the_gateway_says(
    answer: httpx.Response | Exception, wait: float, settings: Settings
) -> None:
    way, asked = answered(settings, answer)

    with pytest.raises(ChannelError) as failed:
        way.send(TEXT)

    assert (failed.value.perhaps, failed.value.permanent, failed.value.wait) == (False, False, wait)
    assert len(asked) == 1


def listed(**more: object) -> dict[str, object]:
    """One message as the gateway lists it, two minutes after ten."""
    made = {"sid": "SM9", "direction": "outbound-api", "date_created": "Wed, 18 Mar 2026 10:02:00 +0000"}
    return {**made, "to": TEXT.to, "body": TEXT.text, **more}


@pytest.mark.parametrize(
    ("messages", "found"),
    [
        ([listed()], "SM9"),
        ([listed(body=f"{TEXT.text} ")], "SM9"),
        ([listed(), listed(sid="SM8", body="Something else.")], "SM9"),
        ([listed(sid="SMother"), listed()], "SM9"),
        ([], None),
        ([listed(direction="inbound")], None),
        ([listed(body="Something else.")], None),
        ([listed(sid="SMother")], None),
        ([listed(date_created="Wed, 18 Mar 2026 09:50:00 +0000")], None),
        ([listed(date_created="yesterday")], None),
        ([listed(), listed(sid="SM8")], None),
        (["SM9", None, {"sid": 7}], None),
    ],
)
def test_after_a_crash_the_gateway_is_asked_for_these_words_to_this_number(
    messages: list[object], found: str | None, settings: Settings
) -> None:
    way, asked = answered(settings, httpx.Response(200, json={"messages": messages}))

    sent = way.found(TEXT, NOW, frozenset({"SMother"}))

    assert (sent.gateway_id if sent else None) == found
    assert dict(asked[0].url.params) == {"To": TEXT.to, "PageSize": "100"}


@pytest.mark.parametrize(
    "answer", [httpx.Response(500), httpx.Response(200, json={"messages": None}), httpx.Response(200, text="?")]
)
def test_a_gateway_that_cannot_be_asked_says_nothing_either_way(answer: httpx.Response, settings: Settings) -> None:
    way, _ = answered(settings, answer)

    with pytest.raises(ChannelError):
        way.found(TEXT, NOW, frozenset())


def test_a_letter_is_not_carried_elsewhere() -> None:
    assert not open_client().follow_redirects


def whatsapp(text: str, *templates: Template) -> Outgoing:
    """A message to somebody who never wrote on WhatsApp."""
    return replace(TEXT, channel=Channel.WHATSAPP, text=text, heard_at=None, templates=templates)
