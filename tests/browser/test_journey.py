"""The main job, as an associate does it, at the till and on the telephone."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor


def test_ask_open_note_ask_about_it_and_find_the_conversation_again(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("amara")

    visitor.ask("What does Ms Laurent like?")
    assert "Loves rose gold" in visitor.answer()
    visitor.ask("And what do her latest notes say?")
    assert "surprise for her sister" in visitor.answer()
    visitor.ask("And her first ones?")
    assert "rose gold" in visitor.answer()

    source = visitor.open_source("note 2")
    assert "4 September 2026 · by Amara Osei" in source
    assert "We know this because: told us" in source
    assert "Known, not to be mentioned." in source
    assert "<b>Jeanne</b>" in source
    assert "![x](https://evil.example/p.png) [here](https://evil.example)" in source
    assert page.locator(".source-card a, .source-card img, .source-card b").count() == 0
    visitor.close_panel()

    visitor.ask("Note: Tried the tan holdall; her sister marries in June")
    card = page.get_by_role("region", name="Note for Ms Camille Laurent")
    card.get_by_label("The note").fill("Tried the tan holdall and loved it")
    card.get_by_role("button", name="Keep note").click()
    card.get_by_text("Kept", exact=True).wait_for()
    visitor.ask("What is the latest about her?")
    assert "Tried the tan holdall and loved it" in visitor.answer()

    visitor.sign_out()
    visitor.sign_in("amara")
    visitor.open_conversation("What does Ms Laurent like?")
    whole = page.locator("#root").inner_text()
    assert "Loves rose gold" in whole
    assert "Tried the tan holdall and loved it" in whole
    assert page.get_by_role("button", name="Undo").count() == 1
    visitor.ask("And her first ones?")
    assert "rose gold" in visitor.answer()

    assert visitor.hosts == {f"localhost:{visitor.served.port}"}
    assert visitor.broken == []


def test_a_reload_on_any_screen_brings_the_conversation_back(visitor: Visitor) -> None:
    visitor.sign_in("amara")
    visitor.ask("What does Ms Laurent like?")

    visitor.page.reload()

    visitor.page.get_by_role("link", name="[note 1]").wait_for()
    assert "Loves rose gold" in visitor.open_source("note 1")


def test_a_suggestion_is_asked_with_one_tap(visitor: Visitor) -> None:
    visitor.sign_in("amara")
    visitor.ask("What does Ms Laurent like?")

    visitor.page.get_by_role("button", name="What has she bought?").click()

    expect(visitor.page.locator(".beside")).to_have_count(2)
    expect(visitor.page.locator(".message-content", has_text="What has she bought?").first).to_be_visible()


def test_nothing_sticks_out_and_everything_has_a_name(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("amara")
    visitor.ask("What does Ms Laurent like?")
    visitor.ask("Note: Tried the tan holdall; her sister marries in June")
    page.get_by_role("button", name="Keep note").wait_for()

    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, a, input, textarea, [role=textbox]')]"
        ".filter(e => e.offsetParent && !(e.getAttribute('aria-label') || e.title || e.textContent.trim()"
        " || (e.labels && e.labels.length))).map(e => e.outerHTML.slice(0, 120))"
    )

    assert too_wide <= 0
    assert nameless == []
    assert page.get_by_role("textbox", name="Your question").count() == 1
    assert page.evaluate("document.documentElement.lang") == "en-GB"
    assert page.locator("h1").count() >= 1
