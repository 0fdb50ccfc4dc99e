"""`copilot doctor`: what is configured, what can be reached, and what is missing. It changes nothing."""

import json
from typing import Annotated

import typer

_MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("–", "dim")}

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def doctor(as_json: Json = False) -> None:
    """Say what is configured, reachable and missing. Ends with 1 when something must be mended."""
    from rich.console import Console
    from rich.text import Text

    from copilot.cli.examining import examine

    findings = examine()
    well = all(finding.well is not False for finding in findings)
    if as_json:
        typer.echo(json.dumps({"well": well, "findings": [vars(finding) for finding in findings]}, ensure_ascii=False))
    else:
        console = Console(soft_wrap=True, highlight=False)
        for finding in findings:
            mark, colour = _MARKS[finding.well]
            console.print(Text.assemble((mark, colour), f" {finding.about}: {finding.words}"))
        console.print("All is well." if well else "Mend what is marked with ✗.")
    raise typer.Exit(0 if well else 1)
