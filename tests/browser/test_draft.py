"""A draft in a real browser: its marks, a wording with one tap, a word to the manager; and it is there after a reload."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.faults import faults

WRONG = (
    "Dear Ms Laurent, the bangle that you asked about has come in. It costs £9,999 now. Come and try it whenever it suits you."
)
SMALL = (
    "[...document.querySelectorAll('.draft :is(button, select, input:not([type=radio])), .dc-dial label')]"
    ".filter(e => e.getBoundingClientRect().height && e.getBoundingClientRect().height < 40).map(e => e.outerHTML.slice(0, 80))"
)


def test_a_draft_is_marked_mended_with_one_tap_shown_to_a_manager_and_there_after_a_reload(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("amara")
    visitor.ask(f"write to her: {WRONG}")
    draft = page.get_by_role("article", name="Message to Camille Laurent")

    draft.get_by_role("button", name="£9,999: Nothing supports it").click()
    expect(draft.get_by_text("Nothing that we know supports this price.")).to_be_visible()
    found = faults(page, "a draft with marks")
    small, wide = page.evaluate(SMALL), page.evaluate("document.documentElement.scrollWidth - innerWidth")
    draft.get_by_role("button", name="Take it out").click()
    expect(draft.locator(".cm-mark")).to_have_count(0)
    draft.get_by_role("button", name="Take back the last change").click()
    expect(draft.locator(".cm-mark")).to_have_count(1)

    draft.get_by_role("button", name="Change the words").click()
    words = draft.get_by_role("textbox", name="The words")
    expect(words).to_be_focused()
    words.press("End")
    page.keyboard.type(" Yours, Amara")
    page.keyboard.press("Escape")
    draft.get_by_role("button", name="Send", exact=True).click()
    expect(draft.get_by_role("heading", name="A manager must see this first")).to_be_visible()
    found += faults(page, "what a manager is asked")
    draft.get_by_role("textbox", name="A word to your manager").fill("She asked for the price.")
    draft.get_by_role("button", name="Show it to my manager").click()
    expect(draft.get_by_text("Waiting with a manager")).to_be_visible()

    page.evaluate("localStorage.setItem('vite-ui-theme', 'dark')")
    page.reload()
    expect(draft.get_by_text("You wrote: “She asked for the price.”")).to_be_visible()
    found += faults(page, "a draft that waits, in the dark")
    draft.get_by_role("button", name="Take it back").click()
    expect(draft.get_by_role("button", name="Send", exact=True)).to_be_visible()

    assert found == []
    assert (small, wide) == ([], 0)
    assert visitor.broken == []
