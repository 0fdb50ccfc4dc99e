"""The link under a marketing e-mail: looking at it changes nothing, pressing the button stops the channel."""

from uuid import uuid4

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from copilot.api.house import auth_secret
from copilot.api.inbound.reading import Porch
from copilot.api.office.page import OfficeRoute, draw
from copilot.bootstrap import Shop
from copilot.channels.unsubscribing import whose
from copilot.domain.message import Channel
from copilot.outreach.replies import stop_by_link
from copilot.records.people import Client


def routes(shop: Shop) -> APIRouter:
    """/unsubscribe/{token}"""
    router, porch = APIRouter(prefix="/unsubscribe", route_class=OfficeRoute), Porch(shop)

    @router.get("/{token}")
    async def ask(token: str) -> Response:
        return _page("ask") if whose(auth_secret(shop.settings), token) else _page("broken", status=404)

    @router.post("/{token}")
    async def stop(request: Request, token: str) -> Response:
        await porch.body(request)
        found = whose(auth_secret(shop.settings), token)
        if found is None:
            return _page("broken", status=404)
        client_id, channel = found
        await porch.rows(lambda session: _stopped(session, client_id, channel))
        return _page("done")

    def _stopped(session: Session, client_id: int, channel: Channel) -> None:
        client = session.get(Client, client_id)
        while client is not None and client.merged_into_id is not None:
            client = session.get(Client, client.merged_into_id)
        if client is not None:  # else they are forgotten altogether, and will hear from us no more
            stop_by_link(session, client, channel.value, f"link-{uuid4().hex}", shop.now())

    def _page(step: str, *, status: int = 200) -> Response:
        return draw("unsubscribe", "unsubscribe", status=status, values={"step": step})

    return router
