"""Why the import turned something away is said in the reader's language."""

import csv
from pathlib import Path

import pytest

from copilot.chat.reasons import in_language
from copilot.records.database import connect, migrate
from copilot.records.imports import import_folder
from copilot.records.imports.folder import REJECTED

BROKEN = {
    "stores.csv": "store_id,name,timezone,currency\nLON,London,Mars,GBP\nPAR,=Paris,Europe/Paris,EUR\nROM,R,Europe/Rome,Lire\n",
    "clients.csv": "client_id,given_name,store_id,since,status\n"
    'c1,A,NYC,2024-01-01,active\nc2,B,MIL,31/12/2024,active\nc3,C,MIL,1812-01-01,active\nc4,D,MIL,,gone\nc5,E\nc6,F,,,\nc7,"F,,,\n',
    "contact_points.csv": "client_id,kind,value\nc0,email,nobody\nc0,phone,12\nc0,phone,+44\nc0,phone,hello\n",
    "products.csv": 'product_id,name,price,arrived_on\np1,A,12.345,\np2,B,"1,5",\np3,C,much,\np4,D,99999999999999999999,\n',
    "purchases.csv": "purchase_id\nx1\n",
    "wishes.csv": "wish_id,surname\n",
    "promises.csv": "due_on\n",
    "facts.csv": "fact_id\tclient_id\n",
    "consents.csv": "",
    "client.csv": "client_id\n",
    "accounts.xlsx": "",
    "notes.csv": "note_id,note_id\n",
}
SOUND = {"stores.csv": "store_id,name\nMIL,Milano\n", "clients.csv": "client_id,store_id\nc0,MIL\nc0,MIL\n"}


@pytest.fixture
def sentences(tmp_path: Path) -> list[str]:
    """Everything that the import says of files in which much is wrong."""
    engine = connect(f"sqlite:///{tmp_path / 'copilot.db'}")
    migrate(engine)
    for name, files in (("sound", SOUND), ("broken", BROKEN)):
        (tmp_path / name).mkdir()
        for file, text in files.items():
            (tmp_path / name / file).write_text(text, encoding="utf-8")
    said: list[str] = []
    for name in ("sound", "broken"):
        report = import_folder(engine, tmp_path / name)
        said += report.refused.values()
        with (tmp_path / name / REJECTED).open(encoding="utf-8-sig", newline="") as file:
            said += [row["reason"] for row in csv.DictReader(file)]
    engine.dispose()
    return said


def test_every_reason_is_said_in_the_language_of_the_page(sentences: list[str]) -> None:
    untold = [one for one in sentences for language in ("fr", "it", "es") if in_language(one, language) == one]

    assert len(sentences) > 20
    assert untold == []


def test_what_stood_in_the_file_is_taken_over_as_it_is() -> None:
    reason = "store_id: there is no store 'ROM {0} is not a date'; add it to stores.csv."

    assert in_language(reason, "fr") == "store_id: 'ROM {0} is not a date' n’existe pas (store) ; ajoutez-le à stores.csv."
    assert in_language("Something that nobody translated.", "es") == "Something that nobody translated."
