"""What was found as a file: CSV of all hits, written while it is sent; JSON of one page.

The rows come from a thread with a connection of its own, so that a long download holds up no page,
through a queue so short that memory stays flat however slow the reader is.
"""

from __future__ import annotations

import asyncio
import json
import queue
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any, cast

from quotetrack.exporters import Selection, export_text
from quotetrack.search import Hit
from quotetrack.store.connection import open_current

CHUNK_CHARS = 64 * 1024
CHUNKS_AHEAD = 4
INTERNAL = ("row", "document_key", "context_start", "context_end")

Receive = Callable[[], Awaitable[Mapping[str, Any]]]


class _AbandonedError(Exception):
    """Nobody reads any more."""


class _Pipe:
    """A text stream that is written in one thread and read in chunks elsewhere."""

    def __init__(self) -> None:
        self.chunks: queue.Queue[str | BaseException | None] = queue.Queue(CHUNKS_AHEAD)
        self.abandoned = threading.Event()
        self._parts: list[str] = []
        self._length = 0

    def write(self, text: str) -> int:
        self._parts.append(text)
        self._length += len(text)
        if self._length >= CHUNK_CHARS:
            self.flush()
        return len(text)

    def flush(self) -> None:
        self.put("".join(self._parts))
        self._parts.clear()
        self._length = 0

    def put(self, item: str | BaseException | None) -> None:
        while not self.abandoned.is_set():
            with suppress(queue.Full):
                self.chunks.put(item, timeout=0.5)
                return
        raise _AbandonedError


def _write(path: Path, selection: Selection, pipe: _Pipe) -> None:
    try:
        with closing(open_current(path, readonly=True)) as connection:
            # Marked as UTF-8, for it will be opened in Excel.
            export_text(connection, cast(IO[str], pipe), "csv", selection, bom=True)
        pipe.flush()
        pipe.put(None)
    except _AbandonedError:
        return
    except Exception as error:
        with suppress(_AbandonedError):
            pipe.put(error)


async def csv_chunks(path: Path, selection: Selection, receive: Receive) -> AsyncIterator[str]:
    """The rows as CSV, in the order of documents; ends early where the reader goes away."""
    pipe = _Pipe()
    threading.Thread(target=_write, args=(path, selection, pipe), daemon=True).start()
    listener = asyncio.ensure_future(_until_gone(receive, pipe))
    try:
        while not pipe.abandoned.is_set():
            chunk = await asyncio.to_thread(pipe.chunks.get)
            if chunk is None:
                return
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk
    finally:
        pipe.abandoned.set()
        listener.cancel()


async def _until_gone(receive: Receive, pipe: _Pipe) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    pipe.abandoned.set()


def hit_as_json(hit: Hit) -> dict[str, Any]:
    """A hit as programs get it: the row of `claims_database`, and where in it the words are."""
    row = {name: value for name, value in hit.row.items() if name not in INTERNAL}
    for name in ("content", "verbatim"):
        row[name] = json.loads(row[name] or "[]")
    row["marks"] = hit.marks
    row["context_marks"] = hit.context_marks
    if hit.excerpt is not None:
        row["excerpt"] = hit.excerpt
        row["excerpt_marks"] = hit.excerpt_marks
    return row
