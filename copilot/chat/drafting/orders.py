"""Two commands: /write asks for a message, /drafts lists one's own."""

import chainlit as cl

from copilot.bootstrap import Shop
from copilot.chat.asking import answered, turns_in
from copilot.chat.command_answers import Order, named_thread, reply
from copilot.chat.drafting.opening import list_element
from copilot.chat.words import say, words


async def write(shop: Shop, order: Order) -> None:
    """Ask for a message as one would in words; those stand in the conversation from now on."""
    language = order.desk.language
    if not order.rest:
        await reply(words("drafting", language)["whose_message"], order.desk)
        return
    question = say("drafting", "write_to", language, words=order.rest)
    asked = cl.chat_context.get()
    if asked and asked[-1].type == "user_message":
        asked[-1].content, asked[-1].command = question, None
        await asked[-1].update()
    await named_thread(" ".join(question.split())[:80])
    await answered(shop, question, turns_in(asked[:-1]), order.desk)


async def drafts(shop: Shop, order: Order) -> None:
    """The list of one's own drafts."""
    said = words("drafting", order.desk.language)
    await named_thread(said["list_title"])
    await reply(said["list_lead"], order.desk, below=[list_element(order.desk.language)])
