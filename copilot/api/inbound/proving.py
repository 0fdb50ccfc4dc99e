"""Whether something from outside was signed by whoever shares a secret with us. Nothing is read of it before that."""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha1, sha256

WINDOW = 300  #: seconds; what was signed earlier is somebody's recording of it


def signed_by_twilio(token: str, url: str, form: Sequence[tuple[str, str]], signature: str) -> bool:
    """HMAC-SHA1 over the address and the sorted fields, as its documentation says."""
    fields: dict[str, set[str]] = {}
    for name, value in form:
        fields.setdefault(name, set()).add(value)
    told = url + "".join(name + value for name in sorted(fields) for value in sorted(fields[name]))
    ours = b64encode(hmac.new(token.encode(), told.encode(), sha1).digest())
    return hmac.compare_digest(ours, signature.encode())


def signed_by_gateway(secret: str, timestamp: str, body: bytes, signature: str, now: float) -> bool:
    """HMAC-SHA256, in hexadecimal, over the moment, a dot and the body; and the moment is this one."""
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12 or abs(now - int(timestamp)) > WINDOW:
        return False
    ours = hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()
    return hmac.compare_digest(ours.encode(), signature.removeprefix("sha256=").encode())
