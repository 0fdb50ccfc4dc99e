"""A message to one client: proposed here; a person reads it, changes it, and alone can let it go."""

from datetime import date
from typing import Literal

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, select

from copilot.assistant.counter import Counter
from copilot.assistant.what_to_write import better_not, whose_words, wish_of, written
from copilot.domain.draft import Status
from copilot.domain.source import Found
from copilot.models.builtin.writing.lines import LANGUAGES
from copilot.outreach.draft_wish import Asks, Composed, DraftWish, Lack, NotNow
from copilot.outreach.writing_again import other_words
from copilot.records.drafts import Draft
from copilot.records.people import Client, User
from copilot.records.scope import client_in_scope

OCCASIONS = Literal[
    "", "thanks", "visit", "wearing", "care", "promise", "wish_back", "arrival", "appointment", "ready", "delayed", "answer",
    "occasion", "event", "lapse", "apology",
]  # fmt: skip
CHANGES = Literal["", "shorter", "warmer", "reserved", "less_salesy", "date", "how", "language"]
#: Those that are not written are understood, so that this can be said.
TONGUES = Literal["", "en", "fr", "it", "es", "de", "pt", "nl", "ru", "zh", "ja", "ko", "ar"]
_OPEN = (Status.WRITING.value, Status.SENT_BACK.value)


@tool(response_format="content_and_artifact")
def draft_message(
    client_id: int,
    runtime: ToolRuntime[Counter],
    about: str = "",
    words: str = "",
    occasion: OCCASIONS = "",
    channel: Literal["", "email", "sms", "whatsapp", "post"] = "",
    language: TONGUES = "",
    closeness: Literal["", "reserved", "warm", "close"] = "",
    change: CHANGES = "",
    day: date | None = None,
) -> tuple[str, Found]:
    """Propose a message to one client, or with `change` other words for the last one; `words`: the text as it was dictated."""
    counter = runtime.context
    with Session(counter.engine) as session:
        client = client_in_scope(session, counter.scope, client_id)
        if change:
            draft = _last_open(session, counter, client_id)
            if draft is None:
                return _not_proposed(client, "no_draft", f"There is no open draft to {client.name} that could be changed.")
            if change == "language" and language and language not in LANGUAGES:
                told = f"Nothing was changed: messages are not written in {language!r}. The draft to {client.name} is as it was."
                return _not_proposed(client, "no_tongue", told)
            writer = session.get_one(User, counter.desk.user_id)
            made = other_words(
                session,
                draft,
                change,
                counter.policy.now(),
                counter.now,
                writer=writer,
                day=day,
                language=language,
                model=counter.writer,
            )
            return _proposed(client, made, DraftWish(), None, change, (draft.id or 0, draft.version))
        wish = wish_of(session, counter, about.strip(), occasion, channel, language, closeness)
        given, by = whose_words(words.strip(), runtime.state.get("messages", [])) if words.strip() else ("", "")
        made = written(session, counter, client, wish, about.strip(), given, by)
        against = better_not(session, counter, client, made) if isinstance(made, Composed) else None
        return _proposed(client, made, wish, against)


_TOLD = {
    "language": " Say that messages are not written in {value!r} here, and that this one is in {written!r}.",
    "instead": " Say that by WhatsApp only approved texts go to the client now, none fits, and so it goes by {value}.",
    "approved": " Say that it is a text approved by WhatsApp: nothing else goes there now. The card says which words may change.",
}


def _proposed(
    client: Client,
    made: Composed | Asks,
    wish: DraftWish,
    against: NotNow | None,
    change: str = "",
    of: tuple[int, int] | None = None,
) -> tuple[str, Found]:
    if isinstance(made, Asks):
        choices = f" It could be: {', '.join(made.choices)}." if made.choices else ""
        told = f"Nothing was written to {client.name}: ask the asker for the {made.lack.value}.{choices}"
        if made.lack is Lack.APPROVED:
            told = f"Nothing was written to {client.name}: by WhatsApp only approved texts go there now; none fits.{choices}"
        return _not_proposed(client, f"lack_{made.lack.value}", told, made.choices)
    draft = {"made": made, "wish": wish, "change": change, "of": of}
    told = f"A message to {client.name} is on the page now, to be read and changed. It was not sent; only the asker can send it."
    if against is not None:
        when = f"; it would be welcome from {against.welcome_from:%A %d %B}" if against.welcome_from else ""
        reasons = " ".join(one.reason for one in against.findings)
        told += f" But it is better not to write to {client.name} now{when}: {reasons} Say so."
    told += "".join(_TOLD[kind].format(value=value, written=written) for kind, value, written in notes_on(made))
    data = {**_about(client), "draft": draft, "not_now": against is not None, "notes": notes_on(made)}
    return told, Found("draft_message", (), data)


def notes_on(made: Composed) -> tuple[tuple[str, str, str], ...]:
    """What has to be said beside the draft, with the language that it is in: it is not as was asked, or as one would think."""
    notes = {
        "language": made.proposed_language,
        "instead": made.channel.value if made.instead_of else "",
        "approved": made.channel.value if made.approved else "",
    }
    return tuple((kind, value, made.language) for kind, value in notes.items() if value)


def _not_proposed(client: Client, why: str, told: str, choices: tuple[str, ...] = ()) -> tuple[str, Found]:
    return told, Found("draft_message", (), {**_about(client), "why": why, "choices": choices})


def _about(client: Client) -> dict[str, object]:
    return {
        "client_id": client.id,
        "name": client.name,
        "called": client.called,
        "why": "",
        "choices": (),
        "draft": None,
        "not_now": False,
        "notes": (),
    }


def _last_open(session: Session, counter: Counter, client_id: int) -> Draft | None:
    """The asker's own draft to the client that they touched last, if it can still be changed."""
    mine = select(Draft).where(Draft.client_id == client_id, Draft.associate_id == counter.desk.user_id)
    return session.exec(mine.where(col(Draft.status).in_(_OPEN)).order_by(col(Draft.changed_at).desc())).first()
