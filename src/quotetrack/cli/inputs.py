"""What is read and how: the options that `extract` and `ingest` share, and the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotetrack.cli.options import together
from quotetrack.cli.values import Number, check_published
from quotetrack.errors import InputError
from quotetrack.terminal import one_line

if TYPE_CHECKING:
    from quotetrack.models import Document
    from quotetrack.readers import Options

reader_options = together(
    click.option("--lang", metavar="TAG", help="The language (zh, zh-Hant, en, ru …)."),
    click.option(
        "--input-format",
        metavar="FORMAT",
        help="text, html, jsonl, csv … (else found out from the content).",
    ),
    click.option("--encoding", metavar="NAME", help="The encoding (else found out)."),
    click.option(
        "--set",
        "metadata",
        multiple=True,
        metavar="FIELD=VALUE",
        help="Sets title, url, outlet, author or published.",
    ),
    click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="FIELD=NAME",
        help="Where a CSV or JSON file keeps a field, as text=body.",
    ),
    click.option("--fast", is_flag=True, help="Read HTML 20 times faster, less cleanly."),
    click.option(
        "--max-size",
        type=Number(1),
        metavar="MIB",
        help="The largest document read, 16 MiB unless given.",
    ),
    click.option(
        "--keep-pages",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="FOLDER",
        help="Keep the raw bytes of each page fetched there.",
    ),
    click.option(
        "--workers",
        type=Number(1, 256),
        default=1,
        show_default=True,
        metavar="N",
        help="Extract in so many processes.",
    ),
)


def options_of(
    lang: str | None,
    input_format: str | None,
    encoding: str | None,
    metadata: Iterable[str],
    columns: Iterable[str],
    fast: bool,
    max_size: int | None,
    keep_pages: Path | None,
) -> Options:
    from quotetrack.readers import Options
    from quotetrack.readers.limits import MAX_DOCUMENT_BYTES, MIB
    from quotetrack.readers.options import FIELDS, METADATA

    given = _pairs("--set", metadata, METADATA)
    if "published" in given:
        check_published("--set published", given["published"])
    if lang is not None:
        given["lang"] = lang
        _warn_of_no_pack(lang)
    return Options(
        format=input_format,
        encoding=encoding,
        metadata=given,
        columns=_pairs("--column", columns, FIELDS),
        fast=fast,
        max_document_bytes=max_size * MIB if max_size else MAX_DOCUMENT_BYTES,
        keep_pages=keep_pages,
    )


def _warn_of_no_pack(lang: str) -> None:
    """A language without a pack is no error (a document may hold others), but nobody would guess."""
    from quotetrack.extraction.packs import available
    from quotetrack.language import settle

    tag = (settle(lang, "") or "").split("-")[0]
    if tag not in available():
        known = ", ".join(sorted(available()))
        click.echo(
            f"There is no language pack for '{one_line(lang)}', so nothing is found in it. Packs: "
            f"{known}. Another one is a file of your own: docs/add-a-language.md",
            err=True,
        )


def _pairs(option: str, values: Iterable[str], fields: Iterable[str]) -> dict[str, str]:
    pairs = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals or name not in fields:
            raise click.UsageError(
                f"{option} wants FIELD=…, the field one of {', '.join(fields)}; got {value!r}"
            )
        pairs[name] = rest
    return pairs


def documents(
    paths: Iterable[str],
    options: Options,
    failures: list[str],
    advance: Callable[[str, int | None], None] = lambda name, characters: None,
) -> Iterator[Document]:
    """The documents of all paths; `advance` hears of each one read and, with None, of each file."""
    from quotetrack.readers import read_many
    from quotetrack.readers.sources import expand

    def failed(error: InputError) -> None:
        failures.append(str(error))

    for name in expand(paths, failed):
        for document in read_many([name], failed, options):
            advance(name, len(document.text))
            yield document
        advance(name, None)
