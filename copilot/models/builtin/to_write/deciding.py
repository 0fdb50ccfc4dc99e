"""What the built-in model does with a sentence that asks for a message: who is meant, then a draft for each of them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from copilot.models.builtin.asking_for import book_filters
from copilot.models.builtin.changing.moments import moment_in
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.lexicon import LANGUAGES
from copilot.models.builtin.to_write.reading import Request, change_in, request_in
from copilot.models.builtin.understanding import understand

AT_ONCE = 5  #: drafts for one sentence; who is left is named
NAMED = 12  #: of those who are left
TOOL = "draft_message"
#: What may be asked first; the next sentence says it.
_ANSWERED = ("lack_reason", "lack_answer", "lack_event")
_WITH_CHOICES = ("lack_reason", "lack_approved")
_CLIENT = re.compile(r"\[client \d+\]")
Call = tuple[str, dict[str, Any]]


def writing(messages: Sequence[BaseMessage], heard: Hearing) -> tuple[list[Call], str] | None:
    """The tools to call now, or the words to say; None where no message is asked for, or somebody must choose first."""
    request = _asked_for(messages, heard)
    if request is None:
        return None
    if request.many:
        return _for_many(request, heard)
    if heard.failures:
        return [], _say("whom", request.language)
    if heard.named is None and not request.change:
        return [("find_client", {"words": request.whom or heard.whole})], ""
    if heard.doubt and not request.change:
        return None
    people = [] if request.change else list(heard.clients)
    people = people or list(_in_hand(heard))
    if not people:
        key = "unknown" if heard.unknown_name and not request.change else "whom"
        return [], _say(key, request.language, name=heard.unknown_name)
    return _for_each(request, [(one.id, one.name) for one in people], heard)


def _for_many(request: Request, heard: Hearing) -> tuple[list[Call], str]:
    """A draft for each of a list, each another: never one for all."""
    listed = heard.of("book")
    if listed is None:
        return ([], _say("nobody", request.language)) if heard.failures else ([("book", _filters(request, heard.ask.today))], "")
    people = [(one["id"], one["name"]) for one in listed.data["clients"] if one["status"] == "active"]
    if not people:
        return [], _say("nobody", request.language)
    return _for_each(request, people, heard)


def _for_each(request: Request, people: list[tuple[int, str]], heard: Hearing) -> tuple[list[Call], str]:
    now, left = people[:AT_ONCE], people[AT_ONCE:]
    asked = [client_id for client_id, _ in now if heard.of(TOOL, client_id=client_id) is None]
    if asked and not heard.failures:
        return [(TOOL, {"client_id": client_id, **_told(request)}) for client_id in asked], ""
    done = [found for found in heard.all_of(TOOL) if not found.data["why"]]
    if not done:
        refused = heard.of(TOOL)
        why = refused.data["why"] if refused else "whom"
        choices = _choices(refused.data["choices"], request.language) if refused and why in _WITH_CHOICES else ""
        if why == "lack_approved" and not choices:
            choices = " " + _phrase("no_other_way", request.language)
        return [], _say(why, request.language, name=refused.data["name"] if refused else "") + choices
    names = ", ".join(found.data["name"] for found in done)
    key = "changed" if request.change else "drafted" if len(done) == 1 else "drafted_many"
    words = [_say(key, request.language, name=names, n=len(done))]
    if rather_not := ", ".join(found.data["name"] for found in done if found.data["not_now"]):
        warned = _say("not_now" if key == "drafted" else "not_now_some", request.language, name=rather_not)
        words = [warned] if key == "drafted" else [*words, warned]
    for found in done:
        name = found.data["name"]
        words += [_noted(kind, value, tongue, name, request.language) for kind, value, tongue in found.data["notes"]]
    if lacking := ", ".join(found.data["name"] for found in heard.all_of(TOOL) if found.data["why"]):
        words.append(_say("lacking", request.language, names=lacking))
    if left:
        shown = ", ".join(name for _, name in left[:NAMED])
        more = _say("and_more", request.language, n=len(left) - NAMED) if len(left) > NAMED else ""
        words.append(_say("left", request.language, n=len(left), most=AT_ONCE, names=shown + more))
    return [], " ".join(words)


def _asked_for(messages: Sequence[BaseMessage], heard: Hearing) -> Request | None:
    """The message that the last sentence asks for, or the one before it, where this one only says who or what was meant."""
    language = heard.ask.language
    asked = [m for m in messages if isinstance(m, HumanMessage)]
    last = str(asked[-1].text)
    place = max(i for i, m in enumerate(messages) if m is asked[-1])
    answers = [m for m in messages[:place] if isinstance(m, AIMessage)]
    if any(m.additional_kwargs.get("drafted") for m in answers[-2:]) and (
        change := change_in(last, heard.ask.today, fallback_language=language)
    ):
        return change
    if answers and any(_says("lack_date", str(answers[-1].text), one) for one in LANGUAGES):
        day = moment_in(last, heard.ask.today, language).day
        return Request(change="date", day=day.isoformat(), language=language) if day else None
    request = request_in(last, fallback_language=language)
    if request is not None or len(asked) < 2 or not answers:
        return request
    before = request_in(str(asked[-2].text), fallback_language=language)
    if before is None or last.rstrip().endswith("?"):
        return None
    said = str(answers[-1].text)
    if len(last.split()) <= 4 and (len(set(_CLIENT.findall(said))) > 1 or said == _say("whom", before.language)):
        return replace(before, whom=last)
    # "About what?" was asked, and this is what.
    asked_what = next((key for key in _ANSWERED if _says(key, said, before.language)), "")
    return replace(before, about=f"{before.about if asked_what == 'lack_event' else ''} {last}".strip()) if asked_what else None


def _in_hand(heard: Hearing) -> tuple[Person, ...]:
    """Whom the conversation is about, where the sentence names nobody."""
    if heard.named is not None and (heard.named.data["clients"] or heard.unknown_as_name):
        return ()
    return tuple(Person(i, "", "") for i in heard.focus[:1]) if len(heard.focus) == 1 else ()


def _filters(request: Request, today: date) -> dict[str, Any]:
    """Which clients are described: of the asker's own book, unless the whole store is named."""
    ask = understand(request.whom, today, fallback_language=request.language)
    filters = book_filters(ask)
    return filters if ask.says("whole_store") else {key: value for key, value in filters.items() if key != "whole_store"}


def _told(request: Request) -> dict[str, Any]:
    """What the tool is told, without what was not said."""
    told = {
        "about": request.about,
        "words": request.said,
        "occasion": request.occasion,
        "channel": request.channel,
        "language": request.tongue,
        "closeness": request.closeness,
        "change": request.change,
        "day": request.day,
    }
    return {key: value for key, value in told.items() if value}


def _noted(kind: str, value: str, written: str, name: str, language: str) -> str:
    """What is not as it was asked, or not as one would think: said beside the draft."""
    tongues = Locale.parse(language if language in LANGUAGES else "en").languages
    channel = _phrase(f"choice_{value}", language) if kind == "instead" else ""
    theirs, here = tongues.get(value[:2].lower(), value), tongues.get(written, written)
    return _say(f"note_{kind}", language, name=name, theirs=theirs, written=here, channel=channel)


def _choices(choices: Sequence[str], language: str) -> str:
    """ " There would be: a promise, an appointment." """
    known = [_phrase(f"choice_{one}", language) for one in choices if f"choice_{one}" in _phrases()]
    return " " + _say("choices", language, list=", ".join(known)) if known else ""


def _says(key: str, said: str, language: str) -> bool:
    """Whether this sentence was said, whatever name stood in it."""
    before, _, after = _phrase(key, language).partition("{name}")
    return said.startswith(before) and after.strip() in said


def _say(key: str, language: str, **values: object) -> str:
    return _phrase(key, language).format(**values)


def _phrase(key: str, language: str) -> str:
    return str(_phrases()[key][language if language in LANGUAGES else "en"])


@cache
def _phrases() -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text("utf-8"))
    return said
