"""What goes into and comes out of POST /api/v1/check, as its description tells it."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StrictInt, StrictStr, Tag

from copilot.chat.verdict_words import distance_in, moved_by, reason_in, unmended_in
from copilot.domain.message import Channel, Message, Purpose, Span
from copilot.domain.provenance import Provenance
from copilot.domain.verdict import MOMENT, Decision, Finding, Kind, Severity
from copilot.outreach.advice import Advice
from copilot.reading.cases import LONGEST_MESSAGE, Case, fact_id

LONGEST_SUBJECT = 500


class MessageIn(BaseModel):
    """A message as it would go out."""

    model_config = ConfigDict(extra="forbid")

    channel: Channel = Field(description="How it would reach the client.")
    purpose: Purpose = Field(
        Purpose.MARKETING,
        description="Why it is written. A reply needs a message of the client in the last days, else it counts as marketing.",
    )
    subject: str = Field("", max_length=LONGEST_SUBJECT, description="Where the channel has one.")
    text: str = Field(max_length=LONGEST_MESSAGE, description="The exact words.")


class ForClient(BaseModel):
    """A message to a client whom this copilot knows: all else is read from its records."""

    model_config = ConfigDict(extra="forbid")

    client: StrictInt | StrictStr = Field(description="A number: the client's id here. A text: the id that your own system gave.")
    message: MessageIn = Field(description="What would go out.")


def _sort(given: object) -> str:
    return "case" if isinstance(given, dict) and "draft" in given else "client"


#: Told apart by `draft`, which only a whole case has.
Wanted = Annotated[Annotated[ForClient, Tag("client")] | Annotated[Case, Tag("case")], Discriminator(_sort)]


class FactOut(BaseModel):
    """What a finding rests on, as far as the token's owner may see it."""

    id: str = Field(description="Its id: your own where you sent a whole case.")
    text: str = Field(description="What is known.")
    provenance: Provenance | None = Field(description="How we know it; null for what the shop says of its own things.")
    learned_on: date | None = Field(description="Since when we know it.")


class FindingOut(BaseModel):
    """One thing that speaks against the message."""

    kind: Kind = Field(description="Which sort of thing.")
    rule: str = Field(description="Which rule found it; `copilot rules` tells why each exists.")
    severity: Severity = Field(description="note: worth knowing; revise: change the words; hold: it does not go now.")
    words: str | None = Field(description="The words concerned; null where the fault lies outside them.")
    part: str | None = Field(description="Where they stand: subject or text.")
    start: int | None = Field(description="Their first character in that part, counted in Unicode characters from 0.")
    end: int | None = Field(description="The character after their last.")
    reason: str = Field(description="One sentence for whoever wrote it, in the language of Accept-Language: en, fr, it, es.")
    fact: FactOut | None = Field(description="What it rests on; null where there is nothing, or it may not be shown.")
    better: str | None = Field(description="The sentence put right; empty: leave it out; null: no wording was found.")
    no_better: str | None = Field(description="Why there is no better wording; null where there is one, or the words are well.")
    by_model: bool = Field(description="Whether only the language model saw it.")


class CauseOut(BaseModel):
    """One thing that moves the distance."""

    cause: str = Field(description="A kind of finding, contact_load or long_silence.")
    words: str = Field(description="The same in words.")


class DistanceOut(BaseModel):
    """How close the message comes."""

    value: int = Field(ge=-100, le=100, description="-100 too far, 0 right, 100 too close.")
    words: str = Field(description="The same in words.")
    because: list[CauseOut] = Field(description="The two or three things that move it most.")


class CheckOut(BaseModel):
    """Whether the message may go, and everything that speaks against it."""

    decision: Decision = Field(
        description="send: as it is; revise: once the words are changed; hold: not now, or a person decides."
    )
    findings: list[FindingOut] = Field(description="The gravest first. Empty: nothing speaks against it.")
    tried_out: list[FindingOut] = Field(description="Of rules that are only tried out; they decide nothing.")
    rewrite: str | None = Field(description="The whole text put right, judged again and found clean; null where there is none.")
    rewrite_subject: str | None = Field(description="The subject that goes with it, where that had to change too.")
    rewrite_by: str = Field(description="The chat model whose words the rewrite is; empty: words were only taken out.")
    distance: DistanceOut = Field(description="For a gauge.")
    welcome_from: datetime | None = Field(description="Where only the moment is wrong: when it will be right. Else null.")
    policy: str = Field(description="Name and version of the contact policy that it was judged under.")
    checked: list[str] = Field(description="The rules that looked.")
    skipped: list[str] = Field(description="What was not looked at, and why.")
    seconds: float = Field(description="How long it took.")


class Refusal(BaseModel):
    """Why nothing was checked, and what to do."""

    error: str = Field(description="A sentence for a person.")
    fields: dict[str, str] = Field(default_factory=dict, description="By field of what was sent: what is wrong with it.")


def answer(advice: Advice, language: str, seconds: float) -> CheckOut:
    """The advice as it goes out."""
    verdict = advice.verdict
    causes = zip(verdict.distance.because, moved_by(verdict.distance, language), strict=True)
    held_now = any(one.kind in MOMENT for one in verdict.findings)
    return CheckOut(
        decision=verdict.decision,
        findings=[_finding(one, advice, language) for one in verdict.findings],
        tried_out=[_finding(one, advice, language) for one in verdict.shadow],
        rewrite=verdict.rewrite,
        rewrite_subject=verdict.rewrite_subject,
        rewrite_by=verdict.rewrite_by,
        distance=DistanceOut(
            value=verdict.distance.value,
            words=distance_in(verdict.distance, language),
            because=[CauseOut(cause=cause, words=said) for cause, said in causes],
        ),
        welcome_from=advice.welcome_from if held_now else None,
        policy=verdict.policy,
        checked=list(verdict.checked),
        skipped=list(verdict.skipped),
        seconds=round(seconds, 4),
    )


def _finding(finding: Finding, advice: Advice, language: str) -> FindingOut:
    behind = advice.fact_behind(finding)
    part, start, end = _place(finding.span, advice.message)
    return FindingOut(
        kind=finding.kind,
        rule=finding.rule,
        severity=finding.severity,
        words=finding.span.of(advice.message.words) if finding.span else None,
        part=part,
        start=start,
        end=end,
        reason=reason_in(finding, language, of_others=finding.fact in advice.about_others),
        fact=FactOut(id=fact_id(behind.id), text=behind.text, provenance=behind.provenance, learned_on=behind.on)
        if behind
        else None,
        better=finding.better,
        no_better=unmended_in(finding, language) or None,
        by_model=finding.by_model,
    )


def _place(span: Span | None, message: Message) -> tuple[str | None, int | None, int | None]:
    """Where marked words stand in the part that they are in; what reaches over both is told of the text."""
    if span is None:
        return None, None, None
    before = len(message.subject) + 1 if message.subject else 0
    if span.end < before:
        return "subject", span.start, span.end
    return "text", max(0, span.start - before), span.end - before
