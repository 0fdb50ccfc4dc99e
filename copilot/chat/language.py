"""In which language the page speaks to somebody: as they chose, else as their browser asks, else in English."""

from contextvars import ContextVar

from copilot.chat.words import LANGUAGES

#: Chainlit's name of each, which is also the page's `lang`.
TAGS = {"en": "en-GB", "fr": "fr-FR", "it": "it", "es": "es"}

#: Set at the door by `api`, from the signed-in person's row and from what the browser asks for.
spoken: ContextVar[str] = ContextVar("spoken", default="en")


def language_for(chosen: str, accepted: str) -> str:
    """One of the page's languages: the chosen one, else the first that the browser's Accept-Language names."""
    wanted = [chosen, *(part.split(";")[0] for part in accepted.split(","))]
    return next((code for tag in wanted if (code := tag.strip().lower()[:2]) in LANGUAGES), "en")
