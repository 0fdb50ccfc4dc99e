"""One page of ours: who is there, in which language, drawn from a template; whatever goes wrong is said on a page too."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel import Session
from starlette.datastructures import FormData

from copilot.bootstrap import Shop
from copilot.chat.asker import asker
from copilot.chat.boundary import in_plain_words
from copilot.chat.language import TAGS, spoken
from copilot.chat.reasons import in_language
from copilot.chat.words import say, words
from copilot.domain.desk import Desk, Role
from copilot.domain.wording import locale_of
from copilot.errors import CopilotError, OutOfScope
from copilot.records.asking import desk_of
from copilot.records.people import User

T = TypeVar("T")
log = logging.getLogger(__name__)
LONGEST_FORM = 64_000  #: bytes; a page's form holds a few lines
#: What an administrator may open, in the order of the tabs.
AREAS = (("answers", "/office/answers"), ("import", "/office/import"), ("people", "/office/people"))

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "html"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class SignedOut(CopilotError):
    """Nobody is signed in here any more."""


class NotTheirs(CopilotError):
    """Whoever is signed in may not do this."""


class OfficeRoute(APIRoute):
    """A route whose errors are pages: what happened and what to do, never a traceback."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with a boundary around it."""
        handler = super().get_route_handler()

        async def plainly(request: Request) -> Response:
            try:
                return await handler(request)
            except SignedOut:
                if request.method == "GET":
                    return RedirectResponse("/login", 303)
                return _trouble(401, "ended_title", _("ended"), way="/login", way_words="sign_in")
            except NotTheirs:
                return _trouble(403, "not_yours_title", _("not_yours"))
            except OutOfScope:
                return _trouble(404, "not_here_title", _("not_here"))
            except CopilotError as error:
                return _trouble(400, "trouble_title", in_words(error))

        return plainly


def draw(
    template: str,
    *screens: str,
    status: int = 200,
    desk: Desk | None = None,
    here: str = "",
    values: Mapping[str, object] | None = None,
) -> HTMLResponse:
    """The page of a template, in the language of who asks; `screens` are where its sentences stand, besides the frame's."""
    language = spoken.get()

    def sentence(key: str, **filled: object) -> str:
        screen = next(screen for screen in (*reversed(screens), "office") if key in words(screen, language))
        return say(screen, key, language, **filled)

    administers = desk is not None and desk.role is Role.ADMINISTRATOR
    page = _templates.get_template(f"{template}.html").render(
        {"way": "", "way_words": "", "trouble": "", "done": "", "title_values": {}, **(values or {})},
        t=sentence,
        day=_day,
        reason_of=lambda reason: in_language(reason, language),
        moment=_moment,
        number=_number,
        lang=TAGS[language],
        language=language,
        desk=desk,
        areas=AREAS if administers else (),
        here=here,
    )
    return HTMLResponse(page, status)


@dataclass(frozen=True)
class Rows:
    """What a page asks of the rows or does to them, in one transaction beside the loop."""

    shop: Shop

    async def __call__(self, question: Callable[[Session], T]) -> T:
        """Its answer, which outlives the session."""

        def ask() -> T:
            with Session(self.shop.engine, expire_on_commit=False) as session:
                found = question(session)
                session.commit()
                return found

        return await asyncio.to_thread(ask)


async def whoever(shop: Shop) -> Desk:
    """Whoever is signed in, as the rows say at this moment."""
    user_id = asker.get()

    def desk() -> Desk | None:
        with Session(shop.engine) as session:
            user = session.get(User, user_id) if user_id is not None else None
            return desk_of(session, user, shop.now()) if user is not None and user.active else None

    found = await asyncio.to_thread(desk)
    if found is None:
        raise SignedOut("Please sign in.")
    return found


async def administrator(shop: Shop) -> Desk:
    """The administrator who asks; anybody else is told that this is not for them."""
    desk = await whoever(shop)
    if desk.role is not Role.ADMINISTRATOR:
        raise NotTheirs("This page is for administrators.")
    return desk


async def small_form(request: Request) -> FormData:
    """What a page's form sent; refused when it is longer than any of ours."""
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > LONGEST_FORM:
        raise CopilotError("That is longer than this form takes.")
    return await request.form(max_files=0, max_fields=20)


def field(form: FormData, name: str, longest: int = 300) -> str:
    """One field of a form, trimmed."""
    value = form.get(name, "")
    return value.strip()[:longest] if isinstance(value, str) else ""


def in_words(error: CopilotError) -> str:
    """An error in the language of who asks, where one of our pages has a sentence for it."""
    for screen in ("reset", "office", "import", "reported"):
        if error.key and error.key in words(screen, spoken.get()):
            return say(screen, error.key, spoken.get(), **error.values)
    return in_plain_words(error, spoken.get())


def _trouble(status: int, title: str, trouble: str, **way: str) -> HTMLResponse:
    return draw("trouble", status=status, values={"title": title, "trouble": trouble, **way})


def _moment(moment: datetime) -> str:
    return format_datetime(moment, "d MMM y, HH:mm", locale=locale_of(spoken.get())) + " UTC"


def _number(count: int) -> str:
    return format_decimal(count, locale=locale_of(spoken.get()))


def _day(moment: datetime) -> str:
    return format_date(moment, "d MMM y", locale=locale_of(spoken.get()))


def _(key: str) -> str:
    return words("office", spoken.get())[key]
