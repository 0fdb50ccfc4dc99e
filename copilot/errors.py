"""Every error that the copilot raises on purpose. The type says who must act; the words say what to do."""


class CopilotError(Exception):
    """Something went wrong that a person can mend; the message tells them how.

    `key` names the same sentence in the languages of the page (`chat/words/errors.yaml`), and `values` fill it; what only
    an administrator meets on the command line has none.
    """

    def __init__(self, words: str = "", *, key: str = "", **values: object) -> None:
        super().__init__(words)
        self.key, self.values = key, values


class SettingsError(CopilotError):
    """The administrator must change a setting."""


class ImportRefused(CopilotError):
    """A whole file (not a row) cannot be read; whoever exported it must mend it."""


class OutOfScope(CopilotError):
    """The asker may not see this; to them it does not exist."""


class ModelError(CopilotError):
    """The language model did not give a usable answer."""


class PromptError(CopilotError):
    """A prompt file and what it was filled with do not match."""


class IndexUnavailable(CopilotError):
    """The search index cannot be reached; what is queued for it stays queued."""


class KnowledgeError(CopilotError):
    """A document in knowledge/ lacks its title, owner or review date."""


class ChannelError(CopilotError):
    """A channel did not take a message, or did not say whether it did.

    `permanent`: another try would end the same. `perhaps`: it may have left all the same. `wait`: seconds that the channel
    asked for. `code`: what the channel calls the fault.
    """

    def __init__(
        self, words: str, *, key: str, permanent: bool = False, perhaps: bool = False, wait: float = 0.0, code: str = ""
    ) -> None:
        super().__init__(words, key=key)
        self.permanent, self.perhaps, self.wait, self.code = permanent, perhaps, wait, code
