"""Reported answers: read what went wrong, say that it was looked at, take them along as test cases."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from copilot.api.office.page import OfficeRoute, Rows, administrator, draw, field, small_form
from copilot.bootstrap import Shop
from copilot.records.questions import Names, as_question
from copilot.records.reported import LONGEST, all_reported, how_many, look_at, reported

SHOWN = 10


def routes(shop: Shop) -> APIRouter:
    """/office/answers"""
    router = APIRouter(prefix="/office/answers", route_class=OfficeRoute)
    rows = Rows(shop)

    @router.get("")
    async def show(done: bool = False, page: int = 0) -> Response:
        desk, page = await administrator(shop), max(0, min(page, 10_000))
        found = await rows(lambda s: reported(s, done=done, first=SHOWN, skip=page * SHOWN))
        way = f"/office/answers?done={'true' if done else 'false'}&page="
        values = {
            "reports": found.reports,
            "looked": done,
            "counts": await rows(how_many),
            "before": f"{way}{page - 1}" if page else None,
            "after": f"{way}{page + 1}" if found.more else None,
            "longest": LONGEST,
        }
        return draw("answers", "reported", desk=desk, here="answers", values=values)

    @router.get("/questions.jsonl")
    async def take_along(names: bool = False, done: bool | None = None) -> Response:
        await administrator(shop)

        def lines(session: Session) -> str:
            hidden = None if names else Names(session)
            cases = (as_question(one, hidden) for one in all_reported(session, done=done))
            return "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)

        file = "reported-with-names.jsonl" if names else "reported.jsonl"
        headers = {"content-disposition": f'attachment; filename="{file}"', "cache-control": "no-store"}
        return Response(await rows(lines), media_type="application/jsonl; charset=utf-8", headers=headers)

    @router.post("/{report_id}")
    async def look(request: Request, report_id: str) -> Response:
        desk, form = await administrator(shop), await small_form(request)
        done = field(form, "done") == "yes"
        remark = field(form, "remark", LONGEST)
        await rows(lambda s: look_at(s, desk, report_id, remark, shop.now(), done=done))
        here = "true" if field(form, "list") == "true" else "false"
        return RedirectResponse(f"/office/answers?done={here}", 303)

    return router
