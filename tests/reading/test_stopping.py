"""What a client asks about hearing from us: a stop is heard, and nothing else stops anything."""

from pathlib import Path

import numpy as np
import pytest

from copilot.cli.bench_stops import phrases
from copilot.reading.stopping import Asked, Asks, heard, own_words, understood
from copilot.reading.stopping.by_meaning import learn
from copilot.reading.stopping.hearing import weighed

OURS = Path(__file__).parent / "data" / "stopping_dev.yaml"
OTHER_HANDS = Path(__file__).parent.parent / "bench" / "data" / "stop_phrases.jsonl"


@pytest.mark.parametrize("file", [OURS, OTHER_HANDS], ids=["ours", "other hands"])
def test_stops_are_heard_and_at_most_one_innocent_phrase_in_a_hundred_stops_anything(file: Path) -> None:
    told = [(phrase["means"], understood(phrase["text"], phrase["channel"]).asks) for phrase in phrases(file)]

    innocent = [asks.stops for means, asks in told if means == "innocent"]
    stops = [asks.stops for means, asks in told if means.startswith("stop")]

    assert sum(innocent) <= len(innocent) / 100
    assert sum(stops) >= 0.95 * len(stops)


@pytest.mark.parametrize(
    ("text", "channel", "asks", "closes"),
    [
        ("STOP", "sms", Asks.STOP_CHANNEL, "sms"),
        ("s.t.o.p", "whatsapp", Asks.STOP_CHANNEL, "whatsapp"),
        ("ARRÊT SMS", "whatsapp", Asks.STOP_CHANNEL, "sms"),
        ("Baja, gracias", "email", Asks.STOP_CHANNEL, "email"),
        ("STOPALL", "sms", Asks.STOP_ALL, ""),
        ("CANCEL", "sms", Asks.STOP_CHANNEL, "sms"),
        ("Cancel", "email", Asks.NOTHING, ""),  # of the appointment we asked about
        ("yes", "sms", Asks.NOTHING, ""),
        ("please don't text me any more", "email", Asks.STOP_CHANNEL, "sms"),
        ("lasciatemi in pace", "sms", Asks.STOP_ALL, ""),
        ("UNSTOP", "sms", Asks.START, "sms"),
        ("", "sms", Asks.NOTHING, ""),
        ("👍", "sms", Asks.NOTHING, ""),
    ],
)
def test_what_is_asked_and_for_which_channel(text: str, channel: str, asks: Asks, closes: str) -> None:
    asked = understood(text, channel)

    assert (asked.asks, asked.channel) == (asks, closes)


def test_less_often_says_how_many_days() -> None:
    texts = ("Once a month is enough", "un mail tous les deux mois suffit", "non così spesso", "twice a year at most please")

    assert [understood(text, "email").days for text in texts] == [30, 60, 0, 182]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Email me instead of texting please", "email"),
        ("Plutôt par WhatsApp, pas par SMS svp", "whatsapp"),
        ("Mejor whatsapp que sms", "whatsapp"),
        ("preferisco le telefonate", "call"),
    ],
)
def test_another_way_is_the_one_they_want_and_not_the_one_they_do_not(text: str, wanted: str) -> None:
    asked = understood(text, "sms")

    assert (asked.asks, asked.channel) == (Asks.PREFER, wanted)


@pytest.mark.parametrize(
    "below",
    [
        "On Mon, 3 Mar 2026 at 10:04, Maison Orsel <house@example.com> wrote:\n> To stop hearing from us, write STOP.",
        "On Mon, 3 Mar 2026 at 10:04, Maison Orsel\n<house@example.com> wrote:\n\nTo stop our e-mails, unsubscribe me.",
        "Le lun. 3 mars 2026 à 10:04, Maison Orsel a écrit :\n> Pour vous désabonner",
        "-----Message d'origine-----\nUnsubscribe me from this list",
        "________________________________\nFrom: Maison Orsel\nSent: Monday\nSubject: Please stop emailing me",
        "Da: Maison Orsel <house@example.com>\nInviato: lunedì\nOggetto: basta mail",
        "-- \nUnsubscribe",
        "> please stop texting me",
    ],
)
def test_what_stands_quoted_below_the_clients_words_is_not_theirs(below: str) -> None:
    letter = f"Lovely, see you on Saturday!\r\n\r\n{below}"

    assert own_words(letter) == "Lovely, see you on Saturday!"
    assert understood(letter, "email").asks is Asks.NOTHING


def test_a_telephones_own_line_does_not_hide_a_stop() -> None:
    assert understood("stop\n\nSent from my iPhone", "email").asks is Asks.STOP_CHANNEL


@pytest.mark.parametrize(
    ("by_rules", "stop", "innocent", "done"),
    [
        (Asks.STOP_ALL, 0.50, 0.50, Asks.STOP_ALL),
        (Asks.STOP_ALL, 0.02, 0.95, Asks.MAYBE_STOP),
        (Asks.STOP_ALL, 0.02, 0.30, Asks.STOP_ALL),  # perhaps a wish for less, but not innocent
        (Asks.NOTHING, 0.90, 0.05, Asks.STOP_ALL),
        (Asks.NOTHING, 0.50, 0.45, Asks.MAYBE_STOP),
        (Asks.NOTHING, 0.10, 0.85, Asks.NOTHING),
        (Asks.NOTHING, 0.02, 0.03, Asks.LESS),
        (Asks.START, 0.90, 0.05, Asks.MAYBE_STOP),
        (Asks.LESS, 0.50, 0.10, Asks.LESS),
    ],
)
def test_where_rules_and_meaning_disagree_a_person_is_asked(by_rules: Asks, stop: float, innocent: float, done: Asks) -> None:
    likely = {"stop": stop, "innocent": innocent, "less": 1 - stop - innocent}

    assert weighed(Asked(by_rules), likely, "that was quite enough").asks is done


def test_a_stop_by_its_meaning_closes_the_one_channel_that_it_names() -> None:
    asked = weighed(Asked(), {"stop": 0.9, "innocent": 0.1, "less": 0.0}, "I can do very well without your texts")

    assert (asked.asks, asked.channel) == (Asks.STOP_CHANNEL, "sms")


@pytest.mark.parametrize("text", ["STOP", "Baja, gracias", "Thanks, not for me. STOP"])
def test_a_bare_keyword_stops_whatever_its_meaning_seems(text: str) -> None:
    innocent = learn(np.eye(2, dtype=np.float32), ["innocent", "stop"])

    assert heard(text, "sms", lambda _: np.eye(2, dtype=np.float32)[0], innocent).asks is Asks.STOP_CHANNEL


def test_without_a_model_the_rules_hear_alone() -> None:
    assert heard("please stop texting me", "sms", lambda _: None) == understood("please stop texting me", "sms")
