"""Which chat model answers is a setting; a setting that cannot work says what to set."""

import logging

import pytest
from langchain_openai import OpenAIEmbeddings
from pydantic import SecretStr

from copilot.errors import SettingsError
from copilot.models.choosing import chat_model, check, describe
from tests.models.counter import KEY, settings
from tests.models.wire import Reply, hangs, nobody, refuses, says, sends, shows, stops_short, wire

NO_KEY = SecretStr("")


def test_without_a_setting_the_built_in_model_answers_and_nothing_leaves_the_machine() -> None:
    configured = settings(chat_model="builtin")

    assert chat_model(configured) is None
    assert describe(configured) == "The built-in chat model answers. Nothing leaves this machine."


@pytest.mark.parametrize(
    ("named", "url", "advice"),
    [
        ("anthropic:claude", "", "must be 'builtin' or 'openai:' and the name of a model"),
        ("openai:", "", "must be 'builtin' or 'openai:' and the name of a model"),
        ("gpt-5", "", "must be 'builtin' or 'openai:' and the name of a model"),
        ("openai:gpt-5", "", "Set it, or COPILOT_CHAT_BASE_URL for an endpoint of your own, or COPILOT_CHAT_MODEL=builtin"),
        ("openai:gpt-5", "models.example.com", "COPILOT_CHAT_BASE_URL must be an address such as"),
    ],
)
async def test_settings_that_cannot_work_say_what_to_set(named: str, url: str, advice: str) -> None:
    configured = settings(url, chat_model=named, openai_api_key=NO_KEY)

    with pytest.raises(SettingsError) as refused:
        chat_model(configured)
    checked = await check(configured)

    assert advice in str(refused.value)
    assert not checked.well
    assert checked.words == str(refused.value)


async def test_an_endpoint_of_ones_own_needs_no_key() -> None:
    with wire(says("yes")) as there:
        checked = await check(settings(there.url, openai_api_key=NO_KEY))

    assert checked.well
    assert "without a key" in checked.words
    assert there.asked[0].key == "none"


async def test_the_request_streams_with_usage_at_temperature_nought() -> None:
    with wire(says("yes")) as there:
        await check(settings(there.url))

    assert there.asked[0].path == "/v1/chat/completions"
    assert there.asked[0].key == KEY
    assert there.asked[0].body["model"] == "scripted"
    assert there.asked[0].body["temperature"] == 0
    assert there.asked[0].body["stream"] is True
    assert there.asked[0].body["stream_options"] == {"include_usage": True}


async def test_models_that_refuse_a_temperature_are_sent_none() -> None:
    with wire(says("yes")) as there:
        await check(settings(there.url, chat_model="openai:o4-mini"))

    assert "temperature" not in there.asked[0].body


async def test_variables_meant_for_other_programs_do_not_redirect_what_clients_told_us(monkeypatch: pytest.MonkeyPatch) -> None:
    with wire(says("yes")) as there, wire(says("no")) as elsewhere:
        monkeypatch.setenv("OPENAI_BASE_URL", elsewhere.url)
        monkeypatch.setenv("OPENAI_API_BASE", elsewhere.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-program")
        checked = await check(settings(there.url))

    assert checked.well
    assert there.asked[0].key == KEY
    assert not elsewhere.asked


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (refuses(401, f"Incorrect API key provided: {KEY}"), "an administrator must set OPENAI_API_KEY"),
        (refuses(403), "must check OPENAI_API_KEY and COPILOT_CHAT_MODEL"),
        (refuses(404), "must check COPILOT_CHAT_MODEL and COPILOT_CHAT_BASE_URL"),
        (refuses(429, code="insufficient_quota"), "no credit left"),
        (refuses(500), "a fault of its own (500)"),
        (hangs(), "did not answer in time"),
        (shows("<html>Please sign in</html>"), "could not be read"),
        (sends("{not json"), "could not be read"),
        (sends("[DONE]"), "could not be read"),
        (stops_short(""), "could not be read"),
        (stops_short("ye"), "broke off in the middle"),
    ],
)
async def test_what_is_wrong_with_an_endpoint_is_said_plainly(reply: Reply, words: str) -> None:
    with wire(reply) as there:
        checked = await check(settings(there.url, chat_timeout=0.7))

    assert not checked.well
    assert words in checked.words
    assert KEY not in checked.words


async def test_an_address_where_nobody_listens_is_not_reached() -> None:
    checked = await check(settings(nobody()))

    assert not checked.well
    assert checked.words == "The connection to the chat model failed."


def test_the_line_for_the_doctor_hides_the_key_and_warns_of_a_plain_connection() -> None:
    line = describe(settings("http://shop:secret@models.example.com:8080/v1"))

    assert line == (
        "scripted at models.example.com:8080 answers, with a key; the built-in model stands in when it fails. "
        "The connection is not encrypted."
    )


def test_neither_the_key_nor_a_request_can_be_read_from_the_model_or_the_log() -> None:
    model = chat_model(settings("http://127.0.0.1:1/v1"))

    assert KEY not in repr(model)
    assert not logging.getLogger("openai").isEnabledFor(logging.DEBUG)


async def test_embeddings_come_over_the_same_wire() -> None:
    with wire(says("")) as there:
        model = OpenAIEmbeddings(base_url=there.url, api_key=SecretStr(KEY), check_embedding_ctx_length=False)
        vectors = await model.aembed_documents(["a ring", "a scarf"])

    assert [len(vector) for vector in vectors] == [9, 9]
