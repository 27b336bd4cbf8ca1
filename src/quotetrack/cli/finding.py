"""`search` and `show`: what is in the database, quote by quote and document by document."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli.options import (
    counted,
    database_option,
    json_line,
)
from quotetrack.errors import StoreError
from quotetrack.terminal import one_line

if TYPE_CHECKING:
    from quotetrack.rendering import Shown

MIN_PREFIX_CHARS = 4


@click.command(short_help="Show one document with its quotes coloured.")
@click.argument("document")
@click.option(
    "--html",
    "html_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write one self-contained page instead.",
)
@click.option("--json", "as_json", is_flag=True, help="Print document and quotes as JSON.")
@database_option
def show(document: str, html_file: Path | None, as_json: bool, database: Path) -> None:
    """Show a document with its quotes, their speakers and cues coloured.

    DOCUMENT is an id or its beginning, a URL, or the id of one of its quotes, as the other commands
    print them; or a file, which is read and shown without the database.

    \b
    quotetrack show 5228baf7
    quotetrack show article.txt --html article.html
    """
    from quotetrack.rendering import order

    about, rows, quotes = (
        _read_file(document) if Path(document).is_file() else _stored(database, document)
    )
    quotes = order(quotes)
    text = about.pop("text")
    if html_file is not None:
        from quotetrack.exporters.writing import write_text
        from quotetrack.rendering.page import page

        write_text(html_file, page(text, quotes, about))
        click.echo(f"{counted(len(quotes), 'quote')} shown in {html_file}", err=True)
    elif as_json:
        click.echo(json_line({**about, "text": text, "quotes": rows}))
    else:
        _print_document(text, quotes, about)


def _print_document(text: str, quotes: list[Shown], about: Mapping[str, Any]) -> None:
    from quotetrack.rendering.ansi import coloured, legend, listed

    for field in ("title", "outlet", "author", "published", "url", "id"):
        if about.get(field):
            click.echo(f"{click.style(field, dim=True)} {one_line(str(about[field]))}")
    click.echo()
    for part in coloured(text, quotes):
        click.echo(part, nl=False)
    click.echo("\n\n" + legend())
    for number, quote in enumerate(quotes, 1):
        click.echo(listed(number, quote))


def _read_file(name: str) -> tuple[dict[str, Any], list[dict[str, Any]], list[Shown]]:
    from quotetrack.ingesting import extractor, with_language
    from quotetrack.readers import read
    from quotetrack.rendering import from_quote

    document = with_language(next(read(name)))
    quotes = extractor()(document)
    rows = [quote.model_dump(by_alias=True) for quote in quotes]
    return document.model_dump(), rows, [from_quote(quote) for quote in quotes]


def _stored(database: Path, name: str) -> tuple[dict[str, Any], list[dict[str, Any]], list[Shown]]:
    from quotetrack.rendering import from_row

    with opened(database) as connection:
        about = find_document(connection, name)
        rows = connection.execute(
            "SELECT * FROM claims_database WHERE document_key = ? ORDER BY start, row",
            (about.pop("key"),),
        ).fetchall()
    about.pop("extractor", None)
    return about, [public(row) for row in rows], [from_row(row) for row in rows]


def opened(database: Path) -> closing[sqlite3.Connection]:
    """The database for reading, closed at the end of a `with`."""
    from quotetrack.store.connection import open_current

    return closing(open_current(database, readonly=True))


def find_document(connection: sqlite3.Connection, name: str) -> dict[str, Any]:
    """The row of the one document that a name means: an id, its beginning, a URL, a quote's id.

    Raises StoreError where there is none, or more than one.
    """
    for where in (
        "id = ?",
        "url = ?",
        "key = (SELECT document_key FROM quotes WHERE id = ?)",
    ):
        found = connection.execute(
            f"SELECT * FROM documents WHERE {where} LIMIT 2", (name,)
        ).fetchall()
        if len(found) == 1:
            return dict(found[0])
    if len(name) >= MIN_PREFIX_CHARS:
        found = connection.execute(
            "SELECT * FROM documents WHERE id >= ? AND substr(id, 1, ?) = ? ORDER BY id LIMIT 6",
            (name, len(name), name),
        ).fetchall()
    if len(found) == 1:
        return dict(found[0])
    if found:
        ids = ", ".join(row["id"] for row in found)
        raise StoreError(f"{name!r} may be several documents ({ids}): give more of the id")
    raise StoreError(f"there is no document {name!r}: see `quotetrack documents list`")


def public(row: sqlite3.Row) -> dict[str, Any]:
    """A row as programs get it: without the numbers that only live inside the file."""
    import json

    values = {name: row[name] for name in row.keys() if name not in ("row", "document_key")}  # noqa: SIM118
    for name in ("content", "verbatim"):
        values[name] = json.loads(values[name] or "[]")
    return values
