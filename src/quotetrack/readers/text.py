"""Plain text and Markdown: the file is the document, as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from quotetrack.errors import InputError
from quotetrack.readers.decoding import decode
from quotetrack.readers.options import Fields, OnError, Options
from quotetrack.readers.streams import read_whole


def read_text(stream: BinaryIO, options: Options, report: OnError) -> Iterator[Fields]:
    """A text file as one document. Raises InputError if it is empty, too large or no text."""
    text = decode(read_whole(stream, options.max_document_bytes), options.encoding, options.charset)
    if not text.strip():
        raise InputError("there is no text in it")
    yield {"text": text}
