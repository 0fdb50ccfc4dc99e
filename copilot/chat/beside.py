"""What belongs to an answer, below it and beside it: sources to open, clients it names, what to choose, what to ask next."""

from collections.abc import Mapping, Sequence

import chainlit as cl

from copilot.chat.words import words

MOST = 3  #: follow-ups under an answer; more would have to be read, and not tapped


def card_words(language: str) -> dict[str, str]:
    """What the client card says before and instead of the card itself."""
    said = words("card", language)
    return {key: said[key] for key in ("loading", "trouble", "again")}


def card_element(client_id: int, language: str) -> cl.CustomElement:
    """The card of a client below an answer. Kept with the conversation is the id alone: it is read anew whenever it is shown."""
    return cl.CustomElement(name="ClientCard", props={"client_id": client_id, "words": card_words(language)})


def beside(
    message: cl.Message,
    language: str,
    *,
    sources: Mapping[str, Mapping[str, object]] = {},
    questions: Sequence[str] = (),
    choices: Sequence[Mapping[str, object]] = (),
    people: Mapping[str, int] = {},
    charts: Sequence[str] = (),
    rows: Sequence[str] = (),
) -> cl.CustomElement:
    """Below a message: `people` are clients it is about without naming them in full, `choices` the clients it asks about,
    `rows` the marks of a table's rows, of which Chainlit's table makes no links."""
    card = words("card", language)
    return cl.CustomElement(
        name="Beside",
        props={
            "thread_id": message.thread_id,
            "message_id": message.id,
            "sources": dict(sources),
            "questions": list(questions),
            "choices": list(choices),
            "people": [{"id": client_id, "label": card["card_of"].format(name=name)} for name, client_id in people.items()],
            "charts": list(charts),
            "rows": list(dict.fromkeys(rows)),
            "words": {
                "next": words("asking", language)["next"],
                "choose": words("commands", language)["choose"],
                "card": card["card"],
                "rows": words("exhibit", language)["rows"],
            },
            "card_words": card_words(language),
        },
    )
