"""What an answer of a gateway means: taken, refused, to be tried again, or nobody knows."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

import httpx

from copilot.errors import ChannelError

PATIENCE = httpx.Timeout(20.0, connect=10.0)
_LONGEST_WAIT = 24 * 3600.0


def open_client() -> httpx.Client:
    """One for the life of a way; it follows no redirect, for a letter must not be carried elsewhere."""
    return httpx.Client(timeout=PATIENCE, follow_redirects=False)


def asked(client: httpx.Client, method: str, url: str, **given: Any) -> httpx.Response:
    """The answer; ChannelError saying whether the question may have arrived."""
    try:
        return client.request(method, url, **given)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as away:
        raise ChannelError(f"The gateway is not reached ({type(away).__name__}).", key="channel_away") from away
    except httpx.HTTPError as lost:
        raise ChannelError(f"The gateway did not answer ({type(lost).__name__}).", key="channel_away", perhaps=True) from lost


def body_of(answer: httpx.Response) -> dict[str, Any]:
    """What a gateway that took it says; ChannelError that it may have left where that cannot be read."""
    try:
        told = answer.json()
    except ValueError as rubbish:
        raise ChannelError("The gateway answered something that is no answer.", key="channel_away", perhaps=True) from rubbish
    if not isinstance(told, dict):
        raise ChannelError("The gateway answered something that is no answer.", key="channel_away", perhaps=True)
    return told


def not_taken(answer: httpx.Response) -> NoReturn:
    """Say of an answer that is not a yes whether to try again. A gateway's own words may hold a number: only codes are told."""
    status, code = answer.status_code, _code(answer)
    shown = f"{status}, {code}" if code else str(status)
    if status in (408, 425, 429, 503):
        words = f"The gateway cannot take it now ({shown})."
        raise ChannelError(words, key="channel_away", wait=_wait(answer), code=code or str(status))
    if status in (401, 403, 404, 405) or 300 <= status < 400:
        # Nothing is wrong with the letter: an administrator mends a name, a token or an address.
        words = f"The gateway does not let us in ({shown}). `copilot channels test` says more."
        raise ChannelError(words, key="channel_away", code=code or str(status))
    if status >= 500 or status < 300:
        words = f"The gateway failed ({shown}), and nobody knows whether before or after."
        raise ChannelError(words, key="channel_away", perhaps=True, code=code or str(status))
    raise ChannelError(f"The gateway refused it ({shown}).", key="refused", permanent=True, code=code or str(status))


def _code(answer: httpx.Response) -> str:
    try:
        told = answer.json()
    except ValueError:
        return ""
    code = told.get("code") if isinstance(told, dict) else None
    return str(code)[:20] if isinstance(code, int | str) and str(code).replace("_", "").isalnum() else ""


def _wait(answer: httpx.Response) -> float:
    """Seconds, from a number or a date; nothing that is neither, and never more than a day."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdigit():
        return min(float(said), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0.0, (aware - datetime.now(UTC)).total_seconds()), _LONGEST_WAIT)
