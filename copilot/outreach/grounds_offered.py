"""What gives a reason to write though nobody waits for it: a purchase, a visit, a wish, an occasion, an arrival, a silence."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from copilot.domain.message import Purpose
from copilot.outreach.draft_wish import Occasion
from copilot.outreach.ground import Ground, Known, Thing, shown
from copilot.outreach.occasions_told import occasions_told
from copilot.records.care import Appointment, Wish
from copilot.records.trade import Purchase, PurchaseLine

_SILENT = 120  #: days without a purchase from which one may speak of a silence
_STILL_THEIRS = 540  #: days after which a purchase is not spoken of as theirs to sell something beside it


def bought(known: Known, occasion: Occasion, asked: range, itself: range) -> Iterator[Ground]:
    """The last purchase, if it is so many days ago: `asked`, where somebody wants to write; `itself`, when it is the moment."""
    row = known.session.exec(
        select(Purchase).where(Purchase.client_id == known.client.id).order_by(col(Purchase.purchased_on).desc()).limit(1)
    ).first()
    if row is None:
        return
    days = (known.today - row.purchased_on).days
    if days not in (asked if known.wish.occasion else itself):
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
            yield Ground(Occasion.VISIT, Purpose.SERVICE, things, (f"purchase:{row.id}",), "purchase", now=days in itself)
        return
    uses = (mine[0].id,)
    yield Ground(occasion, Purpose.SERVICE, things | {"piece": mine[0].name}, uses, "purchase", now=days in itself)


def visit(known: Known) -> Iterator[Ground]:
    """A visit that was kept lately."""
    row = known.session.exec(
        select(Appointment)
        .where(Appointment.client_id == known.client.id, Appointment.status == "kept", col(Appointment.starts_at) <= known.now)
        .order_by(col(Appointment.starts_at).desc())
        .limit(1)
    ).first()
    if row is not None and (known.now - row.starts_at).days <= (14 if known.wish.occasion else 3):
        on = row.starts_at.astimezone(ZoneInfo(known.store.timezone)).date()
        yield Ground(Occasion.VISIT, Purpose.SERVICE, {"when": on, "weekday": on}, (f"appointment:{row.id}",))
    elif said := _as_said(known):
        yield Ground(Occasion.VISIT, Purpose.SERVICE, {"when": said, "weekday": said}, ())


def wish_back(known: Known) -> Iterator[Ground]:
    """What they wished for, where the shop has it."""
    rows = known.session.exec(
        select(Wish).where(Wish.client_id == known.client.id, Wish.status == "open").order_by(col(Wish.wished_on).desc())
    ).all()
    for wish in rows:
        piece = next((one for one in known.shop if one.product_id == wish.product_id), None)
        if piece and piece.here and (known.today - wish.wished_on).days <= known.policy.stale_days.get("interest", 540):
            asked: dict[str, Thing] = {"asked": wish.wished_on, "asked_month": wish.wished_on}
            things = asked | shown(piece, known)
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


def occasion(known: Known) -> Iterator[Ground]:
    """A day that they shared with us for that."""
    for told in occasions_told(known.session, known.client, known.today):
        days = (told.on - known.today).days if told.on else 0
        if (told.on is None and not known.wish.occasion) or days < 0:
            continue
        things: dict[str, Thing] = {"asked": told.told_on, "occasion": told.name}
        uses: tuple[str, ...] = (told.id,)
        piece = next((one for one in known.shop if one.product_id in known.wish.about and one.here), None)
        if piece:
            things, uses = things | shown(piece, known), (*uses, piece.id)
        offers = ("piece",) if piece else ()
        yield Ground(Occasion.OCCASION, Purpose.MARKETING, things, uses, "told_us", offers=offers, now=3 <= days <= 45)


def arrival(known: Known) -> Iterator[Ground]:
    """Something in the shop that goes with what they chose, or that was named."""
    new = [one for one in known.shop if one.here and one.is_new(known.today) and one.price]
    if known.wish.about:
        new = [one for one in known.shop if one.product_id in known.wish.about and one.here and one.price]
        new.sort(key=lambda one: (one.arrived is None, -(one.arrived or date.min).toordinal()))
    have, names = {one.product_id for one in known.owned}, {one.name for one in known.owned}
    lately = [one for one in known.owned if (known.today - one.on).days <= _STILL_THEIRS]
    if not known.wish.about:
        new = [one for one in new if one.name.split(" (")[0] not in names]  # the same in another colour is no news
        new.sort(key=lambda piece: -max((one.nearness(piece) for one in lately), default=0))
    for piece in [one for one in new if one.product_id not in have]:
        beside = max((one for one in lately if one.nearness(piece)), key=lambda one: one.nearness(piece), default=None)
        if beside is None and not known.wish.about:
            continue
        things = shown(piece, known)
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


def _as_said(known: Known) -> date | None:
    """The day of a visit of which no row knows, as whoever asks says."""
    said = known.wish.day.date() if isinstance(known.wish.day, datetime) else known.wish.day
    return said if known.wish.occasion is Occasion.VISIT and said is not None and said <= known.today else None


def event(known: Known) -> Iterator[Ground]:
    """What is planned, as whoever asks says."""
    if known.wish.occasion and known.wish.day:
        things: dict[str, Thing] = {"day": known.wish.day, "store": known.store.name}
        yield Ground(Occasion.EVENT, Purpose.MARKETING, things, (), "")


def lapse(known: Known) -> Iterator[Ground]:
    """Longer than their own rhythm since they last bought."""
    bought = known.session.exec(select(col(Purchase.purchased_on)).where(Purchase.client_id == known.client.id)).all()
    days = sorted(set(bought), reverse=True)
    mine = next(iter(known.owned), None)
    if not days or mine is None:
        return
    gaps = sorted((one - other).days for one, other in pairwise(days))
    rhythm = gaps[len(gaps) // 2] if len(gaps) > 1 else 365
    silent = (known.today - days[0]).days
    if silent >= (_SILENT if known.wish.occasion else max(_SILENT, 2 * rhythm)):
        things: dict[str, Thing] = {"piece": mine.name, "bought": mine.on}
        yield Ground(Occasion.LAPSE, Purpose.MARKETING, things, (mine.id,), "purchase", now=silent >= max(_SILENT, 2 * rhythm))
