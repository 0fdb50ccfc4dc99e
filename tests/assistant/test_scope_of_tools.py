"""Every tool asked directly, on both databases: a client whom one may not see does not exist."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.tools import BaseTool
from sqlalchemy import Engine

from copilot.assistant.tools import TOOLS
from copilot.domain.desk import Desk
from copilot.errors import OutOfScope
from copilot.retrieval import open_index
from copilot.settings import Settings
from tests.assistant.two_stores import (
    AUTHORS_WORD,
    LONDON_WORD,
    MANAGERS_WORD,
    MERGED_WORD,
    PARIS_WORD,
    TwoStores,
    furnish,
)

#: What each tool that takes a client is asked besides.
OF_A_CLIENT: dict[str, dict[str, Any]] = {
    "client_profile": {}, "what_we_know": {}, "purchases": {}, "search_notes": {"query": "feathers"}, "open_matters": {},
    "consents_and_contacts": {}, "log_note": {"text": "likes green"}, "correct_fact": {"about": "shoe size", "now": "39"},
    "change_contact": {"kind": "phone", "value": "+44 7700 900123"}, "change_wish": {"wish": "a tote"},
    "change_visit": {"day": "2026-03-20", "time": "15:00"}, "change_consent": {"channel": "email"},
    "show_card": {}, "draft_message": {"words": "The ring is here."},
}  # fmt: skip
#: Those that only repeat what they were told.
PROPOSING = {"log_note", "correct_fact", "change_contact", "change_visit", "change_wish", "change_consent", "draft_message"}
#: Questions to the tools that look over many clients.
OF_MANY: tuple[tuple[str, dict[str, Any]], ...] = (
    ("find_client", {"words": "Paul Girard"}),
    ("find_client", {"words": "the lady with the sapphire ring"}),
    ("find_client", {"words": PARIS_WORD}),
    ("search_notes", {"query": f"who loves {PARIS_WORD} feathers"}),
    ("search_notes", {"query": "feathers", "client_id": None}),
    ("describe_client", {"description": f"loves {PARIS_WORD} feathers"}),
    ("describe_client", {"description": f"loves {PARIS_WORD} feathers", "own_book": True, "form": "he"}),
    ("book", {"whole_store": True}),
    ("book", {"whole_store": True, "bought": "ring"}),
    ("book", {"whole_store": True, "fact": f"loves {PARIS_WORD}"}),
    ("book", {"whole_store": True, "open_case": "any"}),
    ("book", {"whole_store": True, "city": f"{PARIS_WORD} town"}),
    ("book", {"city": "Paris"}),
    ("products", {"words": "ring"}),
    ("house", {"query": f"{PARIS_WORD} feathers"}),
)
BY_NAME = {tool.name: tool for tool in TOOLS}
Asked = tuple[str, dict[str, Any]]


@pytest.fixture
def stores(engine: Engine, tmp_path: Path) -> Iterator[TwoStores]:
    index = open_index(Settings(data_dir=tmp_path, embedding="hash"))
    yield furnish(engine, index)
    index.close()


def tool(name: str) -> BaseTool:
    return BY_NAME[name]


def refusal(stores: TwoStores, name: str, desk: Desk, client_id: int) -> str:
    with pytest.raises(OutOfScope) as refused:
        stores.use(tool(name), desk, client_id=client_id, **OF_A_CLIENT[name])
    return str(refused.value).replace(str(client_id), "N")


def test_every_tool_that_takes_a_client_is_asked_here() -> None:
    taking = {tool.name for tool in TOOLS if "client_id" in tool.args}

    assert taking == set(OF_A_CLIENT)
    assert {tool.name for tool in TOOLS} == taking | {name for name, _ in OF_MANY}


def test_a_client_of_another_store_is_refused_in_the_words_for_one_that_does_not_exist(stores: TwoStores) -> None:
    for name in OF_A_CLIENT:
        invented = refusal(stores, name, stores.amara, 987_654)

        assert invented == "There is no client N here."
        assert refusal(stores, name, stores.amara, stores.paul) == invented
        assert refusal(stores, name, stores.camille, stores.maya) == invented
        assert refusal(stores, name, stores.manager, stores.paul) == invented
        assert refusal(stores, name, stores.amara, stores.merged) == invented
        assert refusal(stores, name, stores.trainer, stores.maya) == invented
        assert refusal(stores, name, stores.nowhere, stores.maya) == invented


def test_their_own_store_is_answered(stores: TwoStores) -> None:
    for name, given in OF_A_CLIENT.items():
        for desk, client, word, other in (
            (stores.amara, stores.maya, LONDON_WORD, PARIS_WORD),
            (stores.camille, stores.paul, PARIS_WORD, LONDON_WORD),
        ):
            words, found = stores.use(tool(name), desk, client_id=client, **given)

            said = f"{words} {found}"
            assert (word in said) or name in PROPOSING
            assert other not in said
            assert "Girard" not in said or client == stores.paul


def test_the_whole_house_is_seen_by_who_runs_it(stores: TwoStores) -> None:
    words, _ = stores.use(tool("purchases"), stores.owner, client_id=stores.paul)
    _, found = stores.use(tool("book"), stores.owner, whole_store=True)

    assert PARIS_WORD in words
    assert {client["id"] for client in found.data["clients"]} == {stores.maya, stores.paul}


def test_looking_over_many_clients_never_shows_the_other_store(stores: TwoStores) -> None:
    for name, given in OF_MANY:
        words, found = stores.use(tool(name), stores.amara, **given)

        echoed = f"{words} {found.sources}".replace(str(given), "")
        for one in given.values():
            echoed = echoed.replace(str(one), "")
        assert PARIS_WORD not in echoed, name
        assert "Girard" not in echoed, name
        assert stores.paul not in {source.client_id for source in found.sources}, name


def test_looking_over_many_clients_does_show_ones_own_store(stores: TwoStores) -> None:
    seen = {
        name: str(stores.use(tool(name), stores.amara, **given)[1].sources)
        for name, given in (
            ("find_client", {"words": "Maya Lin"}),
            ("search_notes", {"query": f"who loves {LONDON_WORD} feathers"}),
            ("book", {"whole_store": True, "bought": "ring"}),
        )
    }

    assert all("Maya Lin" in said or LONDON_WORD in said for said in seen.values())


def test_a_trainer_and_somebody_without_a_store_see_nobody(stores: TwoStores) -> None:
    for desk in (stores.trainer, stores.nowhere):
        for name, given in OF_MANY:
            _, found = stores.use(tool(name), desk, **given)

            assert not {source.client_id for source in found.sources} - {None}, name


def test_a_note_for_its_author_or_for_managers_is_read_by_them_alone(stores: TwoStores) -> None:
    readers = {
        "amara": (stores.amara, {AUTHORS_WORD, MANAGERS_WORD}),  # she wrote both
        "tom": (stores.tom, set()),
        "manager": (stores.manager, {MANAGERS_WORD}),
        "owner": (stores.owner, {MANAGERS_WORD}),
    }
    for who, (desk, may_read) in readers.items():
        said = ""
        for name, given in OF_A_CLIENT.items():
            for query in ("", f"afraid of the {AUTHORS_WORD}", f"afraid of the {MANAGERS_WORD}"):
                asked = {**given, "query": query} if name == "search_notes" else given
                words, found = stores.use(tool(name), desk, client_id=stores.maya, **asked)
                said += f"{words} {found.sources} {found.data.get('facts')} {found.data.get('passages')}"
        for word in (AUTHORS_WORD, MANAGERS_WORD):
            words, found = stores.use(tool("search_notes"), desk, query=f"afraid of the {word}")
            said += f"{words} {found.sources}"
            said += str(stores.use(tool("book"), desk, whole_store=True, fact=f"afraid {word}")[1].data["clients"])

        assert {word for word in (AUTHORS_WORD, MANAGERS_WORD) if word in said} == may_read, who


def test_what_was_merged_is_found_with_the_client_that_was_kept(stores: TwoStores) -> None:
    words, _ = stores.use(tool("purchases"), stores.amara, client_id=stores.maya)
    _, found = stores.use(tool("find_client"), stores.amara, words="Mia Linn")
    _, listed = stores.use(tool("book"), stores.amara, whole_store=True)

    assert f"Ring {MERGED_WORD}" in words
    assert stores.merged not in {client["id"] for client in found.data["clients"]}
    assert [client["id"] for client in listed.data["clients"]] == [stores.maya]


def test_a_household_over_two_stores_names_only_ones_own(stores: TwoStores) -> None:
    words, found = stores.use(tool("client_profile"), stores.amara, client_id=stores.maya)

    assert "Girard" not in words
    assert found.data["members"] == []
    assert PARIS_WORD not in str(found.data)
