"""What a client asks about hearing from us: to stop, to write less, elsewhere, or again. Pure; for any text that comes in."""

from copilot.reading.stopping.asked import Asked, Asks
from copilot.reading.stopping.hearing import heard
from copilot.reading.stopping.own_words import own_words
from copilot.reading.stopping.understanding import understood

__all__ = ["Asked", "Asks", "heard", "own_words", "understood"]
