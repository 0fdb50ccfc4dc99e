"""Embedding models. `choose` takes the one that the settings name; nothing is downloaded at run time."""

from copilot.errors import ModelError
from copilot.retrieval.embedding.embedder import Embedder, Vectors
from copilot.retrieval.embedding.hashing import hashing
from copilot.settings import Settings

__all__ = ["Embedder", "Vectors", "choose"]


def choose(settings: Settings) -> Embedder:
    """Load the model. `auto` means multilingual-e5-small, or hashed words where it does not load."""
    if settings.embedding == "openai":
        from copilot.retrieval.embedding.endpoint import endpoint

        return endpoint(settings)
    if settings.embedding == "hash":
        return hashing()
    try:
        from copilot.retrieval.embedding.e5 import e5
        from copilot.weights.checked import weight_file

        return e5(weight_file("multilingual-e5-small"))
    except (ModelError, ImportError, RuntimeError) as unfit:  # onnxruntime raises subclasses of RuntimeError
        if settings.embedding == "e5":
            raise ModelError(f"The embedding model does not load: {unfit}") from unfit
        return hashing(f"The embedding model does not load ({unfit}); notes are found by their words only.")
