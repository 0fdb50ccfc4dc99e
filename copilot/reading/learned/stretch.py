"""Which words a finding marks, from how sure the network is of each piece of text."""

import re

import numpy as np
from numpy.typing import NDArray

_GAP = 3  #: pieces of text that do not part two marked ones
_SHARE, _MOST = 0.5, 0.7  #: marked is what is half as sure as the surest, and whatever is surer than this
_ANYTHING = 0.3  #: how much it counts that anything at all is wrong there
_NEAR = 15  #: letters: a mark that ends so near to the end of a clause takes it whole
_CUT = re.compile(r"[.!?;:\n]+\s*|,\s+|\s[-–—]\s")


def stretch(sort: NDArray[np.float32], anything: NDArray[np.float32]) -> tuple[int, int]:
    """The first and the last piece of text about the surest one that are of one sort with it."""
    tags = sort ** (1 - _ANYTHING) * anything**_ANYTHING
    sure = tags.tolist()
    first = last = int(tags.argmax())
    level = min(_MOST, sure[first] * _SHARE)
    while first > 0 and max(sure[max(0, first - _GAP) : first]) >= level:
        first -= 1
    while last < len(sure) - 1 and max(sure[last + 1 : last + 1 + _GAP]) >= level:
        last += 1
    return first, last


def whole_clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The same words, out to where their clause begins and ends if that is near."""
    cuts = list(_CUT.finditer(text))
    begins = max((cut.end() for cut in cuts if cut.end() <= start), default=0)
    ends = min((cut.start() for cut in cuts if cut.start() >= end), default=len(text))
    return begins if start - begins <= _NEAR else start, ends if ends - end <= _NEAR else end
