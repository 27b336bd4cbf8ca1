"""`extract`, `ingest`, `reextract`: from articles to quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli import EXIT_BAD_INPUT, completing, report
from quotetrack.cli.options import (
    counted,
    database_option,
    experts_option,
    is_unicode_output,
    json_line,
    together,
)
from quotetrack.cli.people import registry, remember
from quotetrack.cli.progress import progress, reading_progress
from quotetrack.cli.summary import print_summary
from quotetrack.cli.values import Number, check_published
from quotetrack.errors import InputError
from quotetrack.terminal import one_line

if TYPE_CHECKING:
    from quotetrack.models import Document
    from quotetrack.readers import Options

SHOWN_FAILURES = 20

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


@click.command(short_help="Print the quotes of documents as JSON lines.")
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", shell_complete=completing.files)
@reader_options
@experts_option
def extract(
    paths: tuple[str, ...], workers: int, experts_file: Path | None, **reading: Any
) -> None:
    """Print the quotes of files, folders, web pages or standard input as JSON lines.

    \b
    quotetrack extract article.txt
    echo '他说：“好。”' | quotetrack extract --lang zh
    quotetrack extract --input-format jsonl articles.jsonl > quotes.jsonl
    """
    from quotetrack.ingesting import named, printed

    failures: list[str] = []
    for document, found in printed(
        _documents(paths or ("-",), _options(**reading), failures),
        registry=registry(None, experts_file),
        workers=workers,
        ascii_only=not is_unicode_output(),
    ):
        if isinstance(found, str):
            failures.append(f"{named(document)}: {found}")
        elif found:
            # Line by line: one long write into a pipe that closes is lost without an error. Flushed
            # once a document, where `click.echo` would do it for every line.
            print(*found, sep="\n", flush=True)
    end(failures)


@click.command(short_help="Read documents and store their quotes in a database.")
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH|URL|-...", shell_complete=completing.files
)
@reader_options
@experts_option
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@database_option
def ingest(
    paths: tuple[str, ...],
    workers: int,
    experts_file: Path | None,
    as_json: bool,
    database: Path,
    **reading: Any,
) -> None:
    """Read articles, find their quotes, store both, and say what was found by expert.

    A document that is stored already is left as it is. What cannot be read is named at the end.

    \b
    quotetrack ingest articles/ --db news.db --workers 4
    quotetrack ingest https://example.org/story.html
    quotetrack ingest crawl.jsonl --column text=body --set outlet="The Daily"
    """
    from quotetrack import __version__
    from quotetrack.ingesting import Summary
    from quotetrack.ingesting import ingest as store_all
    from quotetrack.store import Store

    failures: list[str] = []
    summary = Summary()
    options = _options(**reading)
    with Store(database) as store:
        people = registry(store.connection, experts_file)
        remember(store, people)
        run = store.start_run("ingest", __version__)
        try:
            with reading_progress(paths) as (advance, stored):
                store_all(
                    store,
                    _documents(paths, options, failures, advance),
                    registry=people,
                    version=__version__,
                    workers=workers,
                    on_stored=stored,
                    summary=summary,
                )
        finally:
            failures += [f"{name}: {why}" for name, why in summary.failures]
            store.end_run(
                run,
                {
                    "added": summary.added,
                    "unchanged": summary.unchanged,
                    "quotes": summary.quotes,
                    "failed": len(failures),
                },
                [("", failure) for failure in failures],
            )
            names = {expert.id: expert.name for expert in store.experts()}
            print_summary(summary, names, as_json, failures)
    end(failures)


@click.command(short_help="Extract the stored documents again.")
@click.argument("document_ids", nargs=-1, metavar="[DOCUMENT]...")
@click.option("--all", "everything", is_flag=True, help="Also those this version has extracted.")
@experts_option
@click.option(
    "--workers", type=Number(1, 256), default=1, show_default=True, metavar="N",
    help="Extract in so many processes.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON object.")
@database_option
def reextract(
    document_ids: tuple[str, ...],
    everything: bool,
    experts_file: Path | None,
    workers: int,
    as_json: bool,
    database: Path,
) -> None:
    """Extract stored documents again: after an upgrade, or with new experts.

    People's reviews are kept: each goes to the quote that now overlaps its words most.

    \b
    quotetrack reextract --db news.db
    quotetrack reextract --all --workers 4
    """
    from quotetrack import __version__
    from quotetrack.ingesting import reextract as replace_all
    from quotetrack.store import Store

    with Store(database, create=False) as store:
        people = registry(store.connection, experts_file)
        remember(store, people)
        run = store.start_run("reextract", __version__)
        (total,) = store.connection.execute("SELECT count(*) FROM documents").fetchone()
        with progress("documents", len(document_ids) or total) as advance:
            result = replace_all(
                store,
                document_ids,
                registry=people,
                version=__version__,
                everything=everything,
                workers=workers,
                on_done=advance,
            )
        failures = [f"{name}: {why}" for name, why in result.failures]
        counts = {"read": result.read, "changed": result.changed, "failed": len(failures)}
        store.end_run(run, counts, result.failures)
    if as_json:
        click.echo(json_line({**counts, "failures": failures}))
    else:
        documents = counted(result.read, "document")
        click.echo(f"{documents} extracted again, {result.changed:,} with other quotes than before")
    end(failures)


def _options(
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


def _documents(
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


def end(failures: list[str]) -> None:
    """Says what failed, and leaves with the exit code for it."""
    for failure in failures[:SHOWN_FAILURES]:
        report(failure)
    if len(failures) > SHOWN_FAILURES:
        report(
            f"and {len(failures) - SHOWN_FAILURES:,} more failures; the log of runs has them all"
        )
    if failures:
        click.get_current_context().exit(EXIT_BAD_INPUT)
