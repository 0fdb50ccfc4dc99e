"""What is being asked: the kinds of question, about when, about what. No names are known here; the tools find them."""

import re
from dataclasses import dataclass, replace
from datetime import date

from copilot.models.builtin.anybody import asks_of_anybody
from copilot.models.builtin.language import language_of
from copilot.models.builtin.lexicon import Lexicon, lexicon, plain
from copilot.models.builtin.mending import mended
from copilot.models.builtin.spans import Span, before, span_in
from copilot.models.builtin.trading import leaves_returns_out, said_of_sums

#: Ways of saying "now" that ask for nothing.
_IDLE = re.compile(
    r"\b(?:these days|at the moment|right now|ces (?:jours|temps)(?: ci)?|en ce moment"
    r"|^montre[zr]?(?: |-)(?:moi |nous )?(?:la |le |les |mes |nos |un |une |tou\w+ )?"
    r"|in questo periodo|al momento|estos dias|ahora mismo"
    r"|show(?:s|ed)? (?:her|his|their) face"
    r"|(?<=take )home|(?<=took )home|(?<=taken )home|(?<=chez )(?:elle|lui|soi))\b"
)

#: Clients at large, who are not asked about where a rule is.
_CLIENTS = re.compile(r"\b(?:client[ea]?s|clienti|customers)\b")

#: What is asked of somebody, with nothing said of it: "and her ring size".
_OWN = re.compile(
    r"[¿ ]*(?:(?:and|et|e|ed|y) )?(?:her|his|their|sa|son|ses|leurs?|(?:il |la |i |le )?suo?[aei]?i?|sus)"
    r" [^\W\d]+(?: [^\W\d]+){0,2}"
)


#: Kinds of question about a client's receipts, what is open with them, and who they are.
BUYING = (
    "last_visit",
    "first_visit",
    "spent",
    "paid",
    "average",
    "how_many",
    "dearest",
    "favourite",
    "returned",
    "gifts",
    "bought",
)
MATTERS = ("cases", "promises", "wishes", "appointments")
ABOUT_THEM = ("reach", "called", "speaks", "style", "associate", "family", "brief", "known")
#: All that concern one client.
CLIENT_INTENTS = ("card", *ABOUT_THEM, *BUYING, *MATTERS, "avoid", "consent", "contacts", "provenance", "notes")
SHOP_INTENTS = ("stock", "price", "arrivals", "product")
SMALL_TALK = ("help", "thanks", "greeting")


@dataclass(frozen=True)
class Ask:
    """One question, understood."""

    text: str
    asked: str  #: folded, as the patterns see it
    language: str
    intents: tuple[str, ...]
    span: Span | None
    about: tuple[str, ...]  #: the telling words, without those of time
    rest: tuple[str, ...]  #: of these, the ones that no recognised kind of question accounts for
    other_span: Span | None  #: the second time, where two are compared
    pronoun: bool
    follow_up: bool
    other_one: bool
    today: date
    attribute: tuple[str, ...] = ()  #: what the question's meaning says is asked of a person: "shoe size", "job"
    in_a_row: bool = False  #: one of several things that are asked in a row, and so asked without a verb too
    it: tuple[str, ...] = ()  #: the words of an earlier question that name the piece which this one calls "it"
    leaning: str = ""  #: the kind that its meaning suggests, where its words might be answered as they stand
    upon: "Ask | None" = None  #: the question for a list that this one narrows: "and which of those ..."
    of_said: bool = False  #: "who told us that?": what the last answer said is meant
    piece: bool = False  #: "who is waiting for it?": `rest` names the piece of the question before
    shares: tuple[tuple[str, float], ...] = ()  #: of a question about a client: how likely each kind is by its meaning

    @property
    def about_clients(self) -> bool:
        """Whether its words ask about clients at large, or about one."""
        return self.of_client or self.means("book", "compare") or self.says("many")

    @property
    def lexicon(self) -> Lexicon:
        """The words of the question's language."""
        return lexicon(self.language)

    def says(self, signal: str) -> bool:
        """Whether the question holds a signal of the lexicon, such as a negation."""
        return self.lexicon.says(signal, self.asked)

    def means(self, *intents: str) -> bool:
        """Whether it is any of these kinds of question."""
        return any(intent in self.intents for intent in intents)

    @property
    def of_rule(self) -> bool:
        """Whether it asks what the house does for anybody: "how many days has one to bring a bag back?"."""
        return _of_rule(self.asked, self.lexicon) and not self.means("log_note", "compare", "day")

    @property
    def of_relation(self) -> bool:
        """Whether it asks about somebody who belongs to a client, and not what was bought for them."""
        return self.says("relations") and not self.means("gifts", "log_note") and not (self._for_somebody or self._of_their_own)

    @property
    def _of_their_own(self) -> bool:
        """ "Her ring size, husband has 52 on his list" asks about her."""
        first, comma, _ = self.asked.partition(",")
        return bool(comma and _OWN.fullmatch(first)) and not self.lexicon.says("relations", first)

    @property
    def _for_somebody(self) -> bool:
        """ "What did he buy for his wife" asks about him."""
        relation = self.lexicon.signals["relations"].search(self.asked)
        before_it = self.asked[: relation.start()].split()[-3:] if relation else []
        return bool({"for", "pour", "per", "para"} & set(before_it))

    @property
    def of_whom(self) -> bool:
        """Whether names are asked for: "who spent the most?", "how many clients bought coffee?"."""
        who = self.asked.split(" ")[0] in ("who", "qui", "chi", "quien", "quienes")
        return self.means("book") and (self.says("many") or self.says("spent_most") or (who and self.means("bought", "spent")))

    @property
    def of_client(self) -> bool:
        """Whether some kind of question about one client was recognised."""
        return any(intent in CLIENT_INTENTS for intent in self.intents)


def understand(text: str, today: date, *, fallback_language: str = "en") -> Ask:
    """Read one question on its own."""
    language = language_of(text, fallback=fallback_language)
    words = lexicon(language)
    asked = _without_forgetting(mended(plain(text).rstrip("?!. "), language), words)
    span = span_in(asked, words, today)
    intents = _intents(asked, words)
    if _of_rule(asked, words):
        intents = tuple(intent for intent in intents if intent != "book")
    about = _about(asked, words, span)
    return Ask(
        text=text,
        asked=asked,
        language=language,
        intents=intents,
        span=span,
        about=about,
        rest=_rest(asked, about, intents, words),
        other_span=_other_span(asked, span, words, today) if "compare" in intents else None,
        pronoun=words.says("pronouns", asked),
        follow_up=words.says("follow_up", asked),
        other_one=words.says("other_one", asked),
        today=today,
    )


def _without_forgetting(asked: str, words: Lexicon) -> str:
    """ "Her name escapes me" asks nothing beside what is said of her; of her husband it asks his name."""
    left = without_forgetting(asked, words)
    return left if left and not words.says("relations", asked) else asked


def without_forgetting(asked: str, words: Lexicon) -> str:
    """What is left of folded words without those that say that a name is forgotten; empty where they say nothing else."""
    return words.signals["forgotten"].sub(" ", asked).strip(" ,.:!")


def _of_rule(asked: str, words: Lexicon) -> bool:
    plainly = words.says("rule", asked) and not words.says("mine", asked) and not _CLIENTS.search(asked)
    return plainly or asks_of_anybody(asked, words)


def _other_span(asked: str, span: Span | None, words: Lexicon, today: date) -> Span | None:
    """The second time of a comparison: named, or "the twelve months before"."""
    if span is None:
        return None
    left = asked.replace(span.words, " ", 1)
    return before(span) if words.says("before_that", left) else span_in(left, words, today)


def unnamed(ask: Ask, names: frozenset[str]) -> Ask:
    """The question with the words that name a client taken out of what it asks: "Household 7" asks for no household."""
    said = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    spared = re.sub(rf"(?<!\w)(?:{said})(?!\w)", "z", ask.asked) if names else ask.asked
    if spared == ask.asked:
        return ask
    words = ask.lexicon
    span = span_in(spared, words, ask.today)
    intents = _intents(spared, words)
    about = _about(spared, words, span)
    return replace(ask, intents=intents, span=span, about=about, rest=_rest(spared, about, intents, words))


def clause_of(ask: Ask, words: str) -> Ask:
    """A part of the question, understood by itself: "with an open repair" of "who comes this week with an open repair"."""
    lexicon = ask.lexicon
    span = span_in(words, lexicon, ask.today)
    intents = _intents(words, lexicon)
    about = _about(words, lexicon, span)
    return replace(ask, asked=words, intents=intents, span=span, about=about, rest=_rest(words, about, intents, lexicon))


def _rest(asked: str, about: tuple[str, ...], intents: tuple[str, ...], words: Lexicon) -> tuple[str, ...]:
    spoken_for = set(said_of_sums(asked))
    for intent in intents:
        for match in words.intents[intent].finditer(asked):
            said = match.group().split()
            # Of a long one the middle is what the question is about: "how much has Ms Okafor spent".
            spoken_for.update(said if len(said) <= 4 else [said[0], said[1], said[-1]])
    return tuple(word for word in about if word not in spoken_for)


def _intents(asked: str, words: Lexicon) -> tuple[str, ...]:
    """The kinds of question that a folded question's words say."""
    found = tuple(intent for intent, pattern in words.intents.items() if pattern.search(asked))
    if leaves_returns_out(asked) and "house" not in found:
        # "What does it add up to without what he brought back" asks for what was kept.
        found = (*(intent for intent in found if intent != "returned"), *(() if "gifts" in found else ("spent",)))
    return _settle(found)


def _settle(intents: tuple[str, ...]) -> tuple[str, ...]:
    """Where one kind of question contains another, the fuller one is meant."""
    found = set(intents)
    for fuller, contained in (
        ("log_note", set(intents) - {"log_note"}),
        ("help", {"consent"}),
        ("card", {"brief", "known", "product", "stock"}),
        ("last_visit", {"bought"}),
        ("brief", {"known", "appointments"}),
        ("first_visit", {"bought", "last_visit"}),
        ("spent", {"bought", "price"}),
        ("paid", {"bought", "price", "spent"}),
        ("average", {"spent", "bought"}),
        ("how_many", {"bought"}),
        ("dearest", {"bought", "price"}),
        ("favourite", {"bought", "product"}),
        ("returned", {"bought"}),
        ("gifts", {"bought", "wishes"}),
        ("avoid", {"brief", "known", "notes", "consent"}),
        ("provenance", {"brief", "known", "notes", "associate", "bought", "book"}),
        ("contacts", {"last_visit"}),
        ("speaks", {"consent", "contacts", "reach"}),
        ("consent", {"contacts", "reach", "speaks", "last_visit"}),
        ("promises", {"contacts", "appointments"}),
    ):
        if fuller in found:
            found -= contained
    if {"compare", "first_visit"} <= found:
        found.discard("book")  # "who has been with us longer, A or B?"
    return tuple(intent for intent in intents if intent in found)


def _about(asked: str, words: Lexicon, span: Span | None) -> tuple[str, ...]:
    rest = _IDLE.sub(" ", asked.replace(span.words, " ") if span else asked)
    kept = [w for w in re.findall(r"[^\W_]+(?:-[^\W_]+)*", rest) if w not in words.stopwords and (len(w) > 1 or w.isdigit())]
    return tuple(kept)
