"""Pages of our own beside the chat: what administrators do, one's own account, and a new password."""

from fastapi import APIRouter

from copilot.api.mail import open_post
from copilot.api.office import account, answers, arrivals, away, importing, look, people, reset
from copilot.api.office.uploads import Uploads
from copilot.bootstrap import Shop


def routes(shop: Shop, uploads: Uploads) -> list[APIRouter]:
    """All of them, for one shop."""
    areas = [area.routes(shop) for area in (look, account, away, arrivals, people, answers)]
    return [*areas, importing.routes(shop, uploads), reset.routes(shop, open_post(shop.settings))]
