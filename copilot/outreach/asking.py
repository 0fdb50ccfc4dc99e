"""The situation of a client whom somebody names, for the words of one message."""

from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlmodel import Session, col, or_, select

from copilot.domain.desk import Role, Scope
from copilot.domain.message import Message
from copilot.domain.policy import Policy
from copilot.domain.situation import Situation
from copilot.errors import OutOfScope
from copilot.outreach.gathering import gather
from copilot.outreach.store_facts import store_facts
from copilot.records.asking import desk_of, user_named
from copilot.records.finding import clients_named
from copilot.records.people import Client
from copilot.records.scope import clients_within
from copilot.retrieval.house import Section, read_folder
from copilot.settings import house_folder


def situation_of(
    session: Session, named: str, message: Message, policy: Policy, now: datetime, *, as_user: str = ""
) -> Situation:
    """The situation of the one client whom `named` names: an id or a name; OutOfScope where it is none or several."""
    user = user_named(session, as_user) if as_user else None
    if as_user and user is None:
        raise OutOfScope(f"There is no user {as_user!r}. `copilot user list` shows who there is.")
    scope = desk_of(session, user, now).scope if user else Scope(0, Role.ADMINISTRATOR, None)
    client = _client(session, scope, named)
    return situation_for(session, client, message, policy, now, associate=user.name if user else "")


def situation_for(
    session: Session,
    client: Client,
    message: Message,
    policy: Policy,
    now: datetime,
    *,
    associate: str = "",
    apart_from: int | None = None,
) -> Situation:
    """The client's situation and what the store may say about the things that the message names."""
    gathered = gather(session, client, policy, now, associate=associate, apart_from=apart_from)
    return with_store(session, client, gathered, message)


def with_store(session: Session, client: Client, situation: Situation, message: Message) -> Situation:
    """The situation with what the store may say about the things that the message names."""
    return replace(situation, store=store_facts(session, client.store_id, message, house_sections()))


@cache
def house_sections() -> tuple[Section, ...]:
    """What the house says of itself to everybody; read once."""
    sections, _ = read_folder(house_folder() / "knowledge")
    return tuple(section for section in sections if not section.managers_only)


def _client(session: Session, scope: Scope, named: str) -> Client:
    same = or_(col(Client.source_id) == named, col(Client.id) == (int(named) if named.isdigit() else -1))
    by_id = session.exec(select(Client).where(same, clients_within(scope))).all()
    found = list(by_id) or [one.client for one in clients_named(session, scope, named) if one.sureness >= 0.9]
    if len(found) != 1:
        raise OutOfScope(f"{named!r} is no client here." if not found else f"{named!r} names {len(found)} clients; give the id.")
    return found[0]
