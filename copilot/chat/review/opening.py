"""The review desk is opened: by its profile, by /review, or by asking what waits."""

import re
from functools import cache

import chainlit as cl
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.asker import who_asks
from copilot.chat.command_answers import Order, named_thread, reply
from copilot.chat.desk import desk_now
from copilot.chat.language import spoken
from copilot.chat.panel import in_figures
from copilot.chat.proposing import show_beside
from copilot.chat.review.threads import begin_thread
from copilot.chat.words import LANGUAGES, say, words
from copilot.domain.desk import Desk, Role
from copilot.domain.message import Channel
from copilot.records.people import User

ELEMENT = "ReviewDesk"
_LEADS = (Role.MANAGER.value, Role.ADMINISTRATOR.value)
_JSX = tuple(
    "a_year_ago approve approve_edited approve_title behind better cancel card comment_approve comment_reject comment_send_back "
    "comment_several contacts contacts_none decided decided_none deciding difference distance edit edit_title empty empty_says "
    "facts facts_none findings findings_none gauge_close gauge_far gauge_right guard_says key_cancel key_choose key_confirm "
    "key_next key_previous keys leave_out loading mark next ours policy position practice practice_download practice_keep "
    "practice_read practice_text previous queue reasons reject reject_title reload retry rewrite rule_add rule_because "
    "rule_channel rule_day rule_end rule_every_channel rule_policy rule_who rules rules_none rules_says seen select "
    "select_unseen selected send_back send_back_title several_hint show_all story subject subject_missing text theirs title "
    "today unchanged unreachable use_rewrite before after".split()
)


def profile(shop: Shop) -> cl.ChatProfile | None:
    """The desk as a profile of the page, for who leads; None for everybody else."""
    with Session(shop.engine) as session:
        user = session.get(User, who_asks())
        if user is None or not user.active or user.role not in _LEADS:
            return None
    said = words("review", spoken.get())
    return cl.ChatProfile(name=said["profile"], markdown_description=said["profile_says"], icon="/public/mark.svg")


def chosen() -> bool:
    """Whether the browser says that the desk is what it opened; who may see it is asked apart."""
    names = {words("review", language)["profile"] for language in LANGUAGES}
    return cl.user_session.get("chat_profile") in names


async def open_desk(shop: Shop) -> None:
    """Put the desk into a conversation that was just opened; of who does not lead nothing is shown."""
    desk = await cl.make_async(desk_now)(shop)
    if not desk.scope.leads:
        return
    await begin_thread(say("review", "thread", desk.language, day=in_figures(desk.today, desk.language)))
    message = cl.Message(words("review", desk.language)["here"])
    await message.send()
    await show_beside(desk_element(desk, takes_focus=True), message.id)


async def review(shop: Shop, order: Order) -> None:
    """What waits for the asker."""
    desk = order.desk
    await named_thread(say("review", "thread", desk.language, day=in_figures(desk.today, desk.language)))
    await reply(words("review", desk.language)["here"], desk, below=[desk_element(desk)])


def asked_in(text: str) -> bool:
    """Whether somebody asks, in words, what waits for them."""
    return bool(_heard().fullmatch(text.strip().rstrip(" ?!.").strip()))


def desk_element(desk: Desk, *, takes_focus: bool = False) -> cl.CustomElement:
    """The desk. Kept with the conversation are its words alone; what waits is read anew whenever it is shown."""
    said, guard = words("review", desk.language), words("guard", desk.language)
    props = {
        "thread_id": cl.context.session.thread_id,
        "takes_focus": takes_focus,
        "channels": [{"value": one.value, "label": guard[f"channel_{one.value}"]} for one in Channel],
        "card_words": {key: words("card", desk.language)[key] for key in ("loading", "trouble", "again")},
        "card_title": words("card", desk.language)["card"],
        "words": {key: said[key] for key in _JSX},
    }
    return cl.CustomElement(name=ELEMENT, props=props, display="inline")


@cache
def _heard() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{words('review', language)['hear']})" for language in LANGUAGES), re.IGNORECASE)
