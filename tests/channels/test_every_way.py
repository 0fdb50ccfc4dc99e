"""What every way of sending promises."""

from dataclasses import replace
from datetime import timedelta

import pytest

from copilot.channels import WRITTEN, open_ways
from copilot.domain.message import Channel
from copilot.errors import ChannelError, SettingsError
from copilot.outreach.trial.far_end import AFTER, BEFORE, FarEnd
from copilot.settings import Settings
from tests.channels.conftest import CHANNELS, LETTER, NOW, Reached, nowhere, reach


def test_a_letter_arrives_once_and_is_named(reached: Reached) -> None:
    sent = reached.way.send(reached.letter)

    assert reached.accepted == 1
    assert reached.letter.key in sent.gateway_id


def test_the_same_letter_again_arrives_again_only_where_the_way_says_so(reached: Reached) -> None:
    named = {reached.way.send(reached.letter).gateway_id for _ in range(2)}

    assert reached.accepted == (1 if reached.way.idempotent else 2)
    assert len(named) == 1 or not reached.way.idempotent


def test_it_says_that_it_is_reached_without_sending_anything(reached: Reached) -> None:
    assert reached.way.test()
    assert reached.accepted == 0


def test_where_nobody_listens_nothing_has_left_and_it_may_be_tried_again(reached: Reached, settings: Settings) -> None:
    away = reach(reached.way.name, nowhere(settings), reached.far_end)

    with pytest.raises(ChannelError) as failed:
        away.way.send(away.letter)

    assert (failed.value.permanent, failed.value.perhaps) == (False, False)
    with pytest.raises(ChannelError):
        away.way.test()


@pytest.mark.parametrize("name", ["smtp", "twilio", "gateway"])
@pytest.mark.parametrize("fate", [*BEFORE, *AFTER])
def test_how_the_far_end_fails_is_understood(
    name: str, fate: str, settings: Settings, far_end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(far_end, "fate", lambda: fate)
    reached = reach(name, settings, far_end)

    with pytest.raises(ChannelError) as failed:
        reached.way.send(reached.letter)

    # Whoever hangs up without a word leaves it open, before as after; whoever says "not now" has nothing.
    assert failed.value.perhaps == (fate not in ("busy", "unavailable"))
    assert reached.accepted == (fate in AFTER)
    assert not failed.value.permanent


@pytest.mark.parametrize(
    "address",
    [
        "",
        "zoe",
        "zoe@",
        "@client.example",
        "zoe@client",
        "zoe@client..example",
        "zoe@-client.example",
        "zoe@127.0.0.1",
        "z oe@client.example",
        "zoe@client.example, eve@other.example",
        "zoe@client.example\r\nBcc: eve@other.example",
        "zoé@client.example",
        f"{'z' * 65}@client.example",
        "<zoe@client.example>",
        "zoe@client.example>\nRCPT TO:<eve@other.example",
    ],
)
def test_what_is_no_address_for_letters_is_not_tried(address: str, settings: Settings) -> None:
    assert open_ways(settings)[Channel.EMAIL].refuses(replace(LETTER, to=address)) == "address_wrong"


@pytest.mark.parametrize(
    "address", ["", "0612345678", "+0612345678", "+33 6 12", "+3361234567890123", "+33612345678;ext=1", "+33６12345678"]
)
@pytest.mark.parametrize("name", ["twilio", "gateway"])
def test_what_is_no_number_is_not_tried(name: str, address: str, settings: Settings, far_end: FarEnd) -> None:
    reached = reach(name, settings, far_end)

    assert reached.way.refuses(replace(reached.letter, to=address)) == "address_wrong"


@pytest.mark.parametrize("name", ["smtp", "twilio", "gateway"])
def test_three_hundred_thousand_letters_are_too_many(name: str, settings: Settings, far_end: FarEnd) -> None:
    reached = reach(name, settings, far_end)

    assert reached.way.refuses(replace(reached.letter, text="word " * 60_000)) == "too_long"


def test_a_long_letter_arrives_whole_on_paper(settings: Settings, far_end: FarEnd) -> None:
    reached = reach("paper", settings, far_end)
    long = replace(reached.letter, text="word " * 60_000)

    reached.way.send(long)

    assert long.text in next(reached.files.rglob("*.txt")).read_text(encoding="utf-8")


def test_the_demo_writes_files_whatever_is_configured(settings: Settings) -> None:
    ways = open_ways(settings.model_copy(update={"demo": True}))

    assert {channel: way.name for channel, way in ways.items()} == dict.fromkeys(WRITTEN, "paper")


def test_what_is_not_asked_for_does_not_leave() -> None:
    assert set(open_ways(Settings(_env_file=None))) == {Channel.POST}


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ({"smtp_host": ""}, "COPILOT_SMTP_HOST"),
        ({"letters_from": "nobody"}, "COPILOT_LETTERS_FROM"),
        ({"public_url": ""}, "COPILOT_PUBLIC_URL"),
        ({"smtp_host": "mail.example.com"}, "COPILOT_SMTP_TLS"),
        ({"twilio_account": ""}, "COPILOT_TWILIO_ACCOUNT"),
        ({"twilio_sms_from": "Orsel"}, "COPILOT_TWILIO_SMS_FROM"),
        ({"twilio_url": "http://api.example.com:80"}, "COPILOT_TWILIO_URL"),
        ({"gateway_url": ""}, "COPILOT_GATEWAY_URL"),
        ({"gateway_url": "ftp://localhost:21"}, "COPILOT_GATEWAY_URL"),
    ],
)
def test_what_is_missing_or_unprotected_is_named(missing: dict[str, str], named: str, settings: Settings) -> None:
    with pytest.raises(SettingsError, match=named):
        open_ways(settings.model_copy(update=missing))


def test_only_a_way_that_can_be_asked_finds_what_it_got(reached: Reached) -> None:
    reached.way.send(reached.letter)

    found = reached.way.found(reached.letter, NOW - timedelta(days=400), frozenset())

    assert (found is not None) == (reached.way.name in ("twilio", "paper"))


def test_every_way_is_tested() -> None:
    assert set(CHANNELS.values()) == set(WRITTEN)
