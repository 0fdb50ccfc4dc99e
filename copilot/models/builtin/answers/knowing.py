"""Answers from facts and notes: what we know, how we know it, and what stays unsaid."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from copilot.domain.provenance import Provenance
from copilot.domain.source import Found
from copilot.models.builtin.alike import covered, enough, gives_reason
from copilot.models.builtin.answers import buying
from copilot.models.builtin.answers.quoting import telling
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.planning import rest_words, topic_words
from copilot.models.builtin.voice import Voice
from copilot.models.builtin.wanted import holds, sorts_wanted

SHOWN = 3
NEARER = 0.86  #: and no word shared at all
NEAR = 0.835  #: cosine above which a passage answers though no word is shared, as across languages
OLD_AFTER_DAYS = 730  #: a size or a taste older than two years is said with its age


def topic(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """What facts and notes say on the question's own words; empty when they say nothing."""
    wanted = wanted_of(heard, person)
    facts = facts_on(heard, person, wanted, voice)
    passages = _passages_on(heard, person, wanted) or _passages_on(heard, person, list(heard.ask.attribute))
    if facts and not heard.ask.says("why"):
        return facts
    if bought := buying.sizes(heard, person, voice):
        return bought
    return [quoted(p, person, wanted, heard, voice) for p in passages] or facts


def facts_on(heard: Hearing, person: Person, wanted: list[str], voice: Voice) -> list[str]:
    """Current facts of the profile that speak of these words, or of the attribute that is meant, with what they replaced."""
    facts = _facts_on(heard, person, wanted) or _facts_on(heard, person, list(heard.ask.attribute))
    facts = facts or _measured(heard, person, wanted)
    return [said_of(fact, voice) for fact in facts[:SHOWN]] + (_superseded(heard, person, facts, voice) if facts else [])


def _measured(heard: Hearing, person: Person, wanted: list[str]) -> list[dict[str, Any]]:
    """ "Wrist size" is what is known of the wrist, whatever the fact calls the measure."""
    what = _without_size(wanted, heard)
    named = [f for f in _facts_on(heard, person, what) if covered(f["subject"], what, heard.ask.language) == 1] if what else []
    return named if len(what) < len(wanted) else []


def _without_size(wanted: Sequence[str], heard: Hearing) -> list[str]:
    """What is measured: the shoe of "shoe size"."""
    return [word for word in wanted if not covered("size", [word], heard.ask.language)]


def latest_notes(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """The newest notes, word for word."""
    found = newest(heard, person)
    if found is None:
        return []
    notes = found.data["passages"][:4]
    if not notes:
        return [voice.say("notes_none", name=person.name, ledger=f"client {person.id}")]
    rows = [
        voice.say(
            "notes_line",
            day=voice.day(n["on"]),
            author=n["author"] or "?",
            quote=telling(n["text"], (), heard.ask.language),
            mark=n["mark"],
        )
        + hushed_in(n, heard, person, voice)
        for n in notes
    ]
    return [voice.say("notes_latest", name=person.name) + "\n" + "\n".join(f"- {row}" for row in rows)]


def newest(heard: Hearing, person: Person) -> Found | None:
    """The latest notes of a client, where they were looked up."""
    found = (f for f in heard.all_of("search_notes") if f.data["client_id"] == person.id)
    return next((f for f in found if not (f.data["query"] or f.data["since"])), None)


def news_of(case: dict[str, Any], heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """What was noted last about something open: "repaired, but leaves the workshop only tomorrow"."""
    found = (f for f in heard.all_of("search_notes") if f.data["client_id"] == person.id and f.data["since"])
    words = re.findall(r"[^\W\d_]{4,}", f"{case['what']} {case['product']} {case['text']}")[:12]
    notes = [n for f in found for n in f.data["passages"] if n["on"] > case["on"] and covered(n["text"], words, voice.language)]
    return [quoted(n, person, words, heard, voice) for n in sorted(notes, key=lambda n: n["on"])[-1:]]


def in_the_store(heard: Hearing, voice: Voice) -> list[str]:
    """What the notes of any client say, when no client was named."""
    found = next((f for f in heard.all_of("search_notes") if f.data["client_id"] is None), None)
    if found is None or not found.data["supported"]:
        return []
    wanted = list(heard.ask.about)
    fit = [p for p in found.data["passages"] if covered(p["text"], wanted, heard.ask.language) >= max(enough(wanted), 0.6)]
    return [f"{p['client']}: {quoted(p, Person(p['client_id'], p['client'], ''), wanted, heard, voice)}" for p in fit[:SHOWN]]


def wanted_of(heard: Hearing, person: Person) -> list[str]:
    """The words of the question that no recognised kind accounts for, or else all that tell."""
    return rest_words(heard.ask, person) or topic_words(heard.ask, person)


def _facts_on(heard: Hearing, person: Person, wanted: list[str]) -> list[dict[str, Any]]:
    """Current facts of the profile that hold most of the telling words, one of them as their subject or all of them."""
    language = heard.ask.language
    current = _current(heard, person.id) if wanted else []
    scored = [
        (covered(f"{f['subject']} {f['text']}", wanted, language), covered(f["subject"], wanted, language), f) for f in current
    ]
    least = _least(heard, wanted)
    fit = [
        (all_, subject, f)
        for all_, subject, f in scored
        if all_ >= least and (subject or all_ * len(wanted) >= min(2, len(wanted)))
    ]
    best = max((all_ + subject for all_, subject, _ in fit), default=0.0)
    return [f for all_, subject, f in sorted(fit, key=lambda one: -one[2]["on"].toordinal()) if all_ + subject >= best - 0.01]


def current_of(heard: Hearing, client_id: int, subjects: Sequence[str]) -> list[dict[str, Any]]:
    """The facts of these subjects that hold today, the newest first."""
    fit = [f for f in _current(heard, client_id) if covered(f["subject"], subjects, "en")]
    return sorted(fit, key=lambda f: -f["on"].toordinal())


def _current(heard: Hearing, client_id: int) -> list[dict[str, Any]]:
    known = heard.of("what_we_know", client_id=client_id)
    facts = known.data["facts"] if known else []
    return [f for f in facts if not f["superseded"] and not f["over"] and not f["from_note"]]


def _least(heard: Hearing, wanted: list[str]) -> float:
    """The share of the words that must be there; of "allergy or rash" one is enough."""
    return 1 / len(wanted) if wanted and heard.ask.says("or_words") else enough(wanted)


def _passages_on(heard: Hearing, person: Person, wanted: list[str]) -> list[dict[str, Any]]:
    """The passages that hold the telling words, or are very near in meaning; the newest of equals first."""
    found = [f for f in heard.all_of("search_notes") if f.data["client_id"] == person.id and f.data["query"]]
    passages = [p for f in found if f.data["supported"] for p in f.data["passages"]]
    language = heard.ask.language
    worn = _without_size(heard.ask.attribute, heard)
    if 0 < len(worn) < len(heard.ask.attribute):  # a finger measured is no shoe
        passages = [p for p in passages if covered(p["text"], worn, language)]
    # A reason is seldom given in the words of the question: "why did he return the coat?" - "it caught in the spokes".
    least = _least(heard, wanted) * (0.5 if heard.ask.says("why") else 1.0)
    scored = [(covered(p["text"], wanted, language), p) for p in passages]
    if heard.ask.attribute and "when" in sorts_wanted(heard.ask.asked):  # a birthday is no first salary
        scored = [(share, p) for share, p in scored if share > least or holds(p["text"], "when")]
    fit = [(share, p) for share, p in scored if share >= least or (p["cosine"] or 0.0) >= (NEAR if share >= 0.3 else NEARER)]
    if not fit:
        return []
    if heard.ask.says("why"):
        back = _brought_back(heard, person)
        ranked = sorted(
            fit,
            key=lambda one: (
                -one[0] - 0.5 * gives_reason(one[1]["text"]) - any(abs((one[1]["on"] - day).days) <= 7 for day in back)
            ),
        )
        return [p for _, p in ranked[: SHOWN - 1]]
    best = max(share for share, _ in fit)
    top = [p for share, p in fit if share >= best - 0.01][:SHOWN]
    return (
        sorted(top, key=lambda p: -p["on"].toordinal())[: SHOWN - 1]
        if best < 0.99
        else sorted(top, key=lambda p: -p["on"].toordinal())[:SHOWN]
    )


def _brought_back(heard: Hearing, person: Person) -> list[date]:
    """The days on which something came back: a note of such a day is likely to say why."""
    found = heard.of("purchases", client_id=person.id)
    return [line.returned_on for line in found.data["lines"] if line.returned_on] if found else []


def quoted(p: dict[str, Any], person: Person, wanted: list[str], heard: Hearing, voice: Voice) -> str:
    """A passage in quotation marks, with who wrote it when, how we know it and whether it may be said."""
    quote = telling(p["text"], wanted, heard.ask.language)
    words = {"author": p["author"], "day": voice.day(p["on"]), "quote": quote, "mark": p["mark"]}
    if p["kind"] == "case":
        return voice.say("case_said", **words)
    if p["kind"] == "fact" and p["provenance"]:
        said = {"how": voice.say(f"how.{p['provenance']}"), "hush": _hush(p["provenance"], p["on"], voice)}
        return voice.say("fact_not_said" if p["do_not_mention"] else "fact", text=quote.rstrip("."), **said, **words)
    how, hushed = _how_quoted(p, quote, person, heard)
    if hushed:
        return voice.say("note_not_said", hush=_hush(how or Provenance.INTERNAL, p["on"], voice), **words)
    if how in (Provenance.THIRD_PARTY, Provenance.INTERNAL, Provenance.INFERRED):
        return voice.say("note_careful", how=voice.say(f"how.{how}"), **words)
    return voice.say("note_said" if p["author"] else "note_said_plain", **words)


def hushed_in(note: dict[str, Any], heard: Hearing, person: Person, voice: Voice) -> str:
    """A sentence where some of a note is not to be mentioned; empty where all of it may be."""
    how, hushed = _how_quoted(note, note["text"], person, heard)
    return f" {_hush(how or Provenance.INTERNAL, note['on'], voice)}" if hushed else ""


def _how_quoted(p: dict[str, Any], quote: str, person: Person, heard: Hearing) -> tuple[Provenance | None, bool]:
    """How the quoted words came to us: of the facts read from this note, those that stand in the quote."""
    known = heard.of("what_we_know", client_id=person.id)
    read = [f for f in known.data["facts"] if f["mark"] == p["mark"] and f["text"] in quote] if known else []
    if not read:
        return p["provenance"], p["do_not_mention"]
    return max((Provenance(f["provenance"]) for f in read), key=lambda one: one.care), any(f["do_not_mention"] for f in read)


def said_of(f: dict[str, Any], voice: Voice) -> str:
    """A fact with how and since when we know it, and whether it may be said."""
    text = f["text"].rstrip(".")
    if f["subject"] and f["subject"].casefold() not in text.casefold():
        text = f"{f['subject'][:1].upper()}{f['subject'][1:]}: {text}"
    sentence = voice.say(
        "fact_not_said" if f["do_not_mention"] else "fact",
        text=text,
        how=how(f, voice),
        hush=_hush(f["provenance"], f["on"], voice),
        day=voice.day(f["on"]),
        mark=f["mark"],
    )
    old = (voice.today - f["on"]).days > OLD_AFTER_DAYS
    return f"{sentence} {voice.say('fact_age', ago=voice.ago(f['on']))}" if old else sentence


def _superseded(heard: Hearing, person: Person, facts: list[dict[str, Any]], voice: Voice) -> list[str]:
    known = heard.of("what_we_know", client_id=person.id)
    subjects = {f["subject"] for f in facts if f["subject"]}
    old = [f for f in known.data["facts"] if f["superseded"] and not f["wrong"] and f["subject"] in subjects] if known else []
    return [voice.say("fact_old", text=f["text"].rstrip("."), day=voice.day(f["on"]), mark=f["mark"]) for f in old[:1]]


def _hush(how: str, on: date, voice: Voice) -> str:
    """Why it is not to be mentioned: from whom we have it."""
    return voice.say(f"hush.{how}", day=voice.day(on))


def how(f: dict[str, Any], voice: Voice) -> str:
    """In a few words, how we came to know a fact."""
    return voice.say(f"how.{f['provenance']}")
