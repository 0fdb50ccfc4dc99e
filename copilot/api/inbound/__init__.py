"""What other systems bring in: clients' messages, what became of ours, and clients who follow the link to hear no more."""

from fastapi import APIRouter

from copilot.api.inbound import gateway, twilio, unsubscribe
from copilot.bootstrap import Shop


def routes(shop: Shop) -> list[APIRouter]:
    """All of them, for one shop. Where a gateway is not set up, there is nothing at its address."""
    return [area.routes(shop) for area in (twilio, gateway, unsubscribe)]
