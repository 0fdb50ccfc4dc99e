"""A client at the counter, written down with a thumb."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

SMALL = (
    "[...document.querySelectorAll('.counter-form :is(button, select, input:not([type=radio], [role=switch])), .cf-switch')]"
    ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 80))"
)


@pytest.mark.parametrize("size", ["telephone"], indirect=True)
def test_a_walk_in_is_written_down_with_a_thumb_and_taken_back(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("amara")
    page.locator("#chat-input").click()
    page.keyboard.type("/new ")
    page.get_by_role("button", name="Send").click()
    form = page.locator(".counter-form")
    expect(form.get_by_label("Name")).to_be_focused()

    page.keyboard.type("Mx Robin Vale")
    form.get_by_label("Number or address").fill("12")
    page.keyboard.press("Enter")
    trouble = form.get_by_text("Enter the number with its country")
    expect(trouble).to_be_visible()
    small, wide = page.evaluate(SMALL), page.evaluate("document.documentElement.scrollWidth - innerWidth")
    form.get_by_role("radio", name="E-mail").check()
    form.get_by_label("Number or address").fill("robin@vale.example")
    form.get_by_label("Their language").select_option("it")
    expect(form.get_by_text("Acconsento a che Maison Orsel mi scriva per e-mail")).to_be_visible()
    form.get_by_label("Number or address").press("Enter")

    expect(form.get_by_role("heading", name="Mx Robin Vale is in your book.")).to_be_focused()
    assert (small, wide) == ([], 0)
    form.get_by_role("button", name="Add a wish").click()
    expect(page.get_by_role("heading", name="A wish of Robin Vale")).to_be_visible()
    form.first.get_by_role("button", name="Undo").click()
    expect(form.first.get_by_role("heading", name="Taken back")).to_be_visible()
    assert visitor.broken == []
