"""What was given to whom, what came back and what was kept, added up."""

from copilot.models.builtin.alike import covered
from copilot.models.builtin.answers.receipts import Receipts
from copilot.models.builtin.hearing import Hearing
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.trading import says
from copilot.records.buying import Bought, given_to, sum_of


def returned(told: Receipts) -> list[str]:
    """What came back, and what it comes to where that is asked."""
    back = [line for line in told.lines if line.returned_on]
    everything = told.asks("everything") and told.asks("adds_up")
    back = back if everything else _meant(back, told.heard)
    if not back:
        return [told.voice.say("returned_none", **told.words)]
    said = [brought_back(told, line) for line in back]
    if not (told.asks("adds_up") or told.heard.ask.says("counting")):
        return said
    n = sum(line.quantity for line in back)
    counted = {"n": n, "articles": told.voice.count(n, "article"), "sum": told.voice.money(sum_of(back))}
    return [told.voice.say("returned_sum", name=told.name, figure=told.data["figure"], **counted), *said]


def kept_or_not(told: Receipts) -> list[str]:
    """What of it came back, or that nothing did."""
    back = [line for line in told.lines if line.returned_on]
    if not told.lines:
        return []
    return [brought_back(told, line) for line in back] or [told.voice.say("all_kept", figure=told.data["figure"])]


def brought_back(told: Receipts, line: Bought) -> str:
    """One piece that came back."""
    return told.voice.say("returned", name=told.name, day=told.voice.day(line.returned_on), **told.of([line]))


def gifts(told: Receipts) -> list[str]:
    """What was bought for somebody else."""
    given = [line for line in told.lines if line.gift_for]
    whom = [line for line in given if any(covered(line.gift_for, [word], told.voice.language) for word in told.heard.ask.rest)]
    relation = told.heard.ask.lexicon.signals["relations"].search(told.heard.ask.asked)
    if told.lines and told.asks("for_whom") and says("receipts", "last_one", plain(told.heard.whole)):
        return for_whom(told, told.visit(told.lines[0].purchase_id))
    if given and relation and not whom:
        return [told.voice.say("gifts_none_for", whom=relation.group(), **told.words)]
    given = whom or given
    if not given:
        return [told.voice.say("gifts_none", **told.words)]
    summed = given_in_all(told, given) if told.asks("adds_up") and any(line.returned_on is None for line in given) else []
    listed = told.voice.listed([told.voice.say("gift", whom=line.gift_for, **told.of([line])) for line in given])
    kept = sum(line.quantity for line in told.kept)
    away = sum(line.quantity for line in given if line.returned_on is None)
    share = told.voice.say(
        "gifts_share", n=away, all=kept, articles=told.voice.count(kept, "article"), figure=told.data["figure"]
    )
    if kept and away == kept:
        share = told.voice.say("all_gifts", figure=told.data["figure"])
    return [*(summed or [told.voice.say("gifts", name=told.name, list=listed)]), *([share] if kept else [])]


def for_whom(told: Receipts, visit: list[Bought]) -> list[str]:
    """For whom the pieces of one visit were, as far as the receipt says."""
    given = [line for line in visit if line.gift_for]
    if not given:
        return [told.voice.say("gift_unsaid", mark=f"purchase {visit[0].purchase_id}")]
    return [told.voice.say("gift_for", whom=line.gift_for, **told.of([line])) for line in given]


def given_in_all(told: Receipts, given: list[Bought]) -> list[str]:
    """What the presents come to for each to whom they went; those that came back are left out, and said."""
    kept = [line for line in given if line.returned_on is None]
    back = [line for line in given if line.returned_on]
    rows = []
    for whom in dict.fromkeys(given_to(line) for line in kept):
        those = [line for line in kept if given_to(line) == whom]
        n = sum(line.quantity for line in those)
        counted = {"n": n, "articles": told.voice.count(n, "article"), "sum": told.voice.money(sum_of(those))}
        rows.append(told.voice.say("gifts_sum_for", whom=whom, **counted))
    words = {"name": told.name, "figure": told.data["figure"], "sum": told.voice.money(sum_of(kept))}
    said = [told.voice.say("gifts_sum", list="; ".join(rows), **words)] if len(rows) == 1 else []
    return (said or [told.voice.say("gifts_sums", list="; ".join(rows), **words)]) + [brought_back(told, line) for line in back]


def _meant(lines: list[Bought], heard: Hearing) -> list[Bought]:
    """Those whose article the question names, or all of them when it names none."""
    named = [(covered(line.article, heard.ask.rest, heard.ask.language), line) for line in lines]
    best = max((share for share, _ in named), default=0.0)
    return [line for share, line in named if share == best] if best else lines
