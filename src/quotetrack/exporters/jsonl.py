"""JSON lines: one quote a line, complete enough to be read back with its reviews.

A line has the columns of the tables (`drift` as a list of field, before and after), and
    document_text   the document's text, in the first line of each document, else null
    reviews         in the same place: all that people said about the document, else null
    machine         the machine's quote as `extract` prints it, where people corrected it, else null
`importing` reads these; other programs may leave them aside.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import IO, Any

from quotetrack.exporters.drifting import with_drift
from quotetrack.exporters.rows import record
from quotetrack.store.rows import read_quote, read_review


def complete_records(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row], public: bool
) -> Iterator[dict[str, Any]]:
    """The rows' values, with what `importing` needs beside them."""
    previous = None
    for row, earliest_id, found in with_drift(connection, rows):
        values = record(row, public)
        values["earliest_id"] = earliest_id
        values["drift"] = [
            {"field": one.field, "before": one.before, "after": one.after} for one in found
        ]
        first = row["document_key"] != previous
        previous = row["document_key"]
        text = reviews = None
        if first:
            (text,) = connection.execute(
                "SELECT text FROM documents WHERE key = ?", (previous,)
            ).fetchone()
            reviews = [] if public else _reviews(connection, row["document_id"])
        values["document_text"] = text
        values["reviews"] = reviews
        values["machine"] = _machine(connection, row)
        yield values


def write_jsonl(records: Iterable[dict[str, Any]], file: IO[str]) -> int:
    """One JSON object a line, UTF-8."""
    number = 0
    for values in records:
        file.write(json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n")
        number += 1
    return number


def _reviews(connection: sqlite3.Connection, document_id: str) -> list[dict[str, Any]]:
    return [
        read_review(row).model_dump(mode="json")
        for row in connection.execute(
            "SELECT * FROM reviews WHERE document_id = ? ORDER BY key", (document_id,)
        )
    ]


def _machine(connection: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any] | None:
    if row["rule"] is None or row["status"] not in ("corrected", "added"):
        return None
    stored = connection.execute(
        "SELECT q.*, d.id AS document_id FROM quotes q JOIN documents d ON d.key = q.document_key "
        "WHERE q.key = ?",
        (row["row"],),
    ).fetchone()
    return read_quote(stored).model_dump(mode="json", by_alias=True)
