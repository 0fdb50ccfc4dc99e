"""The local reader: what a trained network of a few megabytes sees in a message, whatever tricks its letters play."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Sound
from copilot.domain.situation import StoreFact
from copilot.domain.verdict import Decision, Kind
from copilot.guard.examples import example, known
from copilot.outreach.checking import Guard
from copilot.reading.cases import case_of
from copilot.reading.learned.amounts import amounts_in
from copilot.reading.learned.days import days_in, days_misnamed
from copilot.reading.learned.evidence import SIGNS, Piece, pieces_of, read_text, signs_of
from copilot.reading.learned.memory import Memory, Read
from copilot.reading.learned.reader import LearnedReader, learned_reader
from copilot.reading.learned.sums import adding_up
from copilot.reading.local import LocalReader
from copilot.reading.named_prices import named_prices
from copilot.reading.plain_text import plain_text

LABELLED = Path(__file__).parents[1] / "bench" / "data"
WATCHED = "I noticed that you keep going back to the Riviera bracelet on our site, three times this week alone!"
SEEN = (known("Viewed the Riviera bracelet page three times this week", Provenance.OBSERVED),)
STORE = (StoreFact("s1", "Riviera bracelet, white gold, GBP 4,150, in stock"),)


@pytest.fixture(scope="module")
def reader() -> LocalReader:
    return LocalReader(learned_reader())


def message(text: str) -> Message:
    return Message(Channel.EMAIL, Purpose.MARKETING, text)


def situation(**changed):
    return example(store=STORE, **changed).situation


def test_a_message_that_shows_that_we_watch_is_marked_where_it_does(reader):
    found = reader.read(message(f"Dear Ada,\n\n{WATCHED} It is GBP 4,150."), situation(facts=SEEN))

    watching = [tone for tone in found.tones if tone.sound is Sound.WATCHING and tone.strength >= 0.5]
    assert watching
    assert "going back" in watching[0].span.of(f"Dear Ada,\n\n{WATCHED} It is GBP 4,150.")


def test_a_wrong_price_is_found_to_the_figure(reader):
    text = "Dear Ada, the Riviera bracelet is here in white gold, GBP 4,510. Shall I keep it for you until Friday?"

    wrong = Guard(reader).check(message(text), situation())
    right = Guard(reader).check(message(text.replace("4,510", "4,150")), situation())

    assert Kind.UNGROUNDED in {finding.kind for finding in wrong.findings}
    assert not any(finding.span and "4,150" in finding.span.of(text) for finding in right.findings)


def test_a_wrong_price_is_marked_once_though_its_sentence_is_suspect_as_well(reader):
    text = "Dear Ms Laurent, the bangle that you asked about has come in. It costs £9,999 now. Come and try it when it suits you."

    claims = [claim for claim in reader.read(message(text), situation()).claims if claim.strength >= 0.5]

    assert "ungrounded" in {one.sort for one in suspects(text) if one.strength >= 0.5}
    assert [claim.span.of(text) for claim in claims] == ["9,999"]


def suspects(text, **changed):
    at_hand = situation(**changed)
    return learned_reader().suspects(message(text), read_text(message(text), at_hand), at_hand)


def test_how_likely_each_sort_is_adds_up_to_one():
    assert sum(one.share for one in suspects(WATCHED, facts=SEEN)) == pytest.approx(1, abs=1e-5)


def test_whole_clauses_are_marked_and_not_their_middles():
    text = f"Dear Ada, the bracelet is here in white gold. {WATCHED} Shall I keep it for you?"

    surest = max(suspects(text, facts=SEEN), key=lambda one: one.strength)

    marked = surest.span.of(text)
    assert text[: surest.span.start].rstrip()[-1] in ".,!?"
    assert "going back to the Riviera bracelet" in marked
    assert "Shall I keep" not in marked


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The Aubrac Cardholder in Cognac is £220.", []),
        ("The Aubrac Cardholder in Cognac is £250.", ["250"]),
        ("The Aubrac Cardholder would be £440 for two.", []),
        ("Engraving of the Aubrac Cardholder is £30.", []),
        ("Your repair comes to £250.", []),
    ],
)
def test_a_product_called_by_its_name_has_its_own_price_and_no_other_of_the_house(text, wrong):
    store = (
        StoreFact("product:1", "Aubrac Cardholder, Calf, Cognac, £220, 8 in stock"),
        StoreFact("product:2", "Canut Coin Purse, Nappa, £250, 4 in stock"),
        StoreFact("house:engraving", "Engraving: initials £30"),
    )

    situation = example(store=store).situation
    found = named_prices(read_text(message(text), situation), situation)

    assert [claim.span.of(text) for claim in found] == wrong


@pytest.mark.parametrize(
    "why", ["Hyvä Ada, uusi rannerengas on nyt saapunut myymäläämme ja odottaa sinua täällä", "亲爱的女士您好新的手镯到了"]
)
def test_a_language_that_is_not_read_is_held_for_a_person(reader, why):
    verdict = Guard(reader).check(message(why), situation())

    assert verdict.decision is Decision.HOLD
    assert {finding.kind for finding in verdict.findings} == {Kind.UNREADABLE}


@pytest.mark.parametrize("text", ["", "   \n", "🎉🎉🎉", "?!"])
def test_what_has_no_words_is_held(reader, text):
    verdict = Guard(reader).check(message(text), situation())

    assert verdict.decision is Decision.HOLD


def test_a_long_message_is_read_to_its_end(reader):
    padding = "The new season has arrived and we would be glad to show it to you. " * 60

    found = reader.read(message(padding + WATCHED), situation(facts=SEEN))

    assert any(tone.sound is Sound.WATCHING and tone.strength >= 0.5 for tone in found.tones)


def test_the_name_of_the_client_changes_nothing(reader):
    def strengths(name: str, text: str) -> list[float]:
        read = reader.read(message(text), situation(facts=SEEN, client_name=name))
        return [tone.strength for tone in read.tones]

    one = strengths("Ada Ferrars", f"Dear Ada,\n\n{WATCHED}")
    other = strengths("Oluwaseun Adébáyò", f"Dear Oluwaseun,\n\n{WATCHED}")

    assert one == other


def test_a_reader_that_fails_holds_the_message():
    class Broken:
        version = "broken"

        def read(self, message, situation):
            raise MemoryError

    verdict = Guard(Broken()).check(message("Hello"), situation())

    assert verdict.decision is Decision.HOLD


def test_a_second_reader_adds_and_its_failure_weakens_nothing(reader):
    class Gone:
        version = "gone"

        def read(self, message, situation):
            raise TimeoutError

    alone = Guard(reader).check(message(WATCHED), situation(facts=SEEN))
    both = Guard(reader, [Gone()]).check(message(WATCHED), situation(facts=SEEN))

    assert both.decision is alone.decision
    assert both.findings == alone.findings
    assert both.skipped == ("gone did not answer",)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I nоticed yоu", "I noticed you"),
        ("no\u200bti\u00adced", "noticed"),
        ("𝓷𝓸𝓽𝓲𝓬𝓮𝓭", "noticed"),
        ("“vu”", '"vu"'),
        ("Привет", "Привет"),
    ],
)
def test_letters_that_only_look_like_others_are_read_as_meant(written, read):
    assert plain_text(written).text == read


def test_a_mark_in_the_plain_text_points_at_the_original_letters():
    original = "I nо\u200bticed you"
    plain = plain_text(original)
    start = plain.text.index("noticed")

    assert plain.original(start, start + 7).of(original) == "nо\u200bticed"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("EUR 1,450", [1450]),
        ("1.450 €", [1450]),
        ("2,8 kg", [2.8]),
        ("two of 12", [2, 12]),
        ("ninety-six chairs", [96]),
        ("£418k", [418_000]),
        ("quarante", [40]),
    ],
)
def test_figures_are_read_as_people_write_them(text, values):
    assert [amount.value for amount in amounts_in(text)] == values


@pytest.mark.parametrize(
    ("text", "on"), [("the 12th of June", date(2026, 6, 12)), ("le 12 juin", date(2026, 6, 12)), ("on Friday", 4)]
)
def test_days_are_read_in_four_languages(text, on):
    assert [day.on for day in days_in(text, date(2026, 5, 1))] == [on]


@pytest.mark.parametrize(
    ("text", "known", "met"),
    [
        ("It ships on the 17th.", "Glass delayed at the supplier, no date given yet", False),
        ("It ships on the 17th.", "Glass leaves the supplier on 17 February", True),
        ("Il part le 17.", "Départ le 17 février", True),
        ("Viewing from the 17th.", "Viewing 17 to 20 February", True),
    ],
)
def test_a_day_without_its_month_is_met_by_a_date_of_that_number(text, known, met):
    given = replace(example(store=(StoreFact("s1", known),)).situation, now=datetime(2026, 2, 11, 14, tzinfo=UTC))
    marks = signs_of(text, pieces_of(message(text), given), given)
    signs = {SIGNS[place] for _, _, marked in marks for place in marked.nonzero()[0]}

    assert ("day_known" in signs) is met
    assert ("day_wrong" in signs) is not met


@pytest.mark.parametrize(
    ("price", "text", "known", "follows"),
    [
        ("£564", "Forty sacks at £14.10: £564.", "A sack GBP 14.10 from forty", True),
        ("$1,296", "Six chairs, 10 % off, are $1,296.", "Chairs, USD 240 each; six or more 10 % off", True),
        ("120 euro", "Tre uova a 36 euro e tre nomi a 4 euro fanno 120 euro.", "Uovo EUR 36; nome EUR 4", True),
        ("£41", "A wheel of 1.2 kg, so roughly £41.", "GBP 34 a kilo", True),
        ("$72", "White and coral, $6 a stem. A dozen is $72.", "Peonies, USD 6 a stem", True),
        ("£168", "Sixteen letters and eight figures at GBP 7 each are £168.", "Lettering GBP 7 a letter or figure", True),
        ("73,60 €", "800 grammi di culatello vengono 73,60 €.", "Culatello EUR 92 al chilo", True),
        ("£418k", "New one: 14 Carver St, balcony, £418k.", "14 Carver Street, balcony, GBP 418,000", True),
        ("£3,485", "£2,850, a frame £240, shipping £395: £3,485.", "Print GBP 2,850; frame GBP 240; shipping GBP 395", True),
        ("£84", "Eleven rolls at £84 come to £924.", "Heron paper, GBP 94 a roll", False),
        ("£924", "Eleven rolls at £84 come to £924.", "Heron paper, GBP 94 a roll", False),
        ("£4,510", "The bracelet is £4,510.", "Bracelet, GBP 4,150", False),
        ("$58", "Engraving is $58.", "Engraving USD 85, seven working days", False),
    ],
)
def test_a_price_may_be_worked_out_from_what_is_known(price, text, known, follows):
    start = text.index(price)
    amount = next(one for one in amounts_in(text) if start <= one.start < start + len(price))

    assert (amount.start in adding_up(text, [known])) is follows


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("See you on Sunday 29 March.", True),
        ("See you on Saturday, the 29th of March.", False),
        ("Le mercredi 6 mars, comme prévu.", True),
        ("In May next year, from Saturday 9 May.", False),
        ("On Tuesday. The 29th of March is a holiday.", False),
    ],
)
def test_a_date_on_the_wrong_day_of_the_week_is_found(text, wrong):
    today = date(2025, 10, 21) if "next year" in text else date(2025, 3, 11)

    assert bool(list(days_misnamed(text, today, frozenset()))) is wrong


def test_what_is_known_is_read_once():
    asked = []

    def read(piece: Piece) -> Read:
        asked.append(piece.text)
        return Read(np.zeros((2, 1, 1), dtype=np.float16), np.zeros(1, dtype=np.float32))

    memory = Memory(read, most=2)
    one, two, three = (Piece(id=str(number), kind=2, age=0, text=f"fact {number}") for number in range(3))
    memory.of([one, two])
    memory.of([one, three])
    memory.of([one])

    assert asked == ["fact 0", "fact 1", "fact 2"]


def test_what_is_shipped_was_trained_on_the_signs_that_are_read(tmp_path):
    from copilot.errors import ModelError

    with pytest.raises(ModelError, match="missing"):
        LearnedReader(tmp_path / "weights.npz")


def test_cases_to_learn_from_are_whole(reader):
    from pathlib import Path

    folder = Path(__file__).parents[1] / "bench" / "data" / "outreach"
    broken = [
        (path.name, case["id"])
        for path in sorted(folder.glob("*.jsonl"))
        for case in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        for label in case["labels"]["findings"]
        if label.get("span") and label["span"] not in (case["draft"].get("subject") or "") + "\n" + case["draft"]["text"]
    ]

    assert not broken


def test_a_message_that_it_learned_from_is_known_again_and_others_are_not() -> None:
    seen, unseen = (
        [case_of(json.loads(line)).message().words for line in (LABELLED / name).read_text(encoding="utf-8").splitlines()]
        for name in ("outreach/dev1.jsonl", "outreach_third.jsonl")
    )

    assert all(learned_reader().has_learned_from(words) for words in seen)
    assert not any(learned_reader().has_learned_from(words) for words in unseen)
