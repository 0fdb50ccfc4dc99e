"""The review desk in a real browser: looked at, edited and approved from the keyboard, at the till and on the telephone."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.faults import faults
from tests.chat.waiting_drafts import waiting_draft

PRESSING = "Hi Odile, just thinking of you, my dear. Come by today, do not let me down."
CALM = "The navy strap that you asked for has arrived. Come whenever you like."


def test_a_manager_edits_and_approves_a_message_and_no_screen_of_it_has_a_fault(visitor: Visitor) -> None:
    page = visitor.page
    _, _, client = waiting_draft(visitor.served, PRESSING)
    visitor.sign_in("margaux")
    page.locator("#chat-profiles").click()
    page.get_by_role("option", name="Review desk").click()
    desk = page.locator(".review-desk")
    if visitor.telephone:
        desk.locator(".rd-fold > summary").click()
    desk.get_by_role("button", name=client).click()
    message = desk.get_by_role("region", name=f"Message to {client}")
    expect(message.locator(".rd-title")).to_be_focused()
    expect(message.locator(".cm-mark").first).to_be_visible()
    found = faults(page, "a message")

    page.keyboard.press("e")
    message.get_by_label("The words").fill(CALM)
    expect(message.locator("ins").first).to_be_visible()
    found += faults(page, "the difference")
    page.get_by_role("button", name="Approve this wording").focus()
    page.keyboard.press("Enter")
    expect(desk.locator(".rd-done")).to_contain_text("Approved in your words. Rosa Bell sees both texts.")
    desk.get_by_role("button", name="Decided today").click()
    expect(desk.locator(".rd-decided > li").first).to_contain_text(client)
    found += faults(page, "decided")
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    page.evaluate("localStorage.setItem('vite-ui-theme', 'dark')")
    page.reload()
    desk.get_by_role("button", name="Whose messages are seen").click()
    desk.get_by_role("button", name="Ask to see these").wait_for()
    found += faults(page, "dark, whose messages")

    assert found == []
    assert too_wide <= 0
    assert visitor.broken == []
