"""A model asked for an answer in a fixed shape."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel

from copilot.errors import ModelError
from copilot.models.choosing import chat_model
from copilot.models.trouble import FAILURES, trouble_of
from copilot.settings import Settings

Shape = TypeVar("Shape", bound=BaseModel)


def shaped(settings: Settings, model: str) -> Callable[[str, type[Shape]], Shape]:
    """A function that puts a prompt to the model and returns its answer in the asked shape; it raises ModelError."""
    chat = chat_model(settings.model_copy(update={"chat_model": model}))
    if chat is None:
        raise ModelError("COPILOT_GUARD_MODEL must be 'openai:' and the name of a model, or empty.")

    def ask(prompt: str, shape: type[Shape]) -> Shape:
        try:
            answer = chat.with_structured_output(shape, method="json_schema").invoke(prompt)
        except FAILURES as failure:
            raise ModelError(trouble_of(failure).words) from failure
        if not isinstance(answer, shape):
            raise ModelError("The model's answer has not the shape that was asked for.")
        return answer

    return ask
