"""What is open between us and a client."""

from collections.abc import Iterable

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, select

from copilot.assistant.counter import Counter, day
from copilot.domain.source import Found, Source
from copilot.records.care import Appointment, Promise, ServiceCase, Wish
from copilot.records.people import Client, User
from copilot.records.scope import client_in_scope
from copilot.records.trade import Product


@tool(response_format="content_and_artifact")
def open_matters(client_id: int, runtime: ToolRuntime[Counter]) -> tuple[str, Found]:
    """List a client's repairs, returns and complaints, our promises, wishes and appointments: open ones first, then past ones."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
        items = sorted(_all(session, counter, client), key=lambda item: (not item["open"], item["order"]))
    sources = tuple(
        Source(
            item["kind"],
            item["key"],
            item["title"],
            item["words"],
            client_id=client_id,
            on=item["on"],
            author=item["by"],
        )
        for item in items
    )
    for item, source in zip(items, sources, strict=True):
        item["mark"] = source.mark
    text = "\n".join(f"{'OPEN' if item['open'] else 'past'}: {item['words']} [{item['mark']}]" for item in items)
    ledger = Source(
        "ledger", f"matters-{client_id}", f"{client.name}: all matters", text or "Nothing, open or past.", client_id=client_id
    )
    return text or f"Nothing is open with {client.name}, and nothing was [{ledger.mark}].", Found(
        "open_matters",
        (*sources, ledger),
        {"client_id": client_id, "name": client.name, "items": items, "ledger": ledger.mark},
    )


def _all(session: Session, counter: Counter, client: Client) -> Iterable[dict]:
    today = counter.today
    for case, product in session.exec(
        select(ServiceCase, Product.name)
        .outerjoin(Product, col(Product.id) == ServiceCase.product_id)
        .where(ServiceCase.client_id == client.id)
    ):
        late = case.closed_on is None and case.promised_for is not None and case.promised_for < today
        words = f"{case.kind} opened on {day(case.opened_on)}{f' for the {product}' if product else ''}: {case.text}"
        words += f" Promised for {day(case.promised_for)}{', which is past' if late else ''}." if case.promised_for else ""
        words += f" Closed on {day(case.closed_on)}{': ' + case.outcome if case.outcome else ''}." if case.closed_on else ""
        yield {
            "kind": "case",
            "key": str(case.id),
            "what": case.kind,
            "title": f"{case.kind.capitalize()} of {day(case.opened_on)}",
            "words": words,
            "text": case.text,
            "product": product or "",
            "open": case.closed_on is None,
            "on": case.opened_on,
            "due": case.promised_for,
            "closed": case.closed_on,
            "outcome": case.outcome,
            "late": late,
            "by": "",
            "order": -case.opened_on.toordinal(),
        }
    for promise, maker in session.exec(
        select(Promise, User.name).outerjoin(User, col(User.id) == Promise.made_by_id).where(Promise.client_id == client.id)
    ):
        late = promise.kept_on is None and promise.due_on is not None and promise.due_on < today
        words = f"promised on {day(promise.made_on)}{f' by {maker}' if maker else ''}: {promise.text}"
        words += f" Due on {day(promise.due_on)}{', overdue' if late else ''}." if promise.due_on else ""
        words += f" Kept on {day(promise.kept_on)}." if promise.kept_on else ""
        yield {
            "kind": "promise",
            "key": str(promise.id),
            "what": "promise",
            "title": f"Promise of {day(promise.made_on)}",
            "words": words,
            "text": promise.text,
            "open": promise.kept_on is None,
            "on": promise.made_on,
            "due": promise.due_on,
            "closed": promise.kept_on,
            "outcome": "",
            "late": late,
            "by": maker or "",
            "order": -promise.made_on.toordinal(),
        }
    for wish, product, colour in session.exec(
        select(Wish, Product.name, Product.colour)
        .outerjoin(Product, col(Product.id) == Wish.product_id)
        .where(Wish.client_id == client.id)
    ):
        yield {
            "kind": "wish",
            "key": str(wish.id),
            "what": "wish",
            "title": f"Wish of {day(wish.wished_on)}",
            "words": f"wish ({wish.status}), {day(wish.wished_on)}: {wish.text}{f' ({product})' if product else ''}",
            "text": wish.text,
            "product": product or "",
            "colour": colour or "",
            "open": wish.status == "open",
            "on": wish.wished_on,
            "due": None,
            "closed": None,
            "outcome": wish.status,
            "late": False,
            "by": "",
            "order": -wish.wished_on.toordinal(),
        }
    for visit, associate in session.exec(
        select(Appointment, User.name)
        .outerjoin(User, col(User.id) == Appointment.associate_id)
        .where(Appointment.client_id == client.id)
    ):
        starts = counter.local(visit.starts_at)
        coming = visit.status == "booked" and starts.date() >= today
        words = f"appointment ({visit.status}) on {starts:%A} {day(starts.date())} at {starts:%H:%M}"
        words += f"{f' with {associate}' if associate else ''}: {visit.purpose}"
        yield {
            "kind": "appointment",
            "key": str(visit.id),
            "what": "appointment",
            "title": f"Appointment on {day(starts.date())}",
            "words": words,
            "text": visit.purpose,
            "open": coming,
            "on": starts.date(),
            "at": f"{starts:%H:%M}",
            "due": None,
            "closed": None,
            "outcome": visit.status,
            "late": False,
            "by": associate or "",
            "order": starts.date().toordinal() if coming else -starts.date().toordinal(),
        }
