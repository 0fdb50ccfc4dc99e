"""What failed is said in the asker's language, whatever it was."""

import ast
from pathlib import Path

import pytest

import copilot.models.trouble
from copilot.assistant.troubles import SEARCH_DEGRADED, trouble_said

KINDS = sorted(
    node.args[0].value
    for node in ast.walk(ast.parse(Path(copilot.models.trouble.__file__).read_text(encoding="utf-8")))
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Trouble" and isinstance(node.args[0], ast.Constant)
)


@pytest.mark.parametrize("language", ["fr", "it", "es"])
@pytest.mark.parametrize("kind", [*KINDS, SEARCH_DEGRADED])
def test_every_trouble_has_its_words_in_every_language(kind, language):
    said = trouble_said("It failed.", kind, language)

    assert said
    assert said != "It failed."


def test_in_english_the_words_are_those_of_the_trouble_itself():
    assert trouble_said("It failed (503).", "server fault", "en", then="instead") == "It failed (503)."


def test_what_happens_then_is_said_too():
    assert trouble_said("", "timeout", "fr", then="instead").endswith("Le modèle intégré répond à sa place.")
