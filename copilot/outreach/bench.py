"""Situations of a book, drafted one after the other and judged: what `copilot bench drafts` prints."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import combinations, pairwise

from sqlmodel import Session, col, select

from copilot.domain.policy import Policy
from copilot.domain.verdict import Verdict
from copilot.models.builtin.writing.composing import shared
from copilot.outreach.asking import situation_for
from copilot.outreach.checking import Guard
from copilot.outreach.draft_wish import Asks, Composed, DraftWish, NotNow, Occasion
from copilot.outreach.drafting import best_not_now, compose
from copilot.outreach.reading_over import against_the_words
from copilot.records.people import Client, User

_WORD = re.compile(r"\w+")
_NOON = time(12)


@dataclass(frozen=True)
class Drafted:
    """One situation with its message and its verdict."""

    client: str
    associate: str
    draft: Composed
    verdict: Verdict
    not_now: NotNow | None
    first: Composed  #: as the writer had it before it was read over

    @property
    def passes(self) -> bool:
        """Nothing is wrong with the words; and if the moment is, it was said beforehand."""
        return not against_the_words(self.verdict) and (not self.verdict.findings or self.not_now is not None)

    @property
    def at_once(self) -> bool:
        """It passes in the words that came first."""
        return self.passes and self.draft == self.first


def drafted(
    session: Session,
    guard: Guard,
    policy: Policy,
    today: date,
    how_many: int,
    seed: int,
    progress: Callable[[], None] = lambda: None,
) -> tuple[list[Drafted], list[Asks]]:
    """So many situations of the book by seed, each drafted once; and those in which the writer asked instead."""
    found: list[Drafted] = []
    asked: list[Asks] = []
    texts: list[str] = []
    for client, writer, wish, now in _situations(session, today, seed):
        if len(found) == how_many:
            break
        first = compose(session, client, wish, policy, now, writer=writer, seed=len(found), unlike=texts)
        if isinstance(first, Asks):
            asked.append(first)
            continue
        if any(one.client == client.name and one.draft.occasion is first.occasion for one in found):
            continue
        draft = compose(session, client, wish, policy, now, writer=writer, seed=len(found), unlike=texts, guard=guard)
        assert isinstance(draft, Composed)  # what had to be asked was asked above
        texts.append(draft.text)
        situation = situation_for(session, client, draft.message, policy, now, associate=writer.name)
        verdict = guard.check(draft.message, situation)
        found.append(Drafted(client.name, writer.name, draft, verdict, best_not_now(situation, draft.message), first))
        progress()
    return found, asked


def _situations(session: Session, today: date, seed: int) -> list[tuple[Client, User, DraftWish, datetime]]:
    """Clients and occasions in turn, so that no occasion crowds out another; at midday of a day of work."""
    chance = random.Random(seed)
    clients = list(session.exec(select(Client).where(Client.status == "active").order_by(col(Client.id))).all())
    named = [one for one in Occasion if one is not Occasion.EVENT]
    by_occasion = {one: chance.sample(clients, len(clients)) for one in named}
    now = datetime.combine(today, _NOON, UTC)
    found = []
    for place in range(len(clients)):
        for occasion in named:
            client = by_occasion[occasion][place]
            writer = session.get(User, client.associate_id) if client.associate_id else None
            if writer is not None:
                found.append((client, writer, DraftWish(occasion=occasion), now))
    return found


def distinct_2(texts: Sequence[str]) -> float:
    """The share of word pairs that are different ones, over all texts together."""
    pairs = [pair for text in texts for pair in _pairs(text)]
    return len(set(pairs)) / len(pairs) if pairs else 1.0


def most_shared(texts: Sequence[str]) -> tuple[float, int, int]:
    """The largest share of word four-grams that two texts have in common, and which two."""
    worst = (0.0, 0, 0)
    for (i, one), (j, other) in combinations(enumerate(texts), 2):
        worst = max(worst, (shared(one, other), i, j))
    return worst


def _pairs(text: str) -> list[tuple[str, str]]:
    words = _WORD.findall(text.casefold())
    return list(pairwise(words))
