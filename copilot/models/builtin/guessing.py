"""What a question means where no word of the lexicon says so: its vector, compared with what was learned from ways of asking."""

import re
from dataclasses import replace

from copilot.models.builtin.kinds import NAME, Embed, Guess, learned
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.understanding import CLIENT_INTENTS, SHOP_INTENTS, Ask
from copilot.models.builtin.wanted import sorts_wanted

SURE = 0.6  #: from here on a guess decides: 87 in 100 held-out questions about a client and 89 about the shop are told right
LIKELY = 0.45  #: and from here on one of the kinds that are told with what is on record, where no word says another
QUITE_SURE = 0.8  #: and from here on it counts against words that are often said in passing
CERTAIN = 0.95
VERY_SURE = 0.9  #: and here against words that ask about the shop

#: Kinds whose words are often said in passing: "she wants to know", "since when", "he took".
LOOSE = (
    *SHOP_INTENTS, "house", "book", "bought", "wishes", "reach", "how_many", "favourite", "known", "cases",
    "spent", "paid",
)  # fmt: skip

#: Kinds whose answer lists what there is: of a question that is of no other kind, better than to say nothing.
HARMLESS = ("avoid", "promises", "appointments", "cases", "wishes", "provenance", "returned", "gifts", "paid", "contacts")

IN_PASSING = (*SHOP_INTENTS, "house", "book", "bought", "wishes", "reach")  #: and of these, the ones that a sure guess replaces


def about_a_client(ask: Ask, names: frozenset[str], embed: Embed) -> Ask:
    """The question about somebody with the kind, or the attribute, that its meaning gives it."""
    if ask.means("log_note", "day") or (ask.means("compare") and not ask.says("sizes_compared")):
        return ask
    if _of_birthday(ask):
        return replace(ask, attribute=("birthday",))
    guess = _guess(ask, names, embed, "client")
    if ask.intents == ("how_many",) and ask.of_relation:
        ask = replace(ask, intents=())  # brothers are on no receipt
    if guess is None:
        return ask
    if guess.kind == "first_visit" and ask.says("occasions"):
        return replace(ask, attribute=("birthday",))  # it is also "one's first years" that are completed: "compie gli anni"
    ask = replace(ask, shares=guess.shares)
    if guess.likely < SURE:
        unsaid = all(intent in (*SHOP_INTENTS, "house") for intent in ask.intents)
        open_to_it = unsaid and guess.kind in HARMLESS and guess.likely >= LIKELY
        return replace(ask, intents=(guess.kind,)) if open_to_it else ask
    loose = all(intent in LOOSE for intent in ask.intents)
    if guess.attribute:
        counted = ask.intents == ("how_many",)  # years and children are counted too, and are on no receipt
        intents = () if counted or (loose and guess.likely >= QUITE_SURE) else ask.intents
        return replace(ask, attribute=guess.attribute, intents=intents)
    if guess.kind in ask.intents and guess.likely >= CERTAIN:
        return replace(ask, intents=tuple(intent for intent in ask.intents if intent == guess.kind or intent not in IN_PASSING))
    if guess.kind not in CLIENT_INTENTS or guess.kind in ask.intents or (ask.of_client and guess.likely < QUITE_SURE):
        return ask
    kept = (i for i in ask.intents if i not in (IN_PASSING if loose or not ask.of_client else ()))
    return replace(ask, intents=(*kept, guess.kind))


def about_the_shop(ask: Ask, embed: Embed, *, names_pieces: bool = False) -> Ask:
    """The question about nobody with the kind that its meaning gives it; one that names pieces is not about a rule."""
    guess = _guess(ask, frozenset(), embed, "shop")
    if guess is None or ask.means("log_note", "day"):
        return ask
    if guess.kind == "book":
        loose = guess.likely >= QUITE_SURE and not ask.pronoun and not ask.means("book", "stock", "price", "arrivals")
        return replace(ask, intents=(*(i for i in ask.intents if i not in ("house", "brief")), "book")) if loose else ask
    if guess.kind == "house" and names_pieces and ask.means(*SHOP_INTENTS):
        return ask
    if guess.kind in ("offtopic", "help"):
        return replace(ask, intents=(guess.kind,)) if guess.likely >= VERY_SURE and not ask.about_clients else ask
    if guess.likely < SURE or (
        ask.about_clients and not (guess.kind == "house" and guess.likely >= VERY_SURE and _of_anybody(ask))
    ):
        return ask
    if guess.likely >= (CERTAIN if ask.means(*SHOP_INTENTS) else VERY_SURE):
        return replace(ask, intents=(guess.kind,), leaning=guess.kind)
    return replace(ask, leaning=guess.kind) if not ask.intents else ask


def _of_birthday(ask: Ask) -> bool:
    """Whether it asks when somebody was born, and neither whose birthday comes next nor when they married."""
    when = ask.says("occasions") and "when" in sorts_wanted(ask.asked)
    return when and not (ask.of_client or ask.of_relation or ask.says("of_wedding"))


def _of_anybody(ask: Ask) -> bool:
    """Whether "a client" is meant in general, and none that we know: neither the book nor "she"."""
    return not (ask.means("book", "compare") or ask.says("many") or ask.pronoun)


def _guess(ask: Ask, names: frozenset[str], embed: Embed, head: str) -> Guess | None:
    sizes = ask.lexicon.signals["sizes_compared"].search(ask.asked)  # of two: whose, says nothing of the kind
    vector = embed(sizes.group() if sizes else _unnamed(ask.text, names))
    return None if vector is None else learned(head).guess(vector)


def _unnamed(text: str, names: frozenset[str]) -> str:
    """The question with one name for every name, as it was learned."""
    known = {plain(name) for name in names} | {part for name in names for part in plain(name).split()}
    words = [
        "\0" if plain(re.sub(r"['’]s$", "", word)) in known else word for word in re.findall(r"\w+(?:['’]s\b)?|[^\w]+", text)
    ]
    return re.sub(rf"(?i)(?:{_TITLE}\.? )?\0(?:[- ']+\0)*", NAME, "".join(words)) if names else text


_TITLE = r"\b(?:mrs?|ms|miss|dr|mme|m|madame|monsieur|signora?|sig|se[nñ]ora?|sra?)"
