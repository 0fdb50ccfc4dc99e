"""Words that say nothing of what a text is about, in four languages."""

from importlib import resources

COMMON = frozenset((resources.files("copilot.reading") / "lexicon" / "common.txt").read_text("utf-8").split())  #: folded
