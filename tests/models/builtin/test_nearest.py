"""The nearest evidence: what is quoted of a client where no kind of question finds its answer."""

from dataclasses import replace
from datetime import date

from copilot.domain.source import Found
from copilot.models.builtin.answering import answer, to_look_up
from copilot.models.builtin.hearing import Hearing
from copilot.models.builtin.understanding import understand

TODAY = date(2026, 3, 18)
ROW = {"id": 7, "name": "Odette Marlin", "called": "Odette", "why": "", "hint": "", "words": "odette marlin", "sureness": 1.0}
NAMED = Found("find_client", (), {"clients": [ROW], "described": False, "strange": [], "empty": False, "practice": False})


def known(*facts: tuple[str, str]) -> Found:
    rows = [
        {
            "mark": f"fact {number}",
            "subject": subject,
            "text": text,
            "provenance": "told_us",
            "on": date(2026, 2, 1),
            "by": "",
            "do_not_mention": False,
            "sensitive": False,
            "id": number,
            "superseded": False,
            "wrong": False,
            "over": False,
            "from_note": False,
        }
        for number, (subject, text) in enumerate(facts)
    ]
    return Found("what_we_know", (), {"client_id": 7, "name": "Odette Marlin", "facts": rows, "ledger": "ledger facts-7"})


def promised(text: str) -> Found:
    item = {
        "kind": "promise",
        "what": "promise",
        "text": text,
        "open": True,
        "on": date(2026, 3, 1),
        "due": None,
        "late": False,
        "by": "",
        "mark": "promise 4",
    }
    return Found("open_matters", (), {"client_id": 7, "name": "Odette Marlin", "items": [item], "ledger": "ledger matters-7"})


def asked(text: str, *found: Found) -> Hearing:
    return Hearing(understand(text, TODAY), (), (NAMED, *found), whole=text)


def test_a_promise_is_quoted_where_a_question_of_no_kind_shares_its_words() -> None:
    heard = asked("Which lamp is Odette Marlin to see before anyone?", known(), promised("First to see the brass lamp"))

    said = answer([heard])

    assert "brass lamp" in said
    assert "[promise 4]" in said


def test_nothing_is_quoted_where_nothing_shares_a_word() -> None:
    heard = asked("Which orchestra does Odette Marlin conduct?", known(("Metal", "White gold")), promised("See the brass lamp"))

    said = answer([heard])

    assert said == "I find nothing about that for Odette Marlin."


def test_one_shared_word_of_several_is_not_enough() -> None:
    heard = asked("Which lamp shade artist taught Odette Marlin drawing?", known(), promised("See the brass lamp"))

    said = answer([heard])

    assert said == "I find nothing about that for Odette Marlin."


def test_the_same_word_in_another_language_counts() -> None:
    heard = asked("¿Cuál es la puerta de Odette Marlin?", known(("Privacy", "By the side door, no name")))

    said = answer([heard])

    assert "side door" in said


def test_everything_known_is_looked_up_where_the_kind_of_question_found_nothing() -> None:
    heard = asked("Which lamp is Odette Marlin to see before anyone?", known(), Found("search_notes", (), {
        "client_id": 7, "query": "Which lamp is to see before anyone?", "since": None, "passages": [], "supported": False,
    }))  # fmt: skip

    calls = [tool for tool, _ in to_look_up(heard)]

    assert {"open_matters", "purchases"} <= set(calls)


def test_of_two_of_a_name_the_one_of_whom_it_is_known_is_told_beside_the_choice() -> None:
    rows = [{**ROW, "words": "marlin"}, {**ROW, "id": 8, "name": "Piet Marlin", "called": "Piet", "words": "marlin"}]
    named = Found("find_client", (), {**NAMED.data, "clients": rows})
    ask = replace(understand("ring size for Marlin?", TODAY), attribute=("ring", "size"))
    heard = Hearing(ask, (), (named, known(("Ring size", "54"))), whole=ask.text)

    said = answer([heard])

    assert "Odette Marlin: Ring size: 54" in said
    assert "[client 8]" in said


def test_a_word_said_in_passing_does_not_keep_the_telling_one_from_its_answer() -> None:
    heard = asked("What did Odette Marlin reckon about the lamp that time?", known(), promised("See the brass lamp"))

    said = answer([heard])

    assert "[promise 4]" in said


def test_who_is_not_answered_by_what_names_nobody() -> None:
    heard = asked("Who restored Odette Marlin's lamp?", known(("Home", "the lamp stands by the window")))

    said = answer([heard])

    assert said == "I find nothing about that for Odette Marlin."


def test_what_holds_the_words_of_the_question_is_said_before_that_there_is_no_case() -> None:
    heard = asked("What was wrong with the lamp, said Odette Marlin?", known(("Lamp", "one leaf of the lamp is crooked")))
    none = Found("open_matters", (), {"client_id": 7, "name": "Odette Marlin", "items": [], "ledger": "ledger matters-7"})
    heard = replace(heard, found=(*heard.found, none), ask=replace(heard.ask, intents=("cases",)))

    said = answer([heard])

    assert said.index("one leaf") < said.index("no case on record")


def test_when_something_is_fetched_is_told_by_the_appointment_beside_the_repair() -> None:
    repair = {**promised("regulate the clock").data["items"][0], "kind": "case", "what": "repair", "product": "", "closed": None}
    visit = {
        **repair,
        "kind": "appointment",
        "what": "appointment",
        "at": "15:30",
        "on": date(2026, 3, 23),
        "mark": "appointment 9",
    }
    data = {"client_id": 7, "name": "Odette Marlin", "items": [repair, visit], "ledger": "ledger matters-7"}
    heard = asked("Which day does Odette Marlin fetch the clock?", Found("open_matters", (), data))
    heard = replace(heard, ask=replace(heard.ask, intents=("cases",)))

    said = answer([heard])

    assert "23 March 2026" in said
    assert "[appointment 9]" in said


def test_words_that_tell_nothing_by_themselves_bring_nothing_up_beside_what_was_said() -> None:
    family = known(("Family", "never mention the brother first"))
    heard = asked("What was I going to do for Odette Marlin and never did?", family, promised("Find a shade for the lamp"))
    heard = replace(heard, ask=replace(heard.ask, intents=("promises",)))

    said = answer([heard])

    assert "[promise 4]" in said
    assert "brother" not in said


def test_what_the_trained_reader_holds_as_likely_is_told_behind_what_the_kinds_of_question_found() -> None:
    ties = known(("Family", "signs for everything at the mill"), ("Taste", "pale wood"))
    heard = asked("What did we promise Odette Marlin, and who takes her parcels in?", ties, promised("Find a shade for the lamp"))
    heard = replace(heard, weigh=lambda _, papers: [-0.5 if "signs" in paper.text else -4.0 for paper in papers])

    said = answer([replace(heard, ask=replace(heard.ask, intents=("promises",)))])

    assert said.index("[promise 4]") < said.index("signs for everything")
    assert "pale wood" not in said


def test_before_a_husband_stays_unsaid_what_his_wife_did_not_tell_him() -> None:
    secret = known(("Project", "opens a lamp shop; her husband does not know"))
    secret.data["facts"][0] |= {"do_not_mention": True, "sensitive": True}
    members = [{"id": 8, "name": "Piet Marlin", "called": "Piet", "role": "husband"}]
    profile = Found("client_profile", (), {"id": 7, "name": "Odette Marlin", "called": "Odette", "city": "", "members": members})
    heard = asked("What should I avoid saying in front of Odette Marlin's husband?", profile, secret)

    said = answer([heard])

    assert "lamp shop" in said


def test_of_two_of_like_names_the_one_in_the_own_book_that_is_spelt_so_is_meant() -> None:
    rows = [
        {**ROW, "name": "Lucia Marlin", "called": "Lucia", "words": "Lucia", "own": True},
        {**ROW, "id": 8, "name": "Lucía Perez", "called": "Lucía", "words": "Lucia", "own": False},
    ]
    heard = Hearing(understand("Lucia's lamp?", TODAY), (), (Found("find_client", (), {**NAMED.data, "clients": rows}),))

    meant = replace(heard, whole="Lucia's lamp?").clients
    both = replace(heard, whole="lucie's lamp?").doubt

    assert [one.id for one in meant] == [7]
    assert len(both) == 2


def test_what_a_question_means_finds_the_fact_of_that_subject_though_no_word_is_shared() -> None:
    heard = asked("Where does Odette Marlin want her things brought?", known(("Delivery", "To the porter's lodge, before ten")))
    meant = replace(heard, ask=replace(heard.ask, intents=(), shares=(("is delivery", 0.4), ("wishes", 0.2))))

    said = answer([meant])

    assert "porter's lodge" in said


def test_a_meaning_that_is_no_more_than_possible_answers_nothing() -> None:
    heard = asked("Which orchestra does Odette Marlin conduct?", known(("Delivery", "To the porter's lodge, before ten")))
    meant = replace(heard, ask=replace(heard.ask, shares=(("is delivery", 0.2), ("detail", 0.1))))

    said = answer([meant])

    assert said == "I find nothing about that for Odette Marlin."


def test_of_a_long_breath_the_question_at_its_end_is_looked_for() -> None:
    told = "right so Odette Marlin's people rang and she might come by quite late this evening, remind me which gate she uses"

    said = answer([asked(told, known(("Privacy", "Garden gate, no name at the desk"), ("Metal", "White gold")))])

    assert "Garden gate" in said


def test_a_thing_is_found_by_its_name_in_another_language() -> None:
    heard = asked("¿Qué le prometimos a Odette Marlin para el collar?", known(), promised("A longer chain for her necklace"))

    said = answer([heard])

    assert "[promise 4]" in said


def test_of_two_things_asked_it_is_said_which_is_not_known() -> None:
    message = "What is Odette Marlin's metal, and which orchestra does she conduct?"
    parts = [
        asked("What is Odette Marlin's metal", known(("Metal", "White gold"))),
        asked("which orchestra does she conduct", known()),
    ]

    said = answer([replace(part, whole=message, focus=(7,)) for part in parts])

    assert "White gold" in said
    assert "“which orchestra does she conduct”" in said
