"""`copilot serve` and `copilot demo`: the page, from one process."""

import contextlib
import fcntl
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli import plain_errors
from copilot.errors import SettingsError
from copilot.settings import Settings

if TYPE_CHECKING:
    from copilot.bootstrap import Shop

_LAST_LETTER = 60  #: seconds in which what is being sent is finished

Port = Annotated[int | None, typer.Option(help="Port to serve on; COPILOT_PORT otherwise.")]
Host = Annotated[str | None, typer.Option(help="Address to serve on; COPILOT_HOST otherwise.")]


def serve(host: Host = None, port: Port = None) -> None:
    """Serve the page for the data in the data folder. Tables are brought up to date first."""
    with plain_errors():
        settings = _settings(host, port)
        logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        from copilot.bootstrap import open_shop

        run(settings, open_shop)


def demo(host: Host = None, port: Port = None) -> None:
    """Serve a made-up boutique to look around in; its data is loaded at the first start."""
    with plain_errors():
        settings = _settings(host, port).model_copy(update={"demo": True})
        logging.basicConfig(level="WARNING", format="%(levelname)s %(name)s: %(message)s")
        from copilot.bootstrap import open_shop

        _load_demo(settings)
        with _outbox_beside(settings):
            run(settings, open_shop)


def _load_demo(settings: Settings) -> None:
    """The demo as of today: its dates are counted from the day it is loaded, so another day loads it again."""
    from rich.console import Console
    from sqlmodel import Session, select

    from copilot.reading.notes import facts_in
    from copilot.records.columns import now
    from copilot.records.database import connect, migrate
    from copilot.records.demo import demo_accounts, load_demo
    from copilot.records.people import Client

    today, loaded = now().date(), settings.data_dir / "demo_day"
    engine = connect(settings.database)
    migrate(engine)
    with Session(engine) as session:
        if not loaded.is_file() and session.exec(select(Client)).first() is not None:
            raise SettingsError(
                f"{settings.data_dir} holds clients that are not the demo's. Run `copilot demo` in an empty folder, "
                "or name another with COPILOT_DATA_DIR."
            )
    if not loaded.is_file() or loaded.read_text().strip() != today.isoformat():
        with Console(stderr=True).status("Furnishing the demo boutique…"):
            load_demo(engine, today, facts_in)
        loaded.write_text(today.isoformat())
    engine.dispose()
    _show(demo_accounts(), settings)


@contextlib.contextmanager
def _outbox_beside(settings: Settings) -> Iterator[None]:
    """The outbox in a process of its own, which ends with this one, however this one ends: it watches the pipe between them."""
    told = {"COPILOT_DEMO": "true", "COPILOT_PORT": str(settings.port), "COPILOT_LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "copilot", "outbox", "--until-closed"]
    outbox = subprocess.Popen(command, env={**os.environ, **told}, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        yield
    finally:
        if outbox.stdin:
            outbox.stdin.close()
        try:
            outbox.wait(timeout=_LAST_LETTER)
        except subprocess.TimeoutExpired:
            outbox.kill()
            outbox.wait()


def _settings(host: str | None, port: int | None) -> Settings:
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    return Settings().model_copy(update=given)


def run(settings: Settings, open_shop: "Callable[[Settings], Shop]") -> None:
    """Serve a shop until told to stop."""
    import uvicorn

    bound = _bind(settings.host, settings.port)
    with contextlib.closing(bound), _alone_in(settings.data_dir), _alone_with(settings.database):
        from copilot.api.app import make_app

        app = make_app(open_shop(settings))
        # Its warnings are about translations; what it catches of ours has been said and logged before.
        logging.getLogger("chainlit").setLevel("ERROR")
        quiet = "info" if settings.log_level == "DEBUG" else "warning"
        # What a request says of where it comes from counts only when a proxy that we know says it.
        trusted = settings.trusted_proxies
        config = uvicorn.Config(
            app,
            log_level=quiet,
            access_log=False,
            server_header=False,
            proxy_headers=bool(trusted),
            forwarded_allow_ips=trusted,
        )
        typer.echo(f"{settings.house_name} is open at {address(settings, bound.getsockname()[1])}  (Ctrl+C closes it)")
        uvicorn.Server(config).run(sockets=[bound])


def address(settings: Settings, port: int) -> str:
    """What to type into a browser."""
    if settings.public_url:
        return settings.public_url
    host = "localhost" if settings.host in ("127.0.0.1", "0.0.0.0", "::", "::1") else settings.host  # noqa: S104
    return f"http://{host}:{port}"


def _bind(host: str, port: int) -> socket.socket:
    # Before anything slow: whoever asked for a port that is taken should know at once.
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048)
    except OSError as taken:
        raise SettingsError(
            f"Port {port} on {host} cannot be used ({taken.strerror}). "
            "Is the copilot already running? Otherwise choose another with --port."
        ) from taken


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One server a data folder: a second one would lay out the page anew under the first, and not see its index change."""
    folder.mkdir(parents=True, exist_ok=True)
    with _held(folder / "served-by", f"{folder}", "another folder with COPILOT_DATA_DIR"):
        yield


@contextlib.contextmanager
def _alone_with(database: str) -> Iterator[None]:
    """One server a SQLite file, whatever its folder: what the index of one has learned, that of another would never hear of."""
    from sqlalchemy import make_url

    url = make_url(database)
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    file = Path(url.database).resolve()
    file.parent.mkdir(parents=True, exist_ok=True)
    with _held(file.with_name(f"{file.name}.served-by"), f"{file}", "another database with COPILOT_DATABASE_URL"):
        yield


@contextlib.contextmanager
def _held(mark: Path, what: str, otherwise: str) -> Iterator[None]:
    with contextlib.closing(os.fdopen(os.open(mark, os.O_RDWR | os.O_CREAT, 0o644), "r+")) as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)  # let go of by the system, however the process ends
        except BlockingIOError:
            raise SettingsError(
                f"{what} is served by another copilot already (process {held.read().strip() or 'unknown'}). "
                f"Stop that one first, or name {otherwise}."
            ) from None
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield


def _show(accounts: list[tuple[str, str]], settings: Settings) -> None:
    from rich.console import Console
    from rich.table import Table
    from sqlmodel import Session, select

    from copilot.records.database import connect
    from copilot.records.people import Store, User

    engine = connect(settings.database)
    with Session(engine) as session:
        stores = {store.id: store.city or store.name for store in session.exec(select(Store))}
        users = {user.source_id: user for user in session.exec(select(User))}
    engine.dispose()
    table = Table("name", "password", "who", "role", "store", title=f"{settings.house_name}: sign in as", box=None)
    for name, words in accounts:
        if (user := users.get(name)) is not None:
            where = stores.get(user.store_id, "the whole house") if user.store_id else "the whole house"
            table.add_row(name, words, user.name, user.role, where)
    Console().print(table)
