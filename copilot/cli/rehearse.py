"""`copilot rehearse`: practise a conversation in the terminal, or play a written one and read its mark."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from copilot.cli import plain_errors
from copilot.rehearsal.conversation import Conversation, Examine, NotNow, say, take_back
from copilot.rehearsal.faults import ScenarioRefused
from copilot.rehearsal.scenario import Scenario, read_scenario, shipped, shipped_scenario
from copilot.rehearsal.scorecard import Scorecard, scorecard

_HELP = "/back takes the last line back, /end ends it, /state shows how the client feels."


def rehearse(
    scenario: Annotated[str, typer.Argument(help="A scenario's name, or a YAML file. Without one: which there are.")] = "",
    script: Annotated[Path | None, typer.Option(help="Lines of the associate, one a line, instead of the keyboard.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="With --script: one JSON object.")] = False,
) -> None:
    """Practise with a simulated client. Nothing here reaches a real one."""
    with plain_errors():
        if not scenario:
            for path in shipped():
                one = read_scenario(path.read_text(encoding="utf-8"), path.name)
                typer.echo(f"{one.name:24}{one.language}  {one.title}")
            return
        found = _scenario(scenario)
        examine, policy = _guard()
        if script is None:
            _by_hand(found, examine, policy)
            return
        conversation = play(found, script.read_text(encoding="utf-8").splitlines(), examine, policy)
        if as_json:
            typer.echo(json.dumps(as_data(conversation), ensure_ascii=False))
        else:
            _print_played(conversation)


def play(scenario: Scenario, lines: Sequence[str], examine: Examine, policy: Any) -> Conversation:
    """The conversation that these lines of the associate's lead to; what comes after the client has gone is not said."""
    conversation = Conversation(scenario)
    for line in lines:
        if conversation.over:
            break
        conversation = say(conversation, line, examine, policy)
    return conversation


def as_data(conversation: Conversation) -> dict[str, object]:
    """States and mark as plain data."""
    mark = scorecard(conversation)
    turns = [
        {
            "said": turn.said,
            "answer": turn.answer,
            "mood": turn.mood.value,
            "moved_by": [change.why for change in turn.changes],
            "trust": turn.state.trust,
            "comfort": turn.state.comfort,
            "interest": turn.state.interest,
            "patience": turn.state.patience,
        }
        for turn in conversation.turns
    ]
    return {
        "scenario": conversation.scenario.name,
        "turns": turns,
        "points": mark.points,
        "tier": mark.tier,
        "held_down_by": mark.held_down_by,
        "aims": {one.aim.id: one.points for one in mark.aims},
        "skills": {one.skill.value: one.points for one in mark.skills},
    }


def _scenario(named: str) -> Scenario:
    path = Path(named)
    if path.suffix in (".yaml", ".yml"):
        try:
            return read_scenario(path.read_text(encoding="utf-8"), path.name)
        except (OSError, UnicodeDecodeError) as gone:
            raise ScenarioRefused(f"{path} cannot be read. Give a YAML file in UTF-8, or the name of a scenario.") from gone
    return shipped_scenario(named)


def _guard() -> tuple[Examine, Any]:
    from copilot.bootstrap import open_guard
    from copilot.policies import PolicyInForce

    return open_guard().check, PolicyInForce().now()


def _by_hand(scenario: Scenario, examine: Examine, policy: Any) -> None:
    typer.echo(f"{scenario.title}\n{scenario.situation}\n{_HELP}\n")
    conversation = Conversation(scenario)
    if scenario.opening:
        typer.echo(f"{scenario.client.name}: {scenario.opening}")
    while not conversation.over:
        line = typer.prompt("You", default="", show_default=False)
        if line.strip() == "/end":
            break
        if line.strip() == "/state":
            typer.echo(_felt(conversation))
        elif line.strip() == "/back":
            try:
                conversation = take_back(conversation)
                typer.echo(f"{scenario.client.name}: {conversation.clients_last}")
            except NotNow as nothing:
                typer.echo(str(nothing))
        else:
            conversation = say(conversation, line, examine, policy)
            typer.echo(f"{scenario.client.name}: {conversation.clients_last}")
    _print_mark(scorecard(conversation))


def _print_played(conversation: Conversation) -> None:
    if conversation.scenario.opening:
        typer.echo(f"{conversation.scenario.client.name}: {conversation.scenario.opening}")
    for turn in conversation.turns:
        typer.echo(f"You: {turn.said}\n{conversation.scenario.client.name} ({turn.mood.value}): {turn.answer}")
        moved = ", ".join(change.why for change in turn.changes)
        typer.echo(
            f"    trust {turn.state.trust}  comfort {turn.state.comfort}  interest {turn.state.interest}  "
            f"patience {turn.state.patience}  ({moved})"
        )
    _print_mark(scorecard(conversation))


def _felt(conversation: Conversation) -> str:
    state = conversation.state
    return f"trust {state.trust}, comfort {state.comfort}, interest {state.interest}, patience {state.patience}"


def _print_mark(mark: Scorecard) -> None:
    typer.echo(f"\n{mark.points} of 100" + (f", tier {mark.tier}" if mark.tier else ", not passed"))
    if mark.held_down_by:
        typer.echo(f"held down by: {mark.held_down_by}")
    for aim in mark.aims:
        typer.echo(
            f"  {aim.points:3}  {aim.aim.text}" + (f"  «{aim.quote[:80]}»" if aim.quote else f"  Better: {aim.aim.better}")
        )
    for skill in mark.skills:
        typer.echo(f"  {skill.points:3}  {skill.skill.value}" + (f"  «{skill.quote[:80]}»" if skill.quote else ""))
