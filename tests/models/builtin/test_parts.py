"""Several things asked in one message: where it is cut, and where it is not."""

from datetime import date

import pytest

from copilot.models.builtin.parts import questions_in
from copilot.models.builtin.understanding import understand

TODAY = date(2026, 3, 18)
NAMES = frozenset({"odette", "marlin"})


@pytest.mark.parametrize(("message", "parts"), [
    ("Odette Marlin, sa taille de robe et à partir de quelle heure je peux lui écrire",
     ["Odette Marlin, sa taille de robe", "à partir de quelle heure je peux lui écrire"]),
    ("cosa ha preso odette a maggio e il pacco come lo vuole", ["cosa ha preso odette a maggio", "il pacco come lo vuole"]),
    ("If Odette walks in today what must I not say, and what does she still have coming from us",
     ["If Odette walks in today what must I not say", "what does she still have coming from us"]),
    ("qué prometimos a odette y hasta qué hora la puedo llamar", ["qué prometimos a odette", "hasta qué hora la puedo llamar"]),
    ("la bague d'Odette c'est 51 ? et elle passe la chercher quel jour",
     ["la bague d'Odette c'est 51", "et elle passe la chercher quel jour"]),
])  # fmt: skip
def test_each_thing_asked_about_somebody_is_a_part(message: str, parts: list[str]) -> None:
    asks = questions_in(message, TODAY, names=NAMES)

    assert [ask.text for ask in asks] == parts


@pytest.mark.parametrize("message", [
    "Odette Marlin, which metal does she wear",
    "If Odette is standing there, what must not slip out?",
    "Which bag did Odette bring back, and how come?",
])  # fmt: skip
def test_what_asks_nothing_by_itself_is_no_part(message: str) -> None:
    asks = questions_in(message, TODAY, names=NAMES)

    assert len(asks) == 1


def test_both_halves_of_a_question_about_a_rule_stay_together() -> None:
    asks = questions_in("Combien coûte un renfilage de perles à Paris et en combien de temps ?", TODAY)

    assert len(asks) == 1


@pytest.mark.parametrize(("message", "parts"), [
    ("odette with the dog - the dog, her belt size, and can I show her the black one",
     ["odette with the dog - the dog", "her belt size", "can I show her the black one"]),
    ("no me acuerdo de qué color lo quiere odette ni la talla ni qué día viene",
     ["no me acuerdo de qué color lo quiere odette", "la talla", "qué día viene"]),
    ("Odette, elle a pris quoi en mai et là elle attend quoi", ["Odette, elle a pris quoi en mai", "là elle attend quoi"]),
])  # fmt: skip
def test_what_is_asked_in_passing_is_a_part_too(message: str, parts: list[str]) -> None:
    asks = questions_in(message, TODAY, names=NAMES)

    assert [ask.text for ask in asks] == parts


def test_a_relation_in_a_list_of_people_is_no_question() -> None:
    asks = questions_in("what did Odette buy for her husband, her sister and her mother", TODAY, names=NAMES)

    assert len(asks) == 1


def test_her_own_size_is_asked_where_somebody_elses_list_is_only_quoted() -> None:
    assert not understand("and her ring size, husband has 52 on his list", TODAY).of_relation
    assert understand("and her husband, what is his ring size", TODAY).of_relation


def test_a_relative_before_a_comma_is_no_question_of_its_own() -> None:
    assert len(questions_in("et sa sœur, quel métal porte-t-elle ?", TODAY, names={"laurent"})) == 1
