"""Who looks after whose clients: while somebody is away, and when they leave."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from copilot.api.office.page import NotTheirs, OfficeRoute, Rows, draw, field, in_words, small_form, whoever
from copilot.bootstrap import Shop
from copilot.chat.language import spoken
from copilot.chat.panel import in_figures
from copilot.chat.words import say, words
from copilot.domain.desk import Desk, Role
from copilot.errors import CopilotError
from copilot.outreach import handing_over, standing_in
from copilot.records.people import Store, User

_DONE = ("covered", "back", "handed", "undone")


def routes(shop: Shop) -> APIRouter:
    """/office/away"""
    router = APIRouter(prefix="/office/away", route_class=OfficeRoute)
    rows = Rows(shop)

    async def clienteling() -> Desk:
        desk = await whoever(shop)
        if desk.role is Role.TRAINER:
            raise NotTheirs("Trainers have no clients.")
        return desk

    @router.get("")
    async def own() -> Response:
        desk = await clienteling()
        return await _shown(desk, desk.user_id)

    @router.get("/{user_id}")
    async def one(user_id: int, done: str = "") -> Response:
        said = words("away", spoken.get())[f"done_{done}"] if done in _DONE else ""
        return await _shown(await clienteling(), user_id, done=said)

    @router.post("/{user_id}/cover")
    async def away(request: Request, user_id: int) -> Response:
        desk, form = await clienteling(), await small_form(request)

        def cover(session: Session) -> None:
            zone = _zone(session, standing_in.person(session, desk, user_id))
            since, until = (_day(field(form, name), zone) for name in ("since", "until"))
            last = until + timedelta(days=1) if until else None
            standing_in.cover(session, desk, user_id, _number(field(form, "colleague")), since or shop.now(), last, shop.now())

        return await _do(desk, user_id, "covered", cover)

    @router.post("/{user_id}/back")
    async def back(user_id: int) -> Response:
        desk = await clienteling()
        return await _do(desk, user_id, "back", lambda s: standing_in.uncover(s, desk, user_id, shop.now()))

    @router.post("/{user_id}/book")
    async def preview(request: Request, user_id: int) -> Response:
        desk, form = await _leading(), await small_form(request)
        return await _shown(desk, user_id, to=_number(field(form, "colleague")))

    @router.post("/{user_id}/book/do")
    async def hand_over(request: Request, user_id: int) -> Response:
        desk, form = await _leading(), await small_form(request)

        def over(session: Session) -> None:
            to = session.get(User, _number(field(form, "colleague")))
            before = standing_in.person(session, desk, user_id).name
            day = in_figures(desk.today, spoken.get())
            note = say("away", "note", spoken.get(), name=to.name if to else "", before=before, day=day)
            handing_over.hand_over(session, desk, user_id, (to.id if to else 0) or 0, note, shop.now())

        return await _do(desk, user_id, "handed", over)

    @router.post("/{user_id}/book/undo")
    async def undo(request: Request, user_id: int) -> Response:
        desk, form = await _leading(), await small_form(request)
        mark = field(form, "mark")
        return await _do(desk, user_id, "undone", lambda s: handing_over.hand_back(s, desk, user_id, mark, shop.now()))

    async def _leading() -> Desk:
        desk = await clienteling()
        if not desk.scope.leads:
            raise NotTheirs("Managers hand a book over.")
        return desk

    async def _do(desk: Desk, user_id: int, done: str, deed: Callable[[Session], object]) -> Response:
        try:
            await rows(deed)
        except CopilotError as refused:
            if not refused.key:
                raise
            return await _shown(desk, user_id, trouble=in_words(refused))
        return RedirectResponse(f"/office/away/{user_id}?done={done}", 303)

    async def _shown(desk: Desk, user_id: int, *, trouble: str = "", done: str = "", to: int = 0) -> Response:
        values = await rows(lambda session: _values(session, desk, user_id, to))
        status = 400 if trouble else 200
        return draw("away", "away", status=status, desk=desk, here="away", values={**values, "trouble": trouble, "done": done})

    def _values(session: Session, desk: Desk, user_id: int, to: int) -> dict[str, Any]:
        user, now = standing_in.person(session, desk, user_id), shop.now()
        others = standing_in.colleagues(session, desk, user_id)
        names = {one.id: one.name for one in others}
        cover = standing_in.cover_of(session, user_id, now)
        return {
            "one": user,
            "own": user_id == desk.user_id,
            "leads": desk.scope.leads,
            "colleagues": others,
            "team": _team(session, desk),
            "cover": cover,
            "covered_by": _name(session, cover.colleague_id) if cover else "",
            "until": cover.until - timedelta(seconds=1) if cover and cover.until else None,
            "book": handing_over.book_of(session, desk, user_id),
            "to": to if to in names else 0,
            "to_name": names.get(to, ""),
            "handed": [(one, _name(session, one.to_id)) for one in handing_over.handed_over(session, desk, user_id)]
            if desk.scope.leads
            else [],
        }

    return router


def _team(session: Session, desk: Desk) -> list[User]:
    """For whom the asker may arrange, where they lead."""
    if not desk.scope.leads:
        return []
    roles = (Role.ASSOCIATE.value, Role.MANAGER.value)
    here = () if desk.store_id is None else (User.store_id == desk.store_id,)
    people = select(User).where(col(User.role).in_(roles), *here)
    return list(session.exec(people.order_by(col(User.name), col(User.id))).all())


def _zone(session: Session, user: User) -> ZoneInfo:
    store = session.get(Store, user.store_id) if user.store_id else None
    return ZoneInfo(store.timezone if store else "UTC")


def _day(written: str, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.combine(datetime.fromisoformat(written).date(), time(), zone) if written else None
    except ValueError as wrong:
        raise standing_in.CoverRefused("This is no day.", key="cover_when") from wrong


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 13 else 0


def _name(session: Session, user_id: int) -> str:
    user = session.get(User, user_id)
    return user.name if user else ""
