"""What can go wrong with a chat model that lives elsewhere, in words that may be shown and logged."""

from collections.abc import Iterable
from dataclasses import dataclass

import openai
from langchain_core.messages import AIMessage, BaseMessage

#: What a call to a chat model raises when the endpoint fails, or when what came back is not what was agreed:
#: the client library does not check replies, so a malformed one surfaces as whatever the first wrong value trips.
FAILURES = (openai.OpenAIError, OSError, ValueError, TypeError, LookupError, AttributeError)


class BadArguments(ValueError):
    """A tool was asked for with arguments that are not JSON."""


_NO_CREDIT = ("insufficient_quota", "billing_hard_limit_reached")


@dataclass(frozen=True)
class Trouble:
    """One failed call. Its words never hold a key, a question or a reply."""

    kind: str  #: for the log and the metrics
    words: str  #: for the person who waits; says who must act, if anybody can
    passing: bool = False  #: worth asking again in a moment
    pauses: bool = True  #: the model is to be left alone; False: only this question went wrong
    wait: float | None = None  #: seconds that the endpoint asked to be left alone


_KEY = Trouble("key refused", "The key of the chat model was refused; an administrator must set OPENAI_API_KEY.")
_FORBIDDEN = Trouble(
    "forbidden", "The key may not use this chat model; an administrator must check OPENAI_API_KEY and COPILOT_CHAT_MODEL."
)
_UNKNOWN = Trouble(
    "unknown model",
    "The endpoint does not know this chat model; an administrator must check COPILOT_CHAT_MODEL and COPILOT_CHAT_BASE_URL.",
)
_CREDIT = Trouble("no credit", "The account of the chat model has no credit left; an administrator must top it up.")
_LATE = Trouble("timeout", "The chat model did not answer in time.")
_CONNECTION = Trouble("connection", "The connection to the chat model failed.", passing=True)
_FAULT = Trouble("server fault", "The chat model has a fault of its own.", passing=True)
_UNREADABLE = Trouble("unreadable", "The reply of the chat model could not be read.")
_BROKE_OFF = Trouble("broke off", "The chat model broke off in the middle of its answer.", passing=True)
_CUT = Trouble("cut short", "The answer of the chat model was cut short by its own limit.", pauses=False)
_FILTERED = Trouble("filtered", "The filter of the chat model's provider stopped its answer.", pauses=False)
_REFUSED = Trouble("refused request", "The chat model could not work with this question as it was put.", pauses=False)
_EMPTY = Trouble("empty", "The chat model gave an empty answer.", pauses=False)
_NO_TOOL = Trouble("unknown tool", "The chat model asked for something that the copilot cannot do.", pauses=False)
GOES_ROUND = Trouble("goes round", "The chat model goes round in circles with this question.", pauses=False)
_NO_SENSE = Trouble("bad arguments", "The chat model asked for something in a way that makes no sense.", pauses=False)


def trouble_of(error: Exception) -> Trouble:
    """What a failed call comes to."""
    match error:
        case BadArguments():
            return _NO_SENSE
        case openai.AuthenticationError():
            return _KEY
        case openai.PermissionDeniedError():
            return _FORBIDDEN
        case openai.NotFoundError():
            return _UNKNOWN
        case openai.RateLimitError():
            if error.code in _NO_CREDIT:
                return _CREDIT
            wait = _retry_after(error)
            return Trouble("busy", "The chat model is asked too often at the moment.", passing=True, wait=wait)
        case openai.APITimeoutError() | TimeoutError():
            return _LATE
        case openai.APIConnectionError() | OSError():
            return _CONNECTION
        case openai.APIStatusError() if error.status_code >= 500:
            words = f"The chat model has a fault of its own ({error.status_code})."
            return Trouble("server fault", words, passing=True, wait=_retry_after(error))
        case openai.APIStatusError():
            return _REFUSED
        case openai.APIError() if not isinstance(error, openai.APIResponseValidationError):
            return _FAULT  # an error sent within the stream
    return _UNREADABLE


def trouble_in(messages: Iterable[BaseMessage], tools: Iterable[str]) -> Trouble | None:
    """What is wrong with a reply that did arrive; None: it is whole, and asks only for tools that there are."""
    reply = next((m for m in messages if isinstance(m, AIMessage)), None)
    if reply is None:
        return _EMPTY
    end = reply.response_metadata.get("finish_reason") or reply.response_metadata.get("status")
    known = set(tools)
    for wrong, trouble in (
        # A stream that is closed politely in the middle raises nothing: only the missing last word tells.
        (not end, _BROKE_OFF),
        (end in ("length", "incomplete"), _CUT),
        (end in ("content_filter", "failed"), _FILTERED),
        (reply.invalid_tool_calls, _NO_SENSE),
        (any(call["name"] not in known for call in reply.tool_calls), _NO_TOOL),
        (any(not call["id"] for call in reply.tool_calls), _NO_SENSE),
        (not reply.tool_calls and not reply.text.strip(), _EMPTY),
    ):
        if wrong:
            return trouble
    return None


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Seconds, where the endpoint gave them as a number; a date is not worth reading for a wait this short."""
    try:
        seconds = float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None
