"""What each person sets for themselves: the language of the page, and how they write to clients.

Light or dark belongs to the device, and has its button.
"""

from typing import Any

import chainlit as cl
from chainlit.input_widget import InputWidget, Select, TextInput
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.asker import who_asks
from copilot.chat.desk import desk_now
from copilot.chat.language import spoken
from copilot.chat.words import LANGUAGES, words
from copilot.outreach.voices import keep_voice, learned_note
from copilot.records.people import User

_NAMES = dict(zip(LANGUAGES, ("english", "french", "italian", "spanish"), strict=True))
_BROWSER = "browser"


async def show(shop: Shop) -> None:
    """Put the settings behind their button, as the rows say; needed whenever a conversation opens."""
    desk = await cl.make_async(desk_now)(shop)
    chosen, voice, learned = await cl.make_async(_chosen)(shop)
    said = words("settings", spoken.get())
    languages = {said["as_browser"]: _BROWSER, **{said[name]: code for code, name in _NAMES.items()}}
    initial = chosen if chosen in LANGUAGES else _BROWSER
    hint = f"{said['language_hint']} {said['theme_hint']}"
    shown: list[InputWidget] = [
        Select(id="language", label=said["language"], items=languages, initial_value=initial, description=hint)
    ]
    if desk.scope.sees_clients:
        seen = said["voice_learned"].format(note=learned) if learned else said["voice_unknown"]
        about = f"{said['voice_hint']} {seen}"
        shown.append(TextInput(id="voice", label=said["voice"], initial=voice, description=about, multiline=True))
    await cl.ChatSettings(shown).send()


async def change(shop: Shop, wanted: dict[str, Any]) -> None:
    """Keep what was chosen; where the language is another one now, the page opens anew."""
    await cl.make_async(desk_now)(shop)
    language = str(wanted.get("language") or "")
    voice = wanted.get("voice")
    if await cl.make_async(_keep)(shop, language if language in LANGUAGES else "", voice if isinstance(voice, str) else None):
        await cl.send_window_message({"copilot": "reload"})


def _chosen(shop: Shop) -> tuple[str, str, str]:
    """The language, the style note, and what the messages would make of it."""
    with Session(shop.engine) as session:
        user = session.get(User, who_asks())
        return (user.language, user.voice, learned_note(session, user)) if user else ("", "", "")


def _keep(shop: Shop, language: str, voice: str | None) -> bool:
    """Whether the page is to be opened anew."""
    with Session(shop.engine) as session:
        user = session.get(User, who_asks())
        if user is None:
            return False
        anew = user.language != language
        user.language = language
        if voice is not None and voice != user.voice:
            keep_voice(session, user, voice)
        session.add(user)
        session.commit()
        return anew
