"""Whom a name on a page means: the people whom the database and quotetrack know."""

from __future__ import annotations

import sqlite3

from quotetrack.experts import Entry, Registry, combine, shipped
from quotetrack.experts.registry import entry_rows


def known(connection: sqlite3.Connection) -> Registry:
    """Those whom an ingest went by, those that come with quotetrack, and users' changes."""
    return combine(_kept(connection, "registry"), shipped(), _kept(connection, "user"))


def _kept(connection: sqlite3.Connection, source: str) -> tuple[Entry, ...]:
    return entry_rows(
        connection.execute(
            "SELECT id, name, description FROM experts WHERE source = ?", (source,)
        ).fetchall(),
        connection.execute(
            "SELECT n.* FROM expert_names n JOIN experts e ON e.id = n.expert_id "
            "WHERE e.source = ? ORDER BY n.expert_id, n.lang, n.name",
            (source,),
        ).fetchall(),
    )
