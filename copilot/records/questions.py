"""A bad answer as a line of a question file, so that it can be asked again: as it was, or without whom it was about."""

import re
from collections.abc import Iterable

from sqlmodel import Session, select

from copilot.domain.wording import fold
from copilot.records.people import Client, ContactPoint, User
from copilot.records.reported import Reported

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_REACH = re.compile(r"[^\s@]+@[^\s@]+|(?:https?://|www\.)\S+|\+?\d[\d\s()./-]{5,}\d", re.IGNORECASE)
SHORTEST = 2  #: a name of one letter is an initial, and everywhere


class Names:
    """Every name in the house, to find them in a question. Words that are also names are taken for names."""

    def __init__(self, session: Session) -> None:
        self.words: set[str] = set()
        clients = select(Client.given_name, Client.family_name, Client.preferred_name, Client.source_id)
        for row in session.exec(clients).yield_per(5_000):
            self._learn(row)
        self._learn(session.exec(select(User.name)).all())
        self._learn(session.exec(select(User.source_id)).all())
        self._learn(session.exec(select(ContactPoint.value).where(ContactPoint.kind != "post")).yield_per(5_000))

    def _learn(self, names: Iterable[str]) -> None:
        for name in names:
            self.words.update(word for found in _WORD.findall(fold(name)) for word in (found, *re.split(r"[-'’]", found)))

    def without(self, text: str, told: dict[str, str]) -> str:
        """The text with a placeholder for each name, number and address; the same one for the same name, through `told`."""

        def hidden(found: re.Match[str]) -> str:
            word = fold(found[0])
            parts = [word, *re.split(r"[-'’]", word)]
            stem = word.removesuffix("'s").removesuffix("’s")
            if not any(part in self.words and len(part) > SHORTEST - 1 and not part.isdigit() for part in (*parts, stem)):
                return found[0]
            return told.setdefault(stem, f"[name {len(told) + 1}]")

        return _WORD.sub(hidden, _REACH.sub("[number or address]", text))


def as_question(report: Reported, names: Names | None) -> dict[str, object]:
    """A question of `copilot bench ask`: what is expected is for a person to fill in. With `names` nobody is named."""
    told: dict[str, str] = {}

    def shown(text: str) -> str:
        return names.without(text, told) if names else text

    how = report.how
    return {
        "id": f"reported-{report.id[:8]}",
        "kind": "reported",
        "language": report.language or "en",
        "as": report.by_name if names is None else report.role,
        "turns": [shown(turn) for turn in (*report.earlier, report.question)],
        "expect": [],
        "forbid": [],
        "refuse": False,
        "why": shown(report.comment),
        "remark": shown(report.remark),
        "looked": how.get("looked", []),
        "was_refused": how.get("refused"),
        "fell_back": how.get("fell_back"),
        "model": how.get("model"),
        "seconds": how.get("seconds"),
        "words": how.get("words"),
        "version": how.get("version"),
    }
