"""The claims database as files for other programs.

    export(connection, Path("claims.xlsx"), verified)     format by the ending
    export_text(connection, sys.stdout, "csv")            to a stream

    rows         what is exported, in which order       tables        CSV, XLSX, Parquet
    jsonl        complete lines, to be read back        linked        Web Annotation, schema.org
    labelstudio  tasks with predictions, annotations    copy          a SQLite file
    datapackage  what the columns are, for machines     importing     reading exports back
    writing      beside the target, then renamed         drifting      what differs between mentions

Rows are streamed: memory does not grow with their number. An export is one moment's state, even
while others write, and a broken one leaves the file that was there before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from quotetrack.errors import ExportError
from quotetrack.exporters.drifting import records
from quotetrack.exporters.rows import columns, rows_by_document
from quotetrack.exporters.writing import replacing
from quotetrack.store.connection import clear_errors

__all__ = ["FORMATS", "Selection", "export", "export_text", "format_of"]

# Endings, the formats' names, and whether they are text, which may go to standard output.
FORMATS: dict[str, tuple[tuple[str, ...], bool]] = {
    "csv": ((".csv",), True),
    "xlsx": ((".xlsx",), False),
    "jsonl": ((".jsonl", ".ndjson"), True),
    "parquet": ((".parquet",), False),
    "sqlite": ((".db", ".sqlite", ".sqlite3"), False),
    "web-annotation": ((".anno.jsonld", ".anno.json"), True),
    "schema-org": ((".schema.jsonld", ".jsonld"), True),
    "label-studio": ((".ls.json", ".json"), True),
}
TABLES = ("csv", "xlsx", "parquet")


class Selection(NamedTuple):
    """Which rows: words and filters as `quotetrack.search.search` takes them."""

    query: str | None = None
    filters: Mapping[str, Any] = {}


def format_of(target: Path) -> str:
    """The format that a file's ending stands for; ExportError for an unknown one.

    >>> format_of(Path("claims.anno.jsonld")), format_of(Path("claims.CSV"))
    ('web-annotation', 'csv')
    """
    name = target.name.lower()
    endings = [(ending, format_) for format_, (known, _) in FORMATS.items() for ending in known]
    for ending, format_ in sorted(endings, key=lambda pair: -len(pair[0])):
        if name.endswith(ending):
            return format_
    raise ExportError(
        f"{target} has no ending that says its format: use one of "
        f"{', '.join(ending for ending, _ in endings)}, or give --format"
    )


def export(
    connection: sqlite3.Connection,
    target: Path,
    selection: Selection = Selection(),  # noqa: B008  # immutable
    *,
    format: str | None = None,  # noqa: A002  # the word users know
    public: bool = False,
    bom: bool = False,
    datapackage: bool = False,
    on_row: Callable[[], None] = lambda: None,
) -> int:
    """Writes the rows to a file, and gives their number.

    `public` leaves out who reviewed and addresses on this machine; `bom` marks a CSV file as UTF-8
    for Excel; `datapackage` describes a table in a datapackage.json beside it. Raises ExportError.
    """
    format_ = format or format_of(target)
    datapackage = datapackage and format_ in TABLES
    if datapackage:
        from quotetrack.exporters.datapackage import FILE_NAME, read_package, write_datapackage

        read_package(target.with_name(FILE_NAME))  # before hours of work, not after
    with replacing(target) as beside:
        if FORMATS[format_][1]:
            with open(beside, "x", encoding="utf-8", newline="") as file:
                number = export_text(
                    connection, file, format_, selection, public=public, bom=bom, on_row=on_row
                )
        elif format_ == "sqlite":
            from quotetrack.exporters.copy import write_sqlite

            with _snapshot(connection):
                rows = _counted(_rows(connection, selection), on_row)
                number = write_sqlite(connection, rows, beside, public)
        else:
            from quotetrack.exporters import tables

            write = tables.write_xlsx if format_ == "xlsx" else tables.write_parquet
            with _snapshot(connection):
                rows = _counted(_rows(connection, selection), on_row)
                number = write(records(connection, rows, public), columns(public), beside)
    if datapackage:
        write_datapackage(target, format_, public, number)
    return number


def export_text(
    connection: sqlite3.Connection,
    file: IO[str],
    format: str,  # noqa: A002  # the word users know
    selection: Selection = Selection(),  # noqa: B008  # immutable
    *,
    public: bool = False,
    bom: bool = False,
    on_row: Callable[[], None] = lambda: None,
) -> int:
    """Writes the rows to a text stream in one of the formats that are text; gives their number."""
    with _snapshot(connection):
        rows = _counted(_rows(connection, selection), on_row)
        if format == "csv":
            from quotetrack.exporters.tables import write_csv

            return write_csv(records(connection, rows, public), columns(public), file, bom=bom)
        if format == "jsonl":
            from quotetrack.exporters.jsonl import complete_records, write_jsonl

            return write_jsonl(complete_records(connection, rows, public), file)
        if format == "web-annotation":
            from quotetrack.exporters.linked import write_web_annotations

            return write_web_annotations(connection, rows, file, public)
        if format == "schema-org":
            from quotetrack.exporters.linked import write_schema_org

            return write_schema_org(connection, rows, file, public)
        if format == "label-studio":
            from quotetrack.exporters.labelstudio import write_tasks

            return write_tasks(connection, rows, file, public)
    raise ExportError(f"{format} cannot be written to a stream: name a file")


def _rows(connection: sqlite3.Connection, selection: Selection) -> Iterator[sqlite3.Row]:
    return rows_by_document(connection, selection.query, selection.filters)


def _counted(rows: Iterator[sqlite3.Row], on_row: Callable[[], None]) -> Iterator[sqlite3.Row]:
    for row in rows:
        yield row
        on_row()


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything read in the block is of one moment."""
    connection.execute("BEGIN")
    try:
        yield
    except sqlite3.Error:
        (path,) = (row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main")
        with clear_errors(path):
            raise
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
