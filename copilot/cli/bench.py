"""`copilot bench ...`: measurements, run by a person and never by a test."""

import typer

from copilot.cli.bench_ask import bench_ask
from copilot.cli.bench_chat import bench_chat
from copilot.cli.bench_drafts import bench_drafts
from copilot.cli.bench_fairness import bench_fairness
from copilot.cli.bench_guard import bench_guard
from copilot.cli.bench_import import bench_import
from copilot.cli.bench_kinds import bench_kinds
from copilot.cli.bench_outbox import bench_outbox
from copilot.cli.bench_rehearsals import bench_rehearsals
from copilot.cli.bench_retrieval import bench_retrieval
from copilot.cli.bench_scope import bench_scope
from copilot.cli.bench_stops import bench_stops

bench = typer.Typer(no_args_is_help=True, help="Measure on this machine.")
bench.command("ask")(bench_ask)
bench.command("chat")(bench_chat)
bench.command("drafts")(bench_drafts)
bench.command("fairness")(bench_fairness)
bench.command("guard")(bench_guard)
bench.command("import")(bench_import)
bench.command("kinds")(bench_kinds)
bench.command("outbox")(bench_outbox)
bench.command("rehearsals")(bench_rehearsals)
bench.command("retrieval")(bench_retrieval)
bench.command("scope")(bench_scope)
bench.command("stops")(bench_stops)
