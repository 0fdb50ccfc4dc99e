"""Questions about one piece: whether it came, what it costs here and there, how many are left, and who waits for it."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from copilot.domain.source import Found
from copilot.models.builtin.asking_for import book_filters, prices
from copilot.models.builtin.conditions import asks_for_list
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.trading import names_a_thing, says
from copilot.models.builtin.understanding import Ask

Call = tuple[str, dict[str, Any]]
OF_RECEIPTS = ("spent", "returned", "gifts", "dearest", "average", "last_visit", "first_visit", "favourite")
OF_WISHES = {"whole_store", "wish_for", "open_wish", "bought", "waiting_for_reply", "order_by", "fact"}  #: asked of who waits
SHELVES = ("stock", "price", "arrivals")
NAMED = 0.4  #: share of a question's telling words that must name a piece, where it is about one
LATELY = 30  #: days that "what came in?" looks back
FEW = 3  #: pieces that one name may fit and still say which is meant


#: "Did I ever ring him" names no ring.
_CALLING = re.compile(r"\b(?:i|ever|to|never|should|must|can|did|please) rings?\b")


def waits(ask: Ask) -> bool:
    """Whether it asks who would like to have a piece."""
    return says("pieces", "waits", ask.asked)


def of_shelves(ask: Ask) -> bool:
    """Whether it asks about a piece and nobody who bought one: when it comes, how many are left, who waits for it."""
    told = bool(_said(ask, SHELVES)) or bool(ask.it)
    if ask.says("cheapest") or prices(ask) or ask.means("log_note", "day"):
        return False
    if asks_for_list(ask) and not waits(ask):
        return False  # "who has not bought the tote that came in spring"
    if waits(ask):
        return told or says("pieces", "comes", ask.asked) or set(book_filters(ask)) <= OF_WISHES
    return told and not _of_many(ask)


def _said(ask: Ask, kinds: Sequence[str]) -> list[str]:
    """Those of the kinds of question that its words say, whatever its meaning was guessed to be."""
    return [kind for kind in kinds if ask.lexicon.intents[kind].search(ask.asked)]


def _of_many(ask: Ask) -> bool:
    return bool(_said(ask, ("bought", "compare", "house", "consent"))) or ask.says("waiting")


def arrivals_since(ask: Ask) -> date | None:
    """From which day on it is asked what came in; None where something else is asked."""
    if not says("pieces", "what_came", ask.asked) or not _said(ask, ("arrivals",)) or names_a_thing(ask.about):
        return None
    if ask.says("still_coming") or waits(ask):
        return None
    return ask.span.since if ask.span and ask.span.since else ask.today - timedelta(days=LATELY)


def words_of_piece(ask: Ask) -> str:
    """The words that say which piece is meant: those of an earlier question where this one says "it"."""
    return " ".join(ask.about if not ask.it else (*ask.it, *(w for w in ask.about if names_a_thing([w]))))


def named_pieces(heard: Hearing) -> Found | None:
    """What was found on the shelves, where the question names it well."""
    if not of_shelves(heard.ask) or heard.of_rule:
        return None
    found = next((f for f in heard.all_of("products") if f.data["things"] and f.data["products"]), None)
    things = set(found.data["things"]) if found else set()
    telling = [w for w in (heard.ask.it or heard.ask.about) if not says("pieces", "idle", w)]
    few = found is not None and len(found.data["products"]) <= FEW
    return found if len(things) >= max(1 if few else 2, NAMED * len(telling)) else None


def piece_calls(heard: Hearing) -> list[Call] | None:
    """What to look up for such a question; None where it is of another kind, which is known once the shelves were looked at."""
    ask = heard.ask
    if (since := arrivals_since(ask)) and not heard.of_rule:
        return [("products", {"words": "", "arrived_since": since.isoformat(), "arrived_until": ask.today.isoformat()})]
    if not of_shelves(ask) or heard.of_rule or not names_a_thing(words_of_piece(ask).split()):
        return None
    shelves: Call = ("products", {"words": words_of_piece(ask)})
    if not heard.of("products"):
        return [shelves]
    found = named_pieces(heard)
    if found is None:
        return None
    if not waits(ask):
        return [shelves]
    whose = {} if ask.says("mine") else {"whole_store": True}
    promised = [] if ask.says("waiting") else [("book", {"owed_promise": "open", **whose})]
    return [shelves, ("book", _who_waits(ask, found, whose)), *promised]


def _who_waits(ask: Ask, found: Found, whose: dict[str, Any]) -> dict[str, Any]:
    filters = {"wish_for": " ".join(found.data["things"]), **whose}
    return filters | ({"waiting_for_reply": True} if ask.says("waiting") else {})


def asked_beside(ask: Ask) -> bool:
    """Whether a question about a client asks of our shelves: "will there be one in the shop when he comes?"."""
    if ask.means("log_note", "compare"):
        return False
    if ask.means("how_many") and ask.means("arrivals"):
        return False  # "how often does he come in" asks for no piece
    return says("pieces", "at_what_price", ask.asked) or (says("pieces", "ours", ask.asked) and not ask.means(*OF_RECEIPTS))


def beside_calls(heard: Hearing, person: Person, words: Sequence[str]) -> list[Call]:
    """The piece that is named, or the one that the client waits for, and when they come."""
    if not asked_beside(heard.ask):
        return []
    named = words_beside(heard, person, words)
    calls: list[Call] = [("open_matters", {"client_id": person.id})]
    return [*calls, ("products", {"words": named})] if named else calls


def words_beside(heard: Hearing, person: Person, words: Sequence[str]) -> str:
    """Which piece a client's question is about: by its words, by those of the message, or by what they wish for."""
    names = set(plain(f"{person.words} {person.name} {person.called}").split())
    said = [w for w in re.findall(r"[^\W_]+", _CALLING.sub(" ", plain(heard.whole))) if w not in names]
    for own in (list(words), said):
        if names_a_thing(own):
            return " ".join(own if own is not said else [w for w in said if names_a_thing([w])])
    matters = heard.of("open_matters", client_id=person.id)
    wishes = [i for i in (matters.data["items"] if matters else ()) if i["kind"] == "wish" and i["open"] and i["product"]]
    best = max(wishes, key=lambda i: (len({*said} & set(plain(f"{i['text']} {i['product']}").split())), i["on"]), default=None)
    return f"{best['product']} {best['colour']}".strip() if best else ""
