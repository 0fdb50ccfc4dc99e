"""How a draft comes onto the page: proposed by an answer, and kept from then on."""

from uuid import uuid4

import chainlit as cl
from sqlmodel import Session

from copilot.assistant.events import DraftProposal
from copilot.bootstrap import Shop
from copilot.chat.desk import desk_now
from copilot.chat.drafting.card import jsx_words
from copilot.chat.proposing import show_beside
from copilot.outreach.drafts import draft_in_scope
from copilot.outreach.writing_again import begin_composed, keep

ELEMENT = "DraftCard"


async def put_down(shop: Shop, proposed: DraftProposal, message_id: str) -> None:
    """Under an answer: the message as it was written, kept as a draft from now on."""
    desk = await cl.make_async(desk_now)(shop)

    def begun() -> int:
        policy, now = shop.policy.now(), shop.now()
        with Session(shop.engine) as session:
            if proposed.of is None:
                draft = begin_composed(session, desk, proposed.client_id, proposed.made, proposed.wish, policy, now)
            else:
                draft_id, version = proposed.of
                draft = draft_in_scope(session, desk, draft_id, now)
                if draft.version == version:  # else somebody was quicker; the card shows how it stands
                    keep(session, desk, draft, proposed.made, policy, now, proposed.change)
            session.commit()
            return draft.id or 0

    await show_beside(draft_element(await cl.make_async(begun)(), desk.language), message_id)


def draft_element(draft_id: int, language: str) -> cl.CustomElement:
    """The card of a draft. Kept with the conversation is the id alone: it is read anew whenever it is shown."""
    element_id = str(uuid4())
    return cl.CustomElement(id=element_id, name=ELEMENT, props={"draft_id": draft_id, "words": jsx_words(language)})
