"""How a client is addressed in each language, as they use it themselves: a title in one gender, or the whole name."""

from dataclasses import dataclass

from copilot.domain.draft import Closeness

_WOMAN = frozenset("ms mrs miss mme madame frau sra srta señora sig.ra signora dott.ssa dra prof.ssa lady".split())
_MAN = frozenset("mr m monsieur herr sr señor sig signor dott avv ing sir lord".split())
_TITLES = {
    "en": {"f": "Ms {family}", "m": "Mr {family}"},
    "fr": {"f": "Madame {family}", "m": "Monsieur {family}"},
    "it": {"f": "Signora {family}", "m": "Signor {family}"},
    "es": {"f": "Sra. {family}", "m": "Sr. {family}"},
}
#: Titles of learning that are kept, by language.
_LEARNED = {
    "en": {"dr": "Dr", "prof": "Professor", "mrs": "Mrs", "miss": "Miss", "mx": "Mx", "dott": "Dr", "dra": "Dr"},
    "fr": {"dr": "Docteur", "prof": "Professeur", "maître": "Maître", "me": "Maître"},
    "it": {"dr": "Dottor", "dott": "Dottor", "dott.ssa": "Dottoressa", "avv": "Avvocato", "prof": "Professor", "ing": "Ingegner"},
    "es": {"dr": "Dr.", "dra": "Dra.", "prof": "Prof."},
}  # fmt: skip


@dataclass(frozen=True)
class Addressee:
    """Who is written to."""

    given: str = ""
    family: str = ""
    title: str = ""  #: as they use it: Ms, Mme, Sig.ra, Dr
    by_first_name: bool = False  #: they are used to that from us
    used_to: str = ""  #: what they like to be called


def gender(title: str) -> str:
    """f, m, or n where the title does not say."""
    plain = title.strip().rstrip(".").lower()
    return "f" if plain in _WOMAN else "m" if plain in _MAN else "n"


def named(who: Addressee, language: str) -> tuple[str, str]:
    """How they are named after the greeting's first word, and which form that word takes: f, m or n."""
    if who.by_first_name and (who.used_to or who.given):
        return who.used_to or who.given, gender(who.title)
    plain = who.title.strip().rstrip(".").lower()
    learned = _LEARNED[language].get(plain)
    if learned and who.family:
        form = "f" if plain in ("dott.ssa", "dra") else "m" if language in ("it", "es") and plain != "dr" else "n"
        return f"{learned} {who.family}", form
    form = gender(who.title)
    if form == "n" or not who.family:
        return f"{who.given} {who.family}".strip() or who.used_to, "n"
    return _TITLES[language][form].format(family=who.family), form


def greetings_for(kept: dict[str, list[str]], who: Addressee, form: str, closeness: Closeness) -> list[str]:
    """The greetings of a language that go with the name, its gender and the closeness."""
    if not (who.by_first_name and (who.used_to or who.given)):
        sort = "titled"
    else:
        sort = "close" if closeness is Closeness.CLOSE else "first"
    return [line for line in kept[sort] if _of(line) in ("", form)] or [line for line in kept["titled"] if _of(line) in ("", "n")]


def _of(line: str) -> str:
    """Which gender a greeting is for, where it says: `f: Chère {name},`."""
    return line[0] if line[1:3] == ": " and line[0] in "fmn" else ""


def without_mark(line: str) -> str:
    """The greeting itself."""
    return line[3:] if _of(line) else line
