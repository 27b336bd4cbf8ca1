"""What a mention says otherwise than the earliest of its claim, beside each exported row.

The earliest mention of a claim is looked for once, however many mentions there are, so that the
time grows with the rows alone.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from quotetrack.claims import Difference, Mention
from quotetrack.claims.drift import differences
from quotetrack.exporters.rows import ROWS_AT_ONCE, record
from quotetrack.store.claim_reading import earliest, mention_of

KEPT_CLAIMS = 20_000  # whose earliest mention is remembered


class Drifted(NamedTuple):
    """A row; the id of its claim's earliest quote, None for that itself or one that is alone."""

    row: sqlite3.Row
    earliest_id: str | None
    differences: tuple[Difference, ...]


def with_drift(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> Iterator[Drifted]:
    """The rows, each with where it differs from its claim's earliest mention."""
    known: OrderedDict[str, tuple[str, Mention] | None] = OrderedDict()
    stream = iter(rows)
    while batch := list(islice(stream, ROWS_AT_ONCE)):
        claims = {row["claim_id"] for row in batch if row["claim_id"]}
        new = claims - known.keys()
        known.update(dict.fromkeys(new))  # those with one mention stay None
        known.update(earliest(connection, new))
        for row in batch:
            first = known.get(row["claim_id"]) if row["claim_id"] else None
            if first is None or first[1].row == row["row"] or row["status"] == "rejected":
                yield Drifted(row, None, ())
            else:
                yield Drifted(row, first[0], differences(first[1], mention_of(row)))
        while len(known) > KEPT_CLAIMS:
            known.popitem(last=False)


def records(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row], public: bool
) -> Iterator[dict[str, Any]]:
    """The values of the rows by column, `earliest_id` and `drift` among them."""
    for row, earliest_id, found in with_drift(connection, rows):
        yield record(row, public) | {"earliest_id": earliest_id, "drift": described(found)}


def described(found: Iterable[Difference]) -> str | None:
    """Differences in one cell, a line each.

    >>> described([Difference("addressee", "半岛电视台记者", "hot166.com记者")])
    'addressee: 半岛电视台记者 → hot166.com记者'
    """
    return "\n".join(f"{one.field}: {one.before} → {one.after}" for one in found) or None
