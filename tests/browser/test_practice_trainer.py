"""A trainer in a real browser: a file opened in the form, mended, tried out, saved, asked for; it is played and spoken of."""

from playwright.sync_api import Browser, Locator, Page, expect

from copilot.settings import house_folder
from tests.browser.conftest import SIZES, Visitor
from tests.browser.test_everybody import faults

LINES = ("Of course, take your time.", "What will it have to carry on an ordinary day at work?")


def practice_of(visitor: Visitor, name: str) -> Locator:
    """The practice, once this person has opened it."""
    visitor.sign_in(name)
    visitor.page.locator("#chat-profiles").click()
    visitor.page.get_by_role("option", name="Practise").click()
    return visitor.page.locator(".practice-desk")


def section(form: Locator, title: str) -> None:
    """Opens or shuts a section of the form."""
    form.locator(".sf-section > summary").get_by_text(title, exact=True).click()


def say(part: Locator, page: Page, *lines: str) -> None:
    """Each line said, and answered."""
    answers = part.locator(".pr-turn .is-client")
    for n, line in enumerate(lines, 1):
        part.get_by_label("What you say").fill(line)
        page.keyboard.press("Enter")
        expect(answers).to_have_count(n)


def tried_out(form: Locator, page: Page) -> list[str]:
    """Played from the form and back; what axe finds there."""
    form.get_by_role("button", name="Try it out").click()
    say(form, page, LINES[1])
    expect(form.locator(".pr-effects")).to_contain_text("asked an open question")
    found = faults(page, "the try-out")
    form.get_by_role("button", name="End, and see the mark").click()
    expect(form.locator(".sf-mark")).to_contain_text("The mark would be")
    form.get_by_role("button", name="Back to the form").click()
    return found


def test_a_trainer_writes_a_scenario_has_it_played_and_comments_on_a_line(visitor: Visitor, chromium: Browser, size: str) -> None:
    page, title = visitor.page, f"Rain, and a bicycle ({size})"
    desk = practice_of(visitor, "david")
    desk.get_by_role("button", name="Scenarios").click()
    desk.get_by_role("button", name="New scenario").wait_for()
    desk.locator("input[type=file]").set_input_files(house_folder() / "prompts" / "scenarios" / "first_visit.yaml")
    form = page.locator(".scenario-form").last
    form.get_by_label("Title").fill(title)
    section(form, "The client")
    form.get_by_label("Time zone").fill("Europe/Atlantis")
    expect(form).to_contain_text("There is no time zone “Europe/Atlantis”.")
    section(form, "The client")
    expect(form.get_by_role("button", name="Save the scenario")).to_be_disabled()
    form.get_by_role("button", name="Go to the first place").click()
    expect(form.get_by_label("Time zone")).to_be_focused()
    form.get_by_label("Time zone").fill("Europe/Berlin")
    section(form, "What is marked")
    form.locator(".sf-row > summary").first.click()
    found = faults(page, "the form")
    expect(form.get_by_role("button", name="Save the scenario")).to_be_enabled()
    found += tried_out(form, page)
    expect(form.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    form.get_by_role("button", name="Save the scenario").click()
    expect(form).to_contain_text("is kept, and can be practised")
    desk.get_by_role("combobox", name="Scenario").select_option(label=title)
    desk.get_by_role("combobox", name="Ask it of").select_option(label="Amara Osei")
    desk.get_by_role("button", name="Ask for it").click()
    expect(desk).to_contain_text(f"“{title}” is asked of Amara Osei.")

    width, height = SIZES[size]
    with chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB") as context:
        associate = Visitor(context, visitor.served, telephone=visitor.telephone)
        theirs = practice_of(associate, "amara")
        theirs.get_by_role("button", name=f"Begin: {title}").click()
        say(theirs, associate.page, *LINES)
        theirs.get_by_role("button", name="End, and read the mark").click()
        expect(associate.page.locator(".scorecard .pr-points")).to_contain_text("of 100")

    desk.get_by_role("button", name="Who practised").click()
    desk.get_by_role("button", name=f"Amara Osei: {title}").click()
    card = page.locator(".scorecard").last
    card.locator(".pr-lines > summary").click()
    card.get_by_role("button", name="Comment on turn 2").click()
    card.get_by_label("Comment on turn 2").fill("Just the question to ask.")
    card.get_by_role("button", name="Keep the comment").click()
    expect(card.locator(".pr-lines")).to_contain_text("Just the question to ask.")
    found += faults(page, "the result")

    assert found == []
    assert too_wide <= 0
    assert visitor.broken == []
