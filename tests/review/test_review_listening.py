"""`pull --watch` told by the server itself: a hint, and never more than that."""

from __future__ import annotations

import http.client
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from quotetrack import Store
from quotetrack.review.client import Server
from quotetrack.review.credentials import Credentials
from quotetrack.review.listening import SECRET_HEADER, Receiver, listening
from quotetrack.review.pushing import push
from quotetrack.review.selecting import Selection

PATIENCE = 60.0  # seconds, on a busy machine; a poll would come after 600


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


def post(url: str, method: str, headers: dict[str, str], body: bytes = b"{}") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(url).port, timeout=10)
    connection.request(method, "/", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(
    ("method", "secret", "status"),
    [
        ("POST", "right", 204),
        ("POST", "wrong", 403),
        ("POST", "é", 403),
        ("POST", None, 403),
        ("GET", "right", 501),
    ],
)
def test_only_the_secret_is_a_hint(
    receiver: Receiver, method: str, secret: str | None, status: int
) -> None:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    if secret == "right":
        headers = {SECRET_HEADER: receiver.secret}
    assert post(receiver.url, method, headers) == status
    assert receiver.wait(0.05) == (status == 204)
    assert not receiver.wait(0.05)


def test_it_listens_on_loopback_alone(receiver: Receiver) -> None:
    assert urlsplit(receiver.url).hostname == "127.0.0.1"
    assert receiver._server.server_address[0] == "127.0.0.1"


def test_a_server_elsewhere_is_not_asked() -> None:
    elsewhere = Server.__new__(Server)
    elsewhere.url = "https://label-studio.example.org"
    with listening(elsewhere, 1) as wait:
        assert wait is None


@pytest.mark.server
def test_a_server_that_refuses_is_polled(store: Store, server: Server, article: Any) -> None:
    store.ingest([article()])
    project = push(store, server, Selection(), "refusing").project_id
    with listening(server, project) as wait:
        assert wait is None
    assert server.webhooks(project) == []


@pytest.mark.server
def test_watching_pulls_as_soon_as_the_server_says_so(
    store: Store, telling: Credentials, article: Any
) -> None:
    store.ingest([article()])
    with Server(telling) as server:
        project = push(store, server, Selection(), "telling").project_id
        # Left by a watcher that was killed: its port answers no more.
        server.add_webhook(project, "http://127.0.0.1:1/", {SECRET_HEADER: "old"})
        with watching(store.path, telling) as lines:
            expect(lines, "says when something changes")
            (webhook,) = server.webhooks(project)
            task = next(iter(server.tasks(project)))
            result = task["predictions"][0]["result"]
            server._sdk.annotations.create(task["id"], result=result)
            expect(lines, "3 accepted")
        assert server.webhooks(project) == []
        assert webhook["send_payload"] is False
    assert {review.verdict for review in store.reviews()} == {"accepted"}
    assert webhook["headers"][SECRET_HEADER] not in store.path.read_bytes().decode("latin-1")


class watching:  # noqa: N801
    """`pull --watch` in a process of its own, and the lines that it prints."""

    def __init__(self, database: Path, credentials: Credentials) -> None:
        begin = "from quotetrack.cli import main; main()"
        self.command = [sys.executable, "-c", begin, "pull", "--db", str(database)]
        self.command += ["--project", "telling", "--watch", "--every", "600"]
        self.environment = os.environ | {
            "LABEL_STUDIO_URL": credentials.url,
            "LABEL_STUDIO_API_KEY": credentials.api_key,
        }

    def __enter__(self) -> queue.Queue[str]:
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True,
        )  # fmt: skip
        lines: queue.Queue[str] = queue.Queue()

        def read() -> None:
            assert self.process.stdout is not None
            for line in self.process.stdout:
                lines.put(line)

        self.reader = threading.Thread(target=read, daemon=True)
        self.reader.start()
        return lines

    def __exit__(self, kind: object, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        assert kind is not None or code == 130


def expect(lines: queue.Queue[str], words: str) -> None:
    seen = []
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            seen.append(lines.get(timeout=1))
        except queue.Empty:
            continue
        if words in seen[-1]:
            return
    raise AssertionError(f"{words!r} did not come, but {seen}")
