"""One person's conversation with the whole assistant, as the page would hold it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlmodel import Session, select

from copilot.assistant.events import Answer, Turn
from copilot.bootstrap import Shop
from copilot.domain.desk import Desk
from copilot.records.asking import desk_of, user_named
from copilot.records.people import Client

TODAY = date(2026, 3, 18)  #: a Wednesday; the demo's dates are counted from it
NOW = datetime(2026, 3, 18, 11, 0, tzinfo=UTC)


@dataclass
class Talk:
    """Questions in a row by one person; the answers are remembered as the page remembers them."""

    shop: Shop
    desk: Desk
    history: list[Turn] = field(default_factory=list)

    @classmethod
    def of(cls, shop: Shop, user: str) -> "Talk":
        """The person who signs in with this name, at their counter on that Wednesday."""
        with Session(shop.engine) as session:
            found = user_named(session, user)
            assert found is not None, user
            return cls(shop, desk_of(session, found, NOW))

    async def ask(self, question: str) -> Answer:
        """The whole answer to one question."""
        answer = None
        async for event in self.shop.answer(question, self.history, self.desk):
            answer = event
        assert isinstance(answer, Answer)
        self.history.append(Turn(question, answer.text, answer.client_ids))
        return answer

    def client(self, source_id: str) -> int:
        """The id of a client by the name that the files give them."""
        with Session(self.shop.engine) as session:
            return session.exec(select(Client.id).where(Client.source_id == source_id)).one() or 0


def kinds(answer: Answer) -> set[str]:
    """The kinds of what an answer cites."""
    return {source.kind for source in answer.sources}


def marks(answer: Answer) -> list[str]:
    """The marks of an answer's sources."""
    return [source.mark for source in answer.sources]
