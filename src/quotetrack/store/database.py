"""`Store`: one quotetrack database, its verbs in one place; the work is done in the modules beside.

    with Store("quotetrack.db") as store:
        result = store.ingest((document, extract(document)) for document in read("articles"))

Every method raises StoreError, with one line that says what to do, where the file cannot be
read or written. A Store belongs to one thread. `connection` is a plain sqlite3 one in autocommit
mode, for reading with SQL; write through the methods, or inside `writing()`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quotetrack.models import Document, Expert, Quote, Review
from quotetrack.store import bookkeeping, connection, reviewing, rows, writing
from quotetrack.store.opened import OpenedFile, clear
from quotetrack.store.preparing import Item, Prepared
from quotetrack.store.writing import BATCH_DOCUMENTS, IngestResult

if TYPE_CHECKING:
    from quotetrack.store.doctor import Problem


class Store(OpenedFile):
    """A database file, made on first use; an older one is upgraded, a newer one refused.

    `readonly`: nothing is written, and the file has to be there. `create=False`: the file has to
    be there. Use it as a context manager, or call `close`.
    """

    # Documents and quotes

    @clear
    def ingest(
        self,
        items: Iterable[Item | Prepared],
        *,
        extractor_version: str | None = None,
        batch_documents: int = BATCH_DOCUMENTS,
    ) -> IngestResult:
        """Stores documents with their quotes, a document wholly or not at all, in batches.

        Items are (document, quotes), or what `preparing.prepare` made of them in another process.

        A document that is stored already is left as it is, with all its rows. One that cannot be
        stored is named in the result's `failures`; the others are stored.
        """
        return writing.ingest(self.connection, items, extractor_version, batch_documents)

    @clear
    def known(self, document_ids: Iterable[str]) -> set[str]:
        """Those of the ids whose documents are stored: no need to extract them again."""
        found: set[str] = set()
        ids = list(document_ids)
        for at in range(0, len(ids), 500):
            part = ids[at : at + 500]
            marks = ", ".join("?" * len(part))
            found.update(
                row[0]
                for row in self.connection.execute(
                    f"SELECT id FROM documents WHERE id IN ({marks})", part
                )
            )
        return found

    @clear
    def document(self, document_id: str) -> Document | None:
        """The document with this id, if it is stored."""
        row = self.connection.execute(
            "SELECT * FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        return None if row is None else rows.read_document(row)

    def documents(self, *, outdated_for: str | None = None) -> Iterator[Document]:
        """All documents in the order they came; `outdated_for` leaves out those whose quotes
        were extracted by that version."""
        last = 0
        while page := self.page(
            "SELECT * FROM documents WHERE key > ? AND (? IS NULL OR extractor IS NOT ?) "
            "ORDER BY key LIMIT 100",
            (last, outdated_for, outdated_for),
        ):
            yield from map(rows.read_document, page)
            last = page[-1]["key"]

    @clear
    def quote(self, quote_id: str) -> Quote | None:
        """The machine's quote with this id, if it is stored."""
        row = self.connection.execute(
            "SELECT q.*, d.id AS document_id FROM quotes q "
            "JOIN documents d ON d.key = q.document_key WHERE q.id = ?",
            (quote_id,),
        ).fetchone()
        return None if row is None else rows.read_quote(row)

    def quotes(self, document_id: str | None = None) -> Iterator[Quote]:
        """The machine's quotes of one document or of all, in the order of documents and text."""
        for page in self.documents_pages(document_id):
            yield from map(
                rows.read_quote,
                self.page(
                    "SELECT q.*, d.id AS document_id FROM quotes q "
                    "JOIN documents d ON d.key = q.document_key "
                    "WHERE q.document_key BETWEEN ? AND ? ORDER BY q.document_key, q.start, q.key",
                    page,
                ),
            )

    def rows(self, document_id: str | None = None) -> Iterator[sqlite3.Row]:
        """The rows of `claims_database` of one document or of all, in the order of the text."""
        for page in self.documents_pages(document_id):
            yield from self.page(
                "SELECT * FROM claims_database WHERE document_key BETWEEN ? AND ? "
                "ORDER BY document_key, start, row",
                page,
            )

    @clear
    def replace_quotes(
        self, document_id: str, quotes: Sequence[Quote], extractor_version: str | None = None
    ) -> bool:
        """Puts new quotes of the machine in place of the old; True if any row changed.

        Reviews are never touched: each belongs to the quote that overlaps its words most (IoU at
        least 0.5), or stands on its own.
        """
        return writing.replace_quotes(self.connection, document_id, quotes, extractor_version)

    @clear
    def assign_experts(self, experts: Mapping[str, str | None]) -> int:
        """Sets the expert of the machine's quotes, by quote id; how many rows changed."""
        return writing.assign_experts(self.connection, experts)

    @clear
    def update_document(self, document_id: str, values: Mapping[str, str | None]) -> None:
        """Changes lang, title, url, outlet, author or published; id and text stay."""
        writing.update_document(self.connection, document_id, values)

    @clear
    def delete_document(self, document_id: str) -> None:
        """Deletes a document with its quotes, reviews, tasks and links."""
        writing.delete_document(self.connection, document_id)

    # Reviews

    @clear
    def add_reviews(self, reviews: Iterable[Review]) -> int:
        """Stores what people said; a review with a known id replaces it. How many changed."""
        return reviewing.add_reviews(self.connection, reviews)

    def add_review(self, review: Review) -> bool:
        """Stores one review; True if anything changed."""
        return self.add_reviews([review]) > 0

    @clear
    def delete_reviews(self, review_ids: Iterable[str]) -> int:
        """Takes reviews back; how many there were."""
        return reviewing.delete_reviews(self.connection, review_ids)

    def reviews(self, document_id: str | None = None) -> Iterator[Review]:
        """The reviews of one document or of all, in the order they came."""
        with connection.clear_errors(self.path):
            yield from reviewing.reviews(self.connection, document_id)

    # Label Studio

    @clear
    def put_tasks(self, tasks: Iterable[Mapping[str, Any]]) -> int:
        """Inserts or updates rows of label_studio_tasks; keys server, project_id, task_id."""
        keys = bookkeeping.TASK_COLUMNS[:3]
        return bookkeeping.put_rows(
            self.connection, "label_studio_tasks", bookkeeping.TASK_COLUMNS, keys, tasks
        )

    @clear
    def tasks(self, server: str, project_id: int) -> list[dict[str, Any]]:
        """The rows of label_studio_tasks of one project, in the order of task ids."""
        found = self.connection.execute(
            "SELECT * FROM label_studio_tasks WHERE server = ? AND project_id = ? ORDER BY task_id",
            (server, project_id),
        )
        return [dict(row) for row in found]

    # Experts, claims, runs, settings

    @clear
    def put_experts(self, experts: Iterable[Expert], source: str = "user") -> int:
        """Stores experts with their names, replacing those of the same id; how many changed."""
        return bookkeeping.put_experts(self.connection, experts, source)

    @clear
    def experts(self, source: str | None = None) -> list[Expert]:
        """The stored experts, all or those from one source ('registry', 'user')."""
        return [expert for expert, _ in bookkeeping.stored_experts(self.connection, source)]

    @clear
    def delete_expert(self, expert_id: str) -> None:
        """Deletes an expert's row and names; quotes keep the id until it is assigned anew."""
        self.connection.execute("DELETE FROM experts WHERE id = ?", (expert_id,))

    @clear
    def save_claims(
        self,
        claims: Iterable[Mapping[str, Any]],
        mentions: Iterable[tuple[int, str, float | None]],
    ) -> None:
        """Stores claims and (row of claims_database, claim id, similarity); see bookkeeping."""
        bookkeeping.save_claims(self.connection, claims, mentions)

    @clear
    def refresh_claims(self) -> tuple[int, int]:
        """Gives new mentions their claims; how many mentions, and claims that they founded."""
        from quotetrack.store import claiming

        return claiming.refresh(self.connection)

    @clear
    def put_links(self, links: Iterable[Mapping[str, Any]]) -> int:
        """Stores people's merges and splits (rows of claim_links), by id; how many changed."""
        return bookkeeping.put_rows(
            self.connection, "claim_links", bookkeeping.LINK_COLUMNS, ("id",), links
        )

    @clear
    def put_ratings(self, ratings: Iterable[Mapping[str, Any]]) -> int:
        """Stores fact-checkers' ratings of claims (rows of claim_ratings), by id."""
        return bookkeeping.put_rows(
            self.connection, "claim_ratings", bookkeeping.RATING_COLUMNS, ("id",), ratings
        )

    @clear
    def start_run(self, command: str, version: str) -> int:
        """Notes that a command has begun; gives the key for `end_run`."""
        return bookkeeping.start_run(self.connection, command, version)

    @clear
    def end_run(
        self, run: int, counts: Mapping[str, int], failures: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Notes what came of a command: numbers by name, (input, reason) of what failed."""
        bookkeeping.end_run(self.connection, run, counts, failures)

    @clear
    def setting(self, name: str) -> str | None:
        """A remembered value, such as how far the last pull came."""
        row = self.connection.execute(
            "SELECT value FROM settings WHERE name = ?", (name,)
        ).fetchone()
        return None if row is None else str(row[0])

    @clear
    def set_setting(self, name: str, value: str) -> None:
        """Remembers a value under a name. Never a secret: the file is shared."""
        bookkeeping.put_rows(
            self.connection,
            "settings",
            ("name", "value"),
            ("name",),
            [{"name": name, "value": value}],
        )

    @clear
    def backup(self, target: str | Path) -> None:
        """Copies the database as it is now into a new file, while others read and write."""
        from quotetrack.store.keeping import backup

        backup(self.connection, Path(target))

    @clear
    def examine(self) -> list[Problem]:
        """What is wrong with the file, as one line each; nothing in a healthy one."""
        from quotetrack.store.doctor import examine

        return examine(self.connection)

    @clear
    def repair(self) -> list[Problem]:
        """Makes again what is derived; gives the problems that remain."""
        from quotetrack.store.doctor import repair

        return repair(self.connection)
