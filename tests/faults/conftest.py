"""The page in a process of its own, as in tests/chat."""

from tests.chat.conftest import page

__all__ = ["page"]
