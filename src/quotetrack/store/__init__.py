"""The database: documents, quotes, reviews and all that hangs on them, in one SQLite file.

    database    Store, with every verb
    connection  opening a file, locks, clear errors
    schema, migrations      the tables, and how older files come to have them
    tokens, index           the search index
    answers, reviewing      what people's reviews come to
    doctor, keeping         checking, repairing, copying

Importing this package costs nothing; a search needs only `connection` and `tokens`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quotetrack.store.database import Store
    from quotetrack.store.writing import IngestResult

__all__ = ["IngestResult", "Store"]


def __getattr__(name: str) -> object:
    if name == "Store":
        from quotetrack.store.database import Store

        return Store
    if name == "IngestResult":
        from quotetrack.store.writing import IngestResult

        return IngestResult
    raise AttributeError(f"module 'quotetrack.store' has no attribute {name!r}")
