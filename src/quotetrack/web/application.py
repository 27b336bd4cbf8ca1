"""The Datasette instance that serves one quotetrack database, for reading only."""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from quotetrack.errors import StoreError
from quotetrack.store.connection import connect, open_current
from quotetrack.web import plugin
from quotetrack.web.answering import Memory
from quotetrack.web.settings import COUNT_MS, METADATA, NAME, SETTINGS

# What Datasette makes of `?_search=` on our view.
FOUND = "[row] in (select rowid from quotes_index where quotes_index match escape_fts(:search))"
FEW_ROWS = 5_000
MAPPED_BYTES = 1 << 36  # all of it; SQLite has a limit of its own, 2 GiB as a rule


class ReadOnlyDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """Datasette's database with connections that SQLite itself keeps from writing."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        if write:
            raise StoreError("the web pages only read: write with the quotetrack command")
        connection = connect(self.path, readonly=True)
        # Pages are read where the system has them, not copied: a third less work a search.
        connection.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
        return connection

    async def execute(self, sql: str, params: Any = None, **options: Any) -> Any:
        # Datasette counts the rows of every table it shows; of a million that takes a second.
        if sql.startswith("select count(*) from "):
            options.setdefault("custom_time_limit", COUNT_MS)
        if FOUND in sql and params and "search" in params:
            typed = params["search"]
            keys = await self.execute_fn(lambda connection: _found(connection, typed))
            if len(keys) <= FEW_ROWS:
                sql = sql.replace(FOUND, f"[row] in ({', '.join(map(str, keys))})")
        return await super().execute(sql, params, **options)


def _found(connection: sqlite3.Connection, typed: str) -> list[int]:
    """The rows that Datasette's search finds, at most one more than FEW_ROWS.

    SQLite cannot use a subselect to reach into a view of two halves and reads it all, which it
    need not do for a list of rows. Where there are many, the first of them are soon met anyway.
    """
    return [
        row[0]
        for row in connection.execute(
            "SELECT rowid FROM quotes_index WHERE quotes_index MATCH ? LIMIT ?",
            (plugin.index_query(typed), FEW_ROWS + 1),
        )
    ]


class Site:
    """What our views need beside Datasette: the file, what is remembered of it, our own names."""

    def __init__(self, path: Path, names: frozenset[str] | None) -> None:
        self.path = path
        self.names = names  # that a request may call us by; None: any
        self.memory = Memory(path)


class Pages(Datasette):  # type: ignore[misc]  # Datasette has no types
    """Datasette with our pages; the hooks of `plugin` know it by its `quotetrack`."""

    def __init__(self, path: Path, names: frozenset[str] | None) -> None:
        self.quotetrack = Site(
            path, names
        )  # first, for the constructor already asks for the routes
        room = files("quotetrack.web")
        super().__init__(
            [],
            metadata=METADATA,
            settings=SETTINGS,
            static_mounts=[("assets", str(room / "static"))],
        )
        self.remove_database("_memory")
        self.add_database(ReadOnlyDatabase(self, str(path)), name=NAME)


def application(path: str | Path, names: frozenset[str] | None = None) -> Pages:
    """Datasette with our pages over one database, which has to be there.

    With `names`, a request by any other host name is refused: a page from elsewhere whose name was
    made to point at this machine (DNS rebinding) could read everything else. Raises StoreError
    where there is none, or it cannot be read; an older one is upgraded first.
    """
    path = Path(path).absolute()
    open_current(path, readonly=True).close()
    if not pm.is_registered(plugin):
        pm.register(plugin, plugin.__name__)
    return Pages(path, names)
