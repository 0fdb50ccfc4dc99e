"""A new house without clients, and an index that cannot be reached: it says so, and still answers what it can."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from copilot.bootstrap import open_shop
from copilot.domain.desk import Desk, Role
from copilot.records.people import Store
from copilot.settings import Settings
from tests.assistant.talk import TODAY, Talk, kinds
from tests.models.wire import nobody


@pytest.fixture
def new_house(tmp_path: Path) -> Iterator[Talk]:
    shop = open_shop(Settings(data_dir=tmp_path, embedding="hash"))
    with Session(shop.engine) as session:
        store = Store(source_id="LON", name="London")
        session.add(store)
        session.commit()
        desk = Desk(1, "Amara", Role.ASSOCIATE, store.id, TODAY)
    yield Talk(shop, desk)
    shop.close()


@pytest.mark.parametrize(
    "question", ["Who is Ngozi Okafor?", "What did she buy last?", "When did Okafor last come?", "May I e-mail Ms Okafor?"]
)
async def test_without_any_client_it_says_how_to_get_them(new_house: Talk, question: str) -> None:
    answer = await new_house.ask(question)

    assert "There are no clients here yet" in answer.text
    assert "copilot import FOLDER" in answer.text
    assert answer.sources == ()


async def test_a_book_without_clients_has_nobody(new_house: Talk) -> None:
    answer = await new_house.ask("Who in my book has not been seen for six months?")

    assert answer.text.startswith("There is nobody in your book")


async def test_a_house_without_a_database_of_clients_still_has_its_rules(new_house: Talk) -> None:
    answer = await new_house.ask("How do I clean suede?")

    assert "brush" in answer.text
    assert kinds(answer) == {"house"}


@pytest.fixture
def without_index(demo_folder: Path, tmp_path: Path) -> Iterator[Talk]:
    """The demo boutique whose index server nobody answers at."""
    shutil.copy(demo_folder / "copilot.db", tmp_path)
    shop = open_shop(Settings(data_dir=tmp_path, embedding="hash", chroma_url=nobody().removesuffix("/v1")))
    yield Talk.of(shop, "amara")
    shop.close()


async def test_when_the_index_is_gone_words_are_compared_and_the_answer_says_so(without_index: Talk) -> None:
    answer = await without_index.ask("Did Ngozi Okafor say anything about a locker?")

    assert "died in a locker" in answer.text
    assert kinds(answer) == {"note"}
    assert "I compared words only" in answer.text
    assert answer.notice.startswith("The search index cannot be reached")


async def test_sums_need_no_index(without_index: Talk) -> None:
    answer = await without_index.ask("How much has Ngozi Okafor spent in all?")

    assert "£21,890, in 14 purchases" in answer.text
    assert not answer.notice
