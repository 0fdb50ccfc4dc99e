"""What holds of every message by construction, whatever the network learned.

Laws that hold of most messages only (padding, synonyms, a fact told that becomes one overheard) are figures of
`copilot bench guard`, not tests.
"""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Reading, Use
from copilot.domain.verdict import Decision, Kind
from copilot.guard.examples import example, known, words_at
from copilot.guard.judging import judge
from copilot.outreach.checking import Guard
from copilot.reading.as_read import as_read
from copilot.reading.learned.reader import learned_reader
from copilot.reading.local import LocalReader
from copilot.reading.shared_words import shared_words
from tests.guard import laws

#: Given and family names of many origins, in one part and in many, with and without capitals and Latin letters.
NAMES = (
    "Ada Ferrars", "Oluwaseun Adébáyò", "Nguyễn Thị Ánh", "王伟", "محمد علي", "Priya", "María de la Cruz", "Jean-Baptiste Lê",
    "Siobhán O’Rourke", "Þóra Björk", "Иван Петров", "Fatoumata Ba", "Xóchitl", "Ng", "Will May", "Kim", "Lee", "van den Berg",
)  # fmt: skip
MESSAGE = "Dear {0},\n\nThe coat is in, and {0} will see: the cut is new. {0}'s size is here.\n\nTom"
made_up = st.from_regex(r"[A-ZÀÉÖ][a-zàéößñ]{3,9}( [A-Z][a-z]{3,9}){0,2}", fullmatch=True)
name = st.one_of(st.sampled_from(NAMES), made_up.filter(lambda one: not {"Dear", "Shall"} & set(one.split())))


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard(LocalReader(learned_reader()))


def shown(text: str, **changed) -> tuple:
    """What a reader gets to see."""
    case = example(text, **changed)
    seen = as_read(case.message, case.situation)
    return seen.message, seen.situation


@given(name=name)
@settings(max_examples=150, deadline=None)
def test_a_reader_is_shown_the_same_whatever_the_client_is_called(name):
    def of(client: str) -> tuple:
        facts = (known(f"{client} told us that green suits her", Provenance.TOLD_US),)
        return shown(MESSAGE.format(client), client_name=client, facts=facts)

    assert of(name) == of("Ada Ferrars")


@given(name=name)
@settings(max_examples=60, deadline=None)
def test_a_reader_is_shown_the_same_whatever_the_associate_is_called(name):
    def of(associate: str) -> tuple:
        return shown(f"The coat is in. Shall I keep it?\n\n{associate}", associate_name=associate, client_name="Zoë Quist")

    assert of(name) == of("Tom")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("She told us that her knee hurts; her husband came along.", "He told us that his knee hurts; his husband came along."),
        ("Elle préfère le gris.", "Il préfère le gris."),
        ("Lei ama il verde.", "Lui ama il verde."),
        ("Ella busca un regalo.", "Él busca un regalo."),
    ],
)
def test_a_reader_is_shown_the_same_whether_the_client_is_a_woman_or_a_man(one, other):
    women, men = (shown("The coat is in.", facts=(known(text, Provenance.TOLD_US),)) for text in (one, other))

    assert women == men


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chère Ada, le manteau est là.", "Cher Ada, le manteau est là."),
        ("Estimada Sra. Ferrars:", "Estimado Sr. Ferrars:"),
        ("Cara Ada,", "Caro Ada,"),
        ("Dear Mrs Ferrars,", "Dear Mr Ferrars,"),
        ("Bonjour Madame,", "Bonjour Monsieur,"),
    ],
)
def test_a_reader_is_shown_the_same_however_the_client_is_addressed(one, other):
    assert shown(one) == shown(other)


@pytest.mark.parametrize("raw", [pytest.param(raw, id=raw["id"]) for raw in laws.cases()])
@pytest.mark.parametrize("trick", laws.TRICKS)
def test_no_trick_of_letters_changes_what_is_read(trick, raw):
    message, situation = laws.judged(raw)
    plain = as_read(message, situation).message.text

    tricked = as_read(replace(message, text=trick(message.text, random.Random(raw["id"]))), situation).message.text

    assert " ".join(tricked.split()) == " ".join(plain.split())


@pytest.mark.parametrize("trick", laws.TRICKS)
def test_no_trick_of_letters_saves_a_bad_message(guard, trick):
    for raw in laws.cases()[::5]:
        message, situation = laws.judged(raw)
        tricked = replace(message, text=trick(message.text, random.Random(raw["id"])))

        assert guard.check(tricked, situation).decision is guard.check(message, situation).decision


def test_the_marks_stand_on_the_letters_as_they_were_written(guard):
    message, situation = laws.judged(laws.cases()[2])
    tricked = replace(message, text=laws.with_invisible(message.text, random.Random(1)))

    plain, marked = guard.check(message, situation).findings, guard.check(tricked, situation).findings

    invisible = str.maketrans("", "", "\u200b\u200c\u2060\u00ad")
    assert [one.span.of(tricked.words).translate(invisible) for one in marked] == [one.span.of(message.words) for one in plain]


@pytest.mark.parametrize("provenance", Provenance)
def test_how_a_fact_was_learned_decides_whether_its_use_may_go(provenance):
    text = "The linen dress is in, GBP 180, in time for all that white sand."
    use = Use(words_at("in time for all that white sand", text), "f1", 0.9)
    case = example(text, reading=Reading(uses=(use,)), facts=(known("Flies to the Maldives in February", provenance),))

    verdict = judge(case.message, case.reading, case.situation)

    assert (verdict.decision is Decision.SEND) is provenance.may_be_said


@pytest.mark.parametrize("raw", [pytest.param(raw, id=raw["id"]) for raw in laws.cases()])
def test_a_fact_once_told_to_us_is_never_called_one_that_was_not(guard, raw):
    verdict = guard.check(*laws.judged(laws.told(raw, "told_us")))

    assert Kind.UNVOLUNTEERED not in {finding.kind for finding in verdict.findings}


GIVEAWAY = (
    ("Is moving to a farmhouse near Siena", "The lamp is in, 90 euro. It would suit the farmhouse near Siena."),
    ("Part en croisière vers les Cyclades", "La veste est arrivée, 120 €. Parfaite pour votre croisière dans les Cyclades !"),
    ("Compra una barca a vela a Chioggia", "La cerata è arrivata, 140 €. Per la sua barca a Chioggia è l'ideale."),
    ("Abre una panadería en Lugo con su hermana", "El horno ya está, 900 €. Para la panadería de Lugo sería perfecto."),
)


@pytest.mark.parametrize("provenance", Provenance)
@pytest.mark.parametrize(("fact", "text"), GIVEAWAY)
def test_words_that_only_one_fact_holds_are_its_use_without_any_network(fact, text, provenance):
    case = example(text, facts=(known(fact, provenance),))

    read = shared_words(case.message, case.situation, Reading())

    verdict = judge(case.message, read, case.situation)
    never_given = provenance in (Provenance.OBSERVED, Provenance.INFERRED, Provenance.THIRD_PARTY)
    assert (Kind.UNVOLUNTEERED in {finding.kind for finding in verdict.findings}) is never_given


@given(before=st.text("abcdefgh .!\n", max_size=200), after=st.text("abcdefgh .!\n", max_size=200))
@settings(max_examples=60, deadline=None)
def test_nothing_written_around_it_hides_a_use_of_words_that_only_one_fact_holds(before, after):
    fact, text = GIVEAWAY[0]
    case = example(f"{before}. {text} {after}", facts=(known(fact, Provenance.THIRD_PARTY),))

    assert shared_words(case.message, case.situation, Reading()).uses


def test_what_was_asked_not_to_be_mentioned_is_found_though_the_client_told_it():
    fact, text = GIVEAWAY[0]
    case = example(text, facts=(known(fact, Provenance.TOLD_US, do_not_mention=True),))

    verdict = judge(case.message, shared_words(case.message, case.situation, Reading()), case.situation)

    assert Kind.UNMENTIONABLE in {finding.kind for finding in verdict.findings}


def test_the_same_words_in_what_the_store_says_give_nothing_away():
    from copilot.domain.situation import StoreFact

    fact, text = GIVEAWAY[0]
    store = (StoreFact("s1", "Our farmhouse lamp, made in Siena, EUR 90"),)
    case = example(text, facts=(known(fact, Provenance.THIRD_PARTY),), store=store)

    assert not shared_words(case.message, case.situation, Reading()).uses


@pytest.mark.parametrize("client", NAMES)
def test_the_verdict_is_the_same_whatever_the_client_is_called(guard, client):
    raw = laws.cases()[NAMES.index(client)]
    message, situation = laws.judged(raw)
    first = situation.client_name.split()[0]
    other = replace(message, text=message.text.replace(first, client))

    verdicts = guard.check(message, situation), guard.check(other, replace(situation, client_name=client))

    one, two = ((verdict.decision, sorted((finding.kind, finding.fact) for finding in verdict.findings)) for verdict in verdicts)
    assert one == two


def test_a_message_of_many_languages_and_no_facts_reads_as_itself():
    seen = as_read(Message(Channel.SMS, Purpose.REPLY, "  Merci — à 5 h ! "), example().situation)

    assert seen.message.text == "  Merci - à 5 h ! "
    assert len(seen.places) == len(seen.message.words)
