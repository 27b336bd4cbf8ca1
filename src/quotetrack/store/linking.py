"""What people say of claims, by place: two mentions are the same claim, or they are not.

Links are held against what the machine found, whenever it has been looked for anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence

from quotetrack.claims.keys import claim_id, source_key, words_key
from quotetrack.models import content_id
from quotetrack.store import bookkeeping
from quotetrack.store.answers import MIN_OVERLAP, overlap
from quotetrack.store.rows import read_spans, write_spans

ROWS = (
    "SELECT row, id, text, lang, who, expert, status, document_id, content, published, "
    "document_key, start FROM claims_database WHERE row IN (SELECT value FROM json_each(?))"
)


def apply_links(connection: sqlite3.Connection) -> None:
    """Splits, then merges, as people said, the oldest first."""
    links = connection.execute("SELECT * FROM claim_links ORDER BY made_at, id").fetchall()
    apart: list[tuple[int, int]] = []
    for link in (link for link in links if link["relation"] == "different"):
        for leaving, staying in _rows_of(connection, link):
            apart.append((leaving, staying))
            if claim_of(connection, leaving)[0] == claim_of(connection, staying)[0]:
                _set_apart(connection, leaving, link["document_a"] + link["spans_a"])
    for link in (link for link in links if link["relation"] == "same"):
        for one, other in _rows_of(connection, link):
            _join(connection, one, other, apart)


def _set_apart(connection: sqlite3.Connection, row: int, place: str) -> None:
    mention = connection.execute(ROWS, (json.dumps([row]),)).fetchone()
    words = words_key(mention["text"])
    new = claim_id(source_key(mention["expert"], mention["who"]), words, "split", place)
    claim = {"id": new, **{name: mention[name] for name in ("text", "lang", "who", "expert")}}
    bookkeeping.save_claims(connection, [claim], [(row, new, 1.0)])


def _join(
    connection: sqlite3.Connection, one: int, other: int, apart: Sequence[tuple[int, int]]
) -> None:
    to, gone = sorted((claim_of(connection, one)[0], claim_of(connection, other)[0]))
    if to == gone:
        return
    for leaving, staying in apart:
        claims = {claim_of(connection, leaving)[0], claim_of(connection, staying)[0]}
        if claims == {to, gone}:
            return
    for table in ("claim_mentions", "claim_wordings"):
        connection.execute(f"UPDATE {table} SET claim_key = ? WHERE claim_key = ?", (to, gone))


def _rows_of(connection: sqlite3.Connection, link: sqlite3.Row) -> Iterator[tuple[int, int]]:
    """The two mentions that a link is about, if both are still there and have claims."""
    one = _row_at(connection, link["document_a"], link["spans_a"])
    other = _row_at(connection, link["document_b"], link["spans_b"])
    if one is not None and other is not None:
        yield one, other


def _row_at(connection: sqlite3.Connection, document_id: str, spans: str) -> int | None:
    place = read_spans(spans)
    found = connection.execute(
        "SELECT row, content FROM claims_database WHERE document_key = "
        "(SELECT key FROM documents WHERE id = ?) AND claim_id IS NOT NULL",
        (document_id,),
    )
    scored = [(overlap(place, read_spans(row["content"])), row["row"]) for row in found]
    share, row = max(scored, default=(0.0, 0))
    return row if share >= MIN_OVERLAP else None


def link(
    relation: str, one: sqlite3.Row, other: sqlite3.Row, by: str, note: str | None
) -> dict[str, str | None]:
    place_a = (one["document_id"], write_spans(read_spans(one["content"])))
    place_b = (other["document_id"], write_spans(read_spans(other["content"])))
    return {
        # Of the two places whatever their order: so a later word on them replaces the earlier.
        "id": content_id("link", *sorted((place_a, place_b))),
        "relation": relation,
        "document_a": place_a[0],
        "spans_a": place_a[1],
        "document_b": place_b[0],
        "spans_b": place_b[1],
        "made_by": by,
        "made_at": bookkeeping.now(),
        "note": note,
    }


def forget(
    connection: sqlite3.Connection,
    relation: str,
    some: Sequence[sqlite3.Row],
    others: Sequence[sqlite3.Row],
) -> None:
    """Takes back people's earlier links between mentions that a person now says otherwise of."""
    ids = {row["row"] for row in some}, {row["row"] for row in others}
    links = connection.execute("SELECT * FROM claim_links WHERE relation = ?", (relation,))
    for link in links.fetchall():
        for one, other in _rows_of(connection, link):
            if (one in ids[0] and other in ids[1]) or (one in ids[1] and other in ids[0]):
                connection.execute("DELETE FROM claim_links WHERE id = ?", (link["id"],))


def put_links(connection: sqlite3.Connection, links: Sequence[dict[str, str | None]]) -> None:
    bookkeeping.put_rows(connection, "claim_links", bookkeeping.LINK_COLUMNS, ("id",), links)


def claim_of(connection: sqlite3.Connection, row: int) -> tuple[int, str]:
    found = connection.execute(
        "SELECT c.key, c.id FROM claim_mentions m JOIN claims c ON c.key = m.claim_key "
        "WHERE m.row = ?",
        (row,),
    ).fetchone()
    return (-1, "") if found is None else (found["key"], found["id"])
