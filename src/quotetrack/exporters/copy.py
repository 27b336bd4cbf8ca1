"""A clean copy: a quotetrack database of its own with what was chosen, built from nothing.

Nothing of the old file's pages goes along, so what was deleted or left out cannot be dug up. The
log of runs (it names files), settings and Label Studio's tasks stay behind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path

from quotetrack.errors import ExportError
from quotetrack.exporters.rows import without_place
from quotetrack.models import Quote, Review, content_id
from quotetrack.store import Store
from quotetrack.store.answers import decide
from quotetrack.store.bookkeeping import stored_experts
from quotetrack.store.rows import read_document, read_quote, read_review

DOCUMENTS_AT_ONCE = 100


class _Pseudonyms:
    """The same stand-in for the same name, numbered in the order of appearance."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, name: str) -> str:
        return self._known.setdefault(name, f"reviewer {len(self._known) + 1}")


def write_sqlite(
    source: sqlite3.Connection, rows: Iterable[sqlite3.Row], target: Path, public: bool
) -> int:
    """Writes the rows' documents, quotes, reviews and claims; gives the number of rows."""
    names = _Pseudonyms()
    number = 0
    with Store(target) as copy:
        copy.connection.execute("PRAGMA synchronous = OFF")  # a broken copy is thrown away
        for source_name in ("registry", "user"):
            found = stored_experts(source, source_name)
            copy.put_experts([expert for expert, _ in found], source=source_name)
        groups = (
            (key, [row["row"] for row in group])
            for key, group in groupby(rows, key=lambda row: row["document_key"])
        )
        while part := list(islice(groups, DOCUMENTS_AT_ONCE)):
            with copy.writing():
                number += sum(len(chosen) for _, chosen in part)
                _copy_documents(source, part, copy, names if public else None)
        _copy_claims(source, copy, names if public else None)
        copy.connection.execute("PRAGMA journal_mode = DELETE")  # one file, no helpers
    return number


def _copy_documents(
    source: sqlite3.Connection,
    part: Iterable[tuple[int, list[int]]],
    copy: Store,
    names: _Pseudonyms | None,
) -> None:
    """Documents as they are; of their quotes and reviews those that the chosen rows show."""
    for key, chosen in part:
        row = source.execute("SELECT * FROM documents WHERE key = ?", (key,)).fetchone()
        document = read_document(row)
        quotes, reviews = _chosen(source, key, set(chosen))
        if names is not None:
            document = without_place(document)
            reviews = [_anonymous(review, names, at) for at, review in enumerate(reviews)]
        result = copy.ingest([(document, quotes)], extractor_version=row["extractor"])
        for name, why in result.failures:
            raise ExportError(f"document {name} cannot be copied: {why}")
        copy.add_reviews(reviews)


def _chosen(
    source: sqlite3.Connection, key: int, chosen: set[int]
) -> tuple[list[Quote], list[Review]]:
    quote_rows = source.execute(
        "SELECT q.*, d.id AS document_id FROM quotes q JOIN documents d ON d.key = q.document_key "
        "WHERE q.document_key = ? ORDER BY q.start, q.key",
        (key,),
    ).fetchall()
    review_rows = source.execute(
        "SELECT r.* FROM reviews r JOIN documents d ON d.id = r.document_id WHERE d.key = ? "
        "ORDER BY r.key",
        (key,),
    ).fetchall()
    reviews = [read_review(row) for row in review_rows]
    kept: set[int] = set()
    for answer in decide([read_quote(row) for row in quote_rows], reviews):
        if answer.quote is None:
            shown_as = -min(review_rows[at]["key"] for at in answer.reviews)
        else:
            shown_as = quote_rows[answer.quote]["key"]
        if shown_as in chosen:
            kept.update(answer.reviews)
    return (
        [read_quote(row) for row in quote_rows if row["key"] in chosen],
        [review for at, review in enumerate(reviews) if at in kept],
    )


def _anonymous(review: Review, names: _Pseudonyms, at: int) -> Review:
    reviewer = names.of(review.reviewer)
    values = {
        # The old id may have been made from the name.
        "id": content_id("public", review.document_id, reviewer, at, review.content),
        "reviewer": reviewer,
        "note": None,
        "seconds": None,
    }
    return review.model_copy(update=values)


def _copy_claims(source: sqlite3.Connection, copy: Store, names: _Pseudonyms | None) -> None:
    """Claims of which a mention was chosen, their ratings, people's merges and splits."""
    copy.save_claims(_rows(source, "claims", ("key",)), _mentions(source, copy.connection))
    copy.put_ratings(
        rating
        for rating in _rows(source, "claim_ratings")
        if _has(copy.connection, "claims", rating["claim_id"])
    )
    for link in _rows(source, "claim_links"):
        if all(_has(copy.connection, "documents", link[f"document_{side}"]) for side in "ab"):
            if names is not None:
                link |= {"made_by": names.of(str(link["made_by"])), "note": None}
            copy.put_links([link])


def _mentions(
    source: sqlite3.Connection, copy: sqlite3.Connection
) -> Iterator[tuple[int, str, float | None]]:
    """The mentions of claims with the numbers that their rows have in the copy."""
    for row, claim, similarity in source.execute(
        "SELECT m.row, c.id, m.similarity FROM claim_mentions m "
        "JOIN claims c ON c.key = m.claim_key"
    ):
        if row > 0:
            there = "SELECT id FROM quotes WHERE key = ?"
            here = "SELECT key FROM quotes WHERE id = ?"
        else:  # added by people: the review's id may be another, its words are not
            there = "SELECT document_id, content FROM claims_database WHERE row = ?"
            here = (
                "SELECT row FROM claims_database WHERE row < 0 AND document_id = ? AND content = ?"
            )
        found = source.execute(there, (row,)).fetchone()
        new = copy.execute(here, tuple(found)).fetchone() if found is not None else None
        if new is not None:
            yield new[0], claim, similarity


def _has(connection: sqlite3.Connection, table: str, name: object) -> bool:
    found = connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (name,))
    return found.fetchone() is not None


def _rows(
    source: sqlite3.Connection, table: str, without: tuple[str, ...] = ()
) -> Iterator[dict[str, object]]:
    for row in source.execute(f"SELECT * FROM {table}"):
        yield {name: value for name, value in dict(row).items() if name not in without}
