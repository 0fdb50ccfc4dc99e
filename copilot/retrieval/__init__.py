"""Notes and knowledge/ made searchable: passages that can be cited by name."""

from copilot.retrieval.house_scores import HouseQuestion
from copilot.retrieval.index import Drained, Index, open_index
from copilot.retrieval.passage import Passage, Passages

__all__ = ["Drained", "HouseQuestion", "Index", "Passage", "Passages", "open_index"]
