"""The contact policy is a file in `knowledge/`; this reads it, says what is wrong with it, and keeps the last good one."""

import logging
import re
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from copilot.domain.policy import Hours, Policy, Sending, Template
from copilot.errors import CopilotError
from copilot.settings import house_folder

log = logging.getLogger(__name__)
HOUSE, BENCHMARK = "policy.yaml", "policy_benchmark.yaml"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STYLES = frozenset({"transactional", "unknown", "collaborative", "fan"})


class PolicyRefused(CopilotError):
    """The policy file cannot be used as it stands."""


def _clock(value: object) -> object:
    """YAML reads an unquoted 20:00 as a number of seconds; it is asked for in quotes."""
    if isinstance(value, str):
        return value
    raise ValueError('write a time in quotes: "20:00"')


Clock = Annotated[time, BeforeValidator(_clock)]
Days = Annotated[int, Field(ge=1, le=3650)]
Hour = Annotated[int, Field(ge=0, le=24 * 365)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Hours(_Part):
    opens: Clock = Field(alias="from")
    closes: Clock = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> "_Hours":
        if self.opens >= self.closes:
            raise ValueError("`from` must lie before `to`, on the same day")
        return self

    def hours(self) -> Hours:
        return Hours(self.opens, self.closes)


class _LocalHours(_Hours):
    where: str = Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")
    channels: frozenset[Literal["email", "sms", "whatsapp", "call", "post"]] = frozenset()
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    pause: tuple[Clock, Clock] | None = None
    source: str = Field(min_length=3)

    def hours(self) -> Hours:
        days = frozenset(_DAYS.index(day) for day in self.days)
        return Hours(self.opens, self.closes, days, self.pause, frozenset(self.channels), self.source)


class _AllHours(_Part):
    channels: frozenset[Literal["email", "sms", "whatsapp", "call", "post"]]
    house: _Hours
    zone_unknown: _Hours
    law: tuple[_LocalHours, ...]


class _Frequency(_Part):
    window_days: Days
    caps: dict[str, Annotated[int, Field(ge=0, le=31)]]
    minimum_gap_hours: Hour
    household_counts: bool

    @field_validator("caps")
    @classmethod
    def _every_style(cls, caps: dict[str, int]) -> dict[str, int]:
        if set(caps) != _STYLES:
            raise ValueError(f"name a cap for exactly these styles: {', '.join(sorted(_STYLES))}")
        return caps


class _Unanswered(_Part):
    in_a_row: Annotated[int, Field(ge=1, le=20)]
    fresh_days: Days


class _Reply(_Part):
    within_days: Days
    free_of_quiet_hours_within_hours: Hour


_Channels = frozenset[Literal["email", "sms", "whatsapp", "call", "post"]]
_Said = Annotated[str, Field(min_length=1, max_length=1000)]
_LANGUAGES = frozenset({"en", "fr", "it", "es"})


class _Template(_Part):
    name: str = Field(pattern=r"^[a-z0-9_]{1,512}$")
    language: Literal["en", "fr", "it", "es"]
    text: _Said
    content: str = ""
    approved: bool = False
    occasion: Literal[
        "", "answer", "apology", "delayed", "ready", "appointment", "promise", "thanks", "visit", "wearing", "care", "wish_back",
        "occasion", "arrival", "event", "lapse",
    ] = ""  # fmt: skip
    words: tuple[Annotated[str, Field(pattern=r"^[a-z0-9_]+$")], ...] = ()

    @model_validator(mode="after")
    def _named(self) -> "_Template":
        if self.approved and not self.content:
            raise ValueError("an approved text needs `content`: what the gateway calls it")
        places = sorted({int(number) for number in re.findall(r"\{(\d+)\}", self.text)})
        if self.occasion and places != list(range(1, len(self.words) + 1)):
            raise ValueError("`words` says what stands in {1}, {2}...: as many as the text has, counted from 1")
        return self

    def template(self) -> Template:
        return Template(**self.model_dump())


class _Sending(_Part):
    draft_days: Days
    approval_days: Days
    remind_hours: Annotated[int, Field(ge=1, le=24 * 30)]
    new_colleague_days: Annotated[int, Field(ge=0, le=3650)]
    review_channels: _Channels
    retry_minutes: Annotated[tuple[Annotated[int, Field(ge=1, le=7 * 24 * 60)], ...], Field(max_length=20)]
    cadence_days: Days
    acknowledge: bool
    acknowledgement: dict[str, _Said]
    footer: dict[str, _Said]
    templates: tuple[_Template, ...] = ()

    @field_validator("acknowledgement", "footer")
    @classmethod
    def _every_language(cls, said: dict[str, str]) -> dict[str, str]:
        if missing := _LANGUAGES - set(said):
            raise ValueError(f"say it in these languages too: {', '.join(sorted(missing))}")
        return said

    @field_validator("retry_minutes")
    @classmethod
    def _growing(cls, waits: tuple[int, ...]) -> tuple[int, ...]:
        if list(waits) != sorted(waits):
            raise ValueError("each wait must be at least as long as the one before")
        return waits

    def sending(self) -> Sending:
        return Sending(
            **{
                **self.model_dump(),
                "acknowledgement": MappingProxyType(self.acknowledgement),
                "footer": MappingProxyType(self.footer),
                "templates": tuple(one.template() for one in self.templates),
            }
        )


class _Practice(_Part):
    words_days: Days


class _File(_Part):
    name: str = Field(min_length=1)
    version: str | int | date
    owner: str = Field(min_length=1)
    review_date: date
    frequency: _Frequency
    unanswered: _Unanswered
    reply: _Reply
    stop_is_final: bool
    hours: _AllHours
    stale_days: dict[str, Days]
    details: Annotated[int, Field(ge=1, le=20)]
    certainty: dict[str, Share]
    shadow: frozenset[str]
    sending: _Sending | None = None
    practice: _Practice | None = None

    def policy(self) -> Policy:
        law: dict[str, tuple[Hours, ...]] = {}
        for line in self.hours.law:
            law[line.where] = (*law.get(line.where, ()), line.hours())
        return Policy(
            version=str(self.version),
            name=self.name,
            caps=MappingProxyType(self.frequency.caps),
            window_days=self.frequency.window_days,
            gap_hours=self.frequency.minimum_gap_hours,
            streak=self.unanswered.in_a_row,
            streak_days=self.unanswered.fresh_days,
            reply_days=self.reply.within_days,
            reply_quiet_hours=self.reply.free_of_quiet_hours_within_hours,
            household_counts=self.frequency.household_counts,
            stop_is_final=self.stop_is_final,
            quiet_channels=frozenset(self.hours.channels),
            house_hours=self.hours.house.hours(),
            unknown_hours=self.hours.zone_unknown.hours(),
            local_hours=MappingProxyType(law),
            stale_days=MappingProxyType(self.stale_days),
            details=self.details,
            certainty=MappingProxyType(self.certainty),
            shadow=self.shadow,
            sending=self.sending.sending() if self.sending else Sending(),
            practice_days=self.practice.words_days if self.practice else Policy.practice_days,
        )


def read_policy(path: Path, rules: frozenset[str] | None = None) -> Policy:
    """The policy of a file; PolicyRefused with file, line and reason for each thing that is wrong with it.

    `rules`: the names that `shadow` may use; None: any.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text)
        raw = yaml.safe_load(text)
    except OSError as gone:
        raise PolicyRefused(f"{path.name} cannot be read ({gone.strerror}).") from gone
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as broken:
        mark = getattr(broken, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        raise PolicyRefused(
            f"{path.name}{where}: this is not valid YAML ({getattr(broken, 'problem', None) or broken})."
        ) from broken
    try:
        policy = _File.model_validate(raw).policy()
    except ValidationError as wrong:
        lines = [f"{path.name} line {_line(node, error['loc'])}: {_reason(error)}" for error in wrong.errors()]
        raise PolicyRefused("\n".join(lines)) from wrong
    if rules is not None and (unknown := policy.shadow - rules):
        line = _line(node, ("shadow",))
        raise PolicyRefused(
            f"{path.name} line {line}: shadow names no rule of ours: {', '.join(sorted(unknown))}. `copilot rules` lists them."
        )
    return policy


def benchmark_policy() -> Policy:
    """The policy under which the outreach benchmark is labelled."""
    return read_policy(house_folder() / "knowledge" / BENCHMARK)


class PolicyInForce:
    """The policy as its file says now; while the file is invalid, as it said last. Asking costs one look at the file's time."""

    def __init__(
        self, path: Path | None = None, rules: frozenset[str] | None = None, *, whatsapp_by_gateway: bool = False
    ) -> None:
        self.path = path or house_folder() / "knowledge" / HOUSE
        self._rules, self._by_gateway = rules, whatsapp_by_gateway
        self._seen = self._stamp()
        self._policy = self._read()
        self.refused = ""  #: why the file as it stands is not in force; empty when it is

    def now(self) -> Policy:
        """The policy in force."""
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            try:
                self._policy, self.refused = self._read(), ""
            except PolicyRefused as wrong:
                self.refused = str(wrong)
                log.error(
                    "The contact policy was changed and is refused; version %s stays in force. %s", self._policy.version, wrong
                )
        return self._policy

    def _read(self) -> Policy:
        policy = read_policy(self.path, self._rules)
        return replace(policy, sending=replace(policy.sending, whatsapp_by_gateway=self._by_gateway))

    def _stamp(self) -> tuple[int, int]:
        try:
            seen = self.path.stat()
        except FileNotFoundError:
            return (0, 0)
        return (seen.st_mtime_ns, seen.st_size)


def _line(node: yaml.Node | None, loc: tuple[Any, ...]) -> int:
    """The line of a value, or of the nearest thing above it that stands in the file."""
    line = node.start_mark.line + 1 if node else 1
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == step), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _reason(error: Any) -> str:
    place = ".".join(str(step) for step in error["loc"]) or "the file"
    given = "" if isinstance(error["input"], dict | list) or error["type"] == "missing" else f", not {error['input']!r}"
    words = {
        "extra_forbidden": "there is no such setting; look for a misspelling",
        "missing": "is missing",
    }.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{place}: {words}{given}."
