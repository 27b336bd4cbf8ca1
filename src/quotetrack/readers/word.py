"""Word documents: the text of their paragraphs, tables and text boxes."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from quotetrack.errors import InputError
from quotetrack.readers.decoding import clean
from quotetrack.readers.options import Fields, OnError, Options
from quotetrack.readers.streams import read_whole, too_large

MAX_TAGS = 1_000_000  # 250 MiB as a tree; a novel has 300,000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BODY = "word/document.xml"
_WRITTEN = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_docx(stream: BinaryIO, options: Options, report: OnError) -> Iterator[Fields]:
    """A Word document, a paragraph a line; what tracked changes deleted is left out.

    Its title is taken, its author not: that is who typed it. Raises InputError.
    """
    data = read_whole(stream, options.max_container_bytes)
    _check_archive(data, options)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_paragraphs(document.element.body))
        title = document.core_properties.title
    except Exception as error:  # python-docx raises whatever XML, ZIP and its own code raise
        raise InputError(
            f"a damaged Word document ({type(error).__name__}); save it again"
        ) from None
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        raise InputError("there is no text in this Word document; is it scanned?")
    yield {"text": clean(text), **({"title": clean(title)} if title else {})}


def _check_archive(data: bytes, options: Options) -> None:
    """Raises InputError for an archive that is none, no Word document, encrypted or a bomb.

    What the members claim to hold is what zipfile reads of them at most, so the claims can be
    trusted: a member that holds more is cut there and fails its checksum.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            body = next((member for member in members if member.filename == _BODY), None)
            encrypted = any(member.flag_bits & 1 for member in members)
            fits = body is not None and body.file_size <= options.max_document_bytes
            tags = archive.read(body).count(b"<") if body and fits and not encrypted else 0
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, RuntimeError):
        raise InputError("a damaged or cut off ZIP or DOCX file; get it again") from None
    if body is None:
        raise InputError("a ZIP archive, but no Word document; unpack it and read what is in it")
    if encrypted:
        raise InputError("encrypted; save it without a password")
    if not fits:
        raise InputError(too_large("its text, unpacked,", options.max_document_bytes))
    if tags > MAX_TAGS:
        raise InputError(f"more than {MAX_TAGS:,} XML tags; split it")
    if sum(member.file_size for member in members) > options.max_container_bytes:
        raise InputError(
            f"{too_large('it, unpacked,', options.max_container_bytes).split(';')[0]}: a zip bomb?"
        )


def _paragraphs(body: Any) -> Iterator[str]:
    """The text of each paragraph; those of a text box come before the one that holds it."""
    from lxml import etree

    pieces: list[list[str]] = []
    # A walk, since tables and boxes can be nested deeper than Python's stack.
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if tag == f"{_W}p":
            if event == "start":
                pieces.append([])
            else:
                yield "".join(pieces.pop())
        elif event == "end":
            continue
        elif tag in (f"{_W}del", f"{_W}moveFrom", _FALLBACK):
            walk.skip_subtree()
        elif pieces and tag == f"{_W}t":
            pieces[-1].append(element.text or "")
        elif pieces and tag in _WRITTEN and element.getparent().tag == f"{_W}r":
            pieces[-1].append(_WRITTEN[tag])
