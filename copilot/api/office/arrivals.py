"""Messages whose writer we cannot place, or that may ask us to stop: a manager says whose each is, and whether it does."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from copilot.api.office.page import NotTheirs, OfficeRoute, Rows, draw, field, in_words, small_form, whoever
from copilot.bootstrap import Shop
from copilot.chat.language import spoken
from copilot.chat.words import words
from copilot.domain.desk import Desk
from copilot.errors import CopilotError, OutOfScope
from copilot.outreach import unplaced
from copilot.reading.stopping import Asks, own_words
from copilot.records.finding import clients_named

_DONE = ("filed", "dismissed", "decided")
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
        return await _shown(await leading(), done=words("arrivals", spoken.get())[f"done_{done}"] if done in _DONE else "")

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
        desk, form = await leading(), await small_form(request)
        asks = _ASKS.get(field(form, "asks"))
        if asks is None:
            return await _shown(desk)
        return await _do(
            desk, "decided", lambda s: unplaced.said_of_doubt(s, desk, arrival_id, asks, shop.policy.now(), shop.now())
        )

    async def _do(desk: Desk, done: str, deed: Callable[[Session], object]) -> Response:
        try:
            await rows(deed)
        except OutOfScope:
            return await _shown(desk, trouble=words("arrivals", spoken.get())["nobody_named"])
        except CopilotError as refused:
            return await _shown(desk, trouble=in_words(refused))
        return RedirectResponse(f"/office/arrivals?done={done}", 303)

    async def _shown(desk: Desk, *, trouble: str = "", done: str = "") -> Response:
        waiting = await rows(lambda session: unplaced.waiting(session, desk))
        shown = [(one, own_words(one.text), clients) for one, clients in waiting]
        values = {"waiting": shown, "trouble": trouble, "done": done}
        return draw("arrivals", "guard", "arrivals", status=400 if trouble else 200, desk=desk, here="arrivals", values=values)

    return router


def _one(session: Session, desk: Desk, named: str) -> int:
    """The one client of this name whom the asker may see."""
    found = {one.client.id for one in clients_named(session, desk.scope, named) if one.sureness >= 0.9} if named else set()
    if len(found) != 1:
        raise OutOfScope(f"{named!r} names {len(found)} clients here.")
    return found.pop() or 0
