"""Exports read back: the same documents, quotes and reviews in another database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from quotetrack.exporters import Selection, export
from quotetrack.exporters.importing import import_files
from quotetrack.store import Store
from quotetrack.store.connection import open_current
from quotetrack.store.doctor import examine

# Claims are found anew; experts' names come along, their other spellings do not.
NOT_CARRIED = ("claim_id", "row", "document_key")


def shown(path: Path) -> list[dict[str, object]]:
    with closing(open_current(path, readonly=True)) as connection:
        rows = [dict(row) for row in connection.execute("SELECT * FROM claims_database")]
    for row in rows:
        for name in NOT_CARRIED:
            del row[name]
    return sorted(rows, key=lambda row: (str(row["document_id"]), str(row["id"])))


def reviews(path: Path) -> list[object]:
    with Store(path, readonly=True) as store:
        return sorted(store.reviews(), key=lambda review: review.id)


@pytest.mark.parametrize("ending", ["jsonl", "anno.jsonld"])
def test_an_export_comes_back_whole(
    connection: sqlite3.Connection, database: Path, tmp_path: Path, ending: str
) -> None:
    target, other = tmp_path / f"claims.{ending}", tmp_path / "other.db"
    export(connection, target)
    with Store(other) as store:
        done = import_files(store, [target])
        assert (done.documents, done.quotes, done.reviews, done.failures) == (5, 9, 7, [])
        assert examine(store.connection) == []
        again = import_files(store, [target])
        assert (again.documents, again.quotes, again.reviews, again.failures) == (0, 0, 0, [])
    assert shown(other) == shown(database)
    assert reviews(other) == reviews(database)


def test_annotations_that_another_program_set_anew_come_back(
    connection: sqlite3.Connection, database: Path, tmp_path: Path
) -> None:
    target, other = tmp_path / "claims.anno.jsonld", tmp_path / "other.db"
    export(connection, target)
    target.write_text(json.dumps(json.loads(target.read_text("utf-8")), indent=1), "utf-8")
    with Store(other) as store:
        assert import_files(store, [target]).failures == []
    assert shown(other) == shown(database)


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("filters", [{}, {"status": ["corrected", "added"]}, {"lang": ["fa"]}])
def test_a_clean_copy_shows_the_same(
    connection: sqlite3.Connection,
    database: Path,
    tmp_path: Path,
    public: bool,
    filters: dict[str, list[str]],
) -> None:
    target = tmp_path / "copy.db"
    number = export(connection, target, Selection(None, filters), public=public)
    wanted = [
        row
        for row in shown(database)
        if all(str(row[name]).startswith(tuple(values)) for name, values in filters.items())
    ]
    found = shown(target)
    assert len(found) == len(wanted) == number
    differing = {"reviewers", "note", "id", "url"} if public else set()
    for row, other in zip(
        sorted(found, key=lambda row: (row["document_id"], row["start"])),
        sorted(wanted, key=lambda row: (row["document_id"], row["start"])),
        strict=True,
    ):
        assert {name for name in row if row[name] != other[name]} <= differing
    with Store(target) as store:
        assert examine(store.connection) == []
        assert store.connection.execute("SELECT count(*) FROM runs").fetchone()[0] == 0
        claims = {row["id"] for row in store.connection.execute("SELECT id FROM claims")}
        assert claims == ({"c1", "c2"} if not filters else set())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db"]


def test_reviews_reach_a_database_that_has_the_document(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    target, other = tmp_path / "claims.jsonl", tmp_path / "other.db"
    export(connection, target)
    source = Path(connection.execute("PRAGMA database_list").fetchone()["file"])
    with Store(other) as store, Store(source, readonly=True) as stored:
        document = next(stored.documents())
        store.ingest([(document, [])])
        done = import_files(store, [target])
        assert (done.documents, done.failures) == (4, [])
        # The document keeps what was extracted from it here: nothing. Reviews stand on their own.
        statuses = {row["status"] for row in store.rows(document.id)}
        assert statuses == {"accepted", "rejected", "corrected"}


def _cut(text: str) -> str:
    return text[: len(text) // 2]


def _other_spans(text: str) -> str:
    return text.replace('"content":[[12,26]]', '"content":[[12,26000]]')


def _other_kind(text: str) -> str:
    return text.replace('"kind":"direct"', '"kind":"sung"', 1)


def _other_review(text: str) -> str:
    return text.replace('"verdict":"accepted"', '"verdict":"loved"', 1)


def _no_text(text: str) -> str:
    head, rest = text.split("\n", 1)
    return json.dumps({**json.loads(head), "document_text": None}) + "\n" + rest


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_cut, "not JSON"),
        (_other_spans, "outside the document's text"),
        (_other_kind, "kind"),
        (_other_review, "verdict"),
        (_no_text, "text is not in the file"),
        (lambda text: "", "empty"),
        (lambda text: "[]\n", "not a"),
        (lambda text: "[" * 100_000, "not JSON"),
        (lambda text: '{"text": "an article"}\n' + text, "quotetrack ingest"),
        (lambda text: "null\n" + text, "not a JSON object"),
        (lambda text: text.replace('"machine":null', '"machine":7'), "wrong kind"),
        (lambda text: text.replace('"rule":"test.rule"', '"rule":[1]', 1), "rule"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_read(
    connection: sqlite3.Connection,
    tmp_path: Path,
    spoil: Callable[[str], str],
    message: str,
) -> None:
    target = tmp_path / "claims.jsonl"
    export(connection, target)
    text = target.read_text("utf-8")
    target.write_text(spoil(text), "utf-8")
    good = tmp_path / "good.jsonl"
    good.write_text(text.split("\n", 1)[0] + "\n", "utf-8")
    with Store(tmp_path / "other.db") as store:
        done = import_files(store, [target, tmp_path / "missing.jsonl", good])
        assert examine(store.connection) == []
        assert len(list(store.documents())) >= 1
    assert any(message in failure for failure in done.failures), done.failures
    assert any("missing.jsonl: cannot be read" in failure for failure in done.failures)
    assert not [failure for failure in done.failures if "\n" in failure]


def test_a_cut_file_of_annotations_is_noticed(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    target = tmp_path / "claims.anno.jsonld"
    export(connection, target)
    lines = target.read_text("utf-8").splitlines(keepends=True)
    target.write_text("".join(lines[:5]), "utf-8")
    with Store(tmp_path / "other.db") as store:
        done = import_files(store, [target])
    assert done.documents == 1
    assert any("get the file again" in failure for failure in done.failures)


def test_a_document_with_a_broken_line_is_left_out(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    target = tmp_path / "claims.jsonl"
    export(connection, target)
    lines = target.read_text("utf-8").splitlines(keepends=True)
    lines[1] = lines[1][:-20] + "\n"
    target.write_text("".join(lines), "utf-8")
    with Store(tmp_path / "other.db") as store:
        done = import_files(store, [target])
        assert (done.documents, len(done.failures)) == (4, 2)
        export(connection, target)
        assert import_files(store, [target]).documents == 1


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    target = tmp_path / "claims.jsonl"
    target.write_bytes(b"\xff\xfe\x00")
    with Store(tmp_path / "other.db") as store:
        (failure,) = import_files(store, [target]).failures
    assert "UTF-8" in failure
