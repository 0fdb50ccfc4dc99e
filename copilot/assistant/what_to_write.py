"""What was asked for, in the words of the shop: the reason, the pieces and the day that the words name."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from sqlmodel import Session

from copilot.assistant.counter import Counter
from copilot.assistant.events import DraftProposal, Turn
from copilot.domain.draft import Closeness
from copilot.domain.message import Channel
from copilot.domain.source import Found
from copilot.domain.verdict import Kind
from copilot.models.builtin.changing.moments import moment_in
from copilot.models.builtin.language import language_of
from copilot.models.builtin.to_write.reading import as_typed, change_in, occasion_in, request_in
from copilot.outreach.approved_texts import elsewhere
from copilot.outreach.dictating import dictated
from copilot.outreach.draft_wish import Asks, Composed, DraftWish, Lack, NotNow, Occasion
from copilot.outreach.drafting import best_not_now, compose
from copilot.outreach.gathering import gather
from copilot.records.people import Client, User

TOOL = "draft_message"
MOST_PIECES = 40  #: products that one word may mean; more, and it names none
HOURS = frozenset({Kind.QUIET_HOURS, Kind.LOCAL_LAW})
WORK = "work"  #: a repair or an alteration: the rows say how it stands


def wish_of(
    session: Session, counter: Counter, about: str, occasion: str, channel: str, language: str, closeness: str
) -> DraftWish:
    """What is wished for."""
    named = occasion or occasion_in(about)
    why = Occasion(named) if named in set(Occasion) else None
    pieces = counter.catalogue.named(session, about) if about and named != WORK and why is not Occasion.EVENT else set()
    spoken = language_of(about, fallback=counter.desk.language)
    return DraftWish(
        occasion=why,
        channel=Channel(channel) if channel else None,
        language=language,
        closeness=Closeness(closeness) if closeness else None,
        about=tuple(sorted(pieces)) if len(pieces) <= MOST_PIECES else (),
        say=_sentence(about) if why is Occasion.ANSWER and about else "",
        day=moment_in(about, counter.today, spoken).day if why in (Occasion.EVENT, Occasion.DELAYED) else None,
    )


def written(
    session: Session, counter: Counter, client: Client, wish: DraftWish, about: str, words: str, by: str = "typed"
) -> Composed | Asks:
    """The message in the words that are given, else composed; or what has to be asked first. `by`: whose words they are."""
    policy, writer = counter.policy.now(), session.get_one(User, counter.desk.user_id)
    if words:

        def said(other: DraftWish) -> Composed | Asks:
            return dictated(session, client, other, words, policy, counter.now, writer=writer)

        told = elsewhere(session, client, said(wish), wish, policy, counter.now, said)
        return replace(told, written_by=by) if isinstance(told, Composed) else told
    if about and not (wish.occasion or wish.about or occasion_in(about) == WORK):
        return Asks(Lack.REASON)  # what would be written now is about something else than what was asked for
    seed = (client.id or 0) * 1000 + counter.today.timetuple().tm_yday

    def composed(wish: DraftWish) -> Composed | Asks:
        guard = counter.guard() if counter.guard and counter.writer is None else None
        return compose(session, client, wish, policy, counter.now, writer=writer, seed=seed, model=counter.writer, guard=guard)

    made = composed(wish)
    if wish.occasion is Occasion.THANKS and isinstance(made, Asks) and made.lack is Lack.REASON:
        return composed(replace(wish, occasion=Occasion.VISIT))
    return made


def better_not(session: Session, counter: Counter, client: Client, made: Composed) -> NotNow | None:
    """Why it had better not go now, whatever its words. The hour alone is no reason: it waits for the morning."""
    situation = gather(session, client, counter.policy.now(), counter.now, associate=counter.desk.name)
    found = best_not_now(situation, made.message)
    return found if found and any(one.kind not in HOURS for one in found.findings) else None


def asks_for_one(question: str, history: Sequence[Turn], today: date, language: str) -> bool:
    """Whether a sentence asks for a message, or for other words in the one that was just proposed."""
    if request_in(question, fallback_language=language):
        return True
    return bool(history and history[-1].drafted and change_in(question, today, fallback_language=language))


def whose_words(words: str, messages: Sequence[BaseMessage]) -> tuple[str, str]:
    """The text as the asker typed it, and "typed"; a text that is not the asker's as it is, and the name of the model."""
    for message in reversed(messages):
        if isinstance(message, HumanMessage) and (typed := as_typed(words, str(message.text))):
            return typed, "typed"
    names = (one.response_metadata.get("model_name") for one in reversed(messages) if isinstance(one, AIMessage))
    return words, str(next(names, None) or "model")


def drafts_in(found: Sequence[Found]) -> tuple[DraftProposal, ...]:
    """The messages that the tool proposed, each once."""
    wanted = {(f.data["client_id"], repr(f.data["draft"])): f.data for f in found if f.about == TOOL and f.data["draft"]}
    return tuple(DraftProposal(client_id=d["client_id"], client=d["name"], **d["draft"]) for d in wanted.values())


def _sentence(words: str) -> str:
    said = words.strip()
    return said[:1].upper() + said[1:] + ("" if said[-1:] in ".!?…" else ".")
