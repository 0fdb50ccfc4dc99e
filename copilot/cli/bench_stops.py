"""`copilot bench stops`: how well a stop, a wish for less, another channel and a start are understood."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Annotated, Any

import typer

from copilot.cli import plain_errors

INNOCENT = "innocent"
_STOPS = ("stop_channel", "stop_all")


def bench_stops(
    file: Annotated[
        Path, typer.Argument(help="Phrases, a JSON object a line (channel, language, text, means), or as YAML blocks.")
    ],
    show: Annotated[bool, typer.Option("--show", help="Print every phrase that was taken for something else.")] = False,
) -> None:
    """Each phrase is read once; by class and language: right, taken for another wish, missed, and wrongly stopped."""
    from copilot.reading.stopping import understood

    with plain_errors():
        counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        wrong = []
        for phrase in phrases(file):
            asked = understood(phrase["text"], phrase["channel"])
            told = asked.asks.value or INNOCENT
            outcome = _outcome(phrase, told, asked.channel)
            for language in (phrase["language"], "all"):
                counted[phrase["means"], language][outcome] += 1
            if outcome != "right":
                wrong.append(f"  {phrase['means']:13}{told:13}{asked.channel:9}{phrase['text']!r}")
        _print(counted)
        if show:
            typer.echo("\n".join(("means        taken for", *wrong)))


def phrases(file: Path) -> list[dict[str, Any]]:
    """The phrases of a file of either sort."""
    if file.suffix == ".jsonl":
        return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    import yaml

    return [{**block, "text": text} for block in yaml.safe_load(file.read_text("utf-8")) for text in block["texts"]]


def _outcome(phrase: dict[str, Any], told: str, channel: str) -> str:
    means = phrase["means"]
    if told == means and (means != "prefer" or channel == phrase.get("prefers", channel)):
        return "right"
    if told in _STOPS:
        return "other stop" if means in _STOPS else "wrongly stopped"
    return "missed" if told == INNOCENT else "other wish"  # an innocent one that was taken for a wish stops nothing


def _print(counted: dict[tuple[str, str], Counter[str]]) -> None:
    columns = ("right", "other stop", "other wish", "missed", "wrongly stopped")
    typer.echo(f"{'':22}{'n':>5}" + "".join(f"{column:>17}" for column in columns))
    for (means, language), some in sorted(counted.items(), key=lambda one: (one[0][0], one[0][1] != "all", one[0][1])):
        total = sum(some.values())
        typer.echo(f"{means:15}{language:7}{total:5}" + "".join(f"{some[column]:>17}" for column in columns))
    stops = [some for (means, language), some in counted.items() if means in _STOPS and language == "all"]
    asked, heard = sum(sum(some.values()) for some in stops), sum(some["right"] + some["other stop"] for some in stops)
    innocent = counted[INNOCENT, "all"]
    total = max(1, sum(innocent.values()))
    typer.echo(f"Stops heard: {heard} of {asked} ({heard / max(1, asked):.1%}).")
    typer.echo(
        f"Innocent that stopped something: {innocent['wrongly stopped']} of {total} ({innocent['wrongly stopped'] / total:.1%})."
    )
