"""What is exported: the columns, and the rows in the order of documents and text."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from quotetrack.search import find_rows

if TYPE_CHECKING:
    from quotetrack.models import Document

Type = Literal["string", "integer", "number", "spans"]

DOCUMENTS_AT_ONCE = 100
ROWS_AT_ONCE = 500


class Column(NamedTuple):
    """A column: `private` ones are left out with `--public`, `derived` ones not in the view."""

    name: str
    type: Type
    description: str
    private: bool = False
    derived: bool = False


# docs/exports.md lists the same, and a test holds the two together.
COLUMNS = (
    Column("id", "string", "The quote's id; of a quote that people added, the review's."),
    Column("claim_id", "string", "The claim that this is a mention of; see `quotetrack claims`."),
    Column("expert", "string", "The expert's id, where the source is one of the registry's."),
    Column("expert_name", "string", "The expert's name."),
    Column("who", "string", "The source's fullest name or description in the document."),
    Column("description", "string", "The source's role and affiliation, as the document says."),
    Column("text", "string", "The quoted or retold words; several parts joined by ' … '."),
    Column("kind", "string", "direct (quoted), mixed (retold with quoted words) or indirect."),
    Column("stance", "string", "asserts, denies, asks or urges."),
    Column("status", "string", "unreviewed, accepted, corrected, rejected, added or conflict."),
    Column("context", "string", "The sentence or sentences that the quote stands in."),
    Column("lang", "string", "The quote's language, a BCP 47 tag."),
    Column("title", "string", "The document's headline."),
    Column("outlet", "string", "Who published the document."),
    Column("author", "string", "Who wrote the document."),
    Column("url", "string", "Where the document was published."),
    Column("published", "string", "When the document was published, ISO 8601."),
    Column("document_id", "string", "The document's id."),
    Column("start", "integer", "Where the quote begins: code points into the document's text."),
    Column("end", "integer", "Where the quote ends, exclusive."),
    Column("content", "spans", "All parts of the quote, as [start, end] pairs."),
    Column("verbatim", "spans", "The parts in quotation marks, as [start, end] pairs."),
    Column("cue", "string", "The words that say that somebody spoke."),
    Column("cue_start", "integer", "Where the cue begins."),
    Column("cue_end", "integer", "Where the cue ends, exclusive."),
    Column("speaker", "string", "The speaker as named at this place."),
    Column("speaker_start", "integer", "Where that mention begins."),
    Column("speaker_end", "integer", "Where that mention ends, exclusive."),
    Column("addressee", "string", "Whom the source spoke to."),
    Column("rule", "string", "The rule that found the quote; empty where people added it."),
    Column("confidence", "number", "The measured precision of that rule, 0 to 1."),
    Column(
        "earliest_id", "string", "The id of the claim's earliest mention, in the others.",
        derived=True,
    ),
    Column(
        "drift", "string", "What differs from the earliest mention, a line each: field: then → now.",
        derived=True,
    ),
    Column("reviewers", "string", "Who reviewed it.", private=True),
    Column("reviewed_at", "string", "When it was last reviewed.", private=True),
    Column("note", "string", "What the reviewer noted.", private=True),
)  # fmt: skip


def columns(public: bool = False) -> tuple[Column, ...]:
    """The columns of an export; `public` leaves out what names reviewers."""
    return tuple(column for column in COLUMNS if not (public and column.private))


def rows_by_document(
    connection: sqlite3.Connection, query: str | None, filters: Mapping[str, Any]
) -> Iterator[sqlite3.Row]:
    """Rows of `claims_database`, those of a document together, in the order of its text.

    All of them, or those that `quotetrack.search` would find. Memory is that of a few documents:
    what was found is noted in a temporary table.
    """
    narrowed = {name: value for name, value in filters.items() if value and name != "in_"}
    if not query and not narrowed:
        yield from _pages(connection)
        return
    connection.execute("DROP TABLE IF EXISTS temp.exported")
    connection.execute(
        "CREATE TEMP TABLE exported (document_key INTEGER, start INTEGER, row INTEGER, "
        "PRIMARY KEY (document_key, start, row)) WITHOUT ROWID"
    )
    connection.executemany(
        "INSERT INTO exported VALUES (?, ?, ?)",
        (
            (row["document_key"], row["start"], row["row"])
            for row in find_rows(connection, query, **filters)
        ),
    )
    last = (-1, -1, 0)
    while page := connection.execute(
        "SELECT document_key, start, row FROM exported "
        "WHERE (document_key, start, row) > (?, ?, ?) "
        f"ORDER BY document_key, start, row LIMIT {ROWS_AT_ONCE}",
        last,
    ).fetchall():
        keys = [row["row"] for row in page]
        marks = ", ".join("?" * len(keys))
        found = {
            row["row"]: row
            for row in connection.execute(
                f"SELECT * FROM claims_database WHERE row IN ({marks})", keys
            )
        }
        yield from (found[key] for key in keys)
        last = tuple(page[-1])


def _pages(connection: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    last = 0
    while keys := connection.execute(
        f"SELECT key FROM documents WHERE key > ? ORDER BY key LIMIT {DOCUMENTS_AT_ONCE}", (last,)
    ).fetchall():
        first, last = keys[0][0], keys[-1][0]
        # Not a cursor left open: a page is small, and other work on the connection may come.
        yield from connection.execute(
            "SELECT * FROM claims_database WHERE document_key BETWEEN ? AND ? "
            "ORDER BY document_key, start, row",
            (first, last),
        ).fetchall()


def record(row: sqlite3.Row, public: bool = False) -> dict[str, Any]:
    """A row of the view as values by column, spans as lists. With `public`, no address on this machine."""
    values: dict[str, Any] = {}
    for column in columns(public):
        if column.derived:
            continue
        value = row[column.name]
        values[column.name] = json.loads(value or "[]") if column.type == "spans" else value
    if public and not is_web_address(values["url"]):
        values["url"] = None
    return values


def without_place(document: Document) -> Document:
    """The document without an address on this machine."""
    if document.url is None or is_web_address(document.url):
        return document
    return document.model_copy(update={"url": None})


def is_web_address(url: str | None) -> bool:
    """Whether a URL leads to the web, not into somebody's machine.

    >>> is_web_address("https://example.org/a"), is_web_address("file:///home/me/a.html")
    (True, False)
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.netloc)
