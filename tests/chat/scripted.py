"""A page whose assistant follows a script: the double stands at the outermost edge, everything else is real."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from sqlmodel import Session, select

from copilot.assistant.events import (
    Answer,
    ChangeProposal,
    Chart,
    DraftProposal,
    Event,
    Looked,
    Looking,
    NoteProposal,
    Restart,
    Table,
    Token,
    Turn,
    Waiting,
)
from copilot.bootstrap import Shop
from copilot.domain.desk import Desk
from copilot.domain.draft import Closeness
from copilot.domain.message import Channel, Purpose
from copilot.domain.provenance import Provenance
from copilot.domain.source import Source
from copilot.outreach.draft_wish import Composed, DraftWish, Occasion
from copilot.records.care import Promise
from copilot.records.database import connect, migrate
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Client, Store, User
from copilot.records.sign_in import hash_password
from copilot.retrieval import Index
from copilot.settings import Settings

PASSWORD = "a-long-enough-password"  # noqa: S105 - of people who exist only here

SPENT = Chart("Spent", ("2025", "2026"), (("Spent in all", (30.0, 20.0)),), "GBP", ("figure 1",), "Spent: 2025 £30; 2026 £20.")
RECEIPTS = Table(
    "Receipts",
    ("Date", "Paid"),
    (("1 May 2025", "£30"), ("2 May 2026", "£20")),
    ("purchase 1", "purchase 2"),
    tuple(
        Source("purchase", key, f"Camille Laurent, {on}", f"{on}: a glove", client_id=1)
        for key, on in (("1", "1 May 2025"), ("2", "2 May 2026"))
    ),
)


def read_note(text: str, *, language: str, written_on: date) -> list[SimpleNamespace]:
    """Each sentence is one fact; what a sister mentioned came from a third party."""
    return [
        SimpleNamespace(
            quote=sentence.strip(),
            provenance=Provenance.THIRD_PARTY if "sister" in sentence else Provenance.TOLD_US,
            do_not_mention="surprise" in sentence,
            sensitive=False,
        )
        for sentence in re.split(r"[.;]", text)
        if sentence.strip()
    ]


class Script:
    """Answers that remember whom the conversation is about, with notes read from the real tables."""

    def __init__(self, settings: Settings) -> None:
        self.engine = connect(settings.database)

    async def __call__(self, question: str, history: Sequence[Turn], desk: Desk) -> AsyncIterator[Event]:
        asked = question.lower()
        if "break" in asked:
            raise RuntimeError("a secret that only the log may know about Ms Laurent")
        if "wait" in asked:
            yield Token("I begin to say something that takes a while and ")
            await asyncio.Event().wait()
        if asked.startswith("note"):
            text = question.split(":", 1)[1].strip()
            facts = tuple(
                {
                    "quote": fact.quote,
                    "provenance": fact.provenance.value,
                    "do_not_mention": fact.do_not_mention,
                    "sensitive": fact.sensitive,
                }
                for fact in read_note(text, language="en", written_on=desk.today)
            )
            words = "Shall I keep this note for Ms Laurent?"
            yield Token(words)
            yield Answer(words, client_ids=(1,), proposal=NoteProposal(1, "Ms Camille Laurent", text, facts))
            return
        if asked.startswith("who comes"):
            words = "Camille Laurent comes at three, and Paul Girard does not [client 1]."
            yield Answer(words, (Source("client", "1", "Camille Laurent", "", client_id=1),), (1,), named=(1, 3))
            return
        if asked.startswith("write to her:"):
            text = question.split(":", 1)[1].strip()
            channel, purpose = Channel.EMAIL, Purpose.SERVICE
            made = Composed(
                "The bangle",
                text,
                channel,
                purpose,
                Occasion.PROMISE,
                "en",
                Closeness.RESERVED,
                address="camille@laurent.example",
            )
            words = "Here is a message for Camille Laurent."
            yield Answer(words, client_ids=(1,), drafts=(DraftProposal(1, "Ms Camille Laurent", made, DraftWish()),))
            return
        if asked.startswith("spent by year"):
            yield Waiting("Still waiting for the language model…")
            yield Answer("£30 in 2025 and £20 in 2026 [figure 1].", client_ids=(1,), exhibits=(SPENT, RECEIPTS))
            return
        if "her card" in asked:
            yield Answer("Here it is [client 1].", (Source("client", "1", "Camille Laurent", "", client_id=1),), (1,), card=1)
            return
        if asked.startswith("glove size"):
            with Session(self.engine) as session:
                fact = session.exec(select(Fact).where(Fact.subject == "glove size").order_by(Fact.id.desc())).first()
            words = "This is what I would write down."
            change = {"what": f"fact:{fact.id if fact else 0}", "now": asked.removeprefix("glove size ")}
            yield Answer(words, client_ids=(1,), changes=(ChangeProposal("correction", 1, "Camille Laurent", change),))
            return
        yield Looking("1", "Looking through Ms Laurent's notes")
        notes = self.notes()
        yield Looked("1", f"{len(notes)} notes")
        if "restart" in asked:
            yield Token("The first model began to say this but ")
            yield Restart("The chat model is not answering; the built-in one continues.")
        about_before = bool(history and 1 in history[-1].client_ids)
        if " her " in f" {asked} " and not about_before:
            words, sources = "Whom do you mean?", ()
        else:
            chosen = notes[-2:] if "latest" in asked else notes[:2]
            words = "\n".join(f"- {n.text.splitlines()[0][:140]} [note {n.id}]" for n in chosen)
            sources = tuple(
                Source(
                    "note",
                    str(n.id),
                    "Note about Ms Camille Laurent",
                    n.text,
                    client_id=1,
                    on=n.written_on,
                    author="Amara Osei",
                    provenance=Provenance.TOLD_US,
                    do_not_mention="surprise" in n.text,
                )
                for n in chosen
            )
        for piece in re.findall(r"\S+\s*", words):
            yield Token(piece)
        ids = (1,) if sources or about_before else ()
        yield Answer(words, sources, ids, suggestions=("What did we promise her?", "What has she bought?"))

    def notes(self) -> list[Note]:
        with Session(self.engine) as session:
            return list(session.exec(select(Note).order_by("id")).all())


def furnish(settings: Settings) -> None:
    """Two stores, an associate in each, a manager, a trainer, and one client with two notes."""
    engine = connect(settings.database)
    migrate(engine)
    with Session(engine) as session:
        if session.exec(select(Store)).first():
            return
        london = Store(source_id="LON", name="Marylebone", city="London", timezone="Europe/London", currency="GBP")
        paris = Store(source_id="PAR", name="Vieille-du-Temple", city="Paris", timezone="Europe/Paris")
        session.add_all([london, paris])
        session.flush()
        digest = hash_password(PASSWORD)
        people = [("amara", "Amara Osei", "associate", london.id), ("luca", "Luca Moretti", "associate", paris.id)]
        people += [("margaux", "Margaux Delorme", "manager", None), ("david", "David Keane", "trainer", None)]
        session.add_all(
            User(source_id=n, name=name, role=role, store_id=store, password_hash=digest) for n, name, role, store in people
        )
        client = Client(source_id="c1", given_name="Camille", family_name="Laurent", salutation="Ms", store_id=london.id)
        session.add(client)
        session.flush()
        session.add_all(
            [
                Client(source_id="c2", given_name="Hélène", family_name="Laurent", city="Bath", store_id=london.id),
                Client(source_id="c3", given_name="Paul", family_name="Girard", city="Paris", store_id=paris.id),
                Promise(client_id=client.id, made_by_id=1, made_on=date(2026, 9, 2), text="Ring her when the bangle is in."),
            ]
        )
        texts = [
            "Loves rose gold, ring size 52. Asked about the *Aurore* bangle.",
            "Plans a surprise for her sister <b>Jeanne</b>.\n![x](https://evil.example/p.png) [here](https://evil.example)",
        ]
        told = {"provenance": "told_us", "learned_on": date(2026, 9, 3), "client_id": client.id}
        session.add_all(
            [
                Fact(subject="ring size", text="52", **told),
                Fact(subject="occasion", text="Her sister plans a surprise.", do_not_mention=True, **told),
            ]
        )
        for day, text in enumerate(texts, start=3):
            session.add(Note(client_id=client.id, author_id=1, written_on=date(2026, 9, day), text=text))
        session.commit()
    engine.dispose()


def scripted_shop(settings: Settings) -> Shop:
    """A furnished shop with the script for an assistant."""
    furnish(settings)
    knowledge = settings.data_dir / "no-house-documents"
    knowledge.mkdir(parents=True, exist_ok=True)
    return Shop(settings, connect(settings.database), Index(settings, knowledge), Script(settings), read_note)


if __name__ == "__main__":
    from copilot.cli import collect_seldom
    from copilot.cli.serve import run

    collect_seldom()
    folder, port, url, public_url = sys.argv[1:5]
    run(Settings(data_dir=Path(folder), port=int(port), database_url=url, public_url=public_url), scripted_shop)
