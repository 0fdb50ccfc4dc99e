"""Real Chromium, at the till and on the telephone."""

import shutil
from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect, sync_playwright

from tests.chat.conftest import page as served
from tests.chat.served import Demo, Served

__all__ = ["served"]

expect.set_options(timeout=90_000)
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
SIZES = {"till": (1280, 800), "telephone": (390, 844)}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails tells what the page did and said last, and what its server wrote."""
    report = yield
    visitors = [one for one in getattr(item, "funcargs", {}).values() if isinstance(one, Visitor)]
    for one in visitors if report.failed and call.when == "call" else []:
        report.sections.append(("what the page said last", "\n".join([one.composed(), *one.heard[-60:]])))
        report.sections.append(("what its server wrote last", (one.served.folder / "server.log").read_text()[-6000:]))
    return report


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; `make test` installs it where it may. Closed with the last test here: its loop admits no other."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "Chromium is needed for these tests: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """A test that takes it runs at the till and on a telephone."""
    return str(request.param)


@pytest.fixture
def context(chromium: Browser, size: str) -> Iterator[BrowserContext]:
    """A browser that nobody has used before."""
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB", has_touch=size == "telephone")
    context.set_default_timeout(90_000)
    yield context
    context.close()


class Visitor:
    """Somebody at the page: what they do, in the words of what they do."""

    def __init__(self, context: BrowserContext, served: Served, *, telephone: bool) -> None:
        self.page: Page = context.new_page()
        self.served, self.telephone = served, telephone
        self.hosts: set[str] = set()
        self.broken: list[str] = []
        self.heard: list[str] = []
        self.page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))
        self.page.on("pageerror", lambda error: self.broken.append(str(error)))
        self.page.on("console", lambda message: self.heard.append(f"console {message.type} {message.text}"))
        self.page.on("framenavigated", lambda frame: self.heard.append(f"at {frame.url}"))
        self.page.on("websocket", self._listen)

    def _listen(self, line: WebSocket) -> None:
        self.heard.append("line opened")
        line.on("framesent", lambda sent: self.heard.append(f"sent {sent!s:.120}"))
        line.on("framereceived", lambda got: self.heard.append(f"got {got!s:.60}"))
        line.on("close", lambda _: self.heard.append("line closed"))

    def sign_in(self, name: str) -> None:
        """Through the form, from the front page."""
        self.page.goto(self.served.address)
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password", exact=True).fill(self.served.password_of(name))
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_selector("#chat-input")

    def ask(self, question: str) -> None:
        """Type a question, send it, and wait until its answer is whole."""
        whole = self.page.locator(".beside")
        before = whole.count()
        self.page.locator("#chat-input").click()
        self.page.keyboard.type(question)
        self.page.wait_for_selector("#chat-submit:not([disabled])")
        self.page.keyboard.press("Enter")
        expect(whole).to_have_count(before + 1)

    def composed(self) -> str:
        """What stands in the composer."""
        return str(
            self.page.evaluate(
                "(e => e ? `composed: ${e.value ?? e.innerText}` : 'no composer')(document.querySelector('#chat-input'))"
            )
        )

    def answer(self) -> str:
        """The last answer's words."""
        return self.page.locator(".ai-message").last.inner_text()

    def open_source(self, mark: str) -> str:
        """Tap a mark of the last answer that has it; what stands beside the chat then."""
        self.page.get_by_role("link", name=f"[{mark}]").last.click()
        card = self.page.locator(".source-card")
        card.wait_for()
        return card.inner_text()

    def close_panel(self) -> None:
        """Back to the conversation."""
        self.page.get_by_role("button", name="Close").first.click()
        self.page.locator(".source-card").wait_for(state="detached")

    def sign_out(self) -> None:
        """From the menu behind one's own letter."""
        self.page.locator("#user-nav-button").click()
        self.page.get_by_text("Sign out").click()
        self.page.wait_for_selector("#password")

    def open_conversation(self, name: str) -> None:
        """From the list, which a telephone keeps shut."""
        if self.telephone:
            self.page.get_by_role("button", name="Conversations").first.click()
        self.page.locator("li[id^='thread-']", has_text=name).first.click()
        self.page.wait_for_selector(".ai-message")


@pytest.fixture(scope="session")
def boutique(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo boutique, furnished once."""
    demo = Demo(tmp_path_factory.mktemp("demo") / "data")
    demo.start()
    yield demo
    demo.stop()


@pytest.fixture
def associate(context: BrowserContext, boutique: Demo, size: str) -> Visitor:
    """Somebody at the demo boutique."""
    return Visitor(context, boutique, telephone=size == "telephone")


@pytest.fixture
def visitor(context: BrowserContext, served: Served, size: str) -> Visitor:
    """Somebody who just opened the page."""
    return Visitor(context, served, telephone=size == "telephone")
