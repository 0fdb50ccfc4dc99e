"""Several things asked in one message: where it is cut, and where it is not."""

from datetime import date

import pytest

from copilot.models.builtin.parts import questions_in

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
