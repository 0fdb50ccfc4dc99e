"""The first screen, and the look of the house."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.asker import asker
from copilot.chat.language import spoken
from copilot.chat.welcome import profile
from copilot.records.people import User
from copilot.retrieval import open_index
from copilot.settings import Settings, house_folder
from tests.chat.scripted import Script, read_note

THEME = json.loads((house_folder() / "public" / "theme.json").read_text())["variables"]
PAIRS = [
    ("foreground", "background"),
    ("muted-foreground", "background"),
    ("muted-foreground", "muted"),
    ("muted-foreground", "card"),
    ("primary", "background"),
    ("primary", "card"),
    ("primary-foreground", "primary"),
    ("secondary-foreground", "secondary"),
    ("accent-foreground", "accent"),
    ("destructive", "card"),
    ("destructive", "background"),
    ("destructive-foreground", "destructive"),
    ("popover-foreground", "popover"),
    ("sidebar-foreground", "sidebar-background"),
    ("sidebar-accent-foreground", "sidebar-accent"),
]


def luminance(colour: str) -> float:
    """WCAG's, of a colour written as hue, saturation and lightness."""
    hue, saturation, lightness = (float(part.rstrip("%")) for part in colour.split())
    saturation, lightness = saturation / 100, lightness / 100

    def channel(n: int) -> float:
        k = (n + hue / 30) % 12
        value = lightness - saturation * min(lightness, 1 - lightness) * max(-1, min(k - 3, 9 - k, 1))
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * channel(0) + 0.7152 * channel(8) + 0.0722 * channel(4)


@pytest.mark.parametrize("variant", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_every_word_can_be_read(variant: str, ink: str, paper: str) -> None:
    a, b = sorted((luminance(THEME[variant][f"--{name}"]) for name in (ink, paper)), reverse=True)

    assert (a + 0.05) / (b + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("role", "language", "said", "starters"),
    [
        ("administrator", "en", "/office/import", ["Show me the made-up boutique", "Data incidents"]),
        ("associate", "fr", "Votre administrateur doit encore les importer", ["Combien dure une réparation ?"]),
    ],
)
def test_a_house_without_clients_says_what_to_do_about_it(
    engine: Engine, tmp_path: Path, role: str, language: str, said: str, starters: list[str]
) -> None:
    settings = Settings(data_dir=tmp_path)
    shop = Shop(settings, engine, open_index(settings), Script(settings), read_note)
    with Session(engine) as session:
        session.add(User(source_id="new", name="New Person", role=role))
        session.commit()
    mark, tongue = asker.set(1), spoken.set(language)

    empty = profile(shop)
    with Session(engine) as session:
        user = session.get(User, 1)
        assert user is not None
        user.active = False
        session.add(user)
        session.commit()
    disabled = profile(shop)
    asker.reset(mark)
    spoken.reset(tongue)

    assert empty is not None
    assert said in empty.markdown_description
    assert [starter.label for starter in empty.starters or []] == starters
    assert disabled is None
