"""The reasons that there are to write to a client, each with exactly what may be said of it. Read from rows, nothing guessed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from copilot.domain.message import Purpose
from copilot.domain.money import Money
from copilot.domain.policy import Policy
from copilot.outreach.draft_wish import DraftWish, Occasion
from copilot.outreach.may_say import OwnPiece, ShopPiece, asked_for, hushed_words, occasions_told, own_pieces, shop_pieces
from copilot.records.care import Appointment, Contact, Promise, ServiceCase, Wish
from copilot.records.people import Client, Store
from copilot.records.trade import Purchase, PurchaseLine

_STILL_THEIRS = 540  #: days after which a purchase is not spoken of as theirs to sell something beside it
Thing = str | date | datetime | Money


@dataclass(frozen=True)
class Ground:
    """One reason to write: what it lets us say, by the hole that it fills, and where each thing stands."""

    occasion: Occasion
    purpose: Purpose
    things: Mapping[str, Thing]
    uses: tuple[str, ...]
    how: str = ""  #: how we know: purchase, service, told_us or contact
    offers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    now: bool = True  #: it is the moment for it by itself; else only where somebody asks for it
    answers_id: int | None = None


@dataclass(frozen=True)
class Known:
    """What the builders of grounds look at, read once."""

    session: Session
    client: Client
    store: Store
    policy: Policy
    now: datetime
    wish: DraftWish
    hushed: frozenset[str] = frozenset()
    owned: tuple[OwnPiece, ...] = ()
    shop: tuple[ShopPiece, ...] = ()
    cases: tuple[ServiceCase, ...] = ()

    @property
    def today(self) -> date:
        """The day in the shop."""
        return self.now.astimezone(ZoneInfo(self.store.timezone)).date()

    def piece(self, product_id: int | None) -> str:
        """The name of a product that may be said; empty where it may not."""
        named = {one.product_id: one.name for one in self.owned} | {one.product_id: one.name for one in self.shop}
        return named.get(product_id, "") if product_id else ""


def grounds(session: Session, client: Client, wish: DraftWish, policy: Policy, now: datetime) -> list[Ground]:
    """Every reason to write that the rows give, what presses most first; of one occasion only, where one is wished for."""
    store = session.get_one(Store, client.store_id)
    known = Known(session, client, store, policy, now, wish, hushed_words(session, client))
    known = replace(
        known,
        owned=own_pieces(session, client, known.today, known.hushed),
        shop=shop_pieces(session, store, known.hushed),
        cases=tuple(
            session.exec(select(ServiceCase).where(ServiceCase.client_id == client.id).order_by(col(ServiceCase.id))).all()
        ),
    )
    found = [ground for occasion, build in _BUILDERS.items() if wish.occasion in (None, occasion) for ground in build(known)]
    if wish.about and wish.occasion is None:
        found.sort(key=lambda one: one.occasion is not Occasion.ARRIVAL)
    return found


def _answer(known: Known) -> Iterator[Ground]:
    rows = known.session.exec(
        select(Contact).where(Contact.client_id == known.client.id, Contact.direction == "in").order_by(col(Contact.at).desc())
    ).all()
    asked = next((one for one in rows if known.wish.answers_id in (None, one.id)), None)
    if asked is None or (known.wish.answers_id is None and asked.answered and known.wish.occasion is None):
        return
    recent = known.now - asked.at <= timedelta(days=known.policy.reply_days)
    things: dict[str, Thing] = {"wrote": _local(asked.at, known), "wrote_day": _local(asked.at, known)}
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
        ground = replace(ground, things=things | _shown(about.piece, known), offers=(sort,))
        ground = replace(ground, uses=(*ground.uses, about.piece.id), purpose=Purpose.REPLY if recent else Purpose.MARKETING)
    yield ground


def _apology(known: Known) -> Iterator[Ground]:
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


def _delayed(known: Known) -> Iterator[Ground]:
    for case, things in _work(known):
        late = case.closed_on is None and case.promised_for is not None and case.promised_for <= known.today
        if case.closed_on is None and case.promised_for and (late or known.wish.occasion):
            new = known.wish.day
            more: dict[str, Thing] = {"due": case.promised_for}
            if new:
                more["day"] = new
            offers = ("dated",) if new else ()
            yield Ground(
                Occasion.DELAYED, Purpose.SERVICE, things | more, (f"case:{case.id}",), "service", offers=offers, now=late
            )


def _ready(known: Known) -> Iterator[Ground]:
    for case, things in _work(known):
        done = case.closed_on is not None and 0 <= (known.today - case.closed_on).days <= 5
        if done or (known.wish.occasion and case.closed_on is None):
            more: dict[str, Thing] = {"place": known.store.address, "hours": known.store.opening_hours}
            yield Ground(Occasion.READY, Purpose.SERVICE, things | more, (f"case:{case.id}",), "service", now=done)


def _appointment(known: Known) -> Iterator[Ground]:
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
        yield Ground(Occasion.APPOINTMENT, Purpose.SERVICE, things, (f"appointment:{visit.id}",), "told_us", now=soon)


def _promise(known: Known) -> Iterator[Ground]:
    rows = known.session.exec(
        select(Promise)
        .where(Promise.client_id == known.client.id, col(Promise.kept_on).is_(None))
        .order_by(col(Promise.due_on).is_(None), col(Promise.due_on), col(Promise.id))
    ).all()
    for promise in rows:
        things: dict[str, Thing] = {"made": promise.made_on, "made_day": promise.made_on, "asked": promise.made_on}
        if promise.due_on and promise.due_on >= known.today:
            things["due"] = promise.due_on
        soon = promise.due_on is not None and (promise.due_on - known.today).days <= 3
        yield Ground(Occasion.PROMISE, Purpose.SERVICE, things, (f"promise:{promise.id}",), "told_us", now=soon)


def _bought(known: Known, occasion: Occasion, first: int, last: int, latest: int) -> Iterator[Ground]:
    """A purchase so many days ago: by itself from `first` to `last`, up to `latest` where somebody asks."""
    row = known.session.exec(
        select(Purchase).where(Purchase.client_id == known.client.id).order_by(col(Purchase.purchased_on).desc()).limit(1)
    ).first()
    if row is None:
        return
    days = (known.today - row.purchased_on).days
    if not 0 <= days <= latest or (known.wish.occasion is None and not first <= days <= last):
        return
    things: dict[str, Thing] = {
        "when": row.purchased_on,
        "weekday": row.purchased_on,
        "bought": row.purchased_on,
        "span": str(days),
    }
    mine = [one for one in known.owned if one.purchase_id == row.id]
    returned = known.session.exec(
        select(PurchaseLine.id).where(PurchaseLine.purchase_id == row.id, col(PurchaseLine.returned_on).is_not(None))
    ).first()
    if returned is not None and occasion is not Occasion.THANKS:
        return
    if not mine:  # a gift, or something that is better not named, gets only its thanks
        if occasion is Occasion.THANKS:
            yield Ground(Occasion.VISIT, Purpose.SERVICE, things, (f"purchase:{row.id}",), "purchase", now=first <= days <= last)
        return
    uses = (mine[0].id,)
    yield Ground(occasion, Purpose.SERVICE, things | {"piece": mine[0].name}, uses, "purchase", now=first <= days <= last)


def _visit(known: Known) -> Iterator[Ground]:
    row = known.session.exec(
        select(Appointment)
        .where(Appointment.client_id == known.client.id, Appointment.status == "kept", col(Appointment.starts_at) <= known.now)
        .order_by(col(Appointment.starts_at).desc())
        .limit(1)
    ).first()
    if row is not None and (known.now - row.starts_at).days <= (14 if known.wish.occasion else 3):
        on = row.starts_at.astimezone(ZoneInfo(known.store.timezone)).date()
        yield Ground(Occasion.VISIT, Purpose.SERVICE, {"when": on, "weekday": on}, (f"appointment:{row.id}",), "told_us")


def _wish_back(known: Known) -> Iterator[Ground]:
    rows = known.session.exec(
        select(Wish).where(Wish.client_id == known.client.id, Wish.status == "open").order_by(col(Wish.wished_on).desc())
    ).all()
    for wish in rows:
        piece = next((one for one in known.shop if one.product_id == wish.product_id), None)
        if piece and piece.here and (known.today - wish.wished_on).days <= known.policy.stale_days.get("interest", 540):
            asked: dict[str, Thing] = {"asked": wish.wished_on, "asked_month": wish.wished_on}
            things = asked | _shown(piece, known)
            back = piece.arrived is not None and piece.arrived >= wish.wished_on
            yield Ground(
                Occasion.WISH_BACK,
                Purpose.MARKETING,
                things,
                (f"wish:{wish.id}", piece.id),
                "told_us",
                offers=("detail",) if piece.detail else (),
                now=back,
            )


def _occasion(known: Known) -> Iterator[Ground]:
    for told in occasions_told(known.session, known.client, known.today):
        days = (told.on - known.today).days if told.on else 0
        if (told.on is None and not known.wish.occasion) or days < 0:
            continue
        things: dict[str, Thing] = {"asked": told.told_on, "occasion": told.name}
        uses: tuple[str, ...] = (told.id,)
        piece = next((one for one in known.shop if one.product_id in known.wish.about and one.here), None)
        if piece:
            things, uses = things | _shown(piece, known), (*uses, piece.id)
        offers = ("piece",) if piece else ()
        yield Ground(Occasion.OCCASION, Purpose.MARKETING, things, uses, "told_us", offers=offers, now=3 <= days <= 45)


def _arrival(known: Known) -> Iterator[Ground]:
    new = [one for one in known.shop if one.here and one.is_new(known.today) and one.price]
    if known.wish.about:
        new = [one for one in known.shop if one.product_id in known.wish.about and one.here and one.price]
        new.sort(key=lambda one: (one.arrived is None, -(one.arrived or date.min).toordinal()))
    have = {one.product_id for one in known.owned}
    lately = [one for one in known.owned if (known.today - one.on).days <= _STILL_THEIRS]
    if not known.wish.about:
        new.sort(key=lambda piece: -max((one.nearness(piece) for one in lately), default=0))
    for piece in [one for one in new if one.product_id not in have]:
        beside = max((one for one in lately if one.nearness(piece)), key=lambda one: one.nearness(piece), default=None)
        if beside is None and not known.wish.about:
            continue
        things = _shown(piece, known)
        uses: tuple[str, ...] = (piece.id,)
        if beside:
            things, uses = things | {"owned": beside.name, "bought": beside.on}, (piece.id, beside.id)
        if piece.arrived and piece.is_new(known.today):
            things |= {"arrived": piece.arrived}
        second = next((one for one in new if one.name != piece.name and one.category == piece.category), None)
        if second and second.price and known.wish.about:
            things, uses = things | {"piece2": second.name, "price2": second.price}, (*uses, second.id)
        yield Ground(
            Occasion.ARRIVAL,
            Purpose.MARKETING,
            things,
            uses,
            "purchase" if beside else "",
            offers=("detail",) if piece.detail else (),
            reasons=() if beside else ("alone",),
        )
        if known.wish.about:
            return  # the others of what was named stand beside it


def _event(known: Known) -> Iterator[Ground]:
    if known.wish.occasion and known.wish.day:
        things: dict[str, Thing] = {"day": known.wish.day, "store": known.store.name}
        yield Ground(Occasion.EVENT, Purpose.MARKETING, things, (), "")


def _lapse(known: Known) -> Iterator[Ground]:
    bought = known.session.exec(select(col(Purchase.purchased_on)).where(Purchase.client_id == known.client.id)).all()
    days = sorted(set(bought), reverse=True)
    mine = next(iter(known.owned), None)
    if not days or mine is None:
        return
    gaps = sorted((one - other).days for one, other in pairwise(days))
    rhythm = gaps[len(gaps) // 2] if len(gaps) > 1 else 365
    silent = (known.today - days[0]).days
    if known.wish.occasion or silent > max(120, 2 * rhythm):
        things: dict[str, Thing] = {"piece": mine.name, "bought": mine.on}
        yield Ground(Occasion.LAPSE, Purpose.MARKETING, things, (mine.id,), "purchase", now=silent > max(120, 2 * rhythm))


def _shown(piece: ShopPiece, known: Known) -> dict[str, Thing]:
    things: dict[str, Thing] = {"piece": piece.name, "store": known.store.name}
    things |= {"price": piece.price} if piece.price else {}
    things |= {"detail": piece.detail} if piece.detail else {}
    return things | ({"arrives": piece.arrived} if piece.arrived and piece.arrived > known.today else {})


def _local(at: datetime, known: Known) -> date:
    return at.astimezone(ZoneInfo(known.store.timezone)).date()


_BUILDERS: dict[Occasion, Callable[[Known], Iterator[Ground]]] = {
    Occasion.ANSWER: _answer,
    Occasion.APOLOGY: _apology,
    Occasion.DELAYED: _delayed,
    Occasion.READY: _ready,
    Occasion.APPOINTMENT: _appointment,
    Occasion.PROMISE: _promise,
    Occasion.THANKS: lambda known: _bought(known, Occasion.THANKS, 1, 4, 21),
    Occasion.VISIT: _visit,
    Occasion.WEARING: lambda known: _bought(known, Occasion.WEARING, 12, 16, 40),
    Occasion.CARE: lambda known: _bought(known, Occasion.CARE, 56, 65, 120),
    Occasion.WISH_BACK: _wish_back,
    Occasion.OCCASION: _occasion,
    Occasion.ARRIVAL: _arrival,
    Occasion.EVENT: _event,
    Occasion.LAPSE: _lapse,
}
