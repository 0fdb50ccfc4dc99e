"""A later fact takes the place of an earlier one, though nobody has linked the two."""

from dataclasses import replace
from datetime import date

import pytest

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Matter
from copilot.domain.situation import Known, StoreFact
from copilot.domain.verdict import Kind
from copilot.guard.examples import example
from copilot.outreach.checking import Guard
from copilot.reading.learned.evidence import SIGNS, pieces_of, signs_of
from copilot.reading.learned.overtaken import overtaken
from copilot.reading.learned.reader import learned_reader
from copilot.reading.local import LocalReader
from copilot.reading.outgrown import outgrown
from copilot.reading.plain_text import plain_text


def fact(name: str, text: str, on: str, provenance: Provenance = Provenance.TOLD_US) -> Known:
    return Known(name, text, provenance, date.fromisoformat(on))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Last carved: UK 5, width D", "Re-measured: UK 5.5, width E, old last retired"),
        ("Brown derby, size 43, EUR 260", "Feet measured again: 44 on both, the 43 no longer fits"),
        ("Collects lace bobbins", "Gave the bobbins to the museum"),
        ("Delivered to Sydney Road", "Moved to 14 Raglan Street, everything goes there from now on"),
        ("Yellow gold signet ring, size R", "Signet rings resized from R to P"),
        ("Adore le oud", "Elle-même ne supporte plus le oud"),
        ("Beve quasi solo rossi", "Ora non beve più rossi"),
        ("Le gusta el oro amarillo", "Ya no lleva oro amarillo"),
    ],
)
def test_a_change_in_the_same_matter_overtakes_what_was_known(old, new):
    found = overtaken([fact("old", old, "2024-03-01"), fact("new", new, "2025-06-01")])

    assert [later.id for later in found["old"]] == ["new"]
    assert "new" not in found


@pytest.mark.parametrize(
    "new",
    [
        fact("new", "Asked to hear of bobbins", "2025-06-01"),
        fact("new", "Has moved to a flat in Leith", "2025-06-01"),
        fact("new", "Gave the bobbins to the museum", "2023-01-01"),
        fact("new", "A neighbour says that she gave the bobbins away", "2025-06-01", Provenance.THIRD_PARTY),
    ],
    ids=["no change", "another matter", "an earlier change", "hearsay"],
)
def test_nothing_else_overtakes_it(new):
    assert not overtaken([fact("old", "Collects lace bobbins", "2024-03-01"), new])


def test_what_somebody_linked_is_overtaken_whatever_its_words():
    old = replace(fact("old", "shoe size: 41", "2024-03-01"), superseded_by="new")

    assert list(overtaken([old, fact("new", "shoe size: 41.5", "2024-03-01")])) == ["old"]


def test_a_message_that_draws_on_the_overtaken_fact_carries_the_sign_and_one_on_the_later_does_not():
    facts = (
        fact("old", "Suit fitting: medium-tall", "2024-03-01", Provenance.SERVICE),
        fact("new", "Suit fitting: large-tall now, shoulders from the rowing", "2025-06-01", Provenance.SERVICE),
    )

    def carried(text: str) -> bool:
        message = Message(Channel.SMS, Purpose.MARKETING, text)
        situation = example(facts=facts).situation
        marks = signs_of(text, pieces_of(message, situation), situation)
        return any(marked[SIGNS.index("met_superseded")] for _, _, marked in marks)

    assert carried("I hung the medium-tall behind the counter for you.")
    assert not carried("I hung the large-tall behind the counter for you.")


@pytest.mark.parametrize(("text", "lost"), [("It comes in your 56.", True), ("It comes in your 55.", False), ("Size L?", True)])
def test_sizes_in_figures_and_in_letters_are_lost_too(text, lost):
    facts = (
        fact("old", "Head measured 56 cm, size L", "2024-03-01", Provenance.SERVICE),
        fact("new", "Head measured again at 55, size M", "2025-06-01", Provenance.SERVICE),
    )
    situation = example(facts=facts).situation
    marks = signs_of(text, pieces_of(Message(Channel.SMS, Purpose.MARKETING, text), situation), situation)

    assert any(marked[SIGNS.index("met_superseded")] for _, _, marked in marks) is lost


SHOES = (
    fact("old", "Brown derby, size 43, EUR 260", "2024-03-01", Provenance.PURCHASE),
    fact("new", "Feet measured again after a fracture: 44 on both", "2025-06-01", Provenance.SERVICE),
)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("I'll have your 43 out on the counter.", ["43"]),
        ("I'll have your 44 out on the counter.", []),
        ("Back on the 43rd day, in 43 weeks, for €43.", []),
        ("Le he guardado el 43.", ["43"]),
        ("Le prendo il 43 e mezzo.", []),
    ],
)
def test_a_size_that_was_measured_anew_since_is_old_without_any_network(text, marked):
    found = list(outgrown(plain_text(text), example(facts=SHOES).situation))

    assert [one.span.of(text) for one in found] == marked
    assert all(one.matter is Matter.OLD and one.facts == ("old",) for one in found)


@pytest.mark.parametrize(
    ("new", "old_now"),
    [("Measured again: 44", True), ("Head measured again: 45", False), ("Feet measured again, insole 280 mm", False)],
    ids=["the same measure", "of another part", "another measure"],
)
def test_only_the_same_measure_of_the_same_part_makes_a_size_old(new, old_now):
    facts = (SHOES[0], fact("new", new, "2025-06-01", Provenance.SERVICE))

    assert bool(list(outgrown(plain_text("I have your 43 here."), example(facts=facts).situation))) is old_now


@pytest.mark.parametrize(
    ("text", "marked"), [("I hung the medium-tall for you.", ["medium-tall"]), ("The large-tall is here.", [])]
)
def test_a_size_in_words_is_too(text, marked):
    facts = (
        fact("old", "Suit fitting: medium-tall", "2024-03-01", Provenance.SERVICE),
        fact("new", "Suit fitting: large-tall now", "2025-06-01", Provenance.SERVICE),
    )

    assert [one.span.of(text) for one in outgrown(plain_text(text), example(facts=facts).situation)] == marked


def test_an_old_size_in_a_message_is_a_finding_that_names_its_fact():
    text = "Dear Ada,\n\nThe derby is here in dark brown, EUR 280, and I have your 43 out on the counter."
    seen = example(facts=SHOES, store=(StoreFact("s1", "Derby, dark brown, EUR 280, in stock"),)).situation

    verdict = Guard(LocalReader(learned_reader())).check(Message(Channel.EMAIL, Purpose.MARKETING, text), seen)

    assert ("old", Kind.STALE) in {(finding.fact, finding.kind) for finding in verdict.findings}
