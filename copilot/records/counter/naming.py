"""A name as somebody says it, in its parts: "Ms Inès Caro", "Caro, Inès", "Madame Caro"."""

from dataclasses import dataclass

from copilot.domain.wording import fold
from copilot.records.counter.refusing import CounterRefused

LONGEST = 120
SALUTATIONS = ("Ms", "Mr", "Mrs", "Mx", "Dr", "Prof.", "Mme", "M.", "Mlle", "Sig.ra", "Sig.", "Dott.", "Dott.ssa", "Sra.", "Sr.")
_WRITTEN = {fold(one).rstrip("."): one for one in SALUTATIONS} | {
    "madame": "Mme",
    "monsieur": "M.",
    "mademoiselle": "Mlle",
    "signora": "Sig.ra",
    "signor": "Sig.",
    "signore": "Sig.",
    "senora": "Sra.",
    "senor": "Sr.",
    "miss": "Ms",
    "doctor": "Dr",
}


@dataclass(frozen=True)
class Named:
    """The parts of a name."""

    given: str
    family: str
    salutation: str = ""


def name_in(typed: str, salutation: str = "") -> Named:
    """The parts; one word alone is a family name behind "Ms", else a given name."""
    words = " ".join(typed.split())
    if len(words) > LONGEST:
        raise CounterRefused(f"A name has up to {LONGEST} letters.", key="name_too_long", field="name", most=LONGEST)
    first, _, rest = words.partition(" ")
    if (title := _WRITTEN.get(fold(first).rstrip("."))) and rest:
        words, salutation = rest, salutation or title
    if not any(c.isalpha() for c in words) or words[0] in "=@":
        raise CounterRefused("Enter the name.", key="name_missing", field="name")
    if "," in words:
        family, _, given = (part.strip() for part in words.partition(","))
        return Named(given, family, salutation)
    given, _, family = words.partition(" ")
    return Named(given, family, salutation) if family or not salutation else Named("", given, salutation)
