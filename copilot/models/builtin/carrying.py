"""What a question leaves unsaid, taken from the one before it: "and last year?", "not him, his wife", "since when?"."""

import re
from dataclasses import replace

from copilot.models.builtin.spans import before
from copilot.models.builtin.trading import names_a_thing, says
from copilot.models.builtin.understanding import BUYING, CLIENT_INTENTS, SHOP_INTENTS, Ask

#: Of what was just said, and of nothing else.
_SINCE_WHEN = re.compile(
    r"\b(?:since when|how long|depuis (?:quand|combien de temps)|da quan(?:do|to(?: tempo)?)"
    r"|desde cuando|(?:desde )?hace cuanto(?: tiempo)?)(?: (?:is|was|are) (?:that|this|it)| ca| cela| questo| eso)?$"
)
_COSTS = re.compile(r"\b(?:it|they|them|those|ils|elles|ca|cela|costano|vengono|viene|costa|cuestan?|salen?)\b")
_SPENDS = re.compile(r"spen[dt]|depens|spes[oaie]|gast|total|in all")


def carried_over(now: Ask, earlier: Ask, names: frozenset[str] = frozenset()) -> Ask:
    """A follow-up such as "and last year?" or "and for Sophie?", completed from the question before it.

    `names` are the words of `now` that name a client and so ask nothing by themselves.
    """
    if now.says("among") and (earlier.means("book") or earlier.says("many") or earlier.says("of_mine")):
        return replace(now, upon=earlier)
    if now.says("awaits_it") and now.says("of_mine") and earlier.rest and not earlier.of_client:
        return replace(now, piece=True, about=earlier.about, rest=earlier.rest)
    own_intents = tuple(i for i in now.intents if i in CLIENT_INTENTS or i in SHOP_INTENTS or i in ("house", "book"))
    if own_intents == ("house",) and not now.rest and earlier.of_client:
        own_intents = ()  # "and by when was I to do it?" of a promise asks for no rule
    if earlier.span and now.says("before_that") and not own_intents:
        return replace(now, intents=earlier.intents, span=before(earlier.span), about=earlier.about, rest=earlier.rest)
    told = tuple(word for word in now.rest if word not in names)
    if _same_piece(now, earlier):
        return replace(now, it=earlier.it or earlier.about, intents=("price",) if _costs(now) else now.intents)
    if now.other_one and not earlier.about_clients and not own_intents and 0 < len(told) <= 3:
        # "Sorry, the brown one": the same question about another piece.
        return replace(now, intents=earlier.intents, about=(*earlier.about, *told), rest=(*earlier.rest, *told))
    if now.follow_up and not now.pronoun and not own_intents and earlier.means(*BUYING) and 0 < len(_telling(now, names)) < 3:
        # "What about shoes?" after what was bought: the same question about other things.
        told = _telling(now, names)
        return replace(now, text=earlier.text, intents=earlier.intents, span=now.span or earlier.span, rest=told)
    topic = earlier.rest or earlier.about
    if now.means("since_known") and not _beyond(now, "since_known"):
        return replace(now, intents=("provenance",), about=earlier.about, rest=topic, of_said=True)
    if _telling(now, names):
        return now
    if now.other_one and (not own_intents or own_intents == ("brief",)):
        # "Sorry, I meant Giles", "not him, his wife": the same question about somebody else.
        who = tuple(word for word in now.about if now.lexicon.says("relations", word))
        about = (*who, *earlier.about)
        return replace(
            now, text=earlier.text, intents=earlier.intents, span=now.span or earlier.span, about=about, rest=earlier.rest
        )
    if own_intents == ("first_visit",) and earlier.means("consent", "cases") and _SINCE_WHEN.search(now.asked):
        # "Since when is that?" of what was allowed or is in the workshop: it is told with its day.
        return replace(now, intents=earlier.intents, about=earlier.about, rest=earlier.rest)
    if own_intents == ("promises",) and earlier.means("cases") and not now.rest:
        # "By when was it promised?" of what is in the workshop.
        return replace(now, intents=earlier.intents, about=earlier.about, rest=earlier.rest)
    of_fact = earlier.means("reach") or not earlier.of_client
    if own_intents == ("provenance",) or (own_intents == ("first_visit",) and of_fact):
        # "Who told us that?", "since when?": the fact that was just said, with how and when we learned it.
        return replace(now, intents=("provenance",), about=earlier.about, rest=topic, of_said=True)
    if own_intents:
        return now
    if now.says("why"):
        return replace(now, text=f"{earlier.text} {now.text}", about=earlier.about, rest=topic)
    intents = (*now.intents, *earlier.intents)
    text = f"{earlier.text} {now.text}" if earlier.means("house") else earlier.text
    return replace(now, text=text, intents=intents, span=now.span or earlier.span, about=earlier.about, rest=earlier.rest)


def _beyond(ask: Ask, intent: str) -> set[str]:
    """The telling words that stand outside those that say a kind of question."""
    said = ask.lexicon.intents[intent].search(ask.asked)
    return set(ask.rest) - set(said.group().split()) if said else set(ask.rest)


def _costs(now: Ask) -> bool:
    """ "And they're how much?" is no question of what somebody spent."""
    return now.means("spent") and not now.rest and bool(_COSTS.search(now.asked)) and not _SPENDS.search(now.asked)


def _same_piece(now: Ask, earlier: Ask) -> bool:
    """Whether a question goes on about the piece of the one before: "and who is waiting for it?"."""
    of_piece = earlier.means("stock", "price", "arrivals") and not earlier.about_clients and names_a_thing(earlier.about)
    goes_on = (
        _costs(now)
        or now.means("stock", "price", "arrivals")
        or says("pieces", "waits", now.asked)
        or says("pieces", "ours", now.asked)
    )
    return (of_piece or bool(earlier.it)) and goes_on and not names_a_thing(now.rest) and not now.other_one


def _telling(ask: Ask, names: frozenset[str] = frozenset()) -> tuple[str, ...]:
    return tuple(word for word in ask.rest if word not in ("and", "what", "about") and not {word, word.removesuffix("s")} & names)
