"""A scenario: who the client is, what we know of them and how, what they want, and the words in which they say how they feel."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AwareDatetime, Field, ValidationError, field_validator, model_validator

from copilot.domain.verdict import Kind
from copilot.rehearsal.faults import AtOdds, Fault, ScenarioRefused, faults_of, unknown
from copilot.rehearsal.parts import Before, Consented, FactKnown, Name, Part, Person, Start, StoreLine, Words
from copilot.settings import house_folder


class Mood(StrEnum):
    """What the client's words give away of how they feel."""

    WARM = "warm"  #: glad of this conversation
    OPEN = "open"  #: at ease, still making up their mind
    HESITANT = "hesitant"
    COOL = "cool"  #: polite, further away than before
    HURT = "hurt"  #: something was said that should not have been
    QUIET = "quiet"  #: hardly answers any more
    LEAVES = "leaves"  #: ends it, kindly or not
    STOPS = "stops"  #: asks to be left alone
    CONTENT = "content"  #: has what they came for, and says goodbye


#: Nothing follows one of these.
LAST = frozenset({Mood.LEAVES, Mood.STOPS, Mood.CONTENT})


class Skill(StrEnum):
    """What is practised."""

    LISTENING = "listening"
    PERMISSION = "permission"
    DISCRETION = "discretion"
    VALUE = "value"
    TIMING = "timing"


class Signs(Part):
    """What must be seen in the conversation. All that is named must hold; each counts alike where only some do."""

    asks: bool = False  #: at least one question that cannot be answered by yes or no
    asks_about: tuple[Words, ...] = ()  #: a question with one of these words
    says: tuple[Annotated[tuple[Words, ...], Field(min_length=1)], ...] = ()  #: of each group, one word or phrase is said
    never_says: tuple[Words, ...] = ()
    recalls: tuple[Name, ...] = ()  #: draws on these facts
    avoids: tuple[Name, ...] = ()  #: never draws on these facts
    offers: tuple[Name, ...] = ()  #: speaks of one of these lines of the store
    permission: bool = False  #: asks before it does or proposes something
    listens: bool = False  #: takes up what the client just said
    apologises: bool = False
    lets_go: bool = False  #: after the client declines or hesitates, does not push
    keeps_free_of: tuple[Kind, ...] = ()  #: none of these findings in the whole conversation
    ends: tuple[Mood, ...] = ()  #: the client's last mood
    by_turn: Annotated[int, Field(ge=0, le=40)] = 0  #: until which turn of the associate it must be seen; 0: any

    @model_validator(mode="after")
    def _something(self) -> "Signs":
        if self.model_copy(update={"by_turn": 0}) == Signs.model_construct():
            raise AtOdds(Fault((), "no_sign", "name at least one sign"))
        return self


class Aim(Part):
    """One thing that the associate should do, with its share of the mark."""

    id: Name
    text: Words
    skill: Skill
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    met_by: Signs
    better: Words  #: a line that would have done it


class Beat(Part):
    """Something the client says when asked about it, or when they trust enough: what they want and do not say at first."""

    id: Name
    when_asked: tuple[Words, ...] = ()  #: words of a question that draws it out; empty: it comes by itself
    trust: Annotated[int, Field(ge=0, le=100)] = 0  #: below this much trust it is kept back
    after: tuple[Name, ...] = ()  #: beats that must have been said before
    lines: Annotated[tuple[Words, ...], Field(min_length=1)]


class Scenario(Part):
    """One conversation to practise."""

    name: Name
    title: Words
    language: Literal["en", "fr", "it", "es"] = "en"
    vertical: str = "boutique"
    situation: Words  #: what the associate is told before it begins
    wants: Words  #: what the client wants, for the trainer and whoever voices them
    unsaid: Words  #: what they do not say
    client: Person
    channel: Literal["counter", "sms", "whatsapp", "email", "call"]
    purpose: Literal["marketing", "service", "reply"] = "reply"
    now: AwareDatetime
    opening: str = ""  #: the client's first words; empty: the associate begins
    start: Start = Start()
    most_turns: Annotated[int, Field(ge=3, le=40)] = 12  #: of the associate; then the client has to go
    facts: Annotated[tuple[FactKnown, ...], Field(min_length=1)]
    store: tuple[StoreLine, ...] = ()
    contacts: tuple[Before, ...] = ()
    consents: tuple[Consented, ...] = ()
    aims: Annotated[tuple[Aim, ...], Field(min_length=3, max_length=5)]
    beats: tuple[Beat, ...] = ()
    lines: dict[Mood, Annotated[tuple[Words, ...], Field(min_length=3)]]  #: at least three for each mood

    @field_validator("lines")
    @classmethod
    def _every_mood(cls, lines: Mapping[Mood, tuple[str, ...]]) -> Mapping[Mood, tuple[str, ...]]:
        if missing := [mood for mood in Mood if mood not in lines]:
            raise AtOdds(*(Fault((mood.value,), "missing", "the client has no words for this") for mood in missing))
        return lines

    @model_validator(mode="after")
    def _whole(self) -> "Scenario":
        if faults := (*self._twice(), *self._unknown()):
            raise AtOdds(*faults)
        if circle := _circle({beat.id: beat.after for beat in self.beats}):
            last = next(n for n, beat in enumerate(self.beats) if beat.id == circle[0])
            words = f"{' waits for '.join(circle)}; nobody would ever say them"
            raise AtOdds(Fault(("beats", last, "after"), "circle", words))
        return self

    def _twice(self) -> Iterator[Fault]:
        for what in ("facts", "store", "aims", "beats"):
            names = [part.id for part in getattr(self, what)]
            for number, name in enumerate(names):
                if name in names[:number]:
                    yield Fault((what, number, "id"), "twice", f"{name} stands there twice", {"name": name})

    def _unknown(self) -> Iterator[Fault]:
        facts, store = {fact.id for fact in self.facts}, {line.id for line in self.store}
        for number, aim in enumerate(self.aims):
            place = ("aims", number, "met_by")
            yield from unknown((*place, "recalls"), aim.met_by.recalls, facts, "fact")
            yield from unknown((*place, "avoids"), aim.met_by.avoids, facts, "fact")
            yield from unknown((*place, "offers"), aim.met_by.offers, store, "line of the store")
        for number, beat in enumerate(self.beats):
            yield from unknown(("beats", number, "after"), beat.after, {one.id for one in self.beats}, "beat")


def _circle(after: dict[str, tuple[str, ...]]) -> list[str]:
    """The beats that wait for one another, if any do."""

    def walk(beat: str, path: list[str]) -> list[str]:
        if beat in path:
            return [*path[path.index(beat) :], beat]
        return next((found for before in after[beat] if (found := walk(before, [*path, beat]))), [])

    return next((found for beat in after if (found := walk(beat, []))), [])


def read_scenario(text: str, where: str = "the scenario") -> Scenario:
    """The scenario that a YAML text describes; ScenarioRefused with each place and reason where it cannot be played."""
    return scenario_of(as_data(text, where), where)


def scenario_of(data: Any, where: str = "the scenario") -> Scenario:
    """The scenario that these keys and values describe; ScenarioRefused as above."""
    try:
        return Scenario.model_validate(data)
    except ValidationError as wrong:
        faults = faults_of(wrong, keys())
        raise ScenarioRefused("\n".join(f"{where}: {fault}" for fault in faults), faults) from wrong


def as_data(text: str, where: str = "the scenario") -> Any:
    """What stands in a YAML text, whatever it is; ScenarioRefused with the line where it is no YAML."""
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as broken:  # a day such as 2026-13-41 is a ValueError
        mark = getattr(broken, "problem_mark", None)
        line, why = (f" line {mark.line + 1}" if mark else ""), getattr(broken, "problem", broken)
        fault = Fault(
            (), "yaml", f"this is not valid YAML ({why})", {"line": str(mark.line + 1) if mark else "", "why": str(why)}
        )
        raise ScenarioRefused(f"{where}{line}: {fault}", (fault,)) from broken


@cache
def keys() -> frozenset[str]:
    """Every key that means something somewhere in a scenario, the moods too."""
    parts = (Scenario, Person, Start, FactKnown, StoreLine, Before, Consented, Aim, Signs, Beat)
    return frozenset(name for part in parts for name in part.model_fields) | frozenset(Mood)


def shipped() -> Iterator[Path]:
    """The files of the scenarios that come with the house, by name."""
    yield from sorted((house_folder() / "prompts" / "scenarios").glob("*.yaml"))


def shipped_scenario(name: str) -> Scenario:
    """One of them; ScenarioRefused with the names that there are."""
    for path in shipped():
        if path.stem == name:
            return read_scenario(path.read_text(encoding="utf-8"), path.name)
    raise ScenarioRefused(f"There is no scenario {name!r}. There are: {', '.join(path.stem for path in shipped())}.")


def as_text(scenario: Scenario) -> str:
    """The scenario as the YAML that `read_scenario` takes."""
    data = scenario.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)
