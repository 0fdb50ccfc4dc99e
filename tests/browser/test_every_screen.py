"""The screens that no other journey looks at: the client card, the counter, the pages beside the chat, an empty house."""

import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, expect
from sqlmodel import Session, select

from copilot.records import transcripts
from copilot.records.columns import now
from copilot.records.database import connect, migrate
from copilot.records.drafts import Arrival
from copilot.records.people import Client, User
from copilot.records.resetting import BY_HAND, make_link
from copilot.records.sign_in import hash_password
from tests.browser.conftest import Visitor
from tests.browser.faults import faults, in_both_lights
from tests.chat.scripted import PASSWORD
from tests.chat.served import Demo, Served

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OFFICE = ("answers", "people", "import", "arrivals", "away", "account")
ROWS = "client_id,given_name,family_name,store_id\nz-1,Zora,Quill,LON\nz-nowhere,Zoe,Quill,NOWHERE\n"


class Empty(Served):
    """A house into which nothing was brought yet."""

    def command(self) -> list[str]:
        """What is run."""
        return [sys.executable, "-m", "copilot", "serve", "--port", str(self.port)]

    def settings(self) -> dict[str, str]:
        """What it is told."""
        return super().settings() | {"COPILOT_EMBEDDING": "hash"}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty house with an administrator."""
    house = Empty(tmp_path_factory.mktemp("empty") / "data")
    house.folder.mkdir()
    engine = connect(f"sqlite:///{house.folder / 'copilot.db'}")
    migrate(engine)
    with Session(engine) as session:
        session.add(User(source_id="ada", name="Ada Byron", role="administrator", password_hash=hash_password(PASSWORD)))
        session.commit()
    engine.dispose()
    house.start()
    yield house
    house.stop()


@pytest.fixture(scope="module")
def busy(boutique: Demo) -> str:
    """The demo boutique when there is something on every page; a link to a new password."""
    engine = connect(f"sqlite:///{boutique.folder / 'copilot.db'}")
    asked = [
        {"id": "q1", "type": "user_message", "output": "What did she <i>say</i>?"},
        {"id": "r1", "type": "run", "parentId": "q1"},
        {"id": "a1", "type": "assistant_message", "output": "I find nothing about that.", "parentId": "r1"},
    ]
    with Session(engine) as session:
        nora = User(source_id="nora", name="Nora Blake", store_id=1)
        session.add_all([nora, User(source_id="owen", name="Owen Blake", store_id=1)])
        session.flush()
        for second, row in enumerate(asked):
            transcripts.keep_step(session, nora.id or 0, {**row, "threadId": "t1", "createdAt": f"2026-03-18T11:00:0{second}Z"})
        transcripts.keep_feedback(session, nora.id or 0, "f1", "r1", 0, "She said plenty")
        client = session.exec(select(Client)).first()
        doubted = {"because": "maybe_stop", "means": "maybe_stop", "client_id": client.id if client else None}
        unknown = {"because": "unknown", "subject": "Hello"}
        for n, why in enumerate((doubted, unknown)):
            session.add(Arrival(gateway_id=f"in{n}", channel="email", sender="who@example.com", text="Well, enough?", **why))
        secret = make_link(session, nora, now(), lasts=BY_HAND)
        session.commit()
    engine.dispose()
    return secret


def enter(visitor: Visitor, name: str) -> None:
    """Signed in without a look at the chat."""
    form = {"username": name, "password": visitor.served.password_of(name)}
    assert visitor.page.context.request.post(f"{visitor.served.address}/login", form=form).ok


def test_the_pages_beside_the_chat_have_no_fault_in_light_or_dark(associate: Visitor, busy: str) -> None:
    page, at = associate.page, associate.served.address
    found, wide = [], []

    def look(where: str) -> None:
        found.extend(in_both_lights(page, where))
        if page.evaluate(WIDE) > 0:
            wide.append(where)

    for path in ("/reset", f"/reset/{busy}", "/reset/not-a-link", "/unsubscribe/not-a-link"):
        page.goto(at + path)
        look(path[:12])
    enter(associate, "admin")
    for name in OFFICE:
        page.goto(f"{at}/office/{name}")
        look(name)
    page.goto(f"{at}/office/people")
    page.get_by_role("link", name="Owen Blake").click()
    page.get_by_role("heading", name="Signing in").wait_for()
    look("somebody")
    page.get_by_role("button", name="New password by link").click()
    page.get_by_role("button", name="Copy").wait_for()
    look("a link for somebody")
    page.goto(f"{at}/office/import")
    page.locator("#files").set_input_files({"name": "clients.csv", "mimeType": "text/csv", "buffer": ROWS.encode()})
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_role("heading", name="This is what would happen")).to_be_visible()
    look("what an import would do")

    assert found == []
    assert wide == []
    assert associate.broken == []


def wrong(form: Locator) -> None:
    """Somebody new with a number that is none."""
    form.get_by_label("Name").fill("Mx Robin Vale")
    form.get_by_label("Number or address").fill("12")
    form.get_by_label("Number or address").press("Enter")
    expect(form.get_by_role("alert")).to_have_text("This is not a telephone number.")


@pytest.mark.parametrize("size", ["telephone"])
def test_a_client_and_the_counter_have_no_fault_in_light_or_dark(associate: Visitor) -> None:
    page = associate.page
    enter(associate, "amara")
    page.goto(associate.served.address)
    associate.ask("List everything Ngozi Okafor bought")
    page.get_by_text("Sources of the table").click()
    found = faults(page, "table")
    page.get_by_role("cell", name="purchase 1", exact=False).first.click()
    expect(page.locator(".source-card")).to_contain_text("Ngozi Okafor")
    associate.close_panel()
    associate.ask("/client Ngozi Okafor")
    card = page.get_by_role("article", name="Dr Ngozi Okafor")
    card.get_by_role("button", name="Show", exact=True).click()
    card.get_by_role("button", name="Hide").wait_for()
    found += faults(page, "client card")
    page.locator("#chat-input").click()
    page.keyboard.type("/new ")
    page.get_by_role("button", name="Send", exact=True).click()
    form = page.locator(".counter-form")
    wrong(form)
    found += faults(page, "somebody new")
    wide = page.evaluate(WIDE)

    page.evaluate("localStorage.setItem('vite-ui-theme', 'dark')")
    page.reload()
    card.get_by_role("button", name="Show", exact=True).click()
    card.get_by_role("button", name="Hide").wait_for()
    wrong(form)
    found += faults(page, "dark client card and somebody new")

    assert found == []
    assert wide <= 0
    assert associate.broken == []


@pytest.mark.parametrize("size", ["telephone"])
def test_an_empty_house_has_no_fault_in_light_or_dark(context: BrowserContext, empty: Served, size: str) -> None:
    visitor = Visitor(context, empty, telephone=size == "telephone")
    page = visitor.page
    enter(visitor, "ada")
    page.goto(empty.address)
    page.get_by_text("Show me the made-up boutique").wait_for()
    found = faults(page, "an empty house")

    page.evaluate("localStorage.setItem('vite-ui-theme', 'dark')")
    page.reload()
    page.get_by_text("Show me the made-up boutique").wait_for()
    found += faults(page, "dark an empty house")

    assert found == []
    assert page.evaluate(WIDE) <= 0
    assert visitor.broken == []
