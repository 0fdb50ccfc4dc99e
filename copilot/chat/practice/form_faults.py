"""What keeps a scenario from being saved, in the trainer's language: the validator of the files, and the names that are taken."""

import re
from collections.abc import Sequence
from itertools import count

from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.practice.answering import Practising
from copilot.chat.words import say
from copilot.domain.wording import fold
from copilot.records.drafts import Practice
from copilot.records.practices import names_taken
from copilot.records.rehearsals import PracticeDraft
from copilot.rehearsal.faults import Fault, ScenarioRefused
from copilot.rehearsal.scenario import Scenario, read_scenario, shipped

_SCREEN = "scenario_form"


def looked_over(session: Session, draft: PracticeDraft) -> tuple[Scenario | None, tuple[Fault, ...]]:
    """The scenario of a draft where it can be read, and everything that keeps it from being kept."""
    try:
        scenario = read_scenario(draft.text)
    except ScenarioRefused as refused:
        return None, refused.faults
    practice = session.get(Practice, draft.practice_id) if draft.practice_id else None
    if practice is not None:
        stays = Fault(("name",), "renamed", "stays", {"name": practice.name, "take": practice.name})
        return scenario, () if scenario.name == practice.name else (stays,)
    taken = taken_names(session)
    if scenario.name in taken:
        free = free_name(scenario.name, taken)
        return scenario, (Fault(("name",), "taken", "is taken", {"name": scenario.name, "take": free}),)
    return scenario, ()


def in_words(faults: Sequence[Fault], who: Practising) -> list[Shown]:
    """Each fault with its place as the form names it. What was not filled in yet is no mistake, and shown more gently."""
    return [
        {
            "place": [str(step) for step in fault.place],
            "words": _said(fault, who),
            "missing": fault.sort in ("missing", "few", "no_sign"),
            "misspelt": fault.sort == "misspelt",
            "take": fault.values.get("near") or fault.values.get("take", ""),
        }
        for fault in faults
    ]


def taken_names(session: Session) -> set[str]:
    """Every name that a new scenario cannot have."""
    return {path.stem for path in shipped()} | names_taken(session)


def free_name(name: str, taken: set[str]) -> str:
    """A name like this one that nobody has."""
    plain = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")
    stem = re.sub(r"_\d+$", "", plain if plain[:1].isalpha() else f"scenario_{plain}".strip("_"))[:34]
    return stem if stem not in taken else next(one for n in count(2) if (one := f"{stem}_{n}") not in taken)


def _said(fault: Fault, who: Practising) -> str:
    key = "misspelt_near" if fault.sort == "misspelt" and fault.values.get("near") else fault.sort
    values: dict[str, object] = {"misspelt": str(fault.place[-1]) if fault.place else "", "why": fault.words, **fault.values}
    return say(_SCREEN, f"fault_{key}", who.desk.language, **values)
