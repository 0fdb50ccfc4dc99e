"""Messages that wait: a manager says whose each is; whether one asks us to stop, also whoever looks after its writer."""

from collections.abc import Callable
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from copilot.api.office.page import NotTheirs, OfficeRoute, Rows, draw, field, in_words, small_form, whoever
from copilot.bootstrap import Shop
from copilot.chat.language import spoken
from copilot.chat.words import words
from copilot.domain.desk import Desk
from copilot.errors import CopilotError, OutOfScope
from copilot.outreach import settling, unplaced
from copilot.reading.stopping import Asks, own_words
from copilot.records.finding import clients_named

LATELY = timedelta(days=7)  #: so long a decision stands on the page
_DONE = ("filed", "dismissed", "decided", "undone")
_ASKS = {"stop_channel": Asks.STOP_CHANNEL, "stop_all": Asks.STOP_ALL, "no_stop": Asks.NOTHING}


def routes(shop: Shop) -> APIRouter:
    """/office/arrivals"""
    router = APIRouter(prefix="/office/arrivals", route_class=OfficeRoute)
    rows = Rows(shop)

    async def leading() -> Desk:
        desk = await whoever(shop)
        if not desk.scope.leads:
            raise NotTheirs("Managers say whose a message is.")
        return desk

    @router.get("")
    async def listed(done: str = "") -> Response:
        return await _shown(await whoever(shop), done=words("arrivals", spoken.get())[f"done_{done}"] if done in _DONE else "")

    @router.post("/{arrival_id}/file")
    async def file(request: Request, arrival_id: int) -> Response:
        desk, form = await leading(), await small_form(request)
        chosen, named = field(form, "client"), field(form, "named")

        def settle(session: Session) -> None:
            client_id = int(chosen) if chosen.isascii() and chosen.isdecimal() else _one(session, desk, named)
            unplaced.settle(session, desk, arrival_id, client_id, shop.policy.now(), shop.now(), shop.hear)

        return await _do(desk, "filed", settle)

    @router.post("/{arrival_id}/dismiss")
    async def dismiss(arrival_id: int) -> Response:
        desk = await leading()
        return await _do(desk, "dismissed", lambda s: unplaced.dismiss(s, desk, arrival_id, shop.now()))

    @router.post("/{arrival_id}/decide")
    async def decide(request: Request, arrival_id: int) -> Response:
        desk, form = await whoever(shop), await small_form(request)
        asks = _ASKS.get(field(form, "asks"))
        if asks is None:
            return await _shown(desk)
        return await _do(desk, "decided", lambda s: settling.say(s, desk, arrival_id, asks, shop.policy.now(), shop.now()))

    @router.post("/{arrival_id}/undo")
    async def undo(arrival_id: int) -> Response:
        desk = await whoever(shop)
        return await _do(desk, "undone", lambda s: settling.unsay(s, desk, arrival_id, shop.now()))

    async def _do(desk: Desk, done: str, deed: Callable[[Session], object]) -> Response:
        try:
            await rows(deed)
        except OutOfScope:
            return await _shown(desk, trouble=words("arrivals", spoken.get())["nobody_named"])
        except CopilotError as refused:
            return await _shown(desk, trouble=in_words(refused))
        return RedirectResponse(f"/office/arrivals?done={done}", 303)

    async def _shown(desk: Desk, *, trouble: str = "", done: str = "") -> Response:
        def look(session: Session) -> dict[str, object]:
            now = shop.now()
            return {
                "waiting": unplaced.waiting(session, desk),
                "doubts": settling.in_hand(session, desk, now),
                "decided": settling.said_since(session, desk, now - LATELY, now),
            }

        values = {**await rows(look), "own_words": own_words, "trouble": trouble, "done": done}
        return draw("arrivals", "guard", "arrivals", status=400 if trouble else 200, desk=desk, here="arrivals", values=values)

    return router


def _one(session: Session, desk: Desk, named: str) -> int:
    """The one client of this name whom the asker may see."""
    found = {one.client.id for one in clients_named(session, desk.scope, named) if one.sureness >= 0.9} if named else set()
    if len(found) != 1:
        raise OutOfScope(f"{named!r} names {len(found)} clients here.")
    return found.pop() or 0
