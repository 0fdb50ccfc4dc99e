"""Practice in a real browser: played to a good end and to a bad one, a turn taken back, the scorecard read."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.faults import faults

GOOD = (
    "Of course, take your time.",
    "What will it have to carry on an ordinary day at work?",
    "For rain and the bicycle I would look at the Halden rucksack briefcase in waxed canvas. Would you like to try it on?",
)
PRYING = "The door counter saw you come in twice this week, and you live in Pankow."


def test_an_associate_plays_takes_a_turn_back_and_reads_the_scorecard(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("amara")
    page.locator("#chat-profiles").click()
    page.get_by_role("option", name="Practise").click()
    desk = page.locator(".practice-desk")
    desk.get_by_role("button", name="Begin: The first visit").wait_for()
    found = faults(page, "choosing")

    desk.get_by_role("button", name="Begin: The first visit").click()
    desk.get_by_label("The coach").select_option("after")
    answers = desk.locator(".pr-turn .is-client")
    for n, line in enumerate((GOOD[0], PRYING), 1):
        desk.get_by_label("What you say").fill(line)
        page.keyboard.press("Enter")
        expect(answers).to_have_count(n)
    expect(desk.locator(".pr-effects").last).to_contain_text("never told you")
    found += faults(page, "playing")
    desk.get_by_role("button", name="Take the last turn back").click()
    expect(desk.get_by_label("What you say")).to_have_value(PRYING)
    for n, line in enumerate(GOOD[1:], 2):
        desk.get_by_label("What you say").fill(line)
        desk.get_by_role("button", name="Say it").click()
        expect(answers).to_have_count(n)
    desk.get_by_role("button", name="End, and read the mark").click()

    card = page.locator(".scorecard")
    expect(card.locator(".pr-points")).to_contain_text("of 100")
    expect(card).to_contain_text("Tried again: 1")
    expect(card.locator("q", has_text=GOOD[1]).first).to_be_visible()
    expect(card.get_by_role("img", name="Trust went from")).to_be_visible()
    found += faults(page, "the scorecard")
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.evaluate("localStorage.setItem('vite-ui-theme', 'dark')")
    page.reload()
    expect(page.locator(".scorecard .pr-points")).to_contain_text("of 100")
    found += faults(page, "dark")

    assert found == []
    assert too_wide <= 0
    assert visitor.broken == []
