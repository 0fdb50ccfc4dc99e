"""Why the import turned something away, in the reader's language; what there is no translation of stays in English."""

import re
from functools import cache

from copilot.chat.words import words

_SCREEN = "import_reasons"
_HOLE = re.compile(r"\\{(\w+)\\}")
_COLUMN = re.compile(r"([a-z_]+): (.+)", re.DOTALL)


def in_language(reason: str, language: str) -> str:
    """A reason as the import gave it, with the name of its column in front where it had one."""
    column = _COLUMN.fullmatch(reason)
    before, said = (f"{column[1]}: ", column[2]) if column else ("", reason)
    if not column and (stands := re.fullmatch(r"([a-z_]+) (is empty; .+)", reason)):
        before, said = f"{stands[1]}: ", stands[2]
    for key, pattern in _patterns():
        if found := pattern.fullmatch(said):
            return before + words(_SCREEN, language)[key].format(**found.groupdict())
    return reason


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The English sentences as patterns; the longer ones first, for they say more exactly what they are."""
    sentences = sorted(words(_SCREEN, "en").items(), key=lambda pair: -len(pair[1]))
    return tuple((key, re.compile(_HOLE.sub(r"(?P<\1>.+?)", re.escape(text)), re.DOTALL)) for key, text in sentences)
