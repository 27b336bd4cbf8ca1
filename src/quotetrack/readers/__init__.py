"""Files, pages and feeds to documents. One module a family of formats.

A reader takes a stream of bytes and yields the fields of documents. Errors inside a file that
leave the rest of it readable are reported, all others raised; here both get the file's name.
"""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, cast

from quotetrack.errors import InputError
from quotetrack.models import Document
from quotetrack.readers.formats import FORMATS, tell_format
from quotetrack.readers.options import Fields, OnError, Options
from quotetrack.readers.sources import STANDARD_INPUT, expand, is_url, shown, sidecar_of
from quotetrack.readers.streams import look_ahead

__all__ = ["FORMATS", "Options", "read", "read_many"]

_Reader = Callable[[BinaryIO, Options, OnError], Iterator[Fields]]

# Looked up at use, since some bring heavy libraries.
_READERS = {
    "text": ("text", "read_text"),
    "markdown": ("text", "read_text"),
    "jsonl": ("records", "read_jsonl"),
    "json": ("records", "read_json"),
    "csv": ("records", "read_csv"),
    "tsv": ("records", "read_csv"),
    "html": ("html", "read_html"),
    "mhtml": ("html", "read_mhtml"),
    "feed": ("feeds", "read_feed"),
    "warc": ("warc", "read_warc"),
    "pdf": ("pdf", "read_pdf"),
    "docx": ("word", "read_docx"),
}
_ONE_DOCUMENT = {"text", "markdown", "html", "mhtml", "pdf", "docx"}


def read(
    source: str | os.PathLike[str] | BinaryIO,
    format: str | None = None,  # noqa: A002  # the word users know
    **options: Any,
) -> Iterator[Document]:
    """The documents of a file, a folder, a pattern, a URL, "-" or a binary stream.

    `format` and `options` are the fields of `Options`. What can be read is yielded first; then the
    first error is raised as InputError, which says how many there were.
    """
    errors: list[InputError] = []
    settings = Options(format=format, **options)
    if isinstance(source, (str, os.PathLike)):
        yield from read_many([source], errors.append, settings)
    else:
        name = str(getattr(source, "name", "the stream"))
        yield from _guarded(name, source, settings, errors.append)
    if errors:
        more = f" (and {len(errors) - 1} more errors)" if len(errors) > 1 else ""
        raise InputError(f"{errors[0]}{more}")


def read_many(
    sources: Iterable[str | os.PathLike[str]],
    on_error: OnError,
    options: Options = Options(),  # noqa: B008  # frozen
) -> Iterator[Document]:
    """The documents of files, folders, patterns, URLs and "-"; each failure goes to `on_error`.

    The error's text is one line: the source's name, what is wrong and what to do.
    """
    for name in expand(sources, on_error):
        if name == STANDARD_INPUT:
            yield from _guarded("standard input", sys.stdin.buffer, options, on_error)
            continue
        told = options
        try:
            if is_url(name):
                stream, told = _fetch(name, options)
            else:
                stream = _open(name)
        except InputError as error:
            on_error(InputError(f"{shown(name)}: {error}"))
            continue
        with closing(stream):
            yield from _guarded(name, stream, told, on_error)


def _fetch(url: str, options: Options) -> tuple[BinaryIO, Options]:
    """A page, and the options with what its server said about it."""
    from quotetrack.readers.fetching import open_page

    stream, page = open_page(url, options)
    return stream, replace(
        options, charset=page.charset, metadata={"url": page.url, **options.metadata}
    )


def _open(name: str) -> BinaryIO:
    try:
        return open(name, "rb")
    except FileNotFoundError:
        raise InputError("there is no such file; check the path") from None
    except IsADirectoryError:
        raise InputError("a folder; name the files in it") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no possible name"
        raise InputError(f"cannot be opened ({reason})") from None


def _guarded(
    name: str, stream: BinaryIO, options: Options, on_error: OnError
) -> Iterator[Document]:
    """The documents of a stream; whatever goes wrong is reported under its name."""

    def report(error: InputError) -> None:
        on_error(InputError(f"{shown(name)}: {error}"))

    try:
        yield from _documents(name, stream, options, report)
    except InputError as error:
        report(error)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        report(InputError("compressed data that is cut off or damaged; get the file again"))
    except OSError as error:
        report(InputError(f"cannot be read ({error.strerror or error})"))


def _documents(
    name: str, stream: BinaryIO, options: Options, report: OnError
) -> Iterator[Document]:
    found = options.format
    if found is None:
        head, stream = look_ahead(stream)
        if not head:
            raise InputError("the file is empty")
        found = tell_format(head, "" if is_url(name) else name)
        if found == "gzip":
            stream = cast(BinaryIO, gzip.GzipFile(fileobj=stream))
            head, stream = look_ahead(stream)
            found = tell_format(head, name)
            if found == "gzip":
                raise InputError("compressed twice; unpack it first")
        options = replace(options, format=found)
    if found not in _READERS:
        raise InputError(f"no format is called {found!r}; use one of {', '.join(_READERS)}")
    module, function = _READERS[found]
    reader: _Reader = getattr(import_module(f"quotetrack.readers.{module}"), function)
    given = dict(options.metadata)
    if found in _ONE_DOCUMENT and not is_url(name) and (sidecar := sidecar_of(Path(name))):
        from quotetrack.readers.sidecar import read_sidecar

        given = {**read_sidecar(sidecar), **given}
    for fields in reader(stream, options, report):
        yield Document(**{**fields, **given})
