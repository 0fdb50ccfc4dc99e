"""A language model lends a simulated client its words. What the client feels and means was decided before it is asked."""

import logging
import re
from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from copilot.models.trouble import FAILURES
from copilot.prompts import fill

log = logging.getLogger(__name__)
LONGEST = 400  #: letters
#: What nobody says who is a client: coaching, marks, machines.
_OUT_OF_PART = re.compile(
    r"\b(as an ai|language model|assistant|role.?play|scenario|simulat\w*|trainee|your (score|mark|skills?)|well done"
    r"|good (job|use)|next time,? (try|you)|instructions?|prompt"
    r"|en tant qu.ia|modele de langage|come ia|modello linguistico|como ia)\b",
    re.IGNORECASE,
)


class ModelVoice:
    """Says a line in the client's manner; where the model fails or leaves its part, the line as it was."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model
        self.spoken_by_model = 0  #: lines that were the model's
        self.kept = 0  #: lines that stayed as they were

    def voiced(
        self, meaning: str, conversation: Sequence[tuple[str, str]], line: str, *, said: Sequence[str], **inputs: str
    ) -> str:
        """The meaning in the client's words, after the conversation so far and the associate's line."""
        messages: list[BaseMessage] = [SystemMessage(fill("client_role", meaning=meaning, **inputs))]
        for ours, theirs in conversation[-6:]:
            messages += [HumanMessage(ours), AIMessage(theirs)]
        try:
            answer = str(self._model.invoke([*messages, HumanMessage(line)]).text).strip().strip('"«»“”')
        except FAILURES as failed:
            log.warning("The client's voice was not reached (%s); the scenario's own words are used.", type(failed).__name__)
            answer = ""
        if not answer or len(answer) > LONGEST or answer in said or _OUT_OF_PART.search(answer):
            self.kept += 1
            return meaning
        self.spoken_by_model += 1
        return answer
