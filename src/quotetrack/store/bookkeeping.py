"""The smaller tables: experts, Label Studio's tasks, claims and their links, runs, settings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from quotetrack.errors import StoreError
from quotetrack.models import Expert
from quotetrack.store.connection import transaction

TASK_COLUMNS = (
    "server", "project_id", "task_id", "document_id", "prediction_id", "prediction_hash", "pushed",
    "model_version", "annotations", "updated_at", "pushed_at", "pulled_at", "state",
)  # fmt: skip
LINK_COLUMNS = (
    "id", "relation", "document_a", "spans_a", "document_b", "spans_b", "made_by", "made_at",
    "note",
)  # fmt: skip
RATING_COLUMNS = ("id", "claim_id", "rating", "reviewer", "url", "rated_at", "note")


def now() -> str:
    """This moment in UTC, to the second: 2024-05-01T12:00:00Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def put_rows(
    connection: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    keys: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
) -> int:
    """Inserts or updates rows by their keys, naming any of the columns; how many changed."""
    changed = 0
    with transaction(connection):
        for row in rows:
            if unknown := set(row) - set(columns):
                raise StoreError(f"{table} has no column {', '.join(sorted(unknown))}")
            names = list(row)
            updates = [name for name in names if name not in keys]
            conflict = (
                "DO UPDATE SET "
                + ", ".join(f"{name} = excluded.{name}" for name in updates)
                + " WHERE "
                + " OR ".join(f"{table}.{name} IS NOT excluded.{name}" for name in updates)
                if updates
                else "DO NOTHING"
            )
            cursor = connection.execute(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
                f"ON CONFLICT ({', '.join(keys)}) {conflict}",
                list(row.values()),
            )
            changed += cursor.rowcount
    return changed


def put_experts(connection: sqlite3.Connection, experts: Iterable[Expert], source: str) -> int:
    """Stores experts with their names, in place of those with the same id; how many changed."""
    changed = 0
    with transaction(connection):
        stored = {expert.id: (expert, origin) for expert, origin in stored_experts(connection)}
        for expert in experts:
            if stored.get(expert.id) == (expert, source):
                continue
            connection.execute(
                "INSERT INTO experts (id, name, description, source) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
                "description = excluded.description, source = excluded.source",
                (expert.id, expert.name, expert.description, source),
            )
            connection.execute("DELETE FROM expert_names WHERE expert_id = ?", (expert.id,))
            connection.executemany(
                "INSERT OR IGNORE INTO expert_names (expert_id, lang, name) VALUES (?, ?, ?)",
                [(expert.id, lang, name) for lang, names in expert.names.items() for name in names],
            )
            changed += 1
    return changed


def stored_experts(
    connection: sqlite3.Connection, source: str | None = None
) -> list[tuple[Expert, str]]:
    """The experts in the file with where they come from ('registry', 'user')."""
    names: dict[str, dict[str, list[str]]] = {}
    for row in connection.execute(
        "SELECT expert_id, lang, name FROM expert_names ORDER BY expert_id, lang, name"
    ):
        names.setdefault(row["expert_id"], {}).setdefault(row["lang"], []).append(row["name"])
    return [
        (
            Expert(
                id=row["id"],
                name=row["name"],
                description=row["description"],
                names={lang: tuple(found) for lang, found in names.get(row["id"], {}).items()},
            ),
            row["source"],
        )
        for row in connection.execute(
            "SELECT * FROM experts WHERE ? IS NULL OR source = ? ORDER BY id", (source, source)
        )
    ]


def save_claims(
    connection: sqlite3.Connection,
    claims: Iterable[Mapping[str, Any]],
    mentions: Iterable[tuple[int, str, float | None]],
) -> None:
    """Stores claims (id, text, lang, who, expert) and which row is a mention of which claim.

    `mentions` are (row of claims_database, claim id, similarity). Claims without a mention go.
    """
    with transaction(connection):
        connection.executemany(
            "INSERT INTO claims (id, text, lang, who, expert) "
            "VALUES (:id, :text, :lang, :who, :expert) ON CONFLICT (id) DO UPDATE SET "
            "text = excluded.text, lang = excluded.lang, who = excluded.who, "
            "expert = excluded.expert WHERE claims.text IS NOT excluded.text "
            "OR claims.lang IS NOT excluded.lang OR claims.who IS NOT excluded.who "
            "OR claims.expert IS NOT excluded.expert",
            claims,
        )
        connection.executemany(
            "INSERT INTO claim_mentions (row, claim_key, similarity) "
            "SELECT ?, key, ? FROM claims WHERE id = ? ON CONFLICT (row) DO UPDATE SET "
            "claim_key = excluded.claim_key, similarity = excluded.similarity "
            "WHERE claim_mentions.claim_key IS NOT excluded.claim_key "
            "OR claim_mentions.similarity IS NOT excluded.similarity",
            ((row, similarity, claim) for row, claim, similarity in mentions),
        )
        connection.execute(
            "DELETE FROM claims WHERE key NOT IN (SELECT claim_key FROM claim_mentions)"
        )


def start_run(connection: sqlite3.Connection, command: str, version: str) -> int:
    """Notes that a command has begun; gives the key to end it with."""
    cursor = connection.execute(
        "INSERT INTO runs (command, version, started_at) VALUES (?, ?, ?)",
        (command, version, now()),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def end_run(
    connection: sqlite3.Connection,
    run: int,
    counts: Mapping[str, int],
    failures: Sequence[tuple[str, str]],
) -> None:
    """Notes what came of a command: numbers by name, and (input, reason) of what failed."""
    connection.execute(
        "UPDATE runs SET ended_at = ?, counts = ?, failures = ? WHERE key = ?",
        (
            now(),
            json.dumps(dict(counts)),
            json.dumps([list(failure) for failure in failures], ensure_ascii=True),
            run,
        ),
    )
