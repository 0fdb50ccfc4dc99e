"""What the client wrote themselves, without our own message quoted below it, their signature, or their telephone's."""

import re

_HEADER = re.compile(
    r"""^\s*(?:
        [-_*]{3,}.*(?:original|origine|originale|forwarded|transf|inoltrato|reenviado|mensaje|message).*
      | _{8,}\s*
      | (?:on|le|il|el|am)\b.{4,160}\b(?:wrote|a\ [ée]crit|ha\ scritto|escribi[óo]|schrieb)\s*:?\s*
      | .{0,120}<[^<>@\s]+@[^<>@\s]+>\s*(?:wrote|a\ [ée]crit|ha\ scritto|escribi[óo])?\s*:\s*
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
#: The first line of a quoted letter's head, where another of its lines follows.
_FROM = re.compile(r"^\s*\*?(?:from|de|da|von|exp[ée]diteur|mittente|remitente)\s?\*?\s?:\s*\S", re.IGNORECASE)
_MORE_HEAD = re.compile(
    r"^\s*\*?(?:sent|date|to|subject|envoy[ée]|[àa]|objet|inviato|data|oggetto|enviado|fecha|para|asunto|cc)\s?\*?\s?:",
    re.IGNORECASE,
)
_WROTE = re.compile(r"(?:wrote|a\s[ée]crit|ha\sscritto|escribi[óo])\s*:\s*$", re.IGNORECASE)
_BEGINS = re.compile(r"^\s*(?:on|le|il|el)\b.{4,}", re.IGNORECASE)
_DEVICE = re.compile(
    r"^\s*(?:sent from (?:my|the|outlook|yahoo|proton)|get outlook for"
    r"|envoy[ée] de(?:puis)? mon|inviato d(?:al|a)|enviado desde)",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """The client's own words; the text as it is where nothing else stands in it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    for place, line in enumerate(lines):
        if line.rstrip() == "--" or line == "-- " or _begins_a_quote(lines, place):
            break
        if line.lstrip().startswith((">", "|>")) or _DEVICE.match(line):
            continue
        kept.append(line)
    return "\n".join(kept).strip()


def _begins_a_quote(lines: list[str], place: int) -> bool:
    line = lines[place]
    if _HEADER.match(line):
        return True
    following = lines[place + 1 : place + 4]
    if _FROM.match(line) and any(_MORE_HEAD.match(one) for one in following):
        return True
    # A mail program breaks "On Monday, 3 March 2026 at 10:04, the house <a@b.example> wrote:" over two lines.
    return bool(_BEGINS.match(line) and following and _WROTE.search(following[0]) and re.search(r"\d|@", line))
