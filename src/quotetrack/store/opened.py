"""An open database file: its connection, its end, its transactions, its errors."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from quotetrack.store import connection, index

P = ParamSpec("P")
S = TypeVar("S", bound="OpenedFile")
R = TypeVar("R")


def clear(
    method: Callable[Concatenate[S, P], R],
) -> Callable[Concatenate[S, P], R]:
    """Lets a method raise StoreError where SQLite raises its own errors."""

    @functools.wraps(method)
    def wrapped(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with connection.clear_errors(self.path):
            return method(self, *args, **kwargs)

    return wrapped


class OpenedFile:
    """What `Store` stands on; use that."""

    def __init__(self, path: str | Path, *, readonly: bool = False, create: bool = True) -> None:
        self.path = Path(path)
        self.connection: sqlite3.Connection = connection.open_current(
            self.path, readonly=readonly, create=create
        )
        if not readonly:
            try:
                self._bring_index_along()
            except BaseException:
                self.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection; what was not committed is gone."""
        self.connection.close()

    def _bring_index_along(self) -> None:
        """Makes the search index again where another version's tokens are in it."""
        with connection.clear_errors(self.path):
            if index.is_current(self.connection):
                return
            with connection.transaction(self.connection):
                if not index.is_current(self.connection):  # nobody else did meanwhile
                    index.rebuild(self.connection)

    def writing(self) -> AbstractContextManager[None]:
        """Everything written in the block is stored together or not at all.

        It holds the write lock from its start, so do nothing slow inside. Other writers wait at
        most `connection.BUSY_SECONDS`; readers go on reading what was there before.
        """
        return _together(
            connection.clear_errors(self.path), connection.transaction(self.connection)
        )

    @clear
    def page(self, sql: str, values: Sequence[object]) -> list[sqlite3.Row]:
        """The rows of a query, all at once."""
        return self.connection.execute(sql, values).fetchall()

    def documents_pages(self, document_id: str | None) -> Iterator[tuple[int, int]]:
        """First and last key of runs of documents, so that no page of rows grows large."""
        if document_id is not None:
            found = self.page("SELECT key FROM documents WHERE id = ?", (document_id,))
            yield from ((row["key"], row["key"]) for row in found)
            return
        last = 0
        while page := self.page(
            "SELECT key FROM documents WHERE key > ? ORDER BY key LIMIT 100", (last,)
        ):
            last = page[-1]["key"]
            yield page[0]["key"], last


@contextmanager
def _together(*managers: AbstractContextManager[None]) -> Iterator[None]:
    with ExitStack() as stack:
        for manager in managers:
            stack.enter_context(manager)
        yield
