"""Why something cannot be written down as it stands: the field that it concerns and the sentence to say."""

from copilot.errors import CopilotError


class CounterRefused(CopilotError):
    """What was entered cannot be kept; `key` names the sentence in the page's languages, `field` where it belongs."""

    def __init__(self, words: str, *, key: str, field: str = "", **values: object) -> None:
        super().__init__(words, key=key, **values)
        self.field = field


class ChangedMeanwhile(CounterRefused):
    """Somebody else changed the same thing after it was shown; `now` is what it says now."""

    def __init__(self, now: str) -> None:
        super().__init__(f"This was changed meanwhile. It now says: {now}", key="changed_meanwhile", now=now)
        self.now = now
