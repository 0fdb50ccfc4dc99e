"""Embeddings from OpenAI or another endpoint that speaks its language, only when the settings say so."""

from collections.abc import Sequence

import numpy as np
import openai
from langchain_openai import OpenAIEmbeddings

from copilot.errors import ModelError, SettingsError
from copilot.retrieval.embedding.embedder import Embedder, Vectors, of_length_one
from copilot.settings import Settings


def endpoint(settings: Settings) -> Embedder:
    """The embedder; one short text is embedded at once to learn how long its vectors are."""
    if not settings.openai_api_key.get_secret_value():
        raise SettingsError("COPILOT_EMBEDDING is openai, but OPENAI_API_KEY is empty. Set it, or choose auto.")
    # Other endpoints than OpenAI's want text, not the ids of one tokenizer.
    client = OpenAIEmbeddings(
        model=settings.embedding_model,
        openai_api_key=settings.openai_api_key,
        openai_api_base=settings.chat_base_url or None,
        check_embedding_ctx_length=False,
        max_retries=settings.chat_retries,
        request_timeout=settings.chat_timeout,
    )

    def embed(texts: Sequence[str]) -> Vectors:
        try:
            return of_length_one(np.array(client.embed_documents(list(texts)), dtype=np.float32))
        except openai.OpenAIError as refused:
            raise ModelError(f"The embedding endpoint gave no vectors: {refused}") from refused

    return Embedder(
        f"openai-{settings.embedding_model}",
        embed(["ring"]).shape[1],
        near=0.35,  # not measured by us: OpenAI's own models spread related texts from about here
        passages=embed,
        questions=embed,
    )
