"""Imported by the process from which workers are forked: what each would read at its start is read here once, for speed."""

from copilot.domain.message import Channel, Message, Purpose
from copilot.guard.examples import example
from copilot.outreach.asking import house_sections
from copilot.outreach.checking import Guard
from copilot.outreach.trial.worker import FindsNothing

READ = (len(house_sections()), Guard(FindsNothing()).check(Message(Channel.SMS, Purpose.SERVICE, "Ready."), example().situation))
