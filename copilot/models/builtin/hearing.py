"""What the built-in model has before it: the question, the one before, whom it is about, and what this turn looked up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from copilot.domain.paper import Paper, Weigh
from copilot.domain.source import Found
from copilot.domain.wording import fold
from copilot.models.builtin.alike import covered
from copilot.models.builtin.anybody import asks_of_service
from copilot.models.builtin.choosing import TITLES, denied
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.understanding import Ask
from copilot.models.builtin.whom import seeks_somebody, speaks_of_one, surely_described


def unweighed(question: str, papers: Sequence[Paper]) -> list[float]:
    """Where there is no trained reader, no paper is likelier than another."""
    return [UNWEIGHED] * len(papers)


UNWEIGHED = -1.0  #: odds that speak neither for a paper nor against it
BY_NAME = 0.9  #: sureness from which a name stands in the words and is not only like one of them


#: What points at something that was just spoken of: "and that wedding, in how many days is it?".
_POINTING = re.compile(
    r"^[¿¡ ]*(?:and|but|so|et|mais|e|ma|y|pero) (?:that|this|those|these|ce(?! qu)|cet|cette|ces|quel|quella|quell|ese|esa) "
    r"(?!day|week|month|year|\w+day\b|jour|semaine|mois|annee|giorno|settimana|mese|anno|dia|semana|mes\b)[a-z]"
)


#: What stands before a word that says of what place or sort somebody is, and is not their name.
_MINE = re.compile(r"\bmine\b|\bla mienne\b|\ble mien\b|\bl[ao] mi[ao]\b|\b(?:la|il|el) (?:[^\W\d]+ )?mi[ao]\b")
_OF_NO_PERSON = frozenset(
    "the a an that this our my in at from near to by around of on le la les l un une ce cet cette au en de du des pres vers chez"
    " il lo i gli uno una quel quella quello di da dal della vicino el los las del ese esa aquel aquella desde hacia".split()
)


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
    said: tuple[str, ...] = ()  #: the marks of the last answer, in their order
    before: str = ""  #: the message before, where this one goes on about whom that was about
    weigh: Weigh = unweighed  #: how likely a paper answers a question, where the trained reader is at hand

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
        if self._undecided or self.ask.upon is not None:
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
    def of_rule(self) -> bool:
        """Whether it asks what the house does for anybody: "how many days has one to bring a bag back?", and names no client."""
        if self.ask.means("book") and self.ask.means("cases"):
            return False  # "which complaints are still open?" asks for those that we have
        if not self.focus and not self.unknown_name and asks_of_service(self._without_pieces, self.ask.lexicon):
            return not self._groups()
        goes_on = self.ask.follow_up and (self.ask.of_client or _POINTING.search(self.ask.asked))
        points_back = self.ask.pronoun or goes_on
        return self.ask.of_rule and not self._groups() and not (points_back and self.focus)

    @property
    def _without_pieces(self) -> str:
        """What is asked without the words that name pieces, once that was looked up: a wrap coat asks for no wrapping."""
        things = {word for f in self.all_of("products") for word in f.data["things"]}
        return " ".join(word for word in self.ask.asked.split() if word.strip(",:;") not in things)

    @property
    def doubt(self) -> tuple[Person, ...]:
        """Those between whom somebody must choose."""
        if self.choice is not None:
            return ()
        if self.clients and self.ask.says("both"):
            return ()
        if self._undecided:
            return tuple(self._known(one) for one in self.offered)
        if self.named and self.named.data["described"] and surely_described(self.of("describe_client"), by_far=True) is not None:
            return ()
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
    def tells_of_the_name(self) -> bool:
        """Whether whoever was found by a description may be meant. Where a name is said that no client here bears, the paper
        that fits best must tell of it, as of "Theo's ring"; what is written like any other word may also be a slip beside words
        that look for somebody."""
        found = self.of("describe_client")
        if not self.unknown_name or found is None:
            return True
        if not self._names_a_person and (seeks_somebody(self.ask) or speaks_of_one(self.ask)):
            return True
        return any(self.unknown_name.split(" ")[0] in fold(one["text"]) for one in found.data["people"][:1])

    @property
    def _names_a_person(self) -> bool:
        """Whether the unknown name stands where somebody's does: "Castellane, the gallery lady", "the last thing Castellane
        took"; and not as in "that Swedish chap" and "in Notting Hill"."""
        said = re.findall(r"[\w'’-]+|[^\w\s]", self.ask.text)
        own = self.unknown_name.split(" ")
        for place, word in enumerate(said):
            if fold(word).removesuffix("'s") == own[0] and word[:1].isupper():
                before, behind = said[place - 1 : place], said[place + len(own) : place + len(own) + 1]
                of_a_place = not before or not before[0].isalpha() or fold(before[0]) in _OF_NO_PERSON
                if behind[:1] in ([","], [":"]) or not of_a_place:
                    return True
        return False

    @property
    def unknown_as_name(self) -> bool:
        """Whether the unknown word is written as a name, with a capital within the sentence or before its comma."""
        said = self.unknown_name.split(" ")[0]
        first, *rest = self.ask.text.split() or [""]
        written = [*([first] if first.endswith((",", ":")) else []), *rest]
        return any(fold(word).strip("?!.,:'") == said and word[:1].isupper() for word in written)

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
        if self.ask.of_rule:  # "demi" is no Demir there, and "a man with a ring" is nobody whom we know
            people = [(person, row) for person, row in people if row["sureness"] >= BY_NAME and not found.data["described"]]
        if found.data["described"]:
            return [[person for person, _ in people]] if people else []
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
        near = self._told_apart(near) or self._as_spelt(near) or self._of_the_asker(near) or near
        known = [p for p, _ in near if p.id in self.focus]
        if len(near) > 1 and len(known) == 1:
            return known
        return [p for p, _ in near]

    def _as_spelt(self, near: list[tuple[Person, dict[str, Any]]]) -> list[tuple[Person, dict[str, Any]]]:
        """Of several, the one in the asker's own book whose name alone is spelt as it was said: "Lucia", and not "Lucía"."""
        said = set(re.findall(r"\w+", self.whole.casefold()))
        spelt = [one for one in near if said & set(re.findall(r"\w+", f"{one[0].name} {one[0].called}".casefold()))]
        return spelt if len(near) > len(spelt) == 1 and spelt[0][1].get("own") else []

    def _of_the_asker(self, near: list[tuple[Person, dict[str, Any]]]) -> list[tuple[Person, dict[str, Any]]]:
        """Of several, the one in the asker's own book: "the other Ferrante, mine"."""
        own = [one for one in near if one[1].get("own")] if _MINE.search(plain(self.whole)) else []
        return own if len(own) == 1 else []

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


def _person(row: dict[str, Any]) -> Person:
    return Person(row["id"], row["name"], row["called"], row["why"] or row["hint"], row["words"])
