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


class ReadOnlyDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """Datasette's database with connections that SQLite itself keeps from writing."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        if write:
            raise StoreError("the web pages only read: write with the quotetrack command")
        return connect(self.path, readonly=True)

    async def execute(self, sql: str, *given: Any, **options: Any) -> Any:
        # Datasette counts the rows of every table it shows; of a million that takes a second.
        if sql.startswith("select count(*) from "):
            options.setdefault("custom_time_limit", COUNT_MS)
        return await super().execute(sql, *given, **options)


class Site:
    """What our views need beside Datasette: the file and what is remembered of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.memory = Memory(path)


def application(path: str | Path) -> Datasette:
    """A Datasette instance with our pages over one database, which has to be there.

    Raises StoreError where there is none, or it cannot be read; an older one is upgraded first.
    """
    path = Path(path).absolute()
    open_current(path, readonly=True).close()
    if not pm.is_registered(plugin):
        pm.register(plugin, plugin.__name__)
    room = files("quotetrack.web")
    datasette = Datasette(
        [],
        metadata=METADATA,
        settings=SETTINGS,
        template_dir=str(room / "templates"),
        static_mounts=[("assets", str(room / "static"))],
    )
    datasette.remove_database("_memory")
    datasette.add_database(ReadOnlyDatabase(datasette, str(path)), name=NAME)
    datasette.quotetrack = Site(path)
    return datasette
