"""What a tap in the page carries: the browser's word for it, read as if anybody could have written it."""

from collections.abc import Mapping

from copilot.errors import OutOfScope


def whole_number(payload: Mapping[str, object], key: str) -> int:
    """An id or a version that the browser names; anything else names nothing: OutOfScope, as for what is not there."""
    given = payload.get(key)
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given < 2**31:
        raise OutOfScope("There is nothing of this number here.")
    return given
