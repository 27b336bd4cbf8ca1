"""The experts that a command goes by: shipped, the user's file, those kept in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quotetrack.assigning import known
from quotetrack.experts import Registry, combine, load, shipped
from quotetrack.experts.registry import user_file

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from quotetrack.store import Store


def registry(connection: sqlite3.Connection | None, experts_file: Path | None = None) -> Registry:
    """Everybody known; a later source adds names to an earlier one's and corrects its own.

    `experts_file` stands in for the file in the user's configuration. People whom an ingest went
    by stay known to the database.
    """
    path = experts_file or user_file()
    own = load(path) if experts_file is not None or path.exists() else ()
    if connection is None:
        return combine(shipped(), own)
    return known(connection, own)


def remember(store: Store, people: Registry) -> None:
    """Writes the registry into the database, so that exports know its names. Users' rows stay."""
    from quotetrack.models import Expert

    own = {expert.id for expert in store.experts("user")}
    store.put_experts(
        [
            Expert(
                id=entry.id,
                name=entry.name,
                description=entry.description,
                names={lang: tuple(sorted(names)) for lang, names in sorted(entry.names.items())},
            )
            for entry in people.entries.values()
            if entry.id not in own
        ],
        source="registry",
    )
