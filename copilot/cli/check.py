"""`copilot check`, `copilot rules`, `copilot policy`: the guard from the command line."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli import plain_errors
from copilot.errors import CopilotError

if TYPE_CHECKING:
    from rich.console import Console

    from copilot.domain.message import Message
    from copilot.domain.verdict import Finding, Verdict
    from copilot.outreach.checking import Guard

#: What the command ends with: 0 send, 10 revise, 20 hold; of many messages the gravest. 1: something could not be read.
ENDS_WITH = {"send": 0, "revise": 10, "hold": 20}
policy = typer.Typer(no_args_is_help=True, help="The contact policy.")


class CasesRefused(CopilotError):
    """Lines of a file are no cases; the others were judged."""


def check(
    file: Annotated[str, typer.Argument(help="A text to check with --client, or cases (.jsonl); - for standard input.")] = "-",
    client: Annotated[str, typer.Option(help="The client's id or name; the text is checked for them.")] = "",
    channel: Annotated[str, typer.Option(help="email, sms, whatsapp, call or post.")] = "email",
    purpose: Annotated[str, typer.Option(help="marketing, service or reply.")] = "marketing",
    subject: Annotated[str, typer.Option(help="The subject, where the channel has one.")] = "",
    as_user: Annotated[str, typer.Option("--as", help="Who would send it: the name they sign in with.")] = "",
    data_dir: Annotated[Path | None, typer.Option(help="The data folder with the client; else that of the settings.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a message.")] = False,
    explain: Annotated[bool, typer.Option(help="Say what was checked, skipped, tried out, and what moves the distance.")] = False,
) -> None:
    """Say what is wrong with a message before it goes out, or that nothing is. Ends with 0 send, 10 revise, 20 hold."""
    from copilot.bootstrap import open_guard

    with plain_errors():
        if file.endswith(".jsonl"):
            raise typer.Exit(_check_cases(Path(file), open_guard(), as_json=as_json, explain=explain))
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        raise typer.Exit(_check_text(text, client, channel, purpose, subject, as_user, data_dir, as_json, explain))


def _check_cases(file: Path, guard: "Guard", *, as_json: bool, explain: bool) -> int:
    from rich.console import Console
    from rich.progress import track

    from copilot.policies import benchmark_policy
    from copilot.reading.cases import CaseRefused, cases_in

    in_force = benchmark_policy()
    cases = list(cases_in(file))
    gravest, refused = 0, []
    console = Console()
    for number, case in track(cases, description="Checking", console=Console(stderr=True), transient=True):
        if isinstance(case, CaseRefused):
            refused.append(f"{file.name} line {number}: {case}")
            continue
        message = case.message()
        verdict = guard.check(message, case.situation(in_force))
        gravest = max(gravest, ENDS_WITH[verdict.decision.value])
        if as_json:
            typer.echo(json.dumps(_prediction(case.id, message, verdict), ensure_ascii=False))
        else:
            console.print(f"\n[bold]{case.id}[/bold]", highlight=False)
            _show(console, message, verdict, explain=explain)
    if refused:
        raise CasesRefused("\n".join(refused))
    return gravest


def _check_text(
    text: str,
    client: str,
    channel: str,
    purpose: str,
    subject: str,
    as_user: str,
    data_dir: Path | None,
    as_json: bool,
    explain: bool,
) -> int:
    from rich.console import Console
    from sqlmodel import Session

    from copilot.bootstrap import open_guard
    from copilot.domain.message import Channel, Message, Purpose
    from copilot.outreach.asking import situation_of
    from copilot.policies import PolicyInForce
    from copilot.records.columns import now
    from copilot.records.database import connect, migrate
    from copilot.settings import Settings

    if not client:
        raise CasesRefused("Say for whom it is: --client with the client's id or name. A file of cases ends in .jsonl.")
    for value, allowed in ((channel, Channel), (purpose, Purpose)):
        if value not in set(allowed):
            raise CasesRefused(f"{value!r} is none of {', '.join(allowed)}.")
    message = Message(Channel(channel), Purpose(purpose), text, subject)
    settings = Settings(data_dir=data_dir) if data_dir else Settings()
    engine = connect(settings.database)
    migrate(engine)
    try:
        with Session(engine) as session:
            situation = situation_of(session, client, message, PolicyInForce().now(), now(), as_user=as_user)
    finally:
        engine.dispose()
    verdict = open_guard(settings).advise(message, situation, at_leisure=True)
    if as_json:
        typer.echo(json.dumps(_prediction(client, message, verdict), ensure_ascii=False))
    else:
        _show(Console(), message, verdict, explain=explain)
    return ENDS_WITH[verdict.decision.value]


def _prediction(case_id: str, message: "Message", verdict: "Verdict") -> dict[str, object]:
    """The format that the benchmark's scorer reads, with what else is worth having."""
    from copilot.reading.cases import fact_id

    return {
        "id": case_id,
        "decision": verdict.decision.value,
        "findings": [
            {
                "type": finding.kind.value,
                "span": finding.span.of(message.words) if finding.span else None,
                "fact": fact_id(finding.fact) or None,
                "rule": finding.rule,
                "why": finding.reason,
            }
            for finding in verdict.findings
        ],
        "apart": [{"type": finding.kind.value, "rule": finding.rule, "why": finding.reason} for finding in verdict.shadow],
        "distance": verdict.distance.value,
        "rewrite": verdict.rewrite,
        "rewrite_subject": verdict.rewrite_subject,
        "rewrite_by": verdict.rewrite_by,
        "seconds": round(verdict.seconds, 6),
        "policy": verdict.policy,
    }


def _show(console: "Console", message: "Message", verdict: "Verdict", *, explain: bool) -> None:
    """The message with its marked words, each reason, and the decision."""
    from rich.text import Text

    colours = {"send": "green", "revise": "yellow", "hold": "red"}
    shown = Text(message.words)
    for finding in verdict.findings:
        if finding.span:
            shown.stylize("bold red underline", finding.span.start, finding.span.end)
    console.print(shown)
    console.print(Text(verdict.decision.value, style=f"bold {colours[verdict.decision.value]}"))
    for line in _lines(message, verdict.findings):
        console.print(line, markup=False, highlight=False)
    if verdict.rewrite:
        console.print(f"\nBetter, in the words of {verdict.rewrite_by}:" if verdict.rewrite_by else "\nBetter:", style="bold")
        if verdict.rewrite_subject is not None:
            console.print(f"Subject: {verdict.rewrite_subject or '(none)'}", markup=False, highlight=False)
        console.print(verdict.rewrite, markup=False, highlight=False)
    if explain:
        for line in _explained(message, verdict):
            console.print(line, style="dim", markup=False, highlight=False)


def _lines(message: "Message", findings: "tuple[Finding, ...]") -> Iterator[str]:
    for finding in findings:
        words = f' "{finding.span.of(message.words)}"' if finding.span else ""
        known = f" ({finding.provenance.in_words}, {finding.learned_on})" if finding.provenance else ""
        better = f" Better: {finding.better!r}." if finding.better else " Leave it out." if finding.better == "" else ""
        why_not = f" {finding.unmended}" if finding.unmended else ""
        yield f"- {finding.kind.value}{words}{known}: {finding.reason}{better}{why_not}"


def _explained(message: "Message", verdict: "Verdict") -> Iterator[str]:
    moved_by = ", ".join(verdict.distance.because) or "nothing"
    yield f"Distance {verdict.distance.value:+d} (-100 too far, 0 right, 100 too close); moved by: {moved_by}"
    yield f"Policy {verdict.policy}; {verdict.seconds * 1000:.1f} ms"
    yield f"Checked: {', '.join(verdict.checked)}"
    if verdict.skipped:
        yield f"Not looked at: {'; '.join(verdict.skipped)}"
    for line in _lines(message, verdict.shadow):
        yield f"Tried out only {line}"


def rules(as_json: Annotated[bool, typer.Option("--json", help="One JSON object a rule.")] = False) -> None:
    """List every rule of the guard: why it exists, where it comes from, how grave it is, what breaks and keeps it."""
    from rich.console import Console

    from copilot.guard.found import rules_found

    console = Console()
    for rule in rules_found():
        if as_json:
            about = {"id": rule.id, "kind": rule.kind.value, "severity": rule.severity.value}
            about |= {"reason": rule.reason, "source": rule.source}
            examples = {"breaks": [one.message.words for one in rule.breaks], "keeps": [one.message.words for one in rule.keeps]}
            typer.echo(json.dumps(about | examples, ensure_ascii=False))
            continue
        console.print(f"\n[bold]{rule.id}[/bold]  {rule.kind.value}, {rule.severity.value}", highlight=False)
        for line in (rule.reason, f"Source: {rule.source}", f"Breaks it: {rule.breaks[0].message.words}"):
            console.print(f"  {line}", markup=False, highlight=False)


@policy.command("check")
def policy_check(file: Annotated[Path | None, typer.Argument(help="A policy file; else the one in force.")] = None) -> None:
    """Say whether a contact policy can be used: its version, or each line that is wrong and why."""
    from copilot.guard.found import rules_found
    from copilot.policies import HOUSE, read_policy
    from copilot.settings import house_folder

    with plain_errors():
        path = file or house_folder() / "knowledge" / HOUSE
        found = read_policy(path, frozenset(rule.id for rule in rules_found()))
        shadow = f"; tried out only: {', '.join(sorted(found.shadow))}" if found.shadow else ""
        typer.echo(f"{path.name} is valid: policy {found.name}, version {found.version}{shadow}.")
