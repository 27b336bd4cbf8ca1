"""What the pages of experts and claims show, read with bounded work.

A page must answer soon whatever it is about: an expert with a hundred thousand quotes, a claim with
ten thousand mentions. What is counted over a part says so (`complete`).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from quotetrack.claims import Difference, Mention
from quotetrack.claims.drift import differences, order
from quotetrack.search.facets import Facets, find_keys, spread
from quotetrack.store.claim_reading import other_sources, ratings

EXPERT_ROWS = 1_000
SHOWN_CLAIMS, SHOWN_COMPANIONS, SHOWN_OUTLETS = 10, 12, 12
CLAIM_MENTIONS = 2_000  # are put in order
MENTIONS_A_PAGE = 50
LISTED_CLAIMS = 100
_CHUNK = 500


class ExpertFacts(NamedTuple):
    """What is known of one expert's quotes; companions and claims with their numbers."""

    facets: Facets
    companions: list[tuple[str, int]]
    claims: list[dict[str, Any]]


def expert_facts(
    connection: sqlite3.Connection, expert: str, limit: int = EXPERT_ROWS
) -> ExpertFacts:
    """The expert's latest `limit` quotes counted, 0 for all of them."""
    keys = find_keys(connection, expert=expert, limit=limit + 1 if limit else 0)
    complete = not limit or len(keys) <= limit
    if not complete:
        keys = keys[:limit]
    facts = Facets(len(keys), complete, spread(connection, keys))
    return ExpertFacts(
        facts, _companions(connection, expert, keys), _repeated_claims(connection, keys)
    )


def _companions(
    connection: sqlite3.Connection, expert: str, keys: Sequence[int]
) -> list[tuple[str, int]]:
    """Experts quoted in the same documents, with the number of those documents."""
    documents = sorted(
        {
            document
            for table in ("quotes", "answers")
            for document in _column(connection, "document_key", table, "key", keys)
        }
    )
    together: set[tuple[str, int]] = set()
    for part in _parts(documents):
        # As in the view, but without its joins; then what only people found.
        for sql in (
            "SELECT CASE a.replaces WHEN 1 THEN r.expert ELSE q.expert END AS other, "
            "q.document_key FROM quotes q LEFT JOIN answers a ON a.key = q.key "
            "LEFT JOIN reviews r ON r.key = a.review_key WHERE a.status IS NOT 'rejected' "
            "AND other IS NOT NULL AND q.document_key",
            "SELECT r.expert, a.document_key FROM answers a JOIN reviews r ON r.key = a.review_key "
            "WHERE a.key < 0 AND r.expert IS NOT NULL AND a.document_key",
        ):
            rows = connection.execute(f"{sql} IN ({_marks(part)})", part)
            together.update((row[0], row[1]) for row in rows)
    numbers = Counter(other for other, _ in together if other != expert)
    return numbers.most_common(SHOWN_COMPANIONS)


def _repeated_claims(connection: sqlite3.Connection, keys: Sequence[int]) -> list[dict[str, Any]]:
    """The claims among these rows that have the most mentions, and more than one."""
    claims = sorted(set(_column(connection, "claim_key", "claim_mentions", "row", keys)))
    numbers: Counter[int] = Counter()
    for part in _parts(claims):
        numbers.update(
            dict(
                tuple(row)
                for row in connection.execute(
                    "SELECT claim_key, count(*) FROM claim_mentions "
                    f"WHERE claim_key IN ({_marks(part)}) GROUP BY claim_key HAVING count(*) > 1",
                    part,
                )
            )
        )
    return list(_claims(connection, numbers.most_common(SHOWN_CLAIMS)))


def most_repeated(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """The claims with the most mentions of the whole database, those with more than one."""
    found = connection.execute(
        "SELECT claim_key, count(*) FROM claim_mentions GROUP BY claim_key "
        "HAVING count(*) > 1 ORDER BY count(*) DESC, claim_key LIMIT ?",
        (LISTED_CLAIMS,),
    ).fetchall()
    return list(_claims(connection, [(row[0], row[1]) for row in found]))


def _claims(
    connection: sqlite3.Connection, numbered: Sequence[tuple[int, int]]
) -> Iterator[dict[str, Any]]:
    for key, number in numbered:
        row = connection.execute(
            "SELECT c.*, e.name AS expert_name FROM claims c "
            "LEFT JOIN experts e ON e.id = c.expert WHERE c.key = ?",
            (key,),
        ).fetchone()
        if row is not None:
            yield {**dict(row), "mentions": number}


def expert_numbers(connection: sqlite3.Connection) -> dict[str, int]:
    """How many quotes each expert has, people's answers before the machine's."""
    numbers = Counter(
        dict(
            tuple(row)
            for row in connection.execute(
                "SELECT expert, count(*) FROM quotes WHERE expert IS NOT NULL GROUP BY expert"
            )
        )
    )
    for machine, people, number in connection.execute(
        "SELECT q.expert, r.expert, count(*) FROM answers a JOIN reviews r ON r.key = a.review_key "
        "LEFT JOIN quotes q ON q.key = a.key "
        "WHERE a.replaces AND q.expert IS NOT r.expert GROUP BY 1, 2"
    ):
        numbers[machine] -= number
        numbers[people] += number
    return {expert: number for expert, number in numbers.items() if expert and number > 0}


class ClaimPage(NamedTuple):
    """Mentions with their rows and differences from the earliest; `total` of all mentions."""

    claim: dict[str, Any]
    mentions: list[tuple[dict[str, Any], tuple[Difference, ...]]]
    total: int
    ordered: int
    ratings: list[dict[str, Any]]
    others: list[dict[str, Any]]


def claim_page(connection: sqlite3.Connection, identifier: str, page: int) -> ClaimPage | None:
    """One page of a claim's mentions, the earliest first; None if there is no such claim."""
    claim = connection.execute(
        "SELECT c.*, e.name AS expert_name FROM claims c "
        "LEFT JOIN experts e ON e.id = c.expert WHERE c.id = ?",
        (identifier,),
    ).fetchone()
    if claim is None:
        return None
    (total,) = connection.execute(
        "SELECT count(*) FROM claim_mentions WHERE claim_key = ?", (claim["key"],)
    ).fetchone()
    keys = [
        row[0]
        for row in connection.execute(
            "SELECT row FROM claim_mentions WHERE claim_key = ? ORDER BY row LIMIT ?",
            (claim["key"], CLAIM_MENTIONS),
        )
    ]
    rows = [row for row in rows_of(connection, keys) if row["status"] != "rejected"]
    if len(keys) == total:
        total = len(rows)  # rejected quotations are nobody's words, so no mentions
    mentions = {
        row["row"]: Mention(
            position=row["document_key"],
            **{name: row[name] for name in Mention._fields if name != "position"},
        )
        for row in rows
    }
    rows.sort(key=lambda row: order(mentions[row["row"]]))
    first = (page - 1) * MENTIONS_A_PAGE
    return ClaimPage(
        dict(claim),
        [
            (
                row,
                differences(mentions[rows[0]["row"]], mentions[row["row"]])
                if row is not rows[0]
                else (),
            )
            for row in rows[first : first + MENTIONS_A_PAGE]
        ],
        total,
        len(rows),
        ratings(connection, identifier),
        other_sources(connection, identifier),
    )


def rows_of(connection: sqlite3.Connection, keys: Sequence[int]) -> list[dict[str, Any]]:
    """Rows of `claims_database`, a few hundred at a time."""
    return [
        dict(row)
        for part in _parts(keys)
        for row in connection.execute(
            f"SELECT * FROM claims_database WHERE row IN ({_marks(part)})", part
        )
    ]


def _column(
    connection: sqlite3.Connection, column: str, table: str, by: str, keys: Sequence[int]
) -> Iterator[Any]:
    for part in _parts(keys):
        for row in connection.execute(
            f"SELECT {column} FROM {table} WHERE {by} IN ({_marks(part)})", part
        ):
            yield row[0]


def _parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    return (values[at : at + _CHUNK] for at in range(0, len(values), _CHUNK))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
