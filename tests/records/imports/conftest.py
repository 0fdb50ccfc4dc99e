"""A small shop whose files the tests write, damage and import."""

from collections.abc import Callable
from pathlib import Path

import pytest

SHOP = {
    "stores": "store_id,name,city,country,timezone,currency\nLON,Marylebone,London,United Kingdom,Europe/London,GBP\n"
    "TYO,Aoyama,Tokyo,Japan,Asia/Tokyo,JPY\n",
    "users": "user_id,name,role,store_id\ntom,Tom Ashby,associate,LON\naiko,Aiko Mori,associate,TYO\n",
    "clients": "client_id,given_name,family_name,country,postcode,store_id,associate_id,since\n"
    "C1,Zoë,Brontë,United Kingdom,NW1 5AA,LON,tom,2021-03-04\nC2,Kenji,Sato,Japan,107-0062,TYO,aiko,\n",
    "products": "product_id,name,price,currency\nP1,Aubrac Tote,2450.00,GBP\nP2,Lumen Stud,180000,JPY\n",
    "purchases": "purchase_id,client_id,store_id,purchased_on\nB1,C1,LON,2024-05-06\nB2,C2,TYO,2024-06-07\n",
    "purchase_lines": "purchase_id,line,product_id,quantity,paid,discount\nB1,1,P1,1,2205.00,245.00\n"
    "B1,2,,1,12.5,\nB2,1,P2,2,360000,0\n",
    "notes": "note_id,client_id,author_id,written_on,language,text\n"
    'N1,C1,tom,2024-05-06,en,"Loves green.\nHer sister mentioned a wedding."\nN2,C2,aiko,2024-06-07,en,Prefers the mornings.\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for exports."""
    made = tmp_path / "exports"
    made.mkdir()
    return made


@pytest.fixture
def shop(folder: Path) -> Path:
    """The exports of the small shop."""
    for name, text in SHOP.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def rewrite(shop: Path) -> Callable[..., None]:
    """Replaces words in one of the shop's files."""

    def change(name: str, before: str, after: str) -> None:
        path = shop / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")

    return change
