"""A checked message in a real browser: its marks, a better wording with one tap, words changed in place, and axe."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.faults import faults

GOOD = "Dear Ms Laurent, the bangle that you asked about has come in. Come and try it whenever it suits you."
WRONG = GOOD.replace(" Come and", " It costs £9,999 now. Come and")


def test_a_mark_opens_its_reason_and_one_tap_puts_it_right_and_what_is_typed_is_judged_at_rest(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("amara")
    visitor.ask(f"check this for Camille Laurent, as an email, service: {WRONG}")
    message = page.get_by_role("article", name="Message to Camille Laurent")
    mark = message.get_by_role("button", name="£9,999: Nothing supports it")

    mark.focus()
    page.keyboard.press("Enter")
    expect(message.get_by_text("Nothing that we know supports this price.")).to_be_visible()
    expect(mark).to_have_attribute("aria-expanded", "true")
    expect(message.get_by_role("img", name="Distance: ")).to_be_visible()
    found = faults(page, "marked")

    message.get_by_role("button", name="Take it out").click()
    expect(message.get_by_text("This can go as it is.")).to_be_visible()
    expect(message.locator(".cm-text")).to_have_text(GOOD)

    message.get_by_role("button", name="Change the words").click()
    words = message.get_by_role("textbox", name="The words")
    expect(words).to_be_focused()
    words.fill(WRONG.replace("£9,999", "£8,888"))
    expect(message.get_by_text("Change what is marked, then it can go.")).to_be_visible()
    found += faults(page, "edited")
    page.keyboard.press("Escape")
    expect(message.get_by_role("button", name="Change the words")).to_be_focused()
    message.get_by_role("button", name="Use this wording").click()
    expect(message.get_by_text("This can go as it is.")).to_be_visible()
    message.get_by_label("Why").select_option("to offer something")
    expect(message.get_by_text("Not now, whatever the words.")).to_be_visible()

    page.evaluate("localStorage.setItem('vite-ui-theme', 'dark')")
    page.reload()
    expect(message.get_by_text("Waiting does not help: only the client can agree to this channel.")).to_be_visible()
    expect(message.locator(".cm-text")).to_have_text(GOOD)
    message.get_by_role("button", name="No consent").click()
    found += faults(page, "dark")

    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert found == []
    assert too_wide <= 0
    assert visitor.broken == []
