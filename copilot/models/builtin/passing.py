"""An everyday word that is also somebody's name, said in passing: "bere" is no Bérénice where Ottavia is meant."""

import re
from dataclasses import replace

from copilot.domain.source import Found
from copilot.models.builtin.lexicon import plain
from copilot.records.everyday import how_telling

EVERYDAY = 0.5  #: a word that tells less is one of those that everybody says
SOUGHT = 0.65  #: and where somebody is described: "quello che si è messo a fare i conti" is no Signora Conti


def without_passing(found: Found, text: str, language: str, *, somebody: bool, sought: bool = False) -> Found:
    """Whom the words name, without those whose name is only an everyday word in them, where anybody else may be meant.

    `somebody`: the conversation is about somebody already, or the words look for somebody; `sought`: they do.
    """
    if found.about != "find_client" or found.data["described"]:
        return found
    rows = found.data["clients"]
    everyday = SOUGHT if sought else EVERYDAY
    meant = [row for row in rows if not _in_passing(row["words"], text, language, everyday)]
    return replace(found, data={**found.data, "clients": meant}) if meant or somebody else found


def _in_passing(words: str, text: str, language: str, everyday: float) -> bool:
    said = [word for word in re.findall(r"\w+", text) if plain(word) == plain(words)]
    return bool(said) and not any(word[:1].isupper() for word in said) and how_telling(plain(words), language) < everyday
