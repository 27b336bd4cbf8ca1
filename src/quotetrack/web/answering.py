"""A search with its facets and its number, remembered while the file stays the same.

Turning pages and following a facet back ask the same again: ranking is done for each page, but
numbers and facets of a question are counted once.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from quotetrack.search import Hit, search
from quotetrack.search.facets import COUNTED_ROWS, Facets, find_keys, spread
from quotetrack.web.asking import MAX_PAGE, PAGE_ROWS

COUNTED_HITS = MAX_PAGE * PAGE_ROWS
COUNTED_IN_TEXTS = 200  # in sentences and documents a hit costs reading a document
REMEMBERED = 512

Value = TypeVar("Value")


class Memory:
    """The last answers, by question; forgotten when the database file changes.

    Threads share it. Two that ask the same at once both find it out: cheaper than waiting.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._stamp: Hashable = None

    def recall(self, question: Hashable, find: Callable[[], Value]) -> Value:
        """What `find` gives, or what it gave for this question before."""
        stamp = self.stamp()
        with self._lock:
            if stamp != self._stamp:
                self._kept.clear()
                self._stamp = stamp
            if question in self._kept:
                self._kept.move_to_end(question)
                found: Value = self._kept[question]
                return found
        value = find()
        with self._lock:
            if stamp == self._stamp:
                self._kept[question] = value
                while len(self._kept) > REMEMBERED:
                    self._kept.popitem(last=False)
        return value

    def stamp(self) -> Hashable:
        """Changes whenever anybody commits to the database."""
        return tuple(_stat(Path(f"{self.path}{end}")) for end in ("", "-wal"))


def _stat(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


class Answer(NamedTuple):
    """One page of hits. `total` goes no further than `most`; then `more` is true."""

    hits: list[Hit]
    total: int
    more: bool
    facets: Facets


def answer(
    connection: sqlite3.Connection,
    memory: Memory,
    query: str | None,
    filters: dict[str, Any],
    page: int,
    count_all: bool = False,
) -> Answer:
    """The hits of a page and the facets of all; raises QueryError and StoreError as `search`."""
    in_texts = bool(query) and filters.get("in_", "quote") != "quote"
    most = COUNTED_IN_TEXTS if in_texts else COUNTED_HITS
    counted = COUNTED_IN_TEXTS if in_texts else COUNTED_ROWS
    question = (
        query, count_all,
        *((name, tuple(v) if isinstance(v, list) else v) for name, v in sorted(filters.items())),
    )  # fmt: skip

    def numbers() -> tuple[int, Facets]:
        # One pass over the index for both.
        keys = find_keys(connection, query, limit=0 if count_all else most + 1, **filters)
        part = keys if count_all else keys[:counted]
        return len(keys), Facets(len(part), len(part) == len(keys), spread(connection, part))

    total, found = memory.recall(("search", *question), numbers)
    hits = search(connection, query, limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS, **filters)
    more = total > most and not count_all
    return Answer(hits, min(total, most) if more else total, more, found)
