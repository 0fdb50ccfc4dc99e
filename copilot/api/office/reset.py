"""Forgot your password? A link by e-mail, the same words whether there is such an account or not; and the page it opens."""

import asyncio
import logging

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.background import BackgroundTask

from copilot.api.mail import NotSent, Post, letter
from copilot.api.office.page import OfficeRoute, draw, field, in_words, small_form
from copilot.api.sign_in import address_of
from copilot.api.sign_in import in_words as wait_in_words
from copilot.api.throttle import Throttle
from copilot.bootstrap import Shop
from copilot.chat.language import spoken
from copilot.chat.words import say
from copilot.errors import CopilotError
from copilot.records.asking import user_named
from copilot.records.passwords import SHORTEST, PasswordRefused
from copilot.records.people import User
from copilot.records.resetting import BY_MAIL, make_link, use_link, whose_link

log = logging.getLogger(__name__)
MINUTES = BY_MAIL.seconds // 60


def routes(shop: Shop, post: Post | None) -> APIRouter:
    """/reset, for who is not signed in."""
    router = APIRouter(prefix="/reset", route_class=OfficeRoute)
    throttle = Throttle(shop.engine, "new password", lambda: shop.now())

    @router.get("")
    async def ask() -> Response:
        if post is None:
            return _page("told", "title", words=say("reset", "ask_somebody", spoken.get()))
        return _page("ask", "title")

    @router.post("")
    async def send(request: Request) -> Response:
        name = field(await small_form(request), "name", 200)
        wait = await asyncio.to_thread(throttle.begin, name, address_of(request))
        if wait > 0:
            return _page("ask", "title", status=429, trouble=wait_in_words(wait))
        answer = _page("told", "sent_title", words=say("reset", "sent", spoken.get(), minutes=MINUTES))
        # Only after the answer is it looked up whether there is such an account: the answer's time tells nothing.
        answer.background = BackgroundTask(_send_link, name, spoken.get())
        return answer

    @router.get("/{secret}")
    async def open_link(secret: str) -> Response:
        return _choose(await asyncio.to_thread(_whose, secret))

    @router.post("/{secret}")
    async def choose(request: Request, secret: str) -> Response:
        form = await small_form(request)
        new, again = str(form.get("new", "")), str(form.get("again", ""))
        name = await asyncio.to_thread(_whose, secret)
        if new != again:
            return _choose(name, say("reset", "differ", spoken.get()))
        try:
            user = await asyncio.to_thread(_use, secret, new)
        except PasswordRefused as refused:
            return _choose(name, in_words(refused))
        answer = _page("kept", "kept_title", words=say("reset", "kept", spoken.get()))
        answer.background = BackgroundTask(_tell_changed, user, spoken.get())
        return answer

    def _whose(secret: str) -> str:
        with Session(shop.engine) as session:
            return whose_link(session, secret, shop.now()).source_id

    def _use(secret: str, password: str) -> User:
        with Session(shop.engine, expire_on_commit=False) as session:
            user = use_link(session, secret, password, shop.now(), shop.settings.house_name)
            session.commit()
            return user

    def _send_link(name: str, language: str) -> None:
        if post is None:
            return
        with Session(shop.engine, expire_on_commit=False) as session:
            user = user_named(session, name)
            if user is None or not user.email:
                return
            secret = make_link(session, user, shop.now(), lasts=BY_MAIL)
            session.commit()
        # Never from the request: whoever sends it could have the link point to themselves.
        home = shop.settings.public_url or f"http://localhost:{shop.settings.port}"
        _write(user, "mail", language, link=f"{home}/reset/{secret}", minutes=MINUTES)

    def _tell_changed(user: User, language: str) -> None:
        if post is not None and user.email:
            _write(user, "changed", language)

    def _write(user: User, what: str, language: str, **values: object) -> None:
        assert post is not None
        tongue = user.language or language
        subject = say("reset", f"{what}_subject", tongue, house=shop.settings.house_name)
        text = say("reset", f"{what}_text", tongue, name=user.name, account=user.source_id, **values)
        try:
            post(letter(shop.settings, user.email, subject, text))
        except (NotSent, ValueError) as failed:  # ValueError: an imported address that is none
            log.error(
                "A letter about a new password was not sent: %s", failed if isinstance(failed, CopilotError) else "bad address"
            )

    def _page(step: str, title: str, *, status: int = 200, trouble: str = "", **values: str | int) -> Response:
        return draw("reset", "reset", status=status, values={"step": step, "title": title, "trouble": trouble, **values})

    def _choose(name: str, trouble: str = "") -> Response:
        status = 400 if trouble else 200
        return _page("choose", "choose_title", status=status, name=name, trouble=trouble, shortest=SHORTEST)

    return router
