"""Two clients, or two times of one client, side by side."""

from typing import Any

from copilot.models.builtin.hearing import Hearing
from copilot.models.builtin.voice import Voice


def compared(heard: Hearing, voice: Voice) -> list[str]:
    """Two clients' sums side by side, when a question compares them."""
    ask = heard.ask
    if ask.says("sizes_compared"):
        return []  # the sizes of both are told
    if len(heard.clients) == 1 and ask.span and ask.other_span:
        first = heard.of("purchases", since=ask.span.since, until=ask.span.until)
        second = heard.of("purchases", since=ask.other_span.since, until=ask.other_span.until)
        return [_two_spans(first.data, second.data, voice)] if first and second else []
    if ask.means("first_visit"):
        return _longer(heard, voice)
    both = [heard.of("purchases", client_id=p.id) for p in heard.clients[:2]]
    if len(both) < 2 or both[0] is None or both[1] is None:
        return []
    high, low = sorted((f.data for f in both if f), key=lambda d: -max((m.minor for m in d["totals"].spent), default=0))
    words = {
        "first": high["name"],
        "first_spent": voice.money(high["totals"].spent),
        "first_mark": high["figure"],
        "second": low["name"],
        "second_spent": voice.money(low["totals"].spent),
        "second_mark": low["figure"],
        "span": voice.span(high["since"], high["until"]),
    }
    same = high["totals"].spent == low["totals"].spent
    return [voice.say("compare_same" if same else "compare", **words)]


def _longer(heard: Hearing, voice: Voice) -> list[str]:
    """Which of two has been a client longer; empty where it is the same day."""
    both = [f.data for person in heard.clients[:2] if (f := heard.of("client_profile", id=person.id)) and f.data["since"]]
    if len(both) < 2 or both[0]["since"] == both[1]["since"]:
        return []
    first, second = sorted(both, key=lambda profile: profile["since"])
    words = {
        key: value
        for name, one in (("first", first), ("second", second))
        for key, value in ((name, one["name"]), (f"{name}_day", voice.day(one["since"])), (f"{name}_mark", f"client {one['id']}"))
    }
    return [voice.say("compare_since", **words)]


def _two_spans(first: dict[str, Any], second: dict[str, Any], voice: Voice) -> str:
    high, low = sorted((first, second), key=lambda d: -max((m.minor for m in d["totals"].spent), default=0))
    return voice.say(
        "compare_spans",
        name=high["name"],
        first_spent=voice.money(high["totals"].spent),
        first_mark=high["figure"],
        first_span=voice.span(high["since"], high["until"]).strip(),
        second_spent=voice.money(low["totals"].spent),
        second_mark=low["figure"],
        second_span=voice.span(low["since"], low["until"]).strip(),
    )
