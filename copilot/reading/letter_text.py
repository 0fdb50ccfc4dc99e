"""The words of an e-mail, whether it brings them plain or as a web page; without what it quotes."""

from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser

_LINES = frozenset("p div br tr li h1 h2 h3 h4 table ul ol hr".split())
_NOT_WORDS = frozenset("script style title blockquote".split())


def letter_text(letter: EmailMessage) -> str:
    """Its plain part, else its web page as plain words; empty where it has neither."""
    for kind in ("plain", "html"):
        part = letter.get_body(preferencelist=(kind,))
        if part is None:
            continue
        words = _content(part)
        if words.strip():
            return words if kind == "plain" else web_page_text(words)
    return ""


def web_page_text(page: str) -> str:
    """What its reader sees of it, a paragraph a line; quoted letters left out."""
    reader = _Words()
    reader.feed(page)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NOT_WORDS:
            self._outside.append(tag)
        elif tag in _LINES:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._outside and tag == self._outside[-1]:
            self._outside.pop()
        elif tag in _LINES:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._outside:
            self.words.append(data)


def _content(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, MessageError, ValueError):  # an alphabet that nobody knows: what can be read of it is read
        given = part.get_payload(decode=True)
        return given.decode("utf-8", "replace") if isinstance(given, bytes) else ""
