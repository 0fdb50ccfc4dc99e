"""What is kept with an answer so that it can be judged later: how it came about, without one more word about a client."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from copilot.assistant.events import Answer
from copilot.models import builtin
from copilot.settings import house_folder


def how_it_came(answer: Answer, seconds: float) -> dict[str, object]:
    """Which tools found how much, which model answered, with which words, in how long; plain values that JSON holds."""
    return {
        "model": answer.model,
        "refused": answer.refused,
        "fell_back": answer.fell_back,
        "looked": [[tool, found] for tool, found in answer.looked],
        "seconds": round(seconds, 2),
        "words": words_digest(),
        "version": version("clienteling-copilot"),
    }


@cache
def words_digest() -> str:
    """Names the prompts and the built-in model's words as they are: another digest, other words."""
    folders = [(house_folder() / "prompts", "*.md"), *((Path(place), "*/*.yaml") for place in builtin.__path__)]
    whole = sha256()
    for folder, pattern in folders:
        for path in sorted(folder.glob(pattern)):
            whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:12]
