"""An appointment to book, to move or to cancel: proposed here, kept only when a person confirms."""

from datetime import datetime
from zoneinfo import ZoneInfo

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, select

from copilot.assistant.counter import Counter
from copilot.assistant.proposing import not_proposed, proposed
from copilot.domain.source import Found
from copilot.domain.wording import fold
from copilot.records.care import Appointment
from copilot.records.counter.appointments import colleagues
from copilot.records.scope import client_in_scope


@tool(response_format="content_and_artifact")
def change_visit(
    client_id: int,
    runtime: ToolRuntime[Counter],
    day: str = "",
    time: str = "",
    purpose: str = "",
    with_whom: str = "",
    act: str = "book",
) -> tuple[str, Found]:
    """Propose an appointment: `act` is book, move or cancel (the next one); `day` as 2026-03-20, `time` as 15:00."""
    counter = runtime.context
    midnight = datetime.combine(counter.today, datetime.min.time(), ZoneInfo(counter.timezone))
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
        coming = session.exec(
            select(Appointment)
            .where(Appointment.client_id == client_id, Appointment.status == "booked")
            .where(col(Appointment.starts_at) >= midnight)
            .order_by(col(Appointment.starts_at))
        ).first()
        staff = colleagues(session, client.store_id)
    wanted = fold(with_whom).strip()
    served_by = next((user.id for user in staff if wanted and wanted in (fold(user.name), fold(user.name).split(" ")[0])), None)
    change: dict[str, str | bool] = {"day": day, "time": time, "purpose": purpose}
    if served_by is not None:
        change["associate_id"] = str(served_by)
    if act in ("move", "cancel"):
        if coming is None:
            return not_proposed("change_visit", client, "no_visit", "no appointment is booked.")
        if act == "cancel":
            return proposed("change_visit", "visit", client, {"which": f"cancel:{coming.id}"}, "the appointment is cancelled")
        local = counter.local(coming.starts_at)
        change |= {"which": f"move:{coming.id}", "day": day or f"{local:%Y-%m-%d}", "time": time or f"{local:%H:%M}"}
    return proposed(
        "change_visit", "visit", client, {k: v for k, v in change.items() if v}, f"{act} {day} {time} {purpose}".strip()
    )
