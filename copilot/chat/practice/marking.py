"""The scorecard: the mark of a conversation that is over, said in the reader's language; who disagrees, and who else may read."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from copilot.chat.cards import Shown
from copilot.chat.payload import whole_number
from copilot.chat.practice.answering import PracticeRefused, Practising, text_of
from copilot.chat.practice.coaching import told_of_all, told_with
from copilot.chat.practice.playing import coached_words
from copilot.chat.practice.replaying import conversation_of
from copilot.domain.desk import Role
from copilot.records.people import User
from copilot.records.rehearsal_scope import comments_on, objections_to, own_rehearsal, rehearsal_in_sight
from copilot.records.rehearsals import MarkObjection, Rehearsal
from copilot.rehearsal.conversation import Conversation
from copilot.rehearsal.scenario import Skill
from copilot.rehearsal.scorecard import Scorecard, SkillMark, scorecard

BEFORE = 5  #: earlier conversations, with which the skills are compared


def show(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """Everything that Scorecard.jsx shows of a conversation that the asker may read."""
    row = rehearsal_in_sight(session, who.desk.scope, whole_number(payload, "id"))
    if row.points is None or row.ended_at is None:
        raise PracticeRefused("This conversation is not over.", key="not_over")
    if row.words_erased_at is not None:
        return _figures(session, row, row.ended_at, who)
    conversation = conversation_of(row, who.policy)
    mark = scorecard(conversation)
    scenario, before = conversation.scenario, _before(session, row)
    return {
        **_figures(session, row, row.ended_at, who),
        "correction": _corrected(session, row, who)[1],
        "held": who.say("held_down", why=_effect(mark.held_down_by, who)) if mark.held_down_by else "",
        "again": who.say("tried_again", n=len(row.taken_back)) if row.taken_back else "",
        "coached": told_of_all(row, who),
        "voiced": who.say("was_voiced", n=row.voiced) if row.voiced else "",
        "aims": [
            {"text": one.aim.text, "points": one.points, "quote": one.quote, "better": one.aim.better if one.points < 100 else ""}
            for one in mark.aims
        ],
        "skills": [_skill(one, row, mark, before, who) for one in mark.skills],
        "curve": [list(point) for point in mark.curve],
        "moments": [{"turn": turn, "words": _effect(why, who)} for turn, why in mark.moments],
        "opening": scenario.opening,
        "client": scenario.client.name,
        "lang": scenario.language,
        "lines": _lines(session, row, conversation, who),
        "objections": _objections(session, row, who),
    }


def object_to(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """The associate does not agree with their mark, in a sentence; it goes to the trainer."""
    row = own_rehearsal(session, who.desk.scope, whole_number(payload, "id"))
    said = text_of(payload, "words", 1_000).strip()
    if row.points is None:
        raise PracticeRefused("This conversation is not over.", key="not_over")
    if not said:
        raise PracticeRefused("Say why.", key="say_why")
    still_in_words(row, who)
    session.add(MarkObjection(rehearsal_id=row.id or 0, words=said, at=who.now))
    session.flush()
    return {"done": who.say("objected"), "objections": _objections(session, row, who)}


def still_in_words(row: Rehearsal, who: Practising) -> None:
    """PracticeRefused where the words were erased: what is said about them now would be erased by nobody."""
    if row.words_erased_at is not None:
        when = who.date(row.words_erased_at.date())
        raise PracticeRefused("The words of this conversation were erased.", key="words_erased", when=when)


def share(session: Session, who: Practising, payload: dict[str, Any]) -> Shown:
    """The associate shows the conversation to their manager, or takes that back."""
    row = own_rehearsal(session, who.desk.scope, whole_number(payload, "id"))
    row.shared = payload.get("on") is True
    session.add(row)
    return {"shared": row.shared, "done": who.say("shared_now" if row.shared else "shared_no_more")}


def points_of(session: Session, row: Rehearsal) -> int:
    """The mark that counts: as the trainer corrected it last, else as it was given."""
    corrected = [one.points for one in objections_to(session, row.id or 0) if one.points is not None]
    return corrected[-1] if corrected else row.points or 0


def _figures(session: Session, row: Rehearsal, ended_at: datetime, who: Practising) -> Shown:
    """What stays of a conversation whose words were erased: the mark, and the five skills with what they were before."""
    points, before = _corrected(session, row, who)[0], _before(session, row)
    return {
        "id": row.id,
        "name": row.scenario,
        "title": row.title,
        "about": who.say("played_by", person=session.get_one(User, row.user_id).name, when=who.day(ended_at)),
        "points": points,
        "tier": who.say(f"tier_{_tier(points)}"),
        "passed": points >= 50,
        "erased": who.say("words_erased", when=who.date(row.words_erased_at.date())) if row.words_erased_at else "",
        "kept": who.say("words_kept", days=who.policy.practice_days),
        "skills": [
            {
                "key": skill.value,
                "title": who.say(f"skill_{skill.value}"),
                "points": row.skills.get(skill.value, 0),
                "before": before.get(skill.value),
            }
            for skill in Skill
        ],
        "compared": bool(before),
        "mine": row.user_id == who.desk.user_id,
        "follows": who.desk.role is Role.TRAINER,
        "shared": row.shared,
    }


def _corrected(session: Session, row: Rehearsal, who: Practising) -> tuple[int, str]:
    answers = [one for one in objections_to(session, row.id or 0) if one.points is not None]
    if not answers:
        return row.points or 0, ""
    last = answers[-1]
    by = session.get_one(User, last.answered_by_id).name
    return last.points or 0, who.say("corrected", before=row.points, by=by, reason=last.reason)


def _tier(points: int) -> int:
    return next((tier for tier in (90, 75, 50) if points >= tier), 0)


def _effect(why: str, who: Practising) -> str:
    return who.say(f"mood_{why}" if why in ("stops", "leaves") else f"effect_{why}")


def _skill(mark: SkillMark, row: Rehearsal, card: Scorecard, before: dict[str, int], who: Practising) -> Shown:
    skill = mark.skill.value
    better = next((one.aim.better for one in card.aims if one.aim.skill is mark.skill), "") or who.say(f"better_{skill}")
    return {
        "key": skill,
        "title": who.say(f"skill_{skill}"),
        "points": row.skills.get(skill, mark.points),
        "before": before.get(skill),
        "quote": mark.quote,
        "felt": who.say("felt", mood=who.say(f"mood_{mark.felt.value}")) if mark.felt else "",
        "because": _effect(mark.because, who) if mark.because else "",
        "better": better if mark.points < 90 else "",
    }


def _before(session: Session, row: Rehearsal) -> dict[str, int]:
    """The five skills on average in the last few conversations before this one."""
    wanted = select(Rehearsal).where(Rehearsal.user_id == row.user_id, col(Rehearsal.ended_at) < row.ended_at)
    earlier = session.exec(wanted.order_by(col(Rehearsal.ended_at).desc()).limit(BEFORE)).all()
    if not earlier:
        return {}
    return {skill.value: round(sum(one.skills.get(skill.value, 0) for one in earlier) / len(earlier)) for skill in Skill}


def _lines(session: Session, row: Rehearsal, conversation: Conversation, who: Practising) -> list[Shown]:
    comments = comments_on(session, row.id or 0)
    again = {one["turn"] for one in row.taken_back}
    return [
        {
            "n": n,
            "said": turn.said,
            "answer": turn.answer,
            "again": n in again,
            "coach": told_with(line, who),
            "comments": [{"by": by.name, "words": comment.words} for comment, by in comments if comment.turn == n],
            **coached_words(turn, who),
        }
        for n, (turn, line) in enumerate(zip(conversation.turns, row.lines, strict=True), 1)
    ]


def _objections(session: Session, row: Rehearsal, who: Practising) -> list[Shown]:
    return [
        {
            "id": one.id,
            "words": one.words,
            "open": one.answered_at is None,
            "answer": who.say("answered", by=session.get_one(User, one.answered_by_id).name, reason=one.reason)
            if one.answered_by_id
            else who.say("not_answered"),
        }
        for one in objections_to(session, row.id or 0)
    ]
