"""What the built-in model does with a sentence that asks for something to be written down: who is meant, then a proposal."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from copilot.models.builtin.anybody import asks_of_anybody
from copilot.models.builtin.changing.reading import Change, change_in
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.lexicon import LANGUAGES, plain

_MARK = re.compile(r"\[((?:fact|note) \d+)\]")
_CLIENT = re.compile(r"\[client \d+\]")
Call = tuple[str, dict[str, Any]]


def proposing(messages: Sequence[BaseMessage], heard: Hearing) -> tuple[list[Call], str] | None:
    """The tool to call now, or the words to say; None where nothing is to be changed, or somebody must choose first."""
    change = _asked_for(messages, heard)
    if change is None or asks_of_anybody(heard.ask.asked, heard.ask.lexicon):
        return None
    if heard.failures:
        return [], _say("whom", change.language)
    if heard.named is None:
        return [("find_client", {"words": change.whom or heard.whole})], ""
    if heard.doubt:
        return None
    people = heard.clients[:1] or _in_hand(heard)
    if not people:
        return [], _say("whom", change.language)
    done = heard.of(change.tool, client_id=people[0].id)
    if done is None:
        return [(change.tool, {"client_id": people[0].id, **_told(change, people[0], messages)})], ""
    return [], _say(done.data["why"] or "proposed", change.language, name=done.data["name"])


def _asked_for(messages: Sequence[BaseMessage], heard: Hearing) -> Change | None:
    """What the last message would change; or the one before it, where this one only says which client was meant."""
    today, language = heard.ask.today, heard.ask.language
    asked = [m for m in messages if isinstance(m, HumanMessage)]
    change = change_in(str(asked[-1].text), today, fallback_language=language)
    if change is not None or len(asked) < 2 or len(str(asked[-1].text).split()) > 4:
        return change
    place = max(i for i, m in enumerate(messages) if m is asked[-1])
    answer = messages[place - 1]
    if isinstance(answer, AIMessage) and len(set(_CLIENT.findall(str(answer.text)))) > 1:
        before = change_in(str(asked[-2].text), today, fallback_language=language)
        return replace(before, whom=str(asked[-1].text)) if before else None
    return None


def _told(change: Change, person: Person, messages: Sequence[BaseMessage]) -> dict[str, Any]:
    """What the tool is told: without the client's name, and with the source of what was just answered."""
    args = dict(change.args)
    if isinstance(about := args.get("about"), str):
        named = set(plain(f"{person.words} {person.name} {person.called}").split())
        args["about"] = " ".join(
            word for word in about.split() if plain(word).removesuffix("s") not in named and plain(word) not in named
        )
    place = max(i for i, m in enumerate(messages) if isinstance(m, HumanMessage))
    earlier = messages[place - 1] if place else None
    if change.said_before and isinstance(earlier, AIMessage):
        marks = _MARK.findall(str(earlier.text))
        args["mark"] = marks[0] if marks else ""
    return args


def _in_hand(heard: Hearing) -> tuple[Person, ...]:
    """Whom the conversation is about, where the sentence names nobody."""
    if heard.named is not None and (heard.named.data["clients"] or heard.unknown_as_name):
        return ()
    return tuple(Person(i, "", "") for i in heard.focus[:1]) if len(heard.focus) == 1 else ()


def _say(key: str, language: str, **values: object) -> str:
    return str(_phrases()[key][language if language in LANGUAGES else "en"]).format(**values)


@cache
def _phrases() -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text("utf-8"))
    return said
