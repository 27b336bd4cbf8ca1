"""What the page of a document shows: its quotes, what people said of them, where else they stand."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from quotetrack.rendering import Shown, from_row
from quotetrack.rendering import order as in_order
from quotetrack.store.answers import decide
from quotetrack.store.rows import read_quote, read_review
from quotetrack.web.reading import rows_of

OTHER_MENTIONS = 5


class DocumentPage(NamedTuple):
    """A document with its quotes as they are shown in it; rejected ones stand apart."""

    document: dict[str, Any]
    shown: list[Shown]
    rejected: list[Shown]
    rows: dict[str, dict[str, Any]]
    reviews: dict[str, list[dict[str, Any]]]
    others: dict[str, tuple[int, list[dict[str, Any]]]]


def document_page(connection: sqlite3.Connection, identifier: str) -> DocumentPage | None:
    """A document, its quotes, what people said of them, where else they stand; None: no such."""
    found = connection.execute("SELECT * FROM documents WHERE id = ?", (identifier,)).fetchone()
    if found is None:
        return None
    rows = {
        row["id"]: dict(row)
        for row in connection.execute(
            "SELECT * FROM claims_database WHERE document_key = ?", (found["key"],)
        )
    }
    quotes = in_order(from_row(row) for row in rows.values())
    return DocumentPage(
        dict(found),
        [quote for quote in quotes if quote.status != "rejected"],
        [quote for quote in quotes if quote.status == "rejected"],
        rows,
        _reviews(connection, identifier, found["key"]),
        {key: _elsewhere(connection, row) for key, row in rows.items()},
    )


def _reviews(
    connection: sqlite3.Connection, identifier: str, key: int
) -> dict[str, list[dict[str, Any]]]:
    """What people said, by the id under which the quotation is shown."""
    stored = connection.execute(
        "SELECT * FROM reviews WHERE document_id = ? ORDER BY reviewed_at, key", (identifier,)
    ).fetchall()
    if not stored:
        return {}
    quotes = [
        read_quote(row)
        for row in connection.execute(
            "SELECT *, ? AS document_id FROM quotes WHERE document_key = ? ORDER BY start, key",
            (identifier, key),
        )
    ]
    reviews = [read_review(row) for row in stored]
    held: dict[str, list[dict[str, Any]]] = {}
    for answer in decide(quotes, reviews):
        name = reviews[answer.review].id if answer.quote is None else quotes[answer.quote].id
        held[name] = [dict(stored[at]) for at in answer.reviews]
    return held


def _elsewhere(
    connection: sqlite3.Connection, row: dict[str, Any]
) -> tuple[int, list[dict[str, Any]]]:
    """How many other mentions a quotation's claim has, and some of them."""
    if row["claim_id"] is None:
        return 0, []
    (key,) = connection.execute(
        "SELECT claim_key FROM claim_mentions WHERE row = ?", (row["row"],)
    ).fetchone()
    (number,) = connection.execute(
        "SELECT count(*) FROM claim_mentions WHERE claim_key = ?", (key,)
    ).fetchone()
    keys = [
        other[0]
        for other in connection.execute(
            "SELECT row FROM claim_mentions WHERE claim_key = ? AND row <> ? ORDER BY row LIMIT ?",
            (key, row["row"], OTHER_MENTIONS),
        )
    ]
    return number - 1, rows_of(connection, keys)
