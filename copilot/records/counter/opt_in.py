"""The words that a client hears before agreeing to a channel: a file of the house, kept with every consent as they were said."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from copilot.errors import KnowledgeError

FALLBACK = "en"


@dataclass(frozen=True)
class OptIn:
    """The wordings of one version of `knowledge/opt-in.yaml`, by channel and language."""

    version: str
    house: str
    wordings: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls, folder: Path, house: str) -> "OptIn":
        """From the house's knowledge folder; KnowledgeError says what the file lacks."""
        file = folder / "opt-in.yaml"
        try:
            said = yaml.safe_load(file.read_text("utf-8"))
            wordings = {channel: dict(languages) for channel, languages in said["wordings"].items()}
            version = str(said["version"])
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as wrong:
            raise KnowledgeError(f"{file.name} in knowledge/ must hold a version and the wordings by channel.") from wrong
        if lacking := [channel for channel, languages in wordings.items() if FALLBACK not in languages]:
            raise KnowledgeError(f"{file.name} in knowledge/ lacks the English wording for {', '.join(lacking)}.")
        return cls(version, house, wordings)

    def languages(self) -> tuple[str, ...]:
        """The languages in which every channel can be read out."""
        spoken = [set(languages) for languages in self.wordings.values()]
        return tuple(sorted(set.intersection(*spoken))) if spoken else ()

    def wording(self, channel: str, language: str) -> str:
        """What is read out, in the client's language, or in English where the file has none in it."""
        languages = self.wordings[channel]
        return languages.get(language, languages[FALLBACK]).format(house=self.house).strip()
