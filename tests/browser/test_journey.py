"""The main job, as an associate does it, at the till and on the telephone."""

import re

from playwright.sync_api import Route, WebSocket, expect

from tests.browser.conftest import Visitor


def test_ask_open_note_ask_about_it_and_find_the_conversation_again(associate: Visitor) -> None:
    page = associate.page
    associate.sign_in("amara")

    associate.ask("What should I know about Ngozi Okafor?")
    assert re.search(r"\d+ purchases, £[\d,]+ in all \[figure", associate.answer())
    associate.ask("What has she bought?")
    assert "Étole Voile" in associate.answer()
    associate.ask("And what did we promise her?")
    promised = re.search(r"Keep the diamond bangle.*?\[(promise \d+)\]", associate.answer())
    assert promised

    source = associate.open_source(promised.group(1))
    assert "Keep the diamond bangle" in source
    assert "Amara Osei" in source
    associate.close_panel()

    associate.ask("Note for Ngozi Okafor: asked for a strap in yellow")
    card = page.get_by_role("region", name="Note for Ngozi Okafor")
    card.get_by_label("The note").fill(
        f"Asked for a strap in saffron yellow, by {'telephone' if associate.telephone else 'hand'}"
    )
    card.get_by_role("button", name="Keep note").click()
    card.get_by_text("Kept", exact=True).wait_for()
    associate.ask("What did she say about a saffron strap?")
    assert "Asked for a strap in saffron yellow" in associate.answer()

    associate.sign_out()
    associate.sign_in("amara")
    associate.open_conversation("What should I know about Ngozi")
    whole = page.locator("#root").inner_text()
    assert "Étole Voile" in whole
    assert "Asked for a strap in saffron yellow" in whole
    assert page.get_by_role("button", name="Undo").count() == 1
    associate.ask("And what did we promise her?")
    assert "diamond bangle" in associate.answer()

    assert associate.hosts == {f"localhost:{associate.served.port}"}
    assert associate.broken == []


def test_what_a_note_says_is_shown_as_words_and_never_runs(visitor: Visitor) -> None:
    visitor.sign_in("amara")
    visitor.ask("What does Ms Laurent like?")

    source = visitor.open_source("note 2")

    assert "4 September 2026 · by Amara Osei" in source
    assert "We know this because: told us" in source
    assert "Known, not to be mentioned." in source
    assert "<b>Jeanne</b>" in source
    assert "![x](https://evil.example/p.png) [here](https://evil.example)" in source
    assert visitor.page.locator(".source-card a, .source-card img, .source-card b").count() == 0
    visitor.close_panel()


def test_a_reload_on_any_screen_brings_the_conversation_back(visitor: Visitor) -> None:
    visitor.sign_in("amara")
    visitor.ask("What does Ms Laurent like?")

    visitor.page.reload()

    visitor.page.get_by_role("link", name="[note 1]").wait_for()
    assert "Loves rose gold" in visitor.open_source("note 1")


def test_a_line_to_the_shop_that_was_given_up_does_not_take_the_place_of_the_next(visitor: Visitor) -> None:
    page, held, opened = visitor.page, list[Route](), list[WebSocket]()
    visitor.sign_in("amara")
    visitor.ask("What does Ms Laurent like?")
    page.on("websocket", lambda line: opened.append(line))
    page.route("**/set-session-cookie", lambda asked: asked.continue_() if held else held.append(asked))

    page.reload()
    page.get_by_role("link", name="[note 1]").wait_for()
    with page.expect_response("**/set-session-cookie"):
        held[0].continue_()
    visitor.ask("What has she bought?")

    assert len(opened) == 1


def test_what_is_typed_while_the_first_answer_comes_stays(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("amara")
    page.locator("#chat-input").click()
    page.keyboard.type("What does Ms Laurent like?")
    page.wait_for_selector("#chat-submit:not([disabled])")

    page.keyboard.press("Enter")
    page.keyboard.type("And her latest notes?", delay=40)
    page.locator(".beside").wait_for()

    assert visitor.composed() == "composed: And her latest notes?"


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
