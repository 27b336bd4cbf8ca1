"""Documents in, stored quotes out: extraction in one process or several, stored batch by batch."""

from __future__ import annotations

import signal
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING

from quotetrack.errors import QuotetrackError
from quotetrack.models import Document, Quote

if TYPE_CHECKING:
    from quotetrack.experts import Registry
    from quotetrack.store import Store

BATCH_DOCUMENTS = 250  # stored in one transaction
# What a worker gets at once, whichever is reached first: some 0.2 s of work.
CHUNK_CHARS = 200_000
CHUNK_DOCUMENTS = 250
CHUNKS_WAITING = 3  # for each worker, so that none idles and memory stays flat

Failure = tuple[str, str]  # which document, what went wrong
Extracted = tuple[Document, "Sequence[Quote] | str"]  # the quotes, or why there are none


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
    for batch in _batches(_skipping_known(store, documents), registry, workers):
        items: list[tuple[Document, Sequence[Quote]]] = []
        for document, found in batch:
            if isinstance(found, str):
                summary.failures.append((named(document), found))
            else:
                items.append((document, found))
        result = store.ingest(items, extractor_version=version)
        summary.added += result.added
        summary.unchanged += result.unchanged
        summary.quotes += result.quotes
        names = {document.id: named(document) for document, _ in items}
        summary.failures += [(names.get(name, name), why) for name, why in result.failures]
        summary.speakers.update(_speakers(store, [document.id for document, _ in items]))
        on_stored(summary)
    if summary.added:
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
    if result.changed:
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
    if workers <= 1:
        extract = extractor(registry)
        for document in documents:
            yield document, _attempt(extract, document)
        return
    pool = ProcessPoolExecutor(
        workers,
        # Not fork: the caller may have threads, a progress bar's for one.
        mp_context=get_context("spawn"),
        initializer=_start_worker,
        initargs=(registry,),
    )
    waiting: deque[tuple[list[Document], Future[list[Sequence[Quote] | str]]]] = deque()
    chunks = _chunks(documents)
    try:
        while True:
            for chunk in islice(chunks, workers * CHUNKS_WAITING - len(waiting)):
                waiting.append((chunk, pool.submit(_work, chunk)))
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


def with_language(document: Document) -> Document:
    """The document with the language it is in, where that was left open."""
    if document.lang and document.lang.lower() != "zh":
        return document
    from quotetrack.language import settle

    return document.model_copy(update={"lang": settle(document.lang, document.text)})


def named(document: Document) -> str:
    """What to call a document in a message: its URL, its title, its id."""
    return document.url or document.title or f"document {document.id}"


def _skipping_known(store: Store, documents: Iterable[Document]) -> Iterator[tuple[Document, bool]]:
    stream = iter(documents)
    while batch := list(islice(stream, BATCH_DOCUMENTS)):
        known = store.known(document.id for document in batch)
        yield from ((with_language(document), document.id in known) for document in batch)


def _batches(
    marked: Iterable[tuple[Document, bool]], registry: Registry | None, workers: int
) -> Iterator[list[Extracted]]:
    """Batches to store. Known documents go along without quotes: the store compares their texts."""
    ready: list[Extracted] = []
    known: list[Extracted] = []

    def unknown() -> Iterator[Document]:
        for document, is_known in marked:
            if is_known:
                known.append((document, ()))
            else:
                yield document

    for item in extract_many(unknown(), registry=registry, workers=workers):
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


def extractor(registry: Registry | None = None) -> Callable[[Document], list[Quote]]:
    """`extract` with these experts in place of the shipped ones and the user's own file."""
    from quotetrack.experts import identify
    from quotetrack.extraction import extract

    return lambda document: identify(extract(document), document, registry)


def _attempt(
    extract: Callable[[Document], list[Quote]], document: Document
) -> Sequence[Quote] | str:
    """`extract` promises to raise on no text; if it does, one document is lost, not the run."""
    try:
        return extract(document)
    except Exception as error:
        return f"the extractor failed ({type(error).__name__}: {error}); please report this text"


_extract: Callable[[Document], list[Quote]]


def _start_worker(registry: Registry | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    global _extract
    _extract = extractor(registry)


def _work(chunk: list[Document]) -> list[Sequence[Quote] | str]:
    return [_attempt(_extract, document) for document in chunk]
