"""Our own routes: the page's frame, what an answer's sources say, and whether all is well."""

import asyncio
import re

from chainlit.server import get_html_template
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.asker import asker
from copilot.chat.history import History
from copilot.errors import OutOfScope
from copilot.records import transcripts

# Chainlit's frame names a font host, a style sheet host and a picture elsewhere: this page loads nothing from others.
_ELSEWHERE = re.compile(r"<link\b[^>]*\bhref=\"https?://[^>]*>|<meta\b[^>]*\bcontent=\"https?://[^>]*>", re.DOTALL)
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")


def routes(shop: Shop, history: History) -> APIRouter:
    """The frame of the page, /blobs and /healthz."""
    router = APIRouter()

    @router.get("/")
    @router.get("/login")
    @router.get("/login/callback")
    @router.get("/thread/{_id}")
    @router.get("/element/{_id}")
    async def frame(request: Request, _id: str = "") -> HTMLResponse:
        page = _ELSEWHERE.sub("", get_html_template("/"))
        return HTMLResponse(page.replace('<html lang="en">', f'<html lang="{browser_language(request)}">', 1))

    @router.get("/blobs/{element_id}")
    async def blob(element_id: str) -> Response:
        """What stands beside a message, for whom the conversation belongs to; for anybody else there is nothing."""
        user_id = asker.get()
        if user_id is None:
            raise HTTPException(401, "Please sign in.")

        def content() -> tuple[bytes | None, str]:
            with Session(shop.engine) as session:
                element = transcripts.own_element(session, user_id, element_id)
                return element.content, element.mime

        try:
            words, mime = await asyncio.to_thread(content)
        except OutOfScope:
            raise HTTPException(404, "There is nothing here.") from None
        if words is None:
            raise HTTPException(404, "There is nothing here.")
        # Whatever it is, it is never run: a page inside it would otherwise act as its reader.
        safe = mime if mime.startswith(("text/plain", "image/png", "image/jpeg")) else "application/octet-stream"
        return Response(words, media_type=safe, headers={"content-disposition": "inline", "cache-control": "no-store"})

    @router.get("/healthz")
    async def healthz() -> JSONResponse:
        """Whether the database answers, and whether parts of conversations were lost since the start."""

        def ask() -> None:
            with shop.engine.connect() as connection:
                connection.execute(text("SELECT 1"))

        try:
            await asyncio.to_thread(ask)
        except SQLAlchemyError:
            return JSONResponse({"status": "database unreachable"}, 503)
        return JSONResponse({"status": "ok", "lost_writes": history.lost})

    return router


def browser_language(request: Request) -> str:
    """The language that the browser asks for first."""
    first = request.headers.get("accept-language", "en").split(",")[0].split(";")[0].strip()
    return first if _LANGUAGE.match(first) else "en"
