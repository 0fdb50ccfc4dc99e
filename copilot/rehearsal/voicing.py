"""The client's words: chosen among the scenario's own, composed with what was just said, never the same twice."""

from collections.abc import Sequence
from typing import Protocol

from copilot.rehearsal.hearing import Heard, spoken, stems
from copilot.rehearsal.scenario import Beat, Mood, Scenario

_LONGEST_ECHO = 30


class Voice(Protocol):
    """Gives the client's state words. Whatever it is, it decides nothing."""

    def __call__(self, scenario: Scenario, mood: Mood, beat: Beat | None, heard: Heard, said: Sequence[str]) -> str: ...


def own_voice(scenario: Scenario, mood: Mood, beat: Beat | None, heard: Heard, said: Sequence[str]) -> str:
    """The client's answer in the scenario's own words. `said`: every line of the client's so far."""
    if beat is not None and (line := _new(beat.lines, said)):
        return line if mood in (Mood.OPEN, Mood.WARM) or not said else _joined(_new(_short(scenario.lines[mood]), said), line)
    kind = "silence" if heard.silent else "odd" if heard.gives_orders else "long" if heard.long else ""
    if kind and mood not in (Mood.LEAVES, Mood.STOPS, Mood.CONTENT) and (line := _new(spoken(scenario.language)[kind], said)):
        return line
    own = scenario.lines[mood]
    if line := _new(own, said):
        return line
    return _composed(scenario, mood, heard, said)


def _composed(scenario: Scenario, mood: Mood, heard: Heard, said: Sequence[str]) -> str:
    """Once every line of a mood is spent: one of them again, after what the associate just spoke of or a pause."""
    own, words = scenario.lines[mood], spoken(scenario.language)
    taken_up = _telling_word(heard, said)
    openings = [*(one.format(word=taken_up) for one in words["echo"] if taken_up), *words["pause"]]
    for opening in openings:
        for line in own:
            if (whole := f"{opening} {line}") not in said:
                return whole
    return f"{' '.join(words['pause'][: 2 + len(said) % 8])} {own[len(said) % len(own)]}"


def _telling_word(heard: Heard, said: Sequence[str]) -> str:
    """The longest word of the associate's that the client has not taken up yet."""
    before = " ".join(said).lower()
    words = [word.strip(".,;:!?\"'()«»…") for word in heard.words.split()]
    telling = [word for word in words if 4 < len(word) <= _LONGEST_ECHO and stems(word) and word.lower() not in before]
    return max(telling, key=len, default="").lower()


def _new(lines: Sequence[str], said: Sequence[str]) -> str:
    """The first that was not said yet, also not as a part of a longer line."""
    return next((line for line in lines if not any(line in before for before in said)), "")


def _short(lines: Sequence[str]) -> list[str]:
    return sorted(lines, key=len)[:2]


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
