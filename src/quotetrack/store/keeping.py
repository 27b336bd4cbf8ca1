"""Copies of the database."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from quotetrack.errors import StoreError
from quotetrack.store.connection import clear_errors

PAGES_AT_ONCE = 2048  # 8 MiB; between two portions, writers get their turn


def backup(connection: sqlite3.Connection, target: Path) -> None:
    """Copies the database into a file of its own, whole or not at all.

    The copy is one moment's state even while others write: it is read inside one read
    transaction. It is written beside the target and then renamed.
    """
    if target.is_dir():
        raise StoreError(f"{target} is a folder: give the path of the copy's file")
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
