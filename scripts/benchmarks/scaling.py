"""Spark local[2] beside one process and two: the same quotes bit for bit, and what Spark costs.

Each way reads the same JSON lines. A quote is compared as the JSON that `extract` prints, all of
them as one hash over the sorted lines, so no order of partitions matters.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import measuring
from ingesting import write

DOCUMENTS = 100_000


def run(*, quick: bool) -> dict[str, Any]:
    """A row a way: documents a second, CPU a document, quotes, and the hash of them all."""
    number = int(os.environ.get("DOCUMENTS", DOCUMENTS // 50 if quick else DOCUMENTS))
    python = Path(sys.executable)
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, out = folder / "articles.jsonl", folder / "out"
        sum(write(file, number))
        quotetrack = python.with_name("quotetrack")
        ways = {
            "one process": [quotetrack, "extract", file],
            "two processes": [quotetrack, "extract", file, "--workers", "2"],
            "Spark local[2]": [
                *(python, "-m", "quotetrack.spark", file, out),
                *("--master", "local[2]", "--partitions", "16"),
            ],
        }
        for way, command in ways.items():
            busy = os.getloadavg()[0]
            lines = folder / "lines"
            used = measuring.measure(["/bin/sh", "-c", '"$@" >"$0"', lines, *command])
            found = parquet_lines(out / "quotes") if out.exists() else printed(lines)
            quotes, digest = summed(found)
            rows.append(
                {
                    "way": way,
                    "documents": number,
                    "documents/s": number / used.wall,
                    "CPU ms/document": used.cpu / number * 1000,
                    "quotes": quotes,
                    "hash of all quotes": digest,
                    "load before": busy,
                }
            )
    return {"rows": rows}


def printed(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield canonical(json.loads(line))


def parquet_lines(folder: Path) -> Iterator[str]:
    import pyarrow.parquet as pq

    for file in sorted(folder.glob("*.parquet")):
        for batch in pq.ParquetFile(file).iter_batches(5_000):
            for row in batch.to_pylist():
                for name in ("content", "verbatim"):
                    row[name] = [[span["start"], span["end"]] for span in row[name]]
                yield canonical(row)


def canonical(quote: dict[str, Any]) -> str:
    return json.dumps(quote, ensure_ascii=False, sort_keys=True)


def summed(lines: Iterable[str]) -> tuple[int, str]:
    """How many, and a hash that no order changes: the sum of the hashes of all lines."""
    total = number = 0
    for line in lines:
        digest = hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest()
        total += int.from_bytes(digest, "big")
        number += 1
    return number, f"{total % 2**128:032x}"
