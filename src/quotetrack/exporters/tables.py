"""Tables: CSV, XLSX, Parquet. One row a quote, written as the rows come."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

from quotetrack.errors import ExportError
from quotetrack.exporters.rows import Column, is_web_address

Record = Mapping[str, Any]

# A spreadsheet takes a cell that begins so for a formula; Chinese and Japanese ones also the
# full-width signs. Such a cell gets an apostrophe before it, and so does one that begins with an
# apostrophe: taking one leading apostrophe away always gives the value back.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠'")

XLSX_ROWS = 1_048_576 - 1  # of a sheet, below the header
XLSX_CELL_UNITS = 32_767  # UTF-16 code units
XLSX_LINKS = 65_530  # of a sheet
XLSX_LINK_CHARS = 2_079
_XLSX_WIDTHS = {"text": 60, "context": 60, "title": 40, "description": 30, "who": 24}
PARQUET_GROUP_ROWS = 5_000


def harmless(value: str) -> str:
    """A cell that no spreadsheet takes for a formula; see `original`.

    >>> harmless("=1+1"), harmless("'tis"), harmless("1+1")
    ("'=1+1", "''tis", '1+1')
    """
    return f"'{value}" if value.startswith(_FORMULA) else value


def original(cell: str) -> str:
    """The value that `harmless` was given.

    >>> original("'=1+1"), original("''tis"), original("1+1")
    ('=1+1', "'tis", '1+1')
    """
    return cell[1:] if cell.startswith("'") else cell


def write_csv(
    records: Iterable[Record], columns: Sequence[Column], file: IO[str], *, bom: bool = False
) -> int:
    """CSV as RFC 4180 has it; `bom` for Excel, which else takes UTF-8 for its own old encoding."""
    if bom:
        file.write("\ufeff")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    number = 0
    for record in records:
        writer.writerow([_cell(record[column.name]) for column in columns])
        number += 1
    return number


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, list):
        return json.dumps(value, separators=(",", ":"))
    return value


def write_xlsx(records: Iterable[Record], columns: Sequence[Column], target: Path) -> int:
    """An Excel workbook: filters, a frozen header, links to the sources, and no formula.

    A new sheet begins where one is full. Longer cells than Excel allows are cut, with … at the end.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(target.parent),
    }
    number = 0
    stream = iter(records)
    part = list(islice(stream, 1))  # before there is a workbook, which leaves files when empty
    with xlsxwriter.Workbook(str(target), options) as book:
        header = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        top = book.add_format({"valign": "top"})
        link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
        while True:
            sheet = book.add_worksheet(
                "quotes" if not number else f"quotes {number // XLSX_ROWS + 1}"
            )
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(columns):
                wide = column.name in _XLSX_WIDTHS
                sheet.set_column(
                    at, at, _XLSX_WIDTHS.get(column.name, 14), wrapped if wide else top
                )
                sheet.write_string(0, at, column.name, header)
            rows = links = 0
            for record in _chain(part, islice(stream, XLSX_ROWS - 1)):
                rows += 1
                for at, column in enumerate(columns):
                    value = record[column.name]
                    if column.name == "url" and links < XLSX_LINKS and _linkable(value):
                        sheet.write_url(rows, at, value, link, value)
                        links += 1
                    elif isinstance(value, (int, float)):
                        sheet.write_number(rows, at, value)
                    elif value is not None:
                        text = value if isinstance(value, str) else _cell(value)
                        sheet.write_string(rows, at, _fitting(str(text)))
            sheet.autofilter(0, 0, rows, len(columns) - 1)
            number += rows
            part = list(islice(stream, 1))
            if not part:
                break
    return number


def _chain(first: Iterable[Record], rest: Iterable[Record]) -> Iterator[Record]:
    yield from first
    yield from rest


def _linkable(url: object) -> bool:
    return isinstance(url, str) and len(url) <= XLSX_LINK_CHARS and is_web_address(url)


def _fitting(text: str) -> str:
    if len(text) * 2 <= XLSX_CELL_UNITS or len(text.encode("utf-16-le")) // 2 <= XLSX_CELL_UNITS:
        return text
    units = text.encode("utf-16-le")[: (XLSX_CELL_UNITS - 1) * 2]
    return units.decode("utf-16-le", "ignore") + "…"


def write_parquet(records: Iterable[Record], columns: Sequence[Column], target: Path) -> int:
    """Parquet with a schema, in row groups, so that memory holds one group."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise ExportError(
            "Parquet needs pyarrow: run `pip install pyarrow` where quotetrack is installed"
        ) from None
    span = pa.struct([pa.field("start", pa.int64()), pa.field("end", pa.int64())])
    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "spans": pa.list_(span),
    }
    schema = pa.schema(
        [
            pa.field(column.name, types[column.type], metadata={"description": column.description})
            for column in columns
        ]
    )
    number = 0
    stream = iter(records)
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        while group := list(islice(stream, PARQUET_GROUP_ROWS)):
            arrays = [
                pa.array([_parquet(record[column.name]) for record in group], types[column.type])
                for column in columns
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            number += len(group)
    return number


def _parquet(value: Any) -> Any:
    if isinstance(value, list):
        return [{"start": start, "end": end} for start, end in value]
    return value
