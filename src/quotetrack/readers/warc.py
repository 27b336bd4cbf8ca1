"""Web archives: the pages in .warc and .warc.gz files.

The records are taken apart here. warcio reads header lines of any length into memory and writes
warnings to the terminal; fastwarc panics on a pipe; both pass over an archive's broken end.
"""

from __future__ import annotations

import gzip
import http.client
import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from typing import BinaryIO, cast

from quotetrack.errors import InputError
from quotetrack.readers.decoding import clean
from quotetrack.readers.html import page_fields
from quotetrack.readers.limits import MAX_REPORTED_LINES
from quotetrack.readers.options import Fields, OnError, Options
from quotetrack.readers.sources import shown
from quotetrack.readers.streams import look_ahead, too_large
from quotetrack.readers.text import read_text

MAX_HEADER_LINE_BYTES = 64 * 1024

_CUT = "the archive is cut off or damaged here; what stands before it was read"
_PAGES = ("text/html", "application/xhtml+xml")
_SKIPPED_AT_ONCE = 1024 * 1024


class _CutOffError(InputError):
    pass


class _Body:
    """The bytes of one record. Reading past the end of the archive raises `_CutOffError`."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self.left = length

    def read(self, count: int) -> bytes:
        return self._taken(self._stream.read(min(count, self.left)), min(count, self.left))

    def readline(self, count: int = MAX_HEADER_LINE_BYTES) -> bytes:
        return self._taken(self._stream.readline(min(count, self.left)), min(1, self.left))

    def _taken(self, data: bytes, wanted: int) -> bytes:
        self.left -= len(data)
        if len(data) < wanted:
            raise _CutOffError(_CUT)
        return data

    def skip(self) -> None:
        while self.left:
            self.read(_SKIPPED_AT_ONCE)


def read_warc(stream: BinaryIO, options: Options, report: OnError) -> Iterator[Fields]:
    """The pages and plain texts of an archive, with their URLs.

    Pictures, scripts, redirects and error pages are left out. A page that gives no text is
    reported; so is the place where the archive breaks off, after all that stands before it.
    """
    head, stream = look_ahead(stream)
    if head.startswith(b"\x1f\x8b"):
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    pages = failures = 0
    try:
        for headers, body in _records(stream):
            url = clean(headers.get("WARC-Target-URI", "")).strip("<>")
            try:
                fields = _fields(headers, body, options)
            except _CutOffError:
                raise
            except InputError as error:
                failures += 1
                if failures <= MAX_REPORTED_LINES:
                    report(InputError(f"{shown(url)}: {error}"))
                continue
            if fields is not None:
                pages += 1
                yield {**fields, "url": url}
    except (_CutOffError, EOFError, zlib.error, gzip.BadGzipFile):
        failures += 1
        report(InputError(_CUT))
    if failures > MAX_REPORTED_LINES:
        report(InputError(f"{failures - MAX_REPORTED_LINES:,} more failures, not listed"))
    if not pages and not failures:
        raise InputError("there are no pages in this archive")


def _records(stream: BinaryIO) -> Iterator[tuple[Message, _Body]]:
    """Each record's headers and body; what is not read of a body is skipped."""
    while line := stream.readline(MAX_HEADER_LINE_BYTES):
        if not line.strip():
            continue
        if not line.startswith(b"WARC/"):
            raise _CutOffError(_CUT)
        headers = _headers(stream)
        length = headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or len(length) > 18:
            raise _CutOffError(_CUT)
        body = _Body(stream, int(length))
        yield headers, body
        body.skip()


def _headers(stream: BinaryIO | _Body) -> Message:
    try:
        return http.client.parse_headers(cast(BinaryIO, stream))
    except http.client.HTTPException:
        raise _CutOffError(_CUT) from None


def _fields(headers: Message, body: _Body, options: Options) -> Fields | None:
    """The fields of the page in a record, None if it has none."""
    kind = headers.get("WARC-Type", "")
    about = headers
    packing = chunks = ""
    if kind == "response" and headers.get_content_type() == "application/http":
        status = body.readline().split(None, 2)
        if len(status) < 2 or status[1] != b"200":
            return None
        about = _headers(body)
        packing = about.get("Content-Encoding", "")
        chunks = about.get("Transfer-Encoding", "")
    elif kind not in ("resource", "conversion"):
        return None
    mime = about.get_content_type() if "Content-Type" in about else "text/html"
    if mime not in _PAGES and mime != "text/plain":
        return None
    limit = options.max_page_bytes
    if body.left > limit:
        raise InputError(too_large("the page", limit))
    data = body.read(body.left)
    if "chunked" in chunks.lower():
        data = _join_chunks(data)
    data = decompress(data, packing, limit)
    told = replace(options, charset=about.get_content_charset())
    if mime == "text/plain":
        return next(read_text(io.BytesIO(data), told, lambda error: None))
    return page_fields(data, told)


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
