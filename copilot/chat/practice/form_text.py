"""A scenario between its text and the form: the same keys and values, in the same order, with nothing left out."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from copilot.chat.practice.answering import PracticeRefused
from copilot.rehearsal.parts import Person, zones
from copilot.rehearsal.scenario import Scenario, as_data

LONGEST = 60_000  #: letters of a scenario as text
_DEEPEST, _MOST = 12, 20_000  #: a text of a few lines can stand for millions, and for itself
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
_ORDER = {name: number for number, name in enumerate(Scenario.model_fields)}


def data_of(text: str) -> dict[str, Any] | None:
    """The keys and values of a text as the form takes them; None where there are none. ScenarioRefused where it is no YAML."""
    found = _plain(as_data(text), [])
    return _hours(found, _at_the_client) if isinstance(found, dict) else None


def text_of_data(data: Any) -> str:
    """The text of what was typed into the form, keys that mean nothing too."""
    if not isinstance(data, dict):
        raise PracticeRefused("This is no scenario.", key="form_unread")
    whole = _hours(_plain(data, []), _with_zone)
    ordered = dict(sorted(whole.items(), key=lambda one: _ORDER.get(one[0], len(_ORDER))))
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=120)


def renamed(text: str, name: str, title: str = "") -> str:
    """The same scenario under another name; as it is where it cannot be read."""
    data = data_of(text)
    if data is None:
        return text
    return text_of_data({**data, "name": name, **({"title": title} if title else {})})


def _plain(value: Any, seen: list[None], depth: int = 0) -> Any:
    """What JSON and YAML both know; a day as it is written."""
    seen.append(None)
    if depth > _DEEPEST or len(seen) > _MOST:
        raise PracticeRefused("This is too deep.", key="form_unread")
    if isinstance(value, dict):
        return {str(key): _plain(part, seen, depth + 1) for key, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(part, seen, depth + 1) for part in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _hours(data: dict[str, Any], how: Callable[[Any, ZoneInfo | None], Any]) -> dict[str, Any]:
    client = data.get("client")
    named = client.get("timezone", Person.model_fields["timezone"].default) if isinstance(client, dict) else ""
    zone = ZoneInfo(named) if isinstance(named, str) and named in zones() else None
    changed = {**data, "now": how(data["now"], zone)} if "now" in data else dict(data)
    if isinstance(data.get("contacts"), list):
        changed["contacts"] = [
            {**one, "at": how(one["at"], zone)} if isinstance(one, dict) and "at" in one else one for one in data["contacts"]
        ]
    return changed


def _at_the_client(moment: Any, zone: ZoneInfo | None) -> Any:
    """The hour on the client's clock; as it is written where their zone is not known. What is no moment stays."""
    try:
        read = datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        return moment
    if read.tzinfo is None:
        return moment
    return (read.astimezone(zone) if zone else read).strftime("%Y-%m-%dT%H:%M")


def _with_zone(moment: Any, zone: ZoneInfo | None) -> Any:
    """With its zone again. Where that is not known the fault is the zone's, and not one of the hour too."""
    if not isinstance(moment, str) or not _WITHOUT_ZONE.fullmatch(moment):
        return moment
    try:
        return datetime.fromisoformat(moment).replace(tzinfo=zone or UTC).isoformat(timespec="minutes")
    except ValueError:
        return moment
