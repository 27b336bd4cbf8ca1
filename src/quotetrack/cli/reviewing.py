"""What the commands that speak with Label Studio share: options, connection, progress, log."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotetrack.cli import EXIT_BAD_INPUT, report
from quotetrack.cli.options import database_option, together
from quotetrack.cli.values import Seconds
from quotetrack.errors import QuotetrackError
from quotetrack.review.project import DEFAULT_PROJECT
from quotetrack.terminal import one_line

if TYPE_CHECKING:
    from quotetrack.review.client import Server
    from quotetrack.review.project import Progress
    from quotetrack.store import Store

SHOWN_FAILURES = 20

server_options = together(
    click.option(
        "--project",
        default=DEFAULT_PROJECT,
        show_default=True,
        envvar="LABEL_STUDIO_PROJECT",
        metavar="NAME|ID",
        help="The project on the server.",
    ),
    click.option(
        "--timeout",
        "seconds",
        type=Seconds(0.1),
        default=120.0,
        show_default=True,
        metavar="SECONDS",
        help="Give up on a request after so long.",
    ),
    click.option(
        "--credentials",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Where url and api_key stand, mode 600 (else LABEL_STUDIO_URL and _API_KEY).",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON object."),
    database_option,
)


def connected(path: Path | None, seconds: float) -> Server:
    from quotetrack.review.client import Server
    from quotetrack.review.credentials import find_credentials

    # A file that is named is meant, whatever the environment says.
    found = find_credentials({}, path) if path is not None else find_credentials()
    return Server(found, seconds)


def say(line: str) -> None:
    click.echo(one_line(line), err=True)


@contextmanager
def noted(store: Store, command: str, version: str) -> Iterator[dict[str, int]]:
    """Notes the run in the database, with its counts or what ended it."""
    run = store.start_run(command, version)
    counts: dict[str, int] = {}
    failures: list[tuple[str, str]] = []
    try:
        yield counts
    except BaseException as error:
        # Another error's words could hold anything, a key too.
        known = isinstance(error, QuotetrackError)
        failures.append(("", str(error) if known else type(error).__name__))
        raise
    finally:
        store.end_run(run, counts, failures)


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """A line with a bar on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(
            task, description=what, completed=done, total=total
        )


def end(failures: list[str]) -> None:
    """Says what failed, and leaves with the exit code for it."""
    for failure in failures[:SHOWN_FAILURES]:
        report(failure)
    if len(failures) > SHOWN_FAILURES:
        report(f"and {len(failures) - SHOWN_FAILURES:,} more")
    if failures:
        raise click.exceptions.Exit(EXIT_BAD_INPUT)
