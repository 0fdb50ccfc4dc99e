"""A verdict as CheckedMessage.jsx draws it: plain values, every sentence already in the reader's language.

The words come cut into pieces at the marks, so that the browser counts no letters: it counts them otherwise than we do.
"""

from collections.abc import Sequence
from itertools import pairwise

from copilot.chat.cards import Shown, Speech
from copilot.chat.verdict_words import decision_in, distance_in, moment_in, moved_by, reason_in, skipped_in, unmended_in
from copilot.chat.words import say, words
from copilot.domain.message import Message, Span
from copilot.domain.verdict import MOMENT, Decision, Distance, Finding, Kind
from copilot.outreach.advice import Advice, Behind

#: Of a tone the nearest fact is only a guess: it says nothing to whoever reads the finding.
_TONES = frozenset({Kind.OVERFAMILIAR, Kind.PRESSURE, Kind.NO_VALUE})
_KNOWN = frozenset({"fact", "case", "promise", "wish", "appointment", "purchase"})
#: How the gathered facts begin, in English; what they are stands before them in the reader's language.
_BEGIN = ("Bought ", "Wishes for ", "We promised: ")


def verdict_props(advice: Advice, speech: Speech) -> Shown:
    """Decision, marked words, findings, rewrite and gauge."""
    message, verdict, language = advice.message, advice.verdict, speech.language
    return {
        "decision": verdict.decision.value,
        "says": decision_in(verdict, language),
        "welcome": _welcome(advice, language),
        "subject": _pieces(message, verdict.findings, subject=True),
        "text": _pieces(message, verdict.findings, subject=False),
        "findings": [_finding(number, one, advice, speech) for number, one in enumerate(verdict.findings)],
        "rewrite": verdict.rewrite or "",
        "rewrite_subject": (verdict.rewrite_subject or message.subject) if verdict.rewrite else "",
        "gauge": gauge(verdict.distance, language) if not _unjudged(advice) else None,
        "skipped": skipped_in(verdict, language),
        "policy": verdict.policy,
    }


def gauge(distance: Distance, language: str) -> Shown:
    """Where the hedgehog stands, and why, in words."""
    named = distance_in(distance, language)
    value = f"{distance.value:+d}".replace("-", "−") if distance.value else "0"
    return {
        "value": distance.value,
        "words": named,
        "because": moved_by(distance, language),
        "says": say("guard", "gauge_says", language, words=named, value=value),
    }


def _finding(number: int, finding: Finding, advice: Advice, speech: Speech) -> Shown:
    said, mended = words("guard", speech.language), advice.mended[number] if number < len(advice.mended) else None
    span = _whole_words(finding.span, advice.message.words) if finding.span else None
    return {
        "n": number,
        "kind": finding.kind.value,
        "title": said[f"kind_{finding.kind.value}"],
        "severity": finding.severity.value,
        "severity_words": said[f"severity_{finding.severity.value}"],
        "words": span.of(advice.message.words).strip() if span else "",
        "reason": reason_in(finding, speech.language, of_others=finding.fact in advice.about_others),
        "behind": _behind(advice.fact_behind(finding), speech) if finding.kind not in _TONES else None,
        "better": finding.better or "",
        "unmended": _unmended(finding, speech.language),
        "leave_out": finding.better == "" and mended is not None,
        "mended": {"subject": mended.subject, "text": mended.text} if mended else None,
    }


def _unmended(finding: Finding, language: str) -> Shown | None:
    """That no better wording could be proposed, and why; of marked words, what alone helps."""
    why = unmended_in(finding, language)
    if not why:
        return None
    said, read = words("checking", language), finding.kind not in (Kind.UNREADABLE, Kind.NOT_JUDGED)
    only = said["only_out"] if finding.span is not None and read else ""
    return {"short": said["no_better_short"], "says": " ".join(one for one in (said["no_better"], only) if one), "why": why}


def _behind(found: Behind | None, speech: Speech) -> Shown | None:
    """What a finding rests on: its words, how we know it, and how long."""
    if found is None:
        return None
    how = speech.how(found.provenance) if found.provenance and found.sort in _KNOWN else ""
    age = f"{speech.day(found.on)}, {speech.ago(found.on)}" if found.on else ""
    return {
        "sort": words("panel", speech.language).get("house" if found.sort == "store" else found.sort, ""),
        "text": next((found.text.removeprefix(begin) for begin in _BEGIN if found.text.startswith(begin)), found.text),
        "how": how,
        "careful": bool(found.provenance and not found.provenance.may_be_said),
        "age": age,
        "hush": speech.words["hushed"] if found.do_not_mention else "",
    }


def _welcome(advice: Advice, language: str) -> str:
    """Where only the moment is wrong: when it will be right, or that waiting does not help."""
    held = [one for one in advice.verdict.findings if one.kind in MOMENT]
    if advice.verdict.decision is not Decision.HOLD or not held:
        return ""
    if advice.welcome_from is None:
        never = any(one.kind is Kind.NO_CONSENT for one in held)
        return words("guard", language)["welcome_never"] if never else ""
    return say("guard", "welcome", language, when=moment_in(advice.welcome_from, advice.zone, language))


def _pieces(message: Message, findings: Sequence[Finding], *, subject: bool) -> list[Shown]:
    """A part of the message cut at every mark; each piece with the numbers of the findings that mark it."""
    starts = len(message.subject) + 1 if message.subject else 0
    part = Span(0, len(message.subject)) if subject else Span(starts, len(message.words))
    marked = [(number, _whole_words(one.span, message.words)) for number, one in enumerate(findings) if one.span]
    spans = [(number, span) for number, span in marked if span.meets(part)]
    cuts = sorted({part.start, part.end, *(min(max(at, part.start), part.end) for _, s in spans for at in (s.start, s.end))})
    return [
        {"words": message.words[a:b], "marks": [number for number, span in spans if span.start <= a and b <= span.end]}
        for a, b in pairwise(cuts)
    ]


def _whole_words(span: Span, words: str) -> Span:
    """Nobody reads half a word, or a price without its sign: the mark reaches to its ends."""
    start, end = span.start, span.end
    while 0 < start < len(words) and words[start - 1].isalnum() and words[start].isalnum():
        start -= 1
    start -= start > 0 and words[start - 1] in "£€$¥"
    while 0 < end < len(words) and words[end - 1].isalnum() and words[end].isalnum():
        end += 1
    return Span(start, end)


def _unjudged(advice: Advice) -> bool:
    return any(one.kind in (Kind.NOT_JUDGED, Kind.UNREADABLE) for one in advice.verdict.findings)
