"""Label Studio says that something has changed: a receiver of webhooks on loopback.

What comes is a hint to pull at once and no more: the server sends it once, before it has stored
the change for good, and to whoever knows the address. So nothing in it is read, a secret header has
to be with it, and pulling at intervals goes on. Label Studio refuses addresses on loopback unless
it runs with SSRF_PROTECTION_ENABLED=false; then, or where it runs elsewhere, there are no hints.
"""

from __future__ import annotations

import hmac
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from quotetrack.errors import ReviewError
from quotetrack.review.client import Server

SECRET_HEADER = "X-Quotetrack-Secret"
SETTLING_SECONDS = 0.5  # until the server has stored what it tells of; others may follow closely
RECEIVE_SECONDS = 5  # a sender gets so long
MAX_BODY = 50 * 1024 * 1024
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

Wait = Callable[[float], bool]


class Receiver:
    """Listens on a free port of 127.0.0.1 until it is closed."""

    def __init__(self) -> None:
        self.secret = secrets.token_urlsafe(24)
        self._hint = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            timeout = RECEIVE_SECONDS

            def do_POST(self) -> None:
                given = self.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
                if not hmac.compare_digest(given, receiver.secret.encode()):
                    self.send_error(403)
                    return
                self.send_response(204)
                self.end_headers()
                receiver._hint.set()
                self._read_all()

            def _read_all(self) -> None:
                """Takes the body in: the sender of one that is left would see a broken line."""
                length = self.headers.get("Content-Length", "0")
                left = min(int(length), MAX_BODY) if length.isascii() and length.isdigit() else 0
                while left > 0 and (part := self.rfile.read(min(left, 1 << 16))):
                    left -= len(part)

            def handle(self) -> None:
                with suppress(OSError):  # whoever sent it went away
                    super().handle()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Waits for a hint, or so long; whether one came."""
        if not self._hint.wait(seconds):
            return False
        time.sleep(SETTLING_SECONDS)
        self._hint.clear()
        return True

    def close(self) -> None:
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def listening(server: Server, project_id: int) -> Iterator[Wait | None]:
    """Has the server tell of changes in a project; gives `wait(seconds)`, which ends early then.

    None where the server does not run on this machine or refuses.
    """
    if urlsplit(server.url).hostname not in LOOPBACK:
        yield None
        return
    receiver = Receiver()
    number: int | None = None
    try:
        with suppress(ReviewError):
            _forget_dead(server, project_id)
            secret = {SECRET_HEADER: receiver.secret}
            number = server.add_webhook(project_id, receiver.url, secret)
        yield receiver.wait if number is not None else None
    finally:
        receiver.close()
        if number is not None:
            with suppress(ReviewError):
                server.delete_webhook(number)


def _forget_dead(server: Server, project_id: int) -> None:
    """Deletes the webhooks of receivers that were killed before they could: nobody answers."""
    for webhook in server.webhooks(project_id):
        address = urlsplit(str(webhook.get("url")))
        if SECRET_HEADER not in (webhook.get("headers") or {}) or address.hostname != "127.0.0.1":
            continue
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", address.port or 80)) != 0:
                server.delete_webhook(int(webhook["id"]))
