"""Each way of sending with the far end that it speaks to, over real sockets."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from copilot.channels import open_ways
from copilot.channels.outgoing import Outgoing, Way
from copilot.domain.message import Channel, Purpose
from copilot.outreach.trial.far_end import FarEnd, opened
from copilot.outreach.trial.killing import settings_for
from copilot.outreach.trial.mailbox import mail_server
from copilot.settings import Settings
from tests.models.wire import nobody

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
LETTER = Outgoing(
    key="a" * 32,
    channel=Channel.EMAIL,
    purpose=Purpose.SERVICE,
    to="zoe@client.example",
    text="Chère Zoé,\n\nvotre bracelet est prêt.",
    subject="Votre bracelet, à la boutique",
    language="fr",
    to_name="Zoé Müller",
    from_name="Camille Renard, Maison Orsel",
    at=NOW,
    heard_at=NOW,
)
CHANNELS = {"smtp": Channel.EMAIL, "twilio": Channel.SMS, "gateway": Channel.WHATSAPP, "paper": Channel.POST}


@dataclass
class Reached:
    """A way, a letter that it can carry, and what its far end counted."""

    way: Way
    letter: Outgoing
    far_end: FarEnd
    files: Path

    @property
    def accepted(self) -> int:
        """How many messages the far end has."""
        if self.way.name == "paper":
            return len(list(self.files.rglob("*.*")))
        return sum(self.far_end.accepted[self.way.name].values())


@pytest.fixture(scope="session")
def sockets() -> Iterator[tuple[FarEnd, int]]:
    """A gateway and a mail server."""
    far_end = FarEnd()
    with opened(far_end), mail_server(far_end) as port:
        yield far_end, port


@pytest.fixture
def far_end(sockets: tuple[FarEnd, int], monkeypatch: pytest.MonkeyPatch) -> FarEnd:
    """The far end, with nothing counted yet."""
    fresh, shared = FarEnd(), sockets[0]
    for name in ("accepted", "repeated", "messages", "went_wrong"):
        monkeypatch.setattr(shared, name, getattr(fresh, name))
    return shared


@pytest.fixture
def settings(far_end: FarEnd, sockets: tuple[FarEnd, int], tmp_path: Path) -> Settings:
    """Every way set up."""
    return settings_for(tmp_path, far_end, sockets[1])


@pytest.fixture(params=list(CHANNELS))
def reached(request: pytest.FixtureRequest, settings: Settings, far_end: FarEnd) -> Reached:
    """Each way in turn: a test that takes it runs for all of them."""
    return reach(request.param, settings, far_end)


def reach(name: str, settings: Settings, far_end: FarEnd) -> Reached:
    """One way."""
    channel = CHANNELS[name]
    to = LETTER.to if channel is Channel.EMAIL else "+33612345678"
    letter = replace(LETTER, channel=channel, to=to)
    return Reached(open_ways(settings)[channel], letter, far_end, settings.data_dir / "letters")


def nowhere(settings: Settings) -> Settings:
    """The same where nobody listens, and the folder is a file."""
    address = nobody().removesuffix("/v1")
    (settings.data_dir / "letters").write_text("")
    gone = {"twilio_url": address, "gateway_url": f"{address}/send", "smtp_port": int(address.rpartition(":")[2])}
    return settings.model_copy(update=gone)
