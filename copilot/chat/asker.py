"""Who is behind the request being answered: set at the door by `api`, read wherever a conversation is touched."""

from contextvars import ContextVar

asker: ContextVar[int | None] = ContextVar("asker", default=None)


def who_asks() -> int:
    """The user's id; PermissionError outside a request of somebody who is signed in."""
    user_id = asker.get()
    if user_id is None:
        raise PermissionError("Nobody is signed in here.")
    return user_id
