"""`search` and `show`: what is in the database, quote by quote and document by document."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli import completing
from quotetrack.cli.filters import filter_options, filters_of
from quotetrack.cli.options import (
    counted,
    database_option,
    json_line,
    json_option,
    limit_option,
    print_json,
)
from quotetrack.errors import StoreError
from quotetrack.terminal import one_line, printable, shortened

if TYPE_CHECKING:
    from quotetrack.rendering import Shown
    from quotetrack.search import Hit

MIN_PREFIX_CHARS = 4
INTERNAL = ("row", "document_key", "context_start", "context_end")


@click.command(
    short_help="Find quotes by their words, expert and more.",
    # `-oil` leaves a word out, so single dashes are no options here.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[WORDS]...")
@filter_options
@limit_option
@json_option
@database_option
def search(words: tuple[str, ...], limit: int, as_json: bool, database: Path, **given: Any) -> None:
    """Find quotes by their words, who said them, when and where; the best first.

    Words of one quote in any order; "economic pressure" as a phrase; a OR b; -word leaves out;
    sanction* is a beginning. Case, accents, width and Chinese variants make no difference. Without
    words, all that pass the options, the latest stored first.

    \b
    quotetrack search 制裁 --expert Aziz
    quotetrack search '"economic pressure" OR 經濟' --since 2024-05 --verified
    quotetrack search --expert 奥兹基齐尔奇克 --limit 0 --json
    """
    from difflib import get_close_matches

    from quotetrack.search import count
    from quotetrack.search import search as find

    for word in words:
        if word.startswith("--"):
            known = [name for option in search.params for name in option.opts]
            raise click.NoSuchOption(word, possibilities=get_close_matches(word, known))
    query = " ".join(words)
    with opened(database) as connection:
        filters = filters_of(connection, **given)
        hits = find(connection, query, limit=limit, **filters)
        if as_json:
            print_json(hit_row(hit) for hit in hits)
            return
        for number, hit in enumerate(hits, 1):
            click.echo(_shown(number, hit))
        if not hits:
            wider = query and filters["in_"] != "document"
            hint = " --in document looks in whole articles." if wider else ""
            click.echo(f"No quotes found.{hint}", err=True)
        elif (
            limit and len(hits) == limit and (total := count(connection, query, **filters)) > limit
        ):
            click.echo(f"{limit:,} of {counted(total, 'quote')}; --limit 0 shows all", err=True)


def hit_row(hit: Hit) -> dict[str, Any]:
    """A hit as programs get it: the row, and where in it the words are."""
    row = public(hit.row)
    row["marks"] = hit.marks
    row["context_marks"] = hit.context_marks
    if hit.excerpt is not None:
        row["excerpt"] = hit.excerpt
        row["excerpt_marks"] = hit.excerpt_marks
    return row


def _shown(number: int, hit: Hit) -> str:
    row = hit.row
    who = row["who"] or "unknown"
    if row["expert_name"] and row["expert_name"] != who:
        who += f" ({row['expert_name']})"
    facts = [row["kind"], row["stance"] if row["stance"] != "asserts" else None, row["status"]]
    place = [(row["published"] or "")[:10], row["outlet"], shortened(row["title"] or "", 60)]
    head = f"{number}. {click.style(one_line(who), bold=True)}  " + click.style(
        one_line(", ".join(fact for fact in facts if fact)), dim=True
    )
    tail = one_line(" · ".join(part for part in (*place, f"{row['document_id'][:12]}") if part))
    return f"{head}\n   {_context(hit)}\n   {click.style(tail, dim=True)}"


def _context(hit: Hit) -> str:
    """The sentence, its quoted part in colour, the hits marked."""
    row = hit.row
    start = row["context_start"] or 0
    inside = [(a - start, b - start) for a, b in json.loads(row["content"] or "[]")]
    cuts = {0, len(row["context"])}
    for a, b in (*inside, *hit.context_marks):
        cuts |= {a, b}
    parts = []
    edges = sorted(cut for cut in cuts if 0 <= cut <= len(row["context"]))
    for a, b in pairwise(edges):
        words = " ".join(printable(row["context"][a:b]).splitlines())
        quoted = any(low <= a and b <= high for low, high in inside)
        if any(low <= a and b <= high for low, high in hit.context_marks):
            words = click.style(words, bold=True, reverse=True) if _colours() else f"[{words}]"
        elif quoted:
            words = click.style(words, fg="cyan")
        parts.append(words)
    return "".join(parts)


def _colours() -> bool:
    context = click.get_current_context()
    return sys.stdout.isatty() if context.color is None else context.color


@click.command(short_help="Show one document with its quotes coloured.")
@click.argument("document", shell_complete=completing.files)
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
    from quotetrack.models import as_printed
    from quotetrack.parallel import extractor, with_language
    from quotetrack.readers import read
    from quotetrack.rendering import from_quote

    document = with_language(next(read(name)))
    quotes = extractor()(document)
    rows = [as_printed(quote) for quote in quotes]
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


def public(row: sqlite3.Row | Mapping[str, Any]) -> dict[str, Any]:
    """A row as programs get it: without the numbers that only live inside the file."""
    values = {name: value for name, value in dict(row).items() if name not in INTERNAL}
    for name in ("content", "verbatim"):
        values[name] = json.loads(values[name] or "[]")
    return values


def bring_up_to_date(database: Path) -> None:
    """Finds the claims of what an interrupted run, a pull or an import left without; a database that
    we may not write stays as it is."""
    from quotetrack.store.claiming import pending

    with opened(database) as connection:
        waiting = pending(connection)
    if waiting:
        from quotetrack.store import Store

        with suppress(StoreError), Store(database, create=False) as store:
            store.refresh_claims()
