"""The whole message put right by a chat model. It sees the draft, what is marked and the store's lines; nothing of the client."""

import logging
from dataclasses import replace

from langchain_core.language_models import BaseChatModel

from copilot.domain.message import Message
from copilot.domain.situation import Situation
from copilot.domain.verdict import MOMENT, Finding, Verdict
from copilot.errors import ModelError
from copilot.models.replied import name_of, subject_and_text
from copilot.models.trouble import FAILURES, trouble_of
from copilot.prompts import fill

log = logging.getLogger(__name__)
_GROWS = 1.5  #: by what a message that is only mended may become longer
_STORE_LINES = 12


class ModelRewriter:
    """Asks the model. Whether what it writes may stand is for the guard to say."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model
        self.name = name_of(model)

    def __call__(self, message: Message, verdict: Verdict, situation: Situation) -> Message:
        """The message in the model's words; ModelError where it fails, or what it wrote is no message."""
        told = fill(
            "rewrite",
            channel=message.channel.value,
            marked=_marked(message, verdict.findings),
            store="\n".join(f"- {' '.join(line.text.split())}" for line in situation.store[:_STORE_LINES]) or "(nothing)",
            subject=message.subject or "(none)",
            message=message.text,
        )
        try:
            reply = self._model.invoke(told)
        except FAILURES as failure:
            raise ModelError(trouble_of(failure).words) from failure
        subject, text = subject_and_text(reply)
        if not text or len(text) > _GROWS * len(message.text) + 80:
            raise ModelError("The model's answer was no message.")
        return replace(message, subject=(subject or message.subject) if message.subject else "", text=text)


def _marked(message: Message, findings: tuple[Finding, ...]) -> str:
    """Each marked stretch with the sort of fault. Not what is known behind it: that is what must not be said."""
    return "\n".join(
        f"- “{finding.span.of(message.words)}”: {finding.kind.value}"
        for finding in findings
        if finding.span and finding.kind not in MOMENT
    )
