"""Answers about one piece: price and stock here and there, when it comes, who waits for it, whether a visit finds it there."""

from dataclasses import replace
from typing import Any

from copilot.models.builtin.alike import covered
from copilot.models.builtin.answers import book, matters, shop
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.of_pieces import FEW, arrivals_since, asked_beside, named_pieces, words_beside
from copilot.models.builtin.planning import rest_words
from copilot.models.builtin.trading import says
from copilot.models.builtin.voice import Voice

NAMES = 0.6  #: share of a piece's words that a promise must hold to be about it


def answer(heard: Hearing, voice: Voice) -> list[str]:
    """The piece that the question names, and who waits for it where that is asked."""
    if arrivals_since(heard.ask) and not heard.of_rule and heard.of("products"):
        return shop.products(heard, voice)
    if named_pieces(heard) is None:
        return []
    listed = next((f for f in heard.all_of("book") if "wish_for" in f.data["asked"]), None)
    told = shop.products(heard, voice)
    return [*told, *book.book(replace(heard, found=(listed,)), voice), *_promised(heard, voice)] if listed else told


def _promised(heard: Hearing, voice: Voice) -> list[str]:
    """The open promises that name the piece: what it is, and most of what else was said of it."""
    found = named_pieces(heard)
    owed = next((f for f in heard.all_of("book") if "owed_promise" in f.data["asked"]), None)
    if found is None or owed is None:
        return []
    things, kinds = found.data["things"], " ".join(f"{p['name']} {p['category']}" for p in found.data["products"][:FEW])
    called = [word for word in things if covered(kinds, [word], voice.language)]
    rows = [
        f"- {c['name']}: {matters.line(b, voice)}"
        for c in owed.data["clients"]
        for b in c["because"]
        if b["kind"] == "promise"
        and covered(b["text"], called, voice.language) > 0
        and covered(b["text"], things, voice.language) >= NAMES
    ]
    return [voice.say("piece_promised") + "\n" + "\n".join(rows)] if rows else []


def beside(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """The piece that a question about a client asks for on our shelves, and whether it is there when they come."""
    words = words_beside(heard, person, rest_words(heard.ask, person)) if asked_beside(heard.ask) else ""
    found = heard.of("products", words=words.replace("[", "(").replace("]", ")")) if words else None
    fitting = shop.named_in_full(found.data["products"], words) if found else []
    if not 0 < len(fitting) <= FEW:
        return []
    there = shop.asks_there(heard, fitting)
    said = [voice.say("product", **shop.told(p, voice, there=there)) for p in fitting]
    return said + _for_the_visit(fitting, heard, person, voice)


def _for_the_visit(fitting: list[dict[str, Any]], heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """Whether what is expected comes before the client does; and when they come, where only "that day" is said."""
    found = heard.of("open_matters", client_id=person.id)
    booked = [i for i in (found.data["items"] if found else ()) if i["kind"] == "appointment" and i["open"]]
    of_day = says("pieces", "day_of_visit", heard.ask.asked)
    if not booked or not (of_day or heard.ask.means("appointments")):
        return []
    visit = min(booked, key=lambda i: i["on"])
    said = []
    for p in (one for one in fitting if one["coming"]):
        key = "piece_in_time" if p["arrived_on"] <= visit["on"] else "piece_too_late"
        words = {"day": voice.day(p["arrived_on"]), "visit": voice.day(visit["on"]), "name": p["name"]}
        said.append(voice.say(key, mark=p["mark"], visit_mark=visit["mark"], **words))
    shown = [] if heard.ask.means("appointments") else [matters.line(visit, voice)]
    return said + [f"{line}." for line in shown]
