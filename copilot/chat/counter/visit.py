"""The form for an appointment: a new one, or one that moves or is cancelled."""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlmodel import col, select

from copilot.chat.counter.shape import Doubt, Kept, Place, Values, input_of, known_by_now, number_of, text_of
from copilot.errors import OutOfScope
from copilot.records.care import Appointment
from copilot.records.counter import appointments
from copilot.records.counter.refusing import CounterRefused
from copilot.records.people import Client, Store, User

NEW = "new"


class VisitForm:
    """When, what for, with whom: on the clock of the client's store."""

    of_client = True

    def title(self, place: Place, client: Client | None) -> str:
        """What stands above the form."""
        return place.say("visit_for", name=client.name) if client else place.say("visit")

    def fields(self, place: Place, client: Client | None, values: Values) -> list[dict[str, Any]]:
        """Day and time first; which appointment only where there is one to move."""
        if client is None:
            return []
        coming = self._coming(place, client)
        which = [{"value": NEW, "label": place.say("visit_new")}]
        for one in coming:
            words = self._words(place, one)
            which += [{"value": f"move:{one.id}", "label": place.say("visit_move", visit=words)}]
            which += [{"value": f"cancel:{one.id}", "label": place.say("visit_cancel", visit=words)}]
        staff = [{"value": "", "label": "–"}]
        staff += [{"value": str(user.id), "label": user.name} for user in appointments.colleagues(place.session, client.store_id)]
        filled = self._filled(place, client, values)
        chosen, day, at = (text_of(filled, key) for key in ("which", "day", "time"))
        purpose, with_whom = text_of(filled, "purpose"), text_of(filled, "associate_id")
        booked = [one["value"] for one in which if not one["value"].startswith("cancel:")]
        return [
            *([input_of("which", "select", place.say("visit_which"), options=which, value=chosen)] if coming else []),
            input_of("day", "date", place.say("day"), value=day, least=place.desk.today.isoformat(), only={"which": booked}),
            input_of("time", "time", place.say("time"), value=at, only={"which": booked}),
            input_of("purpose", "text", place.say("purpose"), hint=place.say("purpose_hint"), value=purpose,
                     only={"which": booked}),
            input_of("associate_id", "select", place.say("with_whom"), options=staff, value=with_whom, only={"which": booked}),
        ]  # fmt: skip

    def seen(self, place: Place, client: Client | None) -> dict[str, Any]:
        """Every coming appointment as it stands."""
        return {str(one.id): appointments.as_seen(one) for one in self._coming(place, client)} if client else {}

    def summary(self, place: Place, client: Client | None, values: Values) -> list[dict[str, str]]:
        """The day in words, so that a wrong Friday is noticed."""
        values = self._filled(place, client, values) if client else values
        moved = self._named(place, client, text_of(values, "which"))
        before = self._words(place, moved) if moved else ""
        if text_of(values, "which").startswith("cancel:"):
            return [{"label": place.say("visit"), "before": before, "after": place.say("cancelled")}]
        try:
            day, at = date.fromisoformat(text_of(values, "day")), time.fromisoformat(text_of(values, "time"))
            when = f"{place.day(day)}, {place.clock(at)}"
        except ValueError:
            when = place.say("when_missing")
        lines = [{"label": place.say("when"), "before": before, "after": when}]
        if purpose := text_of(values, "purpose"):
            lines.append({"label": place.say("purpose"), "before": "", "after": purpose})
        if user := place.session.get(User, number_of(values, "associate_id") or 0):
            lines.append({"label": place.say("with_whom"), "before": "", "after": user.name})
        return lines

    def keep(self, place: Place, client: Client | None, values: Values, seen: Values, once: str) -> Kept:
        """Booked, moved or cancelled; shut doors and a clash are said first."""
        if client is None or client.id is None:
            raise CounterRefused("Choose the client.", key="client_missing", field="client")
        values, store = self._filled(place, client, values), self._store(place, client)
        which = text_of(values, "which")
        act, _, listed = which.partition(":")
        appointment_id = int(listed) if listed.isascii() and listed.isdigit() and len(listed) < 10 else 0
        was = seen.get(str(appointment_id), {})
        if act == "cancel":
            back = appointments.cancel(place.session, place.desk, appointment_id, seen=was)
            return Kept(place.say("visit_cancelled"), {"change": back}, client.id)
        starts_at = appointments.moment_of(store, text_of(values, "day"), text_of(values, "time"), place.now)
        visit = appointments.Visit(starts_at, text_of(values, "purpose"), number_of(values, "associate_id"))
        found = appointments.doubts(place.session, store, visit, but_not=appointment_id or None)
        known_by_now([Doubt(f"{key}:{starts_at.isoformat()}", place.say(key, **said)) for key, said in found], values)
        when = f"{place.day(starts_at.date())}, {place.clock(starts_at.time())}"
        if act == "move":
            back = appointments.move(place.session, place.desk, appointment_id, visit, seen=was)
            return Kept(place.say("visit_moved", when=when), {"change": back}, client.id)
        booked = appointments.book(place.session, place.desk, client.id, visit, once=once)
        return Kept(place.say("visit_booked", when=when), {"booked": booked, "as": _as_booked(visit)}, client.id)

    def take_back(self, place: Place, client: Client | None, back: Values, once: str) -> None:
        """As it was before; what was changed stays on record."""
        if "change" in back:
            appointments.undo_change(place.session, place.desk, back["change"])
        else:
            appointments.unbook(place.session, place.desk, back["booked"], seen=back["as"])

    def _filled(self, place: Place, client: Client, values: Values) -> dict[str, Any]:
        """What was entered; what a sentence left out is as the appointment has it, or with whoever writes it down."""
        which = text_of(values, "which") or NEW
        moved = self._named(place, client, which)
        here = {user.id for user in appointments.colleagues(place.session, client.store_id)}
        filled: dict[str, Any] = {"associate_id": str(place.desk.user_id) if place.desk.user_id in here else ""}
        if moved is not None:
            local = moved.starts_at.astimezone(place.zone(self._store(place, client)))
            filled |= {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}", "purpose": moved.purpose}
            filled["associate_id"] = str(moved.associate_id or "")
        return {**filled, **values, "which": which}

    def _coming(self, place: Place, client: Client) -> list[Appointment]:
        booked = select(Appointment).where(Appointment.client_id == client.id, Appointment.status == "booked")
        return list(place.session.exec(booked.where(col(Appointment.starts_at) > place.now).order_by(col(Appointment.starts_at))))

    def _named(self, place: Place, client: Client | None, which: str) -> Appointment | None:
        coming = self._coming(place, client) if client else []
        return next((one for one in coming if which in (f"move:{one.id}", f"cancel:{one.id}")), None)

    def _words(self, place: Place, one: Appointment) -> str:
        local = one.starts_at.astimezone(place.zone(place.session.get(Store, one.store_id)))
        when = f"{place.day(local.date())}, {place.clock(local.time())}"
        return f"{when}: {one.purpose}" if one.purpose else when

    def _store(self, place: Place, client: Client) -> Store:
        store = place.session.get(Store, client.store_id)
        if store is None:
            raise OutOfScope("There is no such store here.")
        return store


def _as_booked(visit: appointments.Visit) -> dict[str, object]:
    moment: datetime = visit.starts_at.astimezone(UTC)
    return {
        "starts_at": moment.isoformat(),
        "purpose": visit.purpose.strip(),
        "associate_id": visit.associate_id,
        "status": "booked",
    }
