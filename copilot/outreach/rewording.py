"""A better wording without a model: what is wrong is taken out with care, a wrong price put right, the rest stays as it was."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from copilot.domain.message import Message, Span
from copilot.domain.situation import Situation
from copilot.domain.verdict import MOMENT, Finding, Kind, Verdict

_SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?]+(?=\s|$|[\"')])[\"')]*|\.(?=\d)[^\n.!?]*|(?=\n)|$)+")
_MONEY = re.compile(r"(?:[€£$¥₩]|\b[A-Z]{3}\s)\s?\d[\d.,' ]*\d|\b\d[\d.,' ]*\d?\s?(?:€|£|\$|\b(?:EUR|GBP|USD|CHF)\b)")
_JOINS = r"(?:,|;|:| -| –| —|, and| and| so| but|, since|, because| et| mais| e| ma| y| pero|, car|, perché|, porque)"
_BEFORE = re.compile(rf"{_JOINS}\s+(?:\w+\s){{0,2}}$")
_GREETING = re.compile(
    r"^\s*(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)|bonjour|bonsoir|ch[eè]re?s?|ciao|gentile|car[oa]"
    r"|buongiorno|hola|estimad[oa]|querid[oa]|buen[oa]s)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)
_LEAST = 5  #: words that a message needs besides its greeting
_ROUNDS = 4
_MOST = 0.7  #: share of a sentence from which the whole sentence goes


@dataclass(frozen=True)
class _Edit:
    span: Span
    instead: str


def reworded(message: Message, verdict: Verdict, situation: Situation, check: Callable[[Message], Verdict]) -> Verdict:
    """The verdict with a better wording for each finding in the words, and for the whole if one is found that passes."""
    findings = tuple(_bettered(message, finding, situation) for finding in verdict.findings)
    if not any(_mendable(finding) for finding in findings):
        return verdict
    return replace(verdict, findings=findings, rewrite=_whole(message, verdict, situation, check))


def mended(message: Message, finding: Finding, situation: Situation) -> Message | None:
    """The message with what one finding marks put right and nothing else changed; None where no wording was found."""
    edit = _edit(message, finding, situation) if _mendable(finding) else None
    return _applied(message, [edit]) if edit else None


def _whole(message: Message, verdict: Verdict, situation: Situation, check: Callable[[Message], Verdict]) -> str | None:
    """The message mended until nothing in its words is wrong; None where too little is left, or it does not come right."""
    for _ in range(_ROUNDS):
        edits = [_edit(message, finding, situation) for finding in verdict.findings if _mendable(finding)]
        if any(not _mendable(finding) and finding.kind not in MOMENT for finding in verdict.findings):
            return None  # something is wrong that no words can mend
        mended = _applied(message, [edit for edit in edits if edit])
        if mended.words == message.words or len(_GREETING.sub("", mended.text).split()) < _LEAST:
            return None
        message, verdict = mended, check(mended)
        if all(finding.kind in MOMENT for finding in verdict.findings):
            return message.text
    return None


def _mendable(finding: Finding) -> bool:
    return finding.span is not None and finding.kind not in MOMENT and finding.kind is not Kind.NO_VALUE


def _bettered(message: Message, finding: Finding, situation: Situation) -> Finding:
    edit = _edit(message, finding, situation) if _mendable(finding) else None
    if not edit:
        return finding
    sentence = _sentence(message.words, edit.span) or edit.span
    whole = message.words[sentence.start : edit.span.start] + edit.instead + message.words[edit.span.end : sentence.end]
    return replace(finding, better=_tidy(whole))


def _edit(message: Message, finding: Finding, situation: Situation) -> _Edit | None:
    if finding.span is None:
        return None
    if finding.kind is Kind.UNGROUNDED and (right := _right_price(message, finding, situation)):
        return right
    words, span = message.words, finding.span
    sentence = _sentence(words, span)
    if sentence is None or span.start < sentence.start or span.end > sentence.end:
        return _Edit(_stretched(words, span), "")
    share = (span.end - span.start) / max(1, sentence.end - sentence.start)
    head, tail = words[sentence.start : span.start], words[span.end : sentence.end]
    if share >= _MOST or (len(head.split()) < 3 and len(tail.split()) < 3):
        return _Edit(sentence, "")
    if not head.strip() and (comma := re.match(r"\s*[,;:]\s*", tail)):
        rest = span.end + comma.end()
        return _Edit(Span(sentence.start, rest + 1), words[rest : rest + 1].upper())
    if not re.search(r"\w", tail) and (join := _BEFORE.search(head)):
        if join[0].lstrip().startswith(":"):
            return _Edit(sentence, "")  # what led up to it says nothing alone
        stop = re.search(r"[.!?]+", tail)
        return _Edit(Span(sentence.start + join.start(), sentence.end), stop[0] if stop else ".")
    if re.search(r",\s*$", head) and re.match(r"\s*,", tail):
        return _Edit(Span(sentence.start + len(head.rstrip()) - 1, span.end), "")
    return _Edit(sentence, "")


def _right_price(message: Message, finding: Finding, situation: Situation) -> _Edit | None:
    """The store's own price where the message has one wrong price and the store one right one."""
    if finding.span is None:
        return None
    wrong = [Span(match.start(), match.end()) for match in _MONEY.finditer(message.words)]
    wrong = [span for span in wrong if span.meets(finding.span)]
    line = next((line.text for line in situation.store if line.id == finding.fact), "")
    right = _MONEY.findall(line) or [price for one in situation.store for price in _MONEY.findall(one.text)]
    return _Edit(wrong[0], right[0].strip()) if len(wrong) == 1 and len(right) == 1 else None


def _sentence(words: str, span: Span) -> Span | None:
    for match in _SENTENCE.finditer(words):
        if match.start() <= span.start < match.end():
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            return Span(start, match.end())
    return None


def _stretched(words: str, span: Span) -> Span:
    """From the first sentence that the span meets to the end of the last."""
    met = [match for match in _SENTENCE.finditer(words) if Span(match.start(), match.end()).meets(span)]
    return Span(met[0].start(), met[-1].end()) if met else span


def _applied(message: Message, edits: list[_Edit]) -> Message:
    words = message.words
    taken = len(words) + 1
    for edit in sorted(edits, key=lambda one: -one.span.end):
        if edit.span.end <= taken:
            words = words[: edit.span.start] + edit.instead + words[edit.span.end :]
            taken = edit.span.start
    if message.subject:
        first, _, rest = words.partition("\n")
        return replace(message, subject=_tidy(first) or message.subject, text=_tidy(rest))
    return replace(message, text=_tidy(words))


def _tidy(text: str) -> str:
    text = re.sub(r"[ \t]{2,}", " ", text)
    text = re.sub(r" +([,.;:!?])", r"\1", text)
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
