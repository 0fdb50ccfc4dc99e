"""What the running page says of itself, for `copilot doctor`: the chat model may be left alone there and answer here."""

import httpx

from copilot.settings import Settings

SOON = 2.0  #: seconds; the page runs on this machine


def chat_model_as_served(settings: Settings) -> tuple[bool | None, str]:
    """Whether the page's chat model is in use, and what to say of it; None where no page runs, or with the built-in model."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 - read, not bound
    address = f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
    try:
        said = httpx.get(f"{address}/healthz", timeout=SOON).json()
        state = str(said["chat_model"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None, f"No page answers at {address}."
    if state == "builtin":
        return None, "The page that runs answers with the built-in model."
    if state == "answers":
        return True, "The page that runs uses it."
    return False, f"The page that runs leaves it alone for a while ({state}); the built-in model answers there meanwhile."
