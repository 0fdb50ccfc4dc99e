"""The ways in which messages leave, listed by hand: what is not named here, or not asked for in the settings, sends nothing."""

from collections.abc import Mapping
from types import MappingProxyType

from copilot.channels.addresses import email_address, number
from copilot.channels.email import Smtp
from copilot.channels.gateway import Gateway
from copilot.channels.outgoing import Way
from copilot.channels.paper import Paper
from copilot.channels.twilio import Twilio
from copilot.domain.message import Channel
from copilot.errors import SettingsError
from copilot.settings import Settings

_HERE = ("localhost", "127.0.0.1", "::1")
WRITTEN = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP, Channel.POST)  #: a call is made by a person


def open_ways(settings: Settings) -> Mapping[Channel, Way]:
    """How each channel leaves; one that is not here does not. In demo mode everything is a file, whatever is configured."""
    paper = Paper(settings.data_dir / "letters")
    if settings.demo:
        return MappingProxyType(dict.fromkeys(WRITTEN, paper))
    ways: dict[Channel, Way] = {Channel.POST: paper}
    wanted = {Channel.EMAIL: settings.email_by, Channel.SMS: settings.sms_by, Channel.WHATSAPP: settings.whatsapp_by}
    for channel, by in wanted.items():
        if by == "paper":
            ways[channel] = paper
        elif by == "smtp":
            ways[channel] = _smtp(settings)
        elif by == "twilio":
            ways[channel] = _twilio(settings, channel)
        elif by == "gateway":
            ways[channel] = _gateway(settings, channel)
    return MappingProxyType(ways)


def _smtp(settings: Settings) -> Smtp:
    if not settings.smtp_host:
        raise SettingsError("COPILOT_EMAIL_BY is smtp, but COPILOT_SMTP_HOST names no mail server.")
    if email_address(settings.letters_from) is None:
        raise SettingsError("COPILOT_LETTERS_FROM does not say whom e-mails to clients come from: hello@example.com.")
    if not settings.public_url or not settings.public_url.isascii():
        raise SettingsError("E-mails to clients hold a link to unsubscribe: COPILOT_PUBLIC_URL must name the page's address.")
    if settings.smtp_tls == "none" and settings.smtp_host not in _HERE:
        raise SettingsError("COPILOT_SMTP_TLS=none is only for a mail server on this machine. Use starttls or tls.")
    return Smtp(settings)


def _twilio(settings: Settings, channel: Channel) -> Twilio:
    _safe(settings.twilio_url, "COPILOT_TWILIO_URL")
    if not (settings.twilio_account and settings.twilio_token.get_secret_value()):
        raise SettingsError("COPILOT_TWILIO_ACCOUNT and COPILOT_TWILIO_TOKEN name the account that messages leave by.")
    sender = settings.twilio_whatsapp_from if channel is Channel.WHATSAPP else settings.twilio_sms_from
    service = channel is Channel.SMS and sender.startswith("MG")
    if number(sender) is None and not service:
        raise SettingsError(
            f"COPILOT_TWILIO_{channel.value.upper()}_FROM does not name the number that messages come from: +44..."
        )
    return Twilio(settings)


def _gateway(settings: Settings, channel: Channel) -> Gateway:
    if not settings.gateway_url:
        raise SettingsError(f"COPILOT_{channel.value.upper()}_BY is gateway, but COPILOT_GATEWAY_URL names none.")
    _safe(settings.gateway_url, "COPILOT_GATEWAY_URL")
    return Gateway(settings)


def _safe(url: str, setting: str) -> None:
    host = url.partition("://")[2].partition("/")[0].rpartition("@")[2].rpartition(":")[0].strip("[]")
    if not (url.startswith("https://") or (url.startswith("http://") and host in _HERE)):
        raise SettingsError(f"{setting} must begin with https:// (http:// only for a gateway on this machine, with its port).")
