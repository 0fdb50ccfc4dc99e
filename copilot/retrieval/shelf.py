"""Chroma: where the vectors lie. It is given vectors and never text, and is asked only by key or within one collection."""

import fcntl
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlparse

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.client import Client
from chromadb.errors import ChromaError, NotFoundError

from copilot.errors import IndexUnavailable
from copilot.retrieval.embedding import Vectors
from copilot.settings import Settings

_PATIENCE = 10.0  # seconds that a server may take to answer
_AT_ONCE = 1000
_LOST = (ChromaError, httpx.HTTPError, OSError, ValueError)


@dataclass(frozen=True)
class Held:
    """What lies on the shelf under one key: the digest of the row it was made from, and its vector where asked for."""

    digest: str
    vector: Vectors | None = None


class Shelf:
    """An embedded Chroma, or a server. Opened on first use, and again after it was gone."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.chroma_url
        self._folder = settings.index_dir
        self._opening = Lock()
        self._client: ClientAPI | None = None
        self._lock: int | None = None
        self.pause = 5.0  #: seconds for which an index that did not answer is left alone
        self._left_alone_until = 0.0
        self._opening = Lock()

    def put(self, name: str, keys: Sequence[str], vectors: Vectors, about: Sequence[Mapping[str, Any]]) -> None:
        """Add these, or put them in the place of what lay there under the same keys."""
        with self._reached() as client:
            collection = client.get_or_create_collection(
                name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )
            for at in range(0, len(keys), _AT_ONCE):
                some = slice(at, at + _AT_ONCE)
                collection.upsert(
                    ids=list(keys[some]),
                    embeddings=vectors[some],
                    metadatas=[dict(one) for one in about[some]],
                )

    def drop(self, name: str, keys: Sequence[str]) -> int:
        """Take these away where they are there; how many were."""
        there = list(self.held(name, keys))
        if there:
            with self._reached() as client:
                client.get_collection(name, embedding_function=None).delete(ids=there)
        return len(there)

    def held(self, name: str, keys: Sequence[str] | None = None, *, vectors: bool = False) -> dict[str, Held]:
        """What lies under these keys, or under every key of the collection; nothing where there is no such collection."""
        found: dict[str, Held] = {}
        with self._reached() as client:
            try:
                collection = client.get_collection(name, embedding_function=None)
            except NotFoundError:
                return found
            step = _AT_ONCE if keys is not None else 5 * _AT_ONCE
            total = len(keys) if keys is not None else collection.count()
            for at in range(0, total, step):
                chosen: dict[str, Any] = (
                    {"ids": list(keys[at : at + step])} if keys is not None else {"limit": step, "offset": at}
                )
                got = collection.get(**chosen, include=["metadatas", "embeddings"] if vectors else ["metadatas"])
                rows = got["embeddings"] if vectors and got["embeddings"] is not None else [None] * len(got["ids"])
                for key, about, row in zip(got["ids"], got["metadatas"] or [], rows, strict=True):
                    vector = None if row is None else np.asarray(row, dtype=np.float32)
                    found[key] = Held(str(about.get("digest", "")), vector)
        return found

    def nearest(self, name: str, vector: Vectors, limit: int, where: dict[str, Any] | None = None) -> dict[str, float]:
        """The keys nearest to a vector, each with its cosine."""
        with self._reached() as client:
            try:
                collection = client.get_collection(name, embedding_function=None)
            except NotFoundError:
                return {}
            got = collection.query(query_embeddings=vector[None, :], n_results=limit, where=where, include=["distances"])
        distances = (got["distances"] or [[]])[0]
        return {key: 1.0 - float(distance) for key, distance in zip(got["ids"][0], distances, strict=True)}

    def names(self) -> list[str]:
        """Every collection there is."""
        with self._reached() as client:
            return [collection.name for collection in client.list_collections()]

    def sizes(self) -> dict[str, int]:
        """How many vectors lie in each collection."""
        with self._reached() as client:
            return {collection.name: collection.count() for collection in client.list_collections()}

    def clear(self, name: str) -> None:
        """Take a whole collection away, if it is there."""
        with self._reached() as client:
            try:
                client.delete_collection(name)
            except NotFoundError:
                return

    def close(self) -> None:
        """Let another process have it."""
        if isinstance(self._client, Client):
            self._client.close()
        self._client = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @contextmanager
    def _reached(self) -> Iterator[ClientAPI]:
        """The client; whatever goes wrong with it means that the index cannot be reached for now."""
        if time.monotonic() < self._left_alone_until:
            raise IndexUnavailable("The search index did not answer a moment ago; it is tried again in a few seconds.")
        try:
            with self._opening:  # warming and indexing begin together, and Chroma cannot be opened twice at once
                if self._client is None:
                    self._client = self._at_server() if self._url else self._embedded()
                client = self._client
            yield client
        except Exception as lost:
            # Chroma raises a bare Exception for an answer that it cannot read, such as a proxy's error page.
            if not isinstance(lost, _LOST) and type(lost) is not Exception:
                raise
            self._left_alone_until = time.monotonic() + self.pause
            if self._url:
                self._client = None
                raise IndexUnavailable(
                    f"The search index at {self._url} does not answer ({lost}). Start the Chroma server, "
                    "or empty COPILOT_CHROMA_URL to keep the index in the data folder."
                ) from lost
            raise IndexUnavailable(
                f"The search index in {self._folder} cannot be used ({lost}). If this stays so, run `copilot index --rebuild`."
            ) from lost

    def _at_server(self) -> ClientAPI:
        address = urlparse(self._url if "//" in self._url else f"http://{self._url}")
        secure = address.scheme == "https"
        client = chromadb.HttpClient(
            host=address.hostname or "localhost",
            port=address.port or (443 if secure else 8000),
            ssl=secure,
            settings=chromadb.Settings(anonymized_telemetry=False),
        )
        # Chroma's own client would wait for ever, and so would the person who asked.
        client._server._session.timeout = httpx.Timeout(_PATIENCE)  # type: ignore[attr-defined]
        return client

    def _embedded(self) -> ClientAPI:
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._lock is None:
            self._lock = _only_one(self._folder / "in-use-by")
        return chromadb.PersistentClient(path=str(self._folder.resolve()), settings=chromadb.Settings(anonymized_telemetry=False))


def _only_one(path: Path) -> int:
    """Two processes on one embedded index would not see each other's deletions: the second one is sent away."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = os.pread(lock, 20, 0).decode().strip()
        os.close(lock)
        raise IndexUnavailable(
            f"The search index in {path.parent} is in use by another copilot (process {other or 'unknown'}). "
            "Stop that one first, or let both use a Chroma server: COPILOT_CHROMA_URL."
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return lock


def store_collection(store_id: int, model_id: str) -> str:
    """Where a store's vectors of one model lie: vectors of two models never lie together."""
    return f"store-{store_id}.{_named(model_id)}"


def house_collection(model_id: str) -> str:
    """Where the house documents' vectors of one model lie."""
    return f"house.{_named(model_id)}"


def _named(model_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9-]", "-", model_id).strip("-")
