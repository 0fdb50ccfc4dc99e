"""The form for what is no longer so: a number, a size, a wrong fact, a consent."""

from collections.abc import Collection
from typing import Any

from copilot.chat.counter.shape import Kept, Place, Values, input_of, text_of
from copilot.domain.wording import fold
from copilot.errors import OutOfScope
from copilot.records.counter import consenting, correcting
from copilot.records.counter.contact_points import change_contact_point, in_use, undo_contact_point
from copilot.records.counter.reaching import WAYS
from copilot.records.counter.refusing import CounterRefused
from copilot.records.knowledge import Fact
from copilot.records.people import Client, ContactPoint

_SHOWN = 70  #: letters of a fact in the list to choose from
NEW_FACT = "new_fact"


class CorrectionForm:
    """What stands there, what is right now. Nothing is overwritten."""

    of_client = True

    def title(self, place: Place, client: Client | None) -> str:
        """What stands above the form."""
        return place.say("correct_for", name=client.name) if client else place.say("correct")

    def fields(self, place: Place, client: Client | None, values: Values) -> list[dict[str, Any]]:
        """What is to be corrected, and then only what that needs."""
        if client is None:
            return []
        facts = correcting.current_facts(place.session, place.desk.scope, client.id or 0)
        points = in_use(place.session, client.id or 0)
        opt_in = place.read_opt_in()
        channels = [channel for channel in consenting.CHANNELS if channel in opt_in.wordings]
        groups: list[dict[str, Any]] = [
            {"label": place.say("what_new"), "options": [_option(NEW_FACT, place.say("new_fact"))]
             + [_option(f"new_{way}", place.say(f"new_{way}")) for way in WAYS]},
            {"label": place.say("what_contact"),
             "options": [_option(f"point:{p.id}", f"{place.say(f'way_{p.kind}')}: {p.value}") for p in points if p.kind in WAYS]},
            {"label": place.say("what_consent"),
             "options": [_option(f"consent:{c}", self._consent(place, client, c)) for c in channels]},
            {"label": place.say("what_known"),
             "options": [_option(f"fact:{f.id}", _short(f)) for f in sorted(facts, key=lambda f: f.note_id is not None)]},
        ]  # fmt: skip
        chosen = _followed(place, text_of(values, "what"), [f.id for f in facts], [p.id for p in points])
        there = {option["value"] for group in groups for option in group["options"]}
        # Several facts read from one note are withdrawn together; the list names them one by one.
        if chosen.startswith("fact:") and chosen not in there:
            mine = [f for f in facts if f.id in _ids(chosen)]
            groups[0]["options"].insert(0, _option(chosen, "; ".join(_short(f) for f in mine)))
        known = [f"fact:{f.id}" for f in facts] + ([chosen] if chosen.startswith("fact:") else [])
        ways = {f"new_{way}": way for way in WAYS} | {f"point:{p.id}": p.kind for p in points}
        say = {f"consent:{c}": opt_in.wording(c, client.language) for c in channels}  # read to the client in their own language
        consents = list(say)
        return [
            input_of("what", "grouped", place.say("what"), groups=[g for g in groups if g["options"]], value=chosen),
            input_of("subject", "text", place.say("subject"), hint=place.say("subject_hint"), only={"what": [NEW_FACT]},
                     value=text_of(values, "subject")),
            input_of("wrong", "switch", place.say("wrong"), only={"what": known}, value=values.get("wrong") is True),
            input_of("now", "text", place.say("right_now"), only={"what": [NEW_FACT, *known], "wrong": [False]},
                     value=text_of(values, "now")),
            input_of("because", "text", place.say("because"), only={"what": known, "wrong": [True]},
                     value=text_of(values, "because")),
            input_of("contact", "contact", place.say("contact"), of="what", ways=ways, only={"what": list(ways)},
                     value=text_of(values, "contact")),
            input_of("status", "choice", place.say("what_they_said"), only={"what": consents},
                     options=[_option(s, place.say(f"consent_{s}")) for s in ("withdrawn", "granted")],
                     value=text_of(values, "status") or "withdrawn"),
            input_of("wording", "wording", place.say("opt_in_hint"), of="what", say=say,
                     only={"what": consents, "status": ["granted"]},
                     note="" if client.language in opt_in.languages() else place.say("read_in_english")),
        ]  # fmt: skip

    def seen(self, place: Place, client: Client | None) -> dict[str, Any]:
        """The facts that hold and the numbers in use, as they stand now."""
        if client is None:
            return {}
        facts = correcting.current_facts(place.session, place.desk.scope, client.id or 0)
        points = [point.id for point in in_use(place.session, client.id or 0)]
        return {"facts": [fact.id for fact in facts], "points": points, "wordings": place.read_opt_in().version}

    def summary(self, place: Place, client: Client | None, values: Values) -> list[dict[str, str]]:
        """Before and after."""
        there, client_id = self.seen(place, client), (client.id or 0) if client else 0
        what = _followed(place, text_of(values, "what"), there.get("facts", ()), there.get("points", ()))
        if what.startswith("consent:"):
            channel = what.removeprefix("consent:")
            after = place.say(f"consent_{text_of(values, 'status') or 'withdrawn'}")
            before = self._consent(place, client, channel) if client else ""
            lines = [_line(place.say(f"channel_{channel}"), before, after)]
            if client and text_of(values, "status") == "granted" and channel in place.read_opt_in().wordings:
                wording = place.read_opt_in().wording(channel, client.language)
                lines.append(_line(place.say("opt_in_hint"), "", f"“{wording}”"))
            return lines
        if what.startswith("fact:"):
            wrong = values.get("wrong") is True
            after = place.say("withdrawn_as_wrong") if wrong else text_of(values, "now")
            facts = [f for f in correcting.current_facts(place.session, place.desk.scope, client_id) if f.id in _ids(what)]
            return [_line(fact.subject or place.say("what_known"), fact.text, after) for fact in facts]
        if what == NEW_FACT:
            return [_line(text_of(values, "subject") or place.say("what_known"), "", text_of(values, "now"))]
        point = self._point(place, client_id, what)
        way = point.kind if point else what.removeprefix("new_")
        return [_line(place.say(f"way_{way}"), point.value if point else "", text_of(values, "contact"))]

    def keep(self, place: Place, client: Client | None, values: Values, seen: Values, once: str) -> Kept:
        """One of the three: a fact, a number, or a line of the consent ledger."""
        what = _followed(place, text_of(values, "what"), seen.get("facts", ()), seen.get("points", ()))
        if client is None or client.id is None:
            raise CounterRefused("Choose the client.", key="client_missing", field="client")
        if what.startswith("consent:"):
            return self._keep_consent(place, client, what.removeprefix("consent:"), values, seen, once)
        if what == NEW_FACT or what.startswith("fact:"):
            return self._keep_fact(place, client.id, what, values, seen, once)
        if what.removeprefix("new_") in WAYS or what.startswith("point:"):
            return self._keep_point(place, client, what, values)
        raise CounterRefused("Choose what is to be corrected.", key="what_missing", field="what")

    def take_back(self, place: Place, client: Client | None, back: Values, once: str) -> None:
        """What was there before holds again; a consent is a line of its own and stays."""
        if client is None or client.id is None:
            raise OutOfScope("There is no such client here.")
        session, desk = place.session, place.desk
        if "fact" in back:
            correcting.undo_replace(session, desk, client.id, back["fact"])
        elif "wrong" in back:
            correcting.undo_withdraw(session, desk, client.id, back["wrong"])
        else:
            undo_contact_point(session, desk, client.id, back["point"])

    def _keep_fact(self, place: Place, client_id: int, what: str, values: Values, seen: Values, once: str) -> Kept:
        session, desk, ids = place.session, place.desk, _ids(what)
        if ids and values.get("wrong") is True:
            correcting.withdraw_facts(session, desk, client_id, ids, text_of(values, "because"))
            return Kept(place.say("fact_withdrawn"), {"wrong": ids}, client_id)
        subject = text_of(values, "subject")
        if ids and (old := session.get(Fact, ids[0])) is not None and old.client_id == client_id:
            subject = old.subject
        elif not ids and not subject:
            raise CounterRefused("Say what it is about.", key="subject_missing", field="subject")
        known = [i for i in seen.get("facts", ()) if (f := session.get(Fact, i)) and fold(f.subject) == fold(subject)]
        fact_id = correcting.replace_fact(
            session, desk, client_id, subject, text_of(values, "now"), replaces=ids, seen=known, once=once
        )
        said = f"{subject}: {text_of(values, 'now')}" if subject else text_of(values, "now")
        return Kept(place.say("fact_kept", fact=said), {"fact": fact_id}, client_id)

    def _keep_point(self, place: Place, client: Client, what: str, values: Values) -> Kept:
        replaces = next(iter(_ids(what)), None)
        point = self._point(place, client.id or 0, what, or_former=True)
        kind = point.kind if point else what.removeprefix("new_")
        point_id = change_contact_point(
            place.session, place.desk, client.id or 0, kind, text_of(values, "contact"), place.desk.today, replaces=replaces
        )
        return Kept(place.say("contact_kept"), {"point": point_id}, client.id or 0)

    def _keep_consent(self, place: Place, client: Client, channel: str, values: Values, seen: Values, once: str) -> Kept:
        opt_in, status = place.read_opt_in(), text_of(values, "status") or "withdrawn"
        granted = status == "granted"
        if granted and seen.get("wordings") != opt_in.version:
            raise CounterRefused("The wording has changed. Read it out again.", key="wording_changed", field="what")
        wording = opt_in.wording(channel, client.language) if granted and channel in opt_in.wordings else ""
        how = f"{consenting.HOW}; opt-in wording {opt_in.version}" if granted else consenting.HOW
        consenting.add_consent(
            place.session, place.desk, client.id or 0, channel, status, place.now, wording=wording, how=how, once=once
        )
        return Kept(place.say(f"consent_{status}_kept", channel=place.say(f"channel_{channel}")), {}, client.id or 0)

    def _consent(self, place: Place, client: Client, channel: str) -> str:
        line = consenting.latest(place.session, client.id or 0, channel)
        state = place.say(f"consent_{line.status}") if line else place.say("consent_never")
        return f"{place.say(f'channel_{channel}')}: {state}"

    def _point(self, place: Place, client_id: int, what: str, *, or_former: bool = False) -> ContactPoint | None:
        ids = _ids(what) if what.startswith("point:") else []
        point = place.session.get(ContactPoint, ids[0]) if ids else None
        if point is None or point.client_id != client_id or (point.used_until is not None and not or_former):
            return None
        return point


def _followed(place: Place, what: str, facts: Collection[int | None], points: Collection[int | None]) -> str:
    """The fact or number that took the place of the one meant, if that was on the page; else the one that was meant."""
    kind, _, _ = what.partition(":")
    if kind not in ("fact", "point") or len(_ids(what)) != 1:
        return what
    here: int | None = _ids(what)[0]
    on_page = facts if kind == "fact" else points
    while here is not None and here not in on_page:
        here = _later(place, kind, here)
    return f"{kind}:{here}" if here is not None else what


def _later(place: Place, kind: str, row_id: int) -> int | None:
    """What took a row's place."""
    if kind == "fact":
        fact = place.session.get(Fact, row_id)
        return fact.superseded_by_id if fact else None
    point = place.session.get(ContactPoint, row_id)
    return point.replaced_by_id if point else None


def _option(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}


def _line(label: str, before: str, after: str) -> dict[str, str]:
    return {"label": label, "before": before, "after": after}


def _short(fact: Fact) -> str:
    text = f"{fact.subject}: {fact.text}" if fact.subject else fact.text
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rsplit(" ", 1)[0] + " …"


def _ids(what: str) -> list[int]:
    _, _, listed = what.partition(":")
    return [int(one) for one in listed.split(",") if one.isascii() and one.isdigit() and len(one) < 10]
