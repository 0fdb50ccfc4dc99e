"""Everything that the page may call of practice, by the name of the action; who may is checked at each."""

from collections.abc import Mapping
from typing import Any

import chainlit as cl

from copilot.bootstrap import Shop
from copilot.chat.desk import desk_now
from copilot.chat.payload import whole_number
from copilot.chat.practice import (
    beside,
    coaching,
    following,
    forms,
    group_round,
    grouping,
    marking,
    playing,
    progressing,
    scenarios,
    training,
    trying,
)
from copilot.chat.practice.answering import Act, tapped
from copilot.chat.practice.opening import show_form, show_scorecard
from copilot.domain.desk import Role

_TRAINER = frozenset({Role.TRAINER})
_FOLLOW = frozenset({Role.TRAINER, Role.MANAGER, Role.ADMINISTRATOR})
_end = tapped(playing.end)
_look = tapped(marking.show)
_form = tapped(forms.begin, _TRAINER)


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


async def form(shop: Shop, payload: dict[str, Any]) -> object:
    """A scenario to be written or changed, in its form below."""
    answer = await _form(shop, payload)
    if isinstance(answer, dict) and answer.get("ok"):
        await show_form(await cl.make_async(desk_now)(shop), answer["id"], answer["title"])
        return {"ok": True}
    return answer


ACTIONS: Mapping[str, Act] = {
    "practice_choose": tapped(playing.choose),
    "practice_begin": tapped(playing.begin),
    "practice_resume": tapped(playing.resume),
    "practice_say": tapped(playing.speak),
    "practice_back": tapped(playing.back),
    "practice_coach": tapped(playing.coach),
    "practice_advise": tapped(coaching.advise),
    "practice_coach_stores": tapped(coaching.stores, _TRAINER),
    "practice_coach_decide": tapped(coaching.decide, _TRAINER),
    "practice_end": end,
    "practice_read": read,
    "practice_mark": _look,
    "practice_object": tapped(marking.object_to),
    "practice_share": tapped(marking.share),
    "practice_written": tapped(scenarios.written, _TRAINER),
    "practice_file": tapped(scenarios.as_file, _TRAINER),
    "practice_remove": tapped(scenarios.remove, _TRAINER),
    "practice_restore": tapped(scenarios.restore, _TRAINER),
    "practice_form": form,
    "practice_form_read": tapped(forms.read, _TRAINER),
    "practice_form_check": tapped(forms.check, _TRAINER),
    "practice_form_keep": tapped(forms.keep, _TRAINER),
    "practice_form_aside": tapped(forms.set_aside, _TRAINER),
    "practice_form_discard": tapped(forms.discard, _TRAINER),
    "practice_form_back": tapped(forms.bring_back, _TRAINER),
    "practice_try": tapped(trying.begin, _TRAINER),
    "practice_try_end": tapped(trying.end, _TRAINER),
    "practice_assign": tapped(training.assign, _TRAINER),
    "practice_comment": tapped(training.comment, _TRAINER),
    "practice_correct": tapped(training.correct, _TRAINER),
    "practice_follow": tapped(following.follow, _FOLLOW),
    "practice_export": tapped(following.export, _TRAINER),
    "practice_progress": tapped(progressing.progress),
    "practice_progress_export": tapped(progressing.export),
    "practice_progress_show": beside.show_progress,
    "practice_groups": tapped(grouping.lobby),
    "practice_groups_show": beside.show_group,
    "practice_group": tapped(grouping.look),
    "practice_group_join": tapped(grouping.join),
    "practice_group_leave": tapped(grouping.leave),
    "practice_group_answer": tapped(group_round.answer),
    "practice_group_begin": tapped(grouping.begin, _TRAINER),
    "practice_group_add": tapped(grouping.add_name, _TRAINER),
    "practice_group_close": tapped(group_round.close, _TRAINER),
    "practice_group_reopen": tapped(group_round.reopen, _TRAINER),
    "practice_group_choose": tapped(group_round.choose, _TRAINER),
    "practice_group_hide": tapped(group_round.hide_names, _TRAINER),
    "practice_group_end": tapped(group_round.end, _TRAINER),
}
