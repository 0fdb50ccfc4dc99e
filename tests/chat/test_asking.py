"""What the conversation remembers, and what cannot be asked."""

from types import SimpleNamespace
from typing import Any

from copilot.assistant.events import Turn
from copilot.chat.asking import LONGEST, refusal, turns_in


def said(kind: str, content: str, metadata: Any = None) -> Any:
    return SimpleNamespace(type=kind, content=content, metadata=metadata)


def test_turns_pair_each_question_with_its_answer_and_whom_it_was_about() -> None:
    messages = [
        said("user_message", "What does she like?"),
        said("assistant_message", "Rose gold [note 1]", {"client_ids": [7]}),
        said("user_message", ""),
        said("assistant_message", "That was empty."),
        said("user_message", "And her sister?"),
        said("assistant_message", "Emeralds [note 2]", {"client_ids": [7, 8]}),
        said("user_message", "And now?"),
    ]

    assert turns_in(messages) == (
        Turn("What does she like?", "Rose gold [note 1]", (7,)),
        Turn("And her sister?", "Emeralds [note 2]", (7, 8)),
    )


def test_what_a_browser_wrote_into_the_memory_is_not_believed() -> None:
    messages = [said("user_message", "q"), said("assistant_message", "a", {"client_ids": ["7; DROP", {"x": 1}, 3]})]

    assert turns_in(messages) == (Turn("q", "a", (3,)),)


def test_an_empty_or_endless_question_gets_a_plain_sentence() -> None:
    assert refusal("Who is coming in today?") == ""
    assert "empty" in refusal(" \n\t ")
    assert refusal("x" * 20_000).startswith("That is 20,000 characters long; I read up to 4,000.")
    assert refusal("x" * LONGEST) == ""
