"""The reasons that there are to write to a client, each with exactly what may be said of it. Read from rows, nothing guessed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from copilot.domain.policy import Policy
from copilot.outreach.draft_wish import DraftWish, Occasion
from copilot.outreach.ground import Ground, Known
from copilot.outreach.grounds_offered import arrival, bought, event, lapse, occasion, visit, wish_back
from copilot.outreach.grounds_owed import answer, apology, appointment, delayed, promise, ready
from copilot.outreach.may_say import hushed_words, own_pieces, shop_pieces
from copilot.records.care import ServiceCase
from copilot.records.people import Client, Store

#: How each occasion is found, what presses most first.
BUILDERS: dict[Occasion, Callable[[Known], Iterator[Ground]]] = {
    Occasion.ANSWER: answer,
    Occasion.APOLOGY: apology,
    Occasion.DELAYED: delayed,
    Occasion.READY: ready,
    Occasion.APPOINTMENT: appointment,
    Occasion.PROMISE: promise,
    Occasion.THANKS: lambda known: bought(known, Occasion.THANKS, range(22), range(1, 5)),
    Occasion.VISIT: visit,
    Occasion.WEARING: lambda known: bought(known, Occasion.WEARING, range(7, 41), range(12, 17)),
    Occasion.CARE: lambda known: bought(known, Occasion.CARE, range(28, 121), range(56, 66)),
    Occasion.WISH_BACK: wish_back,
    Occasion.OCCASION: occasion,
    Occasion.ARRIVAL: arrival,
    Occasion.EVENT: event,
    Occasion.LAPSE: lapse,
}


def grounds(session: Session, client: Client, wish: DraftWish, policy: Policy, now: datetime) -> list[Ground]:
    """Every reason to write that the rows give, what presses most first; of one occasion only, where one is wished for."""
    store = session.get_one(Store, client.store_id)
    cases = session.exec(select(ServiceCase).where(ServiceCase.client_id == client.id).order_by(col(ServiceCase.id))).all()
    hushed = hushed_words(session, client)
    known = Known(session, client, store, policy, now, wish, cases=tuple(cases), shop=shop_pieces(session, store, hushed))
    known = replace(known, owned=own_pieces(session, client, known.today, hushed))
    found = [ground for named, build in BUILDERS.items() if wish.occasion in (None, named) for ground in build(known)]
    if wish.about and wish.occasion is None:
        found.sort(key=lambda one: one.occasion is not Occasion.ARRIVAL)
    return found
