"""The nearest evidence: where no kind of question finds its answer, what is known of a client that comes nearest to it."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from copilot.domain.wording import fold
from copilot.models.builtin.alike import alike, covered, stems
from copilot.models.builtin.answers import knowing, matters
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.planning import Call, topic_words, without_names
from copilot.models.builtin.understanding import understand
from copilot.models.builtin.voice import Voice

LIMIT = 0.28  #: the score from which something is quoted; below it stand the unanswerable among the development questions
SECOND = 0.8  #: the share of the best score from which a second one is quoted beside it
FARTHER = 0.7  #: the share of the best score under which what was said so far missed the point
MOST = 2
ABSENT = 0.4  #: what a word weighs that is nowhere in the papers: people say more than the telling words
ALONE = 5.0  #: and how much more the others weigh where only one word is shared
PULL = 6.0  #: how much meaning weighs beside words: cosines of one client's papers lie within some 0.05
MOST_PULL = 0.3  #: and at most; a word that is shared by chance is not pulled at all


@dataclass(frozen=True)
class Evidence:
    """One thing known of a client: the words that it is found by, and how it is said."""

    text: str
    said: str
    mark: str
    on: date | None
    cosine: float = 0.0  #: how near its meaning is to the question's; 0 where nothing measured it


def gathering(heard: Hearing) -> list[Call]:
    """Everything that is known of the clients meant, and what of it the search finds near the whole question."""
    return [call for person in heard.clients if person.id for call in _all_of(heard, person)]


def _all_of(heard: Hearing, person: Person) -> list[Call]:
    who = {"client_id": person.id}
    tools = ("client_profile", "what_we_know", "open_matters", "consents_and_contacts")
    return [*((tool, who) for tool in tools), ("search_notes", {**who, "query": without_names(heard.ask, person)})]


def answer(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """The one or two things known that come nearest to the question; empty where nothing is near enough."""
    scored = ranked(heard, person, voice)
    best = scored[0][0] if scored else 0.0
    if best < LIMIT:
        return []
    return [one.said for score, one in scored[:MOST] if score >= best * SECOND]


def missed(heard: Hearing, person: Person, said: Sequence[str], voice: Voice) -> list[str]:
    """What was looked up and comes much nearer to the question than anything that was said."""
    scored = ranked(heard, person, voice)
    told = " ".join(said)
    best = scored[0][0] if scored else 0.0
    nearest_told = max((score for score, one in scored if f"[{one.mark}]" in told), default=0.0)
    if best < LIMIT or nearest_told >= best * FARTHER:
        return []
    return [scored[0][1].said]


def ranked(heard: Hearing, person: Person, voice: Voice) -> list[tuple[float, Evidence]]:
    """All that may answer, the nearest to the question first; the newest of equals."""
    language = heard.ask.language
    evidence = list(_evidence(heard, person, voice))
    words = topic_words(heard.ask, person) or topic_words(replace(heard.ask, about=_words_of_whole(heard)), person)
    weights = _weights(words, evidence, language)
    measured = [one.cosine for one in evidence if one.cosine]
    middle = sum(measured) / len(measured) if measured else 0.0
    scored = [
        (_shared(one, weights, language) + _pull(one, weights, language, middle), one)
        for one in evidence
        if _shared(one, weights, language) and _of_attribute(one, heard)
    ]
    return sorted(scored, key=lambda pair: (-pair[0], -(pair[1].on or date.min).toordinal()))


def _pull(one: Evidence, weights: dict[str, float], language: str, middle: float) -> float:
    """What nearness in meaning adds, where more than one word of several is shared."""
    there = _stems(one.text, language)
    if len(weights) > 1 and sum(bool(alike(word, language) & there) for word in weights) == 1:
        return 0.0
    return min(MOST_PULL, PULL * max(0.0, one.cosine - middle))


def _words_of_whole(heard: Hearing) -> tuple[str, ...]:
    """The telling words of the message: a part such as "and what is it called?" has none of its own."""
    return understand(heard.whole, heard.ask.today, fallback_language=heard.ask.language).about if heard.whole else ()


def _of_attribute(one: Evidence, heard: Hearing) -> bool:
    """Of "shoe size" both must be spoken of: another size is no answer, however near."""
    return not heard.ask.attribute or covered(one.text, heard.ask.attribute, heard.ask.language) == 1


def _shared(one: Evidence, weights: dict[str, float], language: str) -> float:
    """The share of what the question's words tell that stands in it; a single word of several tells little."""
    there = _stems(one.text, language)
    held = [word for word in weights if alike(word, language) & there]
    absent = ALONE if len(held) == 1 else 1.0
    return (
        sum(weights[word] for word in held) / sum(weights[w] * (1.0 if w in held else absent) for w in weights) if held else 0.0
    )


def _weights(words: Sequence[str], evidence: Sequence[Evidence], language: str) -> dict[str, float]:
    """What each word of the question tells: the more, the fewer of the client's papers hold it; one in none of them, less."""
    papers = [_stems(one.text, language) for one in evidence]
    held = {word: sum(bool(alike(word, language) & paper) for paper in papers) for word in words}
    return {word: math.log(1 + len(papers) / (0.5 + n)) * (1.0 if n else ABSENT) for word, n in held.items()}


def _stems(text: str, language: str) -> set[str]:
    return stems(re.findall(r"[^\W_]+", fold(text)), language)


def _evidence(heard: Hearing, person: Person, voice: Voice) -> Iterator[Evidence]:
    near = {p["mark"]: p for p in _passages(heard, person)}
    known = heard.of("what_we_know", client_id=person.id)
    for fact in known.data["facts"] if known else []:
        if not (fact["superseded"] or fact["from_note"]):
            cosine = near[fact["mark"]]["cosine"] or 0.0 if fact["mark"] in near else 0.0
            yield Evidence(f"{fact['subject']} {fact['text']}", knowing.said_of(fact, voice), fact["mark"], fact["on"], cosine)
    for note in near.values():
        if note["kind"] != "fact":
            wanted = topic_words(heard.ask, person)
            said = knowing.quoted(note, person, wanted, heard, voice)
            yield Evidence(note["text"], said, note["mark"], note["on"], note["cosine"] or 0.0)
    open_matters = heard.of("open_matters", client_id=person.id)
    for item in open_matters.data["items"] if open_matters else []:
        if item["mark"] not in near:
            text = f"{item['what']} {item['text']} {item.get('product', '')}"
            said = matters.line(item, voice)
            yield Evidence(text, f"{said[:1].upper()}{said[1:]}.", item["mark"], item["on"])


def _passages(heard: Hearing, person: Person) -> list[dict[str, Any]]:
    found = [f for f in heard.all_of("search_notes") if f.data["client_id"] == person.id and f.data["query"]]
    return [p for f in found for p in f.data["passages"]]
