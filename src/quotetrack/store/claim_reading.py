"""Claims read: lists, the mentions of one, drift, and other sources of the same words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from quotetrack.claims import Drift, Mention, drift
from quotetrack.claims.drift import order
from quotetrack.errors import StoreError

# Rejected quotations are nobody's words, so no mentions.
_STANDING = "v.status IS NOT 'rejected'"
_MENTION_COLUMNS = (
    "v.row, v.document_id, v.start, v.text, v.lang, v.who, v.expert, v.description, "
    "v.addressee, v.kind, v.stance, v.published, v.document_key AS position"
)
# Words shorter than this are said by anybody: 'Yes, of course'.
MIN_SHARED_LETTERS = 12
MENTIONS_AT_ONCE = 500


def find(connection: sqlite3.Connection, claim: str) -> str:
    """The full id of the claim whose id begins so. Raises StoreError for none or several."""
    pattern = claim.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found = connection.execute(
        "SELECT id FROM claims WHERE id = ? OR id LIKE ? ESCAPE '\\' ORDER BY id <> ? LIMIT 3",
        (claim, pattern, claim),
    ).fetchall()
    if not claim or not found:
        raise StoreError(f"there is no claim {claim!r}: see `quotetrack claims list`")
    if len(found) > 1 and found[0]["id"] != claim:
        raise StoreError(f"several claims begin with {claim!r}: give more of the id")
    return str(found[0]["id"])


def find_quote(connection: sqlite3.Connection, quote: str) -> str:
    """The full id of the quotation whose id begins so. Raises StoreError for none or several."""
    found = {
        row["id"]
        for table in ("quotes", "reviews")
        for row in connection.execute(
            f"SELECT id FROM {table} WHERE substr(id, 1, ?) = ? LIMIT 2", (len(quote), quote)
        )
    }
    if not quote or not found:
        raise StoreError(f"there is no quote {quote!r}: `quotetrack claims show` lists their ids")
    if len(found) > 1 and quote not in found:
        raise StoreError(f"several quotes begin with {quote!r}: give more of the id")
    return quote if quote in found else str(found.pop())


def listed(
    connection: sqlite3.Connection, *, expert: str | None = None, at_least: int = 1, limit: int = 0
) -> list[dict[str, Any]]:
    """Claims with the numbers of their mentions and documents, the most mentioned first."""
    found = connection.execute(
        "SELECT c.id, c.text, c.lang, c.who, c.expert, count(*) AS mentions, "
        "count(DISTINCT v.document_id) AS documents, min(v.published) AS first_published "
        "FROM claims c JOIN claim_mentions m ON m.claim_key = c.key "
        f"JOIN claims_database v ON v.row = m.row WHERE {_STANDING} "
        "AND (:expert IS NULL OR c.expert = :expert) GROUP BY c.key "
        "HAVING count(*) >= :at_least ORDER BY count(*) DESC, c.key LIMIT :limit",
        {"expert": expert, "at_least": at_least, "limit": limit or -1},
    )
    return [{**dict(row), "ratings": ratings(connection, row["id"])} for row in found.fetchall()]


def ratings(connection: sqlite3.Connection, claim: str) -> list[dict[str, Any]]:
    """What fact-checkers said of a claim, the oldest first."""
    found = connection.execute(
        "SELECT rating, reviewer, url, rated_at, note FROM claim_ratings WHERE claim_id = ? "
        "ORDER BY rated_at, id",
        (claim,),
    )
    return [dict(row) for row in found]


def drifts(
    connection: sqlite3.Connection, claims: Sequence[str] = (), expert: str | None = None
) -> Iterator[Drift]:
    """The claims named, or all (of an expert) that have several mentions, with what differs."""
    condition = "c.id = ?" if claims else "(? IS NULL OR c.expert = ?)"
    wanted: list[tuple[str | None, ...]] = [(claim,) for claim in claims]
    for values in wanted or [(expert, expert)]:
        rows = connection.execute(
            f"SELECT c.id AS claim, {_MENTION_COLUMNS} FROM claims c "
            "JOIN claim_mentions m ON m.claim_key = c.key JOIN claims_database v ON v.row = m.row "
            f"WHERE {condition} AND {_STANDING} ORDER BY c.key",
            values,
        )
        for claim, group in groupby(rows, key=lambda row: row["claim"]):
            mentions = [Mention(**{name: row[name] for name in Mention._fields}) for row in group]
            if claims or len(mentions) > 1:
                yield drift(claim, mentions)


def earliest(
    connection: sqlite3.Connection, claims: Iterable[str]
) -> dict[str, tuple[str, Mention]]:
    """The earliest mention, with its quote's id, of those of the claims that have several."""
    numbers: dict[str, list[int]] = {}
    for claim, row in connection.execute(
        "SELECT c.id, m.row FROM claims c JOIN claim_mentions m ON m.claim_key = c.key "
        "WHERE c.id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(claims)),),
    ):
        numbers.setdefault(claim, []).append(row)
    several = {row: claim for claim, rows in numbers.items() if len(rows) > 1 for row in rows}
    found: dict[str, tuple[str, Mention]] = {}
    wanted = iter(several)
    while batch := list(islice(wanted, MENTIONS_AT_ONCE)):
        marks = ", ".join("?" * len(batch))
        for row in connection.execute(
            f"SELECT v.id, {_MENTION_COLUMNS} FROM claims_database v "
            f"WHERE v.row IN ({marks}) AND {_STANDING}",
            batch,
        ):
            mention = Mention(**{name: row[name] for name in Mention._fields})
            best = found.get(several[mention.row])
            if best is None or order(mention) < order(best[1]):
                found[several[mention.row]] = (row["id"], mention)
    return found


def mention_of(row: sqlite3.Row) -> Mention:
    """A row of claims_database as a mention."""
    values = {name: row[name] for name in Mention._fields if name != "position"}
    return Mention(**values, position=row["document_key"])


def other_sources(connection: sqlite3.Connection, claim: str) -> list[dict[str, Any]]:
    """Claims in which exactly these words are somebody else's."""
    found = connection.execute(
        "SELECT DISTINCT other.id, other.who, other.expert FROM claims c "
        "JOIN claim_wordings w ON w.claim_key = c.key "
        "JOIN claim_wordings o ON o.hash = w.hash AND o.words = w.words "
        "AND o.claim_key <> w.claim_key AND o.source IS NOT w.source "
        "JOIN claims other ON other.key = o.claim_key "
        "WHERE c.id = ? AND length(w.words) >= ? ORDER BY other.key",
        (claim, MIN_SHARED_LETTERS),
    )
    return [dict(row) for row in found]


def rows(connection: sqlite3.Connection, mentions: Sequence[Mention]) -> dict[int, dict[str, Any]]:
    """The rows of claims_database of mentions, by their number."""
    found = {}
    for mention in mentions:
        row = connection.execute(
            "SELECT * FROM claims_database WHERE row = ?", (mention.row,)
        ).fetchone()
        found[mention.row] = dict(row)
    return found
