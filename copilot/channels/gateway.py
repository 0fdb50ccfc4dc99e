"""A gateway of another kind: JSON over HTTP, and the same `Idempotency-Key` twice leaves once.

POST to its address with channel, to, text, subject, reference; it answers 200, 201 or 202 with the message's id.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from copilot.channels import telephone
from copilot.channels.email import refuses as email_refuses
from copilot.channels.http import asked, body_of, not_taken, open_client
from copilot.channels.outgoing import Outgoing, Sent
from copilot.domain import whatsapp
from copilot.domain.message import Channel
from copilot.errors import ChannelError
from copilot.settings import Settings


@dataclass(frozen=True)
class Gateway:
    """The gateway of the settings."""

    settings: Settings
    name: str = "gateway"
    idempotent: bool = True
    client: httpx.Client = field(default_factory=open_client, repr=False, compare=False)

    def refuses(self, letter: Outgoing) -> str:
        return email_refuses(letter) if letter.channel is Channel.EMAIL else telephone.refused(letter)

    def found(self, letter: Outgoing, since: datetime, others: frozenset[str]) -> Sent | None:
        return None  # it is given the same key again instead

    def send(self, letter: Outgoing) -> Sent:
        headers = {**self._known, "idempotency-key": letter.key}
        answer = asked(self.client, "POST", self.settings.gateway_url, json=_told(letter), headers=headers)
        if answer.status_code == 409:
            raise ChannelError("The gateway is still at the first try.", key="channel_away", perhaps=True, code="409")
        if answer.status_code not in (200, 201, 202):
            not_taken(answer)
        named = body_of(answer).get("id")
        if not isinstance(named, str) or not named:
            raise ChannelError("The gateway answered without naming the message.", key="channel_away", perhaps=True)
        return Sent(named)

    def test(self) -> str:
        answer = asked(self.client, "GET", self.settings.gateway_url, headers=self._known)
        if answer.status_code in (401, 403) or answer.status_code >= 500:
            not_taken(answer)
        return f"The gateway at {self.settings.gateway_url} answers ({answer.status_code})."

    @property
    def _known(self) -> dict[str, str]:
        token = self.settings.gateway_token.get_secret_value()
        return {"authorization": f"Bearer {token}"} if token else {}


def _told(letter: Outgoing) -> dict[str, Any]:
    told: dict[str, Any] = {"channel": letter.channel.value, "to": letter.to, "text": letter.text, "reference": letter.key}
    if letter.channel is Channel.EMAIL:
        told |= {"subject": letter.subject, "footer": letter.footer, "unsubscribe": letter.unsubscribe, "answers": letter.answers}
    if letter.channel is Channel.WHATSAPP and letter.at and not whatsapp.window_open(letter.heard_at, letter.at):
        filled = whatsapp.template_of(letter.text, letter.templates)
        told |= {"template": filled.template.content, "variables": filled.words} if filled else {}
    return told
