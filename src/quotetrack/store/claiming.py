"""Claims in the database: mentions that have none are given one, and people's links hold.

What is stored is compared with what is new by shared bands only, so `refresh` costs in proportion
to the new mentions. The machine only adds; a person's 'same' and 'different' come last and win.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from quotetrack.claims import ClaimIndex, Words, assign_prepared, prepare
from quotetrack.claims.grouping import Assignment, Prepared
from quotetrack.claims.keys import words_key
from quotetrack.errors import StoreError
from quotetrack.store import bookkeeping
from quotetrack.store.connection import transaction
from quotetrack.store.linking import ROWS, apply_links, claim_of, forget, link, put_links

CHUNK_ROWS = 10_000
# A split is noted against so many of the mentions left behind, so that it outlives any of them.
MAX_WITNESSES = 20


_UNJUDGED = (
    "SELECT key AS row, text, lang, who, expert FROM quotes "
    "WHERE key IN (SELECT value FROM json_each(?)) AND key NOT IN (SELECT key FROM answers)"
)

# Triggers set -1 where a mention's words or source have changed since.
_PLACED = "SELECT row FROM claim_mentions WHERE similarity IS NOT -1"


class Refreshed(NamedTuple):
    """What a refresh did: mentions given a claim, and how many claims they founded."""

    mentions: int
    claims: int


def refresh(connection: sqlite3.Connection) -> Refreshed:
    """Gives every mention without a claim one, then holds people's links against the result."""
    mentions = claims = 0
    while pending := _pending(connection):
        for at in range(0, len(pending), CHUNK_ROWS):
            with transaction(connection):
                placed, founded = _place(connection, pending[at : at + CHUNK_ROWS])
            mentions += placed
            claims += founded
    with transaction(connection):
        apply_links(connection)
        bookkeeping.save_claims(connection, (), ())  # those without a mention go
    return Refreshed(mentions, claims)


def pending(connection: sqlite3.Connection) -> int:
    """How many mentions have no claim yet."""
    return len(_pending(connection))


def merge(
    connection: sqlite3.Connection, kept: str, others: Sequence[str], *, by: str, note: str | None
) -> int:
    """A person says that claims are the same (translations, say); how many links were made.

    All mentions go to the claim that is older in the file. Raises StoreError for unknown ids.
    """
    with transaction(connection):
        staying = _mentions(connection, kept)
        links = []
        for other in others:
            joining = _mentions(connection, other)
            if _claim_key(connection, other) != _claim_key(connection, kept):
                forget(connection, "different", staying, joining)
                links.append(link("same", staying[0], joining[0], by, note))
        put_links(connection, links)
        refresh(connection)
    return len(links)


def split(
    connection: sqlite3.Connection,
    claim: str,
    quote_ids: Sequence[str],
    *,
    by: str,
    note: str | None,
) -> str:
    """A person says that some mentions of a claim are another claim; that one's id.

    Raises StoreError for unknown ids, quotes that are no mentions of it, and where none is left.
    """
    with transaction(connection):
        mentions = _mentions(connection, claim)
        leaving = [mention for mention in mentions if mention["id"] in set(quote_ids)]
        staying = [mention for mention in mentions if mention["id"] not in set(quote_ids)]
        if missing := set(quote_ids) - {mention["id"] for mention in leaving}:
            raise StoreError(f"quote {min(missing)} is no mention of claim {claim}")
        if not staying:
            raise StoreError(f"these are all mentions of claim {claim}: there is nothing to split")
        forget(connection, "same", leaving, staying)
        links = [
            link("different", mention, witness, by, note)
            for mention in leaving
            for witness in staying[:MAX_WITNESSES]
        ]
        links += [link("same", leaving[0], mention, by, note) for mention in leaving[1:]]
        put_links(connection, links)
        refresh(connection)
        key, new = claim_of(connection, leaving[0]["row"])
        # What only the leaving ones say founds no mention of the old claim any more.
        theirs = {words_key(row["text"]) for row in leaving}
        theirs -= {words_key(row["text"]) for row in staying}
        connection.executemany(
            "UPDATE claim_wordings SET claim_key = ? WHERE words = ? AND claim_key = "
            "(SELECT key FROM claims WHERE id = ?)",
            [(key, words, claim) for words in theirs],
        )
        return new


# The machine's part


def _pending(connection: sqlite3.Connection) -> list[int]:
    """Rows without a claim, by publication (unknown last), document and place in the text."""
    found = connection.execute(
        "SELECT q.key AS row FROM quotes q JOIN documents d ON d.key = q.document_key "
        f"WHERE q.key NOT IN ({_PLACED}) "
        "ORDER BY d.published IS NULL, d.published, q.document_key, q.start, q.key"
    ).fetchall()
    found += connection.execute(
        f"SELECT key AS row FROM answers WHERE key < 0 AND key NOT IN ({_PLACED}) ORDER BY key DESC"
    ).fetchall()
    return [row["row"] for row in found]


def _place(connection: sqlite3.Connection, keys: Sequence[int]) -> tuple[int, int]:
    by_key = _mentioning(connection, keys)
    rows = [by_key[key] for key in keys]
    prepared = prepare(Words(row["row"], row["text"], row["expert"], row["who"]) for row in rows)
    assigned = assign_prepared(prepared, _index_near(connection, prepared))
    founded = {item.claim: item.row for item in assigned if item.founds}
    bookkeeping.save_claims(
        connection,
        [
            {"id": claim, **{name: by_key[key][name] for name in ("text", "lang", "who", "expert")}}
            for claim, key in founded.items()
        ],
        [(item.row, item.claim, round(item.similarity, 4)) for item in assigned],
    )
    _save_wordings(connection, [item for item in assigned if item.is_new])
    return len(assigned), len(founded)


def _mentioning(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, sqlite3.Row]:
    """What these rows of `claims_database` say, by key.

    Most are quotes that nobody has judged: read past the view, which takes four times as long.
    """
    wanted = (json.dumps(list(keys)),)
    rows = {row["row"]: row for row in connection.execute(_UNJUDGED, wanted)}
    judged = [key for key in keys if key not in rows]
    if judged:
        rows |= {row["row"]: row for row in connection.execute(ROWS, (json.dumps(judged),))}
    return rows


def _index_near(connection: sqlite3.Connection, prepared: Sequence[Prepared]) -> ClaimIndex:
    """An index of the stored wordings that may be those of these mentions."""
    index = ClaimIndex()
    hashes = json.dumps(list({_hash(mention.words) for mention in prepared}))
    for row in connection.execute(
        "SELECT w.source, w.words, c.id FROM claim_wordings w JOIN claims c ON c.key = w.claim_key "
        "WHERE w.hash IN (SELECT value FROM json_each(?)) ORDER BY w.key",
        (hashes,),
    ):
        index.add(row["source"], row["words"], row["id"])
    unknown = [m for m in prepared if index.exact(m.source, m.words) is None]
    bands = json.dumps(sorted({band for mention in unknown for band in mention.bands}))
    for row in connection.execute(
        "SELECT w.source, w.words, c.id, b.band FROM json_each(?) wanted "
        "CROSS JOIN claim_bands b ON b.band = wanted.value "
        "JOIN claim_wordings w ON w.key = b.wording_key JOIN claims c ON c.key = w.claim_key "
        "ORDER BY w.key",
        (bands,),
    ):
        index.add(row["source"], row["words"], row["id"], (row["band"],))
    return index


def _save_wordings(connection: sqlite3.Connection, new: Sequence[Assignment]) -> None:
    (last,) = connection.execute("SELECT coalesce(max(key), 0) FROM claim_wordings").fetchone()
    numbered = list(enumerate(new, last + 1))
    connection.executemany(
        "INSERT INTO claim_wordings (key, claim_key, source, words, hash) "
        "SELECT ?, key, ?, ?, ? FROM claims WHERE id = ?",
        [(key, item.source, item.words, _hash(item.words), item.claim) for key, item in numbered],
    )
    # In the order of the table: half the time of any other.
    connection.executemany(
        "INSERT OR IGNORE INTO claim_bands (band, wording_key) VALUES (?, ?)",
        sorted((band, key) for key, item in numbered for band in item.bands),
    )


def _hash(words: str) -> int:
    """63 bits, so that it is a positive INTEGER."""
    digest = blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


# The people's part


def _claim_key(connection: sqlite3.Connection, claim: str) -> int:
    row = connection.execute("SELECT key FROM claims WHERE id = ?", (claim,)).fetchone()
    if row is None:
        raise StoreError(f"there is no claim {claim}: see `quotetrack claims list`")
    return int(row["key"])


def _mentions(connection: sqlite3.Connection, claim: str) -> list[sqlite3.Row]:
    rows = [
        row["row"]
        for row in connection.execute(
            "SELECT row FROM claim_mentions WHERE claim_key = ?", (_claim_key(connection, claim),)
        )
    ]
    found = connection.execute(ROWS, (json.dumps(rows),)).fetchall()
    return sorted(found, key=lambda row: (row["document_key"], row["start"], row["row"]))
