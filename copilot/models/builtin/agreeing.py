"""What a question about many says of consents: who agreed, who did not, who took it back, and on which channel."""

import re
from typing import Any

from copilot.models.builtin.clauses import NEARBY, Said, border, clause_around, days_of, every, first, taken
from copilot.models.builtin.understanding import Ask


def consents(ask: Ask, words: dict[str, Any], said: Said) -> None:
    """Who agreed to hear from us, who did not, and who took it back: on the channel that is named, or on any."""
    if back := first(words["took_back"], said.left):
        channel = _channel(words, said.left, back)
        said.filters |= {"stopped": channel or "any", **days_of(taken(ask, words, said, back), "stopped")}
        return
    for key in ("may", "agreed"):
        for match in every(words[key], said.left):
            clause, start = clause_around(words, said.left, match)
            channel = _channel(words, said.left, match)
            if key == "agreed" and not channel and not re.search(words["nears"], clause):
                continue
            denied = re.search(rf"\b{words['not']}\b", clause[: match.end() - start])
            neither = re.match(
                rf"(?: (?!(?:{words['break']})\b)\w+)? (?:neither|nor|no|none|ni|ne|nessun\w*|ningun\w*|aucun\w*)\b",
                said.left[match.end() :],
            )
            said.filters |= {"no_contact_by" if denied or neither else "may_contact_by": channel or "any"} | _besides(
                words, said.left, match
            )
            taken(ask, words, said, match, timed=False)
            if denied and not neither and start + denied.end() <= match.start():
                # "No marketing consent": what stood between belongs to it.
                between = said.left[start + denied.end() : match.start()]
                said.left = f"{said.left[: start + denied.start()]} {' ' * len(between)}{said.left[match.start() :]}"
            return


def _besides(words: dict[str, Any], text: str, match: re.Match[str]) -> dict[str, str]:
    """The channel of "... to WhatsApp but not to e-mail"."""
    behind = re.split(border(words), text[match.end() :])[1:2]
    denied = re.match(rf"\s*{words['not']}\b(?P<rest>.*)", behind[0]) if behind else None
    rest = denied["rest"] if denied and len(denied["rest"].split()) < NEARBY else ""
    by = [channel for channel, pattern in words["by"].items() if re.search(rf"\b(?:{pattern})", rest)]
    return {"no_contact_by": by[0]} if by else {}


def _channel(words: dict[str, Any], text: str, match: re.Match[str]) -> str:
    """The channel that is named nearest to the words of consent, in their clause or else in the question."""
    clause, start = clause_around(words, text, match)
    near = [
        (abs(found.start() + begin - match.end()), channel)
        for part, begin in ((clause, start), (text, 0))
        for channel, pattern in words["by"].items()
        for found in re.finditer(rf"(?<![\w-])(?:{pattern})", part)
        if part is clause or channel in ("email", "sms", "whatsapp")
    ]
    return min(near)[1] if near else ""
