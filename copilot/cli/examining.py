"""What `copilot doctor` looks at: each part of the set-up says in a sentence how it is. No client data, no secret."""

import asyncio
import os
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import httpx
from pydantic import ValidationError
from sqlalchemy import Engine, func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from copilot.channels.testing import tested
from copilot.cli.served import chat_model_as_served
from copilot.errors import CopilotError, IndexUnavailable
from copilot.models.choosing import check
from copilot.records.care import Consent, Contact, ServiceCase
from copilot.records.database import connect, revision, revisions
from copilot.records.knowledge import Fact, Note
from copilot.records.people import Client, Store, User
from copilot.records.trade import Product, Purchase
from copilot.records.upkeep import IndexTask
from copilot.retrieval import open_index
from copilot.retrieval.embedding import choose
from copilot.retrieval.house import read_folder
from copilot.settings import Settings, house_folder

_PACKAGES = ("clienteling-copilot", "chainlit", "langchain", "chromadb", "sqlalchemy", "onnxruntime")
_COUNTED = {
    "stores": Store,
    "clients": Client,
    "products": Product,
    "purchases": Purchase,
    "notes": Note,
    "facts": Fact,
    "service cases": ServiceCase,
    "consents": Consent,
    "contacts": Contact,
}
_SECRET = re.compile(
    r"^\s*(?:export\s+)?(?:(?:OPENAI_API_KEY|COPILOT_(?:AUTH_SECRET|SMTP_PASSWORD|TWILIO_TOKEN|GATEWAY_TOKEN))\s*=\s*[^\s#]|COPILOT_DATABASE_URL\s*=.*:.*@)",
    re.M | re.I,
)


@dataclass(frozen=True)
class Finding:
    """One part of the set-up and how it is."""

    about: str
    well: bool | None  #: None: nothing wrong, and nothing there either
    words: str


def examine() -> list[Finding]:
    """Everything, in the order in which one would mend it."""
    found = list(_installed())
    try:
        settings = Settings()
    except ValidationError as wrong:
        return [*found, *(Finding("Settings", False, words) for words in _wrong_settings(wrong))]
    found += [*_surroundings(), _data_folder(settings), *_database(settings), *_index(settings), _knowledge()]
    found += [*_chat_model(settings), *_channels(settings), *_secrets(settings), _encryption(settings), _page(settings)]
    if settings.demo:
        found.append(Finding("Demo mode", None, "On: accounts and passwords are printed when it starts. Not for real clients."))
    return found


def _installed() -> Iterator[Finding]:
    running = ".".join(map(str, sys.version_info[:3]))
    fits = (3, 11) <= sys.version_info < (3, 14)
    yield Finding("Python", fits, running if fits else f"{running}, but 3.11, 3.12 or 3.13 is needed.")
    there, missing = [], []
    for name in _PACKAGES:
        try:
            there.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    words = ", ".join(there) + (f". Missing: {', '.join(missing)}; install the copilot again." if missing else ".")
    yield Finding("Packages", not missing, words)


def _wrong_settings(wrong: ValidationError) -> list[str]:
    """Each setting that cannot be used, and why; never its value, which may be a secret."""
    return [f"{_variable(str(error['loc'][0]))} cannot be used: {error['msg']}." for error in wrong.errors()]


def _variable(field: str) -> str:
    return field if field.isupper() else f"COPILOT_{field.upper()}"


def _surroundings() -> Iterator[Finding]:
    known = {_variable(str(field.validation_alias or name)) for name, field in Settings.model_fields.items()}
    ours = {name for name in os.environ if name.upper() in known}
    strange = sorted(name for name in os.environ if name.upper().startswith("COPILOT_") and name.upper() not in known)
    file = ".env is read." if Path(".env").is_file() else "There is no .env here."
    names = f" Set in the environment: {', '.join(sorted(ours))}." if ours else ""
    yield Finding("Settings", True, file + names)
    if strange:
        yield Finding("Settings", None, f"Not settings of this copilot, and not used: {', '.join(strange)}.")


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_dir.resolve()
    if folder.is_dir():
        well = os.access(folder, os.W_OK | os.X_OK)
        return Finding("Data folder", well, f"{folder}" + ("" if well else " cannot be written to. Change its owner or rights."))
    above = next(parent for parent in folder.parents if parent.exists())
    if not (above.is_dir() and os.access(above, os.W_OK | os.X_OK)):
        return Finding("Data folder", False, f"{folder} cannot be made, for {above} cannot be written to.")
    return Finding("Data folder", None, f"{folder} is made at the first start.")


def _database(settings: Settings) -> Iterator[Finding]:
    engine = connect(settings.database) if settings.database_url or (settings.data_dir / "copilot.db").is_file() else None
    if engine is None:
        yield Finding("Database", None, "SQLite in the data folder, made at the first start.")
        return
    name = engine.url.render_as_string(hide_password=True)
    try:
        with engine.connect() as connection:
            at = revision(connection)
        newest = revisions()
        if at is None:
            yield Finding("Database", None, f"{name} is reached and empty; the tables are made at the first start.")
        elif at not in newest:
            yield Finding("Database", False, f"{name} has tables of version {at}, newer than this copilot. Install a newer one.")
        elif at != newest[0]:
            yield Finding("Database", None, f"{name} has tables of version {at}; the next start brings them to {newest[0]}.")
        else:
            yield Finding("Database", True, f"{name} is reached and up to date (version {at}).")
            yield from _rows(engine)
    except SQLAlchemyError as failed:
        said = str(getattr(failed, "orig", None) or type(failed).__name__).strip().splitlines()[0]
        yield Finding("Database", False, f"{name} cannot be used: {said}. Is it running, and is COPILOT_DATABASE_URL right?")
    finally:
        engine.dispose()


def _rows(engine: Engine) -> Iterator[Finding]:
    with Session(engine) as session:
        counts = {name: session.exec(select(func.count()).select_from(table)).one() for name, table in _COUNTED.items()}
        usable = col(User.active) & (col(User.password_hash) != "")
        queue = select(func.count(), func.count().filter(col(IndexTask.attempts) > 0)).select_from(IndexTask)
        waiting, failed = session.exec(queue).one()
        roles = session.exec(select(User.role, func.count()).where(usable).group_by(col(User.role)).order_by(User.role)).all()
    if any(counts.values()):
        yield Finding("Rows", True, ", ".join(f"{count:,} {name}" for name, count in counts.items()) + ".")
    else:
        yield Finding("Rows", None, "None yet. `copilot import FOLDER` reads a house's files, `copilot demo` a made-up house.")
    if waiting or any(counts.values()):
        tried = f"; {failed:,} of them failed before, the log says why" if failed else ""
        yield Finding("Index queue", not failed, f"{waiting:,} changed rows wait to be indexed{tried}.")
    if roles:
        yield Finding("Accounts", True, ", ".join(f"{count} {role}" for role, count in roles) + " may sign in.")
    else:
        yield Finding("Accounts", None, "Nobody can sign in yet. Make an account: copilot user add NAME.")


def _index(settings: Settings) -> Iterator[Finding]:
    try:
        embedder = choose(settings)
        yield Finding(
            "Embedding model", not embedder.remark, embedder.remark or f"{embedder.model_id} loads and is as it was tested."
        )
    except CopilotError as unfit:
        yield Finding("Embedding model", False, str(unfit))
    if not settings.chroma_url and not settings.index_dir.is_dir():
        yield Finding("Search index", None, "In the data folder, made at the first start.")
        return
    index = open_index(settings)
    where = f"At {settings.chroma_url}" if settings.chroma_url else "In the data folder"
    try:
        sizes = index.shelf.sizes()
        models = sorted({name.partition(".")[2] for name in sizes}) or ["none yet"]
        yield Finding("Search index", True, f"{where}: {sum(sizes.values()):,} entries made by {', '.join(models)}.")
    except IndexUnavailable as lost:
        if "in use by another copilot" in str(lost):
            yield Finding("Search index", None, f"{where}, in use by the copilot that is running.")
        else:
            yield Finding("Search index", False, str(lost))
    finally:
        index.close()


def _knowledge() -> Finding:
    sections, wrong = read_folder(house_folder() / "knowledge")
    documents = len({section.file for section in sections})
    words = f"{documents} house documents in {len(sections)} sections."
    return Finding("House documents", not wrong and bool(sections), " ".join([words, *map(str, wrong)]))


def _chat_model(settings: Settings) -> Iterator[Finding]:
    checked = asyncio.run(check(settings))
    yield Finding("Chat model", checked.well, checked.words)
    yield Finding("Chat model in use", *chat_model_as_served(settings))


def _channels(settings: Settings) -> Iterator[Finding]:
    for one in tested(settings):
        yield Finding(f"Channel {one.channel}", one.well, one.words)


def _secrets(settings: Settings) -> Iterator[Finding]:
    kept = settings.data_dir / "auth_secret"
    if settings.auth_secret.get_secret_value():
        yield Finding("Sign-in secret", True, "From COPILOT_AUTH_SECRET.")
    elif kept.is_file():
        yield _private("Sign-in secret", kept)
    else:
        yield Finding("Sign-in secret", None, "Made at the first start and kept in the data folder.")
    if Path(".env").is_file() and _SECRET.search(Path(".env").read_text(encoding="utf-8", errors="replace")):
        yield _private(".env", Path(".env"))


def _private(about: str, path: Path) -> Finding:
    rights = stat.S_IMODE(path.stat().st_mode)
    if rights & 0o077:
        return Finding(about, False, f"{path} holds a secret and others may read it. Run: chmod 600 {path}")
    return Finding(about, True, f"{path} can be read by its owner only.")


def _encryption(settings: Settings) -> Finding:
    if settings.public_url.startswith("https://"):
        return Finding("Encryption", True, f"People come by {settings.public_url}; the sign-in cookie is sent over https only.")
    if settings.host in ("127.0.0.1", "localhost", "::1") and not settings.public_url:
        return Finding("Encryption", None, "Served to this machine only, so without https.")
    return Finding(
        "Encryption",
        False,
        "Others can reach the page, but passwords would travel unencrypted. "
        "Put a proxy with https in front, and name its address in COPILOT_PUBLIC_URL.",
    )


def _page(settings: Settings) -> Finding:
    host = settings.host if settings.host not in ("0.0.0.0", "::") else "localhost"  # noqa: S104  # asked, not served
    address = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
    try:
        answer = httpx.get(f"{address}/healthz", timeout=3, trust_env=False)
    except httpx.HTTPError:
        return Finding("Page", None, f"Not served at {address} now. `copilot serve` opens it.")
    if answer.status_code == 200 and answer.headers.get("content-type", "").startswith("application/json"):
        return Finding("Page", True, f"Open at {address}.")
    return Finding("Page", False, f"What answers at {address} is no copilot, or it is not well (status {answer.status_code}).")
