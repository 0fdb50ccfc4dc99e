"""Everything that the page may call of the review desk, by the name of the action."""

from collections.abc import Mapping
from typing import Any

from copilot.bootstrap import Shop
from copilot.chat.review import outcome, practice, rules, taps
from copilot.chat.review.answering import Act, Tap, tapped


def _and_tell(tap: Tap) -> Act:
    """The decision, and word of it to whoever wrote the message."""
    decides = tapped(tap)

    async def act(shop: Shop, payload: dict[str, Any]) -> object:
        answer = await decides(shop, payload)
        if isinstance(answer, dict) and answer.get("ok"):
            ids = answer["decided_ids"] if "decided_ids" in answer else [payload["id"]]
            await outcome.reach(shop, ids)
        return answer

    return act


ACTIONS: Mapping[str, Act] = {
    "review_queue": tapped(taps.waiting),
    "review_show": tapped(taps.looked_at),
    "review_compare": tapped(taps.compare),
    "review_decide": _and_tell(taps.decide),
    "review_decide_several": _and_tell(taps.decide_several),
    "review_rules": tapped(rules.in_force),
    "review_rule_add": tapped(rules.add),
    "review_rule_end": tapped(rules.end),
    "review_practice": tapped(practice.propose),
    "review_practice_keep": tapped(practice.keep),
    **outcome.ACTIONS,
}
