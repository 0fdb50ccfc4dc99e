"""Scenarios written in the page: who sees and who changes which, those half done, and what was changed meanwhile."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, or_, select, update

from copilot.domain.desk import Role, Scope
from copilot.errors import OutOfScope
from copilot.records.drafts import Practice
from copilot.records.rehearsals import PracticeDraft

_GONE = "There is no such scenario here."
_UNTOUCHED = timedelta(days=1)  #: after this long nobody comes back to a form in which nothing was changed
_THROWN_AWAY = timedelta(days=30)


def practices_in_sight(session: Session, scope: Scope, *, removed: bool = False) -> list[Practice]:
    """Those of every store and those of the asker's; `removed`: those that were taken away instead."""
    there = col(Practice.removed_at).is_not(None) if removed else col(Practice.removed_at).is_(None)
    wanted = select(Practice).where(there).order_by(col(Practice.name))
    if scope.store_id is not None:
        wanted = wanted.where(or_(col(Practice.store_id).is_(None), col(Practice.store_id) == scope.store_id))
    return list(session.exec(wanted).all())


def may_change(practice: Practice, scope: Scope) -> bool:
    """Whether the asker changes this very one; any other they copy."""
    return scope.role is Role.TRAINER and scope.store_id in (None, practice.store_id)


def changeable(session: Session, scope: Scope, practice_id: int) -> Practice:
    """One that the asker may change, also one that was taken away; OutOfScope for any other."""
    found = session.get(Practice, practice_id)
    if found is None or not may_change(found, scope):
        raise OutOfScope(_GONE)
    return found


def names_taken(session: Session) -> set[str]:
    """The names of all that were ever kept, those taken away too: they may come back."""
    return set(session.exec(select(Practice.name)).all())


def own_draft(session: Session, scope: Scope, draft_id: int) -> PracticeDraft:
    """One that the asker is writing or threw away; OutOfScope for anybody else's."""
    found = session.get(PracticeDraft, draft_id)
    if found is None or found.user_id != scope.user_id:
        raise OutOfScope(_GONE)
    return found


def own_drafts(session: Session, scope: Scope, *, removed: bool = False) -> list[PracticeDraft]:
    """What the asker began and did not keep yet, the latest first."""
    mine = select(PracticeDraft).where(PracticeDraft.user_id == scope.user_id, col(PracticeDraft.changes) > 0)
    there = col(PracticeDraft.removed_at).is_not(None) if removed else col(PracticeDraft.removed_at).is_(None)
    return list(session.exec(mine.where(there).order_by(col(PracticeDraft.changed_at).desc())).all())


def draft_on(session: Session, scope: Scope, practice: Practice) -> PracticeDraft | None:
    """What the asker has begun to change of this one."""
    mine = (PracticeDraft.user_id == scope.user_id, PracticeDraft.practice_id == practice.id)
    return session.exec(select(PracticeDraft).where(*mine, col(PracticeDraft.removed_at).is_(None))).first()


def begin_draft(session: Session, scope: Scope, text: str, now: datetime, practice: Practice | None = None) -> PracticeDraft:
    """A new form, of a practice that is changed or of none yet. The asker's old ones that nobody misses are cleared away."""
    untouched = (col(PracticeDraft.changes) == 0) & (col(PracticeDraft.changed_at) < now - _UNTOUCHED)
    thrown_away = col(PracticeDraft.removed_at) < now - _THROWN_AWAY
    session.exec(delete(PracticeDraft).where(col(PracticeDraft.user_id) == scope.user_id, untouched | thrown_away))
    draft = PracticeDraft(user_id=scope.user_id, text=text, at=now, changed_at=now)
    if practice is not None:
        draft.practice_id, draft.version = practice.id, practice.version
    session.add(draft)
    session.flush()
    return draft


def caught_up(session: Session, draft: PracticeDraft) -> PracticeDraft:
    """A draft in which nothing was changed yet, with the scenario as it stands now; any other as it is."""
    practice = session.get(Practice, draft.practice_id) if draft.practice_id else None
    if practice is not None and not draft.changes and practice.removed_at is None:
        draft.text, draft.version = practice.text, practice.version
        session.add(draft)
    return draft


def keep_draft(session: Session, scope: Scope, draft: PracticeDraft, name: str, now: datetime) -> bool:
    """The draft becomes the scenario; False, and nothing changed, where somebody else changed that one meanwhile.

    The draft stays, as a form in which nothing is changed yet: a window that shows it goes on from there.
    """
    if draft.practice_id is None:
        practice = Practice(name=name, text=draft.text, store_id=scope.store_id, at=now, changed_at=now)
        practice.made_by_id = practice.changed_by_id = scope.user_id
        session.add(practice)
        session.flush()
        draft.practice_id, draft.version = practice.id, practice.version
    else:
        as_it_was = (
            col(Practice.id) == draft.practice_id,
            col(Practice.version) == draft.version,
            col(Practice.removed_at).is_(None),
        )
        new = {"text": draft.text, "version": draft.version + 1, "changed_by_id": scope.user_id, "changed_at": now}
        if session.exec(update(Practice).where(*as_it_was).values(**new)).rowcount != 1:
            return False
        draft.version += 1
    draft.changes = 0
    session.add(draft)
    session.flush()
    return True
