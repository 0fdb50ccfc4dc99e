"""What the house tells its people about contact is what its policy does."""

import re
from datetime import time

import pytest

from copilot.policies import HOUSE, read_policy
from copilot.settings import house_folder

FOLDER = house_folder() / "knowledge"
POLICY = read_policy(FOLDER / HOUSE)


def section(document: str, title: str) -> str:
    """One section of a house document."""
    text = (FOLDER / f"{document}.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def hours(opens: time, closes: time) -> str:
    """As the documents write them."""
    return f"{opens:%H:%M} and {closes:%H:%M}"


def test_the_quiet_hours_are_those_of_the_policy_known_zone_or_not():
    told = section("consent-and-quiet-hours", "Quiet hours")

    assert f"between {hours(POLICY.house_hours.opens, POLICY.house_hours.closes)} in the client's own time zone" in told
    assert f"between {hours(POLICY.unknown_hours.opens, POLICY.unknown_hours.closes)} on every clock that may be hers" in told
    assert (POLICY.unknown_hours.opens, POLICY.unknown_hours.closes) == (time(10), time(18))


def test_the_gap_the_window_and_the_caps_are_those_of_the_policy():
    told = section("consent-and-quiet-hours", "Marketing or service")

    assert f"at least {POLICY.gap_hours} hours since the last one" in told
    assert f"the {POLICY.window_days}-day ceiling" in told
    for style, cap in POLICY.caps.items():
        assert f"{style} {cap}" in told


@pytest.mark.parametrize(
    ("document", "title"),
    [
        ("consent-and-quiet-hours", "Three unanswered in a row"),
        ("goodwill-and-exceptions", "Releasing a contact pause"),
    ],
)
def test_the_pause_after_silence_lasts_as_long_as_the_policy_says(document, title):
    told = section(document, title)

    assert POLICY.streak == 3 and "three" in told
    assert f"{POLICY.streak_days} days" in told


def test_the_french_telephone_hours_are_those_of_the_policy():
    told = section("consent-and-quiet-hours", "Phone calls")
    (french,) = POLICY.local_hours["FR"]
    pause = french.pause or (time(), time())

    assert f"{french.opens:%H:%M}-{pause[0]:%H:%M} and {pause[1]:%H:%M}-{french.closes:%H:%M}" in told
    assert french.days == frozenset(range(5)) and "Monday to Friday" in told


def test_a_stop_on_a_channel_closes_it_for_every_purpose_in_the_documents_too():
    told = section("consent-and-quiet-hours", "What to do when a client says stop")

    assert "Service messages about her orders continue on the channels that she left open" in told
    assert not POLICY.stop_is_final and "Only she can open it again" in told
