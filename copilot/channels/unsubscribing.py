"""The link that stops a channel without a sign-in. It is signed, so nobody can make one for somebody else."""

import hmac
from hashlib import sha256

from copilot.domain.message import Channel

_LENGTH = 32


def unsubscribe_link(secret: str, public_url: str, client_id: int, channel: Channel) -> str:
    """The address; it never ends, for a letter may be found again years later."""
    told = f"{client_id}.{channel.value}"
    return f"{public_url.rstrip('/')}/unsubscribe/{told}.{_signed(secret, told)}"


def whose(secret: str, token: str) -> tuple[int, Channel] | None:
    """Which client wants to stop what, as the end of the address says; None where nobody signed it."""
    told, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signed(secret, told).encode()):
        return None
    client, _, channel = told.partition(".")
    return int(client), Channel(channel)


def _signed(secret: str, told: str) -> str:
    own = hmac.new(secret.encode(), b"unsubscribe", sha256).digest()
    return hmac.new(own, told.encode(), sha256).hexdigest()[:_LENGTH]
