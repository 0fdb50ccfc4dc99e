"""The rows that make a client fit, as conditions on the client and as words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, exists, select

from copilot.records.people import Client
from copilot.records.trade import Purchase, PurchaseLine


@dataclass(frozen=True)
class Because:
    """One row that makes a client fit: in English words, and as the values that another language is told from."""

    kind: str
    key: int
    words: str
    text: str
    what: str = ""  #: of a case its kind, of a message its channel
    on: date | None = None
    at: str = ""
    due: date | None = None
    whom: str = ""  #: of a purchase, for whom it was a present


@dataclass(frozen=True)
class Reason:
    """One kind of row that must exist for a client to fit, and how such a row is said."""

    kind: str
    row: Any  #: the table; of a purchase, the line comes with it
    conditions: list[ColumnElement[bool]]
    because: Callable[[Any], Because]
    keep: Callable[[Any], bool] | None = None  #: what SQL cannot tell
    newest: Any = None  #: the column of time by which the latest come first; else in the order in which they were written down

    @property
    def narrows(self) -> bool:
        """Whether clients whose rows are all dropped by `keep` must go."""
        return self.keep is not None

    @property
    def fits(self) -> ColumnElement[bool]:
        """The condition on the client."""
        return exists().where(col(self.row.client_id) == Client.id, *self.conditions)

    def rows(self, session: Session, meant: Any) -> Iterable[tuple[int, Because]]:
        """Each row that makes one of the clients fit."""
        if self.row is Purchase:
            yield from self._receipts(session, meant)
            return
        order = self.row.id if self.newest is None else self.newest.desc()
        for row in session.exec(select(self.row).where(col(self.row.client_id).in_(meant), *self.conditions).order_by(order)):
            if self.keep is None or self.keep(row):
                yield row.client_id, self.because(row)

    def _receipts(self, session: Session, meant: Any) -> Iterable[tuple[int, Because]]:
        for purchase, line in session.exec(
            select(Purchase, PurchaseLine)
            .where(col(Purchase.client_id).in_(meant), *self.conditions)
            .order_by(col(Purchase.purchased_on).desc())
        ):
            yield purchase.client_id, self.because((purchase, line))
