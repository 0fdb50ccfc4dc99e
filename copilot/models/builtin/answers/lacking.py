"""Whether what was said of a client leaves the question open, and whether nothing known could answer it."""

import re
from collections.abc import Sequence

from copilot.domain.wording import fold
from copilot.models.builtin.alike import alike, covered, stems
from copilot.models.builtin.answers.nearest import BARELY, HARDLY_EVER, OF_SOMETHING, Near, of_size, said_already
from copilot.models.builtin.hearing import Hearing
from copilot.models.builtin.planning import rest_words
from copilot.models.builtin.understanding import Ask
from copilot.models.builtin.wanted import holds, sorts_wanted
from copilot.models.builtin.whom import asks_the_name
from copilot.records.everyday import how_telling

HALF = 0.5  #: the share of the words that no kind of question accounts for which an answer should speak of

_QUOTED = re.compile(r"[“«](.+?)[”»](?=\W|$)")
#: Kinds whose words may stand in a question of something else: "the hotels for which she bought cloth".
PERHAPS = ("partner", "family", "known", "wishes")
_LOOSE = ("bought", *PERHAPS)
#: Kinds whose answer is told whole: nothing is looked for beside it.
WHOLE = ("brief", "known", "notes", "consent", "compare", "style", "speaks", "log_note", "card", "day")
SUMMED = ("spent", "average", "how_many", "paid", "favourite", "dearest")
_TIME = frozenset("time hour date day heure jour ora ore data giorno hora fecha dia".split())


def leaves_open(heard: Hearing, said: Sequence[str]) -> bool:
    """Whether what the kinds of question found says nothing, only that there is none, or little of the words."""
    if not said:
        return True
    if len(heard.clients) > 1:
        return not heard.ask.means(*WHOLE) and any(one.name and one.name not in " ".join(said) for one in heard.clients)
    listed = any("\n\n" in one or "\n-" in one for one in said) and not (heard.ask.means("avoid") or heard.ask.says("why"))
    if (heard.ask.means(*WHOLE) and not _of_hours(heard.ask)) or listed:
        return False
    if heard.ask.says("often_here"):
        return True  # somebody may come every second month and buy twice a year
    told = " ".join(said)
    words = rest_words(heard.ask, heard.clients[0])
    weights = {word: how_telling(word, heard.ask.language) for word in words}
    there = stems(re.findall(r"[^\W_]+", fold(told)), heard.ask.language)
    held = sum(weights[word] for word in weights if alike(word, heard.ask.language) & there)
    return held < HALF * sum(weights.values()) or not OF_SOMETHING.search(told)


def _of_hours(ask: Ask) -> bool:
    """ "From what hour may I ring her?": whether one may at all says little."""
    return ask.means("consent") and bool(_TIME & set(re.findall(r"\w+", ask.asked)))


def unanswered(heard: Hearing, rows: Sequence[Near], said: Sequence[str]) -> bool:
    """
    Whether the trained reader finds nothing among what is known that could answer, where no sum or list could either.

    Of a visit: nothing in what was said, as when the day of an operation is asked and somebody has a fitting. Of a size:
    nothing was said that could be one.
    """
    if heard.ask.means("appointments"):
        if heard.ask.other_one or heard.ask.follow_up or not set(heard.ask.rest) - _TIME:
            return False  # "and when, and what for?" tells the reader nothing by itself
        rows = said_already(said, rows)
    if any(intent not in (*_LOOSE, "appointments") for intent in heard.ask.intents):
        return False
    size = "size" in sorts_wanted(heard.ask.asked)
    told = " ".join(" ".join(_QUOTED.findall(one)) or re.sub(r"\[[^\]]*\]", " ", one) for one in said)
    if size and not (holds(told, "size") or of_size(told)):
        return True
    if asks_the_name(heard.ask):  # who has a wife has not her name
        spoken_of = any(_gives_a_name(row.one.text, heard.ask) for row in rows)
    else:  # nor, who has a niece, her ring size
        spoken_of = any(row.share >= BARELY and (not size or holds(row.one.text, "size")) for row in rows)
    return bool(rows) and not spoken_of and max(row.odds for row in rows) < HARDLY_EVER


def _gives_a_name(text: str, ask: Ask) -> bool:
    """Whether a name stands beside the one who is asked about: "Husband Stelios", "Yara, her goddaughter"."""
    words = re.findall(r"[^\W\d_]+|[,.;:!?]", text)
    for place, word in enumerate(words):
        if word.isalpha() and any(covered(word, [one], ask.language) for one in ask.about if ask.lexicon.says("relations", one)):
            before = words[place - 3] if place > 2 and words[place - 2] == "," else ""
            if any(one[:1].isupper() for one in (before, *words[place + 1 : place + 2])):
                return True
    return False
