"""A language model as a second reader: it may point at more, and every word and id that it names is checked before it counts."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from pydantic import BaseModel, Field

from copilot.domain.message import Message, Span
from copilot.domain.reading import About, Claim, Delicate, Matter, Reading, Sound, Tone, Touch, Use
from copilot.domain.situation import Situation
from copilot.prompts import fill

Sort = Literal[
    "surveillance", "unvolunteered", "sensitive", "overfamiliar", "stale", "milestone", "dossier", "third_person",
    "ungrounded", "promise", "pressure", "no_value", "internal",
]  # fmt: skip
_SOUNDS = {
    "surveillance": Sound.WATCHING,
    "overfamiliar": Sound.INTIMATE,
    "pressure": Sound.PRESSING,
    "no_value": Sound.EMPTY,
    "internal": Sound.INWARD,
}
_MATTERS = {"stale": Matter.OLD, "milestone": Matter.DATE, "dossier": Matter.PILE, "third_person": Matter.PERSON}
#: A model's word counts as sure; what it cannot show in the text does not count at all.
_SURE = 1.0


class Pointed(BaseModel):
    """One thing that the model points at."""

    sort: Sort
    words: str = Field(description="Letter for letter from the message.")
    fact: str = Field("", description="The id in brackets, or empty.")


class PointedAt(BaseModel):
    """Everything that the model points at; empty for a message that is fine."""

    findings: list[Pointed]


Ask = Callable[[str, type[PointedAt]], PointedAt]


class SecondReader:
    """Asks a model. It adds to the first reader's findings and removes none."""

    def __init__(self, ask: Ask, name: str) -> None:
        self._ask = ask
        self.version = f"model {name}"

    def read(self, message: Message, situation: Situation) -> Reading:
        """What the model points at, as far as it is really there. Raises whatever the model's call raises."""
        shown = fill(
            "reader",
            moment=f"{situation.now:%A %d %B %Y}, {message.purpose.value} by {message.channel.value}",
            facts=_lines(
                f"[{one.id}] ({one.provenance.in_words}, {one.learned_on}) {one.text}"
                for one in situation.facts
                if not one.other_person  # a model gets no more than the associate may see
            ),
            store=_lines(f"[{one.id}] {one.text}" for one in situation.store),
            contacts=_lines(
                f"[{one.id}] ({one.at:%Y-%m-%d}, {'from us' if one.outbound else 'from the client'}) {one.text}"
                for one in situation.contacts
                if not one.household
            ),
            message=message.words,
        )
        pointed = self._ask(shown, PointedAt).findings
        return _reading([one for one in pointed if one.words.strip() and one.words in message.words], message, situation)


def _reading(pointed: Sequence[Pointed], message: Message, situation: Situation) -> Reading:
    known = {fact.id for fact in situation.facts}
    said = known | {line.id for line in situation.store} | {contact.id for contact in situation.contacts}
    reading = Reading()
    for one in pointed:
        start = message.words.index(one.words)
        span, fact = Span(start, start + len(one.words)), one.fact if one.fact in said else ""
        reading = reading.with_more(_one(one.sort, span, fact, fact in known))
    return reading


def _one(sort: Sort, span: Span, fact: str, about_client: bool) -> Reading:
    if sort in _SOUNDS:
        return Reading(tones=(Tone(span, _SOUNDS[sort], _SURE, fact),))
    if sort in _MATTERS:
        return Reading(delicate=(Delicate(span, _MATTERS[sort], (fact,) if fact else (), _SURE),))
    if sort == "unvolunteered":
        return Reading(uses=(Use(span, fact, _SURE),)) if about_client else Reading()
    if sort == "sensitive":
        return Reading(touches=(Touch(span, "a private matter", fact, strength=_SURE),))
    about = About.GUARANTEE if sort == "promise" else About.PRODUCT
    return Reading(claims=(Claim(span, about, contradicted_by=fact, strength=_SURE),))


def _lines(lines: Iterator[str]) -> str:
    return "\n".join(" ".join(line.split()) for line in lines) or "(nothing)"
