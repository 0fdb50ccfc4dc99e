"""`copilot bench kinds`: how well the built-in model tells kinds of question apart by meaning, and learning it anew."""

from typing import Annotated

import typer

from copilot.cli import plain_errors

FOLDS = 5


def bench_kinds(write: Annotated[bool, typer.Option("--write", help="Keep what was learned from all examples.")] = False) -> None:
    """Learn the kinds of question from the examples, each fifth held back once, and print how many of it are told right."""
    import numpy as np

    from copilot.models.builtin.kinds import Learned, examples, keep, learn
    from copilot.retrieval.embedding import choose
    from copilot.settings import Settings

    with plain_errors():
        embedder = choose(Settings(embedding="e5"))
        heads: dict[str, Learned] = {}
        for head in ("client", "shop"):
            questions, kinds, places = zip(*examples(head), strict=True)
            vectors = np.stack([embedder.embed_query(question) for question in questions])
            # A question by name and its twin with a pronoun stand on the same side.
            fold = np.asarray(places) % FOLDS
            told = np.zeros(len(kinds), dtype=bool)
            likely = np.zeros(len(kinds))
            for held in range(FOLDS):
                model = learn(vectors[fold != held], [k for k, f in zip(kinds, fold, strict=True) if f != held])
                for place in np.flatnonzero(fold == held):
                    guess = model.guess(vectors[place])
                    told[place], likely[place] = guess.kind == kinds[place], guess.likely
            typer.echo(f"{head}: {len(kinds)} questions, {len(set(kinds))} kinds, {told.mean():.0%} right")
            for least in (0.4, 0.6, 0.8):
                sure = likely >= least
                typer.echo(f"  at {least}: {sure.mean():.0%} decided, {told[sure].mean():.0%} of them right")
            heads[head] = learn(vectors, kinds)
        if write:
            keep(heads, embedder.model_id)
