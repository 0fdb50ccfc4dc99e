"""The mark at the end: each aim, each skill, with the associate's own words. The same conversation always gets the same mark.

Pure: it looks at the turns and asks nobody. What a language model voiced decides nothing here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from copilot.domain.verdict import Finding, Kind
from copilot.rehearsal.conversation import Conversation, Turn
from copilot.rehearsal.effects import certain, hinted, unsaid
from copilot.rehearsal.hearing import says, shows
from copilot.rehearsal.scenario import Aim, Mood, Scenario, Signs, Skill
from copilot.rehearsal.state import Change

TIERS = (90, 75, 50)  #: excellent, good, passed
AIMS, SKILLS, CLIENT = 0.55, 0.25, 0.2  #: what the aims, the skills and the client's own feeling weigh
ENOUGH = 3  #: lines, below which leaving something out is no achievement yet
#: No mark is higher where this happened, whatever else went well: by sort of finding, and by how the client left.
MOST = {
    Kind.THIRD_PERSON: 45,
    Kind.UNMENTIONABLE: 45,
    Kind.INTERNAL: 45,
    Kind.SENSITIVE: 48,
    Kind.SURVEILLANCE: 48,
    Kind.UNVOLUNTEERED: 48,
    Kind.MILESTONE: 48,
}
MOST_BY_END = {Mood.STOPS: 30, Mood.LEAVES: 45}
#: What each effect says about a skill, in points.
_ABOUT: dict[Skill, dict[str, int]] = {
    Skill.LISTENING: {
        "listened": 14, "asked": 14, "apologised": 8, "remembered": 6,
        "repeated": -20, "interrogated": -14, "empty": -10, "too_long": -14, "wordy": -6, "silence": -14,
    },
    Skill.PERMISSION: {"asked_leave": 18, "gave_time": 16, "pushed": -24, "pushed_again": -30, "pressure": -24, "abuse": -50},
    Skill.DISCRETION: {
        "surveillance": -45, "unvolunteered": -45, "unmentionable": -45, "sensitive": -40, "third_person": -50, "internal": -40,
        "overfamiliar": -35, "milestone": -30, "dossier": -30, "stale": -12, "spoilt": -15, "hinted": -30, "abuse": -40,
    },
    Skill.VALUE: {
        "offered": 26, "remembered": 10,
        "empty": -12, "no_value": -22, "ungrounded": -18, "promise": -22, "out_of_part": -20,
    },
    Skill.TIMING: {
        "gave_time": 14, "asked_leave": 6, "listened": 4, "pushed": -18, "pushed_again": -26, "pressure": -20, "too_long": -16,
        "wordy": -6, "repeated": -10, "silence": -14, "open_matter": -25,
    },
}  # fmt: skip
_FROM = {Skill.LISTENING: 30, Skill.PERMISSION: 50, Skill.DISCRETION: 100, Skill.VALUE: 35, Skill.TIMING: 60}


@dataclass(frozen=True)
class AimMark:
    """How far one aim was reached: 0 to 100, with the line that did it or the one that spoilt it."""

    aim: Aim
    points: int
    quote: str = ""
    turn: int = 0  #: from 1; 0: no line stands for it


@dataclass(frozen=True)
class SkillMark:
    """One skill: 0 to 100, the line that shows it best or worst, and what the client felt there."""

    skill: Skill
    points: int
    quote: str = ""
    turn: int = 0
    felt: Mood | None = None
    because: str = ""  #: the effect's key


@dataclass(frozen=True)
class Scorecard:
    """The whole mark: 0 to 100."""

    points: int
    tier: int  #: 90, 75, 50 or 0
    aims: tuple[AimMark, ...]
    skills: tuple[SkillMark, ...]
    curve: tuple[tuple[int, int], ...]  #: trust and comfort, at the start and after each turn
    moments: tuple[tuple[int, str], ...]  #: the turns that moved the client most, and the effect's key
    held_down_by: str = ""  #: what kept the mark down, whatever else went well
    tried_again: tuple[int, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it was good enough."""
        return self.tier > 0


def scorecard(conversation: Conversation) -> Scorecard:
    """The mark of a conversation as it stands."""
    scenario, turns = conversation.scenario, conversation.turns
    aims = tuple(_aim(aim, turns, scenario) for aim in scenario.aims)
    skills = tuple(_skill(skill, turns, [mark for mark in aims if mark.aim.skill is skill]) for skill in Skill)
    weights = sum(mark.aim.weight for mark in aims)
    reached = sum(mark.points * mark.aim.weight for mark in aims) / weights
    felt = (conversation.state.trust + conversation.state.comfort) / 2 if turns else 0
    points = AIMS * reached + SKILLS * sum(mark.points for mark in skills) / len(skills) + CLIENT * felt
    most, why = _most(turns, scenario)
    points = round(min(points, most)) if turns else 0
    return Scorecard(
        points=points,
        tier=next((tier for tier in TIERS if points >= tier), 0),
        aims=aims,
        skills=skills,
        curve=_curve(conversation),
        moments=_moments(turns),
        held_down_by=why if points >= most else "",
        tried_again=conversation.taken_back,
    )


def skill_of(why: str) -> Skill | None:
    """The skill about which an effect says most; None where it says nothing about any."""
    about = {skill: abs(effects.get(why, 0)) for skill, effects in _ABOUT.items()}
    most = max(Skill, key=lambda skill: about[skill])
    return most if about[most] else None


def _aim(aim: Aim, turns: Sequence[Turn], scenario: Scenario) -> AimMark:
    signs = aim.met_by
    shown: dict[str, int] = dict.fromkeys(_to_show(signs), 0)
    for number, turn in enumerate(turns[: signs.by_turn or None], 1):
        for sign, there in shows(signs, turn.heard).items():
            if there and not shown[sign]:
                shown[sign] = number
    kept = _kept(signs, turns, scenario)
    spoilt = min((turn for turn in kept.values() if turn), default=0)
    credit = min(1.0, sum(not turn.heard.silent for turn in turns) / ENOUGH)
    parts = [1.0 if number else 0.0 for number in shown.values()] + [0.0 if number else credit for number in kept.values()]
    at = spoilt or max(shown.values(), default=0)
    quote = turns[at - 1].said if at else ""
    return AimMark(aim, round(100 * sum(parts) / len(parts)), quote, at)


def _to_show(signs: Signs) -> list[str]:
    """Every sign that must be seen at least once."""
    names = [name for name in ("asks", "asks_about", "offers", "permission", "listens", "apologises") if getattr(signs, name)]
    return [*names, *(f"says.{n}" for n in range(len(signs.says))), *(f"recalls.{fact}" for fact in signs.recalls)]


def _kept(signs: Signs, turns: Sequence[Turn], scenario: Scenario) -> dict[str, int]:
    """Every sign that must never be broken, with the first turn that broke it; 0: none did."""
    kept: dict[str, int] = {}
    for fact in signs.avoids:
        kept[f"avoids.{fact}"] = _first(turns, _draws_on(fact, scenario))
    if signs.never_says:
        kept["never_says"] = _first(turns, lambda turn: any(says(turn.heard.folded, words) for words in signs.never_says))
    if signs.keeps_free_of:
        barred = set(signs.keeps_free_of)
        kept["keeps_free_of"] = _first(turns, lambda turn: bool(_heard_kinds(turn, scenario) & barred))
    if signs.lets_go:
        declined = [before.mood in (Mood.HESITANT, Mood.COOL, Mood.QUIET) for before in turns]
        pushing = [number for number, turn in enumerate(turns) if number and declined[number - 1] and turn.heard.pushes]
        kept["lets_go"] = pushing[0] + 1 if pushing else 0
    if signs.ends:
        kept["ends"] = 0 if turns and turns[-1].mood in signs.ends else len(turns)
    return kept


def _draws_on(fact: str, scenario: Scenario) -> Callable[[Turn], bool]:
    def drawn_on(turn: Turn) -> set[str]:
        found = {finding.fact for finding in _certain(turn, scenario)}
        return found | {*unsaid(turn.heard, scenario), *hinted(turn.heard, scenario)}

    return lambda turn: fact in drawn_on(turn)


def _certain(turn: Turn, scenario: Scenario) -> list[Finding]:
    """What the guard found and anybody would have heard."""
    return [finding for finding in turn.heard.faults if certain(finding, turn.heard, scenario)]


def _heard_kinds(turn: Turn, scenario: Scenario) -> set[Kind]:
    plain = {Kind.PRESSURE} if turn.heard.pushes else set()
    plain |= {Kind.PROMISE} if turn.heard.promises else set()
    return plain | {finding.kind for finding in _certain(turn, scenario)}


def _first(turns: Sequence[Turn], broken: Callable[[Turn], bool]) -> int:
    return next((number for number, turn in enumerate(turns, 1) if broken(turn)), 0)


def _skill(skill: Skill, turns: Sequence[Turn], aims: Sequence[AimMark]) -> SkillMark:
    about = _ABOUT[skill]
    points = float(_FROM[skill])
    seen = [(_weighed(about, change), number, change.why) for number, turn in enumerate(turns, 1) for change in turn.changes]
    points += sum(effect for effect, _, _ in seen)
    if skill is Skill.TIMING and turns:
        points += {Mood.CONTENT: 25, Mood.LEAVES: -25, Mood.STOPS: -45}.get(turns[-1].mood, 0)
    if not turns:
        points = 0
    points = max(0.0, min(100.0, points))
    if aims:
        reached = sum(mark.points * mark.aim.weight for mark in aims) / sum(mark.aim.weight for mark in aims)
        points = 0.5 * points + 0.5 * reached
    # The worst line is quoted where something went wrong, else the best one.
    telling = min(seen, default=(0, 0, "")) if any(effect < 0 for effect, _, _ in seen) else max(seen, default=(0, 0, ""))
    effect, number, why = telling
    if not effect:
        return SkillMark(skill, round(points))
    return SkillMark(skill, round(points), turns[number - 1].said, number, turns[number - 1].mood, why)


def _weighed(about: dict[str, int], change: Change) -> int:
    effect = about.get(change.why, 0)
    return round(effect / 3) if change.suspected else effect


def _most(turns: Sequence[Turn], scenario: Scenario) -> tuple[int, str]:
    """The highest mark that is still possible, and why."""
    limits = [(100, "")]
    for turn in turns:
        limits += [(MOST[f.kind], f.kind.value) for f in _certain(turn, scenario) if f.kind in MOST]
        limits += [(MOST[Kind.UNVOLUNTEERED], "unvolunteered")] * bool(turn.heard.hearsay or unsaid(turn.heard, scenario))
        limits += [(MOST[Kind.UNVOLUNTEERED], "hinted")] * bool(hinted(turn.heard, scenario))
        limits += [(25, "abuse")] * turn.heard.abuses
    if turns and turns[-1].mood in MOST_BY_END:
        limits.append((MOST_BY_END[turns[-1].mood], turns[-1].mood.value))
    return min(limits)


def _curve(conversation: Conversation) -> tuple[tuple[int, int], ...]:
    start = conversation.scenario.start
    return ((start.trust, start.comfort), *((turn.state.trust, turn.state.comfort) for turn in conversation.turns))


def _moments(turns: Sequence[Turn], most: int = 3) -> tuple[tuple[int, str], ...]:
    """The effects that moved trust and comfort most, in the order in which they happened."""
    felt = [(abs(c.trust + c.comfort), n, c.why) for n, turn in enumerate(turns, 1) for c in turn.changes if c.trust or c.comfort]
    strongest = sorted(felt, key=lambda one: (-one[0], one[1]))[:most]
    return tuple((number, why) for _, number, why in sorted(strongest, key=lambda one: one[1]))
