"""The page speaks four languages, and none of them is forgotten."""

import ast
import re
from pathlib import Path

import pytest
import yaml

import copilot.chat.words
from copilot.chat.words import LANGUAGES, words

SCREENS = sorted(Path(copilot.chat.words.__file__).parent.glob("*.yaml"), key=lambda path: path.name)


@pytest.mark.parametrize("screen", [path.stem for path in SCREENS])
def test_every_sentence_of_a_screen_stands_in_all_four_languages(screen):
    rows = yaml.safe_load((Path(copilot.chat.words.__file__).parent / f"{screen}.yaml").read_text("utf-8"))

    missing = [(key, language) for key, said in rows.items() for language in LANGUAGES if not str(said.get(language, "")).strip()]

    assert not missing


@pytest.mark.parametrize("screen", [path.stem for path in SCREENS])
def test_what_is_filled_into_a_sentence_is_the_same_in_every_language(screen):
    holes = {
        language: {key: sorted(re.findall(r"{\w+}", text)) for key, text in words(screen, language).items()}
        for language in LANGUAGES
    }

    assert holes["fr"] == holes["it"] == holes["es"] == holes["en"]


def test_a_language_that_the_page_does_not_speak_gets_english():
    assert words("panel", "de-CH") == words("panel", "en")


def test_every_error_that_names_a_sentence_of_the_page_finds_it_there_with_what_fills_it():
    package = Path(copilot.chat.words.__file__).parents[2]
    said = [words(screen.stem, "en") for screen in SCREENS]
    missing = []
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            made = node.exc if isinstance(node, ast.Raise) else node.value if isinstance(node, ast.Return) else None
            if not isinstance(made, ast.Call):
                continue
            given = {keyword.arg: keyword.value for keyword in made.keywords}
            key = given.pop("key", None)
            if isinstance(key, ast.Constant) and isinstance(made.func, ast.Name) and made.func.id[:1].isupper():
                holes = [set(re.findall(r"{(\w+)}", screen[key.value])) for screen in said if key.value in screen]
                if not any(filled <= set(given) for filled in holes):
                    missing.append((path.name, key.value))

    assert not missing
