"""Taking the telling sentence out of a note, and weighing whether it answers at all."""

import re
from collections.abc import Sequence

from copilot.models.builtin.alike import covered

LONGEST = 240  #: characters of a quote
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+|\s+[-–•]\s+")


def telling(text: str, wanted: Sequence[str], language: str) -> str:
    """The part of a note that says it: whole when short, else its best sentences."""
    clean = re.sub(r"\s+", " ", text).strip()
    if len(clean) <= LONGEST:
        return clean
    sentences = [s.strip() for s in _SENTENCE.split(text) if s.strip()]
    if len(sentences) == 1:
        sentences = re.split(r",\s+", clean)
    best = max(range(len(sentences)), key=lambda i: (covered(sentences[i], wanted, language), -i))
    quote = sentences[best]
    if best + 1 < len(sentences) and len(quote) + len(sentences[best + 1]) < LONGEST:
        quote = f"{quote} {sentences[best + 1]}"
    return shortened(quote, LONGEST) if len(quote) > LONGEST else quote


def shortened(text: str, most: int) -> str:
    """A text on one line without its last full stop, cut at a word after `most` characters."""
    clean = " ".join(text.split()).rstrip(".")
    return clean if len(clean) <= most else clean[: most - 1].rsplit(" ", 1)[0] + " …"
