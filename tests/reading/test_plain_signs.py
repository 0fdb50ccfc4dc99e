"""Plain signs beside the trained network: words by which anybody would stop a message, and words that only look like them."""

import pytest

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Sound
from copilot.domain.situation import StoreFact
from copilot.guard.examples import example, known
from copilot.reading.learned.evidence import read_text
from copilot.reading.plain_signs import Sign, plain_signs

BARE = example(facts=(), store=()).situation


def signs(text: str, situation=BARE) -> list[Sign]:
    message = Message(Channel.EMAIL, Purpose.SERVICE, text)
    return list(plain_signs(read_text(message, situation), situation))


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("I saw you were looking at the bangles online last night.", Sound.WATCHING),
        ("You opened my e-mail three times, so I thought I would write.", Sound.WATCHING),
        ("J'ai vu que vous aviez regardé la page du sac deux fois.", Sound.WATCHING),
        ("Ho visto che ha guardato di nuovo la pagina del tappeto.", Sound.WATCHING),
        ("He visto que ha mirado la web varias veces esta semana.", Sound.WATCHING),
        ("I counted on you, and I have not heard a word for weeks.", Sound.PRESSING),
        ("Do come by today, and do not let me down.", Sound.PRESSING),
        ("Vous ne m'avez toujours pas répondu.", Sound.PRESSING),
        ("Contavo su di lei per questo mese.", Sound.PRESSING),
        ("Ya es la tercera vez que le escribo.", Sound.PRESSING),
        ("My darling, how I miss that smile of yours.", Sound.INTIMATE),
        ("Ma chérie, vous me manquez.", Sound.INTIMATE),
        ("Tesoro, quando torna?", Sound.INTIMATE),
        ("No dejo de pensar en usted.", Sound.INTIMATE),
        ("My manager wants me to hit my target this month.", Sound.INWARD),
        ("You are one of our top spenders, so this is for you.", Sound.INWARD),
        ("Ma responsable m'a demandé de vous écrire.", Sound.INWARD),
        ("Il sistema mi segnala che è il momento.", Sound.INWARD),
        ("Mi jefa quiere que venda dos más.", Sound.INWARD),
    ],
)
def test_what_anybody_would_stop_is_marked_by_its_clause(text: str, sound: Sound) -> None:
    (sign,) = {one.sound: one for one in signs(text)}.values()

    assert sign.sound is sound
    assert sign.span.of(text) in text


@pytest.mark.parametrize(
    "text",
    [
        "I saw that the navy strap came in this morning, the one you were looking for.",
        "Do not let the rain spoil the suede; a spray helps.",
        "Our target for the delivery is two weeks.",
        "My manager will be at the fair, so I am in on Saturday.",
        "If I do not hear from you by Friday I shall put the dress back, with no hard feelings.",
        "The emerald is gorgeous in daylight.",
        "Vous m'avez demandé de vous écrire quand le manteau arrive.",
        "Ho visto il suo messaggio di ieri e le rispondo subito.",
        "He visto su mensaje: el bolso está listo.",
        "The system is a plain oak shelf, 40 cm deep.",
        "We count on four weeks for the resole.",
    ],
)
def test_innocent_words_of_the_same_kind_are_not(text: str) -> None:
    assert signs(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "How is your divorce going?",
        "Félicitations pour votre grossesse !",
        "Come va la sua depressione?",
        "Sé que perdió su trabajo.",
    ],
)
def test_a_subject_that_the_client_did_not_open_is_marked(text: str) -> None:
    (sign,) = signs(text)

    assert sign.sound is None
    assert sign.topic


def test_a_subject_that_the_client_opened_or_that_the_shop_is_there_for_is_not() -> None:
    told = example(facts=(known("Told us that her divorce is through in May", Provenance.TOLD_US),), store=()).situation
    sold = example(facts=(), store=(StoreFact("s1", "Soft caps for the time of chemotherapy, £28"),)).situation

    assert signs("I am glad that the divorce is behind you.", told) == []
    assert signs("The caps are made for chemo and come in four colours.", sold) == []


def test_what_was_only_overheard_opens_nothing() -> None:
    heard = example(facts=(known("Her sister says the divorce is ugly", Provenance.THIRD_PARTY),), store=()).situation

    assert len(signs("I hope the divorce is not too hard on you.", heard)) == 1
