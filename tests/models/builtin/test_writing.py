"""The built-in writer: what its lines may contain, what a message is made of, and what a quick change does."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from types import MappingProxyType
from typing import Any

import pytest

from copilot.domain.draft import Closeness
from copilot.domain.message import Channel, Purpose
from copilot.models.builtin.language import language_of
from copilot.models.builtin.writing import changing, days
from copilot.models.builtin.writing.composing import Brief, shared, write
from copilot.models.builtin.writing.greeting import Addressee, named
from copilot.models.builtin.writing.lines import LANGUAGES, holes, spoken
from copilot.models.builtin.writing.manner import Manner, in_words, learned, manner_of

OCCASIONS = sorted(name for name, kept in spoken("en").items() if isinstance(kept, dict) and "reason" in kept)
#: Everything that rows can fill, with figures that stand nowhere else.
FILLED = MappingProxyType(
    {
        "piece": "Lark 7 Jacket", "piece2": "Wren 3 Coat", "price": "£1,230", "price2": "£890", "owned": "Finch Scarf",
        "detail": "Boiled wool with horn buttons and a collar that stands up by itself.",
        "day": "Thursday 19 March",
        "time": "15:40", "store": "The Aviary", "place": "4 Mill Lane", "phone": "+44 20 7946 0999", "hours": "Mon-Sat 10-18",
        "when": "on Saturday", "weekday": "Saturday", "bought": "in November", "made": "yesterday", "made_day": "yesterday",
        "asked": "in June", "asked_month": "June", "wrote": "yesterday", "wrote_day": "yesterday", "due": "Friday 13 March",
        "arrives": "Monday 30 March", "arrived": "Monday 2 March", "work": "repair", "occasion": "the wedding",
        "span": "two weeks",
    }
)  # fmt: skip
HOLES = frozenset(FILLED) | {"name", "n"}
OFFERS = {"answer": ("stock",), "wish_back": ("detail",), "delayed": ("dated",), "occasion": ("piece",)}
#: What the house does not write, in any language.
AVOIDED = re.compile(
    r"must-have|exclusive|\bVIP\b|iconic|last chance|\bhurry|treat yourself|checking in|following up|\bas per\b|unfortunately|"
    r"exclusif|dernière chance|malheureusement|esclusiv|purtroppo|ultima occasione|exclusiv|por desgracia|última oportunidad|"
    r"I noticed|j'ai remarqué|ho notato|he notado|!",
    re.IGNORECASE,
)


def brief(occasion: str, language: str = "en", **changed: Any) -> Brief:
    """A message in which everything may be said."""
    made = Brief(
        occasion=occasion,
        language=language,
        channel=Channel.EMAIL,
        purpose=Purpose.MARKETING,
        closeness=Closeness.WARM,
        to=Addressee("Ada", "Ferrars", "Ms"),
        me="Tom Ashby",
        filled=FILLED,
        offers=OFFERS.get(occasion, ()),
    )
    return replace(made, **changed)


def lines_of(kept: Any) -> Iterator[str]:
    for one in kept.values() if isinstance(kept, dict) else kept if isinstance(kept, list) else ():
        if isinstance(one, str):
            yield one
        else:
            yield from lines_of(one)


def shape(kept: Any) -> Any:
    return {name: shape(one) for name, one in kept.items()} if isinstance(kept, dict) else None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_move(language: str) -> None:
    assert shape(spoken(language)) == shape(spoken("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_ask_only_for_what_rows_can_fill_and_close_their_brackets(language: str) -> None:
    for line in lines_of(spoken(language)):
        assert holes(line) <= HOLES, line
        assert not re.search(r"<[^>]*\[", line), line
        assert [line.count(mark) for mark in "<[("] == [line.count(mark) for mark in ">])"], line


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_says_what_the_house_does_not_say(language: str) -> None:
    assert [line for line in lines_of(spoken(language)) if AVOIDED.search(line)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_message_is_whole_and_in_its_language(occasion: str, language: str) -> None:
    for seed, closeness in enumerate(Closeness):
        written = write(brief(occasion, language, closeness=closeness), seed)

        assert written.subject
        assert not re.search(r"[{}<>\[\]|]|  ", written.text), written.text
        assert "Tom" in written.text.splitlines()[-1]
        assert language_of(written.text) == language, written.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_every_figure_of_a_message_was_given_to_it(occasion: str, language: str) -> None:
    given = set(re.findall(r"\d+", " ".join(FILLED.values())))

    for seed in range(6):
        written = write(brief(occasion, language), seed)

        assert set(re.findall(r"\d+", written.subject + written.text)) <= given


def test_a_line_whose_hole_has_nothing_to_fill_it_is_not_said() -> None:
    bare = MappingProxyType({"piece": "Lark Jacket"})

    for seed in range(20):
        written = write(brief("care", filled=bare), seed)

        assert "for  " not in written.text and "Lark Jacket" in written.text


@pytest.mark.parametrize(
    ("channel", "most"), [(Channel.SMS, 300), (Channel.WHATSAPP, 90 * 7), (Channel.EMAIL, 160 * 7), (Channel.CALL, 70 * 7)]
)
def test_a_message_keeps_to_the_length_of_its_channel(channel: Channel, most: int) -> None:
    for occasion in OCCASIONS:
        for language in LANGUAGES:
            assert len(write(brief(occasion, language, channel=channel), 1).text) <= most


def test_the_same_seed_gives_the_same_words_and_another_gives_others() -> None:
    first = write(brief("arrival"), 1)

    assert write(brief("arrival"), 1) == first
    assert any(write(brief("arrival"), seed) != first for seed in range(2, 6))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("occasion", ["thanks", "care", "arrival", "lapse"])
def test_ten_messages_to_ten_clients_do_not_read_alike(occasion: str, language: str) -> None:
    texts: list[str] = []
    for seed in range(10):
        filled = MappingProxyType({**FILLED, "piece": f"Model {chr(65 + seed)}", "owned": f"Other {chr(65 + seed)}"})
        texts.append(write(brief(occasion, language, filled=filled), seed, texts).text)

    alike = sorted((shared(one, other) for one, other in combinations(texts, 2)), reverse=True)
    assert alike[len(alike) // 10] <= 0.4  # nine pairs in ten; a book has more occasions than one


def test_the_houses_own_description_of_a_piece_stands_in_one_of_the_messages_about_it() -> None:
    first = write(brief("wish_back"), 1).text

    others = [write(brief("wish_back"), seed, [first]).text for seed in range(2, 8)]

    assert FILLED["detail"] in first
    assert not any(FILLED["detail"] in text for text in others)


def test_several_things_are_spoken_of_as_several() -> None:
    hoops = MappingProxyType({**FILLED, "piece": "Silver Hoops"})

    text = " ".join(write(brief("ready", filled=hoops), seed).text for seed in range(8))

    assert "Silver Hoops are" in text and "Silver Hoops is" not in text


@pytest.mark.parametrize(
    ("who", "language", "called"),
    [
        (Addressee("Ada", "Ferrars", "Ms"), "en", "Ms Ferrars"),
        (Addressee("Ada", "Ferrars", "Ms"), "fr", "Madame Ferrars"),
        (Addressee("Ada", "Ferrars", "Mme"), "it", "Signora Ferrars"),
        (Addressee("Ugo", "Rossi", "Sig."), "es", "Sr. Rossi"),
        (Addressee("Ada", "Ferrars", "Dr"), "fr", "Docteur Ferrars"),
        (Addressee("Ada", "Ferrars"), "en", "Ada Ferrars"),
        (Addressee("Ada", "Ferrars", "Ms", by_first_name=True, used_to="Adie"), "en", "Adie"),
    ],
)
def test_a_client_is_named_as_they_name_themselves(who: Addressee, language: str, called: str) -> None:
    assert named(who, language)[0] == called


def test_tu_is_said_only_where_it_is_asked_for() -> None:
    formal = write(brief("wearing", "es"), 3).text
    familiar = write(brief("wearing", "es", familiar=True), 3).text

    assert formal != familiar
    assert not re.search(r"\b(?:dime|quieres|tienes|contigo)\b", formal, re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_said_as_people_say_them(language: str) -> None:
    today = date(2026, 3, 18)

    said = [days.past(day, today, language) for day in (date(2026, 3, 17), date(2026, 3, 14), date(2026, 3, 1), date(2025, 5, 4))]

    assert (
        said
        == {
            "en": ["yesterday", "on Saturday", "on 1 March", "in May 2025"],
            "fr": ["hier", "samedi", "le 1er mars", "en mai 2025"],
            "it": ["ieri", "sabato", "il 1 marzo", "in maggio 2025"],
            "es": ["ayer", "el sábado", "el 1 de marzo", "en mayo de 2025"],
        }[language]
    )


def test_habits_are_learned_from_messages_and_read_back_from_their_note() -> None:
    texts = [f"Hello Ada,\nThe strap is ready, number {place}.\nCheers,\nTom" for place in range(4)]

    manner = learned(texts, "Tom Ashby")

    assert manner is not None and (manner.greeting, manner.sign_off, manner.signed) == ("Hello", "Cheers", "Tom")
    again = manner_of(in_words(manner))
    assert (again.greeting, again.sign_off, again.signed, again.length) == ("Hello", "Cheers", "Tom", manner.length)


def test_two_messages_are_too_few_to_tell_a_habit() -> None:
    assert learned(["Hello,\nTom", "Hello,\nTom"], "Tom") is None


def test_a_note_in_plain_words_is_followed() -> None:
    manner = manner_of('Dry, brief and precise; signs off "Yours, Tom"')

    written = write(brief("care", manner=manner), 1)

    assert written.text.endswith("Yours,\nTom")
    assert len(written.text.split()) < len(write(brief("care", manner=Manner()), 1).text.split()) + 1


TYPED = (
    "Dear Ms Ferrars,\n\nThe Lark Jacket has come in, at £1,230. It was made in Leeds by Mr. Hale. "
    "I am in all week, and so is the kettle. Shall I put it aside for you?\n\nKind regards,\nTom"
)


def test_shorter_leaves_out_what_is_needed_least() -> None:
    text = changing.shorter(TYPED)

    assert len(text.split()) < len(TYPED.split())
    assert "£1,230" in text and text.startswith("Dear Ms Ferrars,") and text.endswith("Tom")
    assert changing.shorter("Your strap is ready.") == "Your strap is ready."


def test_a_quick_change_keeps_the_paragraphs_of_what_was_typed() -> None:
    text = (
        "Dear Ms Ferrars,\n\nThe Lark Jacket is here. It was made in Leeds.\n\nThe kettle is on. It costs £1,230, so hurry!\n"
        "Shall I put it aside?\n\nTom"
    )
    arrival = brief("arrival")

    changed = [changing.shorter(text), changing.less_salesy(text, arrival, 1), changing.with_line(text, ["So I am."], arrival, 1)]

    assert (
        changed[0] == "Dear Ms Ferrars,\n\nThe Lark Jacket is here.\n\nIt costs £1,230, so hurry!\nShall I put it aside?\n\nTom"
    )
    assert changed[1].startswith("Dear Ms Ferrars,\n\nThe Lark Jacket is here. It was made in Leeds.\n\nThe kettle is on. ")
    assert changed[2] == text.replace("hurry!\n", "hurry! So I am.\n")
    assert changing.warmer(text, arrival, 1).count("\n\n") == 3


def test_warmer_changes_greeting_and_farewell_and_adds_a_kind_word() -> None:
    text = changing.warmer(TYPED, brief("arrival", closeness=Closeness.CLOSE), 1)

    assert len(text.split()) > len(TYPED.split()) - 2
    assert "Kind regards," not in text and "made in Leeds by Mr. Hale." in text


def test_less_salesy_has_no_price_and_an_easy_way_out() -> None:
    text = changing.less_salesy(TYPED, brief("arrival"), 1)

    assert "£" not in text and "aside" not in text
    assert "The Lark Jacket has come in." in text and "made in Leeds" in text
    assert any(close.split(",")[0] in text for close in spoken("en")["closes"]["marketing"])


@pytest.mark.parametrize(("lines", "says"), [("date", "Thursday 19 March"), ("told_us", "in June")])
def test_a_line_is_added_before_the_last_sentence(lines: str, says: str) -> None:
    kept = spoken("en")["date"] if lines == "date" else spoken("en")["how"][lines]

    text = changing.with_line(TYPED, kept, brief("arrival"), 1)

    assert says in text or lines == "told_us"
    assert text.count(".") + text.count("?") > TYPED.count(".") + TYPED.count("?")
    assert "Shall I put it aside for you?" in text
