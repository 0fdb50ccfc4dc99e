"""The mailbox that clients answer to, over IMAP. A letter is marked as read once it is filed, and not before."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from copilot.errors import ChannelError, SettingsError
from copilot.settings import Settings

PATIENCE = 30.0  #: seconds
LARGEST = 2_000_000  #: bytes of one letter that are fetched; words come before attachments
_HERE = ("localhost", "127.0.0.1", "::1")


class Mailbox:
    """An open folder of new letters."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def new(self) -> list[str]:
        """What the server calls the letters that nobody has filed yet, the oldest first."""
        return self._said("SEARCH", "UNSEEN")[0].decode("ascii").split()

    def letter(self, uid: str) -> bytes:
        """A letter as it came, up to its first 2 MB, without marking it."""
        for part in self._server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST}>)")[1]:
            if isinstance(part, tuple) and re.search(rb"BODY\[", part[0]):
                return bytes(part[1])
        raise ChannelError("The mailbox did not hand over a letter that it named.", key="channel_away")

    def filed(self, uid: str) -> None:
        """It has been dealt with."""
        self._said("STORE", uid, "+FLAGS", r"(\Seen)")

    def _said(self, command: str, *given: str) -> list[bytes]:
        answer, data = self._server.uid(command, *given)
        if answer != "OK":
            raise ChannelError(f"The mailbox refused {command}.", key="channel_away")
        return [one for one in data if isinstance(one, bytes)] or [b""]


@contextmanager
def open_mailbox(settings: Settings) -> Iterator[Mailbox]:
    """The mailbox of the settings; ChannelError where it cannot be reached, or knows us not."""
    if not settings.imap_host:
        raise SettingsError("COPILOT_IMAP_HOST does not name the mailbox that clients answer to.")
    if settings.imap_tls == "none" and settings.imap_host not in _HERE:
        raise SettingsError("COPILOT_IMAP_TLS=none is only for a mailbox on this machine. Use tls or starttls.")
    try:
        server = _connected(settings)
        try:
            server.login(settings.imap_user, settings.imap_password.get_secret_value())
            if server.select(_quoted(settings.imap_folder))[0] != "OK":
                raise ChannelError(
                    f"The mailbox has no folder {settings.imap_folder!r}. See COPILOT_IMAP_FOLDER.",
                    key="channel_away",
                    permanent=True,
                )
            yield Mailbox(server)
        finally:
            _leave(server)
    except (OSError, imaplib.IMAP4.error) as away:
        # The server's own words may hold an address: only the kind is told.
        raise ChannelError(
            f"The mailbox at {settings.imap_host} does not serve us: {type(away).__name__}.", key="channel_away"
        ) from away


def _connected(settings: Settings) -> imaplib.IMAP4:
    if settings.imap_tls == "tls":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(settings.imap_host, settings.imap_port, ssl_context=context, timeout=PATIENCE)
    server = imaplib.IMAP4(settings.imap_host, settings.imap_port, timeout=PATIENCE)
    if settings.imap_tls == "starttls":
        server.starttls(ssl.create_default_context())
    return server


def _leave(server: imaplib.IMAP4) -> None:
    with suppress(OSError, imaplib.IMAP4.error):  # it may be gone already, and there is nothing left to say to it
        server.logout()


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
