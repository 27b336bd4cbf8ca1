"""People's reviews going in, and what they come to: the derived table `answers`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from quotetrack.errors import StoreError
from quotetrack.models import Quote, Review
from quotetrack.store import index
from quotetrack.store.answers import decide, place_of
from quotetrack.store.connection import transaction
from quotetrack.store.context import context_span
from quotetrack.store.rows import REVIEW_COLUMNS, read_quote, read_review, review_values, words

_INSERT_REVIEW = (
    f"INSERT INTO reviews ({', '.join(REVIEW_COLUMNS)}) "
    f"VALUES ({', '.join('?' * len(REVIEW_COLUMNS))}) ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(f"{column} = excluded.{column}" for column in REVIEW_COLUMNS if column != "id")
)

_QUOTES_OF = (
    "SELECT q.*, d.id AS document_id FROM quotes q JOIN documents d ON d.key = q.document_key "
    "WHERE q.document_key = ? ORDER BY q.start, q.key"
)


def add_reviews(connection: sqlite3.Connection, reviews: Iterable[Review]) -> int:
    """Stores reviews; one with a known id takes the place of the old. The number that changed.

    What an accepted or rejected review leaves open (words, kind, source) is filled in from the
    quote it was made on, so that it stays whole whatever the machine says later. Raises
    StoreError for a document that is not stored or spans outside its text.
    """
    changed = 0
    by_document: dict[str, list[Review]] = {}
    for review in reviews:
        by_document.setdefault(review.document_id, []).append(review)
    for document_id, group in by_document.items():
        with transaction(connection):
            document = connection.execute(
                "SELECT key, text FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
            if document is None:
                raise StoreError(
                    f"reviews of document {document_id}, which is not stored: ingest it first"
                )
            quotes = {quote.id: quote for quote in _quotes(connection, document["key"])}
            new = []
            for review in group:
                whole = _complete(review, quotes.get(review.quote_id or ""), document["text"])
                stored = connection.execute(
                    "SELECT * FROM reviews WHERE id = ?", (review.id,)
                ).fetchone()
                if stored is None or read_review(stored) != whole:
                    new.append(review_values(whole))
            if not new:
                continue
            with index.changing(connection, document["key"]):
                connection.executemany(_INSERT_REVIEW, new)
                refresh_answers(connection, document["key"])
            changed += len(new)
    return changed


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
    stored = {
        row["key"]: tuple(row)
        for row in connection.execute(
            "SELECT key, document_key, review_key, status, replaces, reviewers, context_start, "
            "context_end FROM answers WHERE document_key = ?",
            (document_key,),
        )
    }
    wanted = {values[0]: values for values in expected_answers(connection, document_key)}
    connection.executemany(
        "DELETE FROM answers WHERE key = ?", [(key,) for key in stored if key not in wanted]
    )
    connection.executemany(
        "INSERT INTO answers (key, document_key, review_key, status, replaces, reviewers, "
        "context_start, context_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET document_key = excluded.document_key, "
        "review_key = excluded.review_key, status = excluded.status, "
        "replaces = excluded.replaces, reviewers = excluded.reviewers, "
        "context_start = excluded.context_start, context_end = excluded.context_end",
        [values for key, values in wanted.items() if stored.get(key) != values],
    )


def expected_answers(connection: sqlite3.Connection, document_key: int) -> list[tuple[Any, ...]]:
    """The rows that `answers` should have for a document."""
    rows = connection.execute(
        "SELECT r.*, d.text AS document_text FROM reviews r JOIN documents d "
        "ON d.id = r.document_id WHERE d.key = ? ORDER BY r.key",
        (document_key,),
    ).fetchall()
    if not rows:
        return []
    found = [read_review(row) for row in rows]
    quote_rows = connection.execute(_QUOTES_OF, (document_key,)).fetchall()
    wanted = []
    for answer in decide([read_quote(row) for row in quote_rows], found):
        review = found[answer.review]
        context: tuple[int | None, int | None] = (None, None)
        if answer.replaces:
            mentions = [m for m in (review.cue, review.speaker) if m is not None]
            places = [*(review.content or place_of(review)), *((m.start, m.end) for m in mentions)]
            context = context_span(rows[0]["document_text"], places)
        wanted.append(
            (
                # Where only people say so, the first of their reviews names the row.
                quote_rows[answer.quote]["key"]
                if answer.quote is not None
                else -min(rows[at]["key"] for at in answer.reviews),
                document_key,
                rows[answer.review]["key"],
                answer.status,
                int(answer.replaces),
                ", ".join(answer.reviewers),
                *context,
            )
        )
    return wanted


def _quotes(connection: sqlite3.Connection, document_key: int) -> list[Quote]:
    return [read_quote(row) for row in connection.execute(_QUOTES_OF, (document_key,))]
