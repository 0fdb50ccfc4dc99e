"""What a card says of a reminder: on which day it comes, or why it was dropped."""

from sqlmodel import Session

from copilot.chat.cards import Shown, Speech
from copilot.chat.verdict_words import moment_in
from copilot.chat.words import say, words
from copilot.domain.desk import Desk
from copilot.outreach.reminders import DROPPED, last_of, waiting_for
from copilot.outreach.whereabouts import zones_of
from copilot.records.drafts import Draft
from copilot.records.people import Client, Store


def reminder_shown(session: Session, desk: Desk, client: Client, speech: Speech, draft: Draft | None = None) -> Shown | None:
    """The asker's reminder for this client that waits; else why the one for this draft was dropped."""
    said = words("drafting", speech.language)
    if waiting := waiting_for(session, desk.user_id, client.id or 0):
        zones, _ = zones_of(client, session.get_one(Store, client.store_id))
        when = moment_in(waiting.at, zones[0] if zones else "UTC", speech.language)
        return {"line": say("drafting", "reminded", speech.language, when=when), "back": said["remind_back"]}
    last = last_of(session, draft.id or 0) if draft else None
    known = last and last.user_id == desk.user_id and last.state == DROPPED and said.get(f"reminder_{last.because}")
    return {"line": known, "back": ""} if known else None
