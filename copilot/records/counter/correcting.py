"""What we know, put right: a newer fact takes the place of the old one, or the old one is withdrawn as wrong. Both stay."""

from collections.abc import Collection

from sqlmodel import Session, col, or_, select

from copilot.domain.desk import Desk, Scope
from copilot.domain.provenance import Provenance
from copilot.domain.wording import fold
from copilot.records.columns import now
from copilot.records.counter.refusing import ChangedMeanwhile, CounterRefused
from copilot.records.counter.writing import client_to_change, told
from copilot.records.knowledge import Fact, Note
from copilot.records.scope import client_in_scope, notes_within

LONGEST = 500


def current_facts(session: Session, scope: Scope, client_id: int) -> list[Fact]:
    """What holds today and the asker may read, the newest first."""
    client_in_scope(session, scope, client_id)
    return list(
        session.exec(
            select(Fact)
            .outerjoin(Note, col(Note.id) == Fact.note_id)
            .where(
                Fact.client_id == client_id,
                col(Fact.superseded_by_id).is_(None),
                col(Fact.withdrawn_at).is_(None),
                or_(col(Fact.note_id).is_(None), notes_within(scope)),
            )
            .order_by(col(Fact.learned_on).desc(), col(Fact.id).desc())
        )
    )


def about(facts: Collection[Fact], subject: str) -> list[Fact]:
    """Those of them that are about a subject."""
    wanted = fold(subject).strip()
    return [fact for fact in facts if wanted and fold(fact.subject).strip() == wanted]


def no_longer_said(session: Session, note_ids: Collection[int]) -> dict[int, list[str]]:
    """By note, the words from which a fact was read that was replaced or withdrawn since. The note itself stays as it was."""
    gone: dict[int, list[str]] = {}
    query = select(Fact).where(
        col(Fact.note_id).in_(note_ids), or_(col(Fact.superseded_by_id).is_not(None), col(Fact.withdrawn_at).is_not(None))
    )
    for fact in session.exec(query) if note_ids else ():
        gone.setdefault(fact.note_id or 0, []).append(fact.text)
    return gone


def replace_fact(
    session: Session,
    desk: Desk,
    client_id: int,
    subject: str,
    text: str,
    *,
    replaces: Collection[int],
    seen: Collection[int],
    once: str,
) -> int:
    """Keep what holds now in place of the facts named. `seen`: those on the subject when it was proposed; its id."""
    client_to_change(session, desk, client_id)
    subject, text = " ".join(subject.split()), text.strip()
    if not text:
        raise CounterRefused("Enter what is right.", key="text_missing", field="text")
    if max(len(subject), len(text)) > LONGEST:
        raise CounterRefused(f"Use up to {LONGEST} letters.", key="text_too_long", field="text", most=LONGEST)
    if (before := session.exec(select(Fact).where(Fact.source_id == once)).first()) is not None:
        return before.id or 0
    current = current_facts(session, desk.scope, client_id)
    old = [fact for fact in current if fact.id in replaces]
    others = [fact for fact in about(current, subject) if fact.id not in seen]
    if len(old) != len(set(replaces)) or others:
        raise ChangedMeanwhile(_now(session, client_id, [*others, *about(current, subject)], replaces))
    if any(fold(fact.text).strip(" .") == fold(text).strip(" .") for fact in old):
        raise CounterRefused(f"It says “{text}” already.", key="same_already", field="text", value=text)
    new = Fact(
        source_id=once,
        client_id=client_id,
        subject=subject,
        text=text,
        provenance=Provenance.TOLD_US.value,
        learned_on=desk.today,
        learned_by_id=desk.user_id,
        do_not_mention=any(fact.do_not_mention for fact in old),
        sensitive=any(fact.sensitive for fact in old),
    )
    session.add(new)
    session.flush()
    for fact in old:
        fact.superseded_by_id = new.id
        session.add(fact)
    told(session, desk, "fact corrected", f"fact {new.id}")
    session.flush()
    return new.id or 0


def undo_replace(session: Session, desk: Desk, client_id: int, fact_id: int) -> None:
    """Take a correction back that was just made; what it replaced holds again."""
    client_to_change(session, desk, client_id)
    new = session.get(Fact, fact_id)
    if new is None or new.client_id != client_id or new.learned_by_id != desk.user_id or new.note_id is not None:
        raise CounterRefused("This cannot be undone any more.", key="undo_gone")
    if new.superseded_by_id is not None or new.withdrawn_at is not None:
        raise ChangedMeanwhile(_now(session, client_id, (), [fact_id]))
    for old in session.exec(select(Fact).where(Fact.superseded_by_id == fact_id)).all():
        old.superseded_by_id = None
        session.add(old)
    session.flush()
    session.delete(new)
    told(session, desk, "fact correction undone", f"fact {fact_id}")
    session.flush()


def withdraw_facts(session: Session, desk: Desk, client_id: int, fact_ids: Collection[int], because: str) -> None:
    """Mark what is written as wrong: it is used no more, and still says who withdrew it, when and why."""
    client_to_change(session, desk, client_id)
    wrong = [fact for fact in current_facts(session, desk.scope, client_id) if fact.id in fact_ids]
    if not wrong or len(wrong) != len(set(fact_ids)):
        raise ChangedMeanwhile(_now(session, client_id, (), fact_ids))
    at = now()
    for fact in wrong:
        fact.withdrawn_at, fact.withdrawn_by_id, fact.withdrawn_because = at, desk.user_id, because.strip()[:LONGEST]
        session.add(fact)
        told(session, desk, "fact withdrawn", f"fact {fact.id}")
    session.flush()


def undo_withdraw(session: Session, desk: Desk, client_id: int, fact_ids: Collection[int]) -> None:
    """What the asker just marked as wrong holds again."""
    client_to_change(session, desk, client_id)
    for fact_id in fact_ids:
        fact = session.get(Fact, fact_id)
        if fact is None or fact.client_id != client_id or fact.withdrawn_by_id != desk.user_id:
            raise CounterRefused("This cannot be undone any more.", key="undo_gone")
        fact.withdrawn_at, fact.withdrawn_by_id, fact.withdrawn_because = None, None, ""
        session.add(fact)
        told(session, desk, "fact withdrawal undone", f"fact {fact_id}")
    session.flush()


def _now(session: Session, client_id: int, current: Collection[Fact], gone: Collection[int]) -> str:
    """What stands there now: a newer fact, what took the place of those that are gone, or nothing."""
    for fact in current:
        return fact.text
    for fact_id in gone:
        latest = session.get(Fact, fact_id)
        while latest is not None and latest.client_id == client_id and latest.superseded_by_id is not None:
            latest = session.get(Fact, latest.superseded_by_id)
        if latest is not None and latest.client_id == client_id and latest.withdrawn_at is None and latest.id != fact_id:
            return latest.text
    return "–"
