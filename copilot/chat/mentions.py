"""Clients whom an answer names, by id: from what was looked up for it, never from its words alone."""

import re
from collections.abc import Collection

from sqlmodel import Session, col, select

from copilot.domain.desk import Scope
from copilot.records.people import Client
from copilot.records.scope import clients_within

_AT_ONCE = 500  #: ids in one statement: SQLite takes a limited number
_OURS = re.compile(r"\[([^\[\]]*)\]\(#client-\d+\)")


def names_of(session: Session, scope: Scope, client_ids: Collection[int]) -> dict[str, int]:
    """How each of these clients may be written in a sentence, where that names one of them only."""
    ids = sorted(set(client_ids))
    written: dict[str, set[int]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        for client in session.exec(select(Client).where(col(Client.id).in_(some), clients_within(scope))):
            titled = f"{client.salutation} {client.family_name}" if client.salutation and client.family_name else ""
            for form in {client.name, titled} - {""}:
                written.setdefault(form, set()).add(client.id or 0)
    return {form: found.pop() for form, found in written.items() if len(found) == 1 and not set("[]()\\<") & set(form)}


def linked(text: str, names: dict[str, int]) -> str:
    """The text with a link on the first mention of each client; what stands in a mark is left alone."""
    if not names:
        return text
    longest = sorted(names, key=len, reverse=True)
    found = re.compile(r"\[[^\[\]]*\]|(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")
    done: set[int] = set()

    def link(match: re.Match[str]) -> str:
        words = match.group()
        if words not in names or names[words] in done:
            return words
        done.add(names[words])
        return f"[{words}](#client-{names[words]})"

    return found.sub(link, text)


def unlinked(text: str) -> str:
    """The words of an answer as they were before they were linked: what a model is given to remember."""
    return _OURS.sub(r"\1", text)
