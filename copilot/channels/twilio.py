"""SMS and WhatsApp through a gateway that speaks Twilio's documented form.

It takes a message twice if it is given twice. After a crash it is asked what it has; where it has nothing that fits, a
person decides. Form: twilio.com/docs/messaging/api/message-resource.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx

from copilot.channels import telephone
from copilot.channels.http import asked, body_of, not_taken, open_client
from copilot.channels.outgoing import Outgoing, Sent
from copilot.domain import whatsapp
from copilot.domain.message import Channel
from copilot.errors import ChannelError
from copilot.settings import Settings

STATUS = "/inbound/twilio/status"  #: where the gateway tells what became of a message
_CLOCKS_DIFFER = timedelta(minutes=2)


@dataclass(frozen=True)
class Twilio:
    """An account at the gateway."""

    settings: Settings
    name: str = "twilio"
    idempotent: bool = False
    client: httpx.Client = field(default_factory=open_client, repr=False, compare=False)

    def refuses(self, letter: Outgoing) -> str:
        return telephone.refused(letter)

    def send(self, letter: Outgoing) -> Sent:
        form = {"To": self._named(letter.to, letter), **self._from(letter), **_words(letter)}
        if self.settings.public_url:
            form["StatusCallback"] = f"{self.settings.public_url.rstrip('/')}{STATUS}?reference={quote(letter.key)}"
        answer = asked(self.client, "POST", f"{self._account}/Messages.json", data=form, auth=self._auth)
        if answer.status_code not in (200, 201):
            not_taken(answer)
        told = body_of(answer)
        sid = told.get("sid")
        if not isinstance(sid, str) or not sid.startswith(("SM", "MM")):
            raise ChannelError("The gateway answered without naming the message.", key="channel_away", perhaps=True)
        if told.get("status") == "failed":
            code = str(told.get("error_code") or "")
            raise ChannelError(f"The gateway took it and failed at once ({code}).", key="refused", permanent=True, code=code)
        return Sent(sid)

    def found(self, letter: Outgoing, since: datetime, others: frozenset[str]) -> Sent | None:
        """The message of these very words to this number since then that is no other's; none where several fit."""
        asking = {"To": self._named(letter.to, letter), "PageSize": "100"}
        answer = asked(self.client, "GET", f"{self._account}/Messages.json", params=asking, auth=self._auth)
        if answer.status_code != 200:
            not_taken(answer)
        listed = body_of(answer).get("messages")
        if not isinstance(listed, list):
            raise ChannelError("The gateway does not say which messages it has.", key="channel_away")
        fit = {sid for one in listed if (sid := _same(one, letter, since)) and sid not in others}
        return Sent(fit.pop()) if len(fit) == 1 else None

    def test(self) -> str:
        answer = asked(self.client, "GET", f"{self._account}.json", auth=self._auth)
        if answer.status_code != 200:
            not_taken(answer)
        return f"The account at {self.settings.twilio_url} is {body_of(answer).get('status', 'there')}."

    @property
    def _account(self) -> str:
        return f"{self.settings.twilio_url.rstrip('/')}/2010-04-01/Accounts/{quote(self.settings.twilio_account, safe='')}"

    @property
    def _auth(self) -> tuple[str, str]:
        return self.settings.twilio_account, self.settings.twilio_token.get_secret_value()

    def _named(self, to: str, letter: Outgoing) -> str:
        return f"whatsapp:{to}" if letter.channel is Channel.WHATSAPP else to

    def _from(self, letter: Outgoing) -> dict[str, str]:
        if letter.channel is Channel.WHATSAPP:
            return {"From": f"whatsapp:{self.settings.twilio_whatsapp_from}"}
        sender = self.settings.twilio_sms_from
        return {"MessagingServiceSid": sender} if sender.startswith("MG") else {"From": sender}


def _words(letter: Outgoing) -> dict[str, str]:
    """The free words, or an approved text by its name with the words of the day beside it."""
    free = letter.channel is not Channel.WHATSAPP or letter.at is None or whatsapp.window_open(letter.heard_at, letter.at)
    filled = None if free else whatsapp.template_of(letter.text, letter.templates)
    if filled is None:
        return {"Body": letter.text}
    return {"ContentSid": filled.template.content, "ContentVariables": json.dumps(filled.words, ensure_ascii=False)}


def _same(one: Any, letter: Outgoing, since: datetime) -> str:
    """The listed message's id, where it is ours to this client with these words and was made since then."""
    if not isinstance(one, dict) or not isinstance(one.get("sid"), str):
        return ""
    ours = one.get("direction") != "inbound" and " ".join(str(one.get("body")).split()) == " ".join(letter.text.split())
    try:
        made = parsedate_to_datetime(str(one.get("date_created")))
    except ValueError:
        return ""
    return one["sid"] if ours and made.tzinfo is not None and made >= since - _CLOCKS_DIFFER else ""
