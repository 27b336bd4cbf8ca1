"""Documents a second of the whole `ingest`: read JSON lines, extract, store, index, find claims.

Each run is the program itself, in processes of its own, on articles of 3,000 characters in two
languages. The clock's seconds are those of a machine that may be busy; the CPU seconds (of all
processes) over the cores are what an idle machine of so many cores can do at best.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import measuring
from newspaper import newspaper_articles

DOCUMENTS = 10_000
WORKERS = (1, 2)


def run(*, quick: bool) -> dict[str, Any]:
    """A row a number of workers, for extraction alone and for the whole ingest."""
    number = int(os.environ.get("DOCUMENTS", DOCUMENTS // 10 if quick else DOCUMENTS))
    rows = []
    quotetrack = Path(sys.executable).with_name("quotetrack")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "articles.jsonl"
        texts = sum(write(file, number))
        for what in ("extract", "ingest"):
            for workers in WORKERS:
                database = folder / f"{workers}.db"
                command = [quotetrack, what, file, "--workers", str(workers)]
                if what == "ingest":
                    command += ["--db", database, "--json"]
                busy = os.getloadavg()[0]
                used = measuring.measure(command, capture=what == "ingest")
                row: dict[str, Any] = {
                    "what": what,
                    "workers": workers,
                    "documents": number,
                    "documents/s": number / used.wall,
                    "CPU ms/document": used.cpu / number * 1000,
                    "load before": busy,
                    "bytes/quote": None,
                    "file/text": None,
                }
                if what == "ingest":
                    row |= sizes(database, texts)
                rows.append(row)
    return {"rows": rows}


def write(file: Path, number: int) -> Iterator[int]:
    """JSON lines, half Chinese, half English; the UTF-8 bytes of each text."""
    articles = {lang: newspaper_articles(lang, number) for lang in ("zh", "en")}
    with file.open("w", encoding="utf-8") as out:
        for at in range(number):
            lang = ("zh", "en")[at % 2]
            text = next(articles[lang])
            record = {
                "text": text,
                "title": text[:40].strip(),
                "url": f"https://news.example.org/{lang}/{at}",
                "outlet": f"Outlet {at % 97}",
                "published": f"20{10 + at % 14}-{at % 12 + 1:02}-{at % 28 + 1:02}",
            }
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            yield len(text.encode())


def sizes(database: Path, texts: int) -> dict[str, float]:
    """Bytes of the file a quote, and as a multiple of the texts' UTF-8 bytes."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (quotes,) = connection.execute("SELECT count(*) FROM quotes").fetchone()
    connection.close()
    size = database.stat().st_size
    return {"bytes/quote": size / quotes, "file/text": size / texts}
