"""What a sentence would have written down: the tool that proposes it, and what it is told. No names are known here."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from copilot.models.builtin.changing.moments import flat, moment_in, words_of
from copilot.models.builtin.language import language_of
from copilot.models.builtin.lexicon import lexicon
from copilot.records.counter.reaching import found_in

#: A question behind what might be told: "loafer size and which days may I not ring her" asks both.
_ASKS_TOO = re.compile(
    r"\b(?:and|but|et|mais|e|ed|ma|y|pero) (?:(?:a|de|di|da|per|con|pour|por|para|for|with|to|on|at|since) )?"
    r"(?:what|which|how|why|where|whose|when (?:do|does|did|is|are|was|will)|quel|quelle|quels|quelles|combien|comment|pourquoi"
    r"|cosa|quanto|quanti|quante|perche|quale|quali|cuanto|cuantos|cuanta|cual|donde|como"
    r"|que (?:dia|dias|hora|talla|numero|color))\b"
)


@dataclass(frozen=True)
class Change:
    """One thing to write down. `whom`: the part of the sentence in which the client is named."""

    tool: str
    args: dict[str, str | bool] = field(default_factory=dict)
    whom: str = ""
    said_before: bool = False  #: it corrects what was just answered
    language: str = "en"


def change_in(text: str, today: date, *, fallback_language: str = "en") -> Change | None:
    """What is to be changed; None for a question, a note, or anything else."""
    language = language_of(text, fallback=fallback_language)
    clean = re.sub(r"\s+", " ", text).strip()
    if clean.endswith("?") or _ASKS_TOO.search(flat(clean)) or lexicon(language).intents["log_note"].search(flat(clean)):
        return None
    words = words_of(language)
    polite = re.match(words["polite"], flat(clean))
    clean = clean[polite.end() if polite else 0 :].rstrip(" .!")
    if not clean or re.match(words["question"], flat(clean)):
        return None
    correcting = bool(polite and re.search(words["correcting"], polite.group()))
    one = _One(clean, flat(clean), language, today, correcting)
    return one.contact() or one.consent() or one.visit() or one.wish_ended() or one.fact() or one.wrong() or one.wish()


@dataclass(frozen=True)
class _One:
    text: str
    asked: str  #: the same, flat, letter for letter
    language: str
    today: date
    correcting: bool  #: it begins with "no," or "actually"

    def contact(self) -> Change | None:
        kind, value = found_in(self.text)
        if not value or not re.search(self._words["contact"], self.asked):
            return None
        if kind == "phone" and "whatsapp" in self.asked:
            kind = "whatsapp"
        return self._change("change_contact", self.text.replace(value, " "), kind=kind, value=value)

    def consent(self) -> Change | None:
        channel = next((c for c, pattern in self._words["channels"].items() if re.search(pattern, self.asked)), "")
        if channel and re.search(self._words["stop"], self.asked):
            return self._change("change_consent", self.text, channel=channel)
        if channel and re.search(self._words["agree"], self.asked):
            return self._change("change_consent", self.text, channel=channel, agrees=True)
        return None

    def visit(self) -> Change | None:
        patterns = self._words["visit"]
        act = next((act for act in ("cancel", "move", "book") if re.search(patterns[act], self.asked)), "")
        moment = moment_in(self.text, self.today, self.language) if act else None
        if moment is None or (act != "cancel" and not (moment.day or moment.time)):
            return None
        if act == "book" and not (moment.day and moment.time) and not re.search(self._words["about_visit"], self.asked):
            return None
        rest, purpose = _cut(moment.left, self._words["purpose"], "purpose")
        rest, colleague = _cut(rest, self._words["with_whom"], "whom")
        if not re.sub(self._words["visit_words"], "", flat(rest)).strip(" ,.") and colleague:
            rest, colleague = colleague, ""  # "an appointment with Ms Okafor" names the client
        said = {"act": act, "day": moment.day.isoformat() if moment.day else "", "time": moment.time}
        said |= {"purpose": purpose if act != "cancel" else "", "with_whom": colleague}
        return self._change("change_visit", rest, **{key: value for key, value in said.items() if value})

    def wish(self) -> Change | None:
        for pattern in _compiled(self.language, "wish"):
            said = pattern.search(self.asked)
            if said and not re.search(self._words["no_wish"], said["wish"]):
                start, end = said.span("wish")
                return self._change("change_wish", self.text[:start], wish=self.text[start:end])
        return None

    def wish_ended(self) -> Change | None:
        for became in ("withdrawn", "fulfilled"):
            for pattern in _compiled(self.language, "wish_ended", became):
                if said := pattern.search(self.asked):
                    start, end = said.span("wish")
                    whom = self.text[:start] + self.text[end:]
                    return self._change("change_wish", whom, wish=self.text[start:end], became=became)
        return None

    def fact(self) -> Change | None:
        for pattern in _compiled(self.language, "facts"):
            said = pattern.search(self.asked)
            if not said:
                continue
            about = said.groupdict().get("about") or ""
            known = bool(re.search(self._words["subjects"], about))
            corrected = self.correcting or bool(re.search(self._words["correcting"], self.asked))
            if about and not known and not corrected:
                continue
            start, end = said.span("now")
            tail = re.search(self._words["after_value"], self.asked[start:end])
            now = self.text[start : start + tail.start() if tail else end].strip(" ,")
            if not now or len(now) > 200:
                continue
            if not about:
                return Change("correct_fact", {"now": now}, self.text[: said.start("now")], True, self.language)
            where = said.start("about")
            return self._change("correct_fact", self.text[:where], now=now, about=self.text[where : where + len(about)])
        return None

    def wrong(self) -> Change | None:
        for pattern in _compiled(self.language, "wrong"):
            said = pattern.search(self.asked)
            if said is None:
                continue
            if "about" not in said.groupdict():
                return Change("correct_fact", {"wrong": True}, "", True, self.language)
            start, end = said.span("about")
            return self._change("correct_fact", self.text, wrong=True, about=self._telling(self.text[start:end]))
        return None

    def _telling(self, clause: str) -> str:
        idle = set(self._words["idle"].split("|")) | lexicon(self.language).stopwords
        return " ".join(word for word in re.findall(r"[^\W_]+", clause) if flat(word) not in idle)

    @property
    def _words(self) -> dict[str, Any]:
        return words_of(self.language)

    def _change(self, tool: str, whom: str, **args: str | bool) -> Change:
        return Change(tool, args, re.sub(r"\s+", " ", whom).strip(), False, self.language)


@cache
def _compiled(language: str, *path: str) -> tuple[re.Pattern[str], ...]:
    listed = words_of(language)
    for key in path:
        listed = listed[key]
    who = words_of(language)["who"]
    return tuple(re.compile(pattern.replace("WHO", who)) for pattern in listed)


def _cut(text: str, pattern: str, group: str) -> tuple[str, str]:
    """The text without what the pattern finds, and what it found."""
    said = re.search(pattern, flat(text))
    if not said:
        return text, ""
    start, end = said.span(group)
    return (text[: said.start()] + " " + text[said.end() :]).strip(), text[start:end].strip()
