"""The client card in a real browser: by a mention and by /client, at the till and on the telephone."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor


def test_a_card_opens_by_a_mention_and_by_its_command_and_keeps_back_what_is_not_for_the_client(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("amara")
    visitor.ask("Who comes today?")

    page.get_by_role("link", name="Camille Laurent", exact=True).focus()
    page.keyboard.press("Enter")
    beside = page.get_by_role("article", name="Ms Camille Laurent")
    beside.wait_for()

    expect(beside.get_by_text("Ring her when the bangle is in.")).to_be_visible()
    expect(beside.get_by_text("Never asked").first).to_be_visible()
    assert "plans a surprise" not in page.content()
    beside.get_by_role("button", name="Ring size").click()
    expect(beside.get_by_text("Written down on 3 Sept 2026")).to_be_visible()
    beside.get_by_role("button", name="Show", exact=True).click()
    expect(beside.get_by_text("Her sister plans a surprise.")).to_be_visible()
    beside.get_by_role("button", name="Hide").click()
    assert "plans a surprise" not in page.content()
    page.get_by_role("button", name="Close").first.click()
    expect(beside).to_have_count(0)

    visitor.ask("/client laurent")
    page.get_by_role("button", name="Hélène Laurent").click()
    page.get_by_role("article", name="Hélène Laurent").get_by_text("No sizes yet.").wait_for()
    page.get_by_role("button", name="Close").first.click()
    visitor.ask("/client camille")
    below = page.get_by_role("article", name="Ms Camille Laurent")
    below.wait_for()

    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.reload()

    expect(below.get_by_text("Ring her when the bangle is in.")).to_be_visible()
    assert too_wide <= 0
    assert visitor.broken == []
