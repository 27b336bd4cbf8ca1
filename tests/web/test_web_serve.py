"""`quotetrack serve` before it serves: what is wrong is one line that says what to do."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from quotetrack.cli import cli


def refusal(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["serve", *arguments])
    assert result.exit_code == 1, result.output
    assert result.output.count("\n") == 1
    return result.output


def test_no_database(tmp_path: Path) -> None:
    assert "run `quotetrack ingest` first" in refusal("--db", str(tmp_path / "none.db"))


def test_another_programs_file(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("not a database, whatever its name says " * 20)
    assert "is not a database" in refusal("--db", str(tmp_path / "notes.db"))


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_port_that_is_taken(database: Path, processes: str) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = refusal("--db", str(database), "--port", port, "--processes", processes)
    assert f"127.0.0.1:{port}" in said
    assert "--port" in said


def test_without_datasette(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("quotetrack.web")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "datasette", None)
    monkeypatch.setitem(sys.modules, "datasette.app", None)
    assert "pip install 'datasette" in refusal("--db", str(database))


@pytest.mark.parametrize("processes", ["1", "2"])
def test_the_address_that_is_shown_answers(database: Path, processes: str) -> None:
    command = [sys.executable, "-c", "from quotetrack.cli import main; main()", "serve", "--db",
               str(database), "--port", "0", "--processes", processes]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+/", server.stderr.readline())
            assert found
            with urllib.request.urlopen(found[0], timeout=60) as answer:
                assert answer.status == 200
            stranger = urllib.request.Request(found[0], headers={"Host": "evil.example"})
            with pytest.raises(urllib.error.HTTPError, match="421"):
                urllib.request.urlopen(stranger, timeout=60)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)
        assert server.returncode == 0
