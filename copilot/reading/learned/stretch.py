"""Which words a finding marks, from how sure the network is of each piece of text."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_GAP = 3  #: pieces of text that do not part two marked ones
_SHARE, _MOST = 0.5, 0.7  #: marked is what is half as sure as the surest, and whatever is surer than this
_ANYTHING = 0.3  #: how much it counts that anything at all is wrong there
_NEIGHBOUR = 0.7  #: the share of a clause's sureness from which its neighbour belongs to it
_NEAR = 15  #: letters: a mark that ends so near to the end of a clause takes it whole
_CUT = re.compile(r"[.!?;:\n]+\s*|,\s+|\s[-–—]\s")

#: Where it begins and ends in the text, and the places of its pieces.
Clause = tuple[int, int, list[int]]


def stretch(sort: NDArray[np.float32], anything: NDArray[np.float32]) -> tuple[int, int]:
    """The first and the last piece of text about the surest one that are of one sort with it."""
    tags = _sureness(sort, anything)
    sure = tags.tolist()
    first = last = int(tags.argmax())
    level = min(_MOST, sure[first] * _SHARE)
    while first > 0 and max(sure[max(0, first - _GAP) : first]) >= level:
        first -= 1
    while last < len(sure) - 1 and max(sure[last + 1 : last + 1 + _GAP]) >= level:
        last += 1
    return first, last


def clauses_in(text: str, offsets: Sequence[tuple[int, int]]) -> list[Clause]:
    """The clauses of a text that hold any of its pieces, each with the places of those; all as one where none holds any.

    `offsets`: where each piece of text stands.
    """
    found: list[Clause] = []
    begin = 0
    for end, after in [*(cut.span() for cut in _CUT.finditer(text)), (len(text), len(text))]:
        inside = [place for place, (start, stop) in enumerate(offsets) if start < after and stop > begin]
        if inside:
            found.append((begin, end, inside))
        begin = after
    return found or [(offsets[0][0] if offsets else 0, offsets[-1][1] if offsets else len(text), list(range(len(offsets))))]


def marked(clauses: Sequence[Clause], sort: NDArray[np.float32], anything: NDArray[np.float32]) -> tuple[int, int]:
    """Where the clause with the surest piece of text begins and ends, with its neighbours that are nearly as sure: what one
    would cut out or say in another way."""
    tags = _sureness(sort, anything)
    sure = [float(tags[inside].max() + tags[inside].mean()) for _, _, inside in clauses]
    surest = int(tags.argmax())
    first = last = max((at for at, (_, _, inside) in enumerate(clauses) if surest in inside), default=0)
    level = _NEIGHBOUR * sure[first]
    while first > 0 and sure[first - 1] >= level:
        first -= 1
    while last < len(clauses) - 1 and sure[last + 1] >= level:
        last += 1
    return clauses[first][0], clauses[last][1]


def _sureness(sort: NDArray[np.float32], anything: NDArray[np.float32]) -> NDArray[np.float32]:
    """How sure of one sort each piece of text is, that anything is wrong there at all counted in."""
    sure: NDArray[np.float32] = sort ** (1 - _ANYTHING) * anything**_ANYTHING
    return sure


def whole_clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The same words, out to where their clause begins and ends if that is near."""
    cuts = list(_CUT.finditer(text))
    begins = max((cut.end() for cut in cuts if cut.end() <= start), default=0)
    ends = min((cut.start() for cut in cuts if cut.start() >= end), default=len(text))
    return begins if start - begins <= _NEAR else start, ends if ends - end <= _NEAR else end
