"""A real Label Studio for the tests, one a session, and a proxy before it that can misbehave."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from quotetrack import Document, Mention, Quote, Span, Store
from quotetrack.models import quote_id
from quotetrack.review.client import Server
from quotetrack.review.credentials import Credentials

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "label-studio"


class LabelStudio:
    """A server on a data directory of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.start()

    def start(self, port: int = 0) -> None:
        command = [sys.executable, str(SCRIPT), "--data", str(self.data), "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stderr
        exported = dict(re.findall(r"export (\w+)=(\S+)", done.stdout))
        self.credentials = Credentials(
            exported["LABEL_STUDIO_URL"], exported["LABEL_STUDIO_API_KEY"]
        )
        self.account = json.loads((self.data / "account.json").read_text())

    @property
    def port(self) -> int:
        port = urlsplit(self.credentials.url).port
        assert port is not None
        return port

    def kill(self) -> None:
        """Ends the server as a power cut would."""
        process = json.loads((self.data / "server.json").read_text())["pid"]
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) != 0:
                    return
            time.sleep(0.05)

    def stop(self) -> None:
        command = [sys.executable, str(SCRIPT), "--data", str(self.data), "--stop"]
        subprocess.run(command, capture_output=True, timeout=60, check=True)


@pytest.fixture(scope="session")
def label_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabelStudio]:
    server = LabelStudio(tmp_path_factory.mktemp("label-studio"))
    yield server
    server.stop()


@pytest.fixture
def server(label_studio: LabelStudio) -> Iterator[Server]:
    """A connection to it, as push and pull have one."""
    with Server(label_studio.credentials) as server:
        yield server


class Proxy:
    """Hands requests on to the real server, but for what `misbehave` says.

    `misbehave(method, path)` is asked for every request and names a misbehaviour, or None:
    '502' before the request is handed on, 'late 502' after the server carried it out, 'html',
    'cut' the answer in the middle, 'hang' until the client gives up, '401'.
    """

    def __init__(self, target: LabelStudio) -> None:
        self.misbehave: Callable[[str, str], str | None] = lambda method, path: None
        self.seen: list[str] = []
        self.leave = threading.Event()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                proxy.seen.append(f"{self.command} {self.path}")
                how = proxy.misbehave(self.command, self.path)
                if how in ("502", "401"):
                    return self.answer(int(how), b"<html><body>No</body></html>", "text/html")
                if how == "html":
                    page = b"<!doctype html><title>Sign in</title>"
                    return self.answer(200, page, "text/html")
                if how == "hang":
                    proxy.leave.wait(30)
                    self.close_connection = True
                    return None
                status, content, kind = self.forward(body)
                if how == "late 502":
                    return self.answer(502, b"Bad Gateway", "text/plain")
                if how == "cut":
                    self.send_response(status)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content[: len(content) // 2])
                    self.close_connection = True
                    return None
                return self.answer(status, content, kind)

            do_GET = do_POST = do_PATCH = do_DELETE = handle_any  # noqa: N815

            def forward(self, body: bytes) -> tuple[int, bytes, str]:
                connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
                headers = {k: v for k, v in self.headers.items() if k.lower() != "host"}
                connection.request(self.command, self.path, body or None, headers)
                answer = connection.getresponse()
                content = answer.read()
                kind = answer.getheader("Content-Type") or "application/json"
                connection.close()
                return answer.status, content, kind

            def answer(self, status: int, content: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:  # the client or the server went away, as it should here
                    self.close_connection = True

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.credentials = Credentials(
            f"http://127.0.0.1:{self._server.server_port}", target.credentials.api_key
        )
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.leave.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def proxy(label_studio: LabelStudio) -> Iterator[Proxy]:
    proxy = Proxy(label_studio)
    yield proxy
    proxy.close()


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[tuple[LabelStudio, Proxy]]:
    """A server that may be killed, being nobody else's, and a proxy before it."""
    label_studio = LabelStudio(tmp_path / "label-studio")
    proxy = Proxy(label_studio)
    yield label_studio, proxy
    proxy.close()
    label_studio.stop()


@pytest.fixture
def telling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Credentials]:
    """A server that lets webhooks go to loopback."""
    monkeypatch.setenv("SSRF_PROTECTION_ENABLED", "false")
    label_studio = LabelStudio(tmp_path / "label-studio")
    yield label_studio.credentials
    label_studio.stop()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "quotes.db") as store:
        yield store


@pytest.fixture(scope="session")
def article():
    """`article(number)`: a document with three quotes, as a machine might have found them."""

    def make(number: int = 0) -> tuple[Document, list[Quote]]:
        text = (
            f"第{number}号简报😀\r\n张伟教授在北京表示：“我们必须马上行动起来。”\r\n"
            "The minister said: “We shall see.” Later he added that talks would go on.\n"
            "پروفسور کریمی گفت: «باید صبر کنیم.»\n"
        )
        document = Document(
            text=text, lang="zh-Hans", title=f"简报 {number} <b>", outlet="Kept Daily",
            url=f"https://news.example/{number}", published="2024-05-01",
        )  # fmt: skip
        found = [
            quoted(
                document, "我们必须马上行动起来。", "张伟", "表示", "张伟", 0.5 + number % 40 / 100
            ),
            quoted(document, "We shall see.", "The minister", "said", None, 0.95),
            quoted(document, "باید صبر کنیم.", "پروفسور کریمی", "گفت", "کریمی", 0.97),
        ]
        return document, found

    return make


def quoted(
    document: Document, words: str, speaker: str, cue: str, who: str | None, confidence: float,
    expert: str | None = None,
) -> Quote:  # fmt: skip
    def mention(words: str) -> Mention:
        start = document.text.index(words)
        return Mention(start=start, end=start + len(words), text=words)

    start = document.text.index(words)
    content = (Span(start, start + len(words)),)
    return Quote(
        id=quote_id(document.id, "direct", content), document_id=document.id, lang="zh-Hans",
        kind="direct", text=words, content=content, verbatim=content, cue=mention(cue),
        speaker=mention(speaker), who=who, description=None, addressee=None, stance="asserts",
        expert=expert, rule="test.rule", confidence=confidence,
    )  # fmt: skip
