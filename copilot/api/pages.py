"""Our own routes: the page's frame, what an answer's sources say, and whether all is well."""

import asyncio
import json
import re
from typing import Annotated, Any

from chainlit.auth import get_current_user
from chainlit.config import config
from chainlit.server import get_html_template, upload_file
from fastapi import APIRouter, Depends, HTTPException, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.asker import asker
from copilot.chat.history import History
from copilot.chat.language import TAGS, spoken
from copilot.chat.words import words
from copilot.errors import OutOfScope
from copilot.reading.dropped import LARGEST, PHOTO
from copilot.records import transcripts
from copilot.records.asking import desk_of
from copilot.records.attaching import attachment_for
from copilot.records.people import User

# Chainlit's frame names a font host, a style sheet host and a picture elsewhere: this page loads nothing from others.
_ELSEWHERE = re.compile(r"<link\b[^>]*\bhref=\"https?://[^>]*>|<meta\b[^>]*\bcontent=\"https?://[^>]*>", re.DOTALL)


def routes(shop: Shop, history: History) -> APIRouter:
    """The frame of the page, /blobs and /healthz."""
    router = APIRouter()

    @router.get("/")
    @router.get("/login")
    @router.get("/login/callback")
    @router.get("/thread/{_id}")
    @router.get("/element/{_id}")
    async def frame(_id: str = "") -> HTMLResponse:
        page = _ELSEWHERE.sub("", get_html_template("/"))
        page = page.replace('<html lang="en">', f'<html lang="{TAGS[spoken.get()]}">', 1)
        page = page.replace(
            "width=device-width,", "width=device-width, viewport-fit=cover, interactive-widget=resizes-content,", 1
        )
        ours = "".join(
            f'<script src="/public/{name}.js" defer></script>' for name in ("lasting", "dropping", "dictation", "ways", "alerts")
        )
        scripts = f"<script>window.house = {_house()};</script>{ours}"
        return HTMLResponse(page.replace("<head>", f"<head>\n    {scripts}", 1))

    @router.get("/words")
    async def spoken_words() -> Response:
        """What `public/page.js` says, in the language of who asks: after a sign-in it may be another."""
        return Response(_house(), media_type="application/json")

    @router.get("/blobs/{element_id}")
    async def blob(element_id: str) -> Response:
        """What stands beside a message, for whom the conversation belongs to; for anybody else there is nothing."""
        user_id = asker.get()
        if user_id is None:
            raise HTTPException(401, words("errors", spoken.get())["sign_in_first"])

        def content() -> tuple[bytes | None, str]:
            with Session(shop.engine) as session:
                element = transcripts.own_element(session, user_id, element_id)
                return element.content, element.mime

        try:
            held, mime = await asyncio.to_thread(content)
        except OutOfScope:
            raise HTTPException(404, "There is nothing here.") from None
        if held is None:
            raise HTTPException(404, "There is nothing here.")
        # Whatever it is, it is never run: a page inside it would otherwise act as its reader.
        safe = (
            mime if mime.startswith(("text/plain", "application/json", "image/png", "image/jpeg")) else "application/octet-stream"
        )
        return Response(held, media_type=safe, headers={"content-disposition": "inline", "cache-control": "no-store"})

    @router.get("/attachments/{attachment_id}")
    async def attachment(attachment_id: int) -> Response:
        """A photo or PDF that is kept with a note, for whoever may read the note; for anybody else there is nothing."""
        user_id = asker.get()
        if user_id is None:
            raise HTTPException(401, words("errors", spoken.get())["sign_in_first"])

        def file() -> tuple[bytes, str]:
            with Session(shop.engine) as session:
                user = session.get(User, user_id)
                if user is None:
                    raise OutOfScope("There is no such user.")
                found = attachment_for(session, desk_of(session, user, shop.now()).scope, attachment_id)
                return found.content, found.mime

        try:
            held, mime = await asyncio.to_thread(file)
        except OutOfScope:
            raise HTTPException(404, "There is nothing here.") from None
        # A PDF is saved, not shown: what runs inside one must not run on this page.
        how = "inline" if mime == PHOTO else f'attachment; filename="{attachment_id}.pdf"'
        return Response(held, media_type=mime, headers={"content-disposition": how, "cache-control": "no-store"})

    @router.post("/project/file")
    async def upload(session_id: str, file: UploadFile, user: Annotated[Any, Depends(get_current_user)]) -> Response:
        """A file on its way into the chat: as Chainlit takes it, refused in the page's language."""
        said = words("errors", spoken.get())
        if (file.size or 0) > LARGEST:
            raise HTTPException(413, said["file_too_large"])
        if file.content_type not in config.features.spontaneous_file_upload.accept:
            apple = file.content_type in ("image/heic", "image/heif")
            raise HTTPException(415, said["file_heic" if apple else "file_wrong_type"])
        return await upload_file(user, session_id, file)

    @router.get("/healthz")
    async def healthz() -> JSONResponse:
        """Whether the database answers, whether parts of conversations were lost, and how the chat model fares."""

        def ask() -> None:
            with shop.engine.connect() as connection:
                connection.execute(text("SELECT 1"))

        try:
            await asyncio.to_thread(ask)
        except SQLAlchemyError:
            return JSONResponse({"status": "database unreachable"}, 503)
        chat_model = shop.breaker.state if shop.breaker else "builtin"
        return JSONResponse({"status": "ok", "lost_writes": history.lost, "chat_model": chat_model})

    return router


def _house() -> str:
    """Whose page it is, its language and its words, as a script may hold them."""
    said = {"user": asker.get(), "language": TAGS[spoken.get()], "words": dict(words("page", spoken.get()))}
    return json.dumps(said, ensure_ascii=False).replace("<", "\\u003c")
