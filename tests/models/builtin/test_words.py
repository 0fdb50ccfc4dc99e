"""The words of the built-in model: four languages, one shape; how associates ask, understood."""

import re
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

import copilot.models.builtin
from copilot.models.builtin.language import language_of
from copilot.models.builtin.lexicon import LANGUAGES, lexicon
from copilot.models.builtin.spans import span_in
from copilot.models.builtin.understanding import Ask, understand

TODAY = date(2026, 11, 21)
HERE = Path(copilot.models.builtin.__file__).parent
OTHERS = [language for language in LANGUAGES if language != "en"]
FREE = ("seasons", "feasts", "numbers")  #: their words differ in kind or number from language to language
QUESTIONS = {
    language: yaml.safe_load((Path(__file__).parent / "questions" / f"{language}.yaml").read_text(encoding="utf-8"))
    for language in LANGUAGES
}


def _words(folder: str, language: str) -> dict[str, Any]:
    return yaml.safe_load((HERE / folder / f"{language}.yaml").read_text(encoding="utf-8"))


def _keys(tree: Any, path: str = "") -> set[str]:
    if not isinstance(tree, dict) or path.lstrip(".") in ("numbers", "short_forms"):
        return {path}
    return {key for name, part in tree.items() for key in _keys(part, f"{path}.{name}")}


def _phrases(tree: Any, path: str = "") -> dict[str, str]:
    if not isinstance(tree, dict):
        return {path: str(tree)}
    return {key: phrase for name, part in tree.items() for key, phrase in _phrases(part, f"{path}.{name}").items()}


def _places(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


def _kinds(ask: Ask) -> set[str]:
    """The kinds of question; "who …" may mean the book, but only with a sign that many are meant."""
    return set(ask.intents) - (set() if ask.says("many") else {"book"})


@pytest.mark.parametrize("folder", ["lexicon", "phrases"])
@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_keys_of_english(folder: str, language: str) -> None:
    english, theirs = _keys(_words(folder, "en")), _keys(_words(folder, language))

    assert theirs - english == set()
    assert english - theirs == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_phrase_is_filled_with_the_same_values_in_every_language(language: str) -> None:
    english, theirs = _phrases(_words("phrases", "en")), _phrases(_words("phrases", language))

    assert {key: _places(phrase) for key, phrase in theirs.items()} == {key: _places(phrase) for key, phrase in english.items()}


@pytest.mark.parametrize("language", OTHERS)
def test_a_phrase_keeps_its_marks_in_every_language(language: str) -> None:
    english, theirs = _phrases(_words("phrases", "en")), _phrases(_words("phrases", language))
    mark = re.compile(r"\[[^\]]*\]")

    assert {k: sorted(mark.findall(p)) for k, p in theirs.items()} == {k: sorted(mark.findall(p)) for k, p in english.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_noun_has_its_one_and_its_many(language: str) -> None:
    nouns = _words("phrases", language)["nouns"].values()

    assert all(re.fullmatch(r"[^|]+\|[^|]+", noun) for noun in nouns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_compiles_and_its_units_and_numbers_are_known(language: str) -> None:
    words = lexicon(language)
    units = {said for listed in words.spans["units"].values() for said in listed}
    spans = [pattern for listed in words.spans["spans"].values() for pattern in listed]
    contacts = [pattern for listed in words.raw["contact_words"].values() for pattern in listed]

    assert all(re.compile(pattern) for pattern in [*spans, *contacts])
    assert all("what" in pattern.groupindex for capture in words.captures.values() for pattern in capture)
    assert len(words.spans["months"]) == 12
    assert {"day", "week", "fortnight", "month", "quarter", "half", "year"} == set(words.spans["units"])
    for unit in units:
        assert span_in(f"{_ago(language, unit)}", words, TODAY) is not None, unit


def _ago(language: str, unit: str) -> str:
    return {"en": f"the last 2 {unit}", "fr": f"ces 2 derniers {unit}", "it": f"gli ultimi 2 {unit}", "es": f"ultimos 2 {unit}"}[
        language
    ]


@pytest.mark.parametrize(
    ("language", "question", "expected"), [(lang, q, e or "") for lang, rows in QUESTIONS.items() for q, e in rows.items()]
)
def test_what_associates_ask_is_understood(language: str, question: str, expected: str) -> None:
    kinds, span, signals = ([part.strip() for part in expected.split("|")] + ["", ""])[:3]

    ask = understand(question, TODAY)

    assert ask.language == language
    assert _kinds(ask) == set(kinds.split())
    assert (f"{ask.span.since or ''}..{ask.span.until or ''}" if ask.span else "") == span
    assert [signal for signal in signals.split() if not ask.says(signal)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["bought", "open", "avoid", "consent", "brief", "unseen", "today", "arrived"])
def test_what_it_suggests_to_ask_it_understands_itself(language: str, kind: str) -> None:
    means = {
        "bought": {"last_visit", "bought"},
        "open": {"promises"},
        "avoid": {"avoid"},
        "consent": {"consent"},
        "brief": {"brief"},
        "unseen": {"book"},
        "today": {"book"},
        "arrived": {"arrivals"},
    }[kind]

    ask = understand(_words("phrases", language)["suggest"][kind].format(called="Amara"), TODAY, fallback_language=language)

    assert ask.language == language
    assert means & set(ask.intents)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Who is Mrs Laurent?"),
        ("en", "Brief me on Sophie Laurent"),
        ("fr", "C'est qui Mme Laurent ?"),
        ("fr", "Fais-moi un point sur Sophie Laurent"),
        ("it", "Chi è la signora Laurent?"),
        ("it", "Fammi un punto su Sophie Laurent"),
        ("es", "¿Quién es la señora Laurent?"),
        ("es", "Hazme un resumen de Sophie Laurent"),
    ],
)
def test_asking_who_somebody_is_leaves_nothing_but_the_name(language: str, question: str) -> None:
    ask = understand(question, TODAY)

    assert set(ask.about) <= {"sophie", "laurent"}


@pytest.mark.parametrize(
    ("language", "question", "article"),
    [
        ("en", "Which of my clients bought a bag but no wallet?", "wallet"),
        ("fr", "Lesquelles de mes clientes ont acheté un sac mais pas de portefeuille ?", "portefeuille"),
        ("fr", "Mes clientes qui n'ont pas acheté de foulard", "foulard"),
        ("it", "Quali dei miei clienti hanno comprato una borsa ma non il portafoglio?", "portafoglio"),
        ("es", "¿Cuáles de mis clientas han comprado un bolso pero no la cartera?", "cartera"),
    ],
)
def test_what_was_not_bought_is_heard(language: str, question: str, article: str) -> None:
    ask = understand(question, TODAY)
    heard = [m["what"] for p in ask.lexicon.captures["not_bought"] if (m := p.search(ask.asked))]

    assert heard[:1] == [article]


@pytest.mark.parametrize(
    ("question", "city"),
    [
        ("Which of my clients live in Lyon?", "lyon"),
        ("Mes clientes qui habitent à Lyon", "lyon"),
        ("I miei clienti che vivono a Milano", "milano"),
        ("Mis clientas que viven en Madrid", "madrid"),
    ],
)
def test_where_clients_live_is_heard(question: str, city: str) -> None:
    ask = understand(question, TODAY)
    heard = [m["what"] for p in ask.lexicon.captures["lives"] if (m := p.search(ask.asked))]

    assert heard[:1] == [city]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("e sua sorella?", "it"),
        ("et sa soeur ?", "fr"),
        ("y su hermana?", "es"),
        ("and her sister?", "en"),
        ("laurent bague taille", "fr"),
        ("taglia anello bellini", "it"),
        ("talla anillo ortega", "es"),
        ("ring size laurent", "en"),
        ("son mari ?", "fr"),
        ("suo marito?", "it"),
        ("su marido?", "es"),
        ("prezzo borsa elba", "it"),
        ("precio bolso elba", "es"),
        ("prix sac elba", "fr"),
        ("price elba bag", "en"),
        ("merci", "fr"),
        ("grazie", "it"),
        ("gracias", "es"),
        ("thanks", "en"),
        ("cumpleaños okafor", "es"),
        ("anniversaire okafor", "fr"),
        ("compleanno okafor", "it"),
        ("birthday okafor", "en"),
    ],
)
def test_short_questions_are_heard_in_their_language(text: str, language: str) -> None:
    assert {language_of(text, fallback=fallback) for fallback in LANGUAGES} == {language}


@pytest.mark.parametrize(
    ("question", "days"),
    [("Qu'a-t-elle acheté il y a trois jours ?", 6), ("Cosa ha comprato tre giorni fa?", 6), ("¿Qué compró hace tres días?", 6)],
)
def test_a_few_days_ago_is_a_matter_of_days_in_every_language(question: str, days: int) -> None:
    span = understand(question, TODAY).span

    assert span is not None and span.since is not None and span.until is not None
    assert (span.until - span.since).days <= days


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("What is her address?", True),
        ("What is her e-mail address?", False),
        ("Son adresse ?", True),
        ("Son adresse mail ?", False),
        ("Il suo indirizzo?", True),
        ("Il suo indirizzo e-mail?", False),
        ("¿Su dirección?", True),
        ("¿Su dirección de correo?", False),
    ],
)
def test_an_address_is_a_place_unless_it_is_one_for_mail(question: str, place: bool) -> None:
    ask = understand(question, TODAY)

    assert ask.means("reach")
    assert ask.says("place_words") is place
