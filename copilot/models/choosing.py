"""Which language model answers, and whether it can be reached."""

import logging
import re
import warnings
from dataclasses import dataclass
from urllib.parse import urlsplit

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from copilot.errors import SettingsError
from copilot.models.endpoint import Endpoint
from copilot.models.trouble import FAILURES, Trouble, trouble_in, trouble_of
from copilot.prompts import fill
from copilot.settings import Settings

OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True)
class Checked:
    """Whether the chat model can be used, and what to say of it."""

    well: bool
    words: str


def chat_model(settings: Settings) -> BaseChatModel | None:
    """The chat model that the settings name; None: the built-in one. It does not retry: `FallBack` does."""
    model = _model_named(settings)
    if not model:
        return None
    # At DEBUG these log whole requests, that is, what clients told us.
    for library in ("openai", "langchain_openai", "httpx", "httpx2", "httpcore", "httpcore2"):
        logging.getLogger(library).setLevel(logging.WARNING)
    # The same words, when a malformed reply is quoted in a warning.
    warnings.filterwarnings("ignore", message="Pydantic serializer warnings", category=UserWarning)
    return Endpoint(
        model=model,
        # Said outright, so that no variable of another program redirects what clients told us.
        base_url=settings.chat_base_url or OPENAI,
        # Endpoints of one's own often want no key, but the client wants something to send.
        api_key=settings.openai_api_key if settings.openai_api_key.get_secret_value() else SecretStr("none"),
        # Reasoning models refuse any temperature but their own.
        temperature=None if re.match(r"o\d", model) else 0,
        timeout=settings.chat_timeout,
        stream_chunk_timeout=settings.chat_timeout,
        max_retries=0,
        streaming=True,
        stream_usage=True,
    )


def describe(settings: Settings) -> str:
    """Which chat model is set, in a line; raises SettingsError where the settings do not fit together."""
    model = _model_named(settings)
    if not model:
        return "The built-in chat model answers. Nothing leaves this machine."
    where = urlsplit(settings.chat_base_url or OPENAI)
    key = "with a key" if settings.openai_api_key.get_secret_value() else "without a key"
    plain = " The connection is not encrypted." if where.scheme == "http" and not _here(where.hostname) else ""
    port = f":{where.port}" if where.port else ""
    return f"{model} at {where.hostname}{port} answers, {key}; the built-in model stands in when it fails.{plain}"


async def check(settings: Settings) -> Checked:
    """Ask the chat model for one word: is it reachable, is the key accepted, does it answer?"""
    try:
        line = describe(settings)
        model = chat_model(settings)
    except SettingsError as wrong:
        return Checked(well=False, words=str(wrong))
    if model is None:
        return Checked(well=True, words=line)
    try:
        reply = await model.ainvoke(fill("reachable"))
    except FAILURES as failure:
        trouble: Trouble | None = trouble_of(failure)
    else:
        trouble = trouble_in([reply], tools=())
    return Checked(well=False, words=trouble.words) if trouble else Checked(well=True, words=f"{line} It was reached.")


def _model_named(settings: Settings) -> str:
    """The model's name; empty: the built-in one."""
    if settings.chat_model in ("", "builtin"):
        return ""
    provider, _, model = settings.chat_model.partition(":")
    if provider != "openai" or not model:
        raise SettingsError(
            f"COPILOT_CHAT_MODEL is {settings.chat_model!r}, but must be 'builtin' or 'openai:' and the name of a model."
        )
    base_url = settings.chat_base_url
    if base_url and (urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname):
        raise SettingsError("COPILOT_CHAT_BASE_URL must be an address such as https://models.example.com/v1.")
    if not base_url and not settings.openai_api_key.get_secret_value():
        raise SettingsError(
            f"COPILOT_CHAT_MODEL is {settings.chat_model!r}, but OPENAI_API_KEY is not set. "
            "Set it, or COPILOT_CHAT_BASE_URL for an endpoint of your own, or COPILOT_CHAT_MODEL=builtin."
        )
    return model


def _here(host: str | None) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")
