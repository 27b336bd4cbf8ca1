"""Documents in, stored quotes out: extraction in one process or several, stored batch by batch."""

from __future__ import annotations

import gc
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

from quotetrack.errors import QuotetrackError
from quotetrack.models import Document, Quote

if TYPE_CHECKING:
    from quotetrack.experts import Registry
    from quotetrack.store import Store
    from quotetrack.store.preparing import Item, Prepared

T = TypeVar("T")

BATCH_DOCUMENTS = 250  # stored in one transaction
# What a worker gets at once, whichever is reached first: some 0.2 s of work.
CHUNK_CHARS = 200_000
CHUNK_DOCUMENTS = 250
CHUNKS_WAITING = 3  # for each worker, so that none idles and memory stays flat

# Quotes are thousands of small objects that hold no circles: looking for some after every 700 of
# them took a fifth of the time.
COLLECT_AFTER = 50_000

Failure = tuple[str, str]  # which document, what went wrong
Extracted = tuple[Document, "Sequence[Quote] | str"]  # the quotes, or why there are none
Extract = Callable[[Document], "list[Quote]"]


@dataclass
class Summary:
    """What came of an ingest. `speakers` counts quotes by (expert's id, who) and kind."""

    added: int = 0
    unchanged: int = 0
    quotes: int = 0
    speakers: Counter[tuple[str | None, str | None, str]] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)


def ingest(
    store: Store,
    documents: Iterable[Document],
    *,
    registry: Registry | None = None,
    version: str | None = None,
    workers: int = 1,
    on_stored: Callable[[Summary], None] = lambda summary: None,
    summary: Summary | None = None,
) -> Summary:
    """Stores documents with their quotes; those that are stored already are not extracted again.

    `summary` is filled as batches are stored, so it is right even where this is interrupted.
    Raises StoreError where the database cannot be written; a document that cannot be extracted or
    stored is in `failures`, and the others are stored.
    """
    summary = Summary() if summary is None else summary
    with _seldom_collecting():
        for batch in _batches(_marking_known(store, documents), registry, workers):
            items: list[Item | Prepared] = []
            names: dict[str, str] = {}
            for document, found in batch:
                if isinstance(found, str):
                    summary.failures.append((named(document), found))
                else:
                    items.append(found)
                    names[document.id] = named(document)
            result = store.ingest(items, extractor_version=version)
            summary.added += result.added
            summary.unchanged += result.unchanged
            summary.quotes += result.quotes
            summary.failures += [(names.get(name, name), why) for name, why in result.failures]
            summary.speakers.update(_speakers(store, list(names)))
            on_stored(summary)
        # Always: a run killed between its last batch and here left documents without claims.
        store.refresh_claims()
    return summary


@dataclass
class Reextracted:
    """What came of extracting again: documents read, those whose quotes changed, failures."""

    read: int = 0
    changed: int = 0
    failures: list[Failure] = field(default_factory=list)


def reextract(
    store: Store,
    document_ids: Sequence[str] = (),
    *,
    registry: Registry | None = None,
    version: str | None = None,
    everything: bool = False,
    workers: int = 1,
    on_done: Callable[[], None] = lambda: None,
) -> Reextracted:
    """Puts new quotes in place of the machine's old ones; reviews are never touched.

    Of the documents named, or of all that another version extracted, or with `everything` of all.
    """
    result = Reextracted()
    if document_ids:
        documents = _named_documents(store, document_ids, result.failures)
    else:
        documents = store.documents(outdated_for=None if everything else version)
    for document, found in extract_many(documents, registry=registry, workers=workers):
        result.read += 1
        if isinstance(found, str):
            result.failures.append((named(document), found))
        else:
            result.changed += store.replace_quotes(document.id, found, version)
        on_done()
    store.refresh_claims()
    return result


def _named_documents(
    store: Store, ids: Sequence[str], failures: list[Failure]
) -> Iterator[Document]:
    for name in ids:
        document = store.document(name)
        if document is None:
            failures.append((name, "there is no such document: see `quotetrack documents list`"))
        else:
            yield document


def extract_many(
    documents: Iterable[Document], *, registry: Registry | None = None, workers: int = 1
) -> Iterator[Extracted]:
    """Each document with its quotes, in order, or with the reason why the extractor failed.

    `workers` > 1 extracts in that many processes; what is in flight is bounded, whatever the
    number of documents. Interrupting it ends the processes.
    """
    return _mapped(_quotes, documents, registry, workers)


def _mapped(
    work: Callable[[Extract, Document], T],
    documents: Iterable[Document],
    registry: Registry | None,
    workers: int,
) -> Iterator[tuple[Document, T | str]]:
    """What `work`, a function of this module, makes of each document, or why it failed."""
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
def _seldom_collecting() -> Iterator[None]:
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


def named(document: Document) -> str:
    """What to call a document in a message: its URL, its title, its id."""
    return document.url or document.title or f"document {document.id}"


def _marking_known(store: Store, documents: Iterable[Document]) -> Iterator[tuple[Document, bool]]:
    stream = iter(documents)
    while batch := list(islice(stream, BATCH_DOCUMENTS)):
        known = store.known(document.id for document in batch)
        yield from ((document, document.id in known) for document in batch)


def _batches(
    marked: Iterable[tuple[Document, bool]], registry: Registry | None, workers: int
) -> Iterator[list[tuple[Document, Item | Prepared | str]]]:
    """Batches to store. Known documents go along without quotes: the store compares their texts."""
    ready: list[tuple[Document, Item | Prepared | str]] = []
    known: list[tuple[Document, Item | Prepared | str]] = []

    def unknown() -> Iterator[Document]:
        for document, is_known in marked:
            if is_known:
                known.append((document, (document, ())))
            else:
                yield document

    for item in _mapped(_prepared, unknown(), registry, workers):
        ready.append(item)
        if len(ready) + len(known) >= BATCH_DOCUMENTS:
            yield ready + known
            ready, known[:] = [], []
    if ready or known:
        yield ready + known


def _speakers(store: Store, ids: Sequence[str]) -> Counter[tuple[str | None, str | None, str]]:
    """How many stored quotes these documents have, by expert, who and kind."""
    marks = ", ".join("?" * len(ids))
    return Counter(
        {
            (row[0], row[1], row[2]): row[3]
            for row in store.connection.execute(
                "SELECT q.expert, q.who, q.kind, count(*) FROM quotes q "
                f"JOIN documents d ON d.key = q.document_key WHERE d.id IN ({marks}) "
                "GROUP BY 1, 2, 3",
                ids,
            )
        }
    )


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


def extractor(registry: Registry | None = None) -> Extract:
    """`extract` with these experts in place of the shipped ones and the user's own file."""
    from quotetrack.experts import identify
    from quotetrack.extraction import extract

    return lambda document: identify(extract(document), document, registry)


# What workers do with a document: the process that holds the database only has to write.


def _quotes(extract: Extract, document: Document) -> Sequence[Quote]:
    return extract(document)


def _prepared(extract: Extract, document: Document) -> Prepared:
    from quotetrack.store.preparing import prepare

    document = with_language(document)
    return prepare(document, extract(document))


def _attempt(
    work: Callable[[Extract, Document], T], extract: Extract, document: Document
) -> T | str:
    """`extract` promises to raise on no text; if it does, one document is lost, not the run."""
    try:
        return work(extract, document)
    except Exception as error:
        return f"the extractor failed ({type(error).__name__}: {error}); please report this text"


_extract: Extract


def _start_worker(registry: Registry | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])
    global _extract
    _extract = extractor(registry)


def _work(work: Callable[[Extract, Document], T], chunk: list[Document]) -> list[T | str]:
    return [_attempt(work, _extract, document) for document in chunk]
