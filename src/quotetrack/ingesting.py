"""Documents in, stored quotes out: extraction in one process or several, stored batch by batch."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from quotetrack.models import Document, Quote, as_printed
from quotetrack.parallel import Extract, mapped, seldom_collecting, with_language

if TYPE_CHECKING:
    from quotetrack.experts import Registry
    from quotetrack.store import Store
    from quotetrack.store.preparing import Item, Packed, Prepared

BATCH_DOCUMENTS = 250  # stored in one transaction
Failure = tuple[str, str]  # which document, what went wrong
Extracted = tuple[Document, "Sequence[Quote] | str"]  # the quotes, or why there are none


@dataclass
class Summary:
    """What came of an ingest. `speakers` counts quotes by (expert's id, who) and kind.

    `without_pack` counts the documents in languages that no pack reads, by language (und: not told).
    """

    added: int = 0
    unchanged: int = 0
    quotes: int = 0
    speakers: Counter[tuple[str | None, str | None, str]] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    without_pack: Counter[str] = field(default_factory=Counter)


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
    from quotetrack.store.preparing import Prepared

    summary = Summary() if summary is None else summary
    with seldom_collecting():
        for batch in _batches(_marking_known(store, documents), registry, workers):
            items: list[Item | Prepared] = []
            names: dict[str, str] = {}
            for document, found in batch:
                if isinstance(found, str):
                    summary.failures.append((named(document), found))
                else:
                    items.append(found)
                    names[document.id] = named(document)
                    if isinstance(found, Prepared) and (tag := _unread_language(found)):
                        summary.without_pack[tag] += 1
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
    return mapped(_quotes, documents, registry, workers)


def printed(
    documents: Iterable[Document],
    *,
    registry: Registry | None = None,
    workers: int = 1,
    ascii_only: bool = False,
) -> Iterator[tuple[Document, list[str] | str]]:
    """`extract_many` with each quote as the line of JSON that `quotetrack extract` prints."""
    with seldom_collecting():
        yield from mapped(partial(_lines, ascii_only=ascii_only), documents, registry, workers)


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
    from quotetrack.store.preparing import unpacked

    ready: list[tuple[Document, Item | Prepared | str]] = []
    known: list[tuple[Document, Item | Prepared | str]] = []

    def unknown() -> Iterator[Document]:
        for document, is_known in marked:
            if is_known:
                known.append((document, (document, ())))
            else:
                yield document

    for document, found in mapped(_packed, unknown(), registry, workers):
        ready.append((document, found if isinstance(found, str) else unpacked(document, found)))
        if len(ready) + len(known) >= BATCH_DOCUMENTS:
            yield ready + known
            ready, known[:] = [], []
    if ready or known:
        yield ready + known


def _unread_language(prepared: Prepared) -> str | None:
    """The language of a document that no pack reads, so that it has no quotes whatever it says."""
    from quotetrack.extraction import packs
    from quotetrack.store.rows import DOCUMENT_COLUMNS

    if prepared.failure is not None:
        return None
    lang = prepared.document[DOCUMENT_COLUMNS.index("lang")] or "und"
    tag = str(lang).lower().partition("-")[0]
    return None if tag in packs.available() else tag


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


# What workers do with a document: the process that holds the database only has to write.


def _quotes(extract: Extract, document: Document) -> Sequence[Quote]:
    return extract(document)


def _packed(extract: Extract, document: Document) -> Packed:
    from quotetrack.store.preparing import packed

    document = with_language(document)
    return packed(document, extract(document))


def _lines(extract: Extract, document: Document, *, ascii_only: bool) -> list[str]:
    encode = json.JSONEncoder(ensure_ascii=ascii_only).encode
    lines = []
    for quote in extract(with_language(document)):
        line = encode(as_printed(quote))
        try:
            line.encode()
        except UnicodeEncodeError:  # a lone surrogate: only an escape can say it
            line = json.dumps(as_printed(quote))
        lines.append(line)
    return lines
