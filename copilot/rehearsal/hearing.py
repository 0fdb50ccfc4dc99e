"""What a line of the associate's does, as anybody in the room would hear it: asks, listens, offers, recalls, pushes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from copilot.domain.verdict import Finding, Severity
from copilot.domain.wording import fold
from copilot.reading.common_words import COMMON
from copilot.rehearsal.scenario import Scenario, Signs

LONG = 150  #: words in one turn, from which nobody listens to the end
_WORD = re.compile(r"[^\W_]{3,}")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_PER_CENT = re.compile(r"(\d+) ?(%|per ?cent|pour ?cent|per ?cento|por ?ciento)")
_CLIENT = r"(?:client|cliente|clienta|customer)"
_ENDING = 5  #: letters by which two forms of a word are recognised
_SHORT = frozenset(
    "the and for you are was not but has had his her its our out who all any can one she him how now see two way did get let say "
    "too use les des une est que qui pas sur par son ses aux vos nos mon ton che non per con una gli dei del nel sul mia sua los "
    "las una por con del sus muy mas sin sea eso esa".split()
)


@dataclass(frozen=True)
class Heard:
    """One line of the associate's."""

    words: str
    asks: bool = False  #: a question that cannot be answered by yes or no
    questions: tuple[str, ...] = ()  #: folded
    asks_leave: bool = False
    apologises: bool = False
    thanks: bool = False
    gives_time: bool = False
    takes_up: bool = False  #: speaks of what the client just said
    pushes: bool = False
    promises: bool = False  #: a favour, an exclusive right, or a share off that the store does not name
    hearsay: bool = False  #: says that it was heard, seen or read somewhere
    hints: bool = False  #: says that there is something which it does not say
    abuses: bool = False
    farewell: bool = False
    gives_orders: bool = False  #: speaks to the machine instead of the client, or in the client's stead
    offers: tuple[str, ...] = ()  #: lines of the store that it speaks of
    recalls: tuple[str, ...] = ()  #: facts that it speaks of
    findings: tuple[Finding, ...] = ()  #: of the guard, what lies in the words
    length: int = 0  #: words

    @property
    def folded(self) -> str:
        """Its words as they are compared with others: without case, accents and needless spaces."""
        return _plain(self.words)

    @property
    def silent(self) -> bool:
        """Whether nothing was said."""
        return not self.length

    @property
    def empty(self) -> bool:
        """Whether it asks nothing, gives nothing and takes nothing up."""
        gives = self.offers or self.gives_time or self.apologises or self.thanks or self.farewell
        return not (gives or self.questions or self.takes_up)

    @property
    def long(self) -> bool:
        """Whether it is more than anybody takes in."""
        return self.length > LONG

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What the guard would not let pass."""
        return tuple(finding for finding in self.findings if finding.severity is not Severity.NOTE)


def hear(words: str, scenario: Scenario, said_before: Sequence[str], findings: Iterable[Finding] = ()) -> Heard:
    """What a line does, after everything that the client said; `findings` are the guard's on it."""
    patterns = said_in(scenario.language)
    plain = _plain(words)
    sentences = [_plain(one) for one in _SENTENCE.findall(words)]
    questions = tuple(one for one in sentences if "?" in one)
    told = " ".join(one for one in sentences if "?" not in one)
    # Whoever asks "when do you need it?" does not press; whoever says "you need it" does.
    found = {name: any(p.search(told if name == "pushes" else plain) for p in patterns[name]) for name in _NAMED}
    mine = stems(words)
    known = frozenset().union(*(stems(one) for one in (*said_before, *(line.text for line in scenario.store))))
    return Heard(
        words=words,
        asks=any(pattern.search(question) for question in questions for pattern in patterns["open_question"]),
        questions=questions,
        asks_leave=found["asks_leave"],
        apologises=found["apologises"],
        thanks=found["thanks"],
        gives_time=found["gives_time"],
        takes_up=bool(said_before) and bool(mine & stems(said_before[-1])),
        pushes=found["pushes"],
        promises=found["promises"] or bool(_shares(words) - _shares(" ".join(line.text for line in scenario.store))),
        hearsay=found["hearsay"],
        hints=found["hints"],
        abuses=found["abuse"],
        farewell=found["farewell"],
        gives_orders=found["orders"] or speaks_for(words, scenario),
        offers=tuple(_spoken_of(mine, {line.id: line.text for line in scenario.store})),
        recalls=tuple(_spoken_of(mine, {fact.id: fact.text for fact in scenario.facts}, known)),
        findings=tuple(findings),
        length=len(words.split()),
    )


def speaks_for(words: str, scenario: Scenario) -> bool:
    """Whether it writes the client's part too, as in a play: a name or "client", a colon, and what they are made to say."""
    name = _plain(scenario.client.name)
    # Who begins with a given name alone, and a colon, may well write to the client.
    given = rf"(?<=\n)[ \t]*{re.escape(name.split()[0])}"
    spoken = rf"(?:^|[\n.!?\"»”]) *(?:{re.escape(name)}|(?:the |le |la |il |el )?{_CLIENT})"
    return re.search(rf"(?:{spoken}|{given}) *:", fold(words)) is not None


def says(plain_words: str, wanted: str) -> bool:
    """Whether a word or phrase is said, at the beginning of a word; both as people type in a hurry."""
    return re.search(rf"\b{re.escape(_plain(wanted))}", plain_words) is not None


def shows(signs: Signs, line: Heard) -> dict[str, bool]:
    """Which of the signs that one line alone can show it shows."""
    found: dict[str, bool] = {}
    if signs.asks:
        found["asks"] = line.asks
    if signs.asks_about:
        found["asks_about"] = any(says(question, word) for question in line.questions for word in signs.asks_about)
    for number, group in enumerate(signs.says):
        found[f"says.{number}"] = any(says(line.folded, word) for word in group)
    for fact in signs.recalls:
        found[f"recalls.{fact}"] = fact in line.recalls
    if signs.offers:
        found["offers"] = bool(set(signs.offers) & set(line.offers))
    if signs.permission:
        found["permission"] = line.asks_leave
    if signs.listens:
        found["listens"] = line.takes_up
    if signs.apologises:
        found["apologises"] = line.apologises
    return found


def _spoken_of(mine: frozenset[str], texts: Mapping[str, str], known: frozenset[str] = frozenset()) -> Iterable[str]:
    """Those of the texts with which the words share what neither the others nor `known` say: two words, or its only one."""
    every = {name: stems(text) - known for name, text in texts.items()}
    for name, own in every.items():
        others = frozenset().union(*(other for key, other in every.items() if key != name))
        telling = own - others or own
        if telling and len(mine & telling) >= min(2, len(telling)):
            yield name


@cache
def said_in(language: str) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """How such things are said in a language."""
    raw = spoken(language)
    return {name: tuple(re.compile(pattern) for pattern in raw[name]) for name in ("open_question", *_NAMED)}


@cache
def spoken(language: str) -> Mapping[str, tuple[str, ...]]:
    """The file of a language, as it stands."""
    text = (resources.files("copilot.rehearsal") / "words" / f"{language}.yaml").read_text(encoding="utf-8")
    return {name: tuple(lines) for name, lines in yaml.safe_load(text).items()}


_NAMED = (
    "asks_leave",
    "apologises",
    "thanks",
    "gives_time",
    "pushes",
    "promises",
    "hearsay",
    "hints",
    "abuse",
    "farewell",
    "orders",
)


@cache
def stems(text: str) -> frozenset[str]:
    """What a text speaks of: its words without the common ones, cut to where their forms are alike; figures as they stand."""
    words = (fold(word) for word in _WORD.findall(text.replace(",", "")))
    return frozenset(word if word.isdigit() else word[:_ENDING] for word in words if word not in COMMON and word not in _SHORT)


def _shares(text: str) -> set[str]:
    """The per cents that a text names."""
    return {number for number, _ in _PER_CENT.findall(fold(text))}


def _plain(text: str) -> str:
    return " ".join(fold(text).split())
