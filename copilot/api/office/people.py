"""Who works here: an administrator adds somebody, gives role and store, ends sign-ins, makes links to a new password."""

from collections.abc import Callable
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from copilot.api.office.page import OfficeRoute, Rows, administrator, draw, field, in_words, small_form
from copilot.bootstrap import Shop
from copilot.chat.language import spoken
from copilot.chat.words import words
from copilot.domain.desk import Desk, Role
from copilot.errors import CopilotError
from copilot.records import api_tokens, staff
from copilot.records.people import User
from copilot.records.resetting import BY_HAND
from copilot.records.staff import Colleague

SHOWN = 50  #: accounts a page
_DONE = ("saved", "signed_out", "on", "off", "token_revoked")
_ROLES = [role.value for role in Role]
_EMPTY = Colleague(0, "", "", "", Role.ASSOCIATE.value, "", True, False, None)


def routes(shop: Shop) -> APIRouter:
    """/office/people"""
    router = APIRouter(prefix="/office/people", route_class=OfficeRoute)
    rows = Rows(shop)

    @router.get("")
    async def everybody(q: str = "", page: int = 0) -> Response:
        return await _list(await administrator(shop), q[:100], max(0, min(page, 10_000)))

    @router.post("")
    async def add(request: Request) -> Response:
        desk, form = await administrator(shop), await small_form(request)
        wanted = {"name": field(form, "name"), **_person(form)}
        try:
            user, secret = await rows(lambda s: staff.add(s, desk, shop.now(), **wanted))
        except CopilotError as refused:
            return await _list(
                desk, trouble=in_words(refused), draft=Colleague(0, **wanted, active=True, has_password=False, seen_at=None)
            )
        return _link(request, desk, user, secret)

    @router.get("/{user_id}")
    async def one(user_id: int, done: str = "") -> Response:
        return await _one(await administrator(shop), user_id, done=_said(done))

    @router.post("/{user_id}")
    async def change(request: Request, user_id: int) -> Response:
        desk, form = await administrator(shop), await small_form(request)
        return await _do(desk, user_id, "saved", lambda s: staff.change(s, desk, user_id, **_person(form)))

    @router.post("/{user_id}/sign-out")
    async def sign_out(user_id: int) -> Response:
        desk = await administrator(shop)
        return await _do(desk, user_id, "signed_out", lambda s: staff.sign_out(s, desk, user_id, shop.now()))

    @router.post("/{user_id}/off")
    async def switch_off(user_id: int) -> Response:
        desk = await administrator(shop)
        return await _do(desk, user_id, "off", lambda s: staff.let_in(s, desk, user_id, shop.now(), active=False))

    @router.post("/{user_id}/on")
    async def switch_on(user_id: int) -> Response:
        desk = await administrator(shop)
        return await _do(desk, user_id, "on", lambda s: staff.let_in(s, desk, user_id, shop.now(), active=True))

    @router.post("/{user_id}/link")
    async def link(request: Request, user_id: int) -> Response:
        desk = await administrator(shop)
        user, secret = await rows(lambda s: staff.new_password(s, desk, user_id, shop.now()))
        return _link(request, desk, user, secret)

    @router.post("/{user_id}/tokens")
    async def make_token(request: Request, user_id: int) -> Response:
        desk, form = await administrator(shop), await small_form(request)

        def made(session: Session) -> tuple[User, str]:
            user = staff.account(session, user_id)
            return user, api_tokens.make_token(session, user, field(form, "token"), shop.now(), by_id=desk.user_id)[1]

        try:
            user, secret = await rows(made)
        except CopilotError as refused:
            await rows(lambda s: staff.account(s, user_id))
            return await _one(desk, user_id, trouble=in_words(refused))
        return draw("token", desk=desk, here="people", values={"one": user, "secret": secret})

    @router.post("/{user_id}/tokens/{token_id}/revoke")
    async def revoke(user_id: int, token_id: int) -> Response:
        desk = await administrator(shop)

        def revoked(session: Session) -> User:
            api_tokens.revoke_token(session, token_id, shop.now(), by_id=desk.user_id)
            return staff.account(session, user_id)

        return await _do(desk, user_id, "token_revoked", revoked)

    async def _do(desk: Desk, user_id: int, done: str, deed: Callable[[Session], User]) -> Response:
        try:
            await rows(deed)
        except CopilotError as refused:
            await rows(lambda s: staff.account(s, user_id))  # somebody who is not there is not there, whatever was wanted
            return await _one(desk, user_id, trouble=in_words(refused))
        return RedirectResponse(f"/office/people/{user_id}?done={done}", 303)

    async def _list(desk: Desk, q: str = "", page: int = 0, *, trouble: str = "", draft: Colleague = _EMPTY) -> Response:
        found = await rows(lambda s: staff.everybody(s, containing=q, first=SHOWN, skip=page * SHOWN))
        stores = await rows(staff.stores)
        way = f"/office/people?q={quote(q)}&page="
        values = {
            "people": found.people,
            "asked": q,
            "stores": stores,
            "store_names": dict(stores),
            "roles": _ROLES,
            "draft": draft,
            "before": f"{way}{page - 1}" if page else None,
            "after": f"{way}{page + 1}" if found.more else None,
            "trouble": trouble,
        }
        return draw("people", status=400 if trouble else 200, desk=desk, here="people", values=values)

    async def _one(desk: Desk, user_id: int, *, trouble: str = "", done: str = "") -> Response:
        one, stores = await rows(lambda s: staff.colleague(s, user_id)), await rows(staff.stores)
        tokens = [token for token, _ in await rows(lambda s: api_tokens.tokens(s, user_id)) if token.revoked_at is None]
        values = {"one": one, "stores": stores, "roles": _ROLES, "tokens": tokens, "trouble": trouble, "done": done}
        return draw("one_person", status=400 if trouble else 200, desk=desk, here="people", values=values)

    def _link(request: Request, desk: Desk, user: User, secret: str) -> Response:
        link = f"{shop.settings.public_url or str(request.base_url).rstrip('/')}/reset/{secret}"
        hours = BY_HAND.days * 24 + BY_HAND.seconds // 3600
        return draw("link", desk=desk, here="people", values={"one": user, "link": link, "hours": hours})

    return router


def _person(form: FormData) -> dict[str, str]:
    return {name: field(form, name) for name in ("full_name", "email", "role", "store")}


def _said(done: str) -> str:
    return words("office", spoken.get())[f"done_{done}"] if done in _DONE else ""
