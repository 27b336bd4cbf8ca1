"""CSV, XLSX and Parquet, read back with the tools that their users have."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import tracemalloc
import warnings
from collections.abc import Iterator
from pathlib import Path

import frictionless
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.errors import ExportError
from quotetrack.exporters import Selection, export, export_text, format_of, tables
from quotetrack.exporters.rows import COLUMNS, Column, columns, record, rows_by_document
from quotetrack.exporters.tables import harmless, original

TEXTS = [column.name for column in COLUMNS if column.type == "string"]
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stored(connection: sqlite3.Connection) -> list[dict[str, object]]:
    """What the view holds, in the order of documents and text."""
    rows = connection.execute(
        "SELECT * FROM claims_database ORDER BY document_key, start, row"
    ).fetchall()
    assert len(rows) == 10
    nothing = {column.name: None for column in COLUMNS if column.derived}
    return [dict(row) | nothing for row in rows]


def test_csv_has_every_row_and_word(
    connection: sqlite3.Connection, stored: list[dict[str, object]], tmp_path: Path
) -> None:
    target = tmp_path / "claims.csv"
    assert export(connection, target, bom=True) == len(stored)
    frame = pd.read_csv(target, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert list(frame.columns) == [column.name for column in COLUMNS]
    for name in TEXTS:
        assert [original(cell) for cell in frame[name]] == [row[name] or "" for row in stored]
    assert list(frame["start"].astype(int)) == [row["start"] for row in stored]
    assert [json.loads(cell) for cell in frame["content"]] == [
        json.loads(str(row["content"])) for row in stored
    ]


def test_csv_begins_with_the_mark_that_excel_wants_only_if_asked(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    export(connection, tmp_path / "with.csv", bom=True)
    export(connection, tmp_path / "without.csv")
    mark = b"\xef\xbb\xbf"
    assert (tmp_path / "with.csv").read_bytes().startswith(mark + b"id,")
    assert (tmp_path / "without.csv").read_bytes().startswith(b"id,")


def test_no_cell_of_csv_is_a_formula(connection: sqlite3.Connection) -> None:
    out = io.StringIO()
    export_text(connection, out, "csv")
    cells = [cell for row in csv.reader(io.StringIO(out.getvalue())) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(FORMULA_SIGNS)]


@given(st.text())
def test_a_harmless_cell_can_be_turned_back(value: str) -> None:
    assert original(harmless(value)) == value
    assert not harmless(value).startswith(FORMULA_SIGNS)


def test_xlsx_has_every_row_and_word_and_no_formula(
    connection: sqlite3.Connection, stored: list[dict[str, object]], tmp_path: Path
) -> None:
    target = tmp_path / "claims.xlsx"
    export(connection, target)
    book = openpyxl.load_workbook(target)
    sheet = book["quotes"]
    header, *rows = sheet.iter_rows()
    names = [cell.value for cell in header]
    assert names == [column.name for column in COLUMNS]
    for found, row in zip(rows, stored, strict=True):
        for name, cell in zip(names, found, strict=True):
            assert cell.data_type != "f"
            # XML knows one kind of line break.
            wanted = row[name].replace("\r\n", "\n") if isinstance(row[name], str) else row[name]
            assert cell.value == (wanted or None) or cell.value == wanted, name
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{header[-1].column_letter}{len(stored) + 1}"
    linked = {cell.value for row in rows for cell in row if cell.hyperlink}
    assert linked == {'https://example.org/新闻?a=1&b="2"', "https://example.com/ar"}
    assert all(
        cell.hyperlink.target.startswith("https://")
        for row in rows
        for cell in row
        if cell.hyperlink
    )


def test_a_cell_longer_than_excel_allows_is_cut(tmp_path: Path) -> None:
    target = tmp_path / "long.xlsx"
    column = Column("text", "string", "")
    tables.write_xlsx([{"text": "👍" * 20_000}, {"text": "好" * 32_767}], [column], target)
    cells = [row[0].value for row in openpyxl.load_workbook(target).active.iter_rows(min_row=2)]
    assert cells == ["👍" * 16_383 + "…", "好" * 32_767]


def test_a_full_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "XLSX_ROWS", 3)
    column = Column("start", "integer", "")
    for number, sheets in ((0, [0]), (3, [3]), (4, [3, 1]), (7, [3, 3, 1])):
        target = tmp_path / f"{number}.xlsx"
        assert (
            tables.write_xlsx(({"start": at} for at in range(number)), [column], target) == number
        )
        book = openpyxl.load_workbook(target)
        assert [sheet.max_row - 1 for sheet in book.worksheets] == sheets


def test_parquet_has_every_row_and_word(
    connection: sqlite3.Connection, stored: list[dict[str, object]], tmp_path: Path
) -> None:
    target = tmp_path / "claims.parquet"
    export(connection, target)
    table = pq.read_table(target)
    assert table.column_names == [column.name for column in COLUMNS]
    for name in [*TEXTS, "start", "end", "confidence"]:
        assert table[name].to_pylist() == [row[name] for row in stored]
    assert [
        [[span["start"], span["end"]] for span in spans] for spans in table["content"].to_pylist()
    ] == [json.loads(str(row["content"])) for row in stored]
    assert list(pd.read_parquet(target)["text"]) == [row["text"] for row in stored]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("public", [False, True])
def test_the_data_package_fits_its_table(
    connection: sqlite3.Connection, tmp_path: Path, ending: str, public: bool
) -> None:
    export(connection, tmp_path / f"claims.{ending}", datapackage=True, public=public)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # theirs
        report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert report.tasks[0].stats["rows"] == 10
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    (resource,) = package["resources"]
    assert [field["name"] for field in resource["schema"]["fields"]] == [
        column.name for column in columns(public)
    ]


def test_tables_in_one_folder_share_a_data_package(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    for name in ("a.csv", "b.parquet", "a.csv"):
        export(connection, tmp_path / name, datapackage=True)
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert [resource["path"] for resource in package["resources"]] == ["b.parquet", "a.csv"]


def test_somebody_elses_datapackage_is_left_alone(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    (tmp_path / "datapackage.json").write_text("mine")
    with pytest.raises(ExportError, match="no-datapackage"):
        export(connection, tmp_path / "claims.csv", datapackage=True)
    assert (tmp_path / "datapackage.json").read_text() == "mine"
    assert not (tmp_path / "claims.csv").exists()


@pytest.mark.parametrize(
    ("filters", "query", "number"),
    [
        ({}, None, 10),
        ({"status": ("accepted", "corrected", "added")}, None, 3),
        ({"lang": "zh"}, None, 3),
        ({"expert": ["semenov"]}, None, 1),
        ({"kind": ["indirect"]}, None, 3),
        ({}, "马上", 1),
        ({"in_": "document"}, "马上", 3),
        ({"since": "2024-05-02"}, None, 2),
        ({"who": "nobody"}, "absent", 0),
    ],
)
def test_filters_are_those_of_search(
    connection: sqlite3.Connection, filters: dict[str, object], query: str | None, number: int
) -> None:
    from quotetrack.search import count

    out = io.StringIO()
    assert export_text(connection, out, "csv", Selection(query, filters)) == number
    assert count(connection, query, **filters) == number
    rows = list(rows_by_document(connection, query, filters))
    assert rows == sorted(rows, key=lambda row: (row["document_key"], row["start"], row["row"]))


def test_public_says_nothing_of_reviewers_or_this_machine(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    for ending in ("csv", "xlsx", "parquet", "jsonl", "db", "anno.jsonld", "jsonld", "ls.json"):
        target = tmp_path / f"claims.{ending}"
        export(connection, target, public=True)
        content = target.read_bytes()
        if ending == "xlsx":
            content = "".join(
                str(cell.value) for row in openpyxl.load_workbook(target).active for cell in row
            ).encode()
        elif ending == "parquet":
            content = str(pq.read_table(target).to_pylist()).encode()
        assert b"Nobody" in content  # the words are there, and
        for secret in (b"someone", b"secret", b"label.example", b"benita", b"chomei"):
            assert secret not in content, (ending, secret)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl", "parquet", "db", "jsonld"])
def test_a_broken_export_leaves_the_old_file(
    connection: sqlite3.Connection, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"claims.{ending}"
    target.write_bytes(b"old")
    rows = iter(range(5))

    def full() -> None:
        if next(rows) == 3:
            raise OSError(28, "No space left on device")

    with pytest.raises(ExportError, match="no space left"):
        export(connection, target, on_row=full)
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == [target.name]
    # The connection can be used on.
    assert export(connection, tmp_path / "again.csv") == 10


def test_where_a_file_cannot_be_written_is_said(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    for target in (tmp_path, tmp_path / "no" / "claims.csv"):
        with pytest.raises(ExportError, match="folder"):
            export(connection, target, format="csv")


def test_an_export_keeps_the_rights_and_the_link_of_the_old_file(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    real = tmp_path / "real.csv"
    real.write_text("old")
    real.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(real)
    export(connection, link)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert real.read_text("utf-8").startswith("id,")


@pytest.mark.parametrize("name", ["claims", "claims.doc", ".csv.gz"])
def test_an_unknown_ending_is_explained(name: str) -> None:
    with pytest.raises(ExportError, match="--format"):
        format_of(Path(name))


def test_every_column_is_in_the_documents() -> None:
    page = (ROOT / "docs" / "exports.md").read_text("utf-8")
    for column in COLUMNS:
        assert f"| `{column.name}` | {column.type} | {column.description}" in page


def test_the_columns_are_those_of_the_view(connection: sqlite3.Connection) -> None:
    (row, *_) = connection.execute("SELECT * FROM claims_database LIMIT 1").fetchall()
    internal = {"row", "document_key", "context_start", "context_end"}
    assert set(record(row)) == set(row.keys()) - internal


@pytest.mark.parametrize("format_", ["csv", "xlsx", "parquet"])
def test_memory_stays_flat(format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "PARQUET_GROUP_ROWS", 500)
    shape = [Column("text", "string", ""), Column("start", "integer", "")]

    def many(number: int) -> Iterator[dict[str, object]]:
        return ({"text": f"{at} words " * 20, "start": at} for at in range(number))

    def peak(number: int) -> int:
        target = tmp_path / f"{number}.{format_}"
        tracemalloc.start()
        if format_ == "csv":
            with open(target, "w", encoding="utf-8") as file:
                tables.write_csv(many(number), shape, file)
        else:
            write = tables.write_xlsx if format_ == "xlsx" else tables.write_parquet
            write(many(number), shape, target)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(100)  # imports
    assert peak(8_000) < peak(2_000) + 500_000  # the words alone are 1.4 MB more
