"""How the hits of a search spread: over experts, kinds, statuses, languages, outlets, months.

Counting is bounded: the first `limit` hits in the order of the search without words (what people
added, then the latest stored) are looked at, and `complete` says whether those are all.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from itertools import islice
from typing import Any, NamedTuple

from quotetrack.search.finding import (
    Source,
    _candidates,
    _connection,
    _in_documents,
    _name,
    _understand,
)
from quotetrack.store.connection import clear_errors

FIELDS = ("expert", "kind", "status", "lang", "outlet", "month")
COUNTED_ROWS = 500
MONTH_CHARS = len("2024-05")
_CHUNK = 500
_MONTH = re.compile("[0-9]{4}-[0-9]{2}")
# The values of `claims_database`, a third of its time: without the joins that are not needed.
_OF_THE_MACHINE = f"""
SELECT CASE a.replaces WHEN 1 THEN r.expert ELSE q.expert END,
    CASE a.replaces WHEN 1 THEN r.kind ELSE q.kind END, COALESCE(a.status, 'unreviewed'),
    q.lang, d.outlet, substr(d.published, 1, {MONTH_CHARS})
FROM quotes q JOIN documents d ON d.key = q.document_key
LEFT JOIN answers a ON a.key = q.key LEFT JOIN reviews r ON r.key = a.review_key
WHERE q.key"""
_OF_PEOPLE_ALONE = f"""
SELECT expert, kind, status, lang, outlet, substr(published, 1, {MONTH_CHARS})
FROM claims_database WHERE row"""

Counts = dict[str, list[tuple[str, int]]]


class Facets(NamedTuple):
    """`counts` holds, for each of FIELDS, the values among `counted` hits, the most frequent
    first (months in order); `complete`: there are no more hits."""

    counted: int
    complete: bool
    counts: Counts


def facets(
    source: Source,
    query: str | None = None,
    *,
    in_: str = "quote",
    limit: int = COUNTED_ROWS,
    **filters: Any,
) -> Facets:
    """The spread of the first `limit` hits, 0 for all; arguments and errors as for `search`."""
    keys = find_keys(source, query, in_=in_, limit=limit + 1 if limit else 0, **filters)
    complete = not limit or len(keys) <= limit
    if not complete:
        keys = keys[:limit]
    connection = _connection(source)
    with clear_errors(_name(connection)):
        return Facets(len(keys), complete, spread(connection, keys))


def find_keys(
    source: Source, query: str | None = None, *, in_: str = "quote", limit: int = 0, **filters: Any
) -> list[int]:
    """The rows of `claims_database` that match, unranked, at most `limit` if that is not 0."""
    node, ready = _understand(query, in_, filters)
    connection = _connection(source)
    with clear_errors(_name(connection)):
        if in_ != "quote" and node is not None:
            found = _in_documents(connection, node, ready, in_)
            return [row["row"] for row in islice(found, limit or None)]
        sql, values = _candidates(connection, node, ready)
        return [row[0] for row in connection.execute(f"{sql} LIMIT ?", [*values, limit or -1])]


def spread(connection: sqlite3.Connection, keys: list[int]) -> Counts:
    """The values of each field among these rows of `claims_database`, with their numbers."""
    counters: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    for sql, chosen in (
        (_OF_THE_MACHINE, [key for key in keys if key > 0]),
        (_OF_PEOPLE_ALONE, [key for key in keys if key < 0]),
    ):
        for at in range(0, len(chosen), _CHUNK):
            part = chosen[at : at + _CHUNK]
            rows = connection.execute(f"{sql} IN ({', '.join('?' * len(part))})", part)
            for field, values in zip(FIELDS, zip(*rows.fetchall(), strict=True), strict=True):
                counters[field].update(values)
    found = {
        field: sorted(
            ((value, number) for value, number in counter.items() if value is not None),
            key=lambda pair: (-pair[1], pair[0]),
        )
        for field, counter in counters.items()
    }
    found["month"] = sorted(pair for pair in found["month"] if _MONTH.match(pair[0]))
    return found
