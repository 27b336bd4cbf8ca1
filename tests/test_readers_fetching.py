"""Fetching pages: from a server on this machine, which only these tests may reach."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from quotetrack.models import Document
from quotetrack.readers import Options, fetching, read_many

TEXT = "港口管理局发言人表示，新码头的第一期工程已经完工。"
PAGE = f"<html><head><title>题</title></head><body><p>{TEXT}</p></body></html>"


class Handler(BaseHTTPRequestHandler):
    """Serves what `answers` says for a path: status, headers, body."""

    answers: dict[str, tuple[int, dict[str, str], bytes]]
    seen: list[tuple[str, str]]

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers["User-Agent"]))
        status, headers, body = self.answers.get(self.path, (404, {}, b"gone"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, type[Handler]]]:
    monkeypatch.setattr(fetching, "PAUSE_SECONDS", 0.0)
    handler = type("Own", (Handler,), {"answers": {}, "seen": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", handler
        running.shutdown()
        thread.join()


def fetch(*urls: str, **options: object) -> tuple[list[Document], list[str]]:
    errors: list[str] = []
    told = Options(**{"allow_private": True, **options})  # type: ignore[arg-type]
    documents = list(read_many(urls, lambda error: errors.append(str(error)), told))
    assert all("\n" not in error for error in errors)
    return documents, errors


def html(body: str, charset: str = "utf-8", **headers: str) -> tuple[int, dict[str, str], bytes]:
    about = {"Content-Type": f"text/html; charset={charset}", **headers}
    return 200, about, body.encode(charset)


def test_a_page_is_fetched_and_kept(server: tuple[str, type[Handler]], tmp_path: Path) -> None:
    base, handler = server
    handler.answers["/old"] = (301, {"Location": "/../new?q=%E7%A0%81"}, b"")
    handler.answers["/new?q=%E7%A0%81"] = html(PAGE, "gb2312")
    (document,), errors = fetch(f"{base}/old", keep_pages=tmp_path / "kept")
    assert errors == []
    assert (document.text, document.title) == (TEXT, "题")
    assert str(document.url).startswith(f"{base}/new?q=")
    assert handler.seen[0] == ("/old", fetching.USER_AGENT)
    kept = {path.suffix: path for path in (tmp_path / "kept").iterdir()}
    assert kept[".html"].read_bytes() == PAGE.encode("gb2312")
    assert json.loads(kept[".json"].read_text("utf-8"))["url"] == document.url
    (again,) = read_many([tmp_path / "kept"], pytest.fail)
    assert again.id == document.id


def test_packed_pages(server: tuple[str, type[Handler]]) -> None:
    base, handler = server
    packed = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    handler.answers["/small"] = (200, packed, gzip.compress(PAGE.encode()))
    handler.answers["/bomb"] = (200, packed, gzip.compress(b" " * 9_000_000))
    documents, errors = fetch(f"{base}/small", f"{base}/bomb")
    assert [document.text for document in documents] == [TEXT]
    assert "the unpacked page is larger than 8 MiB" in errors[0]


def test_what_goes_wrong_is_told(server: tuple[str, type[Handler]]) -> None:
    base, handler = server
    handler.answers["/loop"] = (302, {"Location": "/loop"}, b"")
    handler.answers["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    handler.answers["/short"] = html(PAGE, **{"Content-Length": "9999"})
    handler.answers["/huge"] = html("x" * 3000)
    handler.answers["/picture"] = (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n")
    cases = {
        f"{base}/none": "the server answers 404",
        f"{base}/loop": "more than 5 redirects",
        f"{base}/file": "must begin with http://",
        f"{base}/short": "",
        f"{base}/huge": "the page is larger than 1,000 bytes",
        f"{base}/picture": "a PNG image",
        "http://:99999/": "is no web address",
        "http://no-such-host.invalid/": "no host is called no-such-host.invalid",
    }
    documents, errors = fetch(*cases, max_document_bytes=2000)
    assert documents == []
    assert len(errors) == len(cases)
    for error, (url, says) in zip(errors, cases.items(), strict=True):
        assert error.startswith(f"{url}: ")
        assert says in error


def test_a_slow_server_is_left(
    server: tuple[str, type[Handler]], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, handler = server
    handler.answers["/"] = html(PAGE)
    monkeypatch.setattr(fetching, "DEADLINE_SECONDS", -1.0)
    assert fetch(f"{base}/")[1] == [f"{base}/: no answer in time; try again later"]


PRIVATE = """
127.0.0.1 localhost [::1] 2130706433 0.0.0.0 169.254.169.254 10.1.2.3 100.64.0.1
[::ffff:127.0.0.1] [fe80::1] [fd00::1] [64:ff9b::7f00:1]
"""


@pytest.mark.parametrize("host", PRIVATE.split())
def test_private_networks_are_not_reached(host: str, server: tuple[str, type[Handler]]) -> None:
    base, handler = server
    port = base.rsplit(":", 1)[1]
    _, errors = fetch(f"http://{host}:{port}/", allow_private=False)
    assert len(errors) == 1
    assert "private network" in errors[0] or "no host is called" in errors[0]
    assert handler.seen == []


def test_a_redirect_or_a_second_answer_cannot_lead_inside(
    server: tuple[str, type[Handler]], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, handler = server
    port = int(base.rsplit(":", 1)[1])
    answers = iter(["93.184.216.34", "127.0.0.1"])
    asked: list[str] = []
    reached: list[tuple[str, int]] = []

    def resolve(host: str, *rest: object, **more: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connecting(address: tuple[str, int], timeout: float) -> socket.socket:
        reached.append(address)
        plain = socket.socket()  # stands in for the public server
        plain.settimeout(timeout)
        plain.connect(("127.0.0.1", port))
        return plain

    handler.answers["/"] = (302, {"Location": "http://inside.example/secret"}, b"")
    monkeypatch.setattr(fetching.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(fetching.socket, "create_connection", connecting)
    documents, errors = fetch(f"http://rebound.example:{port}/", allow_private=False)
    assert documents == []
    assert "private network" in errors[0]
    # Resolved once a request; the connection went to the address that was checked.
    assert asked == ["rebound.example", "inside.example"]
    assert reached == [("93.184.216.34", port)]
    assert [path for path, _ in handler.seen] == ["/"]
