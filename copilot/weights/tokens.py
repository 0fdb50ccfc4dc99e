"""Text in the pieces that multilingual-e5-small knows."""

import re

from tokenizers import Tokenizer, models, pre_tokenizers

from copilot.weights.packed import PackedModel


class Pieces:
    """Cuts text into pieces; safe to share between threads."""

    def __init__(self, packed: PackedModel) -> None:
        self._replacements = dict(packed.replacements)
        self._pieces = Tokenizer(models.Unigram(packed.pieces, unk_id=packed.unknown))
        self._pieces.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")

    def ids(self, text: str) -> list[int]:
        """The numbers of the pieces, without marks of start and end."""
        clean = re.sub(" {2,}", " ", text.translate(self._replacements))
        return list(self._pieces.encode(clean, add_special_tokens=False).ids)

    def placed(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The numbers of the pieces, and where each one stands in the text."""
        letters: list[str] = []
        places: list[int] = []
        for place, sign in enumerate(text):
            for letter in self._replacements.get(ord(sign), sign):
                if letter == " " and letters and letters[-1] == " ":
                    continue
                letters.append(letter)
                places.append(place)
        encoded = self._pieces.encode("".join(letters), add_special_tokens=False)
        return list(encoded.ids), [_original(start, end, letters, places) for start, end in encoded.offsets]


def _original(start: int, end: int, letters: list[str], places: list[int]) -> tuple[int, int]:
    while start < end and letters[start] == " ":
        start += 1
    return (places[start], places[end - 1] + 1) if start < end else (0, 0)
