"""Finding the clients whom somebody names: with typing errors, without accents, by nickname, by half a name."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein
from sqlmodel import Session, col, select

from copilot.domain.desk import Scope
from copilot.domain.wording import fold
from copilot.records.everyday import in_dictionary, is_place
from copilot.records.people import Account, Client
from copilot.records.scope import clients_within

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CALLED = re.compile(r"\s*[:,]\s|\s[-–—]\s")
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof sir lady madame mme monsieur m mlle signora signor sig sigra señora señor sra sr doña don".split()
)


#: Little words within names, which name nobody by themselves.
_PARTICLES = frozenset("de da di do du del della des dos van von der den la le el al bin ben ibn y e i".split())


@dataclass(frozen=True)
class NamedClient:
    """A client whom the words name, how sure that is (0 to 1), and the words that did it."""

    client: Client
    sureness: float
    words: str


def clients_named(session: Session, scope: Scope, text: str, *, common: frozenset[str] = frozenset()) -> list[NamedClient]:
    """The clients in scope whom `text` names, the surest first and the asker's own book before the store's.

    `common` are folded words of everyday language: a name that is such a word ("Rose", "Will") only counts when it
    is written as a name, beside another name or a title.
    """
    spoken = _spoken(text)
    if not spoken:
        return []
    clients = session.exec(select(Client).where(clients_within(scope))).all()
    by_part: dict[str, set[int]] = defaultdict(set)
    parts_of: dict[int, _Parts] = {}
    for client in clients:
        parts = _Parts.of(client)
        parts_of[client.id or 0] = parts
        for part in parts.all:
            by_part[part].add(client.id or 0)
    heard: dict[int, list[tuple[_Spoken, str, float]]] = defaultdict(list)
    strangers = _numbered_strangers(spoken, by_part, parts_of)
    for word in spoken:
        if word.place in strangers:
            continue
        for part, sureness in _like(word, by_part, common):
            for client_id in by_part[part]:
                if not word.behind or word.behind.folded in parts_of[client_id].given:
                    heard[client_id].append((word, part, sureness))
    named = [n for client in clients if (n := _judge(client, parts_of[client.id or 0], heard.get(client.id or 0, [])))]
    named = _keep_the_fullest(named)
    return sorted(named, key=lambda n: (-n.sureness, n.client.associate_id != scope.user_id, n.client.name))


def members_named(session: Session, scope: Scope, text: str, *, common: frozenset[str] = frozenset()) -> list[NamedClient]:
    """The clients in scope of a household or company that `text` names: "who orders for Lantern Yard"."""
    spoken = {word.folded for word in _spoken(text)}
    rows = session.exec(
        select(Client, Account).join(Account, col(Account.id) == Client.account_id).where(clients_within(scope))
    ).all()
    named = []
    for client, account in rows:
        telling = {
            word for word in _WORD.findall(fold(account.name)) if len(word) > 3 and word not in _LEGAL and word not in common
        }
        said = telling & spoken
        if said and len(said) >= min(2, len(telling)):
            named.append(NamedClient(client, 0.8, " ".join(sorted(said))))
    return named


_LEGAL = frozenset(
    "films film group limited advisory company partners associates studio house family famille famiglia familia".split()
)


def numbers_of_nobody(session: Session, scope: Scope, text: str) -> list[str]:
    """ "household 9999" where clients are numbered and none in scope has this number."""
    spoken = _spoken(text)
    if not any(word.behind for word in spoken):
        return []
    by_part: dict[str, set[int]] = defaultdict(set)
    parts_of = {client.id or 0: _Parts.of(client) for client in session.exec(select(Client).where(clients_within(scope)))}
    for client_id, parts in parts_of.items():
        for part in parts.all:
            by_part[part].add(client_id)
    strangers = _numbered_strangers(spoken, by_part, parts_of)
    return [f"{word.behind.folded} {word.folded}" for word in spoken if word.behind and word.place in strangers]


@dataclass(frozen=True)
class _Spoken:
    place: int
    word: str
    folded: str
    as_name: bool
    after_title: bool
    behind: "_Spoken | None" = None  #: of a number, the word before it: "household 7"
    called: bool = False  #: it stands at the head of what is said: "Flora - what is left for her?"

    @property
    def in_dictionary(self) -> bool:
        """Whether it is an everyday word as it stands: "maison" is no slip in "Masson"."""
        forms = {self.folded, self.word.lower(), self.folded.removesuffix("s"), self.folded.removesuffix("es")}
        return any(in_dictionary(form) for form in forms)


@dataclass(frozen=True)
class _Parts:
    given: frozenset[str]
    family: frozenset[str]
    preferred: frozenset[str]

    @classmethod
    def of(cls, client: Client) -> "_Parts":
        return cls(*(frozenset(_pieces(text)) for text in (client.given_name, client.family_name, client.preferred_name)))

    @property
    def all(self) -> frozenset[str]:
        return self.given | self.family | self.preferred


def _pieces(name: str) -> Iterable[str]:
    folded = fold(name)
    for word in _WORD.findall(folded):
        if word in _PARTICLES:
            continue
        yield word
        if "-" in word or "'" in word:
            yield from (piece for piece in re.split(r"[-']", word) if len(piece) > 2)
            yield from (said for half in word.split("-") if "'" in half for said in (half, half.replace("'", "")))
            yield re.sub(r"[-']", "", word)
    if " " in folded:
        yield re.sub(r"[^a-z]", "", folded)
    if not _WORD.search(folded) or re.search(r"\d", folded):
        yield folded


def _spoken(text: str) -> list[_Spoken]:
    words = [(m.start(), m.group()) for m in _WORD.finditer(text)]
    spoken, title = [], False
    for place, word in words:
        folded = re.sub(r"'s$|'$", "", fold(word))
        for article in ("d'", "l'", "dell'", "all'", "dall'", "qu'", "un'", "s'"):
            if folded.startswith(article) and len(folded) > len(article) + 2:
                spoken.append(_Spoken(place, word, folded.removeprefix(article), word[len(article) :][:1].isupper(), title))
        if folded in _TITLES:
            title = True
            continue
        starts = len(words) > 1 and (place == 0 or text[:place].rstrip()[-1:] in ".?!:")
        capital, called = word[:1].isupper(), place == 0 and _CALLED.match(text, len(word)) is not None
        spoken.append(_Spoken(place, word, folded, capital and not starts, title, called=capital and called))
        title = False
    by_place = {word.place: word for word in spoken}
    for number in re.finditer(r"([^\W\d_]+)\s+(\d+)\b", text):
        if number.start() in by_place:
            spoken.append(_Spoken(number.start(2), number[2], number[2], True, False, by_place[number.start()]))
    return spoken


def _numbered_strangers(spoken: list[_Spoken], by_part: dict[str, set[int]], parts_of: dict[int, _Parts]) -> set[int]:
    """The places of "household 9999" where households have numbers and none has this one: nobody is named by half of it."""
    strangers: set[int] = set()
    for word in spoken:
        if word.behind is None:
            continue
        called = by_part.get(word.behind.folded, set())
        numbered = any(part.isdigit() for client_id in called for part in parts_of[client_id].family)
        if numbered and not called & by_part.get(word.folded, set()):
            strangers |= {word.place, word.behind.place}
    return strangers


def _like(word: _Spoken, by_part: dict[str, set[int]], common: frozenset[str]) -> Iterable[tuple[str, float]]:
    written_as_name = word.as_name or word.after_title
    if word.folded in by_part:
        yield word.folded, 0.6 if word.folded in common and not (written_as_name or word.called) else 1.0
        return
    if word.folded.endswith("s") and len(word.folded) > 3 and word.folded[:-1] in by_part and word.folded[:-1] not in common:
        yield word.folded[:-1], 0.98  # "laurents ring size": the apostrophe is what hurry drops first
        return
    everyday = word.folded in common or is_place(word.folded) or (not written_as_name and word.in_dictionary)
    if len(word.folded) < 4 or everyday:
        return
    allowed = 1 if len(word.folded) < 7 else 2
    bare = word.folded.removesuffix("s")  # "quereshis size"
    for part in by_part:
        if abs(len(part) - len(bare)) > allowed or (part[0] != word.folded[0] and part[-1] != word.folded[-1]):
            continue
        slips = min(DamerauLevenshtein.distance(part, said, score_cutoff=allowed) for said in (word.folded, bare))
        if len(part) >= 4 and slips <= allowed:
            yield part, 0.9 - 0.1 * slips if written_as_name or len(part) > 5 else 0.72 - 0.1 * slips


def _judge(client: Client, parts: _Parts, heard: list[tuple[_Spoken, str, float]]) -> NamedClient | None:
    if not heard:
        return None
    best: dict[int, tuple[_Spoken, str, float]] = {}
    for one in heard:
        if one[0].place not in best or best[one[0].place][2] < one[2]:
            best[one[0].place] = one
    chosen = sorted(best.values(), key=lambda one: one[0].place)
    family = max((s for _, part, s in chosen if part in parts.family), default=0.0)
    given = max((s for _, part, s in chosen if part in parts.given | parts.preferred), default=0.0)
    words = " ".join(dict.fromkeys(word.word for word, _, _ in chosen))
    titled = any(word.after_title for word, _, _ in chosen)
    if family and given and len(chosen) > 1:
        return NamedClient(client, min(1.0, 0.5 * (family + given)), words)
    alone = max(family, given)
    if alone <= 0.6:
        return None
    return NamedClient(client, alone * (0.85 if family and (titled or not given) else 0.8), words)


def _keep_the_fullest(named: list[NamedClient]) -> list[NamedClient]:
    """Where "Sarah Mensah" is named in full, neither the other Mensah nor the other Sarah is meant by the same words."""
    full = [n for n in named if len(n.words.split()) > 1 and n.sureness >= 0.75]
    taken = {word for n in full for word in n.words.split()}
    kept = full + [n for n in named if n not in full and not set(n.words.split()) <= taken]
    exact: dict[str, float] = {}
    for n in kept:
        exact[n.words] = max(exact.get(n.words, 0.0), n.sureness)
    return [n for n in kept if n.sureness >= exact[n.words] - 0.06]
