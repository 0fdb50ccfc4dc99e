"""House documents: what makes one, who reads it, and how its sections are found."""

import logging
from datetime import date
from pathlib import Path

import pytest

from copilot.domain.desk import Role, Scope
from copilot.errors import KnowledgeError
from copilot.models.builtin.trade import in_house_words
from copilot.retrieval import HouseQuestion, Index
from copilot.retrieval.embedding.hashing import hashing
from copilot.retrieval.house import digest_of, read_document, read_folder
from copilot.retrieval.sentences import sentences_of
from copilot.retrieval.shelf import house_collection
from copilot.settings import Settings, house_folder

ASSOCIATE, MANAGER = Scope(1, Role.ASSOCIATE, 1), Scope(2, Role.MANAGER, 1)
FRONT = "---\ntitle: Sizing\nowner: Clara Vasseur\nreview_date: 2027-02-22\n---\n"


def test_a_document_is_read_by_its_sections(knowledge: Path) -> None:
    path = knowledge / "sizing.md"
    path.write_text(
        FRONT + "# Sizing\nAsk first.\n\n## Ring sizes\nFrench 52 is UK M.\n### Wide bands\nOne up.\n## Ring sizes\nMore.\n"
    )

    sections = read_document(path)

    assert [(one.key, one.title, one.text) for one in sections] == [
        ("sizing.md#start", "Sizing", "Ask first."),
        ("sizing.md#ring-sizes", "Sizing: Ring sizes", "French 52 is UK M.\n### Wide bands\nOne up."),
        ("sizing.md#ring-sizes-again", "Sizing: Ring sizes", "More."),
    ]
    assert {(one.owner, one.review_date) for one in sections} == {("Clara Vasseur", date(2027, 2, 22))}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("# No front matter\n", "does not say its title, owner, review_date"),
        ("---\ntitle: Sizing\nowner: Clara\n---\nText", "does not say its review_date"),
        ("---\ntitle: Sizing\nowner: Clara\nreview_date: soon\n---\nText", "'soon' is not a date"),
        ("---\ntitle: [\n---\nText", "cannot be read"),
        (FRONT.replace("---\n#", "").replace("owner", "audience: clients\nowner") + "Text", "audience 'clients'"),
    ],
)
def test_a_document_that_does_not_say_whose_it_is_is_refused(knowledge: Path, text: str, complaint: str) -> None:
    path = knowledge / "bad.md"
    path.write_text(text)

    with pytest.raises(KnowledgeError, match=r"^bad\.md.*") as refused:
        read_document(path)

    assert complaint in str(refused.value)


def test_a_document_that_is_not_text_is_refused(knowledge: Path) -> None:
    (knowledge / "bad.md").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(KnowledgeError, match=r"bad\.md is not UTF-8"):
        read_document(knowledge / "bad.md")


def test_one_bad_document_does_not_hide_the_others(index: Index, knowledge: Path, caplog: pytest.LogCaptureFixture) -> None:
    (knowledge / "sizing.md").write_text(FRONT + "## Ring sizes\nFrench 52 is UK M.\n")
    (knowledge / "bad.md").write_text("no front matter")

    with caplog.at_level(logging.WARNING):
        passages = index.search_house(ASSOCIATE, HouseQuestion("UK ring size M"))

    assert [passage.key for passage in passages] == ["sizing.md#ring-sizes"]
    assert "bad.md does not say its title" in caplog.text
    assert any("bad.md" in remark for remark in index.remarks())


def test_a_managers_document_is_found_by_those_who_lead(index: Index, knowledge: Path) -> None:
    (knowledge / "goodwill.md").write_text(FRONT.replace("owner", "audience: managers\nowner") + "## Limits\nUp to 200.\n")

    assert not index.search_house(ASSOCIATE, HouseQuestion("goodwill limits"))
    assert [passage.text for passage in index.search_house(MANAGER, HouseQuestion("goodwill limits"))] == ["Up to 200."]


def test_a_changed_document_is_read_again_and_old_sections_go(index: Index, knowledge: Path) -> None:
    path = knowledge / "sizing.md"
    path.write_text(FRONT + "## Ring sizes\nFrench 52 is UK M.\n## Belts\nMeasure the belt.\n")
    index.search_house(ASSOCIATE, HouseQuestion("belts"))
    path.write_text(FRONT + "## Ring sizes\nFrench 52 is UK L and a half.\n")

    texts = [passage.text for passage in index.search_house(ASSOCIATE, HouseQuestion("ring sizes"))]

    assert texts == ["French 52 is UK L and a half."]
    assert set(index.shelf.held(house_collection(index.embedder.model_id))) == {
        "house:sizing.md#ring-sizes",
        f"sentence:{digest_of('French 52 is UK L and a half.')}",
    }


def test_sections_are_embedded_once_and_kept(settings: Settings, knowledge: Path) -> None:
    (knowledge / "sizing.md").write_text(FRONT + "## Ring sizes\nFrench 52 is UK M.\n")
    first = Index(settings, knowledge, lambda _settings: hashing())
    before = first.search_house(ASSOCIATE, HouseQuestion("ring sizes"))
    first.close()
    again = Index(settings, knowledge, lambda _settings: hashing())

    after = again.search_house(ASSOCIATE, HouseQuestion("ring sizes"))
    again.close()

    assert after == before


def test_the_houses_own_documents_are_all_in_order() -> None:
    sections, wrong = read_folder(house_folder() / "knowledge")

    assert wrong == []
    assert len({one.file for one in sections}) >= 15
    assert len({one.key for one in sections}) == len(sections)


def test_a_table_is_read_by_its_rows_with_the_names_of_its_columns() -> None:
    text = 'Prices include VAT. Ask: "Which?" Then go.\n\n| Work | London |\n|---|---|\n| Zip | £95 |\n| 6 | £9 |\n\nNo more.'

    sentences = list(sentences_of(text))

    assert sentences == [
        "Prices include VAT.",
        'Ask: "Which?"',
        "Then go.",
        "Zip, London: £95.",
        "Work 6, London: £9.",
        "No more.",
    ]


def test_the_sentences_that_answer_come_with_the_section(index: Index, knowledge: Path) -> None:
    long = "Look at it together. Empty the bag. Give a receipt. Estimates are free. Write what you see. Nothing is thrown away."
    (knowledge / "repairs.md").write_text(FRONT + f"## Taking a piece in\n{long}\n## Belts\nMeasure the belt.\n")

    best = index.search_house(ASSOCIATE, HouseQuestion("are estimates free?")).items[0]

    assert best.text == long
    assert "Estimates are free." in best.telling
    assert len(best.telling) == 3


def test_the_askers_own_town_is_meant_unless_the_question_names_another(index: Index, knowledge: Path) -> None:
    rows = "We open at ten in London.\n\n## Paris\nWe open at eleven in Paris.\n"
    (knowledge / "hours.md").write_text(FRONT.replace("Sizing", "Hours") + "## London\n" + rows)

    own = index.search_house(ASSOCIATE, HouseQuestion("when do we open?", here="Paris", elsewhere=("London",)))
    other = index.search_house(ASSOCIATE, HouseQuestion("when do we open in London?", here="Paris", elsewhere=("London",)))

    assert own.items[0].key == "hours.md#paris"
    assert other.items[0].key == "hours.md#london"


def test_a_matter_is_found_by_the_words_in_which_the_house_writes_of_it(index: Index, knowledge: Path) -> None:
    others = "".join(f"## {name}\nMeasure the {name.lower()}.\n" for name in ("Belts", "Gloves", "Shoes", "Rings", "Bags"))
    (knowledge / "clothes.md").write_text(FRONT + "## Alterations\nA hem is free.\n" + others)
    question = "un ourlet, c'est combien ?"

    plainly = index.search_house(ASSOCIATE, HouseQuestion(question), limit=9)
    told = index.search_house(ASSOCIATE, HouseQuestion(question, in_house_words(question)), limit=9)

    scores = [next(p.score for p in found if p.text == "A hem is free.") for found in (plainly, told)]
    assert scores[1] > scores[0]
