"""People's reviews going in, and what they come to: the derived table `answers`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

from quotetrack.errors import StoreError
from quotetrack.models import Quote, Review
from quotetrack.store import index
from quotetrack.store.answers import decide, place_of
from quotetrack.store.connection import transaction
from quotetrack.store.context import context_span
from quotetrack.store.rows import REVIEW_COLUMNS, read_quote, read_review, review_values, words

BATCH_DOCUMENTS = 250  # a transaction

_INSERT_REVIEW = (
    f"INSERT INTO reviews (key, {', '.join(REVIEW_COLUMNS)}) "
    f"VALUES (?{', ?' * len(REVIEW_COLUMNS)})"
)
_UPDATE_REVIEW = f"UPDATE reviews SET {', '.join(f'{c} = ?' for c in REVIEW_COLUMNS)} WHERE key = ?"
_ANSWER_COLUMNS = (
    "key", "document_key", "review_key", "status", "replaces", "reviewers", "context_start",
    "context_end",
)  # fmt: skip
_PUT_ANSWER = (
    f"INSERT INTO answers ({', '.join(_ANSWER_COLUMNS)}) "
    f"VALUES ({', '.join('?' * len(_ANSWER_COLUMNS))}) ON CONFLICT (key) DO UPDATE SET "
    + ", ".join(f"{column} = excluded.{column}" for column in _ANSWER_COLUMNS[1:])
)


@dataclass(slots=True)
class _Held:
    """A stored document with its quotes in the order of the text and its reviews as they came."""

    key: int
    text: str
    quotes: list[Quote] = field(default_factory=list)
    quote_keys: list[int] = field(default_factory=list)
    reviews: dict[str, tuple[int, Review]] = field(default_factory=dict)  # key and review by id


def add_reviews(connection: sqlite3.Connection, reviews: Iterable[Review]) -> int:
    """Stores reviews; one with a known id takes the place of the old. The number that changed.

    What an accepted or rejected review leaves open (words, kind, source) is filled in from the
    quote it was made on, so that it stays whole whatever the machine says later. A transaction
    holds many documents: with one query a table for all of them, a pull of thousands takes half
    the time. Raises StoreError for a document that is not stored or spans outside its text.
    """
    by_document: dict[str, list[Review]] = {}
    for review in reviews:
        by_document.setdefault(review.document_id, []).append(review)
    changed = 0
    groups = iter(by_document.items())
    while batch := dict(islice(groups, BATCH_DOCUMENTS)):
        with transaction(connection):
            changed += _add_batch(connection, batch)
    return changed


def _add_batch(connection: sqlite3.Connection, batch: Mapping[str, Sequence[Review]]) -> int:
    _take_from_others(connection, batch)
    held = _held(connection, "id", batch)
    new: dict[str, tuple[Any, ...]] = {}
    known: dict[str, tuple[Any, ...]] = {}
    touched: dict[str, _Held] = {}
    (last,) = connection.execute("SELECT COALESCE(max(key), 0) FROM reviews").fetchone()
    for document_id, group in batch.items():
        if document_id not in held:
            raise StoreError(
                f"reviews of document {document_id}, which is not stored: ingest it first"
            )
        document = held[document_id]
        quotes = {quote.id: quote for quote in document.quotes}
        for review in group:
            whole = _complete(review, quotes.get(review.quote_id or ""), document.text)
            key, stored = document.reviews.get(review.id, (0, None))
            if stored == whole:
                continue
            if stored is None:
                key = last = last + 1
            if stored is None or review.id in new:
                new[review.id] = (key, *review_values(whole))
            else:
                known[review.id] = (*review_values(whole), key)
            document.reviews[review.id] = (key, whole)
            touched[document_id] = document
    if touched:
        with index.changing(connection, *(document.key for document in touched.values())):
            connection.executemany(_INSERT_REVIEW, new.values())
            connection.executemany(_UPDATE_REVIEW, known.values())
            _refresh(connection, touched.values())
    return len(new) + len(known)


def _take_from_others(
    connection: sqlite3.Connection, batch: Mapping[str, Sequence[Review]]
) -> None:
    """Deletes the reviews that are stored for another document than they now come with."""
    wanted = {review.id: name for name, group in batch.items() for review in group}
    found = connection.execute(
        "SELECT id, document_id FROM reviews WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(wanted)),),
    ).fetchall()
    delete_reviews(connection, [row[0] for row in found if wanted[row[0]] != row[1]])


def _held(
    connection: sqlite3.Connection, column: Literal["id", "key"], values: Iterable[object]
) -> dict[str, _Held]:
    """The documents whose id or key is among the values, by id."""
    chosen = (
        f"SELECT key FROM documents WHERE {column} IN (SELECT value FROM json_each(?))",
        (json.dumps(list(values)),),
    )
    keys = [row[0] for row in connection.execute(*chosen)]
    marks = ", ".join("?" * len(keys))
    found = {
        row["id"]: _Held(row["key"], row["text"])
        for row in connection.execute(
            f"SELECT id, key, text FROM documents WHERE key IN ({marks})", keys
        )
    }
    for row in connection.execute(
        "SELECT q.*, d.id AS document_id FROM quotes q JOIN documents d ON d.key = q.document_key "
        f"WHERE q.document_key IN ({marks}) ORDER BY q.document_key, q.start, q.key",
        keys,
    ):
        document = found[row["document_id"]]
        document.quotes.append(read_quote(row))
        document.quote_keys.append(row["key"])
    for row in connection.execute(
        "SELECT r.* FROM documents d JOIN reviews r ON r.document_id = d.id "
        f"WHERE d.key IN ({marks}) ORDER BY r.key",
        keys,
    ):
        found[row["document_id"]].reviews[row["id"]] = (row["key"], read_review(row))
    return found


def _complete(review: Review, quote: Quote | None, text: str) -> Review:
    values: dict[str, Any] = {}
    if quote is not None and not review.original:
        values["original"] = quote.content
    if quote is not None and review.verdict in ("accepted", "rejected"):
        for name in ("kind", "content", "verbatim", "cue", "speaker", "who", "expert"):
            if not getattr(review, name):
                values[name] = getattr(quote, name)
    whole = review.model_copy(update=values)
    place = whole.content or whole.original
    for start, end in (*place, *whole.verbatim, *whole.original):
        if not 0 <= start < end <= len(text):
            raise StoreError(
                f"review {review.id} has words outside the text of document {review.document_id}: "
                "it was made on another text"
            )
    if not place and whole.verdict != "skipped":
        raise StoreError(f"review {review.id} names no words: give it `original` or `content`")
    if whole.text is None and place:
        whole = whole.model_copy(update={"text": words(text, place)})
    if not whole.content and place:
        whole = whole.model_copy(update={"content": tuple(place)})
    if whole.kind is None and place:
        whole = whole.model_copy(update={"kind": "direct" if whole.verbatim else "indirect"})
    return whole


def delete_reviews(connection: sqlite3.Connection, ids: Iterable[str]) -> int:
    """Takes reviews back, by id; the number that there were."""
    deleted = 0
    for name in ids:
        with transaction(connection):
            row = connection.execute(
                "SELECT d.key FROM reviews r JOIN documents d ON d.id = r.document_id "
                "WHERE r.id = ?",
                (name,),
            ).fetchone()
            if row is None:
                continue
            with index.changing(connection, row[0]):
                connection.execute("DELETE FROM answers WHERE document_key = ?", (row[0],))
                connection.execute("DELETE FROM reviews WHERE id = ?", (name,))
                refresh_answers(connection, row[0])
            deleted += 1
    return deleted


def reviews(connection: sqlite3.Connection, document_id: str | None) -> Iterator[Review]:
    """The reviews of one document or of all, in the order they came."""
    last = 0
    while rows := connection.execute(
        "SELECT * FROM reviews WHERE key > ? AND (? IS NULL OR document_id = ?) "
        "ORDER BY key LIMIT 500",
        (last, document_id, document_id),
    ).fetchall():
        yield from map(read_review, rows)
        last = rows[-1]["key"]


def refresh_answers(connection: sqlite3.Connection, document_key: int) -> None:
    """Works out a document's answers again; only the rows that differ are written."""
    _refresh(connection, _held(connection, "key", [document_key]).values())


def expected_answers(connection: sqlite3.Connection, document_key: int) -> list[tuple[Any, ...]]:
    """The rows that `answers` should have for a document."""
    (document,) = _held(connection, "key", [document_key]).values()
    return _answers(document)


def _refresh(connection: sqlite3.Connection, documents: Collection[_Held]) -> None:
    marks = ", ".join("?" * len(documents))
    stored = {
        row["key"]: tuple(row)
        for row in connection.execute(
            f"SELECT {', '.join(_ANSWER_COLUMNS)} FROM answers WHERE document_key IN ({marks})",
            [document.key for document in documents],
        )
    }
    wanted = {values[0]: values for document in documents for values in _answers(document)}
    connection.executemany(
        "DELETE FROM answers WHERE key = ?", [(key,) for key in stored if key not in wanted]
    )
    connection.executemany(
        _PUT_ANSWER, [values for key, values in wanted.items() if stored.get(key) != values]
    )


def _answers(document: _Held) -> list[tuple[Any, ...]]:
    keys = [key for key, _ in document.reviews.values()]
    found = [review for _, review in document.reviews.values()]
    wanted = []
    for answer in decide(document.quotes, found):
        review = found[answer.review]
        context: tuple[int | None, int | None] = (None, None)
        if answer.replaces:
            mentions = [m for m in (review.cue, review.speaker) if m is not None]
            places = [*(review.content or place_of(review)), *((m.start, m.end) for m in mentions)]
            context = context_span(document.text, places)
        wanted.append(
            (
                # Where only people say so, the first of their reviews names the row.
                document.quote_keys[answer.quote]
                if answer.quote is not None
                else -min(keys[at] for at in answer.reviews),
                document.key,
                keys[answer.review],
                answer.status,
                int(answer.replaces),
                ", ".join(answer.reviewers),
                *context,
            )
        )
    return wanted
