"""What nobody should send to a guard, and what it does then: it says so, and holds."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from copilot.domain.message import Channel
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Reading, Sound, Tone
from copilot.domain.situation import PastContact, StoreFact
from copilot.domain.verdict import Decision, Kind
from copilot.guard import found
from copilot.guard.examples import NOW, example, known, words_at
from copilot.guard.found import NoRules, rules_found
from copilot.guard.judging import judge
from copilot.outreach.checking import LONGEST, Guard
from copilot.reading.learned.reader import learned_reader
from copilot.reading.local import LocalReader
from copilot.reading.nearest import MOST_CONTACTS, MOST_FACTS, nearest


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard(LocalReader(learned_reader()))


def found_in(verdict) -> dict[Kind, str]:
    """The sorts of finding with their reasons."""
    return {finding.kind: finding.reason for finding in verdict.findings}


def test_fifty_thousand_letters_are_held_unread_and_it_is_said_why(guard):
    case = example("The season is here. " * 2_500)

    verdict = guard.check(case.message, case.situation)

    assert verdict.decision is Decision.HOLD
    assert "50,000 letters" in found_in(verdict)[Kind.UNREADABLE]
    assert f"{LONGEST:,}" in found_in(verdict)[Kind.UNREADABLE]


@pytest.mark.parametrize("text", ["", " ", "\u200b\u200b", "🎉 🎉\n✨", "...!", "\ufeff", "---"])
def test_a_message_without_words_is_held(guard, text):
    case = example(text)

    verdict = guard.check(case.message, case.situation)

    assert verdict.decision is Decision.HOLD
    assert found_in(verdict)[Kind.UNREADABLE] == "There are no words in this message."


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Sehr geehrte Frau Ferrars, der neue Ring ist heute bei uns eingetroffen und wartet auf Sie.", "German"),
        ("Уважаемая Ада, новое кольцо уже ждёт вас в нашем магазине.", "Latin letters"),
        ("Droga Ado, nowy pierścionek już jest w naszym sklepie i czeka na panią.", "Polish"),
    ],
)
def test_a_language_that_is_not_read_is_named_and_held(guard, text, named):
    case = example(text)

    verdict = guard.check(case.message, case.situation)

    assert verdict.decision is Decision.HOLD
    assert named in found_in(verdict)[Kind.UNREADABLE]


def test_a_name_from_elsewhere_does_not_make_a_message_foreign(guard):
    text = "Dear Agnieszka, the coat from Kraków is in. Thank you, Wojciech Szczęsny"
    case = example(text, client_name="Agnieszka Wiśniewska", associate_name="Wojciech Szczęsny")

    assert Kind.UNREADABLE not in found_in(guard.check(case.message, case.situation))


def test_facts_that_contradict_one_another_are_judged_by_what_each_says(guard):
    facts = (
        known("Wears size 38", Provenance.TOLD_US, "f1", date(2026, 2, 1)),
        known("Wears size 44, not 38", Provenance.TOLD_US, "f2", date(2026, 2, 1)),
    )
    store = (StoreFact("s1", "The boots are GBP 310"), StoreFact("s2", "The boots are GBP 320"))
    case = example("Dear Ada, the boots are in, GBP 320. Shall I keep a pair?", facts=facts, store=store)

    verdict = guard.check(case.message, case.situation)

    assert Kind.NOT_JUDGED not in found_in(verdict)
    assert not any(finding.span and "320" in finding.span.of(case.message.words) for finding in verdict.findings)


def test_dates_in_the_future_are_judged_and_count_against_sending(guard):
    ahead = NOW + timedelta(days=400)
    case = example(
        facts=(known("Will move to Bath", Provenance.TOLD_US, learned_on=ahead.date(), valid_until=date(1999, 1, 1)),),
        contacts=(PastContact("c1", ahead, True, "email", "marketing"),),
    )

    verdict = guard.check(case.message, case.situation)

    assert Kind.NOT_JUDGED not in found_in(verdict)
    assert Kind.TOO_FREQUENT in found_in(verdict)


def test_of_five_thousand_notes_the_nearest_are_read_and_the_rest_is_named():
    facts = tuple(known(f"Asked about lamp number {at}", Provenance.TOLD_US, f"f{at}", date(2020, 1, 1)) for at in range(5_000))
    told = known("Overheard: sails to Madeira in spring", Provenance.OBSERVED, "near", date(2019, 1, 1))
    contacts = tuple(PastContact(f"c{at}", NOW - timedelta(days=at), True, "email", "service") for at in range(1, 400))
    case = example("The waxed jacket is in. Madeira can be wet in spring.", facts=(*facts, told), contacts=contacts)

    near, far = nearest(case.message, case.situation)

    assert "near" in {fact.id for fact in near.facts}
    assert (len(near.facts), len(near.contacts)) == (MOST_FACTS, MOST_CONTACTS)
    assert far == (
        "4,985 of 5,001 things known, the furthest from these words",
        "391 of 399 contacts, the furthest from these words",
    )


def test_what_a_reader_left_out_stands_in_the_verdict():
    class Calm:
        version = "calm"

        def read(self, message, situation):
            return Reading()

    facts = tuple(known(f"Likes {at}", Provenance.TOLD_US, f"f{at}") for at in range(MOST_FACTS + 1))
    case = example(facts=facts)

    verdict = Guard(Calm()).check(case.message, case.situation)

    assert verdict.skipped == ("1 of 17 things known, the furthest from these words",)


def test_little_that_is_known_is_read_whole():
    case = example(facts=(known("Likes green", Provenance.TOLD_US),))

    assert nearest(case.message, case.situation) == (case.situation, ())


@pytest.mark.parametrize("wrong", [MemoryError, RecursionError, KeyError, UnicodeDecodeError("utf-8", b"", 0, 1, "no")])
def test_a_reader_that_raises_anything_holds_the_message(wrong):
    class Broken:
        version = "broken"

        def read(self, message, situation):
            raise wrong

    case = example()

    verdict = Guard(Broken()).check(case.message, case.situation)

    assert verdict.decision is Decision.HOLD
    assert "the reader failed" in found_in(verdict)[Kind.UNREADABLE]


def test_a_reader_that_marks_words_that_are_not_there_breaks_nothing():
    class Wild:
        version = "wild"

        def read(self, message, situation):
            return Reading(tones=(Tone(words_at("rose gold"), Sound.PRESSING, 0.9),))

    case = example("Hi")

    assert Guard(Wild()).check(case.message, case.situation).decision is Decision.REVISE


@pytest.fixture
def fresh_rules(monkeypatch):
    """Rules looked for anew, in the folder that the test names."""
    rules_found.cache_clear()
    yield lambda folder: monkeypatch.setattr(found, "folder", SimpleNamespace(__path__=[str(folder)], __name__="empty_rules"))
    rules_found.cache_clear()


def test_a_guard_without_rules_refuses_to_start(tmp_path, fresh_rules):
    fresh_rules(tmp_path)

    with pytest.raises(NoRules, match="will not start"):
        Guard(LocalReader.__new__(LocalReader))


def test_a_file_among_the_rules_that_holds_none_is_named(tmp_path, fresh_rules, monkeypatch):
    folder = tmp_path / "empty_rules"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "forgotten.py").write_text("pass")
    monkeypatch.syspath_prepend(str(tmp_path))
    fresh_rules(folder)

    with pytest.raises(NoRules, match=r"forgotten\.py holds no rule"):
        rules_found()


def test_where_no_rule_looked_nothing_may_go():
    case = example()

    verdict = judge(case.message, Reading(), case.situation, rules=())

    assert verdict.decision is Decision.HOLD


def test_every_channel_and_purpose_can_be_judged(guard):
    for channel in Channel:
        case = example(channel=channel)
        verdict = guard.check(replace(case.message, subject="Studs"), case.situation)

        assert Kind.NOT_JUDGED not in found_in(verdict)
