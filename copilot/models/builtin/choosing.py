"""Which of those who were offered is meant: "the first", "the one from Lyon", "Luca's client", "with the sea charts", "her"."""

import re
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage

from copilot.domain.source import Found
from copilot.models.builtin.alike import covered
from copilot.models.builtin.lexicon import lexicon, plain
from copilot.models.builtin.understanding import Ask

_MARK = re.compile(r"\[client (\d+)\]")
LONGEST = 14  #: words; a longer message is a question of its own

#: Forms of address that belong together, in the languages of the house.
TITLES = (
    frozenset({"mr", "m", "monsieur", "signor", "signore", "sig", "senor", "sr", "herr"}),
    frozenset({"mrs", "ms", "miss", "mme", "madame", "mlle", "signora", "srnora", "senora", "frau"}),
)
_HE = frozenset({"he", "him", "his", "man", "gentleman", "lui", "il", "monsieur", "homme", "suo", "uomo", "el", "hombre"})
_SHE = frozenset({"she", "her", "hers", "woman", "lady", "elle", "dame", "femme", "lei", "donna", "signora", "ella", "mujer"})


def offered_before(messages: Sequence[BaseMessage]) -> tuple[int, ...]:
    """Whom one of the last answers left to choose from: "no, the other one" may come after the choice."""
    answers = [m for m in messages[-6:] if isinstance(m, AIMessage)]
    return next((ids for m in reversed(answers) if (ids := offered_in([m]))), ())


def offered_in(messages: Sequence[BaseMessage]) -> tuple[int, ...]:
    """Whom the last answer left to choose from; nobody where it was no question."""
    last = messages[-1] if messages else None
    if not isinstance(last, AIMessage) or not str(last.text).rstrip().endswith("?"):
        return ()
    ids = tuple(dict.fromkeys(int(number) for number in _MARK.findall(str(last.text))))
    return ids if len(ids) > 1 else ()


#: What is said only to be put aside: "not the head teacher".
_PUT_ASIDE = re.compile(
    r"\b(?:not|pas|non|(?<=\w )no(?= (?:el|la|los|las)\b)) (?:the|a|an|la|le|les|l|il|lo|el|los|las|una?|un|\w+ s) "
    r"(?:(?! (?:but|mais|ma|sino|pero) )[^,.;:!?])+"
)


def may_choose(ask: Ask) -> bool:
    """Whether the message may be a choice, and not a new question."""
    return len(ask.asked.split()) <= LONGEST and not (ask.of_client and not ask.other_one)


def picked(ask: Ask, offered: Sequence[int], found: Sequence[Found]) -> int | None:
    """The one who is meant, or None where it cannot be told."""
    profiles = [f.data for f in found if f.about == "client_profile" and f.data["id"] in offered]
    named = _named(ask, offered, found)
    if len(named) == 1:
        return named[0]
    place = _place(ask, len(offered))
    if place is not None:
        return offered[place]
    if not profiles:
        return None
    among = [p for p in profiles if not named or p["id"] in named] or profiles
    return _described(ask, among, found) or _own(ask, among) or _of_sex(ask, among)


def _named(ask: Ask, offered: Sequence[int], found: Sequence[Found]) -> list[int]:
    rows = [row for f in found if f.about == "find_client" for row in f.data["clients"] if row["id"] in offered]
    kept = [row for row in rows if not denied(row["words"], ask.asked)]
    best = max((row["sureness"] for row in kept), default=0.0)
    return [row["id"] for row in kept if row["sureness"] >= best - 0.05]


def denied(words: str, asked: str) -> bool:
    """Whether a name is said only to be put aside: "not Isabelle"."""
    title = r"(?:(?:mrs?|ms|miss|dr|mme|m|madame|monsieur|la|il|el|signora?|senora?)\.? )?"
    return bool(re.search(rf"\b(?:not|pas|non|no) {title}{re.escape(plain(words))}\b", asked))


def _place(ask: Ask, many: int) -> int | None:
    for place, pattern in enumerate(ask.lexicon.raw["ordinals"]):
        if re.search(rf"\b(?:{pattern})\b", ask.asked):
            place = many - 1 if place == len(ask.lexicon.raw["ordinals"]) - 1 else place
            return place if place < many else None
    return None


def _described(ask: Ask, profiles: Sequence[dict[str, Any]], found: Sequence[Found]) -> int | None:
    meant = set(re.findall(r"[^\W_]+(?:-[^\W_]+)*", _PUT_ASIDE.sub(" ", ask.asked)))
    wanted = [w for w in ask.about if w in meant and w not in {w for p in profiles for w in plain(p["name"]).split()}]
    # Their associates are called by first names that may well be little words: "celle d'Inès".
    wanted += [w for p in profiles for w in plain(p["associate"]).split() if w in meant and w not in wanted]
    # What is true of several of them ("from Paris") tells nobody apart.
    whos = [_who(p) for p in profiles]
    wanted = [word for word in wanted if sum(bool(covered(who, [word], ask.language)) for who in whos) < 2]
    shares = sorted(((_share(p, wanted, ask.language, found), p["id"]) for p in profiles), reverse=True)
    best = shares[0]
    return int(best[1]) if best[0] > 0 and (len(shares) == 1 or best[0] > shares[1][0]) else None


def _share(profile: dict[str, Any], wanted: list[str], language: str, found: Sequence[Found]) -> float:
    known = [
        fact for f in found if f.about == "what_we_know" and f.data["client_id"] == profile["id"] for fact in f.data["facts"]
    ]
    facts = " ".join(f"{fact['subject']} {fact['text']}" for fact in known)
    return 2 * covered(_who(profile), wanted, language) + covered(facts, wanted, language)


def _who(profile: dict[str, Any]) -> str:
    account = profile["account"] or {}
    parts = (
        profile["city"],
        profile["country"],
        profile["store"],
        profile["associate"],
        account.get("role"),
        account.get("name"),
    )
    return " ".join(str(part) for part in parts if part)


def _own(ask: Ask, profiles: Sequence[dict[str, Any]]) -> int | None:
    own = [p["id"] for p in profiles if p["own"]]
    return own[0] if ask.says("mine") and len(own) == 1 else None


def _of_sex(ask: Ask, profiles: Sequence[dict[str, Any]]) -> int | None:
    said = set(re.findall(r"\w+", ask.asked))
    for words, titles, roles in (
        (_HE, TITLES[0], {"husband", "son", "father", "brother"}),
        (_SHE, TITLES[1], {"wife", "daughter"}),
    ):
        if said & words:
            fit = [
                p["id"]
                for p in profiles
                if plain(p["salutation"]).rstrip(".") in titles
                or roles & set(plain((p["account"] or {}).get("role", "")).split())
            ]
            return fit[0] if len(fit) == 1 else None
    return None


def own_words(language: str) -> frozenset[str]:
    """Words of choosing and correcting, which ask for nothing by themselves."""
    return frozenset(lexicon(language).raw["choosing_words"].split())
