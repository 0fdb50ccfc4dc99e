"""Who is in the trial: who asks, whom they may not see, made-up people of whom nobody has heard, and what must not be told."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from copilot.domain.desk import Desk, Role, Scope
from copilot.domain.wording import fold
from copilot.models.builtin.lexicon import LANGUAGES, nobodys_names
from copilot.models.builtin.mending import mended
from copilot.records.asking import desk_of
from copilot.records.care import Appointment, Promise, ServiceCase, Wish
from copilot.records.everyday import EVERYDAY_WORDS
from copilot.records.finding import clients_named
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Client, ContactPoint, User
from copilot.records.trade import Product, Purchase

_TELLING = 18  #: letters of a note or fact that give it away
#: Beginnings, middles and ends of names; none is a word in any of the four languages.
_STARTS = {
    "vowel": ("Aldr", "Ebr", "Imr", "Osk", "Ulv", "Yvr"),
    "h": ("Hadr", "Helv", "Hols"),
    "consonant": ("Br", "Drav", "Gorm", "Kelv", "Marv", "Nolv", "Pelr", "Tav", "Vandr", "Zelm", "Wendr", "Skel"),
}
_MIDDLES = ("a", "e", "i", "o", "ane", "ori", "ila", "ebo", "uva")
_ENDS = ("wick", "zor", "lund", "mett", "quist", "drim", "vash", "pelt", "xen", "thorn")


@dataclass(frozen=True)
class Kept:
    """A client and all that would give them away."""

    id: int
    name: str
    nickname: str
    salutation: str
    store_id: int
    associate_id: int | None
    telling: tuple[str, ...] = ()
    rows: dict[str, tuple[int, ...]] = field(default_factory=dict, hash=False)

    @property
    def calls(self) -> dict[str, str]:
        """What somebody may call them, by kind."""
        given, _, family = self.name.partition(" ")
        known = {"full": self.name, "lower": self.name.lower(), "family": f"{self.salutation or 'Ms'} {family}", "given": given}
        known |= {"swapped": f"{family} {given}", "misspelt": misspelt(self.name)}
        return known | ({"nickname": self.nickname} if self.nickname and self.nickname not in self.name else {})


@dataclass
class House:
    """Everybody in the trial."""

    engine: Engine
    clients: tuple[Kept, ...]
    desks: tuple[Desk, ...]
    sign_in_names: dict[int, str]
    numbered: frozenset[str]  #: numbers that name things in the shop, and so are no guess at a client
    _named: dict[tuple[int | None, str], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, engine: Engine, now: datetime) -> "House":
        """The clients of a database who have one given and one family name, and everybody who works in one store."""
        with Session(engine) as session:
            users = session.exec(select(User).where(User.active, col(User.store_id).is_not(None))).all()
            desks = tuple(desk_of(session, user, now) for user in users if user.role != Role.TRAINER)
            rows = session.exec(select(Client).where(Client.status == "active").order_by(col(Client.id))).all()
            clients = tuple(_kept(session, client) for client in rows if re.fullmatch(r"[^\W\d_]+ [^\W\d_]+", client.name))
        names = {user.id or 0: user.source_id for user in users}
        things = " ".join(f"{p.name} {p.material} {p.collection}" for p in session.exec(select(Product)))
        return cls(engine, clients, desks, names, frozenset(re.findall(r"\d+", things)))

    def nobodys_id(self, number: int) -> int:
        """An id that belongs to nobody, now as short as those in use, now longer: a house document is near some numbers."""
        return max(one.id for one in self.clients) + (100 + number % 800 if number % 2 else 10 ** (3 + number % 5) + number)

    def foreign(self, desk: Desk) -> list[Kept]:
        """Whom this person may not see."""
        return [one for one in self.clients if one.store_id != desk.store_id]

    def owner(self, kept: Kept) -> Desk:
        """Somebody who may see this client: whose book they are in, or a colleague."""
        here = [desk for desk in self.desks if desk.store_id == kept.store_id]
        return next((desk for desk in here if desk.user_id == kept.associate_id), here[0])

    def names_anybody(self, scope: Scope, words: str) -> bool:
        """Whether these words name somebody whom the asker may see, or hold a word that is no name everywhere."""
        asked = (scope.store_id, words)
        if asked not in self._named:
            folded = fold(words).replace(".", "")
            said = {part for word in re.findall(r"\w+", folded) for part in (word, word.removesuffix("s"))} - _TITLES
            short = any(len(word) < 3 for word in re.findall(r"\w+", folded) if word not in _TITLES)
            mended_ = any(mended(folded, language) != folded for language in LANGUAGES)  # taken for a slip of another word
            with Session(self.engine) as session:
                found = clients_named(session, scope, words, common=EVERYDAY_WORDS)
            self._named[asked] = bool(found) or short or mended_ or bool(said & (EVERYDAY_WORDS | nobodys_names()))
        return self._named[asked]


def _kept(session: Session, client: Client) -> Kept:
    def of(table: Any, *columns: str) -> list[tuple[Any, ...]]:
        found = session.exec(select(table).where(table.client_id == client.id)).all()
        return [tuple(getattr(row, name) for name in columns) for row in found]

    notes, facts, points = of(Note, "id", "text"), of(Fact, "id", "text"), of(ContactPoint, "id", "value")
    rows = {"note": notes, "fact": facts, "point": points} | {
        name: of(table, "id")
        for name, table in (("purchase", Purchase), ("appointment", Appointment), ("wish", Wish), ("promise", Promise))
    }
    rows["case"] = of(ServiceCase, "id", "text")
    # What only its author may read, the client's other people do not get either.
    private = set(session.exec(select(Fact.id).join(Note).where(Fact.client_id == client.id, Note.visibility != "store")))
    rows["fact"] = [row for row in facts if row[0] not in private]
    told = {text[:_TELLING] for _, text in (*notes, *facts) if len(text) > _TELLING + 6} | {value for _, value in points}
    return Kept(
        client.id or 0, client.name, client.preferred_name, client.salutation, client.store_id, client.associate_id,
        tuple(sorted(told)), {name: tuple(row[0] for row in found) for name, found in rows.items()},
    )  # fmt: skip


def misspelt(name: str) -> str:
    """The name with two letters of its longest word changed round, the same each time."""
    longest = max(name.split(), key=len)
    at = len(longest) // 2
    return name.replace(longest, longest[: at - 1] + longest[at] + longest[at - 1] + longest[at + 1 :], 1) if at > 1 else name


class Strangers:
    """Names that nobody in the house has, each made for the name in whose place it stands."""

    def __init__(self, house: House, seed: int) -> None:
        self._house, self._dice = house, random.Random(seed)
        self._everywhere = Scope(0, Role.ADMINISTRATOR, None)

    def instead_of(self, words: str) -> str:
        """Made-up words for these: as many, written alike, and beginning with the same sort of letter."""
        return " ".join(word if word.replace(".", "").lower() in _TITLES else self._word(word) for word in words.split())

    def _word(self, word: str) -> str:
        first = fold(word)[:1]
        sort = "h" if first == "h" else "vowel" if first in "aeiouy" else "consonant"
        while True:
            made = self._dice.choice(_STARTS[sort]) + self._dice.choice(_MIDDLES) + self._dice.choice(_ENDS)
            if not self._house.names_anybody(self._everywhere, made):  # a word that is known is looked up once
                return made if word[:1].isupper() else made.lower()


_TITLES = frozenset(
    "sigra dra frau herr m mr mrs ms miss mx dr prof sir lady madame mme monsieur mlle signora signor sig señora señor".split()
)


def without(text: str, names: Sequence[str]) -> str:
    """A text in which the names that the question gave are one letter."""
    words = {
        part
        for name in names
        for part in (name, fold(name), *name.split(), *fold(name).split())
        if len(part) > 1 or part.isdigit()
    }
    for word in sorted(words, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", "N", text, flags=re.IGNORECASE)
    return re.sub(r"N(?:[ -]N)*", "N", text)


def unname(engine: Engine, store_id: int | None) -> None:
    """Give everybody of another store made-up names, so that what is asked by name there is asked about nobody."""
    dice = random.Random(0)
    with Session(engine) as session:
        for client in session.exec(select(Client).where(Client.store_id != store_id)).all():
            made = [f"{dice.choice(_STARTS['consonant'])}{dice.choice(_MIDDLES)}{dice.choice(_ENDS)}" for _ in range(2)]
            client.given_name, client.family_name, client.preferred_name = made[0], f"{made[1]}{client.id}", ""
            session.add(client)
        session.commit()
