"""`copilot bench stops`: how well a stop, a wish for less, another channel and a start are heard, and learning it anew."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.cli import plain_errors

if TYPE_CHECKING:
    from copilot.reading.stopping import Asked
    from copilot.reading.stopping.by_meaning import Learned

INNOCENT, ASKED = "innocent", "maybe_stop"
FOLDS = 10
_STOPS = ("stop_channel", "stop_all")


def bench_stops(
    files: Annotated[
        list[Path], typer.Argument(help="Phrases, a JSON object a line (channel, language, text, means), or as YAML blocks.")
    ],
    show: Annotated[bool, typer.Option("--show", help="Print every phrase that was taken for something else.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="Hear by the rules alone, without the meaning.")] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Learn from these phrases, print how each tenth is heard when held back, keep it.")
    ] = False,
) -> None:
    """Each phrase is heard once; by class and language: right, taken for another wish, asked a person, missed, stopped."""
    from copilot.reading.stopping import heard, understood
    from copilot.reading.stopping.by_meaning import keep, learn, learned

    with plain_errors():
        read = [one for file in files for one in phrases(file)]
        if rules:
            _report([(one, understood(one["text"], one["channel"])) for one in read], show=show)
            return
        vectors, model = _vectors(read)
        means = [one["means"] for one in read]
        held = _held_back(vectors, means) if write else [learned()] * len(read)
        _report(
            [
                (one, heard(one["text"], one["channel"], lambda _, at=at: vectors[at], held[at]))  # type: ignore[misc]  # a default binds it
                for at, one in enumerate(read)
            ],
            show=show,
        )
        if write:
            keep(learn(vectors, means), model)


def phrases(file: Path) -> list[dict[str, Any]]:
    """The phrases of a file of either sort."""
    if file.suffix == ".jsonl":
        return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    import yaml

    return [{**block, "text": text} for block in yaml.safe_load(file.read_text("utf-8")) for text in block["texts"]]


def _vectors(read: list[dict[str, Any]]) -> tuple[Any, str]:
    import numpy as np

    from copilot.reading.stopping import own_words
    from copilot.retrieval.embedding import choose
    from copilot.settings import Settings

    embedder = choose(Settings(embedding="e5"))
    return np.stack([embedder.embed_query(own_words(one["text"])) for one in read]), embedder.model_id


def _held_back(vectors: Any, means: list[str]) -> "list[Learned]":
    """For each phrase what was learned without its tenth; every tenth has its share of each class."""
    import numpy as np

    from copilot.reading.stopping.by_meaning import learn

    seen: Counter[str] = Counter()
    folds = []
    for one in means:
        folds.append(seen[one] % FOLDS)
        seen[one] += 1
    fold = np.asarray(folds)
    learnt = [
        learn(vectors[fold != out], [one for one, at in zip(means, folds, strict=True) if at != out]) for out in range(FOLDS)
    ]
    return [learnt[at] for at in folds]


def _report(told: "list[tuple[dict[str, Any], Asked]]", *, show: bool) -> None:
    counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    wrong = []
    for phrase, asked in told:
        taken = asked.asks.value or INNOCENT
        outcome = _outcome(phrase, taken, asked.channel)
        for language in (phrase["language"], "all"):
            counted[phrase["means"], language][outcome] += 1
        if outcome != "right":
            wrong.append(f"  {phrase['means']:13}{taken:13}{asked.channel:9}{phrase['text']!r}")
    _print(counted)
    if show:
        typer.echo("\n".join(("means        taken for", *wrong)))


def _outcome(phrase: dict[str, Any], told: str, channel: str) -> str:
    means = phrase["means"]
    if told == means and (means != "prefer" or channel == phrase.get("prefers", channel)):
        return "right"
    if told == ASKED:
        return "asked"
    if told in _STOPS:
        return "other stop" if means in _STOPS else "wrongly stopped"
    return "missed" if told == INNOCENT else "other wish"  # an innocent one that was taken for a wish stops nothing


def _print(counted: dict[tuple[str, str], Counter[str]]) -> None:
    columns = ("right", "other stop", "other wish", "asked", "missed", "wrongly stopped")
    typer.echo(f"{'':22}{'n':>5}" + "".join(f"{column:>17}" for column in columns))
    for (means, language), some in sorted(counted.items(), key=lambda one: (one[0][0], one[0][1] != "all", one[0][1])):
        total = sum(some.values())
        typer.echo(f"{means:15}{language:7}{total:5}" + "".join(f"{some[column]:>17}" for column in columns))
    stops: Counter[str] = Counter()
    for means in _STOPS:
        stops += counted[means, "all"]
    innocent = counted[INNOCENT, "all"]
    _line("Stops: stopped", stops["right"] + stops["other stop"], stops)
    _line("Stops: a person is asked", stops["asked"], stops)
    _line("Stops: missed", stops["missed"] + stops["other wish"], stops)
    _line("Innocent: something was stopped", innocent["wrongly stopped"], innocent)
    _line("Innocent: a person is asked", innocent["asked"], innocent)


def _line(said: str, number: int, some: Counter[str]) -> None:
    typer.echo(f"{said}: {number} of {some.total()} ({number / max(1, some.total()):.1%}).")
