"""Finding a client by what they bought, when nobody remembers the name: "the lady with the sapphire ring"."""

import re
from dataclasses import dataclass

from sqlmodel import Session

from copilot.domain.desk import Scope
from copilot.records.buying import lines
from copilot.records.people import Client
from copilot.records.products_named import Catalogue

_DESCRIBED = re.compile(
    r"\b(?:lady|woman|man|gentleman|guy|girl|client|customer|person|one|couple|dame|femme|homme|monsieur|cliente?|celle|celui"
    r"|signora|signore|donna|uomo|quella|quello|se[nñ]ora|se[nñ]or|mujer|hombre|la|el|il)\s+"
    r"(?:with|who (?:has|owns|bought|wears|got|took)|that bought|in|avec|qui a (?:achet[eé]|pris)?|a la|à la|aux?|con"
    r"|che ha (?:comprato|preso)?|que (?:compr[oó]|tiene|lleva))\s+"
    r"(?P<what>.+?)(?=[?.!,;]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DescribedClient:
    """A client whom a description fits, and the purchase that makes it fit."""

    client: Client
    why: str


def clients_described(session: Session, scope: Scope, catalogue: Catalogue, text: str) -> list[DescribedClient]:
    """The clients in scope who bought what the description names; empty when `text` describes nobody."""
    described = _DESCRIBED.search(text)
    if not described:
        return []
    articles = catalogue.named(session, described["what"])
    if not articles:
        return []
    bought = lines(session, scope, None, articles=articles, limit=None)
    first: dict[int, str] = {}
    for one in bought:
        if one.returned_on is None:
            first.setdefault(one.client_id, f"bought the {one.article} on {one.on:%-d %B %Y}")
    clients = [(session.get(Client, client_id), why) for client_id, why in first.items()]
    return [DescribedClient(client, why) for client, why in clients if client]
