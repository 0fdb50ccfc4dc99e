"""Embeddings from an endpoint that speaks OpenAI's language, over a real socket."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from copilot.errors import ModelError
from copilot.retrieval.embedding import choose
from copilot.settings import Settings


class Endpoint(BaseHTTPRequestHandler):
    """Vectors of two numbers: how often a text says "ring", and one."""

    url: str
    asked: list[dict[str, object]]
    status = 200

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(asked | {"path": self.path, "key": self.headers["Authorization"]})
        data = [
            {"object": "embedding", "index": at, "embedding": [float(text.count("ring")), 1.0]}
            for at, text in enumerate(asked["input"])
        ]
        answer = {"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        body = json.dumps(answer if self.status == 200 else {"error": {"message": "no such model"}}).encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def endpoint() -> Iterator[type[Endpoint]]:
    fresh = type("Fresh", (Endpoint,), {"asked": [], "status": 200})
    server = ThreadingHTTPServer(("127.0.0.1", 0), fresh)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    fresh.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield fresh
    server.shutdown()
    server.server_close()


def settings(url: str) -> Settings:
    return Settings(embedding="openai", embedding_model="small", chat_base_url=url, OPENAI_API_KEY="sk-test", chat_retries=0)


def test_an_endpoint_is_sent_text_and_its_vectors_have_length_one(endpoint: type[Endpoint]) -> None:
    embedder = choose(settings(endpoint.url))

    vectors = embedder.embed_passages(["ring ring ring", "tea"])

    assert (embedder.model_id, embedder.dimensions) == ("openai-small", 2)
    assert vectors.tolist() == [pytest.approx([3 / 10**0.5, 1 / 10**0.5]), [0.0, 1.0]]
    assert endpoint.asked[-1]["input"] == ["ring ring ring", "tea"]
    assert endpoint.asked[-1]["path"] == "/v1/embeddings"


def test_an_endpoint_that_refuses_is_a_sentence(endpoint: type[Endpoint]) -> None:
    endpoint.status = 404

    with pytest.raises(ModelError, match="The embedding endpoint gave no vectors"):
        choose(settings(endpoint.url))
