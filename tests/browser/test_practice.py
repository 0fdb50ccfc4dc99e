"""Practice in a real browser: played to a good end and to a bad one, a turn taken back, the scorecard read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import SIZES, Visitor
from tests.browser.faults import faults, in_both_lights
from tests.chat.served import Served

GOOD = (
    "Of course, take your time.",
    "What will it have to carry on an ordinary day at work?",
    "For rain and the bicycle I would look at the Halden rucksack briefcase in waxed canvas. Would you like to try it on?",
)
PRESSING = ("Buy it now, do not let me down.", "You look stunning today, my darling. You owe me this sale, so hurry up.")
PRYING = "The door counter saw you come in twice this week, and you live in Pankow."


def desk_of(visitor: Visitor, name: str) -> Locator:
    """Somebody signs in and goes to practise."""
    visitor.sign_in(name)
    visitor.page.locator("#chat-profiles").click()
    visitor.page.get_by_role("option", name="Practise").click()
    return visitor.page.locator(".practice-desk")


def press(button: Locator) -> None:
    """By keyboard: what stands above it may still be growing."""
    expect(button).to_be_enabled()
    button.press("Enter")


def test_an_associate_plays_takes_a_turn_back_and_reads_the_scorecard(visitor: Visitor) -> None:
    page, desk = visitor.page, desk_of(visitor, "amara")
    desk.get_by_role("button", name="Begin: The first visit").wait_for()
    found = faults(page, "choosing")

    desk.get_by_role("button", name="Begin: The first visit").click()
    desk.get_by_label("The coach").select_option("before")
    desk.get_by_label("What you say").fill(PRYING)
    expect(desk.locator(".pr-advice")).to_contain_text("The coach notes: used something they never told you")
    found += faults(page, "a word before sending")
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
        press(desk.get_by_role("button", name="Say it"))
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


@pytest.mark.parametrize("size", ["telephone"])
def test_a_client_who_is_pressed_answers_less_and_less_and_ends_it(visitor: Visitor) -> None:
    page, desk = visitor.page, desk_of(visitor, "amara")
    desk.get_by_role("button", name="Begin: The first visit").click()
    answers = desk.locator(".pr-turn .is-client")

    for n, line in enumerate((PRYING, *PRESSING), 1):
        desk.get_by_label("What you say").fill(line)
        press(desk.get_by_role("button", name="Say it"))
        expect(answers).to_have_count(n)

    expect(desk.get_by_role("status").filter(has_text="asks to be left alone.")).to_be_visible()
    desk.get_by_role("button", name="End, and read the mark").click()
    expect(page.locator(".scorecard q", has_text=PRESSING[-1]).first).to_be_visible()
    assert visitor.broken == []


@contextmanager
def practising(chromium: Browser, served: Served, name: str, size: str) -> Iterator[Page]:
    """Somebody at their own device, at a group's table."""
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB", has_touch=size == "telephone")
    context.set_default_timeout(90_000)
    visitor = Visitor(context, served, telephone=size == "telephone")
    desk_of(visitor, name).get_by_role("button", name="Together").click()
    yield visitor.page
    assert visitor.broken == []
    context.close()


def test_a_group_answers_the_same_line_and_the_reactions_are_compared(chromium: Browser, served: Served) -> None:
    with (
        practising(chromium, served, "david", "till") as trainer,
        practising(chromium, served, "amara", "telephone") as associate,
    ):
        screen, telephone = trainer.locator(".practice-group"), associate.locator(".practice-group")
        screen.get_by_label("Scenario").select_option(label="The first visit")
        press(screen.get_by_role("button", name="Open it"))
        code = screen.locator(".pr-code").inner_text()
        telephone.get_by_label("The group’s code").fill(code)
        associate.keyboard.press("Enter")
        telephone.get_by_label("What do you say?").fill(GOOD[0])
        press(telephone.get_by_role("button", name="Hand in my answer"))
        expect(telephone).to_contain_text(f"You handed in: {GOOD[0]}")
        screen.get_by_text("Add somebody without an account").click()
        screen.get_by_label("Name", exact=True).fill("Nora")
        trainer.keyboard.press("Enter")
        screen.get_by_label("Their answer").fill(PRYING)
        press(screen.get_by_role("button", name="Keep this answer"))
        press(screen.get_by_role("button", name="Close the round and compare"))

        expect(screen).to_contain_text("used something they never told you")
        expect(telephone).to_contain_text("used something they never told you")
        expect(telephone.locator(".pr-answers > li")).to_have_count(2)
        found = faults(associate, "compared on the telephone") + in_both_lights(trainer, "compared")
        associate.reload()
        press(screen.get_by_role("button", name=re.compile("Go on with this answer: Amara")))
        telephone.get_by_label("What do you say?").wait_for()
        too_wide = associate.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert found == []
    assert too_wide <= 0
