"""What the house says."""

import hashlib

from langchain.tools import ToolRuntime, tool
from sqlmodel import Session, col, select

from copilot.assistant.counter import Counter
from copilot.domain.source import Found, Source
from copilot.models.builtin.trade import in_house_words, what_is_asked
from copilot.records.people import Store
from copilot.retrieval import HouseQuestion


@tool(response_format="content_and_artifact")
def house(query: str, runtime: ToolRuntime[Counter]) -> tuple[str, Found]:
    """Look up the house's own documents: care, sizing, returns, repairs, gifts, rhythm of contact, consent, complaints."""
    counter = runtime.context
    with Session(counter.engine) as session:
        towns = dict(session.exec(select(col(Store.id), col(Store.city))).all())
    here = towns.pop(counter.desk.store_id or 0, "")
    question = HouseQuestion(
        query,
        matters=in_house_words(query),
        told=what_is_asked(query),
        here=here,
        elsewhere=set(filter(None, towns.values())) - {here},
    )
    passages = counter.index.search_house(counter.scope, question, limit=5)
    sources = tuple(Source("house", _short(p.key), p.title, p.text, on=p.on, author=p.author) for p in passages)
    found = [
        {
            "mark": s.mark,
            "title": p.title,
            "text": p.text,
            "telling": p.telling,
            "cosine": p.cosine,
            "covered": p.covered,
        }
        for p, s in zip(passages, sources, strict=True)
    ]
    text = "\n\n".join(f"{f['title']}: {f['text']} [{f['mark']}]" for f in found) or "The house documents say nothing about that."
    return text, Found(
        "house",
        sources,
        {"query": query, "passages": found, "supported": passages.supported, "degraded": passages.degraded},
    )


def _short(key: str) -> str:
    """A short name for `file#section`, the same every time, that a model can repeat without a slip."""
    return f"{key.split('#')[0].split('-')[0].removesuffix('.md')}-{hashlib.sha256(key.encode()).hexdigest()[:3]}"
