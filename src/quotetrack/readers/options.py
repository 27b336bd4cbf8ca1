"""What a reader may be told, and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from quotetrack.errors import InputError
from quotetrack.readers.limits import CONTAINER_FACTOR, MAX_DOCUMENT_BYTES, PAGE_SHARE

# A document before it is validated: values for the fields of `Document`, at least `text`.
Fields: TypeAlias = dict[str, str]
OnError: TypeAlias = Callable[[InputError], None]

METADATA = ("lang", "title", "url", "outlet", "author", "published")
FIELDS = ("id", "text", *METADATA)


@dataclass(frozen=True)
class Options:
    """How to read. Everything left out is found out from the content.

    `format`    one of `formats.FORMATS`
    `encoding`  a Python codec name, obeyed even against the file's own claim
    `metadata`  values for title, url, outlet, author, published and lang; they win over a
                sidecar's, which win over the file's own
    `charset`   the encoding that a server named; the bytes may overrule it
    `columns`   document field → column of a CSV file or key of a JSON object
    `max_document_bytes`  a larger file, line or archive member is refused
    `fast`      HTML by resiliparse alone: 20 times faster, some boilerplate left in
    `keep_pages`  a folder that gets the raw bytes of each page fetched
    `allow_private`  let URLs lead to private addresses: for tests with a local server
    """

    format: str | None = None
    encoding: str | None = None
    charset: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    max_document_bytes: int = MAX_DOCUMENT_BYTES
    fast: bool = False
    keep_pages: Path | None = None
    allow_private: bool = False

    @property
    def max_page_bytes(self) -> int:
        """The largest source of a web page or feed."""
        return int(self.max_document_bytes * PAGE_SHARE)

    @property
    def max_container_bytes(self) -> int:
        """The largest PDF or DOCX file, and what the latter may hold."""
        return self.max_document_bytes * CONTAINER_FACTOR
