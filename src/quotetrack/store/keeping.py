"""Copies of the database."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from quotetrack.errors import StoreError
from quotetrack.store.connection import clear_errors

_SQLITE = b"SQLite format 3\0"  # how every such file begins
PAGES_AT_ONCE = 2048  # 8 MiB; between two portions, writers get their turn


def backup(connection: sqlite3.Connection, target: Path) -> None:
    """Copies the database into a file of its own, whole or not at all; over an older copy too.

    Raises StoreError for a target that is the database itself or anything but a database. The
    copy is one moment's state even while others write: it is read inside one read transaction. It
    is written beside the target and then renamed.
    """
    if target.is_dir():
        raise StoreError(f"{target} is a folder: give the path of the copy's file")
    _check_target(connection, target)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with clear_errors(target):
            copy = sqlite3.connect(beside)
            try:
                connection.execute("BEGIN")
                connection.execute("SELECT 1 FROM settings LIMIT 1").fetchone()
                connection.backup(copy, pages=PAGES_AT_ONCE)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, no helpers
            finally:
                copy.close()
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            os.replace(beside, target)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(f"{beside}{suffix}").unlink(missing_ok=True)


def _check_target(connection: sqlite3.Connection, target: Path) -> None:
    """What stands there already may only be an older copy: a slip must not cost an article."""
    if not target.exists():
        return
    here = connection.execute("PRAGMA database_list").fetchone()[2]
    if here and target.samefile(here):
        raise StoreError(f"{target} is the database itself: give the path of a copy")
    with clear_errors(target), target.open("rb") as file:
        start = file.read(len(_SQLITE))
    if start not in (b"", _SQLITE):
        raise StoreError(f"{target} is there already, and no database: give another path")
