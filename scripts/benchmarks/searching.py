"""Search latency at 10^4, 10^5 and 10^6 quotes: a word of two characters and an expert, top 20.

Also the size of the file, and what export and push's selection take. A database once made is kept
under .cache/, for a million quotes take minutes to make.
"""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import measuring
from curves import draw
from newsroom import build

from quotetrack.search import search
from quotetrack.store.connection import open_current

SIZES = (10_000, 100_000, 1_000_000)
QUERIES = 200
WORDS = (
    "制裁",
    "港口",
    "保险",
    "普通",
    "翻倍",
    "会谈",
    "海峡",
    "渡轮",
    "市政",
    "学校",
    "公司",
    "安全",
)
FOLDER = measuring.ROOT / ".cache" / "benchmarks"


def run(*, quick: bool) -> dict[str, Any]:
    """A row a size; milliseconds of the clock, each query once on a warm file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = []
    for size in SIZES[:-1] if quick else SIZES:
        path = FOLDER / f"newsroom-{size}.db"
        if not path.exists():
            beside = path.with_suffix(".part")
            beside.unlink(missing_ok=True)
            build(beside, size)
            os.replace(beside, path)
        rows.append(measured(path))
    if not quick:
        curve = measuring.RESULTS / "search.svg"
        draw(curve, rows, "quotes", ["word + expert, p50 ms", "p95 ms", "word alone, p95 ms"], "ms")
    return {"rows": rows}


def measured(path: Path) -> dict[str, Any]:
    connection = open_current(path, readonly=True)
    (quotes, _experts) = connection.execute(
        "SELECT (SELECT count(*) FROM quotes), (SELECT count(*) FROM experts)"
    ).fetchone()
    names = [row[0] for row in connection.execute("SELECT id FROM experts")]
    chance = random.Random(3)
    asked = [(chance.choice(WORDS), chance.choice(names[:50])) for _ in range(QUERIES)]
    both = times(lambda w, e: search(connection, w, expert=e, limit=20), asked)
    words = times(lambda w, e: search(connection, w, limit=20), asked[: QUERIES // 4])
    (text,) = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM documents").fetchone()
    connection.close()
    size = path.stat().st_size
    return {
        "quotes": quotes,
        "word + expert, p50 ms": statistics.median(both),
        "p95 ms": both[int(len(both) * 0.95)],
        "word alone, p95 ms": words[int(len(words) * 0.95)],
        "bytes/quote": size / quotes,
        "file/text": size / text,
        "export CSV, quotes/s": quotes / exported(path),
        "load": os.getloadavg()[0],
    }


def times(ask: Callable[[str, str], object], asked: list[tuple[str, str]]) -> list[float]:
    """Milliseconds of each query, sorted; a tenth of them first, to warm the file up."""
    for word, expert in asked[: len(asked) // 10]:
        ask(word, expert)
    found = []
    for word, expert in asked:
        started = time.perf_counter()
        ask(word, expert)
        found.append((time.perf_counter() - started) * 1000)
    return sorted(found)


def exported(path: Path) -> float:
    quotetrack = Path(sys.executable).with_name("quotetrack")
    command = [quotetrack, "export", "-", "--format", "csv", "--db", path]
    return measuring.measure(command, capture=False).wall


if __name__ == "__main__":
    connection = sqlite3.connect(sys.argv[1])
    print(measured(Path(sys.argv[1])))
