"""Kinds of question told by meaning: what was learned, and that a guess never counts where it is not sure."""

from datetime import date

import numpy as np
import pytest

from copilot.models.builtin.guessing import about_a_client, about_the_shop
from copilot.models.builtin.kinds import SHOP, Vectors, examples, learn, learned, learned_with, no_vector
from copilot.models.builtin.understanding import CLIENT_INTENTS, Ask, understand
from copilot.retrieval.embedding import Embedder, choose
from copilot.settings import Settings

TODAY = date(2026, 3, 18)


@pytest.fixture(scope="module")
def e5() -> Embedder:
    return choose(Settings(embedding="e5"))


def ask(text: str) -> Ask:
    return understand(text, TODAY)


def test_every_kind_is_one_that_is_answered_or_an_attribute() -> None:
    kinds = {kind for kind in learned("client").kinds if not kind.startswith("is ")} - {"cheapest_bought", "detail"}

    assert kinds <= set(CLIENT_INTENTS)
    assert set(learned("shop").kinds) == set(SHOP)


def test_no_example_names_a_client_and_all_were_learned() -> None:
    assert all("CLIENT" not in question for question, _, _ in examples("client"))
    assert {kind for _, kind, _ in examples("client")} == set(learned("client").kinds)


def test_what_was_learned_belongs_to_the_model_that_we_have(e5: Embedder) -> None:
    assert learned_with() == e5.model_id


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("give me a refresher on Ngozi", "brief"),
        ("which subject is a raw one with Ngozi", "avoid"),
        ("Ngozi, qu'est-ce que j'avais dit que je ferais pour elle", "promises"),
    ],
)
def test_a_way_of_asking_that_no_pattern_knows(e5: Embedder, question: str, kind: str) -> None:
    told = about_a_client(ask(question), frozenset({"ngozi"}), e5.embed_query)

    assert kind in told.intents


def test_an_attribute_in_other_words(e5: Embedder) -> None:
    told = about_a_client(ask("¿A qué se dedica Ngozi?"), frozenset({"ngozi"}), e5.embed_query)

    assert told.attribute == ("job",)


def test_a_rule_of_the_house_in_other_words(e5: Embedder) -> None:
    told = about_the_shop(ask("somebody wants to pay a ring in banknotes, how much may I take"), e5.embed_query)

    assert told.means("house")


def test_without_a_model_of_meaning_the_words_count_alone() -> None:
    question = ask("which subject is a raw one with Ngozi")

    assert about_a_client(question, frozenset({"ngozi"}), no_vector) == question


def test_learning_is_the_same_every_time_and_learns() -> None:
    near: Vectors = np.eye(4, dtype=np.float32)

    once, again = learn(near, ["one", "two", "one", "two"]), learn(near, ["one", "two", "one", "two"])

    assert np.array_equal(once.by.weights, again.by.weights)
    assert once.guess(near[0]).kind == "one"
