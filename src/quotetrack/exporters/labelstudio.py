"""Label Studio's JSON: a task a document, to import into any project with our labels."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import IO, Any

from quotetrack.exporters.rows import without_place
from quotetrack.models import Mention, Quote, Span
from quotetrack.review.conversion import as_task
from quotetrack.review.drawing import as_results
from quotetrack.store.rows import read_document, read_quote

VERIFIED = ("accepted", "corrected", "added")


def write_tasks(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row], file: IO[str], public: bool
) -> int:
    """The rows' documents as tasks; gives the number of rows.

    The machine's quotes are a task's prediction; where people reviewed, what they hold to be
    quotations is its annotation.
    """
    number = 0
    file.write("[")
    first = True
    for key, group in groupby(rows, key=lambda row: row["document_key"]):
        chosen = list(group)
        file.write(("" if first else ",") + "\n" + _task(connection, key, chosen, public))
        number += len(chosen)
        first = False
    file.write("\n]\n")
    return number


def _task(connection: sqlite3.Connection, key: int, rows: list[sqlite3.Row], public: bool) -> str:
    stored = connection.execute("SELECT * FROM documents WHERE key = ?", (key,)).fetchone()
    document = read_document(stored)
    if public:
        document = without_place(document)
    numbers = {row["row"] for row in rows}
    machine = [
        read_quote(row)
        for row in connection.execute(
            "SELECT q.*, d.id AS document_id FROM quotes q "
            "JOIN documents d ON d.key = q.document_key WHERE q.document_key = ? ORDER BY q.start",
            (key,),
        )
        if row["key"] in numbers
    ]
    task: dict[str, Any] = as_task(document, machine)
    if any(row["status"] != "unreviewed" for row in rows):
        held = [shown_quote(dict(row)) for row in rows if row["status"] in VERIFIED]
        task["annotations"] = [{"result": as_results(document, held), "was_cancelled": False}]
    return json.dumps(task, ensure_ascii=False, separators=(",", ":"))


def shown_quote(row: Mapping[str, Any]) -> Quote:
    """A row of `claims_database` as a quote: the people's answer where there is one."""
    return Quote.model_construct(
        schema_=1,
        id=row["id"],
        document_id=row["document_id"],
        lang=row["lang"] or "und",
        kind=row["kind"],
        text=row["text"],
        content=tuple(Span(*span) for span in json.loads(row["content"] or "[]")),
        verbatim=tuple(Span(*span) for span in json.loads(row["verbatim"] or "[]")),
        cue=_mention(row, "cue"),
        speaker=_mention(row, "speaker"),
        who=row["who"],
        description=row["description"],
        addressee=row["addressee"],
        stance=row["stance"],
        expert=row["expert"],
        rule=row["rule"] or "",
        confidence=row["confidence"] or 0.0,
    )


def _mention(row: Mapping[str, Any], name: str) -> Mention | None:
    start, end = row[f"{name}_start"], row[f"{name}_end"]
    if start is None or end is None:
        return None
    return Mention.model_construct(start=start, end=end, text=row[name] or "")
