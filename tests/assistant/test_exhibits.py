"""Tables and charts beside an answer: what was asked for, from the rows that the answer cites."""

import pytest

from copilot.assistant.events import Answer, Chart, Table
from tests.assistant.conftest import TalkAs


def chart_of(answer: Answer) -> Chart:
    found = [shown for shown in answer.exhibits if isinstance(shown, Chart)]
    assert len(found) == 1
    return found[0]


def table_of(answer: Answer) -> Table:
    found = [shown for shown in answer.exhibits if isinstance(shown, Table)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    "question",
    [
        "What did Ngozi Okafor spend by year?",
        "Combien a dépensé Ngozi Okafor par an ?",
        "Quanto ha speso Ngozi Okafor per anno?",
        "¿Cuánto ha gastado Ngozi Okafor por año?",
    ],
)
async def test_what_was_spent_year_by_year_is_a_chart_and_a_whole_sentence(talk: TalkAs, question: str) -> None:
    answer = await talk("amara").ask(question)

    chart = chart_of(answer)
    assert sum(chart.series[0][1]) == 21890
    assert chart.unit == "GBP"
    assert all(year in answer.text for year in chart.along)
    assert set(chart.marks) <= {source.mark for source in answer.sources}
    assert all(year in chart.summary for year in chart.along)


async def test_months_without_a_purchase_stand_in_the_chart_as_nothing(talk: TalkAs) -> None:
    chart = chart_of(await talk("tom").ask("Frau Adler's spend per month"))

    values = chart.series[0][1]
    assert len(chart.along) == len(values)
    assert 0.0 in values
    assert values[0] > 0 and values[-1] > 0


async def test_two_years_compared_are_two_bars(talk: TalkAs) -> None:
    chart = chart_of(await talk("amara").ask("Compare what Ngozi Okafor spent in 2024 and 2025"))

    assert chart.along == ("2024", "2025")
    assert len(chart.marks) == 2


async def test_a_list_of_purchases_is_a_table_with_a_mark_a_row(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Show me all of Ngozi Okafor's purchases")

    table = table_of(answer)
    assert len(table.rows) == 14 == len(table.marks)
    assert all(mark.startswith("purchase ") for mark in table.marks)
    assert {len(row) for row in table.rows} == {len(table.columns)}


async def test_clients_listed_are_a_table_of_the_same_clients(talk: TalkAs) -> None:
    answer = await talk("amara").ask("Which of my clients have an open repair?")

    table = table_of(answer)
    assert set(table.marks) == {source.mark for source in answer.sources if source.kind == "client"}


async def test_one_fact_asked_for_is_no_table(talk: TalkAs) -> None:
    answer = await talk("amara").ask("What did Ngozi Okafor buy last?")

    assert answer.exhibits == ()
