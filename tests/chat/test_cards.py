"""The card in words: four languages, and nothing of it but what the rows say. Names in an answer are linked by id."""

from datetime import date

import pytest
from sqlmodel import Session

from copilot.chat.cards import Speech, card_shown, timeline_shown
from copilot.chat.command_answers import told_apart
from copilot.chat.mentions import linked, names_of, unlinked
from copilot.domain.desk import Desk, Role
from copilot.domain.provenance import Provenance
from copilot.records.card import Card, Known, Leave
from copilot.records.card_matters import Matter
from copilot.records.card_rows import Happening, Timeline
from copilot.records.people import Client
from copilot.records.telling_apart import Candidate

TODAY = date(2026, 3, 18)
NOTHING = Timeline((), 0, ())


def card(**more: object) -> Card:
    """The card of somebody of whom nothing is known."""
    client = Client(id=7, source_id="c", given_name="Ngozi", family_name="Okafor", store_id=1)
    empty = {
        "account": None,
        "members": (),
        "associate": "",
        "own": False,
        "last_visit": None,
        "last_contact": None,
        "remarks": 0,
    }
    lists = dict.fromkeys(("leave", "open", "wishes", "sizes", "known", "for_staff"), ())
    return Card(**{"client": client, **empty, **lists, **more})  # type: ignore[arg-type] # given by name


def test_an_empty_card_says_so_and_offers_only_what_the_page_can_do() -> None:
    shown = card_shown(card(), NOTHING, Speech("en", TODAY), {"counter_wish", "keep_note"})

    empty = {section["key"]: (section["empty"], section["fill"]) for section in shown["sections"]}
    assert empty["sizes"] == ("No sizes yet.", None)
    assert empty["wishes"] == ("No open wish.", {"name": "counter_wish", "label": "Add a wish"})
    assert shown["acts"] == [{"name": "counter_wish", "label": "Wish"}]
    assert (shown["staff"], shown["remarks"], shown["banner"]) == ("", "", "")


def test_what_is_late_old_or_soon_is_marked() -> None:
    late = Matter("promise", 1, "", "call", date(2026, 3, 1), due=date(2026, 3, 10), late=True)
    size = Known("fact", 2, "ring size", "52", Provenance.TOLD_US, date(2022, 3, 1), old=True)
    leave = (Leave("email", "a@b.c", "withdrawn", date(2026, 3, 1), 5, "granted"), Leave("sms", "", "never"))

    shown = card_shown(
        card(open=(late,), sizes=(size,), leave=leave, last_visit=date(2026, 3, 17)), NOTHING, Speech("en", TODAY), ()
    )

    owed, sizes = (section["rows"][0]["tags"] for section in shown["sections"][:2])
    assert owed == [{"text": "overdue since 10 Mar 2026", "tone": "late"}]
    assert sizes == [{"text": "told us", "tone": "plain"}, {"text": "4 years old, ask again", "tone": "late"}]
    assert shown["glance"][0] == {"label": "Last visit", "value": "17 Mar 2026", "beside": "yesterday"}
    assert [(one["words"], one["service"]) for one in shown["leave"]] == [
        ("Withdrawn", "Service messages: yes"),
        ("Never asked", ""),
    ]


@pytest.mark.parametrize(
    ("language", "title", "status"),
    [("fr", "Souhaits", "Retiré"), ("it", "Desideri", "Revocato"), ("es", "Deseos", "Retirado")],
)
def test_the_card_speaks_the_askers_language(language: str, title: str, status: str) -> None:
    shown = card_shown(card(leave=(Leave("email", "", "withdrawn"),)), NOTHING, Speech(language, TODAY), ())

    assert (shown["sections"][2]["title"], shown["leave"][0]["words"]) == (title, status)


def test_the_timeline_says_how_much_it_leaves_out() -> None:
    days = tuple((date(2026, 1, n), "contact") for n in range(1, 31))
    timeline = Timeline((Happening("contact", 1, date(2026, 1, 30), "email", True, "hello"),), 30, days)

    shown = timeline_shown(timeline, Speech("en", TODAY))

    assert shown["more"] == "Show 20 more of 30"
    assert shown["rows"][0]["label"] == "E-mail from them"
    assert shown["picture"] == "0 purchases and 30 messages between 1 Jan 2026 and 18 Mar 2026"


def test_several_of_a_name_are_told_apart_by_one_fact_where_one_is_enough() -> None:
    anne = Candidate(1, "Anne Roy", "Lyon", "Amara", "", None, None)
    paul = Candidate(2, "Paul Roy", "Lyon", "Luca", "", None, date(2026, 3, 1))
    twin = Candidate(3, "Paul Roy", "Lyon", "Luca", "", None, date(2026, 3, 1))

    assert told_apart([anne, paul], "en") == ["in Amara’s book", "in Luca’s book"]
    assert told_apart([paul, twin], "en") == ["Lyon, in Luca’s book, last purchase 1 Mar 2026"] * 2


def test_only_clients_of_the_answer_and_of_ones_own_store_are_linked(session: Session, people: dict[str, int]) -> None:
    desk = Desk(people["amara"], "Amara", Role.ASSOCIATE, 1, TODAY)

    names = names_of(session, desk.scope, [people["here"], people["there"], 999])

    assert names == {"Camille": people["here"]}


def test_a_name_is_linked_once_as_a_whole_word_and_never_inside_a_mark() -> None:
    names = {"Anne Roy": 1, "Ms Roy": 1, "Anne": 2}

    text = linked("Anneliese met Anne, Anne Roy [client Anne] and Ms Roy; Anne again", names)

    assert text == "Anneliese met [Anne](#client-2), [Anne Roy](#client-1) [client Anne] and Ms Roy; Anne again"
    assert unlinked(text) == "Anneliese met Anne, Anne Roy [client Anne] and Ms Roy; Anne again"


def test_two_clients_of_one_name_are_not_guessed_between(session: Session, people: dict[str, int]) -> None:
    twin = Client(source_id="twin", given_name="Camille", store_id=1)
    session.add(twin)
    session.commit()
    desk = Desk(people["amara"], "Amara", Role.ASSOCIATE, 1, TODAY)

    assert names_of(session, desk.scope, [people["here"], twin.id or 0]) == {}
