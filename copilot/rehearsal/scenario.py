"""A scenario: who the client is, what we know of them and how, what they want, and the words in which they say how they feel."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from copilot.domain.message import Channel
from copilot.domain.provenance import Provenance
from copilot.domain.situation import Style
from copilot.domain.verdict import Kind
from copilot.errors import CopilotError
from copilot.settings import house_folder

Words = Annotated[str, Field(min_length=1, max_length=2000)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class ScenarioRefused(CopilotError):
    """A scenario cannot be played as it stands; each line says where and what to change."""


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


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FactKnown(_Part):
    """One thing that the house knows of this client, as in production."""

    id: Name
    text: Words
    source: Provenance
    at: date
    subject: str = ""
    sensitive: bool = False
    topic: str = ""  #: of a sensitive one: health, bereavement...
    do_not_mention: bool = False
    other_person: bool = False  #: a gift, a surprise, somebody else's matter
    valid_until: date | None = None


class StoreLine(_Part):
    """What the business may truthfully say."""

    id: Name
    text: Words


class Before(_Part):
    """A contact before the scenario begins."""

    at: AwareDatetime
    direction: Literal["in", "out"]
    channel: Channel
    purpose: Literal["marketing", "service", "reply"] = "marketing"
    answered: bool = False
    text: str = ""


class Consented(_Part):
    channel: Channel
    purpose: str = "marketing"
    status: Literal["granted", "withdrawn", "refused"] = "granted"
    at: date


class Person(_Part):
    """The client: fiction."""

    name: Words
    persona: Words  #: who they are, for whoever voices them
    manner: Words  #: how they talk
    style: Style
    timezone: str = "Europe/Paris"
    country: str = ""


class Signs(_Part):
    """What must be seen in the conversation. All that is named must hold; each counts alike where only some do."""

    asks: bool = False  #: at least one question that cannot be answered by yes or no
    asks_about: tuple[Words, ...] = ()  #: a question with one of these words
    says: tuple[tuple[Words, ...], ...] = ()  #: of each group, one word or phrase is said
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
        if self == Signs.model_construct():
            raise ValueError("name at least one sign")
        return self


class Aim(_Part):
    """One thing that the associate should do, with its share of the mark."""

    id: Name
    text: Words
    skill: Skill
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    met_by: Signs
    better: Words  #: a line that would have done it


class Beat(_Part):
    """Something the client says when asked about it, or when they trust enough: what they want and do not say at first."""

    id: Name
    when_asked: tuple[Words, ...] = ()  #: words of a question that draws it out; empty: it comes by itself
    trust: Annotated[int, Field(ge=0, le=100)] = 0  #: below this much trust it is kept back
    after: tuple[Name, ...] = ()  #: beats that must have been said before
    lines: Annotated[tuple[Words, ...], Field(min_length=1)]


class Start(_Part):
    """How the client comes into the conversation, each 0 to 100."""

    trust: Annotated[int, Field(ge=0, le=100)] = 50
    comfort: Annotated[int, Field(ge=0, le=100)] = 60
    interest: Annotated[int, Field(ge=0, le=100)] = 50
    patience: Annotated[int, Field(ge=0, le=100)] = 60


class Scenario(_Part):
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

    @model_validator(mode="after")
    def _whole(self) -> "Scenario":
        if missing := [mood.value for mood in Mood if mood not in self.lines]:
            raise ValueError(f"lines: the client has no words when {', '.join(missing)}")
        for what, names in (
            ("facts", [f.id for f in self.facts]),
            ("store", [s.id for s in self.store]),
            ("aims", [a.id for a in self.aims]),
            ("beats", [b.id for b in self.beats]),
        ):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{what}: {', '.join(twice)} stands there twice")
        for aim in self.aims:
            _known(f"aims: {aim.id}", (*aim.met_by.recalls, *aim.met_by.avoids), {f.id for f in self.facts}, "fact")
            _known(f"aims: {aim.id}", aim.met_by.offers, {s.id for s in self.store}, "line of the store")
        for beat in self.beats:
            _known(f"beats: {beat.id}", beat.after, {b.id for b in self.beats}, "beat")
        if round_about := _circle({beat.id: beat.after for beat in self.beats}):
            raise ValueError(f"beats: {' waits for '.join(round_about)}; nobody would ever say them")
        return self


def _known(where: str, named: tuple[str, ...], there: set[str], what: str) -> None:
    if strange := sorted(set(named) - there):
        raise ValueError(f"{where} names no {what} of this scenario: {', '.join(strange)}")


def _circle(after: dict[str, tuple[str, ...]]) -> list[str]:
    """The beats that wait for one another, if any do."""

    def walk(beat: str, path: list[str]) -> list[str]:
        if beat in path:
            return [*path[path.index(beat) :], beat]
        return next((found for before in after[beat] if (found := walk(before, [*path, beat]))), [])

    return next((found for beat in after if (found := walk(beat, []))), [])


def read_scenario(text: str, where: str = "the scenario") -> Scenario:
    """The scenario that a YAML text describes; ScenarioRefused with each place and reason where it cannot be played."""
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        raise ScenarioRefused(f"{where}{line}: this is not valid YAML ({getattr(broken, 'problem', broken)}).") from broken
    try:
        return Scenario.model_validate(raw)
    except ValidationError as wrong:
        raise ScenarioRefused("\n".join(f"{where}: {_reason(error)}" for error in wrong.errors())) from wrong


def _reason(error: Any) -> str:
    place = ".".join(str(step) for step in error["loc"])
    words = {
        "extra_forbidden": "there is no such key; look for a misspelling",
        "missing": "is missing",
    }.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{place}: {words}." if place else f"{words}."


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
