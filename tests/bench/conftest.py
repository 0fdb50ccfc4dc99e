"""The page in a process of its own, as in tests/chat; the demo boutique, as in tests/assistant."""

from tests.assistant.conftest import demo
from tests.chat.conftest import page

__all__ = ["demo", "page"]
