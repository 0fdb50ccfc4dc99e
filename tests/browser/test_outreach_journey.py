"""From a draft to a letter and to the last word of a client: three people, one mail server, and the outbox beside the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from copilot.policies import PolicyInForce
from tests.browser.conftest import SIZES, Visitor
from tests.browser.posting_house import Letters, PostingHouse, posting_house

MIRIAM = "miriam@goldsteinprints.example.org"
WRITTEN = "Your pearls are back and the knots are as you like them. The necklace costs £9,999 now. Come whenever you like!"
MENDED = WRITTEN.replace(" The necklace costs £9,999 now.", "")
APPROVED = "Your pearls are back, Miriam, and the knots are as you like them. They wait for you here. Amara"
STOPPED = "The client stopped e-mail: nothing may go out on it, not even a service message."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[PostingHouse, Letters]]:
    """The boutique and its mail server."""
    with posting_house(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def manager_context(chromium: Browser) -> Iterator[BrowserContext]:
    """The browser of somebody else."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(90_000)
    yield context
    context.close()


def sticks_out_of_a_telephone(page: Page, decisive: Locator) -> int:
    """By how much the screen is wider than a telephone that shows what matters on it; it is the till's again afterwards."""
    (till, high), (telephone, tall) = SIZES["till"], SIZES["telephone"]
    page.set_viewport_size({"width": telephone, "height": tall})
    expect(decisive).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size({"width": till, "height": high})
    return int(wide)


@pytest.mark.parametrize("size", ["till"])
def test_a_draft_is_mended_reviewed_delivered_and_after_please_stop_there_is_no_second_one(
    house: tuple[PostingHouse, Letters], context: BrowserContext, manager_context: BrowserContext
) -> None:
    served, letters = house
    amara, margaux = (Visitor(one, served, telephone=False) for one in (context, manager_context))
    page, desk = amara.page, margaux.page.locator(".review-desk")
    draft = page.get_by_role("article", name="Message to Miriam Goldstein")
    served.client_writes("<first@client.example>", MIRIAM, "Dear Amara, are my pearls back yet? Miriam")

    amara.sign_in("amara")
    amara.ask(f"Answer Miriam Goldstein by e-mail: {WRITTEN}")
    draft.get_by_role("button", name="£9,999: Nothing supports it").click()
    wide = [sticks_out_of_a_telephone(page, draft.get_by_text("Nothing that we know supports this price."))]
    draft.get_by_role("button", name="Take it out").click()
    expect(draft.locator(".cm-mark")).to_have_count(0)
    expect(draft.locator(".cm-text")).to_have_text(MENDED)
    expect(draft.locator(".cm-reading")).to_have_count(0)
    expect(draft.locator(".cm-subject")).to_have_text("Subject Your pearls are back")
    draft.get_by_role("button", name="Ask for a review").click()
    draft.get_by_role("textbox", name="A word to your manager").fill("Her pearls mean a lot to her.")
    draft.get_by_role("button", name="Show it to my manager").click()
    expect(draft.get_by_text("Waiting with a manager")).to_be_visible()

    margaux.sign_in("margaux")
    margaux.page.locator("#chat-profiles").click()
    margaux.page.get_by_role("option", name="Review desk").click()
    message = desk.get_by_role("region", name="Message to Miriam Goldstein")
    word = message.get_by_role("blockquote").get_by_text("Her pearls mean a lot to her.")
    wide.append(sticks_out_of_a_telephone(margaux.page, word))
    margaux.page.keyboard.press("e")
    message.get_by_label("The words").fill(APPROVED)
    expect(message.locator("ins").first).to_be_visible()
    message.get_by_role("button", name="Approve this wording").click()
    expect(desk.locator(".rd-done")).to_contain_text("Approved in your words. Amara Osei sees both texts.")

    served.send_what_is_due()
    ((to, letter),) = letters.taken
    assert (to, letter["To"].addresses[0].addr_spec) == ([MIRIAM], MIRIAM)
    assert letter["Subject"] == "Your pearls are back"
    assert letter["In-Reply-To"] == "<first@client.example>"
    assert letter.get_content().strip() == APPROVED
    page.reload()
    expect(draft.get_by_role("status").filter(has_text="Sent ")).to_be_visible()

    served.client_writes("<second@client.example>", MIRIAM, "Please stop writing to me.", answers=letter["Message-ID"])
    amara.ask(f"Write to Miriam Goldstein by e-mail: {MENDED}")
    refused = draft.last.get_by_role("region", name="Best not to write now")
    reason = refused.get_by_text(STOPPED)
    wide.append(sticks_out_of_a_telephone(page, reason))
    refused.get_by_role("button", name="Show the message all the same").click()
    expect(draft.last.locator(".cm-subject")).to_have_text("Subject Your pearls are back")
    draft.last.get_by_role("button", name="Send", exact=True).click()
    expect(draft.last.get_by_role("alert")).to_have_text(STOPPED)
    expect(draft.last.get_by_text("With you.")).to_be_visible()
    served.send_what_is_due()

    acknowledged = letters.taken[-1][1].get_content().strip()
    assert (len(letters.taken), acknowledged) == (2, PolicyInForce().now().sending.acknowledgement["en"])
    assert wide == [0, 0, 0]
    assert amara.broken + margaux.broken == []
