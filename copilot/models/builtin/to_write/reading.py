"""What message a sentence asks for, or what it would have changed in the last one. No names are known here."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from copilot.models.builtin.changing.moments import flat, moment_in
from copilot.models.builtin.language import language_of
from copilot.models.builtin.lexicon import lexicon

LANGUAGES = ("en", "fr", "it", "es")
_CHANNELS = ("sms", "whatsapp", "post", "email")
_SAID = re.compile(r"^[\"“«„]\s?(?P<said>.+?)\s?[\"”»“]$", re.DOTALL)


@dataclass(frozen=True)
class Request:
    """A message that somebody wants written. `whom`: the part of the sentence in which the client is named."""

    whom: str = ""
    about: str = ""
    said: str = ""  #: the message itself, where it was dictated
    occasion: str = ""  #: as the writer calls it: thanks, answer, event...; empty: as the situation has it
    channel: str = ""
    tongue: str = ""  #: in which language it is to be
    closeness: str = ""
    many: bool = False  #: for several clients, whom `whom` describes
    change: str = ""  #: of the last draft: shorter, warmer, reserved, less_salesy, date, how, language
    day: str = ""  #: to propose
    language: str = "en"  #: in which it is asked


def request_in(text: str, *, fallback_language: str = "en") -> Request | None:
    """The message asked for; None for anything else."""
    language = language_of(text, fallback=fallback_language)
    whole = re.sub(r"\s+", " ", text).strip()
    clean = whole.rstrip("!?. ")
    tried = (language, *(one for one in LANGUAGES if one != language))
    found = next((found for one in tried if (found := _request(clean, one))), None)
    if found is None or not found.said:
        return found
    # How the sentence ends is part of what was dictated.
    said = found.said + (whole[len(clean) :] if clean.endswith(found.said) else "")
    return replace(found, said=as_typed(said, text))


def change_in(text: str, today: date, *, fallback_language: str = "en") -> Request | None:
    """What would be otherwise in the draft that is being spoken of; None where the sentence asks for no such thing."""
    language = language_of(text, fallback=fallback_language)
    clean = flat(re.sub(r"\s+", " ", text).strip().rstrip("!?. "))
    for one in (language, *(other for other in LANGUAGES if other != language)):
        words = _words(one)
        polite = re.match(words["polite"], clean)
        asked = clean[polite.end() if polite else 0 :]
        for change, pattern in words["changes"].items():
            if re.fullmatch(rf"(?:{words['make']})?(?:{pattern})(?:{words['idle']})?", asked):
                return Request(change=change, language=one)
        moment = moment_in(asked, today, one)
        if moment.day and re.fullmatch(words["dated"], flat(moment.left)):
            return Request(change="date", day=moment.day.isoformat(), language=one)
        if (tongue := _tongue(asked, one)) and re.fullmatch(rf"(?:{words['make']})?{tongue[1]}(?:{words['idle']})?", asked):
            return Request(change="language", tongue=tongue[0], language=one)
    return None


def occasion_in(about: str) -> str:
    """The reason for a message that these words name, as the writer calls it; `work`, or empty, where the rows must say which."""
    return next((one for one, pattern in _occasions().items() if re.search(pattern, flat(about))), "")


def as_typed(words: str, text: str) -> str:
    """These words with the lines and paragraphs in which they stand in a text; empty where they do not stand there."""
    places = list(re.finditer(r"\s+".join(re.escape(word) for word in words.split()), text)) if words.strip() else []
    typed = re.sub(r"[^\S\n]*\n[^\S\n]*", "\n", places[-1].group()) if places else ""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+", " ", typed))


def _request(clean: str, language: str) -> Request | None:
    words, asked = _words(language), flat(clean)
    polite = re.match(words["polite"], asked)
    begin = polite.end() if polite else 0
    thankful = re.search(words["thankful"], asked)
    if not thankful and lexicon(language).intents["log_note"].search(asked):
        return None
    if lexicon(language).intents["help"].search(asked):
        return None
    for shape in words["shapes"]:
        said = re.match(shape["says"], asked[begin:])
        if not said:
            continue
        rest = begin + said.end()
        if shape.get("named") and not _names(clean[rest:], words):
            continue
        occasion = shape.get("occasion", "") or ("thanks" if thankful else "")
        if occasion == "answer" and (of := re.match(rf" ?{words['message_of']}", asked[rest:])):
            rest += of.end()
        found = _split(clean[rest:].strip(" ,"), words, Request(occasion=occasion, language=language))
        if re.match(words["nobody"], flat(found.whom)):
            return None
        head = flat(f"{clean[begin:rest]} {found.whom}")
        channel = next((one for one in _CHANNELS if re.search(words["channels"][one], head)), "")
        closeness = next((one for one, pattern in words["closeness"].items() if re.search(pattern, head)), "")
        return _in_tongue(replace(found, channel=channel, closeness=closeness))
    return None


def _split(rest: str, words: dict[str, Any], request: Request) -> Request:
    """To whom, and about what."""
    many = bool(re.match(words["many"], flat(rest)))
    mark = re.search(words["about_many" if many else "about"], f" {flat(rest)} ")
    if mark is None:
        return replace(request, whom=rest, many=many)
    whom, about = rest[: max(0, mark.start() - 1)].strip(" ,:"), rest[mark.end() - 1 :].strip(" ,:")
    dictated = _SAID.match(about)
    if dictated or mark.group().strip() == ":":
        return replace(request, whom=whom, many=many, said=dictated["said"] if dictated else about)
    return replace(request, whom=whom, many=many, about=about)


def _in_tongue(request: Request) -> Request:
    """With the language that the message is to be in taken out of what it is about."""
    for part in ("about", "whom"):
        text = getattr(request, part)
        if found := _tongue(flat(text), request.language):
            at = re.search(rf"[ ,]*{found[1]}", flat(text))
            left = text[: at.start()] + text[at.end() :] if at else text
            return replace(request, tongue=found[0], **{part: left.strip(" ,")})
    return request


def _tongue(asked: str, language: str) -> tuple[str, str] | None:
    """A language that is named, ours or not, with the words that name it."""
    for tongue, names in _words(language)["tongues"].items():
        said = re.search(rf"\b{_words(language)['in']} (?:{names})\b", asked)
        if said:
            return tongue, re.escape(said.group())
    return None


def _names(rest: str, words: dict[str, Any]) -> bool:
    """Whether what follows is somebody: a pronoun, a form of address, or a word written as a name."""
    return bool(re.match(words["somebody"], flat(rest).strip())) or rest.strip()[:1].isupper()


@cache
def _occasions() -> dict[str, str]:
    said: dict[str, str] = yaml.safe_load((Path(__file__).parent / "occasions.yaml").read_text("utf-8"))
    return said


@cache
def _words(language: str) -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((Path(__file__).parent / f"{language}.yaml").read_text("utf-8"))
    return said
