"""The application: our own routes first, Chainlit's page last, and one door before all of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from copilot.api.house import prepare_house
from copilot.bootstrap import Shop


def make_app(shop: Shop) -> FastAPI:
    """Everything that answers on the port, for one shop. Chainlit allows one such application a process."""
    prepare_house(shop.settings)
    # Only now: Chainlit reads its folder and its secret when it is first imported.
    from chainlit.utils import mount_chainlit

    import copilot.chat.entry
    from copilot.api import alerts, check, inbound, office, pages, sign_in
    from copilot.api.door import Door
    from copilot.api.office.uploads import Uploads
    from copilot.chat.history import History
    from copilot.chat.page import open_page

    history, uploads = History(shop.engine), Uploads(shop)
    open_page(shop, history)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        shop.open()
        yield
        await asyncio.to_thread(uploads.close)
        await asyncio.to_thread(shop.close)

    app = FastAPI(title=shop.settings.house_name, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(sign_in.routes(shop))
    app.include_router(pages.routes(shop, history))
    app.include_router(alerts.routes(shop))
    for area in (*office.routes(shop, uploads), *inbound.routes(shop)):
        app.include_router(area)
    app.mount("/api/v1", check.service(shop))
    mount_chainlit(app=app, target=str(Path(copilot.chat.entry.__file__)), path="/")
    app.add_middleware(Door, shop=shop)
    return app
