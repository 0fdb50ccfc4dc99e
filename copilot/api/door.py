"""The door: what every request passes before anything answers it.

Only paths that the page needs are open; a request from another site is turned away; a sign-in that ended counts as
none; every answer carries the headers that keep a page from loading or showing what it should not.
"""

import re
from collections.abc import Iterable
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from chainlit.auth import get_token_from_cookies
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from copilot.bootstrap import Shop
from copilot.chat.asker import asker
from copilot.chat.language import language_for, spoken
from copilot.chat.tokens import signed_in_by
from copilot.reading.dropped import LARGEST

CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)
#: Our own pages run no script but their own file, and talk to nobody else.
STRICT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}
# What the page and our own routes use. Chainlit has more (fetching uploads, sharing a conversation with the world, changing
# an element from the browser, other servers' tools, its own documentation): all of that stays shut.
OPEN = (
    ("GET HEAD", r"/(|login|login/callback|healthz|health|favicon|logo|user|words|auth/config)"),
    ("GET", r"/thread/[\w-]+|/element/[\w-]+|/blobs/[\w-]+|/attachments/\d{1,12}"),
    ("GET HEAD", r"/(public|assets|avatars)/.+"),
    ("GET", r"/project/(translations|settings|thread/[\w-]+|thread/[\w-]+/element/[\w-]+)"),
    ("POST", r"/login|/logout|/set-session-cookie|/project/(threads|action|file)"),
    ("GET HEAD", r"/office(/[\w./-]*)?|/reset(/[\w-]+)?"),
    ("POST", r"/office/[\w/-]+|/reset(/[\w-]+)?"),
    ("PUT DELETE", r"/feedback|/project/thread"),
    ("POST", r"/api/v1/check"),
    ("GET HEAD", r"/api/v1/openapi\.json"),
    ("GET", r"/alerts"),
    ("POST", r"/alerts/seen"),
    ("POST", r"/inbound/(twilio|twilio/status|gateway)"),
    ("GET HEAD POST", r"/unsubscribe/[\w.-]{1,200}"),
    ("GET POST OPTIONS WEBSOCKET", r"/ws/socket\.io/?"),
)
_OPEN = tuple((frozenset(methods.split()), re.compile(path)) for methods, path in OPEN)
# Nobody needs to be known to fetch these, and they are fetched by the dozen.
_PLAIN = ("/assets/", "/public/", "/avatars/", "/favicon", "/logo", "/healthz", "/health")
_OURS = ("/office", "/reset", "/api/", "/inbound/", "/unsubscribe/")
#: For other programs: they bring a token or a signature of their own, and no browser's sign-in counts.
_PROGRAMS = ("/api/v1/", "/inbound/", "/unsubscribe/")
_UNATTENDED = "/alerts"  #: an open page asks this by itself: it does not keep a sign-in alive
_SIGNED = ("/inbound/", "/unsubscribe/")  #: whoever holds the signed words may bring them, from whichever page


class Door:
    """Everything that comes in and goes out, over HTTP and over the websocket."""

    def __init__(self, app: ASGIApp, shop: Shop) -> None:
        self.app, self.shop = app, shop
        self.secure = self.shop.settings.public_url.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._is_open(scope):
            await self._refuse(scope, receive, send, 404, "There is nothing here.")
        elif scope["path"] == "/project/file" and not self._fits(headers):
            await self._refuse(scope, receive, send, 413, "This is larger than 10 MB.")
        elif not scope["path"].startswith(_SIGNED) and not self._same_site(scope, headers):
            await self._refuse(scope, receive, send, 403, "This request came from another site.")
        else:
            known, chosen = (None, "") if scope["path"].startswith(_PLAIN) else await self._known(scope, headers)
            mark, tongue = asker.set(known), spoken.set(language_for(chosen, headers.get("accept-language", "")))
            try:
                await self.app(scope, receive, self._dressed(scope, send))
            except RuntimeError as gone:
                # Starlette's words for a browser that left before its answer: nobody is there to miss it.
                if str(gone) != "No response returned.":
                    raise
            finally:
                asker.reset(mark)
                spoken.reset(tongue)

    def _is_open(self, scope: Scope) -> bool:
        method = "WEBSOCKET" if scope["type"] == "websocket" else scope["method"]
        return any(method in methods and path.fullmatch(scope["path"]) for methods, path in _OPEN)

    def _fits(self, headers: Headers) -> bool:
        """Whether an upload says beforehand that it is small enough to be read at all."""
        length = headers.get("content-length", "")
        return length.isdecimal() and int(length) <= LARGEST + 64 * 1024  # the file, and the form around it

    def _same_site(self, scope: Scope, headers: Headers) -> bool:
        """A browser says where a request comes from; what is not a browser carries no cookie of somebody else's."""
        origin = headers.get("origin")
        if origin is None:
            return scope.get("method") in ("GET", "HEAD") or headers.get("sec-fetch-site") != "cross-site"
        ours = [urlsplit(self.shop.settings.public_url).netloc] if self.shop.settings.public_url else []
        return urlsplit(origin).netloc in [*ours, headers.get("host", "")] and origin != "null"

    async def _known(self, scope: Scope, headers: Headers) -> tuple[int | None, str]:
        """Who is signed in, and the language they chose.

        A token that counts no more is taken off the request, so that nothing behind sees it.
        """
        if scope["path"].startswith(_PROGRAMS):
            scope["headers"] = _without(scope["headers"], (b"cookie",))
            return None, ""
        token = get_token_from_cookies(cookie_parser(headers.get("cookie", "")))
        if not token:
            scope["headers"] = _without(scope["headers"], (b"authorization",))
            return None, ""

        def person() -> tuple[int | None, str]:
            with Session(self.shop.engine) as session:
                user = signed_in_by(session, token, unattended=scope["path"] == _UNATTENDED)
                return (user.id, user.language) if user else (None, "")

        found = await run_in_threadpool(person)
        dropped = (b"authorization",) if found[0] is not None else (b"authorization", b"cookie")
        scope["headers"] = _without(scope["headers"], dropped)
        return found

    def _dressed(self, scope: Scope, send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if scope["path"].startswith(_OURS):
                    headers["content-security-policy"] = STRICT_POLICY
                if self.secure:
                    headers["strict-transport-security"] = "max-age=31536000"
                    message["headers"] = [_secured(pair) for pair in message["headers"]]
                if not scope["path"].startswith(_PLAIN):
                    headers = MutableHeaders(scope=message)
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        return dressed

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, words: str) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": words})
            return
        await PlainTextResponse(words, status)(scope, receive, self._dressed(scope, send))


def _without(headers: Iterable[tuple[bytes, bytes]], dropped: tuple[bytes, ...]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name not in dropped]


def _secured(pair: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    name, value = pair
    if name.lower() != b"set-cookie":
        return pair
    cookie = SimpleCookie(value.decode("latin-1"))
    for morsel in cookie.values():
        morsel["secure"] = True
    return name, cookie.output(header="").strip().encode("latin-1")
