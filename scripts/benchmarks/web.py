"""Web pages over 1,000,000 quotes: how soon one client has them, how many 20 clients get.

Loopback only, a bounded number of requests. One client asks for pages of every kind, each with
another question, so that nothing is answered from memory. Twenty clients at once ask our search
page, and the same questions of bare Datasette over the same file: as an SQL query by the index,
written as well as it can be, and as its table page. Both send 20 quotations a page.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import newsroom

QUOTES = 1_000_000
CLIENTS = 20
ALONE = 40  # requests of each kind of page
TOGETHER = 600  # requests of all clients
STARTING_SECONDS = 60
DATABASE = "QUOTETRACK_BENCHMARK_DB"  # a file that is kept from run to run; else it is temporary

# What bare Datasette is asked: the same words, by the same index, the latest 20.
SQL = (
    "select q.*, d.title, d.outlet, d.published from quotes q "
    "join documents d on d.key = q.document_key where q.key in (select rowid from quotes_index "
    "where quotes_index match :words order by rowid desc limit 20) order by q.key desc"
)


def run(quick: bool = False) -> dict[str, Any]:
    """The table's rows; `quick` with a tenth of the quotes and requests."""
    part = 10 if quick else 1
    with _database(QUOTES // part) as path:
        questions = Questions(path)
        with _served(
            [sys.executable, "-c", "from quotetrack.cli import main; main()"], path, ours=True
        ) as port:
            rows = _alone(port, questions, ALONE // part)
            crowd = [f"/?{urlencode({'q': words})}" for words in questions.words(TOGETHER // part)]
            rows.append(_together("search", port, crowd))
        with _served([sys.executable, "-m", "datasette"], path, ours=False) as port:
            tokens = questions.words(TOGETHER // part)
            asked = [
                f"/{path.stem}?{urlencode({'sql': SQL, 'words': questions.as_index(words)})}"
                for words in tokens
            ]
            rows.append(_together("bare Datasette: the same words as an SQL query", port, asked))
            tables = [
                f"/{path.stem}/quotes?{urlencode({'_size': 20, '_next': 40 + n})}"
                for n in range(len(asked))
            ]
            rows.append(_together("bare Datasette: table page, 20 rows", port, tables))
    return {"quotes": QUOTES // part, "rows": rows}


class Questions:
    """Words, experts, claims and documents of the database, in a seeded order, none twice."""

    def __init__(self, path: Path) -> None:
        self.rng = random.Random(5)
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            texts = [
                row[0]
                for row in connection.execute(
                    "SELECT text FROM quotes WHERE key % 97 = 0 LIMIT 4000"
                )
            ]
            self.experts = [row[0] for row in connection.execute("SELECT id FROM experts")]
            self.claims = _ids(connection, "claims")
            self.documents = _ids(connection, "documents")
        pieces: set[str] = set()
        for text in texts:
            for clause in text.replace("，", ",").split(","):
                parts = clause.split() if " " in clause else [clause]
                for part in parts:
                    at = self.rng.randrange(max(1, len(part) - 3))
                    # Two characters of Chinese; a word of anything else.
                    pieces.add(part[at : at + 2] if "\u4e00" <= part[:1] <= "\u9fff" else part)
        self.pieces = sorted(piece for piece in pieces if len(piece) > 1 and piece.isalpha())
        self.rng.shuffle(self.pieces)

    def words(self, number: int) -> list[str]:
        """That many searches, each another: pairs where the single words are used up."""
        singles = self.pieces[:number]
        while len(singles) < number:
            singles.append(" ".join(self.rng.sample(self.pieces, 2)))
        return singles

    @staticmethod
    def as_index(words: str) -> str:
        """The words as the index has them, so that bare Datasette finds the same."""
        from quotetrack.web.plugin import index_query

        return index_query(words)

    def pages(self, number: int) -> dict[str, list[str]]:
        """Addresses by kind of page."""
        words = self.words(4 * number)
        pick = self.rng.choice
        narrowed = [
            urlencode({"q": w, "lang": "zh", "since": f"{pick(range(2019, 2025))}-03"})
            for w in words[number : 2 * number]
        ]
        return {
            "search": [f"/?{urlencode({'q': w})}" for w in words[:number]],
            "search, narrowed": [f"/?{each}" for each in narrowed],
            "search, in sentences": [
                f"/?{urlencode({'q': w, 'in': 'context'})}" for w in words[2 * number : 3 * number]
            ],
            "expert": [f"/experts/{e}" for e in self.rng.sample(self.experts, number)],
            "claim": [f"/claims/{c}" for c in self.rng.sample(self.claims, number)],
            "document": [f"/documents/{quote(d)}" for d in self.rng.sample(self.documents, number)],
            "lists of experts, claims": ["/experts", "/claims"] * (number // 2),
            "Datasette's search": [
                f"/data/claims_database?{urlencode({'_search': w, '_size': 20})}"
                for w in words[3 * number :]
            ],
        }


def _ids(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[0] for row in connection.execute(f"SELECT id FROM {table} WHERE key % 499 = 0")]


@contextmanager
def _database(quotes: int) -> Iterator[Path]:
    kept = os.environ.get(DATABASE)
    if kept:
        path = Path(kept).absolute()
        if not path.exists():
            newsroom.build(path, quotes)
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="quotetrack-web-") as folder:
        path = Path(folder) / "news.db"
        newsroom.build(path, quotes)
        yield path


@contextmanager
def _served(command: Sequence[str], path: Path, *, ours: bool) -> Iterator[int]:
    """A server over the file on a free port of loopback; ended at the end of the block."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ["serve", "--port", str(port)]
    arguments += ["--db", str(path)] if ours else [str(path), "--host", "127.0.0.1"]
    process = subprocess.Popen(
        [*command, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + STARTING_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"{' '.join(command)} does not start") from None
                time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _alone(port: int, questions: Questions, number: int) -> list[dict[str, Any]]:
    asyncio.run(_ask(port, ["/", "/data"], 1))  # the first request starts threads and opens files
    rows = []
    everything: list[float] = []
    for kind, paths in questions.pages(number).items():
        times, _ = asyncio.run(_ask(port, paths, 1))
        everything += times
        rows.append(_row(kind, 1, times))
    rows.append(_row("all of these", 1, everything))
    return rows


def _together(kind: str, port: int, paths: Sequence[str]) -> dict[str, Any]:
    asyncio.run(_ask(port, paths[:5], 1))
    times, seconds = asyncio.run(_ask(port, paths[5:], CLIENTS))
    return {**_row(kind, CLIENTS, times), "pages/s": len(times) / seconds}


def _row(kind: str, clients: int, times: Sequence[float]) -> dict[str, Any]:
    cuts = statistics.quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 19
    return {
        "page": kind,
        "clients": clients,
        "pages": len(times),
        "median ms": statistics.median(times) * 1000,
        "95th percentile ms": cuts[18] * 1000,
        "slowest ms": max(times) * 1000,
        "pages/s": None,
    }


async def _ask(port: int, paths: Sequence[str], clients: int) -> tuple[list[float], float]:
    """Seconds of each page, and of all; every page has to come with status 200."""
    left = list(reversed(paths))
    times: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while left:
            path = left.pop()
            started = time.perf_counter()
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            status = head.split(b" ", 2)[1]
            if b"content-length:" in head:
                length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
            else:
                while size := int(await reader.readline(), 16):
                    await reader.readexactly(size + 2)
                await reader.readline()
            times.append(time.perf_counter() - started)
            if status != b"200":
                raise SystemExit(f"{path}: status {status.decode()}")
        writer.close()
        await writer.wait_closed()

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return times, time.perf_counter() - started
