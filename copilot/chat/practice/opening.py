"""Practice is opened by its profile, which everybody has who signs in."""

import chainlit as cl
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.asker import who_asks
from copilot.chat.desk import desk_now
from copilot.chat.language import spoken
from copilot.chat.panel import in_figures
from copilot.chat.proposing import show_beside
from copilot.chat.review.threads import begin_thread
from copilot.chat.words import LANGUAGES, say, words
from copilot.domain.desk import Desk, Role
from copilot.records.people import User

DESK, CARD, FORM = "PracticeDesk", "Scorecard", "ScenarioForm"


def profile(shop: Shop) -> cl.ChatProfile | None:
    """Practice as a profile of the page; None for who may not come in any more."""
    with Session(shop.engine) as session:
        user = session.get(User, who_asks())
        if user is None or not user.active:
            return None
    said = words("practice", spoken.get())
    return cl.ChatProfile(name=said["profile"], markdown_description=said["profile_says"], icon="/public/mark.svg")


def chosen() -> bool:
    """Whether the browser says that practice is what it opened."""
    return cl.user_session.get("chat_profile") in {words("practice", language)["profile"] for language in LANGUAGES}


async def open_practice(shop: Shop) -> None:
    """Put the practice into a conversation that was just opened."""
    desk = await cl.make_async(desk_now)(shop)
    await begin_thread(say("practice", "thread", desk.language, day=in_figures(desk.today, desk.language)))
    message = cl.Message(words("practice", desk.language)["here"])
    await message.send()
    await show_beside(desk_element(desk), message.id)


async def show_scorecard(desk: Desk, rehearsal_id: int, title: str) -> None:
    """The scorecard below. Kept with the conversation are its id and the page's words; the rest is read when it is shown."""
    message = cl.Message(say("practice", "scorecard_here", desk.language, title=title))
    await message.send()
    props = {"id": rehearsal_id, "words": _jsx("card", desk.language)}
    await show_beside(cl.CustomElement(name=CARD, props=props, display="inline"), message.id)


async def show_form(desk: Desk, draft_id: int, title: str) -> None:
    """The form of a scenario below. Kept with the conversation are its id and the page's words; the rest is read anew."""
    message = cl.Message(say("scenario_form", "form_here", desk.language, title=title))
    await message.send()
    props = {"id": draft_id, "words": _jsx("form", desk.language, "scenario_form")}
    await show_beside(cl.CustomElement(name=FORM, props=props, display="inline"), message.id)


def desk_element(desk: Desk) -> cl.CustomElement:
    """The practice itself. Kept are its words alone; what there is to practise is read anew whenever it is shown."""
    places = ["choose"] + ["follow"] * (desk.role is not Role.ASSOCIATE) + ["write"] * (desk.role is Role.TRAINER)
    props = {
        "thread_id": cl.context.session.thread_id,
        "places": places,
        "words": _jsx("desk", desk.language),
    }
    return cl.CustomElement(name=DESK, props=props, display="inline")


def _jsx(part: str, language: str, screen: str = "practice") -> dict[str, str]:
    """The sentences that one element says itself: in the file they stand under its own prefix."""
    start = f"{part}_"
    return {key.removeprefix(start): text for key, text in words(screen, language).items() if key.startswith(start)}
