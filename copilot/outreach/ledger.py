"""What a stop writes into the consent ledger, and what a start takes back of it. Lines are only ever added."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from copilot.domain.message import Channel, Purpose
from copilot.records.care import Consent

MARK = "stop:"  #: begins the id of every line that a stop wrote
_CHANNELS = {"phone": "call", "mobile": "call", "letter": "post"}
_TICK = timedelta(microseconds=1)

Lines = Mapping[tuple[str, str], list[Consent]]  #: by channel and purpose, oldest first


def close(session: Session, client_id: int, channel: str, everything: bool, mark: str, how: str, now: datetime) -> bool:
    """Close a channel; with `everything`, end marketing on the others too. False where all of it was closed before.

    What is needed for an order still goes out on another channel: it is neither marketing nor what they stopped.
    """
    lines = _lines(session, client_id)
    closed = False
    purposes = {purpose for name, purpose in lines if name == channel} | {Purpose.MARKETING.value}
    for purpose in sorted(purposes):
        closed |= _write(session, client_id, channel, purpose, "withdrawn", lines, mark, how, now)
    if everything:
        for other in (one.value for one in Channel if one != channel):
            if _status(lines.get((other, "marketing"), [])) not in ("withdrawn", "refused"):
                closed |= _write(session, client_id, other, "marketing", "refused", lines, mark, how, now)
    return closed


def reopen(session: Session, client_id: int, channel: str, mark: str, how: str, now: datetime) -> bool:
    """Take back what the client's stops on this channel had closed, and nothing else; False where there was no such stop.

    What had been granted before is granted again; what never was, is only no longer stopped.
    """
    lines = _lines(session, client_id)
    marks = {_stop_of(line) for (name, _), some in lines.items() if name == channel for line in _stops_at_the_end(some)}
    reopened = False
    for (name, purpose), some in lines.items():
        stops = _stops_at_the_end(some)
        if not stops or not marks.intersection(map(_stop_of, stops)):
            continue
        before = _status(some[: len(some) - len(stops)])
        if before == "withdrawn":
            continue  # by somebody else, and not taken back
        status = "granted" if before == "granted" else "refused"
        reopened |= _write(session, client_id, name, purpose, status, lines, mark, how, now, kind="start:")
    return reopened


def take_back(session: Session, client_id: int, mark: str, how: str, now: datetime) -> bool:
    """What the stop of this mark closed stands again as before it, but where another line came after; False where none did."""
    lines = _lines(session, client_id)
    taken = False
    for (name, purpose), some in lines.items():
        if _stops_at_the_end(some[-1:]) and _stop_of(some[-1]) == mark:
            before = _status(some[:-1]) or "refused"  # what never was granted is only no longer stopped
            taken |= _write(session, client_id, name, purpose, before, lines, mark, how, now, kind="start:")
    return taken


def _write(
    session: Session, client_id: int, channel: str, purpose: str, status: str, lines: Lines, mark: str, how: str, now: datetime,
    *, kind: str = MARK,
) -> bool:  # fmt: skip
    before = lines.get((channel, purpose), [])
    if _status(before) == status:
        return False
    # The latest line counts: whatever the clock of an import said, this one is later.
    at = max([now, *(line.at + _TICK for line in before)])
    named = f"{kind}{mark}:{client_id}:{channel}:{purpose}"
    if again := sum((line.source_id or "").startswith(named) for line in before):
        named += f":{again + 1}"  # said, taken back, and said again
    session.add(Consent(source_id=named, client_id=client_id, channel=channel, purpose=purpose, status=status, at=at, how=how))
    session.flush()
    return True


def _lines(session: Session, client_id: int) -> Lines:
    found: dict[tuple[str, str], list[Consent]] = {}
    ordered = select(Consent).where(Consent.client_id == client_id).order_by(col(Consent.at), col(Consent.id))
    for line in session.exec(ordered).all():
        found.setdefault((_CHANNELS.get(line.channel, line.channel), line.purpose), []).append(line)
    return found


def _status(lines: Iterable[Consent]) -> str:
    return ([line.status for line in lines] or [""])[-1]


def _stops_at_the_end(lines: list[Consent]) -> list[Consent]:
    found: list[Consent] = []
    for line in reversed(lines):
        if not (line.source_id or "").startswith(MARK):
            break
        found.append(line)
    return found


def _stop_of(line: Consent) -> str:
    return (line.source_id or "").split(":")[1]
