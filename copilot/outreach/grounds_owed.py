"""What we owe a client a message for: an answer, an apology, news of their things, an appointment, a promise."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from copilot.domain.message import Purpose
from copilot.outreach.draft_wish import Occasion
from copilot.outreach.ground import Ground, Known, Thing, local_day, shown
from copilot.outreach.may_say import asked_for
from copilot.records.care import Appointment, Contact, Promise, ServiceCase
from copilot.records.people import Store


def answer(known: Known) -> Iterator[Ground]:
    """The client's message: what the rows say to what it asks, or nothing where only a person knows."""
    rows = known.session.exec(
        select(Contact).where(Contact.client_id == known.client.id, Contact.direction == "in").order_by(col(Contact.at).desc())
    ).all()
    asked = next((one for one in rows if known.wish.answers_id in (None, one.id)), None)
    if asked is None or (known.wish.answers_id is None and asked.answered and known.wish.occasion is None):
        return
    recent = known.now - asked.at <= timedelta(days=known.policy.reply_days)
    things: dict[str, Thing] = {"wrote": local_day(asked.at, known), "wrote_day": local_day(asked.at, known)}
    about = asked_for(known.session, asked.text, known.shop, known.owned, known.cases)
    ground = Ground(
        Occasion.ANSWER,
        Purpose.REPLY if recent else Purpose.SERVICE,
        things,
        (f"contact:{asked.id}",),
        "contact",
        now=recent and not asked.answered,
        answers_id=asked.id,
    )
    if about.case is not None:
        piece = known.piece(about.case.product_id)
        if piece and about.case.promised_for:
            late = about.case.promised_for < known.today
            more: dict[str, Thing] = {"piece": piece, "work": about.case.kind, "due": about.case.promised_for}
            ground = replace(ground, things=things | more, offers=("work_late" if late else "work_due",))
            ground = replace(ground, uses=(*ground.uses, f"case:{about.case.id}"))
    elif about.piece is not None:
        sort = "stock" if about.piece.here else "expected" if about.piece.expected(known.today) else "no_stock"
        ground = replace(ground, things=things | shown(about.piece, known), offers=(sort,))
        ground = replace(ground, uses=(*ground.uses, about.piece.id), purpose=Purpose.REPLY if recent else Purpose.MARKETING)
    yield ground


def apology(known: Known) -> Iterator[Ground]:
    """A complaint that is open, or was until lately."""
    for case in known.cases:
        recent = case.closed_on is None or (known.today - case.closed_on).days <= 7
        if case.kind == "complaint" and recent:
            piece = known.piece(case.product_id)
            things: dict[str, Thing] = {"piece": piece} if piece else {}
            reasons = () if piece else ("alone",)
            yield Ground(
                Occasion.APOLOGY,
                Purpose.SERVICE,
                things,
                (f"case:{case.id}",),
                "service",
                reasons=reasons,
                now=not case.closed_on,
            )


def _work(known: Known) -> Iterator[tuple[ServiceCase, dict[str, Thing]]]:
    for case in known.cases:
        piece = known.piece(case.product_id)
        if case.kind in ("repair", "alteration") and piece:
            yield case, {"piece": piece, "work": case.kind}


def delayed(known: Known) -> Iterator[Ground]:
    """Work that is past its date."""
    for case, things in _work(known):
        late = case.closed_on is None and case.promised_for is not None and case.promised_for <= known.today
        if late or (case.closed_on is None and known.wish.occasion):
            new = known.wish.day
            more: dict[str, Thing] = {"due": case.promised_for} if late and case.promised_for else {}
            if new:
                more["day"] = new
            offers = ("dated",) if new else ()
            yield Ground(
                Occasion.DELAYED, Purpose.SERVICE, things | more, (f"case:{case.id}",), "service", offers=offers, now=late
            )


def ready(known: Known) -> Iterator[Ground]:
    """Work that is done."""
    for case, things in _work(known):
        done = case.closed_on is not None and 0 <= (known.today - case.closed_on).days <= 5
        if done or (known.wish.occasion and case.closed_on is None):
            more: dict[str, Thing] = {"place": known.store.address, "hours": known.store.opening_hours}
            yield Ground(Occasion.READY, Purpose.SERVICE, things | more, (f"case:{case.id}",), "service", now=done)


def appointment(known: Known) -> Iterator[Ground]:
    """What is arranged, the next first."""
    rows = known.session.exec(
        select(Appointment)
        .where(Appointment.client_id == known.client.id, Appointment.status == "booked", col(Appointment.starts_at) > known.now)
        .order_by(col(Appointment.starts_at))
    ).all()
    for visit in rows:
        store = known.session.get_one(Store, visit.store_id)
        at = visit.starts_at.astimezone(ZoneInfo(store.timezone))
        things: dict[str, Thing] = {"day": at.date(), "time": at, "store": store.name, "place": store.address}
        soon = (at.date() - known.today).days <= 3
        yield Ground(Occasion.APPOINTMENT, Purpose.SERVICE, things, (f"appointment:{visit.id}",), now=soon)


def promise(known: Known) -> Iterator[Ground]:
    """What we still owe them, the first due first."""
    rows = known.session.exec(
        select(Promise)
        .where(Promise.client_id == known.client.id, col(Promise.kept_on).is_(None))
        .order_by(col(Promise.due_on).is_(None), col(Promise.due_on), col(Promise.id))
    ).all()
    for owed in rows:
        things: dict[str, Thing] = {"made": owed.made_on, "made_day": owed.made_on, "asked": owed.made_on}
        if owed.due_on and owed.due_on >= known.today:
            things["due"] = owed.due_on
        soon = owed.due_on is not None and (owed.due_on - known.today).days <= 3
        yield Ground(Occasion.PROMISE, Purpose.SERVICE, things, (f"promise:{owed.id}",), "told_us", now=soon)
