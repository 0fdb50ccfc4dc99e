"""What a client asks about hearing from us: a stop is heard, and nothing else stops anything."""

from pathlib import Path

import pytest

from copilot.cli.bench_stops import phrases
from copilot.reading.stopping import Asks, own_words, understood

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
