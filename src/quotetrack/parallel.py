"""Documents over one process or several: what is in flight is bounded, and order is kept."""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from quotetrack.errors import QuotetrackError
from quotetrack.models import Document, Quote

if TYPE_CHECKING:
    from quotetrack.experts import Registry

T = TypeVar("T")
Extract = Callable[[Document], "list[Quote]"]
Work = Callable[[Extract, Document], T]

# What a worker gets at once, whichever is reached first: some 0.2 s of work.
CHUNK_CHARS = 200_000
CHUNK_DOCUMENTS = 250
CHUNKS_WAITING = 3  # for each worker, so that none idles and memory stays flat

# Quotes are thousands of small objects that hold no circles: looking for some after every 700 of
# them took a fifth of the time.
COLLECT_AFTER = 50_000


def mapped(
    work: Work[T],
    documents: Iterable[Document],
    registry: Registry | None,
    workers: int,
) -> Iterator[tuple[Document, T | str]]:
    """What `work`, a function of a module, makes of each document, or why it failed.

    What it takes and gives back goes from process to process: strings and tuples are cheap,
    models are not.
    """
    if workers <= 1:
        extract = extractor(registry)
        for document in documents:
            yield document, _attempt(work, extract, document)
        return
    pool = ProcessPoolExecutor(
        workers,
        # Not fork: the caller may have threads, a progress bar's for one.
        mp_context=get_context("spawn"),
        initializer=_start_worker,
        initargs=(registry,),
    )
    waiting: deque[tuple[list[Document], Future[list[T | str]]]] = deque()
    chunks = _chunks(documents)
    try:
        while True:
            for chunk in islice(chunks, workers * CHUNKS_WAITING - len(waiting)):
                waiting.append((chunk, pool.submit(_work, work, chunk)))
            if not waiting:
                break
            chunk, future = waiting.popleft()
            yield from zip(chunk, future.result(), strict=True)
    except BrokenProcessPool:
        raise QuotetrackError(
            "a worker process was killed (out of memory?): what is stored is safe; "
            "run again with fewer --workers"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Looks for circles of garbage seldom, in this process, during the block."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def with_language(document: Document) -> Document:
    """The document with the language it is in, where that was left open."""
    if document.lang and document.lang.lower() != "zh":
        return document
    from quotetrack.language import settle

    return document.model_copy(update={"lang": settle(document.lang, document.text)})


def extractor(registry: Registry | None = None) -> Extract:
    """`extract` with these experts in place of the shipped ones and the user's own file."""
    from quotetrack.experts import identify
    from quotetrack.extraction import extract

    return lambda document: identify(extract(document), document, registry)


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    chunk: list[Document] = []
    chars = 0
    for document in documents:
        chunk.append(document)
        chars += len(document.text)
        if chars >= CHUNK_CHARS or len(chunk) >= CHUNK_DOCUMENTS:
            yield chunk
            chunk, chars = [], 0
    if chunk:
        yield chunk


def _attempt(work: Work[T], extract: Extract, document: Document) -> T | str:
    """`extract` promises to raise on no text; if it does, one document is lost, not the run."""
    try:
        return work(extract, document)
    except Exception as error:
        return f"the extractor failed ({type(error).__name__}: {error}); please report this text"


_extract: Extract


def _start_worker(registry: Registry | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])
    global _extract
    _extract = extractor(registry)


def _end_with_parent() -> None:
    """A parent that is killed can tell nobody: its workers would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(work: Work[T], chunk: list[Document]) -> list[T | str]:
    return [_attempt(work, _extract, document) for document in chunk]
