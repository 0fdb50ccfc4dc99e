"""The life of a draft: what state it is in, and which step leads where. Whoever moves one goes through `move`."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from copilot.domain.message import Message
from copilot.errors import CopilotError


class Status(StrEnum):
    """Where a draft stands."""

    WRITING = "writing"  #: with its associate
    WAITING = "waiting"  #: with a manager
    SENT_BACK = "sent_back"  #: with its associate again, and a manager's comment beside it
    REJECTED = "rejected"
    QUEUED = "queued"  #: released; the outbox sends it when its time has come
    SENDING = "sending"  #: claimed; if it stays here, a person decides
    UNSURE = "unsure"  #: it may have left and may not; a person looks
    HANDED = "handed"  #: opened on the associate's own telephone; they have not yet said whether it was sent
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Step(StrEnum):
    """What somebody, or the outbox, does with a draft."""

    EDIT = "edit"
    ASK = "ask"  #: for a review
    RECALL = "recall"  #: take the question back
    APPROVE = "approve"
    SEND_BACK = "send_back"
    REJECT = "reject"
    RELEASE = "release"  #: send it without a review, where none is needed
    HAND_OFF = "hand_off"
    CLAIM = "claim"
    DELIVER = "deliver"
    POSTPONE = "postpone"  #: a failure that passes, or not yet its hour
    STOP = "stop"  #: judged again, and it may not go
    FAIL = "fail"
    LOSE_SIGHT = "lose_sight"  #: whether it left is not known
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


MOVES: dict[tuple[Status, Step], Status] = {
    (Status.WRITING, Step.EDIT): Status.WRITING,
    (Status.WRITING, Step.ASK): Status.WAITING,
    (Status.WRITING, Step.RELEASE): Status.QUEUED,
    (Status.WRITING, Step.HAND_OFF): Status.HANDED,
    (Status.WRITING, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.WRITING, Step.EXPIRE): Status.EXPIRED,
    (Status.SENT_BACK, Step.EDIT): Status.WRITING,
    (Status.SENT_BACK, Step.ASK): Status.WAITING,
    (Status.SENT_BACK, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.SENT_BACK, Step.EXPIRE): Status.EXPIRED,
    (Status.WAITING, Step.RECALL): Status.WRITING,
    (Status.WAITING, Step.APPROVE): Status.QUEUED,
    (Status.WAITING, Step.SEND_BACK): Status.SENT_BACK,
    (Status.WAITING, Step.REJECT): Status.REJECTED,
    (Status.WAITING, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.WAITING, Step.EXPIRE): Status.EXPIRED,
    (Status.QUEUED, Step.EDIT): Status.WRITING,
    (Status.QUEUED, Step.CLAIM): Status.SENDING,
    (Status.QUEUED, Step.STOP): Status.SENT_BACK,
    (Status.QUEUED, Step.HAND_OFF): Status.HANDED,
    (Status.QUEUED, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.QUEUED, Step.EXPIRE): Status.EXPIRED,
    (Status.SENDING, Step.DELIVER): Status.SENT,
    (Status.SENDING, Step.POSTPONE): Status.QUEUED,
    (Status.SENDING, Step.STOP): Status.SENT_BACK,
    (Status.SENDING, Step.FAIL): Status.FAILED,
    (Status.SENDING, Step.LOSE_SIGHT): Status.UNSURE,
    (Status.UNSURE, Step.DELIVER): Status.SENT,
    (Status.UNSURE, Step.POSTPONE): Status.QUEUED,
    (Status.UNSURE, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.HANDED, Step.DELIVER): Status.SENT,
    (Status.HANDED, Step.EDIT): Status.WRITING,
    (Status.HANDED, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.HANDED, Step.EXPIRE): Status.EXPIRED,
    (Status.FAILED, Step.EDIT): Status.WRITING,
    (Status.FAILED, Step.POSTPONE): Status.QUEUED,
    (Status.FAILED, Step.WITHDRAW): Status.WITHDRAWN,
}

#: Nothing happens any more to a draft in one of these.
ENDED = frozenset({Status.SENT, Status.REJECTED, Status.WITHDRAWN, Status.EXPIRED})
#: It may still reach the client without anybody touching it again.
UNDER_WAY = frozenset({Status.QUEUED, Status.SENDING})


class WrongMove(CopilotError):
    """The draft is not in a state in which this can be done; somebody was quicker, or the page is old."""


def move(status: Status, step: Step) -> Status:
    """Where the step leads from here; WrongMove where it leads nowhere."""
    if (status, step) not in MOVES:
        raise WrongMove(
            f"A draft that is {status.value.replace('_', ' ')} cannot take the step {step.value.replace('_', ' ')!r}. "
            "Look at it again: somebody may have been quicker.",
            key="draft_moved_on",
        )
    return MOVES[status, step]


class Closeness(StrEnum):
    """How near a draft comes: what the dial says."""

    RESERVED = "reserved"
    WARM = "warm"
    CLOSE = "close"


@dataclass(frozen=True)
class Letter:
    """What would leave, to the letter: to whom, how, why, and the words."""

    client_id: int
    address: str  #: as the channel writes it: an e-mail address, +44..., or empty for paper
    message: Message

    @property
    def digest(self) -> str:
        """Changes with any letter of text or subject, the recipient, the channel or the purpose. An approval is bound to it."""
        message = self.message
        parts = (str(self.client_id), self.address, message.channel, message.purpose, message.subject, message.text)
        return sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()
