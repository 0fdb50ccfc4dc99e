"""A better wording without a model: what is wrong is taken out with care, a wrong price put right, the rest stays as it was."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from copilot.domain.message import Message, Span
from copilot.domain.situation import Situation
from copilot.domain.verdict import MOMENT, Finding, Kind, Verdict
from copilot.outreach.trimming import MONEY, Edit, sentences, taken_out

_GREETING = re.compile(
    r"^\s*(?P<word>dear|hi|hello|hey|good (?:morning|afternoon|evening)|bonjour|bonsoir|ch[eè]re?s?|ciao|gentile|car[oa]"
    r"|buongiorno|hola|estimad[oa]|querid[oa]|buen[oa]s)\b[^,!:\n]{0,40}[,!:]?",
    re.IGNORECASE | re.MULTILINE,
)
_GREET = {"fr": "Bonjour", "it": "Buongiorno", "es": "Hola", "en": "Dear"}
_MARKS = {"fr": ("vous", "votre", "est", "les"), "it": ("il", "che", "della", "lei"), "es": ("el", "los", "usted", "para")}
_LEAST = 5  #: words that a message needs besides its greeting
_ROUNDS = 4
#: Why a finding in the words has no better wording.
NO_REASON = "Only you can say what is in it for the client: name a piece, a date or an answer, or do not write."
NOTHING_LEFT = "Without these words too little is left: give the client another reason to hear from us, or do not write."
NOT_READ = "What could not be read cannot be put better: a person must read it."


def reworded(message: Message, verdict: Verdict, situation: Situation, check: Callable[[Message], Verdict]) -> Verdict:
    """The verdict with, for each finding in the words, a better wording or why there is none; and the whole message mended,
    where a wording is found that passes `check`."""
    findings = tuple(_bettered(message, finding, situation) for finding in verdict.findings)
    if not any(_mendable(finding) for finding in findings):
        return replace(verdict, findings=findings)
    mended = _whole(message, verdict, situation, check)
    if mended is None:
        return replace(verdict, findings=findings)
    subject = mended.subject if mended.subject != message.subject else None
    return replace(verdict, findings=findings, rewrite=mended.text, rewrite_subject=subject)


def mended(message: Message, finding: Finding, situation: Situation) -> Message | None:
    """The message with what one finding marks put right and nothing else changed; None where it has no better wording."""
    if finding.better is None or not _mendable(finding):
        return None
    return _applied(message, _edits(message, [finding], situation))


def _whole(message: Message, verdict: Verdict, situation: Situation, check: Callable[[Message], Verdict]) -> Message | None:
    """The message mended until nothing in its words is wrong; None where too little is left, or it does not come right."""
    for _ in range(_ROUNDS):
        if any(not _mendable(finding) and finding.kind not in MOMENT for finding in verdict.findings):
            return None  # something is wrong that taking out words cannot mend
        edits = _edits(message, [finding for finding in verdict.findings if _mendable(finding)], situation)
        mended = _applied(message, edits)
        if mended.words == message.words or _too_little(mended.text):
            return None
        message, verdict = mended, check(mended)
        if all(finding.kind in MOMENT for finding in verdict.findings):
            return message
    return None


def _mendable(finding: Finding) -> bool:
    return finding.span is not None and finding.kind not in MOMENT and finding.kind is not Kind.NO_VALUE


def _too_little(text: str) -> bool:
    return len(_GREETING.sub("", text).split()) < _LEAST


def _bettered(message: Message, finding: Finding, situation: Situation) -> Finding:
    """The finding with what could stand there instead; an empty wording says: leave it out."""
    if finding.kind in MOMENT or finding.kind is Kind.OPEN_MATTER:
        return finding  # the words are not at fault
    if finding.kind is Kind.NO_VALUE:
        return replace(finding, unmended=NO_REASON)
    if finding.span is None or finding.kind in (Kind.UNREADABLE, Kind.NOT_JUDGED):
        return replace(finding, unmended=NOT_READ)
    edits = _edits(message, [finding], situation)
    if _too_little(_applied(message, edits).text):
        return replace(finding, unmended=NOTHING_LEFT)
    within = [sentence for sentence in sentences(message.words) if any(sentence.meets(edit.span) for edit in edits)]
    start = min([edits[0].span.start, *(one.start for one in within)])
    end = max([edits[-1].span.end, *(one.end for one in within)])
    return replace(finding, better=_tidy(_spliced(message.words, edits, start, end)))


def _edits(message: Message, findings: Sequence[Finding], situation: Situation) -> list[Edit]:
    """Everything that has to change for these findings: prices put right, a greeting cooled, the rest taken out."""
    put_right: list[Edit] = []
    out: list[Span] = []
    for finding in findings:
        if finding.span is None:
            continue
        if finding.kind is Kind.UNGROUNDED and (right := _right_price(message, finding.span, finding.fact, situation)):
            put_right.append(right)
        elif finding.kind is Kind.OVERFAMILIAR and (greeting := _greeting(message, finding.span, situation)):
            put_right.append(greeting)
        else:
            out.append(finding.span)
    taken = taken_out(message.words, out)
    return [*(edit for edit in put_right if not any(edit.span.meets(one.span) for one in taken)), *taken]


def _right_price(message: Message, marked: Span, fact: str, situation: Situation) -> Edit | None:
    """The store's own price where the message has one wrong price and the store one right one."""
    wrong = [Span(match.start(), match.end()) for match in MONEY.finditer(message.words)]
    wrong = [span for span in wrong if span.meets(marked)]
    line = next((line.text for line in situation.store if line.id == fact), "")
    right = {match[0] for match in MONEY.finditer(line)} or {
        match[0] for one in situation.store for match in MONEY.finditer(one.text)
    }
    if len(wrong) != 1 or len(right) != 1:
        return None
    price = right.pop().strip()
    same = re.sub(r"\D", "", wrong[0].of(message.words)) == re.sub(r"\D", "", price)
    return None if same else Edit(wrong[0], price)


def _greeting(message: Message, span: Span, situation: Situation) -> Edit | None:
    """A plain greeting in place of a too warm one: the line that only greets, before anything is said."""
    begins = len(message.words) - len(message.text)
    line = re.match(r"\s*([^\n]+?[,!:]?)[ \t]*\n", message.text)
    if not line or not situation.client_name or len(line[1].split()) > 6:
        return None
    whole = Span(begins + line.start(1), begins + line.end(1))
    if not (whole.start <= span.start and span.end <= whole.end):
        return None
    return Edit(whole, f"{_GREET[_language(message.text)]} {situation.client_name.split()[0]},")


def _language(text: str) -> str:
    words = text.lower().split()
    counted = {language: sum(words.count(mark) for mark in marks) for language, marks in _MARKS.items()}
    language = max(counted, key=lambda one: counted[one])
    return language if counted[language] > 1 else "en"


def _applied(message: Message, edits: list[Edit]) -> Message:
    begins = len(message.words) - len(message.text)
    text = _tidy(_spliced(message.words, edits, begins, len(message.words)))
    if not message.subject:
        return replace(message, text=text)
    return replace(message, subject=_tidy(_spliced(message.words, edits, 0, begins - 1)), text=text)


def _spliced(words: str, edits: list[Edit], start: int, end: int) -> str:
    """A stretch of the words with its edits made, from the last to the first; of two that overlap, the one that takes more."""
    text, taken = words[start:end], end
    for edit in sorted(edits, key=lambda one: (-one.span.end, one.span.start, len(one.instead))):
        if start <= edit.span.start and edit.span.end <= taken:
            text = text[: edit.span.start - start] + edit.instead + text[edit.span.end - start :]
            taken = edit.span.start
    return text


def _tidy(text: str) -> str:
    text = re.sub(r"[ \t]{2,}", " ", text)
    text = re.sub(r" +([,.;])", r"\1", text)
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
