"""Documents and the machine's quotes going in, being replaced, and going out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from quotetrack.errors import StoreError
from quotetrack.models import Quote
from quotetrack.store import index
from quotetrack.store.connection import transaction
from quotetrack.store.preparing import Item, Prepared, prepare
from quotetrack.store.reviewing import refresh_answers
from quotetrack.store.rows import DOCUMENT_COLUMNS, QUOTE_COLUMNS, quote_values

BATCH_DOCUMENTS = 250  # a transaction: large enough to hide its cost, small enough to lose
EDITABLE = ("lang", "title", "url", "outlet", "author", "published")

_INSERT_DOCUMENT = (
    f"INSERT INTO documents (key, extractor, text_hash, {', '.join(DOCUMENT_COLUMNS)}) "
    f"VALUES (?, ?, ?{', ?' * len(DOCUMENT_COLUMNS)})"
)
_INSERT_QUOTE = (
    f"INSERT INTO quotes (key, document_key, {', '.join(QUOTE_COLUMNS)}) "
    f"VALUES (?, ?{', ?' * len(QUOTE_COLUMNS)})"
)
_UPDATE_QUOTE = f"UPDATE quotes SET {', '.join(f'{c} = ?' for c in QUOTE_COLUMNS)} WHERE key = ?"


@dataclass
class IngestResult:
    """What came of an ingest: documents, quotes of new documents, and (document id, reason)."""

    added: int = 0
    unchanged: int = 0
    quotes: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)

    def take(self, other: IngestResult) -> None:
        """Adds what came of another part."""
        self.added += other.added
        self.unchanged += other.unchanged
        self.quotes += other.quotes
        self.failures += other.failures


def ingest(
    connection: sqlite3.Connection,
    items: Iterable[Item | Prepared],
    extractor_version: str | None,
    batch_documents: int = BATCH_DOCUMENTS,
) -> IngestResult:
    """Stores documents with their quotes; one that is there already is left as it is.

    Each batch is one transaction, so a document is wholly there or not at all. The items are
    drawn and prepared before the write lock is taken: a slow reader blocks nobody.
    """
    result = IngestResult()
    stream = iter(items)
    while batch := list(islice(stream, batch_documents)):
        known = known_texts(connection, [_id_of(item) for item in batch])
        sound = []
        for item in batch:
            # Most of a second run is known: that needs no preparing, and no write lock.
            if not isinstance(item, Prepared) and known.get(item[0].id) == item[0].text:
                result.unchanged += 1
                continue
            ready = item if isinstance(item, Prepared) else prepare(*item)
            if ready.failure is not None:
                result.failures.append((ready.document_id, ready.failure))
            elif known.get(ready.document_id) == ready.text:
                result.unchanged += 1
            else:
                sound.append(ready)
        if not sound:
            continue
        try:
            with transaction(connection):
                done = _store(connection, sound, extractor_version)
            result.take(done)
        except sqlite3.IntegrityError:
            for ready in sound:
                try:
                    with transaction(connection):
                        done = _store(connection, [ready], extractor_version)
                    result.take(done)
                except sqlite3.IntegrityError as error:
                    result.failures.append(
                        (ready.document_id, f"it clashes with stored rows ({error})")
                    )
    return result


def _id_of(item: Item | Prepared) -> str:
    return item.document_id if isinstance(item, Prepared) else item[0].id


def _store(
    connection: sqlite3.Connection, batch: Sequence[Prepared], extractor_version: str | None
) -> IngestResult:
    result = IngestResult()
    # Another process may have stored some of them since they were looked for.
    known = known_texts(connection, [ready.document_id for ready in batch])
    document_rows, document_entries = [], []
    quote_rows, quote_entries = [], []
    key = _next_key(connection, "documents")
    quote_key = _next_key(connection, "quotes")
    for ready in batch:
        if ready.document_id in known:
            if known[ready.document_id] == ready.text:
                result.unchanged += 1
            else:
                reason = "another text is stored under this id: delete that first"
                result.failures.append((ready.document_id, reason))
            continue
        known[ready.document_id] = ready.text
        document_rows.append((key, extractor_version, ready.text_hash, *ready.document))
        document_entries.append((key, ready.words))
        for values, tokens in ready.quotes:
            quote_rows.append((quote_key, key, *values))
            quote_entries.append((quote_key, *tokens))
            quote_key += 1
        key += 1
    connection.executemany(_INSERT_DOCUMENT, document_rows)
    connection.executemany(_INSERT_QUOTE, quote_rows)
    index.add_documents(connection, document_entries)
    index.add(connection, quote_entries)
    result.added = len(document_rows)
    result.quotes = len(quote_rows)
    return result


def known_texts(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    """The stored ones of these document ids, with their texts."""
    marks = ", ".join("?" * len(ids))
    return dict(
        tuple(row)
        for row in connection.execute(f"SELECT id, text FROM documents WHERE id IN ({marks})", ids)
    )


def _next_key(connection: sqlite3.Connection, table: str) -> int:
    (last,) = connection.execute(f"SELECT max(key) FROM {table}").fetchone()
    return int(last or 0) + 1


def document_key(connection: sqlite3.Connection, document_id: str) -> int:
    """A document's key; StoreError where it is not stored."""
    found = connection.execute("SELECT key FROM documents WHERE id = ?", (document_id,)).fetchone()
    if found is None:
        raise StoreError(f"there is no document {document_id}: see `quotetrack documents list`")
    return int(found[0])


def replace_quotes(
    connection: sqlite3.Connection,
    document_id: str,
    quotes: Sequence[Quote],
    extractor_version: str | None,
) -> bool:
    """Puts these in place of the machine's quotes of a document; True if any row changed.

    A quote that is still found keeps its row and its claim; reviews are never touched, but go to
    the quote that now overlaps them most.
    """
    with transaction(connection):
        key = document_key(connection, document_id)
        (text,) = connection.execute("SELECT text FROM documents WHERE key = ?", (key,)).fetchone()
        found = {quote.id: quote_values(quote, text) for quote in quotes}
        columns = ", ".join(QUOTE_COLUMNS)
        stored = {
            row["id"]: (row["key"], tuple(row)[1:])
            for row in connection.execute(
                f"SELECT key, {columns} FROM quotes WHERE document_key = ?", (key,)
            )
        }
        connection.execute(
            "UPDATE documents SET extractor = ? WHERE key = ? AND extractor IS NOT ?",
            (extractor_version, key, extractor_version),
        )
        if found == {name: values for name, (_, values) in stored.items()}:
            return False
        with index.changing(connection, key):
            connection.executemany(
                "DELETE FROM quotes WHERE key = ?",
                [(row,) for name, (row, _) in stored.items() if name not in found],
            )
            connection.executemany(
                _UPDATE_QUOTE,
                [
                    (*found[name], row)
                    for name, (row, values) in stored.items()
                    if name in found and found[name] != values
                ],
            )
            next_key = _next_key(connection, "quotes")
            new = [values for name, values in found.items() if name not in stored]
            connection.executemany(
                _INSERT_QUOTE, [(next_key + at, key, *values) for at, values in enumerate(new)]
            )
            refresh_answers(connection, key)
        return True


def assign_experts(connection: sqlite3.Connection, experts: Mapping[str, str | None]) -> int:
    """Sets the expert of the machine's quotes, by quote id; the number of rows that changed."""
    changed = 0
    with transaction(connection):
        by_document: dict[int, list[tuple[str | None, int]]] = {}
        for quote_id, expert in experts.items():
            row = connection.execute(
                "SELECT key, document_key, expert FROM quotes WHERE id = ?", (quote_id,)
            ).fetchone()
            if row is not None and row["expert"] != expert:
                by_document.setdefault(row["document_key"], []).append((expert, row["key"]))
        for key, updates in by_document.items():
            with index.changing(connection, key):
                connection.executemany("UPDATE quotes SET expert = ? WHERE key = ?", updates)
                refresh_answers(connection, key)
            changed += len(updates)
    return changed


def update_document(
    connection: sqlite3.Connection, document_id: str, values: Mapping[str, str | None]
) -> None:
    """Changes what is known about a document (EDITABLE columns), never its text or id."""
    if unknown := set(values) - set(EDITABLE):
        raise StoreError(
            f"{', '.join(sorted(unknown))} cannot be edited: {', '.join(EDITABLE)} can"
        )
    if not values:
        return
    with transaction(connection):
        key = document_key(connection, document_id)
        before = _document_words(connection, key)
        with index.changing(connection, key):
            connection.execute(
                f"UPDATE documents SET {', '.join(f'{c} = ?' for c in values)} WHERE key = ?",
                (*values.values(), key),
            )
        after = _document_words(connection, key)
        if before != after:
            index.remove_document(connection, key, before)
            index.add_documents(connection, [(key, after)])


def delete_document(connection: sqlite3.Connection, document_id: str) -> None:
    """Deletes a document with all that hangs on it: quotes, reviews, tasks, links."""
    with transaction(connection):
        key = document_key(connection, document_id)
        index.remove(connection, index.shown(connection, key).values())
        index.remove_document(connection, key, _document_words(connection, key))
        connection.execute("DELETE FROM documents WHERE key = ?", (key,))
        connection.execute(
            "DELETE FROM claims WHERE key NOT IN (SELECT claim_key FROM claim_mentions)"
        )


def _document_words(connection: sqlite3.Connection, key: int) -> str:
    row = connection.execute("SELECT title, text FROM documents WHERE key = ?", (key,)).fetchone()
    return index.document_words(row["title"], row["text"])
