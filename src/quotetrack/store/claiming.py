"""Claims in the database: mentions that have none are given one, and people's links hold.

What is stored is compared with what is new by shared bands only, so `refresh` costs in proportion
to the new mentions. The machine only adds; a person's 'same' and 'different' come last and win.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from quotetrack.claims import ClaimIndex, Words, assign_prepared, prepare
from quotetrack.claims.grouping import Assignment, Prepared
from quotetrack.claims.keys import claim_id, source_key, words_key
from quotetrack.errors import StoreError
from quotetrack.models import content_id
from quotetrack.store import bookkeeping
from quotetrack.store.answers import MIN_OVERLAP, overlap
from quotetrack.store.connection import transaction
from quotetrack.store.rows import read_spans, write_spans

CHUNK_ROWS = 10_000
# A split is noted against so many of the mentions left behind, so that it outlives any of them.
MAX_WITNESSES = 20

_ROWS = (
    "SELECT row, id, text, lang, who, expert, status, document_id, content, published, "
    "document_key, start FROM claims_database WHERE row IN (SELECT value FROM json_each(?))"
)

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
                _forget(connection, "different", staying, joining)
                links.append(_link("same", staying[0], joining[0], by, note))
        _put_links(connection, links)
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
        _forget(connection, "same", leaving, staying)
        links = [
            _link("different", mention, witness, by, note)
            for mention in leaving
            for witness in staying[:MAX_WITNESSES]
        ]
        links += [_link("same", leaving[0], mention, by, note) for mention in leaving[1:]]
        _put_links(connection, links)
        refresh(connection)
        key, new = _claim_of(connection, leaving[0]["row"])
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
        rows |= {row["row"]: row for row in connection.execute(_ROWS, (json.dumps(judged),))}
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


def apply_links(connection: sqlite3.Connection) -> None:
    """Splits, then merges, as people said, the oldest first."""
    links = connection.execute("SELECT * FROM claim_links ORDER BY made_at, id").fetchall()
    apart: list[tuple[int, int]] = []
    for link in (link for link in links if link["relation"] == "different"):
        for leaving, staying in _rows_of(connection, link):
            apart.append((leaving, staying))
            if _claim_of(connection, leaving)[0] == _claim_of(connection, staying)[0]:
                _set_apart(connection, leaving, link["document_a"] + link["spans_a"])
    for link in (link for link in links if link["relation"] == "same"):
        for one, other in _rows_of(connection, link):
            _join(connection, one, other, apart)


def _set_apart(connection: sqlite3.Connection, row: int, place: str) -> None:
    mention = connection.execute(_ROWS, (json.dumps([row]),)).fetchone()
    words = words_key(mention["text"])
    new = claim_id(source_key(mention["expert"], mention["who"]), words, "split", place)
    claim = {"id": new, **{name: mention[name] for name in ("text", "lang", "who", "expert")}}
    bookkeeping.save_claims(connection, [claim], [(row, new, 1.0)])


def _join(
    connection: sqlite3.Connection, one: int, other: int, apart: Sequence[tuple[int, int]]
) -> None:
    to, gone = sorted((_claim_of(connection, one)[0], _claim_of(connection, other)[0]))
    if to == gone:
        return
    for leaving, staying in apart:
        claims = {_claim_of(connection, leaving)[0], _claim_of(connection, staying)[0]}
        if claims == {to, gone}:
            return
    for table in ("claim_mentions", "claim_wordings"):
        connection.execute(f"UPDATE {table} SET claim_key = ? WHERE claim_key = ?", (to, gone))


def _rows_of(connection: sqlite3.Connection, link: sqlite3.Row) -> Iterator[tuple[int, int]]:
    """The two mentions that a link is about, if both are still there and have claims."""
    one = _row_at(connection, link["document_a"], link["spans_a"])
    other = _row_at(connection, link["document_b"], link["spans_b"])
    if one is not None and other is not None:
        yield one, other


def _row_at(connection: sqlite3.Connection, document_id: str, spans: str) -> int | None:
    place = read_spans(spans)
    found = connection.execute(
        "SELECT row, content FROM claims_database WHERE document_key = "
        "(SELECT key FROM documents WHERE id = ?) AND claim_id IS NOT NULL",
        (document_id,),
    )
    scored = [(overlap(place, read_spans(row["content"])), row["row"]) for row in found]
    share, row = max(scored, default=(0.0, 0))
    return row if share >= MIN_OVERLAP else None


def _link(
    relation: str, one: sqlite3.Row, other: sqlite3.Row, by: str, note: str | None
) -> dict[str, str | None]:
    place_a = (one["document_id"], write_spans(read_spans(one["content"])))
    place_b = (other["document_id"], write_spans(read_spans(other["content"])))
    return {
        # Of the two places whatever their order: so a later word on them replaces the earlier.
        "id": content_id("link", *sorted((place_a, place_b))),
        "relation": relation,
        "document_a": place_a[0],
        "spans_a": place_a[1],
        "document_b": place_b[0],
        "spans_b": place_b[1],
        "made_by": by,
        "made_at": bookkeeping.now(),
        "note": note,
    }


def _forget(
    connection: sqlite3.Connection,
    relation: str,
    some: Sequence[sqlite3.Row],
    others: Sequence[sqlite3.Row],
) -> None:
    """Takes back people's earlier links between mentions that a person now says otherwise of."""
    ids = {row["row"] for row in some}, {row["row"] for row in others}
    links = connection.execute("SELECT * FROM claim_links WHERE relation = ?", (relation,))
    for link in links.fetchall():
        for one, other in _rows_of(connection, link):
            if (one in ids[0] and other in ids[1]) or (one in ids[1] and other in ids[0]):
                connection.execute("DELETE FROM claim_links WHERE id = ?", (link["id"],))


def _put_links(connection: sqlite3.Connection, links: Sequence[dict[str, str | None]]) -> None:
    bookkeeping.put_rows(connection, "claim_links", bookkeeping.LINK_COLUMNS, ("id",), links)


def _claim_key(connection: sqlite3.Connection, claim: str) -> int:
    row = connection.execute("SELECT key FROM claims WHERE id = ?", (claim,)).fetchone()
    if row is None:
        raise StoreError(f"there is no claim {claim}: see `quotetrack claims list`")
    return int(row["key"])


def _claim_of(connection: sqlite3.Connection, row: int) -> tuple[int, str]:
    found = connection.execute(
        "SELECT c.key, c.id FROM claim_mentions m JOIN claims c ON c.key = m.claim_key "
        "WHERE m.row = ?",
        (row,),
    ).fetchone()
    return (-1, "") if found is None else (found["key"], found["id"])


def _mentions(connection: sqlite3.Connection, claim: str) -> list[sqlite3.Row]:
    rows = [
        row["row"]
        for row in connection.execute(
            "SELECT row FROM claim_mentions WHERE claim_key = ?", (_claim_key(connection, claim),)
        )
    ]
    found = connection.execute(_ROWS, (json.dumps(rows),)).fetchall()
    return sorted(found, key=lambda row: (row["document_key"], row["start"], row["row"]))
