"""One boundary around every handler: what goes wrong is said in plain words, and found again by a number."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec

import chainlit as cl
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError

from copilot.chat.language import spoken
from copilot.chat.words import say, words
from copilot.errors import CopilotError, OutOfScope

log = logging.getLogger(__name__)
P = ParamSpec("P")


class SignInEnded(CopilotError):
    """The person must sign in again."""


def said_plainly(handler: Callable[P, Awaitable[object]]) -> Callable[P, Awaitable[object]]:
    """The handler, with every error shown to the person who waits, as a sentence."""

    @wraps(handler)
    async def bounded(*args: P.args, **kwargs: P.kwargs) -> object:
        try:
            return await handler(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the outermost edge: Chainlit would show nothing at all
            words = in_plain_words(error, spoken.get())
            if isinstance(error, SignInEnded):
                await cl.send_window_message({"copilot": "signed-out"})
            await cl.ErrorMessage(content=words).send()
            return {"ok": False, "words": words}

    return bounded


def in_plain_words(error: Exception, language: str = "en") -> str:
    """What to say about an error: ours in its own words, another's with a number under which it was logged."""
    if isinstance(error, OutOfScope):
        return say("errors", "nothing_like_that", language)
    if isinstance(error, CopilotError):
        # A key of another screen's is said there; here its own words do.
        ours = error.key in words("errors", language)
        return say("errors", error.key, language, **error.values) if ours else str(error)
    incident = secrets.token_hex(4)
    # Frames only: the error's own words may quote a client.
    frames = _frames(error)
    log.error("Incident %s: %s at %s", incident, type(error).__name__, frames)
    # A full disk, a lock that lasts, a server that is gone: the transaction was undone, and trying again may well help.
    away = isinstance(error, OperationalError | InterfaceError | TimeoutError)
    return say("errors", "records_away" if away else "incident", language, number=incident)


def _frames(error: BaseException) -> str:
    places, frame = [], error.__traceback__
    while frame is not None:
        code = frame.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{frame.tb_lineno} {code.co_name}")
        frame = frame.tb_next
    return " < ".join(reversed(places[-8:]))
