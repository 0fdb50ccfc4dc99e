"""From the messages of a conversation to what the built-in model has before it, one hearing for each question."""

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from copilot.domain.source import Found
from copilot.domain.wording import fold
from copilot.models.builtin.alike import covered
from copilot.models.builtin.carrying import carried_over
from copilot.models.builtin.choosing import may_choose, offered_before, offered_in, own_words, picked
from copilot.models.builtin.guessing import about_a_client, about_the_shop
from copilot.models.builtin.hearing import Hearing
from copilot.models.builtin.kinds import Embed, no_vector
from copilot.models.builtin.language import language_of
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.parts import questions_in, without_remark
from copilot.models.builtin.passing import without_passing
from copilot.models.builtin.understanding import SHOP_INTENTS, SMALL_TALK, Ask, understand, unnamed
from copilot.models.builtin.whom import asks_the_name, description, in_parts, seeks_somebody, speaks_of_one, surely_described

_MARK = re.compile(r"\[([a-z]+ [^\]\s]+)\]")
DESCRIBED = 6  #: words from which a question for somebody describes them, and an everyday word in it is no name


def hearings(messages: Sequence[BaseMessage], embed: Embed = no_vector) -> list[Hearing]:
    """Read the state of the conversation from the messages of the graph: one for each question in the last message."""
    system = next((m for m in messages if isinstance(m, SystemMessage)), None)
    shop = system.additional_kwargs if system else {}
    today = date.fromisoformat(shop["today"]) if "today" in shop else date.today()  # noqa: DTZ011
    place = max(i for i, m in enumerate(messages) if isinstance(m, HumanMessage))
    language = str(shop.get("language", "en"))
    earlier = [
        understand(without_remark(str(m.text), fallback_language=language), today, fallback_language=language)
        for m in messages[:place]
        if isinstance(m, HumanMessage)
    ]
    focus: tuple[int, ...] = ()
    for message in messages[:place]:
        if isinstance(message, AIMessage) and message.additional_kwargs.get("client_ids"):
            focus = tuple(message.additional_kwargs["client_ids"])
    turn = [m for m in messages[place:] if isinstance(m, ToolMessage)]
    found = tuple(replace(m.artifact, data=_without_marks(m.artifact.data)) for m in turn if isinstance(m.artifact, Found))
    whole = without_remark(str(messages[place].text), fallback_language=language)
    tongue = language_of(whole, fallback=earlier[-1].language if earlier else language)
    sought = len(whole.split()) > DESCRIBED and seeks_somebody(understand(whole, today, fallback_language=tongue))
    found = tuple(without_passing(f, whole, tongue, somebody=bool(focus) or sought, sought=sought) for f in found)
    failures = tuple(str(m.content) for m in turn if not isinstance(m.artifact, Found))
    asks = _questions(whole, today, earlier[-1].language if earlier else language, _named(found), alone=not focus)
    asks = [unnamed(ask, _names(found)) for ask in asks]
    before = _asked_before(earlier, messages[:place])
    offered = offered_in(messages[:place])
    others = [one for one in offered_before(messages[:place]) if one not in focus]
    if (
        before is not None
        and not offered
        and asks[0].other_one
        and len(others) == 1
        and not _names(found)
        and _says_no_more(asks)
    ):
        told = replace(before, language=asks[0].language, span=asks[0].span or before.span)
        taken = Hearing(told, tuple(others), found, failures, whole=before.text, choice=others[0])
        return [replace(taken, ask=_by_meaning(taken, embed))]
    if before is not None and offered and len(asks) == 1 and may_choose(asks[0]):
        choice = picked(asks[0], offered, found)
        if choice is not None:
            said = {word for word in asks[0].rest if not asks[0].lexicon.says("relations", word)}
            own = asks[0].pronoun and said - own_words(asks[0].language)
            told = asks[0] if own else replace(before, language=asks[0].language, span=asks[0].span or before.span)
            taken = Hearing(told, (choice,), found, failures, whole=before.text, offered=offered, choice=choice)
            return [replace(taken, ask=_by_meaning(taken, embed))]
    else:
        offered = ()
    if before is not None:
        another = asks[0].follow_up or asks[0].other_one or (bool(offered) and before.of_client and not before.says("many"))
        in_hand = " ".join(f"{f.data['name']} {f.data['called']}" for f in found if f.about == "client_profile")
        before = unnamed(before, frozenset(plain(in_hand).split()))
        named = _names(found)
        if asks[0].other_one:
            named |= own_words(asks[0].language) | frozenset(w for w in asks[0].about if asks[0].lexicon.says("relations", w))
        asks[0] = carried_over(asks[0], before, named if another else frozenset())
    asks = [_of_nothing_sold(ask, found) if focus else ask for ask in asks]
    asks = _with_their_topic(asks)
    last = next((str(m.text) for m in messages[:place][::-1] if isinstance(m, HumanMessage)), "") if focus else ""
    answered = next((str(m.text) for m in messages[:place][::-1] if isinstance(m, AIMessage)), "")
    marks = tuple(_MARK.findall(answered))
    heard = [Hearing(ask, focus, found, failures, whole=whole, offered=offered, said=marks, before=last) for ask in asks]
    heard = [*_of_described(heard[0]), *heard[1:]] if len(heard) == 1 else heard
    return [replace(one, ask=_by_meaning(one, embed)) for one in heard]


def _with_their_topic(asks: list[Ask]) -> list[Ask]:
    """ "19.5 for his wrist, where have we got that from?": where something comes from is asked of what stands before it."""
    done = asks[:1]
    for ask in asks[1:]:
        of_it = ask.means("provenance") and not ask.about
        done.append(replace(ask, about=done[-1].about, rest=done[-1].rest or done[-1].about) if of_it else ask)
    return done


def _of_nothing_sold(ask: Ask, found: Sequence[Found]) -> Ask:
    """A question that seemed to be about the catalogue and named no piece of it is one about whom the talk is of."""
    pieces = [f for f in found if f.about == "products"]
    sought = bool(ask.intents) and all(intent in SHOP_INTENTS for intent in ask.intents)
    nothing = pieces and not any(f.data["products"] or f.data["things"] for f in pieces)
    return replace(ask, intents=()) if sought and nothing else ask


def _of_described(heard: Hearing) -> list[Hearing]:
    """A message that describes somebody, once it is known who that is: who it is, and what else is asked of them."""
    one = surely_described(heard.of("describe_client"), of_rule=heard.of_rule)
    if one is None or heard.clients or heard.doubt or not heard.tells_of_the_name:
        return [heard]
    who, others = in_parts(heard.ask)
    if not others and not seeks_somebody(heard.ask):
        others = [_less_told(heard.ask, str(heard.all_of("describe_client")[0].data["people"][0]["text"]))]
    asked = [
        Hearing(part, (one,), heard.found, heard.failures, whole=part.text, choice=one)
        for part in others
        if not asks_the_name(part)
    ]
    return [replace(heard, ask=who), *asked]


def _less_told(ask: Ask, told: str) -> Ask:
    """The question without the words that only say of whom: "what ring size does the sound engineer from Berlin take?"."""
    about, rest = (tuple(word for word in words if not covered(told, [word], ask.language)) for words in (ask.about, ask.rest))
    return replace(ask, about=about, rest=rest)


def _questions(text: str, today: date, language: str, names: frozenset[str], *, alone: bool) -> list[Ask]:
    """The questions of a message; "the one with the whippets, what is she called?" is one. `alone`: nobody was talked of."""
    asks = questions_in(text, today, fallback_language=language, names=names)
    whole = understand(text, today, fallback_language=language)
    if len(asks) > 1 and alone and not names and speaks_of_one(whole):
        return [whole]
    if len(asks) < 2 or not seeks_somebody(whole):
        return asks
    only_named = any(not description(ask)["description"] for ask in asks)
    # "Whose repair, among my people, has run past its day?": what goes on with a verb asks nothing new.
    goes_on = all(ask.asked.split()[0] in _VERBS for ask in asks[1:])
    # Of whom nobody knows yet who it is, "what size does he take" tells nothing by itself.
    of_them = not names and all(ask.pronoun for ask in asks[1:])
    return [whole] if only_named or goes_on or of_them else asks


_VERBS = frozenset("has have had is are was were did does do ha hanno e sono est sont a ont esta estan es son".split())


def _says_no_more(asks: list[Ask]) -> bool:
    """Whether the message is nothing but "no, the other one"."""
    return len(asks) == 1 and not (set(asks[0].rest) - own_words(asks[0].language)) and not asks[0].says("relations")


def _by_meaning(heard: Hearing, embed: Embed) -> Ask:
    """The question with what its meaning adds, once it is known whether it names anybody."""
    if heard.named is None and not heard.of("book"):
        return heard.ask
    if heard.of_rule:
        return replace(heard.ask, intents=("house",), leaning="house")
    if heard.clients or heard.doubt:
        # A relation is somebody too: "sa sœur, elle fait quoi ?" asks for a job, not for a sister.
        related = frozenset(word for person in heard.clients for word in person.words.split() if heard.ask.of_relation)
        return about_a_client(heard.ask, _spoken(heard.found) | related, embed)
    if heard.unknown_name and heard.unknown_as_name:
        return heard.ask
    pieces = heard.of("products")
    return about_the_shop(heard.ask, embed, names_pieces=pieces is not None and len(pieces.data["things"]) > 1)


def _spoken(found: Sequence[Found]) -> frozenset[str]:
    """The words that name clients, as they were written."""
    rows = [row for f in found if f.about == "find_client" for row in f.data["clients"]]
    return frozenset(word for row in rows for word in row["words"].split())


def _asked_before(earlier: list[Ask], messages: Sequence[BaseMessage]) -> Ask | None:
    """The last question that a follow-up can be completed from: none that was itself but a name, a choice or a correction."""
    places = [i for i, m in enumerate(messages) if isinstance(m, HumanMessage)]
    chose = [bool(offered_in(messages[:place])) and may_choose(ask) for place, ask in zip(places, earlier, strict=True)]
    earlier = [ask for ask, choice in zip(earlier, chose, strict=True) if not choice]
    lately = earlier[-4:][::-1]
    whole = [ask for ask in lately if _whole(ask)]
    return next(iter(whole or [ask for ask in lately if ask.about]), None)


def _whole(ask: Ask) -> bool:
    if ask.other_one and not ask.of_client:
        return False
    if ask.intents in (("provenance",), ("first_visit",)) and not ask.rest:
        return False
    if any(intent not in SMALL_TALK for intent in ask.intents):
        return True
    written = {fold(word).strip("?!.,'") for word in ask.text.split()[1:] if word[:1].isupper()}
    return bool(set(ask.rest) - written) and len(ask.asked.split()) > 2


def _without_marks(value: Any) -> Any:
    """Looked-up values with round brackets for square ones: no words of a note may pass for a mark, a link or a picture."""
    if isinstance(value, str):
        return value.replace("[", "(").replace("]", ")")
    if isinstance(value, dict):
        return {key: _without_marks(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_without_marks(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        words = {field.name: getattr(value, field.name) for field in fields(value)}
        return replace(value, **{k: _without_marks(v) for k, v in words.items() if isinstance(v, str) and ("[" in v or "]" in v)})
    return value


def _named(found: Sequence[Found]) -> frozenset[str]:
    """The words by which clients are named, and not only described."""
    return frozenset() if any(f.data["described"] for f in found if f.about == "find_client") else _names(found)


def _names(found: Sequence[Found]) -> frozenset[str]:
    """The words that name clients, as they were found in this turn."""
    rows = [row for f in found if f.about == "find_client" for row in f.data["clients"]]
    return frozenset(word for row in rows for word in plain(row["words"]).split())
