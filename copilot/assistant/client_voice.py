"""Who words a simulated client's answers: the scenario's own lines, or a chat model that says the same in its own way."""

from collections.abc import Callable, Sequence

from langchain_core.language_models import BaseChatModel

from copilot.models.breaker import Breaker
from copilot.models.client_role import ModelVoice
from copilot.rehearsal.conversation import Conversation
from copilot.rehearsal.hearing import Heard
from copilot.rehearsal.scenario import Beat, Mood, Scenario
from copilot.rehearsal.voicing import own_voice


class ClientVoice:
    """The voice for one answer. It decides nothing: what the client means is chosen first, then worded."""

    def __init__(self, model: BaseChatModel | None, conversation: Conversation, meant: Sequence[str]) -> None:
        self._model, self._conversation, self._meant_before = model, conversation, meant
        self.meant = ""  #: the scenario's own words for it
        self.by_model = False  #: whether what was said is the model's wording

    def __call__(self, scenario: Scenario, mood: Mood, beat: Beat | None, heard: Heard, said: Sequence[str]) -> str:
        """The client's answer. `said`: every line of the client's so far."""
        self.meant = own_voice(scenario, mood, beat, heard, [line for line in (scenario.opening, *self._meant_before) if line])
        if self._model is None or heard.silent:
            return self.meant
        client = scenario.client
        answer = ModelVoice(self._model).voiced(
            self.meant,
            self._conversation.lines,
            heard.words,
            said=said,
            name=client.name,
            persona=client.persona,
            manner=client.manner,
            channel=scenario.channel,
            language=scenario.language,
            mood=mood.value,
        )
        self.by_model = answer != self.meant
        return answer


def voice_of(model: BaseChatModel | None, breaker: Breaker | None) -> Callable[[Conversation, Sequence[str]], ClientVoice]:
    """Who words the next answer: the chat model while it answers, else the scenario's own lines, so that nobody waits for it."""

    def voice(conversation: Conversation, meant: Sequence[str]) -> ClientVoice:
        away = breaker is not None and breaker.trouble is not None
        return ClientVoice(None if away else model, conversation, meant)

    return voice
