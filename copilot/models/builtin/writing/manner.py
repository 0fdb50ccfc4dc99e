"""How somebody writes: read from their style note, and learned from messages that they sent or edited.

The note is a few plain words that its owner reads and changes; whatever else stands in it is for a chat model to follow.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_GREETING = re.compile(r"^\s*(?P<word>[^\W\d_]+(?: [^\W\d_]+)?)\b[^\n,:.!]{0,60}[,:.!\n]")
_GREETINGS = {
    "dear", "hello", "hi", "bonjour", "bonsoir", "cher", "chère", "madame", "monsieur", "gentile", "caro", "cara", "buongiorno",
    "ciao", "salve", "hola", "estimada", "estimado", "querida", "querido", "buenos días", "buenas tardes", "good morning",
}  # fmt: skip
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_FAMILIAR = re.compile(
    r"\b(?:tu|toi|te|ton|ta|tes|ti|tuo|tua|tuoi|tue|tú|contigo|tus|avisame|dime|dimmi|quieres|puedes|vuoi|puoi)\b", re.IGNORECASE
)
_FORMAL = re.compile(
    r"\b(?:vous|votre|vos|usted|ustedes|quiere|puede|Lei|La|Le|Suo|Sua|Suoi|Sue|Suo|avisarla|avisarle|su visita)\b"
)
_QUOTED = re.compile(r"[\"“«„]\s?([^\"”»“]{1,40}?)[,.]?\s?[\"”»“]")
_NUMBER = re.compile(r"(\d{1,3}) (?:words|mots|parole|palabras)", re.IGNORECASE)
_SHORT = re.compile(r"\b(?:brief|short|concise|dry|bref|brève|court|breve|conciso|corto|corta|direct)\b", re.IGNORECASE)
_LONG = re.compile(r"\b(?:long|unhurried|elaborate|longues?|lungh[eio]|larg[oa]s?)\b", re.IGNORECASE)
_NOT_FAMILIAR = re.compile(r"\b(?:vous|usted|Lei|formal|formale?|formel)\b", re.IGNORECASE)
_IS_FAMILIAR = re.compile(r"\b(?:tutoie|tutoyer|tutea|tutear|dà del tu|informal|says tu|tu|tú)\b")
_SIGN = re.compile(r"\b(?:signs?|signe|firma|closes?|conclut)\b", re.IGNORECASE)
_GREETS = re.compile(r"\b(?:greets?|opens with|salue|saluta|saluda)\b", re.IGNORECASE)
_FEWEST = 3  #: messages from which habits can be told


@dataclass(frozen=True)
class Manner:
    """Somebody's habits, as far as they show."""

    greeting: str = ""  #: the word that they begin with; empty: as the occasion asks
    sign_off: str = ""  #: what stands before their name; empty: as the occasion asks
    signed: str = ""  #: the name that they sign with; empty: their first name
    length: int = 0  #: in words; 0: as the channel asks
    emoji: bool = False
    familiar: bool = False  #: tu rather than vous, where the client is used to it
    note: str = ""  #: the whole note, for a chat model


def manner_of(note: str) -> Manner:
    """What a style note says, in whatever plain words."""
    words = _NUMBER.search(note)
    length = int(words[1]) if words else 30 if _SHORT.search(note) else 95 if _LONG.search(note) else 0
    after_sign, after_greets = _SIGN.search(note), _GREETS.search(note)
    signed = _QUOTED.search(note, after_sign.end()) if after_sign else None
    greeting = _QUOTED.search(note, after_greets.end()) if after_greets else None
    said = [part.strip() for part in signed[1].split(",", 1)] if signed else []
    return Manner(
        greeting=greeting[1].strip() if greeting and greeting[1].strip().lower() in _GREETINGS else "",
        sign_off=said[0] if len(said) == 2 else "",
        signed=said[-1] if said else "",
        length=length,
        emoji=bool(re.search(r"\bemojis?\b", note, re.IGNORECASE))
        and not re.search(r"\b(?:no|without|sans|senza|sin) emojis?\b", note, re.IGNORECASE),
        familiar=bool(_IS_FAMILIAR.search(note)) and not _NOT_FAMILIAR.search(note),
        note=note.strip(),
    )


def learned(texts: Sequence[str], name: str) -> Manner | None:
    """The habits that show in these messages of one person; None where they are too few to tell."""
    if len(texts) < _FEWEST:
        return None
    greetings = Counter(word for text in texts if (word := _greeting(text)))
    signs = Counter(sign for text in texts if (sign := _sign(text, name)) is not None)
    addressed = [bool(_FAMILIAR.search(text)) and not _FORMAL.search(text) for text in texts]
    most = len(texts) / 2
    return Manner(
        greeting=_usual(greetings, most),
        sign_off=_usual(signs, most),
        signed=name.split()[0] if signs else "",
        length=round(median(len(text.split()) for text in texts) / 5) * 5,
        emoji=sum(bool(_EMOJI.search(text)) for text in texts) >= most,
        familiar=sum(addressed) >= most,
    )


def in_words(manner: Manner) -> str:
    """Habits as a style note that `manner_of` reads again and a person can change."""
    signed = ", ".join(part for part in (manner.sign_off, manner.signed) if part)
    parts = [f'Greets with "{manner.greeting}".' if manner.greeting else "", f'Signs "{signed}".' if signed else ""]
    parts += [f"About {manner.length} words." if manner.length else ""]
    parts += ["Uses emoji." if manner.emoji else "Without emoji.", "Says tu." if manner.familiar else ""]
    return " ".join(part for part in parts if part)


def is_familiar(text: str) -> bool:
    """Whether a message says tu to its reader, in French, Italian or Spanish."""
    return bool(_FAMILIAR.search(text)) and not _FORMAL.search(text)


def _usual(counted: Counter[str], most: float) -> str:
    """What is there at least that often; empty where nothing is."""
    return next((one for one, times in counted.most_common(1) if times >= most), "")


def _greeting(text: str) -> str:
    match = _GREETING.match(text)
    if not match:
        return ""
    words = match["word"]
    return next((one for one in (words, words.split()[0]) if one.lower() in _GREETINGS), "")


def _sign(text: str, name: str) -> str | None:
    """What stands before the writer's name at the end; empty: the name alone; None: not signed."""
    first = name.split()[0] if name else ""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if not lines or not first or first not in lines[-1]:
        return None
    if not lines[-1].startswith(first):
        before = re.search(rf"(?:^|[.!?…]\s+)([^.!?…,]{{2,30}}),\s*{re.escape(first)}\W*$", lines[-1])
        return before[1].strip() if before else ""
    return lines[-2].rstrip(",") if len(lines) > 1 and len(lines[-2].split()) <= 5 and lines[-2].endswith(",") else ""
