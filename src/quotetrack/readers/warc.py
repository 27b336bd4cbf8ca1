"""Web archives: the pages in .warc and .warc.gz files."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from quotetrack.errors import InputError
from quotetrack.readers.html import page_fields
from quotetrack.readers.limits import MAX_PAGE_BYTES, MAX_REPORTED_LINES
from quotetrack.readers.options import Fields, OnError, Options
from quotetrack.readers.sources import shown
from quotetrack.readers.streams import too_large
from quotetrack.readers.text import read_text

_CUT = "the archive is cut off or damaged here; what stands before it was read"
_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(stream: BinaryIO, options: Options, report: OnError) -> Iterator[Fields]:
    """The pages and plain texts of an archive, with their URLs.

    Pictures, scripts, redirects and error pages are left out. A page that gives no text is
    reported; so is the place where the archive breaks off, after all that stands before it.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    pages = failures = 0
    try:
        for record in ArchiveIterator(stream, record_types=kinds, parse_http=True):
            if not _is_page(record):
                continue
            url = record.headers.get("WARC-Target-URI") or ""
            pages += 1
            try:
                yield {**_record_fields(record, options), "url": url}
            except _CutOffError:
                raise
            except InputError as error:
                failures += 1
                if failures <= MAX_REPORTED_LINES:
                    report(InputError(f"{shown(url)}: {error}"))
    except (OSError, EOFError, ValueError, _CutOffError):
        report(InputError(_CUT))
        pages += 1
    if failures > MAX_REPORTED_LINES:
        report(InputError(f"{failures - MAX_REPORTED_LINES:,} more pages without text"))
    if not pages:
        raise InputError("there are no pages in this archive")


class _CutOffError(InputError):
    pass


def _is_page(record: Any) -> bool:
    if record.record_type.name != "response":
        kind = (record.headers.get("Content-Type") or "").split(";")[0].strip().lower()
        return kind in _PAGES or kind == "text/plain"
    if record.http_headers is None:
        if (record.headers.get("Content-Type") or "").startswith("application/http"):
            raise _CutOffError(_CUT)
        return False
    kind = (record.http_content_type or "").lower()
    return record.http_headers.status_code == 200 and (
        kind in _PAGES or kind == "text/plain" or not kind
    )


def _record_fields(record: Any, options: Options) -> Fields:
    limit = min(options.max_document_bytes, MAX_PAGE_BYTES)
    length = record.content_length
    data = record.reader.read(min(length, limit) + 1)
    if len(data) < min(length, limit):
        raise _CutOffError(_CUT)
    if len(data) > limit:
        raise InputError(too_large("the page", limit))
    charset = None
    kind = (record.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    if record.http_headers is not None:
        headers = {name.lower(): value for name, value in record.http_headers}
        charset = record.http_charset
        kind = record.http_content_type or "text/html"
        if "chunked" in headers.get("transfer-encoding", "").lower():
            data = _join_chunks(data)
        data = decompress(data, headers.get("content-encoding", ""), limit)
    if kind == "text/plain":
        told = options if charset is None else replace(options, encoding=charset)
        return next(iter(read_text(io.BytesIO(data), told, lambda error: None)))
    return page_fields(data, options, charset)


def decompress(data: bytes, encoding: str, limit_bytes: int) -> bytes:
    """A body without the packing that its Content-Encoding names. Raises InputError."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return data
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise InputError(f"packed as {shown(encoding)}, which cannot be unpacked here")
    for window in (47, -15):  # gzip or zlib by their headers; deflate without one
        try:
            unpacked = zlib.decompressobj(window).decompress(data, limit_bytes + 1)
        except zlib.error:
            continue
        if len(unpacked) > limit_bytes:
            raise InputError(too_large("the unpacked page", limit_bytes))
        return unpacked
    return data  # crawlers store bodies unpacked and keep the header


def _join_chunks(data: bytes) -> bytes:
    """A body sent in chunks as one; as it is if it is not in chunks, as many crawlers store it."""
    body: list[bytes] = []
    at = 0
    while True:
        end = data.find(b"\r\n", at, at + 100)
        try:
            size = int(data[at:end].split(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return b"".join(body) if body else data
        if size == 0:
            return b"".join(body)
        body.append(data[end + 2 : end + 2 + size])
        at = end + 2 + size + 2
