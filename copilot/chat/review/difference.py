"""Two texts side by side, word by word."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

Piece = dict[str, object]
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|\s+|.", re.DOTALL)


def difference(before: str, after: str) -> dict[str, list[Piece]]:
    """Both texts in pieces: {"words", "changed"}; in the first what is gone, in the second what is new."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    gone, came = [False] * len(old), [False] * len(new)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone[a:b], came[c:d] = [True] * (b - a), [True] * (d - c)
    return {"before": _pieces(old, _joined(old, gone)), "after": _pieces(new, _joined(new, came))}


def _joined(words: Sequence[str], changed: list[bool]) -> list[bool]:
    """A blank between two changed words belongs to the change."""
    last = len(words) - 1
    return [
        is_so or (0 < i < last and words[i].isspace() and changed[i - 1] and changed[i + 1]) for i, is_so in enumerate(changed)
    ]


def _pieces(words: Sequence[str], changed: Sequence[bool]) -> list[Piece]:
    pieces: list[tuple[str, bool]] = []
    for word, is_so in zip(words, changed, strict=True):
        if pieces and pieces[-1][1] == is_so:
            pieces[-1] = (pieces[-1][0] + word, is_so)
        else:
            pieces.append((word, is_so))
    return [{"words": text, "changed": is_so} for text, is_so in pieces]
