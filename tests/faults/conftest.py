"""Chainlit reads its folder when it is first imported: it is laid out as in tests/chat."""

import tests.chat.conftest  # noqa: F401
