"""The parts of a scenario that say who the client is, what the house knows of them, and what went before."""

from datetime import date
from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from copilot.domain.message import Channel
from copilot.domain.provenance import Provenance
from copilot.domain.situation import Style
from copilot.rehearsal.faults import AtOdds, Fault

Words = Annotated[str, Field(min_length=1, max_length=2000)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Part(BaseModel):
    """A part takes the keys that it has, and no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FactKnown(Part):
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


class StoreLine(Part):
    """What the business may truthfully say."""

    id: Name
    text: Words


class Before(Part):
    """A contact before the scenario begins."""

    at: AwareDatetime
    direction: Literal["in", "out"]
    channel: Channel
    purpose: Literal["marketing", "service", "reply"] = "marketing"
    answered: bool = False
    text: str = ""


class Consented(Part):
    channel: Channel
    purpose: str = "marketing"
    status: Literal["granted", "withdrawn", "refused"] = "granted"
    at: date


class Person(Part):
    """The client: fiction."""

    name: Words
    persona: Words  #: who they are, for whoever voices them
    manner: Words  #: how they talk
    style: Style
    timezone: str = "Europe/Paris"
    country: str = ""

    @field_validator("timezone")
    @classmethod
    def _a_zone(cls, zone: str) -> str:
        if zone not in zones():
            raise AtOdds(Fault((), "zone", f"there is no time zone {zone!r}; write it as in Europe/Paris", {"zone": zone}))
        return zone


class Start(Part):
    """How the client comes into the conversation, each 0 to 100."""

    trust: Annotated[int, Field(ge=0, le=100)] = 50
    comfort: Annotated[int, Field(ge=0, le=100)] = 60
    interest: Annotated[int, Field(ge=0, le=100)] = 50
    patience: Annotated[int, Field(ge=0, le=100)] = 60


@cache
def zones() -> frozenset[str]:
    """Every time zone that there is."""
    return frozenset(available_timezones())
