"""One's own account: another password, and out everywhere."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from copilot.api.office.page import OfficeRoute, draw, in_words, small_form, whoever
from copilot.api.throttle import Throttle
from copilot.bootstrap import Shop
from copilot.domain.desk import Desk
from copilot.errors import CopilotError
from copilot.records.passwords import SHORTEST
from copilot.records.people import User
from copilot.records.sign_in import check_password, give_password
from copilot.records.signed_in import end_all
from copilot.records.staff import account


class Wrong(CopilotError):
    """What was typed is not right."""


def routes(shop: Shop) -> APIRouter:
    """/office/account"""
    router = APIRouter(prefix="/office/account", route_class=OfficeRoute)
    throttle = Throttle(shop.engine, "old password", lambda: shop.now())

    @router.get("")
    async def show() -> Response:
        return await _shown(await whoever(shop))

    @router.post("/password")
    async def change(request: Request) -> Response:
        desk, form = await whoever(shop), await small_form(request)
        # A password is what it is, blanks at its ends included.
        old, new, again = (str(form.get(name, "")) for name in ("old", "new", "again"))
        try:
            await asyncio.to_thread(_change, desk, old, new, again)
        except CopilotError as refused:
            return await _shown(desk, trouble=in_words(refused))
        return RedirectResponse("/login", 303)

    @router.post("/sign-out")
    async def sign_out() -> Response:
        desk = await whoever(shop)

        def rows() -> None:
            with Session(shop.engine) as session:
                end_all(session, account(session, desk.user_id), shop.now())
                session.commit()

        await asyncio.to_thread(rows)
        return RedirectResponse("/login", 303)

    def _change(desk: Desk, old: str, new: str, again: str) -> None:
        key = str(desk.user_id)
        if (wait := throttle.begin(key, "")) > 0:
            raise Wrong("Too many attempts.", key="wait_here", seconds=int(wait) + 1)
        with Session(shop.engine) as session:
            user = account(session, desk.user_id)
            if not check_password(user, old):
                raise Wrong("That is not your password now.", key="old_wrong")
            if new != again:
                raise Wrong("The two are not the same.", key="differ")
            give_password(session, user, new, shop.now(), house=shop.settings.house_name)
            session.commit()
        throttle.succeeded(key, "")

    async def _shown(desk: Desk, trouble: str = "") -> Response:
        def name() -> str:
            with Session(shop.engine) as session:
                user = session.get(User, desk.user_id)
                return user.source_id if user else ""

        status = 400 if trouble else 200
        values = {"name": await asyncio.to_thread(name), "shortest": SHORTEST, "trouble": trouble}
        return draw("account", "reset", status=status, desk=desk, here="account", values=values)

    return router
