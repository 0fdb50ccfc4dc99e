"""A small run of the trial of the outbox on both databases: killed workers, failing channels, racing senders."""

import random
from pathlib import Path

from sqlalchemy import Engine

from copilot.outreach.trial.far_end import FarEnd, opened
from copilot.outreach.trial.killing import kill_often, settings_for, tallies
from copilot.outreach.trial.mailbox import mail_server
from copilot.outreach.trial.racing import race


def test_of_killed_workers_and_failing_channels_nothing_is_lost_or_doubled(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    far_end = FarEnd(faults=0.15, slow=0.02, dice=random.Random(3))
    with opened(far_end), mail_server(far_end) as port:
        kill_often(engine, database_url, settings_for(tmp_path, far_end, port), kills=6, seed=3)

    found = tallies(engine, far_end, tmp_path / "letters")

    assert [(one.way, one.lost, one.doubled, one.unlogged) for one in found] == [
        (way, 0, 0, 0) for way in ("smtp", "twilio", "gateway", "paper")
    ]
    assert all(one.messages for one in found)
    assert not any(one.waiting for one in found if one.idempotent)


def test_of_many_senders_at_once_no_client_hears_too_often_and_none_too_seldom(engine: Engine, database_url: str) -> None:
    raced = race(engine, database_url, senders=8, clients=12, processes=2)

    assert (raced.exceeded, raced.unsettled, raced.sent_to_those) == (0, 0, raced.allowed)
