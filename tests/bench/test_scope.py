"""A small run of the trial of discretion, over each way of asking, and that it would notice a leak."""

import shutil
from pathlib import Path

import pytest

from copilot.assistant.counter import Counter
from copilot.assistant.trial.people import House, Kept
from copilot.assistant.trial.running import ask_assistant, use_tools
from copilot.assistant.trial.telling import Said, Tally, leak
from copilot.bootstrap import Shop
from copilot.cli.bench_pages import ServedPage
from copilot.cli.bench_scope_page import try_page
from copilot.domain.desk import Desk
from copilot.reading.notes import facts_in
from copilot.records.database import connect
from copilot.records.products_named import Catalogue
from tests.assistant.talk import NOW

KEPT = Kept(7, "Isabelle Laurent", "Zaza", "Ms", 2, 1, telling=("Wears an emerald r",))


async def test_no_answer_and_no_tool_tells_of_another_stores_client_and_all_tell_of_ones_own(demo: Shop) -> None:
    house, catalogue = House.of(demo.engine, NOW), Catalogue()

    def at(desk: Desk) -> Counter:
        return Counter(desk, demo.engine, demo.index, catalogue, NOW, read_note=facts_in)

    tally = await ask_assistant(demo.answer, house, 20, seed=11)
    tally.join(use_tools(at, house, 60, seed=11))

    assert_discreet(tally, 80)


async def test_no_button_address_or_command_tells_either(demo_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(demo_folder, tmp_path / "demo")
    engine = connect(f"sqlite:///{tmp_path / 'demo' / 'copilot.db'}")

    with ServedPage("page", ["copilot", "serve"], tmp_path / "demo", "hash") as page:
        tally = await try_page(page, House.of(engine, NOW), 30, seed=11)
    engine.dispose()

    assert_discreet(tally, 30)


def assert_discreet(tally: Tally, asked: int) -> None:
    """Nothing told, everything of one's own answered."""
    assert tally.leaks == [], "\n".join(tally.leaks)
    assert tally.unanswered == [], "\n".join(tally.unanswered)
    assert (sum(tally.asked.values()), tally.kept, tally.own, tally.answered) == (asked, asked, asked, asked)


@pytest.mark.parametrize(
    "told",
    [
        Said("Isabelle Laurent bought a ring.", frozenset({7})),
        Said("I know nobody called Isabelle Laurent.", beside="Wears an emerald ring of her mother's"),
        Said("I may not speak of Isabelle Laurent."),
        Said("There is no client 7 in your store."),
    ],
)
def test_a_leak_is_noticed(told: Said) -> None:
    nobody = Said("I know nobody called Brandor Quist.")

    assert leak(told, [nobody], KEPT, ["Isabelle Laurent"], [["Brandor Quist"]])


def test_the_same_sentence_with_another_name_is_none() -> None:
    foreign, nobody = Said("I know nobody called “laurent isabelle”."), Said("I know nobody called “quist brandor”.")

    assert not leak(foreign, [nobody], KEPT, ["Isabelle Laurent"], [["Brandor Quist"]])
