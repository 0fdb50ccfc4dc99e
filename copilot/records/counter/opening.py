"""Whether a store is open, read from its opening hours as people write them: "Mon-Sat 10:00-18:30, Thu until 19:30"."""

import re
from datetime import datetime, time

from copilot.domain.wording import fold

_DAYS = (
    "mon lun lunes lundi lunedi monday",
    "tue tues mar martes mardi martedi tuesday",
    "wed mer mie miercoles mercredi mercoledi wednesday",
    "thu thur thurs jeu gio jue jueves jeudi giovedi thursday",
    "fri ven vie viernes vendredi venerdi friday",
    "sat sam sab sabado samedi sabato saturday",
    "sun dim dom domingo dimanche domenica sunday",
)
_DAY = {word: number for number, words in enumerate(_DAYS) for word in words.split()}
_CLOCK = r"(\d{1,2})(?:[:.h](\d{2})?)?"
_FROM_TO = re.compile(rf"\b{_CLOCK}\s*(?:-|to|a|à|alle)\s*{_CLOCK}\b")
_UNTIL = re.compile(rf"\b(?:until|till|jusqu.?a|fino alle|hasta las?)\s*{_CLOCK}")


def is_open(hours: str, at: datetime) -> bool | None:
    """True or False where the hours say so of that moment on the store's clock; None where they cannot be read."""
    opens: dict[int, tuple[time, time]] = {}
    for part in re.split(r"[,;]", fold(hours).replace("–", "-")):
        days = _days_in(part)
        if days is None:
            return None
        if said := _FROM_TO.search(part):
            for day in days:
                opens[day] = (_time(said[1], said[2]), _time(said[3], said[4]))
        elif said := _UNTIL.search(part):
            for day in days:
                if day in opens:
                    opens[day] = (opens[day][0], _time(said[1], said[2]))
        else:
            return None
    if at.weekday() not in opens:
        return False
    begins, ends = opens[at.weekday()]
    return begins <= at.time() < ends


def _days_in(part: str) -> list[int] | None:
    named = [_DAY[word] for word in re.findall(r"[a-z]+", part) if word in _DAY]
    if not named:
        return None
    if len(named) == 2 and re.search(r"[a-z]\.?\s*(?:-|to|a)\s*[a-z]", part):
        first, last = named
        return [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]
    return named


def _time(hour: str, minute: str | None) -> time:
    return time(int(hour) % 24, int(minute or 0) % 60)
