"""A sentence that asks for a message is told from a question, in four languages; so is what would be changed in the last one."""

from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import yaml

import copilot.models.builtin.to_write as package
from copilot.assistant.tools.draft_message import CHANGES, OCCASIONS
from copilot.models.builtin.lexicon import LANGUAGES
from copilot.models.builtin.to_write.reading import change_in, occasion_in, request_in
from copilot.outreach.draft_wish import Change, Occasion

TODAY = date(2026, 3, 18)
HERE = Path(package.__file__).parent
REQUESTS = [
    ("write to Ms Laurent about the new bracelets", "Ms Laurent", "the new bracelets", {}),
    ("thank him for yesterday", "him", "yesterday", {"occasion": "thanks"}),
    ("Answer her message", "", "", {"occasion": "answer"}),
    ("something for the ones who bought the tote in spring", "the ones who bought the tote in spring", "", {"many": True}),
    ("message everyone who bought a tote about the new strap", "everyone who bought a tote", "the new strap", {"many": True}),
    ("write messages to my clients with an open repair", "my clients with an open repair", "", {"many": True}),
    ("escribe mensajes a mis clientas con una reparación", "mis clientas con una reparación", "", {"many": True}),
    (
        "Please write a short formal email to Dr Okafor in French about her repair",
        "Dr Okafor",
        "her repair",
        {"channel": "email", "tongue": "fr", "closeness": "reserved"},
    ),
    ("Can you text Ms Okafor that her ring is ready?", "Ms Okafor", "her ring is ready", {"channel": "sms"}),
    ("send Ms Laurent a thank-you note for Saturday", "Ms Laurent a thank-you note", "Saturday", {"occasion": "thanks"}),
    ("Answer the message of Ngozi Okafor", "Ngozi Okafor", "", {"occasion": "answer"}),
    ("Rispondi al messaggio di Ngozi Okafor", "Ngozi Okafor", "", {"occasion": "answer"}),
    ("invite Sophie to the trunk show", "Sophie", "the trunk show", {"occasion": "event"}),
    ("write Ms Laurent: “The bag is here.”", "Ms Laurent", "", {"said": "The bag is here."}),
    ("Answer Ms Laurent: The bag is here. Come soon!", "Ms Laurent", "", {"said": "The bag is here. Come soon!"}),
    ("écris à Mme Laurent à propos des nouveaux bracelets", "Mme Laurent", "nouveaux bracelets", {}),
    ("remercie-le pour hier", "", "hier", {"occasion": "thanks"}),
    ("réponds à son message", "", "", {"occasion": "answer"}),
    (
        "quelque chose pour celles qui ont acheté le cabas au printemps",
        "celles qui ont acheté le cabas au printemps",
        "",
        {"many": True},
    ),
    ("scrivi alla signora Rossi dei nuovi bracciali", "signora Rossi", "nuovi bracciali", {}),
    ("ringrazialo per ieri", "", "ieri", {"occasion": "thanks"}),
    ("qualcosa per chi ha comprato la tote in primavera", "chi ha comprato la tote in primavera", "", {"many": True}),
    ("escribe a la señora Laurent sobre las nuevas pulseras", "la señora Laurent", "las nuevas pulseras", {}),
    ("responde a su mensaje", "", "", {"occasion": "answer"}),
    ("algo para las que compraron el tote en primavera", "las que compraron el tote en primavera", "", {"many": True}),
]
QUESTIONS = [
    "tell me about Ms Laurent", "remind me what we promised", "email address of Ms Laurent", "Text messages from her",
    "write a note for Ms Laurent: likes green", "Write this down: she likes green", "May I write to Ms Laurent?",
    "When did we last write to her?", "What did she write?", "prepare my day", "Send her ring to the atelier",
    "Elle écrit en quelle langue ?", "Che cosa ha scritto?", "¿Puedo escribirle?", "can you draft messages?",
]  # fmt: skip
CHANGED = [
    ("make it a bit shorter please", "shorter"), ("Warmer", "warmer"), ("less salesy", "less_salesy"), ("add a date", "date"),
    ("more formal", "reserved"), ("say how we know", "how"), ("plus court", "shorter"), ("plus chaleureux", "warmer"),
    ("più breve", "shorter"), ("meno commerciale", "less_salesy"), ("más corto", "shorter"), ("añade una fecha", "date"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "whom", "about", "more"), REQUESTS)
def test_a_request_says_to_whom_and_about_what(said: str, whom: str, about: str, more: dict[str, object]) -> None:
    request = request_in(said)

    assert request is not None
    assert (request.whom, request.about) == (whom, about)
    assert {key: getattr(request, key) for key in more} == more


@pytest.mark.parametrize("said", QUESTIONS)
def test_a_question_or_a_note_asks_for_no_message(said: str) -> None:
    assert request_in(said) is None
    assert change_in(said, TODAY) is None


@pytest.mark.parametrize(("said", "change"), CHANGED)
def test_a_change_of_the_last_draft_is_understood(said: str, change: str) -> None:
    request = change_in(said, TODAY)

    assert request is not None
    assert request.change == change


@pytest.mark.parametrize(
    ("said", "tongue"),
    [("in French", "fr"), ("en italien", "it"), ("in spagnolo", "es"), ("en inglés", "en"), ("en allemand", "de")],
)
def test_another_language_is_understood(said: str, tongue: str) -> None:
    request = change_in(said, TODAY)

    assert request is not None
    assert (request.change, request.tongue) == ("language", tongue)


def test_a_day_to_propose_is_understood() -> None:
    request = change_in("propose Friday", TODAY)

    assert request is not None
    assert (request.change, request.day) == ("date", "2026-03-20")


@pytest.mark.parametrize(
    ("about", "occasion"),
    [
        ("her ring is ready", "ready"),
        ("le retard", "delayed"),
        ("la riparazione", "work"),
        ("su cumpleaños", "occasion"),
        ("totes", ""),
    ],
)
def test_the_reason_for_a_message_is_told_by_its_words(about: str, occasion: str) -> None:
    assert occasion_in(about) == occasion


def test_every_language_has_the_same_keys_and_every_reason_and_change_is_the_writers() -> None:
    files = {one: yaml.safe_load((HERE / f"{one}.yaml").read_text("utf-8")) for one in LANGUAGES}
    phrases = yaml.safe_load((HERE / "phrases.yaml").read_text("utf-8"))

    assert [set(files["en"]) ^ set(files[one]) for one in LANGUAGES] == [set()] * len(LANGUAGES)
    assert not [key for key, said in phrases.items() if set(said) != set(LANGUAGES)]
    assert set(get_args(OCCASIONS)) == {"", *Occasion}
    assert set(get_args(CHANGES)) == {"", "reserved", *Change}
    assert set(yaml.safe_load((HERE / "occasions.yaml").read_text("utf-8"))) - set(Occasion) == {"work"}
    assert {change for one in LANGUAGES for change in files[one]["changes"]} == {"reserved", *Change} - {"language"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "Write to Ms Laurent by e-mail:\nDear Ms Laurent,\n\n the bag  is here. \n\n\n\nAmara",
            "Dear Ms Laurent,\n\nthe bag is here.\n\nAmara",
        ),
        ("écris à Mme Laurent : « Bonjour,\nle sac est là ! »", "Bonjour,\nle sac est là !"),
        ("scrivi alla signora Laurent:\n\nBuongiorno,\n- la borsa\n- la cintura", "Buongiorno,\n- la borsa\n- la cintura"),
        ("escribe a la señora Laurent: Hola,\n\n¿viene mañana?", "Hola,\n\n¿viene mañana?"),
    ],
)
def test_what_is_dictated_keeps_its_lines_and_paragraphs(asked: str, said: str) -> None:
    request = request_in(asked)

    assert request is not None
    assert request.said == said
