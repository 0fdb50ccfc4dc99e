"""How many texts a text is: gateways cut it, and each piece is paid for."""

from dataclasses import dataclass

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "\f^{}\\[~]|€"  #: two places each
_COST = dict.fromkeys(_BASIC, 1) | dict.fromkeys(_EXTENDED, 2)
_ROOM = {"GSM-7": (160, 153), "UCS-2": (70, 67)}  #: alone, and as one of several


@dataclass(frozen=True)
class Segments:
    """How a text is cut."""

    alphabet: str  #: GSM-7, or UCS-2 as soon as one letter is not in it
    count: int
    places: int  #: used in all
    left: int  #: in the last piece
    dear: tuple[str, ...]  #: the letters for which it is UCS-2, in order


def segments(text: str) -> Segments:
    """The pieces of a text as the networks count them; a letter of two places is never cut in two."""
    dear = tuple(dict.fromkeys(one for one in text if one not in _COST))
    alphabet = "UCS-2" if dear else "GSM-7"
    costs = [len(one.encode("utf-16-le")) // 2 if dear else _COST[one] for one in text]
    alone, room = _ROOM[alphabet]
    places = sum(costs)
    if places <= alone:
        return Segments(alphabet, 1 if text else 0, places, alone - places, dear)
    count, used = 1, 0
    for cost in costs:
        if used + cost > room:
            count, used = count + 1, 0
        used += cost
    return Segments(alphabet, count, places, room - used, dear)
