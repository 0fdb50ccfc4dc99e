"""One message checked: read, judged, and if it can be mended, mended and judged again."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Protocol

from copilot.domain.message import Message
from copilot.domain.reading import Reading, Use
from copilot.domain.situation import Situation
from copilot.domain.verdict import MOMENT, Verdict
from copilot.errors import ModelError
from copilot.guard.found import rules_found
from copilot.guard.judging import judge
from copilot.outreach.rewording import reworded
from copilot.reading.as_read import as_read
from copilot.reading.nearest import nearest
from copilot.reading.shared_words import shared_words

log = logging.getLogger(__name__)
LONGEST = 20_000  #: letters of a message; what is longer is held unread


class Reader(Protocol):
    """Turns a message into what the rules decide on."""

    version: str

    def read(self, message: Message, situation: Situation) -> Reading: ...


class Rewriter(Protocol):
    """Puts a whole message right. What it writes is judged before anybody sees it."""

    name: str

    def __call__(self, message: Message, verdict: Verdict, situation: Situation) -> Message: ...


class Guard:
    """The readers and the rules together. The first reader must succeed; a further one adds and is never needed."""

    def __init__(self, reader: Reader, further: Sequence[Reader] = (), rewriter: Rewriter | None = None) -> None:
        rules_found()  # no rules, no guard: better not to start than to let everything pass
        self._reader = reader
        self._further = tuple(further)
        self._rewriter = rewriter

    def check(self, message: Message, situation: Situation) -> Verdict:
        """The verdict on a message. Never raises: what cannot be read or judged is held for a person."""
        began = perf_counter()
        reading = self._first(message, situation)
        verdict = judge(message, reading, situation)
        more = self._more(message, situation)
        if more != Reading():
            seen = {(finding.rule, finding.span, finding.fact) for finding in verdict.findings}
            both = judge(message, reading.with_more(more), situation)
            findings = (
                replace(finding, by_model=(finding.rule, finding.span, finding.fact) not in seen) for finding in both.findings
            )
            verdict = replace(both, findings=tuple(findings))
        return replace(verdict, seconds=perf_counter() - began)

    def glance(self, message: Message, situation: Situation) -> Verdict:
        """The verdict of what reads on this machine alone: for somebody who is still typing. Never raises, either."""
        return judge(message, self._first(message, situation), situation)

    def advise(self, message: Message, situation: Situation, *, at_leisure: bool = False) -> Verdict:
        """The verdict, with better wordings and a rewrite that passes, where one is found. Never raises, either.

        At leisure the chat model is asked for the rewrite, where there is one: seconds that nobody waits for while typing.
        """
        verdict = self.check(message, situation)
        try:
            verdict = reworded(message, verdict, situation, lambda mended: self.check(mended, situation))
            return self._by_model(message, verdict, situation) if at_leisure else verdict
        except Exception as error:  # noqa: BLE001 - that no better wording was found must not cost the verdict
            log.error("No better wording could be looked for: %s", type(error).__name__)
            return replace(verdict, skipped=(*verdict.skipped, "no better wording was looked for"))

    def uses(self, message: Message, situation: Situation) -> tuple[Use, ...]:
        """What is known of the client that these words draw on, as far as the reader is believed; nothing where it failed."""
        sure = situation.policy.sure("uses")
        return tuple(use for use in self._first(message, situation).uses if use.strength >= sure)

    def _by_model(self, message: Message, verdict: Verdict, situation: Situation) -> Verdict:
        """The same with the model's rewrite in place of the careful removal, where the guard has nothing against its words."""
        if self._rewriter is None or not any(finding.span for finding in verdict.findings if finding.kind not in MOMENT):
            return verdict
        try:
            written = self._rewriter(message, verdict, situation)
        except ModelError as failure:
            log.warning("The chat model wrote no better wording: %s", failure)
            return replace(verdict, skipped=(*verdict.skipped, "the chat model wrote no better wording"))
        again = self.check(written, situation)
        if any(finding.kind not in MOMENT for finding in again.findings):
            return replace(verdict, skipped=(*verdict.skipped, "the chat model's wording did not pass either"))
        subject = written.subject if written.subject != message.subject else None
        return replace(verdict, rewrite=written.text, rewrite_subject=subject, rewrite_by=self._rewriter.name)

    def _first(self, message: Message, situation: Situation) -> Reading:
        if len(message.words) > LONGEST:
            return Reading(unread=f"it has {len(message.words):,} letters, and at most {LONGEST:,} are read")
        try:
            near, far = nearest(message, situation)
            seen = as_read(message, near)
            read = self._reader.read(seen.message, seen.situation)
            found = seen.in_place(shared_words(seen.message, seen.situation, read))
            return replace(found, skipped=(*found.skipped, *far))
        except Exception as error:  # noqa: BLE001 - whatever fails in reading, a person must read
            log.error("The reader %s failed: %s", self._reader.version, type(error).__name__)
            return Reading(unread="the reader failed")

    def _more(self, message: Message, situation: Situation) -> Reading:
        more = Reading()
        for further in self._further:
            try:
                more = more.with_more(further.read(message, situation))
            except Exception as error:  # noqa: BLE001 - a further reader's failure must not weaken the first one's verdict
                log.warning("The reader %s failed: %s", further.version, type(error).__name__)
                more = replace(more, skipped=(*more.skipped, f"{further.version} did not answer"))
        return more
