"""A question and its answer on the page: what is looked up as it happens, words as they come, then the sources."""

import time
from collections.abc import Sequence

import chainlit as cl
from chainlit.element import Element
from sqlmodel import Session

from copilot.assistant.events import Answer, Chart, Event, Looked, Looking, Restart, Table, Token, Turn, Waiting
from copilot.bootstrap import Shop
from copilot.chat import dropping
from copilot.chat.beside import MOST, beside, card_element
from copilot.chat.counter.forms import propose
from copilot.chat.desk import desk_now
from copilot.chat.drafting.putting import put_down
from copilot.chat.exhibits import elements_of
from copilot.chat.judging import how_it_came
from copilot.chat.marks import mark_in, marked_in, unmarked
from copilot.chat.mentions import linked, names_of, unlinked
from copilot.chat.panel import card, panel, without_links
from copilot.chat.proposing import proposal, show_beside
from copilot.chat.words import say
from copilot.domain.desk import Desk
from copilot.domain.source import Source
from copilot.records.attaching import attached_to

LONGEST = 4_000
_PIECE = 24  # letters gathered before they are sent: fewer, larger pieces cost the server less


def refusal(question: str, language: str = "en") -> str:
    """Why this cannot be asked, in a sentence; empty when it can."""
    if not question.strip():
        return say("asking", "empty", language)
    if len(question) > LONGEST:
        return say("asking", "too_long", language, length=len(question), most=LONGEST)
    return ""


def turns_in(messages: Sequence[cl.Message]) -> tuple[Turn, ...]:
    """The questions and answers so far, each with whom it was about; errors and refusals are no turns."""
    turns: list[Turn] = []
    question = ""
    for message in messages:
        if message.type == "user_message":
            question = message.content
        elif message.type == "assistant_message" and question and "client_ids" in (message.metadata or {}):
            about = (message.metadata or {})["client_ids"]
            ids = tuple(i for i in about if isinstance(i, int)) if isinstance(about, list) else ()
            turns.append(Turn(question, unmarked(unlinked(message.content)), ids, bool((message.metadata or {}).get("drafted"))))
            question = ""
    return tuple(turns)


async def ask(shop: Shop, message: cl.Message) -> None:
    """Answer one message, in sight."""
    desk = await cl.make_async(desk_now)(shop)
    history = turns_in(cl.chat_context.get()[:-1])
    if message.elements:
        await dropping.take(shop, message, history[-1].client_ids if history else (), desk)
        return
    if why := refusal(message.content, desk.language):
        await cl.Message(why).send()
        return
    await answered(shop, message.content.strip(), history, desk)


async def answered(shop: Shop, question: str, history: Sequence[Turn], desk: Desk) -> None:
    """Show the answer to one question as it comes."""
    shown = _Shown(shop)
    try:
        async for event in shop.answer(question, history, desk):
            await shown.event(event, desk)
    finally:
        await shown.close()


class _Shown:
    """One answer while it is being made."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.began = shop, time.perf_counter()
        run = cl.context.current_run
        self.run_id = run.id if run else None
        self.message = cl.Message("", parent_id=self.run_id)
        self.steps: dict[str, cl.Step] = {}
        self.waiting = ""
        self.silence: cl.Step | None = None

    async def event(self, event: Event, desk: Desk) -> None:
        await self.heard()
        match event:
            case Waiting(words):
                await self.silent(words)
            case Looking(key, words):
                await self.looking(key, words)
            case Looked(key, words):
                await self.looked(key, words)
            case Token(text):
                await self.token(text)
            case Restart(why):
                await self.restart(why)
            case Answer():
                await self.answer(event, desk)

    async def looking(self, key: str, words: str) -> None:
        step = cl.Step(name=words, type="tool", parent_id=self.run_id, show_input=False)
        step.start = step.created_at
        self.steps[key] = step
        await step.send()

    async def looked(self, key: str, words: str) -> None:
        step = self.steps.pop(key, None)
        if step is not None:
            await _finish(step, words)

    async def silent(self, words: str) -> None:
        """Say what is waited for, until anything happens. It is no part of the conversation, so it is not kept."""
        self.silence = cl.Step(name=words, type="tool", parent_id=self.run_id, show_input=False)
        self.silence.start = self.silence.created_at
        await cl.context.emitter.send_step(self.silence.to_dict())

    async def heard(self) -> None:
        if self.silence is not None:
            await cl.context.emitter.delete_step(self.silence.to_dict())
            self.silence = None

    async def token(self, text: str) -> None:
        self.waiting += text
        if len(self.waiting) >= _PIECE:
            await self.message.stream_token(self.waiting)
            self.waiting = ""

    async def restart(self, why: str) -> None:
        self.waiting = ""
        if self.message.streaming:
            await self.message.remove()
        if why:  # empty: it was only a remark before something is looked up
            step = cl.Step(name=why, type="tool", parent_id=self.run_id, show_input=False)
            step.start = step.end = step.created_at
            await step.send()
        self.message = cl.Message("", parent_id=self.run_id)

    async def close(self) -> None:
        """Whether it ended well or was stopped: nothing is left turning, and words once shown are kept."""
        await self.heard()
        for step in list(self.steps.values()):
            await _finish(step, "")
        self.steps.clear()
        if self.message.streaming:
            await self.message.send()

    async def answer(self, answer: Answer, desk: Desk) -> None:
        message = self.message
        names = await cl.make_async(_names)(self.shop, desk, answer.named)
        message.content = linked(without_links(marked_in(answer.text, answer.sources, desk.language)), names)
        message.metadata = {
            "client_ids": list(answer.client_ids),
            "drafted": [draft.client_id for draft in answer.drafts],
            **how_it_came(answer, time.perf_counter() - self.began),
        }
        cited = [source for source in answer.sources if f"[{source.mark}]" in answer.text]
        below: list[Element] = [
            # "page": Chainlit opens every "side" element by itself; ours opens when its mark is tapped (Beside.jsx).
            cl.Text(name=_shown_mark(source, desk), content=panel(source, desk.language), display="page")
            for source in cited
        ]
        below += elements_of(answer.exhibits, desk.language)
        if answer.proposal:
            below.append(proposal(answer.proposal, desk.language))
        tables = [shown for shown in answer.exhibits if isinstance(shown, Table)]
        behind = {source.mark: source for source in (*(one for table in tables for one in table.sources), *cited)}
        files = await cl.make_async(files_beside)(self.shop, desk, list(behind.values()))
        if answer.card is not None:
            below.append(card_element(answer.card, desk.language))
        below.append(
            beside(
                message,
                desk.language,
                sources={
                    _shown_mark(source, desk): card(source, desk.language) | files.get(source.mark, {})
                    for source in behind.values()
                },
                rows=[_shown_mark(source, desk) for table in tables for source in table.sources],
                questions=answer.suggestions[:MOST],
                people=_unnamed(answer, names, message.content),
                charts=[shown.summary for shown in answer.exhibits if isinstance(shown, Chart)],
            )
        )
        await message.send()
        for change in answer.changes:
            await propose(self.shop, change, message.id)
        for draft in answer.drafts:
            await put_down(self.shop, draft, message.id)
        for element in below:
            await show_beside(element, message.id)
        if answer.notice:
            await cl.Message(answer.notice, type="system_message", parent_id=self.run_id).send()


def _shown_mark(source: Source, desk: Desk) -> str:
    return f"[{mark_in(source.mark, desk.language)}]"


def _names(shop: Shop, desk: Desk, client_ids: Sequence[int]) -> dict[str, int]:
    with Session(shop.engine) as session:
        return names_of(session, desk.scope, client_ids)


def _unnamed(answer: Answer, names: dict[str, int], shown: str) -> dict[str, int]:
    """Whom the answer is about without a name in it that opens their card."""
    missing = {i for i in answer.client_ids if i != answer.card and f"](#client-{i})" not in shown}
    fullest = {client_id: name for name, client_id in sorted(names.items(), key=lambda named: len(named[0]))}
    return {fullest[client_id]: client_id for client_id in answer.client_ids if client_id in missing & fullest.keys()}


def files_beside(shop: Shop, desk: Desk, cited: Sequence[Source]) -> dict[str, dict[str, object]]:
    """By mark of a note, the photos and PDFs kept with it: addresses that answer only whoever may read the note."""
    notes = {int(source.key): source.mark for source in cited if source.kind == "note" and source.key.isdigit()}
    with Session(shop.engine) as session:
        found = attached_to(session, desk.scope, list(notes))
    return {
        notes[note_id]: {"files": [{"url": f"/attachments/{file_id}", "mime": mime} for file_id, mime in files]}
        for note_id, files in found.items()
    }


async def _finish(step: cl.Step, words: str) -> None:
    if words:
        step.name = f"{step.name} · {words}"
    step.start = step.start or step.created_at
    step.end = cl.utils.utc_now()
    await step.update()
