"""`copilot bench retrieval`: long conversations as notes, and questions whose evidence is known."""

import json
import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.cli import plain_errors
from copilot.errors import ImportRefused

if TYPE_CHECKING:
    from sqlmodel import Session

    from copilot.domain.desk import Scope
    from copilot.retrieval import Index

_DEPTH = 100
_ADVERSARIAL = 5
WAYS = ("dense alone", "lexical alone", "ours")


@dataclass(frozen=True)
class Asked:
    """One question, and the notes that answer it."""

    text: str
    evidence: tuple[int, ...]


@dataclass(frozen=True)
class Scores:
    """How well the evidence of some questions was found, and how fast."""

    recall_5: float
    recall_10: float
    reciprocal: float
    ndcg_10: float


def bench_retrieval(
    files: Annotated[list[Path], typer.Argument(help="Conversations with questions and evidence, as JSON.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Measure what search finds: meaning alone, words alone, and ours, over the same notes in the same run."""
    with plain_errors(), TemporaryDirectory() as temporary:
        for number, file in enumerate(files):
            lines = list(measure(_conversations(file), Path(temporary) / str(number)))
            typer.echo(f"{file.name}" if not as_json else "", nl=not as_json)
            for line in lines:
                typer.echo(json.dumps({"file": file.name} | line) if as_json else _row(line))


def measure(conversations: Sequence[dict[str, Any]], folder: Path) -> Iterator[dict[str, Any]]:
    """Load and index the conversations, ask everything in all three ways; a line for each conversation and way."""
    from sqlmodel import Session

    from copilot.domain.desk import Role, Scope
    from copilot.records.database import connect, migrate
    from copilot.records.people import Store
    from copilot.retrieval import open_index
    from copilot.settings import Settings

    settings = Settings(data_dir=folder, database_url="", chroma_url="")
    engine = connect(settings.database)
    migrate(engine)
    index = open_index(settings)
    try:
        with Session(engine) as session:
            store = Store(source_id="bench", name="Bench")
            session.add(store)
            session.flush()
            loaded = [(str(c["sample_id"]), *_load(session, c, store.id or 0)) for c in conversations]
            session.commit()
            scope = Scope(0, Role.ASSOCIATE, store.id)
        while index.drain(engine).left:
            pass
        everything: dict[str, list[tuple[Scores, float]]] = {way: [] for way in WAYS}
        with Session(engine) as session:
            for name, client_id, questions in loaded:
                for way, search in _ways(session, index, scope, client_id):
                    search("warm")
                    done = [_timed(search, question) for question in questions]
                    everything[way] += done
                    yield _line(name, way, done)
        for way, done in everything.items():
            yield _line("all", way, done)
    finally:
        index.close()
        engine.dispose()


def _conversations(file: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as unread:
        raise ImportRefused(f"{file} cannot be read as JSON: {unread}") from unread
    found = found if isinstance(found, list) else [found]
    if not all(isinstance(one, dict) and {"sample_id", "conversation", "qa"} <= one.keys() for one in found):
        raise ImportRefused(f"{file} is not a list of conversations with sample_id, conversation and qa.")
    return found


def _load(session: "Session", sample: dict[str, Any], store_id: int) -> tuple[int, list[Asked]]:
    """Each turn a note by its speaker on its session's day; the whole conversation is one client."""
    from copilot.records.knowledge import Note
    from copilot.records.people import Client, User

    talk, name = sample["conversation"], str(sample["sample_id"])
    client = Client(source_id=name, store_id=store_id)
    speakers = {
        speaker: User(source_id=f"{name}/{speaker}", name=speaker, store_id=store_id)
        for speaker in (talk["speaker_a"], talk["speaker_b"])
    }
    session.add_all([client, *speakers.values()])
    session.flush()
    notes: dict[str, Note] = {}
    for number in sorted(int(key[8:]) for key, turns in talk.items() if re.fullmatch(r"session_\d+", key) and turns):
        on = _day(talk[f"session_{number}_date_time"])
        for turn in talk[f"session_{number}"]:
            photo = f" [shared photo: {turn['blip_caption']}]" if turn.get("blip_caption") else ""
            notes[turn["dia_id"]] = Note(
                client_id=client.id or 0,
                author_id=speakers[turn["speaker"]].id,
                written_on=on,
                text=turn["text"] + photo,
            )
    session.add_all(notes.values())
    session.flush()
    questions = []
    for asked in sample["qa"]:
        named = dict.fromkeys(re.findall(r"D\d+:\d+", " ".join(asked.get("evidence", []))))
        evidence = tuple(notes[one].id or 0 for one in named if one in notes)
        if asked.get("category") != _ADVERSARIAL and evidence:
            questions.append(Asked(str(asked["question"]), evidence))
    return client.id or 0, questions


def _day(written: str) -> date:
    from dateutil import parser

    try:
        return parser.parse(written, fuzzy=True).date()
    except (ValueError, OverflowError) as unread:
        raise ImportRefused(f"{written!r} is not the date of a session.") from unread


def _ways(session: "Session", index: "Index", scope: "Scope", client_id: int) -> Iterator[tuple[str, Callable[[str], list[int]]]]:
    from copilot.retrieval.entries import of_clients
    from copilot.retrieval.lexical import bm25
    from copilot.retrieval.shelf import store_collection
    from copilot.retrieval.wording import telling, tokens

    collection = store_collection(scope.store_id or 0, index.embedder.model_id)

    def dense(query: str) -> list[int]:
        near = index.shelf.nearest(collection, index.embedder.embed_query(query), _DEPTH, {"client_id": client_id})
        return [int(key.removeprefix("note:")) for key in near]

    def lexical(query: str) -> list[int]:
        entries = of_clients(session, scope, [client_id])
        scores = bm25(telling(query), [tokens(entry.embedded) for entry in entries])
        return [entries[at].row_id for at in (-scores).argsort(kind="stable")[:_DEPTH]]

    def ours(query: str) -> list[int]:
        return [p.row_id or 0 for p in index.search_client(session, scope, client_id, query, limit=_DEPTH)]

    yield from zip(WAYS, (dense, lexical, ours), strict=True)


def _timed(search: Callable[[str], list[int]], question: Asked) -> tuple[Scores, float]:
    began = time.perf_counter()
    found = search(question.text)
    return score(found, question.evidence), time.perf_counter() - began


def score(found: Sequence[int], evidence: Sequence[int]) -> Scores:
    """Recall, reciprocal rank and nDCG of one question."""
    places = [found.index(one) + 1 for one in evidence if one in found]
    gained = sum(1 / math.log2(place + 1) for place in places if place <= 10)
    most = sum(1 / math.log2(place + 1) for place in range(1, min(10, len(evidence)) + 1))
    return Scores(
        recall_5=sum(place <= 5 for place in places) / len(evidence),
        recall_10=sum(place <= 10 for place in places) / len(evidence),
        reciprocal=1 / min(places) if places else 0.0,
        ndcg_10=gained / most,
    )


def _line(name: str, way: str, done: Sequence[tuple[Scores, float]]) -> dict[str, Any]:
    def mean(which: Callable[[Scores], float]) -> float:
        return round(100 * sum(which(scores) for scores, _ in done) / max(1, len(done)), 1)

    times = sorted(seconds for _, seconds in done) or [0.0]
    return {
        "conversation": name,
        "way": way,
        "questions": len(done),
        "recall@5": mean(lambda scores: scores.recall_5),
        "recall@10": mean(lambda scores: scores.recall_10),
        "mrr": mean(lambda scores: scores.reciprocal),
        "ndcg@10": mean(lambda scores: scores.ndcg_10),
        "p50_ms": round(1000 * times[len(times) // 2], 1),
        "p95_ms": round(1000 * times[int(0.95 * (len(times) - 1))], 1),
    }


def _row(line: dict[str, Any]) -> str:
    return (
        f"{line['conversation']:<12}{line['way']:<15}{line['questions']:>5} questions"
        f"  recall@5 {line['recall@5']:>5}  recall@10 {line['recall@10']:>5}  MRR {line['mrr']:>5}"
        f"  nDCG@10 {line['ndcg@10']:>5}  p50 {line['p50_ms']:>6} ms  p95 {line['p95_ms']:>6} ms"
    )
