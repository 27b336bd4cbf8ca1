"""Whom a database knows, and whose its quotes are, worked out again when that has changed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from quotetrack.experts import Entry, Registry
    from quotetrack.store import Store


def known(connection: sqlite3.Connection, own: tuple[Entry, ...] = ()) -> Registry:
    """Those whom an ingest went by, those that come with quotetrack, `own`, and users' changes.

    A later one adds names to an earlier one's and corrects its own.
    """
    from quotetrack.experts import combine, shipped

    return combine(_kept(connection, "registry"), shipped(), own, _kept(connection, "user"))


def _kept(connection: sqlite3.Connection, source: str) -> tuple[Entry, ...]:
    """The experts in the database: those of the 'registry', or those that a 'user' changed."""
    from quotetrack.experts.registry import entry_rows

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


def assign(store: Store, registry: Registry) -> int:
    """Gives the machine's quotes their experts anew, document by document; how many changed."""
    from quotetrack.experts import identify

    changed = 0
    for document_id, group in groupby(store.quotes(), key=lambda quote: quote.document_id):
        quotes = list(group)
        document = store.document(document_id)
        if document is None:
            continue
        blank = [quote.model_copy(update={"expert": None}) for quote in quotes]
        found = identify(blank, document, registry)
        changed += store.assign_experts(
            {
                new.id: new.expert
                for old, new in zip(quotes, found, strict=True)
                if old.expert != new.expert
            }
        )
    return changed
