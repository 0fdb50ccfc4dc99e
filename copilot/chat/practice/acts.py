"""Everything that the page may call of practice, by the name of the action; who may is checked at each."""

from collections.abc import Mapping
from typing import Any

import chainlit as cl

from copilot.bootstrap import Shop
from copilot.chat.desk import desk_now
from copilot.chat.payload import whole_number
from copilot.chat.practice import following, marking, playing, training
from copilot.chat.practice.answering import Act, tapped
from copilot.chat.practice.opening import show_scorecard
from copilot.domain.desk import Role

_TRAINER = frozenset({Role.TRAINER})
_FOLLOW = frozenset({Role.TRAINER, Role.MANAGER, Role.ADMINISTRATOR})
_end = tapped(playing.end)
_look = tapped(marking.show)


async def end(shop: Shop, payload: dict[str, Any]) -> object:
    """Over: the scorecard appears below."""
    answer = await _end(shop, payload)
    if isinstance(answer, dict) and answer.get("ended"):
        await show_scorecard(await cl.make_async(desk_now)(shop), answer["ended"], answer["title"])
    return answer


async def read(shop: Shop, payload: dict[str, Any]) -> object:
    """The scorecard of an earlier conversation, below; only where the asker may read it."""
    answer = await _look(shop, payload)
    if isinstance(answer, dict) and answer.get("ok"):
        await show_scorecard(await cl.make_async(desk_now)(shop), whole_number(payload, "id"), answer["title"])
        return {"ok": True}
    return answer


ACTIONS: Mapping[str, Act] = {
    "practice_choose": tapped(playing.choose),
    "practice_begin": tapped(playing.begin),
    "practice_resume": tapped(playing.resume),
    "practice_say": tapped(playing.speak),
    "practice_back": tapped(playing.back),
    "practice_coach": tapped(playing.coach),
    "practice_end": end,
    "practice_read": read,
    "practice_mark": _look,
    "practice_object": tapped(marking.object_to),
    "practice_share": tapped(marking.share),
    "practice_written": tapped(training.written, _TRAINER),
    "practice_text": tapped(training.text, _TRAINER),
    "practice_check": tapped(training.look_over, _TRAINER),
    "practice_keep": tapped(training.keep, _TRAINER),
    "practice_assign": tapped(training.assign, _TRAINER),
    "practice_comment": tapped(training.comment, _TRAINER),
    "practice_correct": tapped(training.correct, _TRAINER),
    "practice_follow": tapped(following.follow, _FOLLOW),
    "practice_export": tapped(following.export, _TRAINER),
}
