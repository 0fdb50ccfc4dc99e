"""The messages to a client that have not left, on the client's card; with none, the way to begin one."""

from datetime import datetime

from sqlmodel import Session, col, select, true

from copilot.chat.cards import Shown, Speech
from copilot.chat.drafting.reminder_shown import reminder_shown
from copilot.chat.words import say, words
from copilot.domain.desk import Desk, Role
from copilot.domain.draft import ENDED
from copilot.outreach.drafts import stood_in_for
from copilot.records.drafts import Draft
from copilot.records.people import Client, User

LISTED = 5  #: the newest; how many older ones there are is said
WRITES = frozenset({Role.ASSOCIATE, Role.MANAGER})


def drafts_shown(session: Session, desk: Desk, client: Client, speech: Speech, now: datetime) -> Shown:
    """One's own and those one stands in for, and of who leads there everybody's: state, channel and day. The words are not there:
    the client may be looking at the screen."""
    said, language = words("drafting", speech.language), speech.language
    mine = (desk.user_id, *stood_in_for(session, desk.user_id, now))
    seen = true() if desk.scope.leads else col(Draft.associate_id).in_(mine)
    found = session.exec(
        select(Draft, User)
        .outerjoin(User, col(User.id) == Draft.associate_id)
        .where(Draft.client_id == client.id, ~col(Draft.automatic), seen)
        .where(col(Draft.status).not_in([one.value for one in ENDED]))
        .order_by(col(Draft.changed_at).desc(), col(Draft.id).desc())
    ).all()
    may_write = not found and desk.role in WRITES and client.status == "active"
    left = len(found) - LISTED
    return {
        "title": said["card_title"],
        "rows": [_row(draft, user if draft.associate_id not in mine else None, speech) for draft, user in found[:LISTED]],
        "older": say("drafting", "list_older", language, n=left) if left > 0 else "",
        "none": said["card_none"] if not found else "",
        "write": say("drafting", "write_to", language, words=client.name) if may_write else "",
        "reminder": reminder_shown(session, desk, client, speech),
    }


def _row(draft: Draft, of: User | None, speech: Speech) -> Shown:
    """`of`: whose it is, where it is not the asker's."""
    said, guard = words("drafting", speech.language), words("guard", speech.language)
    state = said[f"list_{draft.status}"] if of is None else say("drafting", f"card_{draft.status}", speech.language, name=of.name)
    return {
        "id": draft.id,
        "state": state,
        "channel": draft.channel,
        "how": guard[f"channel_{draft.channel}"],
        "when": speech.ago(draft.changed_at.date()),
    }
