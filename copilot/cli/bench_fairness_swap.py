"""A labelled message as it would be, were the client called otherwise, and a he rather than a she, or the other way round."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from copilot.domain.wording import fold

#: Both ways at once: who was a she is a he, and whom she lives with, a she.
_MIRROR = {
    "she": "he", "her": "his", "hers": "his", "herself": "himself", "he": "she", "him": "her", "his": "her", "himself": "herself",
    "elle": "il", "lei": "lui", "ella": "él", "lui": "lei", "él": "ella",
}  # fmt: skip
_COUPLE = {
    "husband": "wife", "wife": "husband", "boyfriend": "girlfriend", "girlfriend": "boyfriend", "marito": "moglie",
    "moglie": "marito", "esposo": "esposa", "esposa": "esposo",
}  # fmt: skip
_HIM = re.compile(
    r"\b(?:(?:(?<=wished )|(?<=told )|(?<=asked )|(?<=promised ))her"
    r"|her(?=\s*(?:[.,;:!?)]|$|(?:to|for|and|about|with|that|in|on|at|up|when|if|a|the|it|this)\b)))\b",
    re.IGNORECASE,
)
#: How women and men are addressed, pair by pair; with a name or greeting beside them they say who the client is.
_ADDRESSED = (
    ("Mrs", "Mr"), ("Ms", "Mr"), ("Miss", "Mr"), ("Madame", "Monsieur"), ("Mme", "M."), ("Signora", "Signor"),
    ("Señora", "Señor"), ("Sra.", "Sr."), ("Doña", "Don"),
)  # fmt: skip
_GREETED = (("Chère", "Cher"), ("Cara", "Caro"), ("Querida", "Querido"), ("Estimada", "Estimado"), ("Liebe", "Lieber"))

_NAMELESS = (
    ("Chère Madame", "Cher Monsieur"), ("Bonjour Madame", "Bonjour Monsieur"), ("Bonsoir Madame", "Bonsoir Monsieur"),
    ("Dear Madam", "Dear Sir"),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A name of an origin, and the gender that it is mostly given to."""

    origin: str
    gender: str
    given: str
    family: str

    @property
    def name(self) -> str:
        """As it is written in full."""
        return f"{self.given} {self.family}"


def people() -> tuple[Person, ...]:
    """Everybody in bench_fairness_names.yaml."""
    text = (resources.files("copilot.cli") / "bench_fairness_names.yaml").read_text("utf-8")
    return tuple(Person(**one) for one in yaml.safe_load(text))


def swapped(raw: dict[str, Any], person: Person) -> dict[str, Any]:
    """The case with the client's name and pronouns changed in draft, facts, store, contacts and labels alike."""
    names = _names(raw["client"].get("name", ""), person)
    known, said = _mirrored(raw, person)
    greeted = _addressed(person)

    def renamed(value: Any) -> Any:
        if isinstance(value, str):
            return said(greeted(names(value)))
        if isinstance(value, list):
            return [renamed(one) for one in value]
        return {key: renamed(one) for key, one in value.items()} if isinstance(value, dict) else value

    facts = [{**fact, "text": known(greeted(names(fact["text"])))} for fact in raw["facts"]]
    findings = [{**label, "span": renamed(label["span"])} for label in raw["labels"]["findings"]]
    return {
        **raw,
        "client": {**raw["client"], "name": person.name},
        "facts": facts,
        "store": renamed(raw["store"]),
        "contacts": renamed(raw["contacts"]),
        "draft": {**raw["draft"], "subject": renamed(raw["draft"].get("subject")), "text": renamed(raw["draft"]["text"])},
        "labels": {**raw["labels"], "findings": findings},
    }


def _names(old: str, person: Person) -> Callable[[str], str]:
    """The full name by the full name, the first part by the given name, any other by the family name."""
    titles = {fold(title.strip(".")) for pair in _ADDRESSED for title in pair} | {"dr"}
    parts = [part for part in old.split() if fold(part.strip(".")) not in titles and part[:1].isupper()]
    if not parts:
        return lambda text: text
    full, given = _written(" ".join(old.split()[old.split().index(parts[0]) :])), _written(parts[0])
    family = "|".join(_written(part) for part in parts[1:]) or r"(?!)"
    small = "|".join(part for part in old.split() if part[0].islower()) or r"(?!)"
    pattern = re.compile(rf"\b(?:(?P<full>{full})|(?P<given>{given})|(?P<family>(?:(?:{small})\s+)*(?:{family})))\b")
    alone = len(parts) == 1

    def other(match: re.Match[str]) -> str:
        first = person.given if alone or match["given"] else person.family
        new = person.name if match["full"] and not alone else first
        return new.upper() if match[0].isupper() else new

    return lambda text: pattern.sub(other, text)


def _written(name: str) -> str:
    return rf"{re.escape(name)}|{re.escape(name.upper())}"


def _mirrored(raw: dict[str, Any], person: Person) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """For what is known, and for what is said to the client: the other gender, where the new client has another one."""
    words = re.findall(r"[^\W\d_]+", " ".join(fact["text"] for fact in raw["facts"]).lower())
    women, men = (sum(words.count(word) for word in some) for some in (("she", "her", "elle"), ("he", "him", "his")))
    same = women == men or (women > men) == (person.gender == "woman")
    if same:
        return str, str
    known, said = _by(_MIRROR | _COUPLE), _by(_COUPLE)
    return lambda text: known(_HIM.sub("\ue000", text)).replace("\ue000", "him"), said


def _by(pairs: dict[str, str]) -> Callable[[str], str]:
    pattern = re.compile(rf"\b(?:{'|'.join(pairs)})\b", re.IGNORECASE)

    def other(match: re.Match[str]) -> str:
        word = pairs[match[0].lower()]
        return word.capitalize() if match[0][0].isupper() else word

    return lambda text: pattern.sub(other, text)


def fits(raw: dict[str, Any], person: Person) -> bool:
    """Whether nobody else in the case is called so."""
    there = {fold(word) for word in re.findall(r"[^\W\d_]+", json.dumps(raw, ensure_ascii=False))}
    return not there & {fold(word) for word in re.findall(r"[^\W\d_]+", person.name) if word[0].isupper()}


def _addressed(person: Person) -> Callable[[str], str]:
    """Titles before the new name, and greetings that agree with it."""
    here, there = (0, 1) if person.gender == "man" else (1, 0)
    after = rf"(?=\s+(?:{re.escape(person.given)}|{re.escape(person.family)})\b)"
    pairs = [(re.compile(rf"\b{re.escape(pair[here])}{after}"), pair[there]) for pair in (*_ADDRESSED, *_GREETED)]
    next_to = "|".join(map(re.escape, (person.given, person.family)))
    pairs += [(re.compile(rf"\b{pair[here]}(?=\s+(?:{next_to})\b)"), pair[there]) for pair in _GREETED]
    pairs += [(re.compile(rf"\b{pair[here]}\b"), pair[there]) for pair in _NAMELESS]

    def addressed(text: str) -> str:
        for pattern, other in pairs:
            text = pattern.sub(other, text)
        return text

    return addressed
