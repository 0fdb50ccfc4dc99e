"""The outbox of the trial: the real one with the real rules, but a reader that finds nothing in the words, for speed."""

import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time as clock_time
from datetime import timedelta

from copilot.channels import open_ways
from copilot.channels.outgoing import Way
from copilot.domain.message import Channel, Message
from copilot.domain.policy import Hours, Policy
from copilot.domain.reading import Reading
from copilot.domain.situation import Situation
from copilot.outreach.checking import Guard
from copilot.outreach.letters import House
from copilot.outreach.sending import Outbox
from copilot.policies import benchmark_policy
from copilot.records.columns import now
from copilot.records.database import connect
from copilot.settings import Settings


class FindsNothing:
    """A reader for whom every text is harmless."""

    version = "trial"

    def read(self, message: Message, situation: Situation) -> Reading:
        """Nothing stands in it."""
        return Reading()


def trial_policy(policy: Policy, *, tries: int = 60) -> Policy:
    """No hour is quiet and a failure is tried again at once, so that the trial takes minutes; consent and caps hold."""
    always = Hours(clock_time(0), clock_time(23, 59, 59, 999999))
    sending = replace(policy.sending, retry_minutes=(0,) * tries)
    awake = replace(policy, house_hours=always, unknown_hours=always, local_hours={})
    return replace(awake, sending=sending, gap_hours=0, streak=1000, household_counts=True)


def open_worker(url: str, ways: Mapping[Channel, Way], lease: timedelta, house: House) -> Outbox:
    """One outbox with a connection of its own."""
    policy, guard = trial_policy(benchmark_policy()), Guard(FindsNothing())
    return Outbox(connect(url), ways, lambda: guard, lambda: policy, house, now, lease=lease)


def work(url: str, settings: Settings, lease: timedelta, ready: Callable[[], None]) -> None:
    """What a worker process does until it is told to stop, or killed."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    worker = open_worker(url, open_ways(settings), lease, House("Trial", settings.public_url, "s" * 32))
    ready()
    worker.run(ended, pause=0.02)
