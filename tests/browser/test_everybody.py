"""Everybody can use the page: who does not see it, who has no mouse, who speaks to it, and whose shop is away for a moment."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Visitor
from tests.browser.faults import faults
from tests.chat.served import Served

HEARING = """
window.SpeechRecognition = class {
  start() { window.hearing = this; if (window.deaf) { this.onerror({ error: "not-allowed" }); this.onend(); } }
  stop() { this.onend(); }
  say(words) { this.onresult({ resultIndex: 0, results: [Object.assign([{ transcript: words }], { isFinal: true })] }); }
};
"""
#: Chainlit's composer is a text area, or an editable part where commands may stand in it.
COMPOSED = "(text) => { const e = document.querySelector('#chat-input'); return e && (e.value ?? e.innerText).trim() === text; }"


def conversation(visitor: Visitor) -> list[str]:
    """The screens of a conversation that is open: as it stands, with a source, with the settings, with the list."""
    page = visitor.page
    found = faults(page, "conversation")
    visitor.open_source("note 2")
    found += faults(page, "source")
    page.keyboard.press("Escape")
    page.locator(".source-card").wait_for(state="detached")
    page.locator("#chat-settings-open-modal").click()
    page.get_by_role("dialog").wait_for()
    found += faults(page, "settings")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    if visitor.telephone:
        page.locator("#sidebar-trigger-button").click()
    else:
        page.locator("#search-chats-button").click()
    page.get_by_role("dialog").wait_for()
    found += faults(page, "conversations")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    return found


def test_no_screen_has_a_fault_that_axe_knows_in_light_or_dark(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.served.address)
    page.wait_for_selector("#password")
    found = faults(page, "sign-in")
    visitor.sign_in("amara")
    page.locator("[id^='starter-']").first.wait_for()
    found += faults(page, "first screen")
    visitor.ask("What does Ms Laurent like?")
    visitor.ask("Note: Tried the tan holdall; her sister marries in June")
    page.get_by_role("button", name="Keep note").wait_for()
    found += conversation(visitor)

    page.evaluate("localStorage.setItem('vite-ui-theme', 'dark')")
    page.reload()
    page.get_by_role("button", name="Keep note").wait_for()
    found += [f"dark {fault}" for fault in conversation(visitor)]
    page.goto(visitor.served.address)
    page.locator("[id^='starter-']").first.wait_for()
    found += faults(page, "dark first screen")

    assert found == []


def test_a_source_is_opened_and_shut_from_the_keyboard_and_one_is_where_one_was(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("amara")
    visitor.ask("What does Ms Laurent like?")
    mark = page.get_by_text("[note 2]", exact=True)

    mark.focus()
    page.keyboard.press("Enter")
    page.locator(".source-card").wait_for()
    page.keyboard.press("Escape")
    page.locator(".source-card").wait_for(state="detached")

    expect(mark).to_be_focused()


@pytest.mark.parametrize("size", ["telephone"])
def test_what_a_thumb_presses_is_large_enough_and_within_the_screen(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("amara")
    visitor.ask("What does Ms Laurent like?")
    visitor.ask("Note: Tried the tan holdall")
    page.get_by_role("button", name="Keep note").wait_for()

    small = page.evaluate(
        "[...document.querySelectorAll('#chat-submit, #upload-button, #dictate, .asks button, .note-card button')]"
        ".map(e => [e, e.getBoundingClientRect()])"
        ".filter(([e, b]) => b.height < 43.5 || b.width < 43.5 || b.left < 0 || b.right > innerWidth)"
        ".map(([e, b]) => `${e.id || e.textContent} ${b.width}x${b.height}`)"
    )

    assert small == []


@pytest.mark.parametrize("size", ["telephone"])
def test_what_is_dictated_is_agreed_to_first_and_read_over_before_it_is_sent(context: BrowserContext, visitor: Visitor) -> None:
    page = visitor.page
    context.add_init_script(HEARING)
    visitor.sign_in("amara")

    page.get_by_role("button", name="Dictate").click()
    asked = page.locator(".dictate-said").inner_text()
    page.get_by_role("button", name="Yes, listen").click()
    expect(page.get_by_role("button", name="Stop listening")).to_have_attribute("aria-pressed", "true")
    page.evaluate("hearing.say('What does Ms Laurent like')")
    page.evaluate("hearing.say('in spring')")
    page.get_by_role("button", name="Stop listening").click()

    assert "The maker of your browser" in asked
    page.wait_for_function(COMPOSED, arg="What does Ms Laurent like in spring")
    expect(page.locator(".dictate-said")).to_have_text("Read it over before you send it.")
    assert page.locator(".message-content").count() == 0


@pytest.mark.parametrize("size", ["till"])
def test_a_microphone_that_is_not_allowed_is_said(context: BrowserContext, visitor: Visitor) -> None:
    context.add_init_script(HEARING + "window.deaf = true; localStorage.setItem('copilot.dictation', 'yes');")
    visitor.sign_in("amara")

    visitor.page.get_by_role("button", name="Dictate").click()

    expect(visitor.page.locator(".dictate-said")).to_contain_text("The microphone is not allowed here.")


@pytest.mark.parametrize("size", ["telephone"])
def test_a_question_outlives_a_restart_of_the_shop_and_a_sign_out_elsewhere(context: BrowserContext, tmp_path: Path) -> None:
    served = Served(tmp_path / "data").start()
    try:
        visitor = Visitor(context, served, telephone=True)
        page, composer = visitor.page, visitor.page.locator("#chat-input")
        visitor.sign_in("amara")
        visitor.ask("What does Ms Laurent like?")

        served.stop()
        expect(page.locator(".house-banner")).to_contain_text("The connection is lost.")
        composer.click()
        page.keyboard.type("And her latest notes?")
        page.keyboard.press("Enter")
        served.start()
        expect(page.locator(".house-banner")).to_be_hidden()
        page.wait_for_selector("#chat-submit:not([disabled])")
        page.keyboard.press("Enter")
        expect(page.locator(".beside")).to_have_count(2)
        assert "[note 2]" in visitor.answer()

        composer.click()
        page.keyboard.type("What did we promise her?")
        context.request.post(f"{served.address}/logout")
        page.keyboard.press("Enter")
        page.wait_for_selector("#password")
        expect(page.locator(".house-banner")).to_contain_text("Your question is kept")
        page.get_by_label("Name").fill("amara")
        page.get_by_label("Password", exact=True).fill(served.password_of("amara"))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/thread/*")
        page.wait_for_function(COMPOSED, arg="What did we promise her?")
    finally:
        served.stop()
