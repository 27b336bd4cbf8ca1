"""Is the file whole and consistent? And making again what can be derived.

examine   every problem found, as one line each: none in a healthy file
repair    the search index and people's answers made again, what belongs to nothing taken out
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from quotetrack.models import PART_SEPARATOR, content_id, quote_id
from quotetrack.store import index, reviewing
from quotetrack.store.connection import transaction
from quotetrack.store.rows import read_spans

MAX_SHOWN = 20  # problems of one kind that are listed one by one


class Problem(NamedTuple):
    """Something wrong: `check` names the kind, `what` says it in a line.

    `derived`: `repair` puts it right. The others are about what was read or reviewed, which
    nothing can bring back but a backup, or deleting and ingesting the document again.
    """

    check: str
    what: str
    derived: bool


def examine(connection: sqlite3.Connection) -> list[Problem]:
    """All problems of the file, worst first; a damaged file is not looked at further."""
    if damage := _damage(connection):
        return damage
    problems = []
    for check in (
        _foreign_keys,
        _orphans,
        _hashes,
        _spans,
        _review_spans,
        _answers,
        _quotes_index,
        _documents_index,
    ):
        problems += _first(check(connection))
    return problems


def repair(connection: sqlite3.Connection) -> list[Problem]:
    """Makes again what is derived, in one transaction; gives the problems that remain."""
    if damage := _damage(connection):
        return damage
    with transaction(connection):
        connection.execute(
            "DELETE FROM claim_mentions WHERE row NOT IN (SELECT row FROM claims_database)"
        )
        connection.execute(
            "DELETE FROM claims WHERE key NOT IN (SELECT claim_key FROM claim_mentions)"
        )
        connection.execute(
            "DELETE FROM answers WHERE key > 0 AND key NOT IN (SELECT key FROM quotes)"
        )
        reviewed = connection.execute(
            "SELECT key FROM documents WHERE id IN (SELECT document_id FROM reviews) "
            "OR key IN (SELECT document_key FROM answers)"
        )
        for (key,) in reviewed.fetchall():
            reviewing.refresh_answers(connection, key)
        index.rebuild(connection)
    return examine(connection)


def _damage(connection: sqlite3.Connection) -> list[Problem]:
    """What keeps the rows from being read at all."""
    damage = [
        Problem("integrity", row[0], derived=False)
        for row in connection.execute("PRAGMA integrity_check(20)")
        if row[0] != "ok"
    ]
    if damage:
        return damage
    for table, columns in (
        ("quotes", ("content", "verbatim")),
        ("reviews", ("original", "content", "verbatim")),
    ):
        for column in columns:
            damage += _first(
                Problem("spans", f"row {row[0]} of {table} has unreadable {column}", derived=False)
                for row in connection.execute(
                    f"SELECT id FROM {table} WHERE {column} IS NOT NULL "
                    f"AND (NOT json_valid({column}) OR json_type({column}) != 'array' "
                    f"OR EXISTS (SELECT 1 FROM json_each({column}) p WHERE p.type != 'array' "
                    "OR json_array_length(p.value) != 2 "
                    "OR json_type(p.value, '$[0]') != 'integer' "
                    "OR json_type(p.value, '$[1]') != 'integer'))"
                )
            )
    return damage


def _first(problems: Iterator[Problem]) -> list[Problem]:
    """The first MAX_SHOWN of one kind, and how many more there are."""
    shown: list[Problem] = []
    more = 0
    for problem in problems:
        if len(shown) < MAX_SHOWN:
            shown.append(problem)
        else:
            more += 1
    if more:
        shown.append(shown[0]._replace(what=f"… and {more} more of this kind"))
    return shown


def _foreign_keys(connection: sqlite3.Connection) -> Iterator[Problem]:
    for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Problem("foreign keys", f"row {rowid} of {table} has no row of {parent}", False)


def _orphans(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (row,) in connection.execute(
        "SELECT row FROM claim_mentions WHERE row > 0 AND row NOT IN (SELECT key FROM quotes) "
        "OR row < 0 AND row NOT IN (SELECT key FROM answers)"
    ):
        yield Problem("orphans", f"a claim's mention {row} has no quotation", True)
    for (name,) in connection.execute(
        "SELECT id FROM claims WHERE key NOT IN (SELECT claim_key FROM claim_mentions)"
    ):
        yield Problem("orphans", f"claim {name} has no mention", True)
    for (key,) in connection.execute(
        "SELECT key FROM answers WHERE key > 0 AND key NOT IN (SELECT key FROM quotes)"
    ):
        yield Problem("orphans", f"an answer {key} has no quotation", True)


def _hashes(connection: sqlite3.Connection) -> Iterator[Problem]:
    """A text must be the one that was stored, and a quote's id come from its place."""
    for name, text, stored in connection.execute("SELECT id, text, text_hash FROM documents"):
        if content_id(text) != stored:
            yield Problem("hashes", f"the text of document {name} was changed", False)
    for name, document, kind, content in connection.execute(
        "SELECT q.id, d.id, q.kind, q.content FROM quotes q JOIN documents d "
        "ON d.key = q.document_key"
    ):
        if name != quote_id(document, kind, read_spans(content)):
            yield Problem("hashes", f"quote {name} is not named after its place", False)


def _spans(connection: sqlite3.Connection) -> Iterator[Problem]:
    quotes = connection.execute(
        "SELECT q.*, d.id AS document_id FROM quotes q "
        "LEFT JOIN documents d ON d.key = q.document_key ORDER BY q.document_key"
    )
    yield from _check_spans(connection, "quote", quotes)


def _review_spans(connection: sqlite3.Connection) -> Iterator[Problem]:
    reviews = connection.execute("SELECT * FROM reviews ORDER BY document_id")
    yield from _check_spans(connection, "review", reviews)


def _check_spans(
    connection: sqlite3.Connection, name: str, rows: Iterable[sqlite3.Row]
) -> Iterator[Problem]:
    """Spans must lie inside the text, and the words beside them be the text's."""
    current, text = None, ""
    for row in rows:
        if row["document_id"] != current:
            current = row["document_id"]
            found = connection.execute("SELECT text FROM documents WHERE id = ?", (current,))
            text = next((document[0] for document in found), "")
        what = f"{name} {row['id']}"
        content, verbatim = read_spans(row["content"]), read_spans(row["verbatim"] or "[]")
        if not _inside(content, text) or not _inside(verbatim, text):
            yield Problem("spans", f"{what} has spans outside its text", False)
        elif (
            content
            and row["text"] is not None
            and row["text"] != PART_SEPARATOR.join(text[start:end] for start, end in content)
        ):
            yield Problem("spans", f"{what} has other words than its spans", False)
        for part in ("cue", "speaker"):
            start, end = row[f"{part}_start"], row[f"{part}_end"]
            if start is not None and text[start:end] != row[part]:
                yield Problem("spans", f"{what} has another {part} than its span", False)


def _inside(spans: Sequence[tuple[int, int]], text: str) -> bool:
    return all(0 <= start < end <= len(text) for start, end in spans)


def _answers(connection: sqlite3.Connection) -> Iterator[Problem]:
    """The answers must be what the reviews come to."""
    documents = connection.execute(
        "SELECT key, id FROM documents WHERE id IN (SELECT document_id FROM reviews) "
        "OR key IN (SELECT document_key FROM answers)"
    )
    for key, name in documents.fetchall():
        stored = connection.execute(
            "SELECT key, document_key, review_key, status, replaces, reviewers, context_start, "
            "context_end FROM answers WHERE document_key = ? ORDER BY key",
            (key,),
        )
        if [tuple(row) for row in stored] != sorted(reviewing.expected_answers(connection, key)):
            yield Problem("answers", f"document {name} shows another answer than its reviews", True)


def _quotes_index(connection: sqlite3.Connection) -> Iterator[Problem]:
    def entries() -> Iterator[tuple[int, tuple[str, ...]]]:
        for (key,) in connection.execute("SELECT key FROM documents"):
            for row, *columns in index.shown(connection, key).values():
                yield row, tuple(columns)

    yield from _check_index(connection, "quotes_index", ("words", "who", "tags"), entries())


def _documents_index(connection: sqlite3.Connection) -> Iterator[Problem]:
    rows = connection.execute("SELECT key, title, text FROM documents")
    entries = ((row[0], (index.document_words(row[1], row[2]),)) for row in rows)
    yield from _check_index(connection, "documents_index", ("words",), entries)


def _check_index(
    connection: sqlite3.Connection,
    name: str,
    columns: Sequence[str],
    entries: Iterable[tuple[int, tuple[str, ...]]],
) -> Iterator[Problem]:
    """The index against the rows: the same rows of the same lengths, the same words as often.

    The index keeps no text, so the words are counted: memory grows with the vocabulary only.
    """
    try:
        connection.execute(f"INSERT INTO {name} ({name}) VALUES ('integrity-check')")
    except sqlite3.OperationalError as error:
        if "readonly" not in str(error):
            raise
    except sqlite3.DatabaseError:
        yield Problem("search index", f"{name} is damaged inside", True)
        return
    sizes = connection.execute(f"SELECT id, sz FROM {name}_docsize ORDER BY id")
    stored = {row[0]: _varints(row[1]) for row in sizes}
    counts: Counter[tuple[str, str]] = Counter()
    for row, texts in entries:
        split = [text.split() for text in texts]
        if stored.pop(row, None) != [len(tokens) for tokens in split]:
            yield Problem("search index", f"{name} has not the words of row {row}", True)
        for column, tokens in zip(columns, split, strict=True):
            counts.update((column, token) for token in tokens)
    for row in stored:
        yield Problem("search index", f"{name} has a row {row} that is gone", True)
    connection.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name}_words USING fts5vocab(main, {name}, col)"
    )
    for term, column, _, times in connection.execute(f"SELECT * FROM temp.{name}_words"):
        if counts.pop((column, term), 0) != times:
            yield Problem("search index", f"{name} has a word too often or too seldom", True)
    if counts:
        yield Problem("search index", f"{name} lacks {len(counts)} words", True)


def _varints(blob: bytes) -> list[int]:
    """The numbers of an FTS5 size record: seven bits a byte, the high bit for 'more follows'."""
    numbers, value = [], 0
    for byte in blob:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(value)
            value = 0
    return numbers
