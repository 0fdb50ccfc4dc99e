"""The price of a product that a message calls by its name: it must be that product's, not any price of the house."""

import re
from collections.abc import Iterable, Iterator

from copilot.domain.reading import About, Claim
from copilot.domain.situation import Situation, StoreFact
from copilot.domain.wording import fold
from copilot.reading.common_words import stems
from copilot.reading.learned.amounts import amounts_in, amounts_known
from copilot.reading.learned.sums import adding_up, is_money
from copilot.reading.plain_text import PlainText

PRODUCT = "product:"  #: how the id of a line begins that is one product, its name before the first comma
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?=\d)[^.!?\n]*)*")


def named_prices(plain: PlainText, situation: Situation) -> Iterator[Claim]:
    """Prices in a sentence with a product's name that neither the product, nor the client's own file, nor a rule on it says."""
    products = [line for line in situation.store if line.id.startswith(PRODUCT)]
    if not products:
        return
    own = amounts_known([*(fact.note or fact.text for fact in situation.facts), *(one.text for one in situation.contacts)]).known
    for sentence in _SENTENCE.finditer(plain.text):
        named = [line for line in products if _name(line) in fold(sentence[0])]
        if not named:
            continue
        lines = [line.text for line in named]
        apart = stems(sentence[0]) - stems(" ".join(_name(line) for line in named))
        for amount in amounts_in(sentence[0]):
            if not is_money(sentence[0], amount) or amount.value in own or amount.start in adding_up(sentence[0], lines):
                continue
            if not _said_of_it(amount.value, apart, (line for line in situation.store if not line.id.startswith(PRODUCT))):
                at = sentence.start()
                yield Claim(plain.original(at + amount.start, at + amount.end), About.PRICE, contradicted_by=named[0].id)


def _said_of_it(value: float, words: frozenset[str], lines: Iterable[StoreFact]) -> bool:
    """Whether a rule of the house says this figure of something else that the sentence speaks of: a repair, a delivery."""
    return any(value in amounts_known([line.text]).known and words & stems(line.text) for line in lines)


def _name(line: StoreFact) -> str:
    return fold(line.text.partition(",")[0])
