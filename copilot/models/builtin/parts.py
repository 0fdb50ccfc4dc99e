"""Where one message asks several things: its parts, each a question of its own."""

import re
from collections.abc import Set
from dataclasses import replace
from datetime import date

from copilot.models.builtin.anybody import asks_of_anybody, asks_of_service
from copilot.models.builtin.conditions import asks_for_list
from copilot.models.builtin.language import language_of
from copilot.models.builtin.lexicon import lexicon, plain
from copilot.models.builtin.trading import names_a_thing, says
from copilot.models.builtin.understanding import Ask, understand, without_forgetting
from copilot.models.builtin.wanted import sorts_wanted
from copilot.records.everyday import in_dictionary

_AND = r"(?:and|but|plus|also|then|et|mais|puis|e|ed|ma|poi|y|pero|luego)"

#: Words with which a question begins, also right after a comma.
_ASKING = (
    r"(?:(?:is|was|did|has|are|were)n['’]?t|what|when|which|who|whom|how|did|does|do|is|are|was|were|has|have|may|can|could|must|should|will|where|why"
    r"|quel|quelle|quels|quelles|quand|combien|comment|est-ce|qu|qui|pourquoi|a-t|y a-t|dois-je|puis-je|peut-on|faut-il|où"
    r"|che|cosa|quando|quanto|quanta|quanti|quante|chi|dove|perche|perché|posso|devo|quale|qual"
    r"|que|qué|cuando|cuándo|cuanto|cuánto|cuánta|cuántos|cuántas|quien|quién|donde|dónde|puedo|debo|cual|cuál|cómo)\b"
)
#: Of these, the ones that join nothing to the noun before them: "e il pacco come lo vuole" asks, "e la signora che" does not.
_ONLY_ASKING = (
    r"(?:what|how|why|when|quel|quelle|quels|quelles|combien|comment|pourquoi|quoi|qu['’]est-ce|come|quanto|quanti|quante|quando|perch[eé]|quale|qual"
    r"|qué|cómo|cuándo|cuánto|cuánta|cuántos|cuántas|cuál)\b"
)
_WITH = r"(?:a|à|al|de|di|da|per|con|pour|por|para|avec|chez|for|with|to|on|at|since|depuis|desde)\s+"
_FARTHER = (
    r"(?:in|en|from|by|until|before|hasta|antes de|jusqu['’ ]|d['’]ici|avant|fino|entro|prima di|sur|su"
    r"|a partir de|à partir de|a partire da)\s+"
)
_NOUN = r"(?:the|her|his|their|my|our|il|lo|la|i|gli|le|les|l|el|los|las|su|sus|suo|sua|suoi|sue|son|sa|ses)['’ ]\s*"
#: "metal, ring size, birthday": what is asked as in a telegram.
_TRAIT = (
    r"(?:[^\W\d]+\s+){0,2}(?:sizes?|metal|colours?|birthday|drinks?|allergies|address|phone|number|tailles?|pointure|métal|couleurs?|anniversaire"
    r"|boisson|allergies|adresse|téléphone|taglia|misura|metallo|colore|compleanno|allergie|indirizzo|telefono|talla|cumpleaños|alergias|dirección)"
)
_OWN = r"(?:her|his|their|sa|son|ses|leurs?|(?:il|la|i|le) su(?:o|a|oi|e)|sus?)\s+[^\W\d]+(?:\s[^\W\d]+){0,2}"  #: "her belt size"
#: French asks with the asking word last: "et il passe quel jour"
_SAYS = r"(?:(?:là|maintenant|sinon|aussi|ensuite|après|alors)\s+)?(?:je|j['’]|il|elle|on|nous|ils|elles)\s?"

#: Where another part begins: behind a question mark; at "and" or a comma with words that ask.
_ANOTHER = re.compile(
    rf"(?<=[a-zà-ÿ])\s?\?\s+(?=\w)|\s*(?:[,;]?\s+{_AND}|[,;])\s+(?=(?:{_WITH})?{_ASKING})|\s+{_AND}\s+(?=come\b)", re.IGNORECASE
)
#: And where it begins besides, in a message that is about somebody.
_FARTHER_ON = re.compile(
    rf"\s*(?:[,;]?\s+{_AND}|[,;]|\s[-–—])\s+(?={_NOUN}(?:[^\W\d]+\s+){{1,2}}(?:{_WITH})?{_ONLY_ASKING})"
    rf"|\s*(?:[,;]?\s+{_AND}|[,;])\s+(?=(?:{_FARTHER}){_ASKING}|any(?:thing)?\b|qualcosa\b|algo\b|quelque chose\b)"
    rf"|\s*\?\s+(?=(?:{_AND}\s+)?[^?]*\b{_ONLY_ASKING})"
    rf"|\s*(?:,|\s[-–—])\s+(?=(?:{_OWN}|{_TRAIT})\s*(?:[,?]|$|\s{_AND}\s))"
    rf"|\s+(?:ni|né|nor)\s+(?=(?:{_WITH})?(?:(?:a|à)\s+)?(?:{_NOUN}|{_ASKING}))"
    rf"|\s*[,;]?\s+{_AND}\s+(?={_SAYS}(?:[^\s,;?]+\s+){{1,6}}(?:quels?\s|quelles?\s|quand\b|quoi\b|où\b|comment\b|combien\b))",
    re.IGNORECASE,
)

_WHOSE = r"(?:her|his|their|son|sa|ses|leurs?|sus?|(?:il |la |i |le )?su(?:o|a|oi|e))"
_ITS_NAME = r"(?:the name|le nom|il nome|el nombre)"

#: Three things or more that are asked in a row: "his wrist, what we wait for, and his job"; where the next of them begins,
#: and how: with whose it is, or with a word that asks.
_ITEM = r"[^\s,:;.!?][^,:;.!?]{2,69}"
_HURRY = (
    r"(?:pls|please|quick(?:ly)?|thanks|vite|svp|merci|veloce|presto|in fretta|per favore|grazie"
    r"|rapido|deprisa|por favor|gracias)"
)
_IN_A_ROW = re.compile(
    rf"(?:^|(?P<led_to>[:!])(?=\s)|[.?])\s*(?P<row>{_ITEM}(?:,\s+{_ITEM})+?(?P<last>,?\s+{_AND}\s+){_ITEM}?)"
    rf"(?:,?\s+{_HURRY})?\s*\??\s*$",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+")
_THEIRS = rf"{_WHOSE}\s|{_ITS_NAME}\b"
_NAMED_THING = re.compile(rf"(?:{_WITH}|{_FARTHER})?(?:{_ASKING}|{_THEIRS}|{_TRAIT}|ce qu|lo que |quello che )", re.IGNORECASE)
_BEGINS = re.compile(rf"[¿\s]*{_ASKING}", re.IGNORECASE)

#: A word that asks, wherever it stands in a folded question.
ASKING = re.compile(
    r"\b(?:whats?|which|whens?|wheres?|whos?|whose|why|hows?|(?:les|des|aux)?quel(?:le)?s?|(?:la|le|du|au)quel(?:le)?|quoi|quand|combien|comment|pourquoi|quale|qual|quali|quando"
    r"|quanto|quanti|quante|dove|perche|chi|cosa|cos(?= (?:ha|hanno|ho|e|era)\b)"
    r"|cuando|cuanto|cuantos|cuanta|donde|cual|cuales|quien|quienes|que)\b"
)

#: Kinds whose words are said as often as they are asked.
_TOLD = ("wishes", "bought", "consent", "contacts", "cases", "returned", "last_visit", "reach", "appointments", "gifts")
_INVERTED = re.compile(
    r"(?:will|would|is|are|was|were|does|do|did|has|have|can|could|should) (?:the|it|she|he|they|her|his|their|we|i|that|there)\b"
)
_WHENEVER = re.compile(r"(?<=\w )(?<!since )(?<!depuis )(?<!desde )(?<!\bda )(?<!until )(?:when|quand|quando|cuando)\b")  #: joins
ASIDE = 7  #: words behind a question up to which they may be said by the way
FEW = 5  #: words that may name a piece and nothing else
TELLING = 4  #: words from which a part may be something that is told, and no telegram
TELLING_OF_SELF = 3  #: and where it begins with what somebody says of themselves
_OF_SELF = re.compile(
    r"(?:i|i m|i d|i ve|we|would|want|wanted|need|je|j|on|volevo|vorrei|devo|dovrei|queria|quisiera|quiero|debo|necesito) "
)
_ORDER = re.compile(
    r"[¿¡ ]*(?:tell|remind|give|show|list|find|brief|name|just|only|is|are|was|were|does|do|did|has|have|can|may|any|anything"
    r"|dis|dites"
    r"|rappelle|montre|donne|est|a t|y a t|dimmi|ricordami|dammi|mostrami|dime|recuerdame|dame|muestrame|hay)\b"
)

#: Somebody, and what is asked of them: "Brandt: day of the wedding".
_OF_WHOM = re.compile(r"(?:[^\s:]+\s){0,2}[^\s:]+:\s+[^\s,.;:!?]+(?:\s[^\s,.;:!?]+){0,6}$")

#: Something of theirs with no verb of which it would tell: "son tour de poignet", "what we wait for".
_BARE = re.compile(
    rf"(?:(?:{_WHOSE} [^\W\d]+|{_ITS_NAME})"
    r"(?: (?:of|de|du|d|di|del|della|dei)(?: (?:her|his|sa|son|la|le|l|su|sua|suo))? [^\W\d]+){0,2}"
    r"|(?:ce qu|lo que|quello che)\b.*)"
)

#: Somebody in general, of whom "she" is said further on.
_ANYBODY = re.compile(
    r"(?:a|an|some|une?|un[ao]?) (?:\w+ )?(?:client[ea]?|customer|lady|gentleman|man|woman|visitor|tourist|couple"
    r"|dame|monsieur|homme|femme|touriste|signor[aei]?|donna|uomo|turista|coppia|senora?|mujer|hombre|pareja)\b"
    r"|(?:somebody|someone|quelqu un|qualcuno|alguien)\b"
)

#: How a case begins that the question behind the comma is about.
_CASE = r"(?:if|suppose|si|lorsqu|se)\b"
_CONDITION = re.compile(rf"(?:{_CASE}|(?:when|quand|quando|cuando)\b)[^?]*,")


def of_a_case(asked: str) -> bool:
    """Whether a folded question is about a case, or somebody in general: "if she wants a bag held", "a visitor would like"."""
    asked = asked.lstrip("¿¡ ")
    return bool(re.match(_CASE, asked) or _ANYBODY.match(asked))


def asks_several(text: str) -> bool:
    """Whether a message asks with more than one word that asks: "which bag came back, and why"."""
    return len(ASKING.findall(plain(text))) > 1


def only_tells(ask: Ask) -> bool:
    """Whether a part of a message asks nothing: "she might want the loafers when she is over", "I ought to know"."""
    if ask.in_a_row:
        return False
    if not without_forgetting(ask.asked, ask.lexicon):
        return True
    said = _WHENEVER.sub(" ", ask.asked)
    asks = bool({"?", "¿"}.intersection(ask.text)) or ASKING.search(said) or ask.attribute or _OF_WHOM.match(ask.text)
    asks = asks or _INVERTED.match(ask.asked)
    told = all(intent in _TOLD for intent in ask.intents)
    least = TELLING_OF_SELF if _OF_SELF.match(ask.asked) else TELLING
    return told and not (asks or _BARE.fullmatch(ask.asked)) and len(ask.asked.split()) >= least and not _ORDER.match(ask.asked)


def only_whether_known(ask: Ask, before: Ask) -> bool:
    """Whether a part only asks if we have what the part before it asks for: "her ring size, do we have it?"."""
    of_them = bool(before.attribute) or "size" in sorts_wanted(before.asked)
    return of_them and ask.intents == ("stock",) and not ask.about


def without_remark(text: str, *, fallback_language: str = "en") -> str:
    """A message without what is only said behind its question: "when is her birthday? I would love to note it", "are we
    open on Sunday, someone on the phone"."""
    signals = lexicon(language_of(text, fallback=fallback_language)).signals
    question, comma, scene = text.rpartition(",")
    if comma and signals["scene"].fullmatch(plain(scene).strip(" .!?")):
        text = question + "?" * scene.rstrip().endswith("?")
    signal = signals["remark"]
    question, mark, remark = text.rpartition("?")
    if not question.strip(" ?¿"):
        question, mark, remark = text.rpartition(",")
        if not ASKING.search(plain(question)):
            return text
    return (question + mark).rstrip(", ") if signal.fullmatch(plain(remark).strip(" .!,")) else text


def without_aside(text: str) -> str:
    """A message without the few everyday words behind its question: "which of them is late? Don't spare me"."""
    question, mark, aside = text.rpartition("?")
    words = re.findall(r"\w+", aside)
    told = len(words) > ASIDE or any(word.isdigit() or word[:1].isupper() for word in words[1:])
    if not (words and ASKING.search(plain(question))) or told or not in_dictionary(words[0].lower()):
        return text
    return question + mark


def questions_in(text: str, today: date, *, fallback_language: str = "en", names: Set[str] = frozenset()) -> list[Ask]:
    """The questions of one message: "her ring size, and what did we promise?" are two; a note to log is never cut.

    `names`: the words that name clients, where that is known; a message about somebody is cut where one about the shop is not.
    """
    whole = understand(text, today, fallback_language=fallback_language)
    if asks_for_list(whole) or whole.says("among"):
        return [whole]
    if whole.means("log_note", "compare", "book") or (_CONDITION.match(whole.asked) and (not names or whole.of_rule)):
        return [whole]
    of_anybody = asks_of_anybody(whole.asked, whole.lexicon) or (not names and asks_of_service(whole.asked, whole.lexicon))
    if (
        of_anybody
        or _ANYBODY.match(whole.asked)
        or (whole.of_rule and not (whole.pronoun or re.search(r"[a-zà-ÿ,] [A-Z]", text)))
    ):
        return [whole]  # both halves ask of one matter
    listed, between = _in_a_row(text) if names else (len(text), [])
    asks = _joined(text, _cuts(text, between, somebody=bool(names)), whole, names, listed)
    asks = [ask for ask in asks if not _only_polite(ask)] or asks
    if not names and len(asks) > 1 and _of_one_piece(asks):
        return [whole]  # "when does it come, what does it cost here, and who wanted it"
    # Each part must be a question of its own; "what did she buy and when" is one.
    if any(ask.says("why") and len(ask.asked.split()) <= 2 for ask in asks[1:]):
        return [whole]  # "which bag came back, and how come"
    return [replace(ask, language=whole.language) for ask in asks] if len(asks) > 1 else [whole]


def _of_one_piece(asks: list[Ask]) -> bool:
    """Whether all parts ask about the piece that the first one names."""
    first, *others = asks
    shelves = ("stock", "price", "arrivals")
    return (
        (
            first.means(*shelves)
            or says("pieces", "waits", first.asked)
            or says("pieces", "ours", first.asked)
            or (names_a_thing(first.rest) and not first.intents and len(first.asked.split()) <= FEW)
        )
        and not any(names_a_thing(part.rest) for part in others)
        and all(part.means(*shelves) or says("pieces", "waits", part.asked) or _says_no_thing(part) for part in others)
    )


def _only_polite(part: Ask) -> bool:
    """ "Good morning" before a question."""
    return part.intents in (("greeting",), ("thanks",))


def _says_no_thing(part: Ask) -> bool:
    """ "What is it over in Paris", "is sat there without an answer": nothing is named that would be another piece."""
    return part.says("waiting") or all(says("pieces", "idle", word) for word in part.rest)


def _cuts(text: str, between: list[tuple[int, int]], *, somebody: bool) -> list[tuple[int, int]]:
    """Where the message may be cut, `between` things in a row too: from the end of one part to the beginning of the next."""
    found = [match.span() for match in (*_ANOTHER.finditer(text), *(_FARTHER_ON.finditer(text) if somebody else ()))]
    found += between
    cuts: list[tuple[int, int]] = []
    for begin, end in sorted(found):
        if not cuts or begin >= cuts[-1][1]:
            cuts.append((begin, end))
    return cuts


def _in_a_row(text: str) -> tuple[int, list[tuple[int, int]]]:
    """Where a row of things that are asked begins, and where it is cut: behind what leads up to it, and between them. Without
    one, the end of the text and no cut."""
    row = _IN_A_ROW.search(text)
    if row is None:
        return len(text), []
    between = [match.span() for match in _COMMA.finditer(text, row.start("row"), row.start("last"))] + [row.span("last")]
    if row["led_to"]:
        return row.start("row"), [(row.start("led_to"), row.start("row")), *between]
    # "How much did she spend on the bag, the belt and the shoes" is one question.
    of_each = not _BEGINS.match(row["row"]) and all(_NAMED_THING.match(text, end) for _, end in between)
    return (row.start("row"), between) if of_each else (len(text), [])


def _joined(text: str, cuts: list[tuple[int, int]], whole: Ask, names: Set[str], listed: int) -> list[Ask]:
    """The parts, each that asks nothing by itself with the one before it, or, at the beginning, with the one behind it.

    `listed`: from where things are asked in a row.
    """

    def read(begin: int, end: int) -> Ask:
        asked = understand(text[begin:end].strip(), whole.today, fallback_language=whole.language)
        return replace(asked, in_a_row=end > listed)

    parts: list[tuple[int, Ask]] = []
    begin = 0
    for end, after in [*cuts, (len(text), len(text))]:
        part = read(begin, end)
        open_still = len(parts) == 1 and not _whole_question(parts[0][1], names, first=True)
        if open_still or (parts and not _whole_question(part, names)):
            begin = parts.pop()[0]
            part = read(begin, end)
        parts.append((begin, part))
        begin = after
    return [part for _, part in parts]


def _whole_question(ask: Ask, names: Set[str], *, first: bool = False) -> bool:
    """Whether a part asks something by itself: by a kind of question, or by words that tell and name nobody."""
    telling = [word for word in ask.rest if word not in names]
    if first and re.match(_CASE, ask.asked) and not re.search(rf"\b{_ONLY_ASKING}", ask.text.partition(" ")[2]):
        return False
    if re.fullmatch(rf"(?:{_AND}\s+)?{_OWN}(?:\s+{_AND}\s+{_OWN})*", ask.text, re.IGNORECASE) and ask.says("relations"):
        return (
            False  # "for her husband, her sister and her mother" asks one thing, and "and her sister, which metal does she wear"
        )
    return bool(ask.intents or telling) and len(ask.asked.split()) > 1
