"""The pages beside the chat: a forgotten password, and an administrator who brings a file in."""

import re
from email import message_from_bytes
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor


def too_wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def letter_to(visitor: Visitor, name: str) -> str:
    """The link in the newest letter; in the demo letters are files."""
    for _ in range(200):
        letters = sorted((visitor.served.folder / "mails").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        for file in reversed(letters):
            message = message_from_bytes(file.read_bytes())
            found = re.search(r"http\S+/reset/\S+", message.get_payload(decode=True).decode())  # type: ignore[union-attr]
            if f"{name}@" in str(message["To"]) and found:
                return found.group()
        visitor.page.wait_for_timeout(50)
    raise AssertionError("No letter came.")


@pytest.mark.parametrize("size", ["telephone"], indirect=True)
def test_a_forgotten_password_is_replaced_by_a_link_from_a_letter(associate: Visitor) -> None:
    page, new = associate.page, "orange tram violin"
    for letter in Path(associate.served.folder / "mails").glob("*.eml"):
        letter.unlink()
    page.goto(associate.served.address)

    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Name").fill("weiling")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Please look into your mail")).to_be_visible()
    page.goto(letter_to(associate, "weiling"))
    page.get_by_label("New password").fill(new)
    page.get_by_label("Once more").fill(new)
    page.get_by_role("button", name="Keep this password").click()
    expect(page.get_by_role("heading", name="Your password is new")).to_be_visible()
    assert too_wide(page) <= 0
    page.get_by_role("link", name="Back to the sign-in").click()
    page.get_by_label("Name").fill("weiling")
    page.get_by_label("Password", exact=True).fill(new)
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_selector("#chat-input")
    assert associate.broken == []


@pytest.mark.parametrize("size", ["till"], indirect=True)
def test_an_administrator_brings_a_file_in_and_sees_first_what_would_happen(associate: Visitor) -> None:
    page = associate.page
    rows = "client_id,given_name,family_name,store_id\nz-1,Zora,Quill,LON\nz-nowhere,Zoe,Quill,NOWHERE\n"
    associate.sign_in("admin")

    page.locator("#user-nav-button").click()
    page.get_by_role("menuitem", name="Administration").click()
    page.get_by_role("link", name="Import").click()
    page.get_by_label("CSV files or a zip of a folder").set_input_files(
        {"name": "clients.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_role("heading", name="This is what would happen")).to_be_visible()
    expect(page.get_by_text("there is no store 'NOWHERE'")).to_be_visible()
    assert too_wide(page) <= 0
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("heading", name="Imported")).to_be_visible()
    counts = page.get_by_role("row", name="clients.csv 1 0 0 1")
    expect(counts).to_be_visible()
    with page.expect_download() as rejected:
        page.get_by_role("link", name="Download them with the reasons").click()
    page.get_by_role("button", name="Finish").click()

    expect(page.get_by_role("heading", name="Import files")).to_be_visible()
    assert "NOWHERE" in rejected.value.path().read_text(encoding="utf-8")
    assert associate.hosts == {f"localhost:{associate.served.port}"}
    assert associate.broken == []
