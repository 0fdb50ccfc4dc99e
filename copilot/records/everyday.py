"""Everyday words that are also names: alone and in lower case they name nobody."""

from pathlib import Path

EVERYDAY_WORDS: frozenset[str] = frozenset((Path(__file__).parent / "everyday_words.txt").read_text(encoding="utf-8").split())
