"""Opening the database file, and what goes wrong with it in one clear line.

Only the standard library: a search has to start fast.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quotetrack.errors import StoreError

APPLICATION_ID = 0x51745472  # "QtTr", in the header of the file
VERSION = 1  # of the schema: the number of migrations there are
BUSY_SECONDS = 30.0  # a writer waits so long for another one; readers never wait
CACHE_KIB = 64 * 1024
# Written from the WAL into the file so often: a page that many batches change goes over once.
CHECKPOINT_PAGES = 4_000  # 32 MB


def connect(path: str | Path, *, readonly: bool = False, create: bool = True) -> sqlite3.Connection:
    """A connection to a quotetrack database; a new file is left empty for `migrate` to fill.

    Raises StoreError where there is no such file (and none is to be made), or it is no database,
    another program's, of a newer quotetrack, damaged, or cannot be opened.
    """
    path = Path(path)
    with clear_errors(path):
        if path.is_dir():
            raise StoreError(f"{path} is a folder: give the path of a database file")
        if not path.exists() and (readonly or not create):
            raise StoreError(
                f"{path} does not exist: run `quotetrack ingest` first, or name another with --db"
            )
        connection = sqlite3.connect(
            _uri(path, readonly), uri=True, timeout=BUSY_SECONDS, isolation_level=None
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA recursive_triggers = ON")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
            _check_ours(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def _uri(path: Path, readonly: bool) -> str:
    uri = path.absolute().as_uri()
    if not readonly:
        return f"{uri}?mode=rwc"
    # Where nobody may make WAL's helper file, nobody else can be writing either.
    alone = not os.access(path.absolute().parent, os.W_OK) and not Path(f"{path}-wal").exists()
    return f"{uri}?mode=ro" + ("&immutable=1" if alone else "")


def _check_ours(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    if application != APPLICATION_ID and (application or version or _has_tables(connection)):
        raise StoreError(f"{path} is a database, but not quotetrack's: name another file with --db")
    if application != APPLICATION_ID and pages == 0 and path.stat().st_size > 0:
        raise StoreError(f"{path} is not a database: name another file with --db")
    if version > VERSION:
        raise StoreError(
            f"{path} was made by a newer quotetrack (schema {version}, this one knows {VERSION}): "
            "upgrade quotetrack with `pip install -U quotetrack`"
        )


def _has_tables(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None


def schema_version(connection: sqlite3.Connection) -> int:
    """The number of the last migration that the file has seen, 0 for an empty one."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block or nothing, holding the write lock from the start; nested blocks join in."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def clear_errors(path: str | Path) -> Iterator[None]:
    """Turns SQLite's errors inside the block into a StoreError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_explain(error, path)) from error
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {error.strerror or error}") from error


def _explain(error: sqlite3.Error, path: str | Path) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    text = str(error)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "locked" in text:
        return (
            f"{path} is being written by another process (waited {BUSY_SECONDS:.0f} s): "
            "try again when that has ended"
        )
    if name.startswith("SQLITE_NOTADB") or "not a database" in text:
        return f"{path} is not a database: name another file with --db"
    if name.startswith("SQLITE_CORRUPT") or "malformed" in text:
        return (
            f"{path} is damaged ({text}): run `quotetrack doctor --repair`, or go back to a backup"
        )
    if name.startswith("SQLITE_READONLY") or "readonly" in text:
        return f"{path} cannot be written to: check the rights of the file and its folder"
    if name.startswith("SQLITE_CANTOPEN") or "unable to open" in text:
        return f"{path} cannot be opened: check that its folder exists and the rights to it"
    if name.startswith("SQLITE_FULL") or "full" in text:
        return f"{path}: no space left on the disk; what was complete is kept, run again with space"
    if name.startswith("SQLITE_IOERR"):
        return f"{path}: the disk gave an error ({text}); check the disk, then `quotetrack doctor`"
    return f"{path}: {text} (run `quotetrack doctor`)"


def open_current(
    path: str | Path, *, readonly: bool = False, create: bool = True
) -> sqlite3.Connection:
    """A connection to a database of the newest schema, made or upgraded where need be.

    Read-only, an older file is first upgraded, by a connection that may write.
    """
    connection = connect(path, readonly=readonly, create=create)
    with clear_errors(path):
        if schema_version(connection) == VERSION:
            return connection
        from quotetrack.store.migrations import migrate

        try:
            if readonly:
                connection.close()
                writer = connect(path, create=False)
                try:
                    migrate(writer)
                finally:
                    writer.close()
                return connect(path, readonly=True)
            migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection
