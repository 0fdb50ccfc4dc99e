"""How our own pages look: the colours of the chat, as one style sheet; and which of them whoever asks may open."""

import json
from functools import cache

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse, Response

from copilot.api.office.page import AREAS, OfficeRoute, SignedOut, administrator, whoever
from copilot.bootstrap import Shop
from copilot.chat.language import spoken
from copilot.chat.words import words
from copilot.domain.desk import Role
from copilot.settings import house_folder


def routes(shop: Shop) -> APIRouter:
    """/office, its theme, and the links that the chat shows to it."""
    router = APIRouter(prefix="/office", route_class=OfficeRoute)

    @router.get("")
    async def first() -> Response:
        await administrator(shop)
        return RedirectResponse(AREAS[0][1], 303)

    @router.get("/theme.css")
    async def theme() -> Response:
        return Response(_theme(), media_type="text/css", headers={"cache-control": "max-age=3600"})

    @router.get("/ways")
    async def ways() -> JSONResponse:
        """Where the chat may lead whoever looks at it, in words; `public/office.js` shows them."""
        said = words("sign_in", spoken.get())
        try:
            desk = await whoever(shop)
        except SignedOut:
            return JSONResponse({"forgot": {"href": "/reset", "words": said["forgot"]}, "ways": []})
        found = [("/office", said["administration"])] if desk.role is Role.ADMINISTRATOR else []
        found.append(("/office/account", said["account"]))
        return JSONResponse({"ways": [{"href": href, "words": text} for href, text in found]})

    return router


@cache
def _theme() -> str:
    variables = json.loads((house_folder() / "public" / "theme.json").read_text(encoding="utf-8"))["variables"]
    rules = {mode: "".join(f"{name}:{value};" for name, value in variables[mode].items()) for mode in ("light", "dark")}
    return f":root{{{rules['light']}color-scheme:light}}\n:root.dark{{{rules['dark']}color-scheme:dark}}\n"
