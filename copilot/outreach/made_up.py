"""Other names, other days and other sums in place of the real ones, the same one for the same: so that nobody is recognised.

No list knows every name: a person reads the result over before it is kept.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from babel.dates import format_date, get_month_names

from copilot.domain.wording import fold, locale_of

_LANGUAGES = ("en", "fr", "it", "es")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_REACH = re.compile(r"[^\s@]+@[^\s@]+|(?:https?://|www\.)\S+|(?<!\d)(?!\d{4}-\d\d-\d\d\b)\+?\d[\d\s()./-]{7,}\d", re.IGNORECASE)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_FIGURE = r"(?<![\d-])(?P<n>\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
_SUM = re.compile(
    rf"(?P<before>[£€$]\s?|\b(?:EUR|GBP|USD|CHF)\s)?{_FIGURE}(?P<after>\s?[£€$]|\s(?:EUR|GBP|USD|CHF|euros?|pounds|dollars)\b)?"
)
_BEGINS = re.compile(r"(?:^|[.!?:;\n«“\"]\s*|,\s*(?=\S+\s+sa(?:id|ys)))$")
#: Written with a capital and nobody's name.
_NOT_NAMES = frozenset(
    "i i'm i'll i've i'd sms whatsapp mr mrs ms miss mx dr mme m mlle sig signora signor sr sra monday tuesday wednesday "
    "thursday friday saturday sunday january february march april may june july august september october november december "
    "christmas easter valentine noël noel pâques natale pasqua navidad english french italian spanish european".split()
)


@dataclass
class MadeUp:
    """Who and when stands in for whom: one for one text or for many."""

    weeks: int  #: days move by whole weeks, so that a Friday stays one
    scale: float  #: of sums of money
    others: Sequence[str]  #: names to give to whoever is named beside client and associate
    named: dict[str, str] = field(default_factory=dict)  #: by the folded word
    house: frozenset[str] = frozenset()  #: folded words of the house's own, such as the names of its pieces

    def call(self, real: str, made_up: str) -> None:
        """From now on this person has the other name; of a name in parts each part."""
        parts = made_up.split()
        for i, part in enumerate(_WORD.findall(real)):
            self.named.setdefault(fold(part), parts[min(i, len(parts) - 1)])

    def meet(self, texts: Iterable[str], known: frozenset[str]) -> None:
        """Learn who else is named in these: whoever is known by name, and any capital in the middle of a sentence."""
        for text in texts:
            for found in _WORD.finditer(text):
                word = _stem(found[0])
                if not word[:1].isupper() or len(word) < 3 or word.isupper() or fold(word) in self.named:
                    continue
                begins = bool(_BEGINS.search(text[: found.start()]))
                if fold(word) in _NOT_NAMES or fold(word) in self.house or (fold(word) not in known and begins):
                    continue
                taken = len(set(self.named.values()) & set(self.others))
                self.named[fold(word)] = self.others[taken % len(self.others)]

    def day(self, on: date) -> date:
        """The day that stands in for it."""
        return on - timedelta(weeks=self.weeks)

    def told(self, text: str) -> str:
        """The text without anybody's name, address or number, its days and sums moved with all the others."""
        text = _REACH.sub("…", _dates_moved(text, self.weeks))
        text = _WORD.sub(self._other, text)
        return _SUM.sub(self._scaled, text)

    def _other(self, found: re.Match[str]) -> str:
        stem = _stem(found[0])
        other = self.named.get(fold(stem))
        return other + found[0][len(stem) :] if other and stem[:1].isupper() else found[0]

    def _scaled(self, found: re.Match[str]) -> str:
        if not (found["before"] or found["after"]):
            return found[0]
        digits = re.sub(r"[.,](?=\d{1,2}$).*|[^\d]", "", found["n"])
        sum_ = round(int(digits or 0) * self.scale)
        keeps = 10 ** max(0, len(str(sum_)) - 2)
        return f"{found['before'] or ''}{max(1, round(sum_ / keeps) * keeps)}{found['after'] or ''}"


def _stem(word: str) -> str:
    return re.sub(r"['’]s$", "", word)


def _dates_moved(text: str, weeks: int) -> str:
    back = timedelta(weeks=weeks)

    def iso(found: re.Match[str]) -> str:
        try:
            return (date(int(found[1]), int(found[2]), int(found[3])) - back).isoformat()
        except ValueError:
            return found[0]

    text = _ISO.sub(iso, text)
    for language in _LANGUAGES:
        months, pattern = _months(language)

        def spelt(found: re.Match[str], months: dict[str, int] = months, language: str = language) -> str:
            year = found["year"]
            try:
                on = date(int(year or 2001), months[found["month"].lower()], int(found["day"])) - back
            except ValueError:
                return found[0]
            return format_date(on, "d MMMM y" if year else "d MMMM", locale=locale_of(language))

        text = pattern.sub(spelt, text)
    return text


@cache
def _months(language: str) -> tuple[dict[str, int], re.Pattern[str]]:
    names = {name.lower(): number for number, name in get_month_names("wide", locale=locale_of(language)).items()}
    middle = r"\s(?:de\s)?" if language == "es" else r"\s"
    return names, re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:er)?{middle}(?P<month>{'|'.join(names)})(?:{middle}(?P<year>\d{{4}}))?\b", re.I
    )
