"""Whether an address can be written to at all, before anybody is bothered with it."""

import re
import unicodedata

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_EMAIL = re.compile(rf"({_LOCAL})@([^@\s]+)")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


def email_address(written: str) -> str | None:
    """As it goes on the wire, a name of letters like é in the form that mail servers know; None where it is no address."""
    match = _EMAIL.fullmatch(written)
    if match is None or len(written) > 254 or len(match[1]) > 64:
        return None
    try:
        domain = match[2].encode("idna").decode("ascii")
    except UnicodeError:
        return None
    labels = domain.split(".")
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        return None
    return f"{match[1]}@{domain}"


def number(written: str) -> str | None:
    """A telephone number as gateways want it, +44...; None where it is none."""
    return written if _NUMBER.fullmatch(written) else None


def one_line(words: str) -> str:
    """Without anything that begins a new line or cannot be seen: what may stand in a letter's head."""
    plain = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in words)
    return " ".join("".join(one for one in plain if unicodedata.category(one) not in ("Cf", "Cs")).split())


def breaks_the_line(words: str) -> bool:
    """Whether something in it would begin a new line in a letter's head."""
    return any(unicodedata.category(one) in ("Cc", "Zl", "Zp") for one in words)
