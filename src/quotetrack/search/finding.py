"""The search itself: rows of `claims_database`, ranked, with the places of the hits.

Words are looked up in the FTS5 index, together with the filters, which are tokens there too; so a
rare expert makes a search for a frequent word short. Ranking looks at the rows in blocks of
RANKED_ROWS, what people added first and then the latest stored first: BM25 inside each block. This
keeps a search of a million rows fast whatever the word, and its pages never overlap.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, Protocol

from quotetrack.errors import QueryError
from quotetrack.search import filters as narrowing
from quotetrack.search.filters import STATUSES, Filters, make_filters
from quotetrack.search.marking import Marks, find_marks, matches
from quotetrack.search.query import Every, Node, Phrase, parse, to_fts
from quotetrack.search.ranking import CHUNK, RANKED_ROWS, ranked
from quotetrack.store.connection import clear_errors
from quotetrack.store.tokens import tag

PLACES = ("quote", "context", "document")
EXCERPT_CHARS = 80  # of the document, on either side of a hit

_FEW_ROWS = 20_000  # so many are looked up sooner than every document with the words


class _HasConnection(Protocol):
    @property
    def connection(self) -> sqlite3.Connection: ...


Source = sqlite3.Connection | _HasConnection


class Hit(NamedTuple):
    """One quotation that was found.

    `row` is its row of `claims_database` by column; `marks` are the hits as spans of code points
    in `row["text"]`, `context_marks` in `row["context"]`. Searching in documents, `excerpt` is
    the document's text around its first hit, and `excerpt_marks` the hits in it.
    """

    row: dict[str, Any]
    marks: Marks
    context_marks: Marks
    excerpt: str | None = None
    excerpt_marks: Marks = ()


def search(
    source: Source,
    query: str | None = None,
    *,
    in_: str = "quote",
    limit: int = 20,
    offset: int = 0,
    **filters: Any,
) -> list[Hit]:
    """The quotations whose words (their sentence with `in_="context"`, their document with
    `in_="document"`) match the query, best first; see `make_filters` for the filters.

    Without a query, all that pass the filters, latest stored first. `limit` 0 is no limit. In
    context or document the order is: latest stored document first, then that of the text. Raises
    QueryError for a query or filter that cannot be understood, StoreError for the file's troubles.
    """
    node, ready = _understand(query, in_, filters)
    connection = _connection(source)
    with clear_errors(_name(connection)):
        if in_ == "quote" or node is None:
            keys = _page(connection, node, ready, limit, offset)
            return [_hit(connection, row, node, in_) for row in _rows(connection, keys)]
        found = _in_documents(connection, node, ready, in_)
        stop = offset + limit if limit else None
        return [_hit(connection, row, node, in_) for row in islice(found, offset, stop)]


def count(source: Source, query: str | None = None, *, in_: str = "quote", **filters: Any) -> int:
    """How many quotations `search` would find without a limit."""
    node, ready = _understand(query, in_, filters)
    connection = _connection(source)
    with clear_errors(_name(connection)):
        if in_ == "quote" or node is None:
            sql, values = _candidates(connection, node, ready)
            (number,) = connection.execute(f"SELECT count(*) FROM ({sql})", values).fetchone()
            return int(number)
        return sum(1 for _ in _in_documents(connection, node, ready, in_))


def find_rows(
    source: Source, query: str | None = None, *, in_: str = "quote", **filters: Any
) -> Iterator[sqlite3.Row]:
    """Every row of `claims_database` that `search` would find, unranked, in the order stored.

    Rows are read a few hundred at a time: memory stays flat but for eight bytes a row.
    """
    node, ready = _understand(query, in_, filters)
    connection = _connection(source)
    with clear_errors(_name(connection)):
        if in_ != "quote" and node is not None:
            yield from _in_documents(connection, node, ready, in_)
            return
        sql, values = _candidates(connection, node, ready)
        from array import array

        keys = array("q", (row[0] for row in connection.execute(sql, values)))
        ordered = sorted(keys, key=lambda key: (key < 0, abs(key)))
        for at in range(0, len(ordered), CHUNK):
            yield from _rows(connection, ordered[at : at + CHUNK])


def _understand(
    query: str | None, in_: str, filters: dict[str, Any]
) -> tuple[Node | None, Filters]:
    if in_ not in PLACES:
        raise QueryError(f"there is nothing to search in called '{in_}': use {', '.join(PLACES)}")
    node = parse(query) if query is not None and query.strip() else None
    return node, make_filters(**filters)


def _connection(source: Source) -> sqlite3.Connection:
    connection = source if isinstance(source, sqlite3.Connection) else source.connection
    connection.row_factory = sqlite3.Row
    return connection


def _name(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()["file"] or "the database")


def _candidates(
    connection: sqlite3.Connection, node: Node | None, filters: Filters
) -> tuple[str, list[str]]:
    """SQL for the rows that match, what people added first, then the latest stored first."""
    parts = [] if node is None else [f"{{words}} : {to_fts(node)}"]
    parts += narrowing.to_fts(filters, *_published(connection) if filters.dated else ("", ""))
    if not parts:  # every row has a status
        parts.append("{tags} : (" + " OR ".join(f'"{tag("status", s)}"' for s in STATUSES) + ")")
    expression = " AND ".join(parts)
    condition = ""
    values: list[str] = []
    if filters.dated:
        dated, values = narrowing.date_sql(filters, "d.published")
        condition = (
            " AND EXISTS (SELECT 1 FROM {table} k JOIN documents d ON d.key = k.document_key "
            f"WHERE k.key = quotes_index.rowid AND {dated})"
        )
    halves = [
        f"SELECT rowid FROM (SELECT rowid FROM quotes_index WHERE quotes_index MATCH ? "
        f"AND rowid {side} 0{condition.replace('{table}', table)} ORDER BY rowid DESC)"
        for side, table in (("<", "answers"), (">", "quotes"))
    ]
    return " UNION ALL ".join(halves), [expression, *values, expression, *values]


def _published(connection: sqlite3.Connection) -> tuple[str, str]:
    """The earliest and the latest date of publication."""
    # Said twice, because the index is only there for what IS NOT NULL.
    year = "published IS NOT NULL AND published GLOB '[0-9][0-9][0-9][0-9]*'"
    first, last = (
        connection.execute(
            f"SELECT published FROM documents WHERE {year} ORDER BY published {order} LIMIT 1"
        ).fetchone()
        for order in ("ASC", "DESC")
    )
    return (first[0], last[0]) if first else ("0001", "0001")


def _page(
    connection: sqlite3.Connection, node: Node | None, filters: Filters, limit: int, offset: int
) -> list[int]:
    """The keys of one page of results, in order."""
    sql, values = _candidates(connection, node, filters)
    if node is None:
        page = connection.execute(f"{sql} LIMIT ? OFFSET ?", [*values, limit or -1, offset])
        return [row[0] for row in page]
    # Whole blocks are ranked, those that the page touches.
    first = offset // RANKED_ROWS * RANKED_ROWS
    last = -(-(offset + limit) // RANKED_ROWS) * RANKED_ROWS if limit else None
    found = connection.execute(
        f"{sql} LIMIT ? OFFSET ?", [*values, -1 if last is None else last - first, first]
    )
    keys: list[int] = []
    while block := [row[0] for row in found.fetchmany(RANKED_ROWS)]:
        keys += ranked(connection, node, block)
    return keys[offset - first : (offset - first + limit) if limit else None]


def _rows(connection: sqlite3.Connection, keys: Sequence[int]) -> Iterator[sqlite3.Row]:
    """The rows of `claims_database` with these keys, in this order."""
    for at in range(0, len(keys), CHUNK):
        part = keys[at : at + CHUNK]
        found = {
            row["row"]: row
            for row in connection.execute(
                f"SELECT * FROM claims_database WHERE row IN ({_marks(part)})", part
            )
        }
        yield from (found[key] for key in part if key in found)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _in_documents(
    connection: sqlite3.Connection, node: Node, filters: Filters, in_: str
) -> Iterator[sqlite3.Row]:
    """Rows by documents that hold the words, the latest stored first."""
    wanted = _without_exclusions(node) if in_ == "context" else node
    keys: Iterable[sqlite3.Row] = connection.execute(
        "SELECT rowid FROM documents_index WHERE documents_index MATCH ? ORDER BY rowid DESC",
        (to_fts(wanted),),
    )
    allowed = _documents_passing(connection, filters)
    for (key,) in keys:
        if allowed is not None and key not in allowed:
            continue
        for row in connection.execute(
            "SELECT * FROM claims_database WHERE document_key = ? ORDER BY start, row", (key,)
        ):
            if narrowing.passes(filters, row) and (
                in_ == "document" or matches(node, row["context"])
            ):
                yield row


def _documents_passing(connection: sqlite3.Connection, filters: Filters) -> set[int] | None:
    """The documents with a row that passes, if those rows are few; None if they are many."""
    if filters == Filters():
        return None
    sql, values = _candidates(connection, None, filters)
    keys = [row[0] for row in connection.execute(f"{sql} LIMIT ?", [*values, _FEW_ROWS + 1])]
    if len(keys) > _FEW_ROWS:
        return None
    found: set[int] = set()
    for at in range(0, len(keys), CHUNK):
        part = keys[at : at + CHUNK]
        for table in ("quotes", "answers"):
            found.update(
                row[0]
                for row in connection.execute(
                    f"SELECT document_key FROM {table} WHERE key IN ({_marks(part)})", part
                )
            )
    return found


def _without_exclusions(node: Node) -> Node:
    """A tree for documents that may hold a matching sentence: what is unwanted there may be
    elsewhere in the document."""
    if isinstance(node, Phrase):
        return node
    parts = tuple(_without_exclusions(part) for part in node.parts)
    return Every(parts) if isinstance(node, Every) else node._replace(parts=parts)


def _marks_in_text(node: Node | None, row: sqlite3.Row, context_marks: Marks) -> Marks:
    """The hits in the quotation, from those in its context where it stands there in one piece."""
    start = row["start"] - row["context_start"]
    end = start + len(row["text"])
    if row["context"][start:end] != row["text"] or any(
        a < start < b or a < end < b for a, b in context_marks
    ):
        return find_marks(node, row["text"])
    return tuple((a - start, b - start) for a, b in context_marks if start <= a and b <= end)


def _hit(connection: sqlite3.Connection, row: sqlite3.Row, node: Node | None, in_: str) -> Hit:
    context_marks = find_marks(node, row["context"])
    found = Hit(dict(row), _marks_in_text(node, row, context_marks), context_marks)
    if in_ != "document" or node is None:
        return found
    (text,) = connection.execute(
        "SELECT text FROM documents WHERE key = ?", (row["document_key"],)
    ).fetchone()
    marks = find_marks(node, text)
    if not marks:  # the hit is in the title
        return found
    start, end = max(0, marks[0][0] - EXCERPT_CHARS), marks[0][1] + EXCERPT_CHARS
    inside = tuple((a - start, b - start) for a, b in marks if start <= a and b <= end)
    return found._replace(excerpt=text[start:end], excerpt_marks=inside)
