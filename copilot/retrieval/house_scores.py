"""
How well the sections of the house documents, and their sentences, answer a question.

Measured with multilingual-e5-small on 153 questions about rules in four languages: the section with the answer comes first
for 125 by words and meaning of the whole question, and for 143 where a matter counts the less the more words it is told
with, stands out in a heading, each part of the question is compared for itself, and what is asked for ("how much", "how
long") must be told at all.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copilot.retrieval.embedding import Embedder, Vectors
from copilot.retrieval.house import Section, digest_of
from copilot.retrieval.lexical import bm25
from copilot.retrieval.ranking import spread
from copilot.retrieval.wording import telling, tokens

WORDS = 0.6  #: weight of words beside meaning
MANY_WORDS = 0.4  #: the power by which a matter that is told with several words steps back
HEADING = 0.15  #: weight of the matters that a heading names
PART = 0.5  #: weight of the part of the question that is nearest to a sentence, beside the whole
TOLD = 0.7  #: how much what holds a price, or a time, comes forward where that is asked
PLACE = 0.6  #: how much what is said of the town in question comes forward, and what is said of another steps back
HEADED = 2.0  #: how much more that is where a heading speaks of it
PARTS = 4  #: parts of a question that are compared
TELLING, OF_SEVERAL, MOST, LETTERS = 3, 4, 6, 450  #: sentences that answer, of a question with several parts, at most; letters

NEARLY = 2.0  #: how much less a further sentence may score than the best

_PARTS = re.compile(r"\s*[,;?.!:]\s+|\s+(?:and|et|e|y|ed)\s+(?=\S+\s+\S+)")

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class HouseQuestion:
    """What is asked of the house documents."""

    text: str
    matters: Collection[str] = ()  #: what it is about, as the documents word it
    told: Collection[re.Pattern[str]] = ()  #: what an answer must hold: a price, a time
    here: str = ""  #: the asker's town, which is meant unless another is named
    elsewhere: Collection[str] = ()  #: those of the other stores

    @property
    def words(self) -> frozenset[str]:
        """Its telling words, without the towns."""
        towns = {word for town in (self.here, *self.elsewhere) for word in tokens(town)}
        return telling(self.text) - towns or frozenset(tokens(self.text))

    @property
    def parts(self) -> list[str]:
        """Its parts, of a question that has several."""
        parts = [part for part in _PARTS.split(self.text) if len(part.split()) > 2]
        return parts[:PARTS] if len(parts) > 1 else []

    @property
    def meant(self) -> str:
        """The town that it is about: the one that it names, else the asker's; none where it names several."""
        said = set(tokens(self.text))
        named = [town for town in (self.here, *self.elsewhere) if town and set(tokens(town)) <= said]
        return self.here if not named else named[0] if len(named) == 1 else ""


@dataclass(frozen=True)
class HouseScores:
    """The scores of sections, and of each one's sentences; cosines where a model was at hand."""

    sections: Scores
    sentences: tuple[Scores, ...]
    cosines: Scores | None


def scored(question: HouseQuestion, sections: Sequence[Section], vectors: dict[str, Vectors], embedder: Embedder) -> HouseScores:
    """By words and meaning. Raises ModelError."""
    whole, parts = _by_words(question, sections)
    asked = embedder.embed_query(question.text)
    cosines = np.array([vectors[section.digest] @ asked for section in sections], dtype=np.float32)
    of_sentences = np.array([vectors[digest_of(s)] for section in sections for s in section.sentences])
    parts = parts + spread(np.asarray(of_sentences @ asked, dtype=np.float32))
    if several := question.parts:
        nearest = np.max([of_sentences @ embedder.embed_query(part) for part in several], axis=0)
        parts = parts + PART * spread(np.asarray(nearest, dtype=np.float32))
    return _together(whole + spread(cosines), parts, sections, cosines)


def scored_by_words(question: HouseQuestion, sections: Sequence[Section]) -> HouseScores:
    """Without a model."""
    return _together(*_by_words(question, sections), sections, None)


def telling_sentences(question: HouseQuestion, sentences: Sequence[str], scores: Scores) -> tuple[str, ...]:
    """The few sentences that answer, in the order in which they stand; more where they are short, as rows of a table are."""
    best = [int(at) for at in np.argsort(-scores, kind="stable")]
    least = OF_SEVERAL if question.parts else TELLING
    chosen: list[int] = []
    for at in best:
        letters = sum(len(sentences[one]) for one in (*chosen, at))
        more = letters <= LETTERS and scores[at] > scores[best[0]] - NEARLY
        if len(chosen) >= MOST or (len(chosen) >= least and not more):
            break
        chosen.append(at)
    for pattern in question.told:
        if not any(pattern.search(sentences[at]) for at in chosen):
            chosen += [at for at in best if pattern.search(sentences[at])][:1]
    return tuple(sentences[at] for at in sorted(chosen))


def _by_words(question: HouseQuestion, sections: Sequence[Section]) -> tuple[Scores, Scores]:
    """Sections and sentences by the words that they share with the question, what they tell, and the town they speak of."""
    titles = [section.title for section in sections]
    sentences = [(section.title, s) for section in sections for s in section.sentences]
    whole = WORDS * spread(_shared(question, [tokens(section.embedded) for section in sections]))
    whole = whole + HEADING * spread(_matters(question, [tokens(title) for title in titles]))
    parts = WORDS * spread(_shared(question, [tokens(f"{title} {s}") for title, s in sentences]))
    for pattern in question.told:
        whole = whole + TOLD * np.array([bool(pattern.search(section.text)) for section in sections])
        parts = parts + TOLD * np.array([bool(pattern.search(s)) for _, s in sentences])
    if meant := question.meant:
        others = {question.here, *question.elsewhere} - {meant}
        whole = whole + HEADED * _nearby(titles, meant, others)
        parts = parts + _nearby([s for _, s in sentences], meant, others)
    return np.asarray(whole, dtype=np.float32), np.asarray(parts, dtype=np.float32)


def _shared(question: HouseQuestion, texts: Sequence[tuple[str, ...]]) -> Scores:
    return bm25(question.words, texts) + _matters(question, texts)


def _matters(question: HouseQuestion, texts: Sequence[tuple[str, ...]]) -> Scores:
    scores = np.zeros(len(texts), dtype=np.float32)
    for words in map(frozenset, map(tokens, question.matters)):
        scores += bm25(words, texts) / len(words) ** MANY_WORDS
    return scores


def _together(whole: Scores, parts: Scores, sections: Sequence[Section], cosines: Scores | None) -> HouseScores:
    """A section is as good as itself and its best sentence."""
    ends = np.cumsum([len(section.sentences) for section in sections])
    each = tuple(np.split(parts, ends[:-1]))
    return HouseScores(whole + np.array([one.max() for one in each], dtype=np.float32), each, cosines)


def _nearby(texts: Sequence[str], here: str, elsewhere: Collection[str]) -> Scores:
    """What speaks of one town only comes forward, what speaks of another only steps back."""
    own = np.array([here in text for text in texts])
    other = np.array([any(town in text for town in elsewhere) for text in texts])
    return np.asarray(PLACE * (own & ~other) - PLACE * (other & ~own), dtype=np.float32)
