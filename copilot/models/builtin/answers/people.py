"""Who is described, where nobody is named: the one or few whom it fits, each with the words that show it."""

import re
from typing import Any

from copilot.models.builtin.alike import covered
from copilot.models.builtin.answers import knowing
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.voice import Voice
from copilot.models.builtin.whom import surely_described

FITS = 3.3  #: the score from which a description fits: 24 of 29 of one person lie above, and of seven of nobody one
NEAR_ENOUGH, APART = 2.8, 1.0  #: and from which it may, where nobody else comes near
FITS_SURELY = 4.3  #: and where the question may well be about a rule of the house
NEARLY = 0.7  #: the share of the best score from which others are named beside the first
MOST = 3
BESIDES = 2  #: facts that are told besides


def described(heard: Hearing, voice: Voice, *, surely: bool = False) -> list[str]:
    """The people whom the question describes; empty where it fits nobody well enough."""
    least = FITS_SURELY if surely else FITS
    found = heard.of("describe_client")
    people: list[dict[str, Any]] = found.data["people"] if found else []
    best, second = ([one["score"] for one in people] + [0.0, 0.0])[:2]
    perhaps = not surely and NEAR_ENOUGH <= best < FITS and best - second >= APART
    if best < least and not perhaps:
        return []
    asked = surely_described(found) is not None and heard.ask.text != heard.whole  # something is asked of the one who fits best
    fit = people[:1] if asked else [one for one in people[:MOST] if one["score"] >= max(FITS, NEARLY * best)] or people[:1]
    said = [voice.say("fits", name=one["client"], id=one["client_id"], said=_said(one, heard, voice)) for one in fit]
    if len(said) == 1:
        return [voice.say("fits_perhaps", said=said[0])] if perhaps else said + _asked_besides(fit[0], heard, voice)
    return [voice.say("fit_several") + "\n" + "\n".join(f"- {one}" for one in said)]


def nobody(heard: Hearing, voice: Voice) -> list[str]:
    """That the description fits nobody, where it was looked for."""
    found = heard.of("describe_client")
    if found is None:
        return []
    return [voice.say("fits_nobody", of_book=voice.say("book_of_mine" if found.data["own_book"] else "book_of_store"))]


def _said(one: dict[str, Any], heard: Hearing, voice: Voice) -> str:
    return knowing.quoted(one, Person(one["client_id"], one["client"], ""), list(heard.ask.about), heard, voice)


def _asked_besides(one: dict[str, Any], heard: Hearing, voice: Voice) -> list[str]:
    """What is known on the words of the question that tell more than who it is: "the girl with the seals, and her metal"."""
    known = heard.of("what_we_know", client_id=one["client_id"])
    language = heard.ask.language
    parts = re.split(r"\b(?:and|et|e|y)\b|\s[-–]\s|,", heard.ask.asked)
    left = [word for word in heard.ask.about if word in parts[-1].split()] if len(parts) > 1 else []
    facts = [f for f in known.data["facts"] if not (f["superseded"] or f["over"])] if known else []
    asked = [f for f in facts if covered(f["subject"], left, language) and f["mark"] != one["mark"]]
    return [knowing.said_of(fact, voice) for fact in asked[:BESIDES]]
