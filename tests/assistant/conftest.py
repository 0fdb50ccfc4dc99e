"""The demo boutique to ask about: one that is only read, and copies for those who write."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from copilot.bootstrap import Shop, open_shop
from copilot.settings import Settings
from tests.assistant.talk import Talk

TalkAs = Callable[[str], Talk]


@pytest.fixture(scope="session")
def demo(demo_folder: Path) -> Iterator[Shop]:
    """The demo boutique with its index; nobody may write to it."""
    shop = open_shop(Settings(data_dir=demo_folder, embedding="hash"))
    yield shop
    shop.close()


@pytest.fixture
def talk(demo: Shop) -> TalkAs:
    """A new conversation as somebody of the demo boutique: talk("amara")."""
    return lambda user: Talk.of(demo, user)


@pytest.fixture
def own_copy(demo_folder: Path, tmp_path: Path) -> Iterator[Shop]:
    """The demo boutique again, for a test that writes."""
    shutil.copytree(demo_folder, tmp_path / "demo")
    shop = open_shop(Settings(data_dir=tmp_path / "demo", embedding="hash"))
    yield shop
    shop.close()
