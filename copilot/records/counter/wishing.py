"""What a client would like to have: written down, fulfilled, or wished no more."""

from sqlmodel import Session, col, select

from copilot.domain.desk import Desk
from copilot.errors import OutOfScope
from copilot.records.care import Wish
from copilot.records.counter.refusing import ChangedMeanwhile, CounterRefused
from copilot.records.counter.writing import client_to_change, told
from copilot.records.people import Client
from copilot.records.scope import clients_within
from copilot.records.trade import Product
from copilot.records.upkeep import RowChange

LONGEST = 500


def add_wish(session: Session, desk: Desk, client_id: int, text: str, product_id: int | None, *, once: str) -> int:
    """A wish in words, for a product of the catalogue, or both; its id. The same `once` adds it once."""
    client_to_change(session, desk, client_id)
    product = session.get(Product, product_id) if product_id is not None else None
    if product_id is not None and product is None:
        raise CounterRefused("There is no such product.", key="no_such_product", field="product_id")
    words = text.strip() or (f"{product.name}, {product.colour}".rstrip(", ") if product else "")
    if not words:
        raise CounterRefused("Say what they would like, or choose a product.", key="wish_missing", field="text")
    if len(words) > LONGEST:
        raise CounterRefused(f"Use up to {LONGEST} letters.", key="text_too_long", field="text", most=LONGEST)
    if (before := session.exec(select(Wish).where(Wish.source_id == once)).first()) is not None:
        return before.id or 0
    wish = Wish(source_id=once, client_id=client_id, product_id=product_id, text=words, wished_on=desk.today)
    session.add(wish)
    session.flush()
    told(session, desk, "wish added", f"wish {wish.id}")
    return wish.id or 0


def end_wish(session: Session, desk: Desk, wish_id: int, status: str) -> int:
    """Fulfilled or withdrawn; the id of the line that keeps what it was."""
    if status not in ("fulfilled", "withdrawn"):
        raise CounterRefused("Choose what became of the wish.", key="no_such_status", field="status")
    return _move(session, desk, wish_id, "open", status, f"wish {status}")


def reopen_wish(session: Session, desk: Desk, wish_id: int, status: str) -> int:
    """Open again, if it still is as the asker left it."""
    return _move(session, desk, wish_id, status, "open", "wish reopened")


def drop_wish(session: Session, desk: Desk, wish_id: int) -> None:
    """Take back a wish that was just added, if nothing became of it yet."""
    wish = _held(session, desk, wish_id)
    changed = select(RowChange).where(RowChange.kind == "wish", RowChange.row_id == wish_id)
    if session.exec(changed).first() is not None:
        raise ChangedMeanwhile(f"{wish.text} ({wish.status})")
    session.delete(wish)
    told(session, desk, "wish taken back", f"wish {wish_id}")
    session.flush()


def open_wishes(session: Session, client_id: int) -> list[Wish]:
    """What a client still wishes for, the newest first."""
    newest = (col(Wish.wished_on).desc(), col(Wish.id).desc())
    return list(session.exec(select(Wish).where(Wish.client_id == client_id, Wish.status == "open").order_by(*newest)))


def wish_in_scope(session: Session, desk: Desk, wish_id: int) -> Wish:
    """The wish of a client whom the asker may see, or OutOfScope as for none."""
    query = select(Wish).join(Client, col(Client.id) == Wish.client_id).where(Wish.id == wish_id, clients_within(desk.scope))
    found = session.exec(query).first()
    if found is None:
        raise OutOfScope("There is no such wish here.")
    return found


def _held(session: Session, desk: Desk, wish_id: int) -> Wish:
    wish = wish_in_scope(session, desk, wish_id)
    client_to_change(session, desk, wish.client_id)
    session.refresh(wish)
    return wish


def _move(session: Session, desk: Desk, wish_id: int, before: str, after: str, action: str) -> int:
    wish = _held(session, desk, wish_id)
    if wish.status != before:
        raise ChangedMeanwhile(f"{wish.text} ({wish.status})")
    wish.status = after
    change = RowChange(
        client_id=wish.client_id,
        kind="wish",
        row_id=wish_id,
        user_id=desk.user_id,
        before={"status": before},
        after={"status": after},
    )
    session.add_all([wish, change])
    told(session, desk, action, f"wish {wish_id}")
    session.flush()
    return change.id or 0
