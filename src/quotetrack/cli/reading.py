"""`extract`, `ingest`, `reextract`: from articles to quotes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli import EXIT_BAD_INPUT, completing, report
from quotetrack.cli.inputs import documents, options_of, reader_options
from quotetrack.cli.options import (
    counted,
    database_option,
    experts_option,
    is_unicode_output,
    json_line,
)
from quotetrack.cli.people import registry, remember
from quotetrack.cli.progress import progress, reading_progress
from quotetrack.cli.summary import print_summary
from quotetrack.cli.values import Number

if TYPE_CHECKING:
    pass

SHOWN_FAILURES = 20


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
        documents(paths or ("-",), options_of(**reading), failures),
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
    options = options_of(**reading)
    with Store(database) as store:
        people = registry(store.connection, experts_file)
        remember(store, people)
        run = store.start_run("ingest", __version__)
        try:
            with reading_progress(paths) as (advance, stored):
                store_all(
                    store,
                    documents(paths, options, failures, advance),
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
        read = counted(result.read, "document")
        click.echo(f"{read} extracted again, {result.changed:,} with other quotes than before")
    end(failures)


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
