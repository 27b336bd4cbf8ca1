"""Ranking: a block of rows by BM25, with what is counted inside the block."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence

from quotetrack.search.query import Node, phrases
from quotetrack.store.tokens import index_text

RANKED_ROWS = 200
CHUNK = 500  # rows read at a time

_K1, _B = 1.2, 0.75  # BM25's usual weights of repetition and of length


def ranked(connection: sqlite3.Connection, node: Node, keys: Sequence[int]) -> list[int]:
    """One block of rows by BM25, its word frequencies counted inside the block."""
    needles = [
        f" {' '.join(phrase.tokens)}" + ("" if phrase.prefix else " ") for phrase in phrases(node)
    ]
    rows = []
    for key, text in _texts(connection, keys):
        padded = f" {' '.join(index_text(text).split())} "
        rows.append((key, padded.count(" "), [padded.count(needle) for needle in needles]))
    mean = sum(length for _, length, _ in rows) / len(rows)
    weights = []
    for at in range(len(needles)):
        having = sum(1 for _, _, counts in rows if counts[at])
        weights.append(math.log(1 + (len(rows) - having + 0.5) / (having + 0.5)))

    def score(length: int, counts: Sequence[int]) -> float:
        return sum(
            weight * times * (_K1 + 1) / (times + _K1 * (1 - _B + _B * length / mean))
            for weight, times in zip(weights, counts, strict=True)
        )

    return [
        key
        for _, _, key in sorted(
            (-score(length, counts), at, key) for at, (key, length, counts) in enumerate(rows)
        )
    ]


def _texts(connection: sqlite3.Connection, keys: Sequence[int]) -> Iterator[tuple[int, str]]:
    order = {key: at for at, key in enumerate(keys)}
    found = []
    for at in range(0, len(keys), CHUNK):
        part = keys[at : at + CHUNK]
        marks = ", ".join("?" * len(part))
        # As in the view, but without its joins.
        found += connection.execute(
            "SELECT q.key, CASE a.replaces WHEN 1 THEN r.text ELSE q.text END FROM quotes q "
            "LEFT JOIN answers a ON a.key = q.key LEFT JOIN reviews r ON r.key = a.review_key "
            f"WHERE q.key IN ({marks})",
            part,
        ).fetchall()
        if part[0] < 0:
            found += connection.execute(
                "SELECT a.key, r.text FROM answers a JOIN reviews r ON r.key = a.review_key "
                f"WHERE a.key < 0 AND a.key IN ({marks})",
                part,
            ).fetchall()
    found.sort(key=lambda row: order[row[0]])
    return ((row[0], row[1]) for row in found)
