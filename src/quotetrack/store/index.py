"""The search index kept in step with what `claims_database` shows.

The index holds no copy of the words, so taking a row out needs the tokens that went in. They are
made again from the row as it is shown, before anything changes: see `changing`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from quotetrack.folding import fold
from quotetrack.store.tokens import fingerprint, index_text, tag

_YEAR = re.compile("[0-9]{4}")

Entry = tuple[int, str, str, str]  # row, words, who, tags

_SHOWN = """
SELECT row, text, who, expert, kind, status, lang, outlet, published FROM claims_database
"""


@lru_cache(maxsize=4096)
def tags(
    expert: str | None,
    kind: str | None,
    status: str,
    lang: str | None,
    outlet: str | None,
    published: str | None,
) -> str:
    """The tokens that filters look for. A language answers to its base, too: zh for zh-Hans."""
    found = [tag("status", status)]
    if kind:
        found.append(tag("kind", kind))
    if expert:
        found.append(tag("expert", expert))
    if outlet:
        found.append(tag("outlet", fold(outlet)))
    if lang:
        lang = lang.lower()
        found.append(tag("lang", lang))
        if (base := lang.partition("-")[0]) != lang:
            found.append(tag("lang", base))
    if published and _YEAR.match(published):
        found += [tag("year", published[:4]), tag("month", published[:7])]
    return " ".join(found)


def entry(row: int, text: str, who: str | None, *tagged: Any) -> Entry:
    """What the index holds of one row of `claims_database`; `tagged` as for `tags`."""
    return row, index_text(text), index_text(who) if who else "", tags(*tagged)


def document_words(title: str | None, text: str) -> str:
    """What the index holds of a document: its title, parted from its text."""
    return index_text(f"{title}\u3002{text}" if title else text)


def add(connection: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Puts rows of `claims_database` into the index."""
    connection.executemany(
        "INSERT INTO quotes_index (rowid, words, who, tags) VALUES (?, ?, ?, ?)", entries
    )


def remove(connection: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Takes rows out again; the entries must be those that were put in."""
    connection.executemany(
        "INSERT INTO quotes_index (quotes_index, rowid, words, who, tags) "
        "VALUES ('delete', ?, ?, ?, ?)",
        entries,
    )


def add_documents(connection: sqlite3.Connection, entries: Iterable[tuple[int, str]]) -> None:
    """Puts documents (key, `document_words`) into their index."""
    connection.executemany("INSERT INTO documents_index (rowid, words) VALUES (?, ?)", entries)


def remove_document(connection: sqlite3.Connection, key: int, words: str) -> None:
    """Takes a document out of its index; the words must be those that were put in."""
    connection.execute(
        "INSERT INTO documents_index (documents_index, rowid, words) VALUES ('delete', ?, ?)",
        (key, words),
    )


def shown(connection: sqlite3.Connection, document_key: int) -> dict[int, Entry]:
    """What the index should hold for one document."""
    return {number: entry(*row) for number, row in _rows(connection, [document_key]).items()}


@contextmanager
def changing(connection: sqlite3.Connection, *document_keys: int) -> Iterator[None]:
    """Around every change to what is shown of some documents: brings the index along.

    Inside a transaction, so that index and rows are never apart.
    """
    before = _rows(connection, document_keys)
    yield
    after = _rows(connection, document_keys)
    # Rows are told apart before tokens are made, which is most of the work.
    old = [row for number, row in before.items() if after.get(number) != row]
    new = [row for number, row in after.items() if before.get(number) != row]
    tokens = {words: index_text(words) for row in (*old, *new) for words in row[1:3] if words}

    def entries(rows: Iterable[tuple[Any, ...]]) -> list[Entry]:
        return [
            (number, tokens.get(text, ""), tokens.get(who, ""), tags(*tagged))
            for number, text, who, *tagged in rows
        ]

    remove(connection, entries(old))
    add(connection, entries(new))


def _rows(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    marks = ", ".join("?" * len(keys))
    found = connection.execute(f"{_SHOWN} WHERE document_key IN ({marks})", keys)
    return {row["row"]: tuple(row) for row in found}


def rebuild(connection: sqlite3.Connection) -> None:
    """Makes the whole index again from the rows."""
    for name in ("quotes_index", "documents_index"):
        connection.execute(f"INSERT INTO {name} ({name}) VALUES ('delete-all')")
    for last, row in connection.execute("SELECT key, title FROM documents ORDER BY key").fetchall():
        (text,) = connection.execute("SELECT text FROM documents WHERE key = ?", (last,)).fetchone()
        add_documents(connection, [(last, document_words(row, text))])
        add(connection, shown(connection, last).values())
    connection.execute(
        "INSERT INTO settings (name, value) VALUES ('index_fingerprint', ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (fingerprint(),),
    )


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the index was made with the tokens that this program makes."""
    row = connection.execute("SELECT value FROM settings WHERE name = 'index_fingerprint'")
    found = row.fetchone()
    return found is not None and found[0] == fingerprint()
