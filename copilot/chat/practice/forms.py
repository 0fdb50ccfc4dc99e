"""The form in which a trainer writes a scenario: begun, kept as it is typed, looked over, saved; whole or not, it is not lost."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.practice.answering import PracticeRefused, Practising, text_of
from copilot.chat.practice.catalogue import offered_by_name
from copilot.chat.practice.form_faults import free_name, in_words, looked_over, taken_names
from copilot.chat.practice.form_shape import AIM, sections
from copilot.chat.practice.form_text import LONGEST, data_of, renamed, text_of_data
from copilot.chat.words import say
from copilot.errors import OutOfScope
from copilot.outreach.practising import common_lines
from copilot.records.drafts import Practice
from copilot.records.people import User
from copilot.records.practices import begin_draft, caught_up, draft_on, keep_draft, own_draft
from copilot.records.rehearsals import PracticeDraft
from copilot.rehearsal.faults import ScenarioRefused


def begin(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """A form for a draft that there is, for a file, for a scenario to be changed or copied, or for a new one."""
    if "draft" in payload:
        draft = _own(session, who, {"id": payload["draft"]})
    elif text := text_of(payload, "text", LONGEST):
        draft = begin_draft(session, who.desk.scope, _under_a_free_name(session, text), who.now)
        draft.changes = 1  # nobody wants to look for the file again
    elif name := text_of(payload, "name", 80):
        draft = _of_another(session, who, name, copy=payload.get("copy") is True)
    else:
        draft = begin_draft(session, who.desk.scope, _blank(session, who), who.now)
    session.add(draft)
    session.flush()
    return {"id": draft.id, "title": title_of(draft, who)}


def read(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Everything that ScenarioForm.jsx shows of a draft."""
    draft = caught_up(session, _own(session, who, payload))
    return {**_shown(session, draft, who), "sections": sections(who.desk.language, named=draft.practice_id is not None)}


def check(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """What was typed, kept and looked over. Nothing is kept over what another window of the same person has written."""
    draft = _own(session, who, payload)
    if whole_number(payload, "seen") != _seen(draft):
        return {"ok": False, "stale": True, "words": _say("stale", who)}
    text = text_of(payload, "text", LONGEST) if "text" in payload else text_of_data(payload.get("data"))
    if len(text) > LONGEST:
        raise PracticeRefused("This is too long.", key="too_long", length=len(text), most=LONGEST)
    if text != draft.text:
        draft.text, draft.changes, draft.changed_at = text, draft.changes + 1, who.now
        session.add(draft)
    return _shown(session, draft, who)


def keep(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """The draft becomes the scenario, unless a place is broken or somebody else changed it meanwhile."""
    draft = _own(session, who, payload)
    if whole_number(payload, "seen") != _seen(draft):
        return {"ok": False, "stale": True, "words": _say("stale", who)}
    scenario, faults = looked_over(session, draft)
    if scenario is None or faults:
        return {"ok": False, "words": _say("still_broken", who, n=len(faults)), "faults": in_words(faults, who)}
    try:
        with session.begin_nested():
            kept = keep_draft(session, who.desk.scope, draft, scenario.name, who.now)
    except IntegrityError:
        raise PracticeRefused("The name is taken.", key="name_taken", name=scenario.name) from None
    if not kept:
        return {"ok": False, "meanwhile": _meanwhile(session, draft, who), "words": _say("not_overwritten", who)}
    return {"done": who.say("kept", title=scenario.title), "name": scenario.name}


def set_aside(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """What was changed becomes a scenario of its own, beside the one that somebody else changed meanwhile."""
    draft = _own(session, who, payload)
    draft.text = _copied(session, draft.text)
    draft.practice_id, draft.version, draft.changes, draft.changed_at = None, 0, draft.changes + 1, who.now
    session.add(draft)
    session.flush()
    return read(session, who, payload)


def discard(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Throw a draft away. It can be brought back."""
    draft = _own(session, who, payload)
    draft.removed_at = who.now
    session.add(draft)
    return {"done": _say("discarded", who, title=title_of(draft, who)), "back": draft.id}


def bring_back(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """A draft that was thrown away is there again."""
    draft = own_draft(session, who.desk.scope, whole_number(payload, "id"))
    draft.removed_at = None
    session.add(draft)
    return {"done": _say("draft_back", who, title=title_of(draft, who))}


def title_of(draft: PracticeDraft, who: Practising) -> str:
    """What the list calls it, however broken it is."""
    try:
        data = data_of(draft.text) or {}
    except (ScenarioRefused, PracticeRefused):
        data = {}
    title = data.get("title")
    return title.strip()[:120] if isinstance(title, str) and title.strip() else _say("untitled", who)


def _seen(draft: PracticeDraft) -> int:
    """How far a window has come: one that comes with less, or with more than was saved, is another."""
    return draft.version * 100_000 + draft.changes


def _own(session: Session, who: Practising, payload: dict[str, Any]) -> PracticeDraft:
    draft = own_draft(session, who.desk.scope, whole_number(payload, "id"))
    if draft.removed_at is not None:
        raise OutOfScope("This was thrown away.")
    return draft


def _of_another(session: Session, who: Practising, name: str, *, copy: bool) -> PracticeDraft:
    one = offered_by_name(session, who.desk.scope, name)
    scope = who.desk.scope
    if one.row is None or copy or not one.changeable_by(scope):
        return begin_draft(session, scope, _copied(session, one.text), who.now)
    return draft_on(session, scope, one.row) or begin_draft(session, scope, one.text, who.now, one.row)


def _copied(session: Session, text: str) -> str:
    try:
        data = data_of(text) or {}
        name, title = str(data.get("name", "")), str(data.get("title", ""))
        return renamed(text, free_name(name, taken_names(session)), f"{title} (2)")
    except (ScenarioRefused, PracticeRefused):
        return text


def _under_a_free_name(session: Session, text: str) -> str:
    taken = taken_names(session)
    try:
        name = str((data_of(text) or {}).get("name", ""))
        return renamed(text, free_name(name, taken)) if name in taken else text
    except (ScenarioRefused, PracticeRefused):
        return text


def _blank(session: Session, who: Practising) -> str:
    """A new scenario: what every one has, in the trainer's language, and room for the rest."""
    language = who.desk.language[:2]
    return text_of_data(
        {
            "name": free_name(_say("new_name", who), taken_names(session)),
            "title": "",
            "language": language,
            "situation": "",
            "wants": "",
            "unsaid": "",
            "client": {"name": "", "persona": "", "manner": "", "style": "unknown"},
            "channel": "counter",
            "now": f"{who.desk.today.isoformat()}T11:00",
            "facts": [{"id": "fact_1", "text": "", "source": "told_us", "at": who.desk.today.isoformat()}],
            "aims": [{"id": f"aim_{n}", **AIM} for n in (1, 2, 3)],
            "lines": common_lines(language),
        }
    )


def _shown(session: Session, draft: PracticeDraft, who: Practising) -> Shown:
    scenario, faults = looked_over(session, draft)
    return {
        "id": draft.id,
        "seen": _seen(draft),
        "title": title_of(draft, who),
        "text": draft.text,
        "data": None if any(fault.sort in ("yaml", "shape") for fault in faults) else _data(draft.text),
        "faults": in_words(faults, who),
        "whole": scenario is not None,
        "touched": draft.changes > 0,
        "changes": draft.practice_id is not None,
        "meanwhile": _meanwhile(session, draft, who),
    }


def _data(text: str) -> dict[str, Any] | None:
    try:
        return data_of(text)
    except PracticeRefused:
        return None


def _meanwhile(session: Session, draft: PracticeDraft, who: Practising) -> str:
    """What somebody else did to the scenario since this was begun; empty: nothing."""
    practice: Practice | None = session.get(Practice, draft.practice_id) if draft.practice_id else None
    if practice is None or (practice.version == draft.version and practice.removed_at is None):
        return ""
    by = session.get(User, practice.changed_by_id) if practice.changed_by_id else None
    at = practice.removed_at or practice.changed_at
    key = "removed_meanwhile" if practice.removed_at else "changed_meanwhile"
    return _say(key, who, by=by.name if by else "", when=who.day(at))


def _say(key: str, who: Practising, **values: object) -> str:
    return say("scenario_form", key, who.desk.language, **values)
