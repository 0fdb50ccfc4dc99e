"""What the built-in model has before it: the question, the one before, whom it is about, and what this turn looked up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from copilot.domain.source import Found
from copilot.domain.wording import fold
from copilot.models.builtin.alike import covered
from copilot.models.builtin.choosing import TITLES, denied, may_choose, offered_before, offered_in, own_words, picked
from copilot.models.builtin.guessing import about_a_client, about_the_shop
from copilot.models.builtin.kinds import Embed, no_vector
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.understanding import SMALL_TALK, Ask, carried_over, questions_in, understand, unnamed


@dataclass(frozen=True)
class Person:
    """A client who may be meant."""

    id: int
    name: str
    called: str
    hint: str = ""  #: what tells them from others of the name; of a relation: their role
    words: str = ""
    related: bool = False  #: meant as somebody of another client's household or company


@dataclass(frozen=True)
class Hearing:
    """Everything of one moment of the conversation; planning and answering are functions of it."""

    ask: Ask
    focus: tuple[int, ...]  #: whom the last answer was about
    found: tuple[Found, ...]
    failures: tuple[str, ...] = ()
    whole: str = ""  #: the message of which this question may be a part; names count for all of its parts
    offered: tuple[int, ...] = ()  #: whom the last answer left to choose from, where this message may be the choice
    choice: int | None = None  #: the one of them who is meant

    def of(self, tool: str, **match: object) -> Found | None:
        """What a tool returned in this turn, for the client given."""
        return next((f for f in self.found if f.about == tool and all(f.data.get(k) == v for k, v in match.items())), None)

    def all_of(self, tool: str) -> list[Found]:
        """All that a tool returned in this turn."""
        return [f for f in self.found if f.about == tool]

    @property
    def named(self) -> Found | None:
        """Whom the question names, once that was looked up."""
        return self.of("find_client")

    @property
    def clients(self) -> tuple[Person, ...]:
        """Who is meant without doubt: one a name, whom the conversation is about, or somebody of their household."""
        if self.choice is not None:
            return (self._known(self.choice),)
        if self._undecided:
            return ()
        groups = self._groups()
        if self.ask.says("both") and any(len(group) == 2 for group in groups):
            return tuple(person for group in groups for person in group)
        people = tuple(group[0] for group in groups if len(group) == 1) if groups else self._from_focus()
        return (self._related(people[0]) if len(people) == 1 and self.ask.of_relation else ()) or people

    @property
    def relatives_of(self) -> tuple[Person, ...]:
        """Whose relative was asked about, where that is somebody whom we know."""
        return tuple(dict.fromkeys(replace(self, ask=replace(self.ask, asked="")).clients)) if self._of_relative else ()

    @property
    def _of_relative(self) -> bool:
        return any(person.related for person in self.clients)

    @property
    def doubt(self) -> tuple[Person, ...]:
        """Those between whom somebody must choose."""
        if self.choice is not None:
            return ()
        if self.clients and self.ask.says("both"):
            return ()
        if self._undecided:
            return tuple(self._known(one) for one in self.offered)
        return next((tuple(group) for group in self._groups() if len(group) > 1), ())

    @property
    def unknown_name(self) -> str:
        """Words written as a name that names nobody here: "Zorblax"."""
        if self.named is None or self.named.data["clients"]:
            return ""
        time = self.ask.span.words.split() if self.ask.span else []
        strange = [word for word in self.named.data["strange"] if word not in time and not self._known_here(word)]
        return " ".join(strange[:3]) if strange and not self.ask.means("house") else ""

    @property
    def unknown_as_name(self) -> bool:
        """Whether the unknown word is written as a name, with a capital within the sentence."""
        said = self.unknown_name.split(" ")[0]
        return any(fold(word).strip("?!.,'") == said and word[:1].isupper() for word in self.ask.text.split()[1:])

    def _known_here(self, word: str) -> bool:
        """Whether the house's documents or the catalogue, as far as they were looked up, know a word."""
        texts = [f"{p['title']} {p['text']}" for f in self.all_of("house") for p in f.data["passages"][:2]]
        texts += [p["words"] for f in self.all_of("products") for p in f.data["products"][:20]]
        return any(word in fold(text) for text in texts) or word in self.ask.asked.split()[:1]

    @property
    def _undecided(self) -> bool:
        """Whether the message chooses among those offered, but does not say which."""
        own = self.ask.intents or self.ask.attribute or self.unknown_name
        return bool(self.offered) and not own and not self._groups() and self.of("client_profile") is not None

    def _known(self, client_id: int) -> Person:
        profile = self.of("client_profile", id=client_id)
        if profile is None:
            return Person(client_id, "", "")
        return Person(client_id, profile.data["name"], profile.data["called"], profile.data["city"])

    def _related(self, person: Person) -> tuple[Person, ...]:
        """The members of the same household or company whom "her husband" or "their sons" means."""
        profile = self.of("client_profile", id=person.id)
        if profile is None:
            return ()
        wanted = [word for word in self.ask.about if word not in person.name.casefold()]
        scored = [(covered(m["role"], wanted, self.ask.language), m) for m in profile.data["members"] if m["role"]]
        best = max((share for share, _ in scored), default=0.0)
        fit = [m for share, m in scored if share == best and best > 0]
        said = re.findall(r"[^\W_]+", self.ask.asked)
        relation = [w for w in wanted if fit and covered(fit[0]["role"], [w], self.ask.language)]
        # The word beside it tells which one is meant ("her lawyer son", "suo figlio avvocato") and asks nothing.
        beside = -1 if self.ask.language == "en" else 1
        near = [said[i + beside] for i, word in enumerate(said) if word in relation[:1] and 0 <= i + beside < len(said)]
        relation += [word for word in near if word in wanted]
        return tuple(Person(m["id"], m["name"], m["called"], m["role"], " ".join(relation), related=True) for m in fit)

    def _groups(self) -> list[list[Person]]:
        found = self.named
        if found is None or not found.data["clients"]:
            return []
        people = [(_person(c), c) for c in found.data["clients"]]
        if found.data["described"]:
            return [[person for person, _ in people]]
        groups: dict[str, list[tuple[Person, dict[str, Any]]]] = {}
        for person, row in people:
            groups.setdefault(row["words"], []).append((person, row))
        meant = {words: group for words, group in groups.items() if not denied(words, plain(self.whole))}
        groups = meant or groups
        here = {words for words in groups if plain(words) and plain(words).split()[0] in self.ask.asked}
        return [self._narrowed(group) for words, group in groups.items() if words in here or not here]

    def _narrowed(self, group: list[tuple[Person, dict[str, Any]]]) -> list[Person]:
        best = max(row["sureness"] for _, row in group)
        near = [(p, row) for p, row in group if row["sureness"] >= best - 0.08]
        if self.ask.other_one:
            others = [p for p, _ in near if p.id not in self.focus]
            return others or [p for p, _ in near]
        near = self._told_apart(near) or near
        known = [p for p, _ in near if p.id in self.focus]
        if len(near) > 1 and len(known) == 1:
            return known
        return [p for p, _ in near]

    def _told_apart(self, near: list[tuple[Person, dict[str, Any]]]) -> list[tuple[Person, dict[str, Any]]]:
        """Of several who bear the name, those whom the question tells apart: by where they live, their role, Mr or Ms."""
        asked = re.sub(r"\b(sig|sr|dott|prof)\.?ra\b", r"\1nora", plain(self.whole))
        told = [one for one in near if one[1].get("city") and plain(one[1]["city"]) in asked]
        if not told:
            shares = [
                (covered(row["role"], self.ask.about, self.ask.language) if row.get("role") else 0.0, p, row) for p, row in near
            ]
            best = max((share for share, _, _ in shares), default=0.0)
            told = [(p, row) for share, p, row in shares if share == best > 0]
        if len(told) != 1:
            titles = [title for title in TITLES if title & set(re.findall(r"\w+", asked))]
            said = [
                one for one in told or near if any(plain(one[1].get("salutation", "")).rstrip(".") in title for title in titles)
            ]
            told = said or told
        return told

    def _from_focus(self) -> tuple[Person, ...]:
        ask = self.ask
        if ask.means("house") and not ask.pronoun:
            return ()
        if not self.focus or not (ask.pronoun or ask.follow_up or ask.of_client or not ask.intents):
            return ()
        if not ask.pronoun and ask.of_whom:
            return ()  # "who spent the most?" asks for names
        if not ask.pronoun and self.unknown_name and (self.unknown_as_name or ask.of_client):
            return ()  # somebody else is named, whom nobody here knows
        profile = {f.data["id"]: f.data for f in self.all_of("client_profile")}
        return tuple(Person(i, profile.get(i, {}).get("name", ""), profile.get(i, {}).get("called", "")) for i in self.focus[:1])


def hearings(messages: Sequence[BaseMessage], embed: Embed = no_vector) -> list[Hearing]:
    """Read the state of the conversation from the messages of the graph: one for each question in the last message."""
    system = next((m for m in messages if isinstance(m, SystemMessage)), None)
    shop = system.additional_kwargs if system else {}
    today = date.fromisoformat(shop["today"]) if "today" in shop else date.today()  # noqa: DTZ011
    place = max(i for i, m in enumerate(messages) if isinstance(m, HumanMessage))
    language = str(shop.get("language", "en"))
    earlier = [
        understand(str(m.text), today, fallback_language=language) for m in messages[:place] if isinstance(m, HumanMessage)
    ]
    asks = questions_in(str(messages[place].text), today, fallback_language=earlier[-1].language if earlier else language)
    focus: tuple[int, ...] = ()
    for message in messages[:place]:
        if isinstance(message, AIMessage) and message.additional_kwargs.get("client_ids"):
            focus = tuple(message.additional_kwargs["client_ids"])
    turn = [m for m in messages[place:] if isinstance(m, ToolMessage)]
    found = tuple(replace(m.artifact, data=_without_marks(m.artifact.data)) for m in turn if isinstance(m.artifact, Found))
    failures = tuple(str(m.content) for m in turn if not isinstance(m.artifact, Found))
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
            own = asks[0].pronoun and set(asks[0].rest) - own_words(asks[0].language)
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
    whole = str(messages[place].text)
    heard = [Hearing(ask, focus, found, failures, whole=whole, offered=offered) for ask in asks]
    return [replace(one, ask=_by_meaning(one, embed)) for one in heard]


def _says_no_more(asks: list[Ask]) -> bool:
    """Whether the message is nothing but "no, the other one"."""
    return len(asks) == 1 and not (set(asks[0].rest) - own_words(asks[0].language)) and not asks[0].says("relations")


def _by_meaning(heard: Hearing, embed: Embed) -> Ask:
    """The question with what its meaning adds, once it is known whether it names anybody."""
    if heard.named is None and not heard.of("book"):
        return heard.ask
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


def _names(found: Sequence[Found]) -> frozenset[str]:
    """The words that name clients, as they were found in this turn."""
    rows = [row for f in found if f.about == "find_client" for row in f.data["clients"]]
    return frozenset(word for row in rows for word in plain(row["words"]).split())


def _person(row: dict[str, Any]) -> Person:
    return Person(row["id"], row["name"], row["called"], row["why"] or row["hint"], row["words"])
