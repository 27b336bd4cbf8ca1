"""The schema's history: numbered steps, each run once, all pending ones in one transaction.

To change the schema, add a step at the end, raise `connection.VERSION`, and say in
`docs/schema.md` what the columns mean. A step is never changed after it has been released.
"""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

from quotetrack.store import connection as files
from quotetrack.store import schema
from quotetrack.store.tokens import fingerprint

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations


def migrate(connection: sqlite3.Connection) -> bool:
    """Brings the file to the newest schema; True if anything had to be done.

    Two processes may open a new file at once: the second waits, and finds everything done.
    """
    if files.schema_version(connection) == files.VERSION:
        return False
    # Texts are long: larger pages save 3 % of the file. Only a new file takes it.
    connection.execute("PRAGMA page_size = 8192")
    # WAL lets readers read while one process writes; it stays set in the file.
    _write_ahead(connection)
    # Deleting a parent row while a step rebuilds its table must not take the children along.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        with files.transaction(connection):
            if files.schema_version(connection) < files.VERSION:
                _apply(connection)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
    return True


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch a new file to WAL. SQLite's own waiting does not cover this switch, so we wait."""
    deadline = time.monotonic() + files.BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)  # another process is making the same file


def _apply(connection: sqlite3.Connection) -> None:
    from sqlite_utils import Database  # 0.2 s, so only where there is something to migrate

    database = Database(connection, execute_plugins=False)
    steps = _steps()
    steps.apply(database)
    connection.execute(f"PRAGMA application_id = {files.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {files.VERSION}")


def _steps() -> Migrations:
    from sqlite_utils import Migrations

    steps = Migrations("quotetrack")

    @steps(name="1 documents, quotes, claims, experts, reviews, search")
    def first(database: Database) -> None:
        for statement in (
            *schema.TABLES,
            *schema.SEARCH_INDEX,
            *schema.TRIGGERS,
            *schema.VIEWS,
        ):
            database.execute(statement)
        database.table("settings").insert({"name": "index_fingerprint", "value": fingerprint()})

    return steps
