"""
The nearest evidence: where no kind of question finds its answer, what is known of a client that comes nearest to it.

Each thing known is weighed by the question's words that it shares, by the kinds that the question's meaning suggests, by
the sort of answer that is wanted, and by its age. The weights were learned from 386 development questions, half of them at
a time: of the other half, the thing ranked first held the answer for 63 in 100 (47 by shared words alone), one of the
first three for 80 (65). Beside these weights stands what the trained reader of papers makes of each (`copilot/reading/papers`),
which also knows what shares no word with the question. Of 680 development questions, the thing ranked first held the answer
for 54 in 100 by the weights, for 53 by the reader and for 62 by both.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from copilot.domain.paper import Paper
from copilot.domain.wording import fold
from copilot.models.builtin.alike import alike, covered, stems
from copilot.models.builtin.answers import meant
from copilot.models.builtin.answers.evidence import Evidence, evidence_of, gathering
from copilot.models.builtin.hearing import UNWEIGHED, Hearing, Person
from copilot.models.builtin.parts import ASKING, asks_several
from copilot.models.builtin.planning import topic_words
from copilot.models.builtin.understanding import BUYING, clause_of, understand
from copilot.models.builtin.voice import Voice
from copilot.models.builtin.wanted import holds, sorts_wanted
from copilot.records.everyday import how_telling

__all__ = ["Near", "as_likely", "beside", "gathering", "of_size", "said_already", "weighed"]

LIMIT = 0.28  #: the share of the question's words from which something is quoted; below it stand the unanswerable
WHOLLY = 0.9  #: and from which a size is told that looks like none
MOSTLY = 0.8  #: and from which a fact that is asked for by its name is told, whatever the trained reader makes of it
BARELY = 0.6  #: and from which also where the sort of answer that is wanted does not stand in it
HARDLY, SOMETHING = 0.3, 0.6  #: how much the shared words must tell by being rare, where nothing was said and where something was
RARER = 0.25  #: by how much a word that is not shared may tell more than the only one that is
SECOND = 1.2  #: by how much a second one may weigh less than the best to be quoted beside it
FARTHER = 0.35  #: how much more of the question's words it must hold than all that was said, to be said first
MOST = 2
ODDS = 0.4  #: what the trained reader's logarithm of odds weighs
LIKELY = 0.0  #: the odds from which it is quoted whatever its words: of 53 questions that nothing answers, 4 come so far
HARDLY_EVER = -5.0  #: and below which it is not, whatever words it shares: 94 of 100 answers lie above
WEIGHED = 32  #: papers that the reader weighs, the likeliest by all else: reading one for the first time takes some milliseconds
SURER, BY_FAR = 1.0, 2.5  #: the odds from which it is said before what else was said, and by how much they must be better
MUCH = 2.5  #: by how much it must weigh more than all that was said, to be said first
LITTLE = 3  #: telling words up to which a question is read with the one before it too: "and by when did he need it?"
LEAD = 8  #: words before the question itself from which they are thought to lead up to it
ABSENT = 0.25  #: what a word weighs that is nowhere in the papers: people say more than the telling words
ALONE = 2.0  #: and how much more the others weigh where only one word is shared

OF_SOMETHING = re.compile(r"\[(?!ledger )")  #: a mark of something that is there, and not of a list without it

_KINDS = {
    "promise": ("promises",),
    "appointment": ("appointments",),
    "wish": ("wishes",),
    "case": ("cases", "returned"),
    "purchase": BUYING,
    "note": ("detail", "notes"),
}
_FIRST = {"fact": 0.9, "note": -1.6, "purchase": -0.7, "case": 0.7, "promise": -0.3, "wish": -0.1, "appointment": -0.2}
_OPEN = {"promise": 1.0, "appointment": 1.0, "wish": 0.1}  #: what it weighs more while it is open
_SORTS = {"when": 0.9, "how_much": 0.6, "how_many": 0.1, "who": 0.2, "size": 0.4}


@dataclass(frozen=True)
class Near:
    """Something known, and how near it comes to the question."""

    score: float
    share: float  #: of what the question's words tell
    odds: float  #: of the trained reader, as a logarithm
    one: Evidence


def said_already(said: Sequence[str], rows: Sequence[Near]) -> list[Near]:
    """Those that were said already, by their marks."""
    told = " ".join(said)
    return [row for row in rows if f"[{row.one.mark}]" in told]


def of_size(text: str) -> bool:
    """Whether it calls itself a size; that of a household is none that is worn."""
    return re.search(r"\bsize\b", text, re.IGNORECASE) is not None


def beside(heard: Hearing, person: Person, said: Sequence[str], rows: Sequence[Near], voice: Voice) -> list[str]:
    """
    What is known and comes nearest to the question, where nothing was said, or much nearer than all that was said.

    `rows` is everything known of them, as `weighed` weighs it.
    """
    if len(heard.clients) > 1:
        said = [sentence for sentence in said if person.name and person.name in sentence]
    ranked = _ranked(rows, heard)
    near = _near(ranked, heard, person, SOMETHING if said else HARDLY)
    if not near and not said and (question := _at_its_end(heard)):
        near = _near(_ranked(weighed(question, person, voice), question), question, person, HARDLY)
    if not near:
        return [] if any(OF_SOMETHING.search(one) for one in said) else meant.by_meaning(heard, person, voice)
    if not said:
        best = near[0].score
        return [row.one.said for row in _each_once(near)[:MOST] if row.score >= best - SECOND]
    in_it = said_already(said, ranked)
    weights = _weights(_words(heard, person), list(evidence_of(heard, person, voice)), heard.ask.language)
    shares = [_shared(" ".join(said), weights, heard.ask.language), *(row.share for row in in_it)]
    first = near[0].share >= max(shares) + FARTHER or _surer(near[0], in_it) or _nearer(near[0], in_it)
    return [near[0].one.said] if first else []


def as_likely(heard: Hearing, said: Sequence[str], rows: Sequence[Near]) -> list[str]:
    """What the trained reader would quote as well, behind what was said: one thing, or two where a message asks several."""
    told = " ".join(said)
    likely = [row for row in rows if row.odds > UNWEIGHED and f"[{row.one.mark}]" not in told]
    most = 2 if asks_several(heard.whole or heard.ask.text) else 1
    return [row.one.said for row in _each_once(sorted(likely, key=lambda row: -row.odds))[:most]]


def _nearer(near: Near, said: Sequence[Near]) -> bool:
    """Whether it comes much nearer than everything that was said, by all that is weighed."""
    return bool(said) and near.odds >= LIKELY and near.score >= max(row.score for row in said) + MUCH


def _surer(near: Near, said: Sequence[Near]) -> bool:
    """Whether the trained reader would rather hear this than anything that was said."""
    return near.odds >= SURER and near.odds >= max((row.odds for row in said), default=HARDLY_EVER) + BY_FAR


def _near(ranked: Sequence[Near], heard: Hearing, person: Person, least: float) -> list[Near]:
    """All that is near enough to be quoted, the nearest first."""
    return [
        row
        for row in ranked
        if _answers(row.one, row.odds, heard)
        or (
            (row.odds >= HARDLY_EVER or _asked_for(row, heard))
            and _enough(row.share, row.one, heard)
            and _tells(row.one, heard, person, least)
        )
    ]


def _asked_for(row: Near, heard: Hearing) -> bool:
    """Whether it is a fact by whose own name it is asked for, "which metal", with hardly a word of the question left over."""
    subject = row.one.subject.split()
    return row.share >= MOSTLY and bool(subject) and covered(heard.ask.asked, subject, heard.ask.language) == 1


def _at_its_end(heard: Hearing) -> Hearing | None:
    """Of what was said in one breath the question itself: "her people rang, she may come by, remind me which door she uses"."""
    begin = max((found.start() for found in ASKING.finditer(heard.ask.asked)), default=0)
    if len(heard.ask.asked[:begin].split()) < LEAD:
        return None
    question = clause_of(heard.ask, heard.ask.asked[begin:])
    return replace(heard, ask=replace(heard.ask, about=question.about)) if question.about else None


def _ranked(rows: Sequence[Near], heard: Hearing) -> list[Near]:
    """All that may answer, the nearest to the question first."""
    of_day = bool(heard.ask.attribute) and "when" in sorts_wanted(heard.ask.asked)  # a birthday, of which nothing else tells
    fit = [row for row in rows if not of_day or _holds(row.one, "when")]
    may = [row for row in fit if (row.share and _of_attribute(row.one, heard)) or _answers(row.one, row.odds, heard)]
    return sorted(may, key=lambda row: (-row.score, -(row.one.on or date.min).toordinal()))


def weighed(heard: Hearing, person: Person, voice: Voice) -> list[Near]:
    """The likeliest of everything known by its words, kind and age, with what the trained reader makes of each."""
    evidence = list(evidence_of(heard, person, voice))
    tells = _weights(_words(heard, person), evidence, heard.ask.language)
    shares = [_shared(one.text, tells, heard.ask.language) for one in evidence]
    most = max(shares, default=0.0)
    rows = [(_weight(one, share, most, heard), share, one) for share, one in zip(shares, evidence, strict=True)]
    likeliest = sorted(rows, key=lambda row: -row[0])[:WEIGHED]
    papers = [Paper(one.kind, one.paper) for _, _, one in likeliest]
    read = ranked = heard.weigh(heard.ask.text, papers)
    if heard.before and len(heard.ask.rest) <= LITTLE and person.id in heard.focus:
        # What was asked before tells which of them comes first, and not whether one answers at all.
        with_before = heard.weigh(f"{heard.before} {heard.ask.text}", papers)
        ranked = [(alone + together) / 2 for alone, together in zip(read, with_before, strict=True)]
    return [
        Near((weight if share else 0.0) + ODDS * rank, share, odds, one)  # without a shared word the odds alone
        for (weight, share, one), odds, rank in zip(likeliest, read, ranked, strict=True)
    ]


def _answers(one: Evidence, odds: float, heard: Hearing) -> bool:
    """Whether the trained reader says that it answers, and surely where it does not even speak of the attribute that is asked."""
    return odds >= (LIKELY if _of_attribute(one, heard) else SURER)


def _weight(one: Evidence, share: float, most: float, heard: Hearing) -> float:
    """How near it comes; see the head of this file."""
    kinds = dict(heard.ask.shares)
    weight = 0.9 + 1.2 * share + 1.6 * (share == most) + _FIRST[one.kind] + _OPEN.get(one.kind, 0.0) * one.open
    weight += 2.8 * sum(kinds.get(kind, 0.0) for kind in _KINDS.get(one.kind, ()))
    weight -= 1.5 * kinds.get("detail", 0.0) * (one.kind == "purchase")  # what was said of a piece stands on no receipt
    attributes = {kind: likely for kind, likely in kinds.items() if kind.startswith("is ")}
    if one.kind == "fact" and attributes:
        weight += 1.3 * sum(attributes.values())
        likeliest = max(attributes, key=lambda kind: attributes[kind])
        words = likeliest.removeprefix("is ").split()
        weight += 2.0 * attributes[likeliest] * bool(covered(one.subject, words, heard.ask.language))
    sorts = sorts_wanted(heard.ask.asked)
    weight += sum(_SORTS[sort] for sort in sorts if _holds(one, sort))
    days = (heard.ask.today - one.on).days if one.on else 999
    return weight + math.exp(-max(days, 0) / 365)


def _holds(one: Evidence, sort: str) -> bool:
    """Whether it holds an answer of this sort; a matter has its day, a receipt its amount."""
    if sort == "when":
        return one.kind in ("appointment", "promise", "case", "purchase") or holds(one.text, sort)
    return (sort in ("how_much", "how_many") and one.kind == "purchase") or holds(one.text, sort)


def _enough(share: float, one: Evidence, heard: Hearing) -> bool:
    """Whether it is near enough to be quoted: with less where it holds what is asked for, a date or a person."""
    sorts = sorts_wanted(heard.ask.asked)
    if "size" in sorts and not _holds(one, "size"):
        return share >= WHOLLY and of_size(one.text)
    return share >= (LIMIT if not sorts or any(_holds(one, sort) for sort in sorts) else BARELY)


def _tells(one: Evidence, heard: Hearing, person: Person, least: float) -> bool:
    """Whether the words that it shares say something by themselves: "never" and "going" do not."""
    there = stems(re.findall(r"[^\W_]+", fold(one.text)), heard.ask.language)
    held = [word for word in _words(heard, person) if alike(word, heard.ask.language) & there]
    tells = {word: how_telling(word, heard.ask.language) for word in _words(heard, person)}
    if len(held) == 1 and any(tells[word] > tells[held[0]] + RARER for word in tells):
        return False  # of "collects thimbles" it speaks of collecting something else
    return sum(tells[word] for word in held) >= least


def _each_once(near: list[Near]) -> list[Near]:
    """Of several sentences of one note, the first."""
    marks: dict[str, Near] = {}
    for row in near:
        marks.setdefault(row.one.mark, row)
    return list(marks.values())


def _words(heard: Hearing, person: Person) -> list[str]:
    """The telling words of the question, and of the whole message where they are few: "and what was wrong with the other?"."""
    own = topic_words(heard.ask, person)
    if len(own) > 1 or (own and heard.whole == heard.ask.text):
        return own
    return list(dict.fromkeys([*own, *topic_words(replace(heard.ask, about=_of_whole(heard)), person)]))


def _of_whole(heard: Hearing) -> tuple[str, ...]:
    return understand(heard.whole, heard.ask.today, fallback_language=heard.ask.language).about if heard.whole else ()


def _of_attribute(one: Evidence, heard: Hearing) -> bool:
    """Of "shoe size" both must be spoken of: another size is no answer, however near."""
    return not heard.ask.attribute or covered(one.text, heard.ask.attribute, heard.ask.language) == 1


def _shared(text: str, weights: dict[str, float], language: str) -> float:
    """The share of what the question's words tell that stands in it; a single word of several tells little."""
    there = stems(re.findall(r"[^\W_]+", fold(text)), language)
    held = [word for word in weights if alike(word, language) & there]
    absent = ALONE if len(held) == 1 else 1.0
    return (
        sum(weights[word] for word in held) / sum(weights[w] * (1.0 if w in held else absent) for w in weights) if held else 0.0
    )


def _weights(words: Sequence[str], evidence: Sequence[Evidence], language: str) -> dict[str, float]:
    """What each word tells: the more, the rarer it is in its language and among the client's papers; in none of them, less."""
    papers = [stems(re.findall(r"[^\W_]+", fold(one.text)), language) for one in evidence]
    held = {word: sum(bool(alike(word, language) & paper) for paper in papers) for word in words}
    return {
        word: how_telling(word, language) * math.log(1 + len(papers) / (0.5 + n)) * (1.0 if n else ABSENT)
        for word, n in held.items()
    }
