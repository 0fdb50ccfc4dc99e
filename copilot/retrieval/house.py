"""The house documents of `knowledge/`, read by their sections."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from copilot.domain.desk import Scope
from copilot.errors import KnowledgeError
from copilot.retrieval.sentences import sentences_of

_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*\n(.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^(#{1,2})[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_NEEDED = ("title", "owner", "review_date")
AUDIENCES = ("everyone", "managers")


@dataclass(frozen=True)
class Section:
    """One section of a house document."""

    file: str
    slug: str
    document: str  #: the document's title
    heading: str
    text: str
    owner: str
    review_date: date
    managers_only: bool = False

    @property
    def key(self) -> str:
        """Its name in citations: `sizing.md#ring-sizes`."""
        return f"{self.file}#{self.slug}"

    @property
    def title(self) -> str:
        """The document's title, and the section's."""
        return f"{self.document}: {self.heading}" if self.heading else self.document

    @property
    def embedded(self) -> str:
        """What is compared with a question."""
        return f"{self.title}: {self.text}"

    @property
    def digest(self) -> str:
        """Changes whenever the section does."""
        return digest_of(self.embedded)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences in their order; a row of a table is one: "Zip, London: £95, Paris: €110"."""
        return tuple(sentences_of(self.text)) or (self.text,)

    def may_be_read(self, scope: Scope) -> bool:
        """Some documents are for those who lead."""
        return scope.leads or not self.managers_only


def digest_of(text: str) -> str:
    """Changes whenever the text does."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def read_document(path: Path) -> list[Section]:
    """The sections of one document; raises KnowledgeError when it does not say whose it is and when it is reviewed."""
    try:
        whole = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as garbled:
        raise KnowledgeError(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from garbled
    parts = _FRONT.match(whole)
    front = _front(path, parts.group(1)) if parts else {}
    missing = [name for name in _NEEDED if not front.get(name)]
    if parts is None or missing:
        raise KnowledgeError(
            f"{path.name} does not say its {', '.join(missing)}. Begin it with --- and the lines "
            "title:, owner: and review_date:, then --- again."
        )
    if not isinstance(front["review_date"], date):
        raise KnowledgeError(f"{path.name}: review_date {front['review_date']!r} is not a date such as 2027-03-01.")
    audience = front.get("audience", AUDIENCES[0])
    if audience not in AUDIENCES:
        raise KnowledgeError(f"{path.name}: audience {audience!r} is not one of {', '.join(AUDIENCES)}.")
    return [
        Section(
            file=path.name,
            slug=slug,
            document=str(front["title"]),
            heading=heading,
            text=text,
            owner=str(front["owner"]),
            review_date=front["review_date"],
            managers_only=audience == "managers",
        )
        for slug, heading, text in _sections(parts.group(2))
    ]


def read_folder(folder: Path) -> tuple[list[Section], list[KnowledgeError]]:
    """The sections of every good document, and what is wrong with the others."""
    sections: list[Section] = []
    wrong: list[KnowledgeError] = []
    for path in sorted(folder.glob("*.md")):
        try:
            sections += read_document(path)
        except KnowledgeError as refused:
            wrong.append(refused)
    return sections, wrong


def fingerprint(folder: Path) -> Sequence[tuple[str, int, int]]:
    """Changes when a document is added, changed or taken away."""
    return [(path.name, about.st_mtime_ns, about.st_size) for path in sorted(folder.glob("*.md")) for about in [path.stat()]]


def _front(path: Path, text: str) -> dict[str, Any]:
    try:
        front = yaml.safe_load(text)
    except yaml.YAMLError as unread:
        raise KnowledgeError(f"{path.name}: the lines between the two --- cannot be read: {unread}") from unread
    return front if isinstance(front, dict) else {}


def _sections(body: str) -> list[tuple[str, str, str]]:
    """Slug, heading and text of each part under a heading; what stands before the first `##` has no heading."""
    parts: list[tuple[str, str, str]] = []
    heading, start, taken = "", 0, {""}
    for found in [*_HEADING.finditer(body), None]:
        text = body[start : found.start() if found else len(body)].strip()
        if text:
            slug = _slug(heading) or "start"
            while slug in taken:
                slug += "-again"
            taken.add(slug)
            parts.append((slug, heading, text))
        if found:
            heading, start = (found.group(2) if found.group(1) == "##" else ""), found.end()
    return parts


def _slug(heading: str) -> str:
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return "-".join(re.findall(r"[^\W_]+", plain))
