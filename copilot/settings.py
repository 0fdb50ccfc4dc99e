"""The one place that reads the environment. Each setting is one line here and one in `.env.example`."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def house_folder() -> Path:
    """Where prompts/, knowledge/, public/ and chainlit.md lie: the checkout's top, or inside the installed wheel."""
    package = Path(__file__).resolve().parent
    checkout = package.parent
    return checkout if (checkout / "pyproject.toml").is_file() and (checkout / "prompts").is_dir() else package / "_house"


class Settings(BaseSettings):
    """All settings, from `COPILOT_*` variables or an `.env` file in the working folder."""

    model_config = SettingsConfigDict(env_prefix="COPILOT_", env_file=".env", env_file_encoding="utf-8", extra="ignore")

    data_dir: Path = Field(Path("data"), description="Database, index, files and the sign-in secret live here.")
    database_url: str = Field("", description="Empty: SQLite in the data folder. Else postgresql+psycopg://...")
    chroma_url: str = Field("", description="Empty: embedded in the data folder. Else http://host:port of a server.")
    embedding: Literal["auto", "e5", "hash", "openai"] = Field("auto", description="Which embedding model is used.")
    embedding_model: str = Field("text-embedding-3-small", description="Its name, when embedding is openai.")
    chat_model: str = Field("builtin", description="builtin, or openai:MODEL, with OPENAI_API_KEY set.")
    chat_base_url: str = Field("", description="Any OpenAI-compatible endpoint; empty: OpenAI's own.")
    openai_api_key: SecretStr = Field(SecretStr(""), validation_alias="OPENAI_API_KEY", description="Key of the endpoint.")
    chat_timeout: float = Field(30.0, gt=0, description="Seconds to wait for the chat model before falling back.")
    chat_retries: int = Field(2, ge=0, description="How often a failed call to the chat model is tried again.")
    chat_pause: float = Field(60.0, ge=0, description="Seconds that a failing chat model is left alone.")
    guard_model: str = Field("", description="A second reader for the guard, openai:MODEL at the same endpoint; empty: none.")
    host: str = Field("127.0.0.1", description="Address to serve on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to serve on.")
    public_url: str = Field("", description="The address people type; https here makes the cookie Secure.")
    house_name: str = Field("Maison Orsel", description="The name shown on every page.")
    auth_secret: SecretStr = Field(SecretStr(""), description="Signs sessions; empty: made once, kept in the data folder.")
    session_hours: int = Field(12, ge=1, description="After so many hours a person signs in again.")
    session_idle_minutes: int = Field(240, ge=0, description="Unused for so long, a sign-in ends. 0: it does not.")
    trusted_proxies: str = Field("", description="Addresses of proxies whose X-Forwarded-For is believed, with commas.")
    smtp_host: str = Field("", description="A mail server for links to a new password; empty: an administrator makes them.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port: 587 with starttls, 465 with tls.")
    smtp_tls: Literal["starttls", "tls", "none"] = Field("starttls", description="none only for a server on this machine.")
    smtp_user: str = Field("", description="Name at the mail server; empty: it asks for none.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password at the mail server.")
    smtp_from: str = Field("", description="Whom mails come from: copilot@example.com.")
    email_by: Literal["none", "smtp", "gateway", "paper"] = Field("none", description="How e-mails to clients leave.")
    sms_by: Literal["none", "twilio", "gateway", "paper"] = Field("none", description="How texts to clients leave.")
    whatsapp_by: Literal["none", "twilio", "gateway", "paper"] = Field("none", description="How WhatsApp messages leave.")
    letters_from: str = Field("", description="Whom e-mails to clients come from, and where answers go: hello@example.com.")
    twilio_url: str = Field("https://api.twilio.com", description="A gateway that speaks Twilio's form.")
    twilio_account: str = Field("", description="The account there: AC...")
    twilio_token: SecretStr = Field(SecretStr(""), description="Its token; it also signs what the gateway tells us.")
    twilio_sms_from: str = Field("", description="The number that texts come from, +44..., or a messaging service, MG...")
    twilio_whatsapp_from: str = Field("", description="The number that WhatsApp messages come from, +44...")
    gateway_url: str = Field("", description="A gateway of another kind, which honours Idempotency-Key.")
    gateway_token: SecretStr = Field(SecretStr(""), description="What it knows us by.")
    gateway_secret: SecretStr = Field(SecretStr(""), description="Signs what the gateway tells us; empty: it tells nothing.")
    imap_host: str = Field("", description="The mailbox that clients answer to; empty: `copilot mailbox` reads none.")
    imap_port: int = Field(993, ge=1, le=65535, description="Its port: 993 with tls, 143 with starttls.")
    imap_tls: Literal["tls", "starttls", "none"] = Field("tls", description="none only for a server on this machine.")
    imap_user: str = Field("", description="Name at the mailbox.")
    imap_password: SecretStr = Field(SecretStr(""), description="Password at the mailbox.")
    imap_folder: str = Field("INBOX", description="The folder in which new letters lie.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much the log says.")
    demo: bool = Field(False, description="Demo mode: accounts are printed, nothing leaves the machine.")

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'copilot.db').resolve()}"

    @property
    def index_dir(self) -> Path:
        """Where an embedded Chroma keeps its files."""
        return self.data_dir / "index"

    @property
    def files_dir(self) -> Path:
        """Where files dropped into the chat are kept."""
        return self.data_dir / "files"
