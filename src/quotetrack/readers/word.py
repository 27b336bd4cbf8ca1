"""Word documents: the text of their paragraphs, tables and text boxes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from quotetrack.errors import InputError
from quotetrack.readers.decoding import clean
from quotetrack.readers.limits import MAX_UNPACKED_BYTES
from quotetrack.readers.options import Fields, OnError, Options
from quotetrack.readers.streams import read_whole, too_large

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BODY = "word/document.xml"
_WRITTEN = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_docx(stream: BinaryIO, options: Options, report: OnError) -> Iterator[Fields]:
    """A Word document, a paragraph a line; what tracked changes deleted is left out.

    Its title is taken, its author not: that is who typed it. Raises InputError.
    """
    data = read_whole(stream, max(options.max_document_bytes, MAX_UNPACKED_BYTES))
    _check_archive(data, options.max_document_bytes)
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


def _check_archive(data: bytes, limit_bytes: int) -> None:
    """Raises InputError for an archive that is none, no Word document, encrypted or a bomb.

    What the members claim to hold is what zipfile reads of them at most, so the claims can be
    trusted: a member that holds more is cut there and fails its checksum.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise InputError("a damaged or cut off ZIP or DOCX file; get it again") from None
    body = next((member for member in members if member.filename == _BODY), None)
    if body is None:
        raise InputError("a ZIP archive, but no Word document; unpack it and read what is in it")
    if any(member.flag_bits & 1 for member in members):
        raise InputError("encrypted; save it without a password")
    if body.file_size > limit_bytes:
        raise InputError(too_large("its text, unpacked,", limit_bytes))
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise InputError(
            f"{too_large('it, unpacked,', MAX_UNPACKED_BYTES).split(';')[0]}: a zip bomb?"
        )


def _paragraphs(body: Any) -> Iterator[str]:
    """The text of each paragraph; those of a text box come before the one that holds it."""
    pieces: list[list[str]] = []
    # An explicit walk: tables and boxes can be nested deeper than Python's stack.
    todo: list[tuple[Any, bool]] = [(body, False)]
    while todo:
        element, leaving = todo.pop()
        tag = element.tag
        if leaving:
            yield "".join(pieces.pop())
            continue
        if tag in (f"{_W}del", f"{_W}moveFrom", _FALLBACK):
            continue
        if tag == f"{_W}p":
            pieces.append([])
            todo.append((element, True))
        elif pieces and tag == f"{_W}t":
            pieces[-1].append(element.text or "")
        elif pieces and tag in _WRITTEN and element.getparent().tag == f"{_W}r":
            pieces[-1].append(_WRITTEN[tag])
        todo.extend((child, False) for child in reversed(element))
