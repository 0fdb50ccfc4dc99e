"""One reason to write to a client, and what is looked at to find one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from copilot.domain.message import Purpose
from copilot.domain.money import Money
from copilot.domain.policy import Policy
from copilot.outreach.draft_wish import DraftWish, Occasion
from copilot.outreach.may_say import OwnPiece, ShopPiece
from copilot.records.care import ServiceCase
from copilot.records.people import Client, Store

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
    owned: tuple[OwnPiece, ...] = ()
    shop: tuple[ShopPiece, ...] = ()
    cases: tuple[ServiceCase, ...] = ()

    @property
    def today(self) -> date:
        """The day in the shop."""
        return self.now.astimezone(ZoneInfo(self.store.timezone)).date()

    def piece(self, product_id: int | None) -> str:
        """The name of a product that may be said; empty where it may not."""
        named = {one.product_id: one.name for one in self.shop} | {one.product_id: one.name for one in self.owned}
        return named.get(product_id, "") if product_id else ""


def shown(piece: ShopPiece, known: Known) -> dict[str, Thing]:
    """What may be said of a piece in the shop."""
    things: dict[str, Thing] = {"piece": piece.name, "store": known.store.name}
    things |= {"price": piece.price} if piece.price else {}
    things |= {"detail": piece.detail} if piece.detail else {}
    return things | ({"arrives": piece.arrived} if piece.arrived and piece.arrived > known.today else {})


def local_day(at: datetime, known: Known) -> date:
    """The day in the shop."""
    return at.astimezone(ZoneInfo(known.store.timezone)).date()
