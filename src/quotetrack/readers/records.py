"""Files with many documents, one a record: JSON lines, JSON, CSV and TSV.

A bad record is reported with its line number, and the others are read.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from quotetrack.errors import InputError
from quotetrack.readers.decoding import BOMS, clean, decode, detect, known_name
from quotetrack.readers.limits import MAX_REPORTED_LINES
from quotetrack.readers.options import FIELDS, Fields, OnError, Options
from quotetrack.readers.streams import Recoded, lines, look_ahead, read_whole, too_large

MAX_HEADER_CHARS = 100_000


class _Reporter:
    """Hands on the first bad records one by one, and the number of the others at the end."""

    def __init__(self, report: OnError) -> None:
        self._report = report
        self._count = 0

    def __call__(self, where: str, what: str) -> None:
        self._count += 1
        if self._count <= MAX_REPORTED_LINES:
            self._report(InputError(f"{where}: {what}"))

    def close(self) -> None:
        if self._count > MAX_REPORTED_LINES:
            more = self._count - MAX_REPORTED_LINES
            self._report(InputError(f"{more:,} more bad lines, not listed"))


def read_jsonl(stream: BinaryIO, options: Options, report: OnError) -> Iterator[Fields]:
    """The documents of a JSON lines file; the keys are the names in `options.FIELDS`.

    Streams: the memory needed is that of the longest line.
    """
    head, stream = look_ahead(stream)
    encoding = _line_encoding(head, options.encoding)
    if encoding.startswith(("utf-16", "utf-32")):
        stream = _as_utf8(stream, encoding)
        encoding = "utf-8"
    reporter = _Reporter(report)
    for number, line in lines(stream, options.max_document_bytes):
        if line is None:
            reporter(f"line {number}", too_large("it", options.max_document_bytes))
            continue
        if number == 1 and line.startswith(BOMS[0][0]):
            line = line[len(BOMS[0][0]) :]
        if not line.strip():
            continue
        try:
            yield as_fields(_parse(line, encoding), options.columns)
        except InputError as error:
            reporter(f"line {number}", str(error))
    reporter.close()


def read_json(stream: BinaryIO, options: Options, report: OnError) -> Iterator[Fields]:
    """The documents of a JSON file: one object, or a list of them."""
    data = decode(read_whole(stream, options.max_document_bytes), options.encoding or "utf-8")
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError(f"no JSON ({error})") from None
    reporter = _Reporter(report)
    for number, value in enumerate(parsed if isinstance(parsed, list) else [parsed], 1):
        try:
            yield as_fields(value, options.columns)
        except InputError as error:
            reporter(f"item {number}", str(error))
    reporter.close()


def read_csv(stream: BinaryIO, options: Options, report: OnError) -> Iterator[Fields]:
    """The documents of a CSV or TSV file whose first row names the columns."""
    head, stream = look_ahead(stream)
    encoding = known_name(options.encoding) or detect(head) or detect(head[: head.rfind(b"\n")])
    if encoding is None:
        raise InputError("not text in any encoding we know; name it with --encoding")
    marked = any(head.startswith(mark) for mark, name in BOMS if name == encoding)
    # Bytes that are no characters go on as surrogates, for `clean` to judge; UTF-16 has no such way.
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    wrapped = io.TextIOWrapper(stream, encoding, errors=errors, newline="")
    try:
        if marked:
            wrapped.read(1)
        yield from _read_rows(wrapped, options, report)
    finally:
        wrapped.detach()  # the stream is not ours to close


def _read_rows(wrapped: io.TextIOWrapper, options: Options, report: OnError) -> Iterator[Fields]:
    csv.field_size_limit(options.max_document_bytes)
    first = wrapped.readline(MAX_HEADER_CHARS)
    if len(first) == MAX_HEADER_CHARS:
        raise InputError(f"a first row above {MAX_HEADER_CHARS:,} characters; is it a table?")
    separator = max("\t;,", key=first.count) if options.format != "tsv" else "\t"
    try:
        header = next(csv.reader([first], delimiter=separator), [])
    except csv.Error as error:
        raise InputError(f"no CSV ({error})") from None
    if options.columns.get("text", "text") not in header:
        shown = ", ".join(" ".join(name.split()) for name in header[:10])
        raise InputError(
            f"no column 'text' (columns: {shown}); say which with --column text=COLUMN"
        )
    rows = csv.DictReader(
        _bounded(wrapped, options.max_document_bytes), header, delimiter=separator
    )
    reporter = _Reporter(report)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            reporter(f"line {rows.line_num + 1}", f"no CSV ({error})")
            continue
        try:
            yield as_fields({k: v for k, v in row.items() if k and v}, options.columns)
        except InputError as error:
            reporter(f"line {rows.line_num + 1}", str(error))
    reporter.close()


def _bounded(stream: io.TextIOWrapper, limit: int) -> Iterator[str]:
    while line := stream.readline(limit):
        if len(line) == limit:
            raise InputError(too_large("a line", limit))
        yield line


def as_fields(record: object, columns: Mapping[str, str]) -> Fields:
    """A record's values for the fields of a document; keys that mean nothing to us are left out.

    >>> as_fields({"body": "…", "id": 7, "likes": 3}, {"text": "body"})
    {'id': '7', 'text': '…'}
    """
    if not isinstance(record, dict):
        raise InputError('a document must be a JSON object like {"text": "…"}')
    fields: Fields = {}
    for name in FIELDS:
        key = columns.get(name, name)
        value = record.get(key)
        if value is None:
            continue
        if isinstance(value, int) and name == "id" and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise InputError(f"{key!r} must be a string, not {type(value).__name__}")
        fields[name] = clean(value)
    if "text" not in fields:
        key = columns.get("text", "text")
        raise InputError(f"no {key!r} in it; say where the text is with --column text=KEY")
    return fields


def _parse(line: bytes, encoding: str) -> object:
    try:
        return json.loads(line.decode(encoding))
    except UnicodeDecodeError as error:
        raise InputError(f"not {encoding} (byte {error.start:,} of the line)") from None
    except json.JSONDecodeError as error:
        raise InputError(f"no JSON ({error.msg} at character {error.pos:,})") from None
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits; 10,000 brackets
        raise InputError(f"no JSON ({error})") from None


def _line_encoding(head: bytes, encoding: str | None) -> str:
    """UTF-8 unless the user or a byte order mark says otherwise, or the bytes plainly do."""
    if encoding is not None:
        if (name := known_name(encoding)) is None:
            raise InputError(f"no encoding is called {encoding!r}")
        return name
    for mark, name in BOMS:
        if head.startswith(mark):
            return name
    # Of one bad line in a UTF-8 file the line is told, so any valid line decides.
    foreign = [line for line in head.split(b"\n") if not line.isascii()]
    for line in foreign:
        try:
            line.decode()
        except UnicodeDecodeError:
            continue
        return "utf-8"
    return (detect(b"\n".join(foreign[:50])) if foreign else None) or "utf-8"


def _as_utf8(stream: BinaryIO, encoding: str) -> BinaryIO:
    """A stream of UTF-16 or UTF-32 as UTF-8, so that its lines can be told apart by bytes."""
    return io.BufferedReader(Recoded(stream, codecs.getincrementaldecoder(encoding)("replace")))
