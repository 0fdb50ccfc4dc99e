"""What a question about the book asks for, as the filters that find it."""

from datetime import date

import pytest

from copilot.models.builtin.asking_for import book_filters
from copilot.models.builtin.conditions import asks_for_list
from copilot.models.builtin.understanding import understand

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "asked",
    ["who works in radio and comes on thursdays", "la que hace radio y viene los jueves", "quella che viene ogni giovedì"],
)
def test_a_habit_is_no_appointment(asked: str) -> None:
    assert "visit_from" not in book_filters(understand(asked, TODAY))


@pytest.mark.parametrize(
    "asked", ["quanto hanno speso i miei clienti da inizio anno", "cuánto han gastado mis clientes en lo que va de año"]
)
def test_the_beginning_of_the_year_is_no_town(asked: str) -> None:
    filters = book_filters(understand(asked, TODAY))

    assert filters["spent_since"] == "2026-01-01"
    assert "city" not in filters


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("which of my promises are late, and to whom", True),
        ("qu'est-ce que j'ai promis moi", True),
        ("which promises are overdue in the whole store", False),
    ],
)
def test_what_i_promised_is_told_from_what_we_promised(asked: str, own: bool) -> None:
    assert book_filters(understand(asked, TODAY)).get("promised_by_me", False) is own


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("which of my clients haven't bought a thing for half a year", {"bought_nothing": True, "bought_since": "2026-05-22"}),
        ("lequel de mes clients n'a rien acheté depuis six mois", {"bought_nothing": True, "bought_since": "2026-05-22"}),
        ("who in my book took back a consent in the last 30 days", {"stopped": "any", "stopped_since": "2026-10-23"}),
        ("quién de mis clientes ha retirado su permiso para el correo electrónico", {"stopped": "email"}),
        ("chi dei miei clienti ha detto sì alla posta", {"may_contact_by": "post"}),
        ("which of mine never said yes to texts", {"no_contact_by": "sms"}),
        ("who in my book has neither a wish nor an appointment", {"without": ["wish", "visit"]}),
        ("chi dei miei non ha mai riportato nulla", {"without": ["return"]}),
        ("cuáles de mis clientes no tienen ninguna cita ni promesa", {"without": ["promise", "visit"]}),
        (
            "lesquels de mes clients ont une réparation ou une réclamation dont la date promise est passée",
            {"open_case": "repair", "or_cases": ["complaint"], "case_late": True},
        ),
        ("who wrote to me and still waits for an answer, newest first", {"waiting_for_reply": True, "order_by": "newest"}),
        ("who did I write to last week", {"contact": "out", "contact_by_me": True, "contact_since": "2026-11-09"}),
        ("which of my clients have not heard from us since May", {"contact": "not_out", "contact_since": "2026-05-01"}),
        ("à qui ai-je écrit en octobre ?", {"contact": "out", "contact_by_me": True, "contact_since": "2026-10-01"}),
        ("chi ci ha scritto da settembre?", {"contact": "in", "contact_since": "2026-09-01"}),
        ("¿quién nos ha llamado desde mayo?", {"contact": "in", "contact_since": "2026-05-01"}),
        ("whom did I e-mail in October", {"contact": "out", "wrote_by": "email", "contact_until": "2026-10-31"}),
        ("who in the store is waiting on the ink rucksack", {"open_wish": True, "wish_for": "ink rucksack"}),
    ],
)
def test_conditions_on_many_are_understood_in_every_tongue(asked: str, expected: dict[str, object]) -> None:
    filters = book_filters(understand(asked, TODAY))

    assert {key: sorted(v) if isinstance(v, list) else v for key, v in filters.items() if key in expected} == {
        key: sorted(v) if isinstance(v, list) else v for key, v in expected.items()
    }


def test_two_conditions_with_a_time_each_keep_their_own() -> None:
    filters = book_filters(
        understand("who of my clients has not bought anything since March and has no appointment in the next two weeks", TODAY)
    )

    assert filters["bought_since"] == "2026-03-01"
    assert (filters["without"], filters["visit_from"], filters["visit_until"]) == (["visit"], "2026-11-22", "2026-12-06")


@pytest.mark.parametrize(
    "asked", ["may I write to clients who took back their consent?", "posso scrivere a clienti che non hanno dato il consenso?"]
)
def test_what_one_may_do_with_such_clients_is_a_rule_and_no_list(asked: str) -> None:
    assert not asks_for_list(understand(asked, TODAY))


@pytest.mark.parametrize(
    ("asked", "piece"),
    [
        ("Who of my clients never bought a bag?", "bag"),
        ("Lesquels de mes clients n'ont jamais acheté de sac ?", "sac"),
        ("Chi tra i miei clienti non ha mai comprato una borsa?", "borsa"),
        ("Chi dei miei non ha comprato mai una borsa?", "borsa"),
        ("¿Quién de los míos no ha comprado nunca un bolso?", "bolso"),
    ],
)
def test_who_never_bought_a_piece_did_not_buy_nothing(asked: str, piece: str) -> None:
    filters = book_filters(understand(asked, TODAY))

    assert filters == {"not_bought": piece}
