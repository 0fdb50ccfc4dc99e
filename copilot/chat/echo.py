"""A bare Chainlit page that says back what it is told: what `copilot bench chat` compares our page with. Chainlit loads it."""

import re

import chainlit as cl


@cl.on_message
async def echo(message: cl.Message) -> None:
    """Word by word, as a model would."""
    answer = cl.Message("")
    for word in re.findall(r"\S+\s*", message.content):
        await answer.stream_token(word)
    await answer.send()
