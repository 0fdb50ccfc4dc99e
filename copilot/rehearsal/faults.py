"""What is wrong with a scenario: each place with its reason, for a file as a sentence and for a form beside the field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from copilot.errors import CopilotError

Step = str | int


@dataclass(frozen=True)
class Fault:
    """One place that has to change before the scenario can be played."""

    place: tuple[Step, ...]  #: the keys that lead there, from the outermost
    sort: str  #: what is wrong, in one word that stays the same in every language
    words: str  #: in English, to follow the place
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        place = ".".join(str(step) for step in self.place)
        return f"{place}: {self.words}." if place else f"{self.words}."


class ScenarioRefused(CopilotError):
    """A scenario cannot be played as it stands; each line says where and what to change."""

    def __init__(self, words: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(words)
        self.faults = tuple(faults)


class AtOdds(ValueError):
    """Parts of a scenario that are well written do not fit each other."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


def unknown(place: tuple[Step, ...], named: Sequence[str], there: set[str], what: str) -> Iterator[Fault]:
    """A fault where something is named that the scenario does not have."""
    if strange := ", ".join(sorted(set(named) - there)):
        yield Fault(place, "unknown", f"names no {what} of this scenario: {strange}", {"names": strange})


def faults_of(wrong: ValidationError, keys: frozenset[str]) -> tuple[Fault, ...]:
    """Each fault that was found; `keys` are all that there are, to guess which one a misspelt one was meant to be."""
    return tuple(fault for error in wrong.errors() for fault in _faults(error, keys))


def _faults(error: ErrorDetails, keys: frozenset[str]) -> Iterator[Fault]:
    place, given, at_odds = error["loc"], error.get("input"), error.get("ctx", {}).get("error")
    if error["type"] == "too_short" and isinstance(given, list | tuple) and len(given) >= error.get("ctx", {})["min_length"]:
        return  # there are enough, but some are broken: that is said of each
    if isinstance(at_odds, AtOdds):
        yield from (replace(fault, place=(*place, *fault.place)) for fault in at_odds.faults)
        return
    misspelt = error["type"] == "extra_forbidden" or place[-1:] == ("[key]",)
    if misspelt:
        place = tuple(step for step in place if step != "[key]")
        near = get_close_matches(str(place[-1]), keys, n=1)
        yield Fault(place, "misspelt", "there is no such key; look for a misspelling", {"near": near[0] if near else ""})
        return
    limits = {key: str(value) for key, value in error.get("ctx", {}).items() if key in _LIMITS}
    limit = next((value for key, value in limits.items() if key != "actual_length"), "")
    words = "is missing" if error["type"] == "missing" else error["msg"]
    yield Fault(place, _sort(error), words, {"limit": limit.removesuffix(".0")})


def _sort(error: ErrorDetails) -> str:
    kind, given = error["type"], error.get("input")
    if kind in ("model_type", "dict_type", "tuple_type") or (kind == "string_type" and isinstance(given, list | dict)):
        return "shape"
    if kind == "missing" or given is None or given == "":
        return "missing"
    if kind in ("too_short", "too_long"):
        return "few" if kind == "too_short" else "many"
    return next((sort for start, sort in _SORTS.items() if kind.startswith(start)), "other")


_LIMITS = ("ge", "le", "gt", "lt", "min_length", "max_length")
_SORTS = {
    "string_too_long": "long",
    "string_pattern": "name",
    "string_type": "words",
    "literal": "choice",
    "enum": "choice",
    "datetime": "moment",
    "timezone": "moment",
    "date": "day",
    "greater": "least",
    "less": "most",
    "int": "number",
    "float": "number",
    "bool": "choice",
}
