"""A mailbox that speaks as much of IMAP as is needed to read one, over a real socket."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

USER, PASSWORD = "house", "letters"


@dataclass
class Letters:
    """What lies in it: letters by number, and which were read."""

    port: int = 0
    letters: dict[int, bytes] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)
    heard: list[str] = field(default_factory=list)


@contextmanager
def imap_server(*letters: bytes) -> Iterator[Letters]:
    """The mailbox with these letters, as long as it is needed."""
    held = Letters(letters=dict(enumerate(letters, 1)))

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            while line := self.rfile.readline():
                tag, _, said = line.decode().strip().partition(" ")
                held.heard.append(said.split(" ")[0] if "LOGIN" in said else said)
                self.wfile.write(self.answer(said) + f"{tag} {self.verdict(said)}\r\n".encode())
                if said == "LOGOUT":
                    return

        def verdict(self, said: str) -> str:
            if said.startswith("LOGIN") and (USER not in said or PASSWORD not in said):
                return "NO who are you"
            return "NO no such folder" if said.startswith("SELECT") and "INBOX" not in said else "OK done"

        def answer(self, said: str) -> bytes:
            if said == "CAPABILITY":
                return b"* CAPABILITY IMAP4rev1\r\n"
            if said.startswith("SELECT"):
                return f"* {len(held.letters)} EXISTS\r\n* FLAGS (\\Seen)\r\n".encode()
            if said.startswith("UID SEARCH UNSEEN"):
                new = " ".join(str(uid) for uid in sorted(held.letters) if uid not in held.read)
                return f"* SEARCH {new}\r\n".encode()
            uid = int(found[1]) if (found := re.match(r"UID \w+ (\d+)", said)) else 0
            if said.startswith("UID FETCH"):
                raw = held.letters[uid]
                return f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
            if said.startswith("UID STORE"):
                held.read.add(uid)
                return f"* {uid} FETCH (FLAGS (\\Seen))\r\n".encode()
            return b"* BYE\r\n" if said == "LOGOUT" else b""

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        held.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield held
        server.shutdown()
