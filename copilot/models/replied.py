"""What a chat model that was asked for a message answers: its name, and its words with the subject apart."""

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage

_SUBJECT = "SUBJECT:"


def name_of(model: BaseChatModel) -> str:
    """As its maker calls it; of a model without a name, its sort."""
    return str(getattr(model, "model_name", model._llm_type))


def subject_and_text(reply: BaseMessage) -> tuple[str, str]:
    """The words after SUBJECT: in the first line, where it begins so, and the rest; both empty for a reply that is none."""
    words = str(reply.text).strip() if isinstance(reply, AIMessage) else ""
    first, _, rest = words.partition("\n")
    if first.strip().upper().startswith(_SUBJECT):
        return first.strip()[len(_SUBJECT) :].strip(), rest.strip()
    return "", words
