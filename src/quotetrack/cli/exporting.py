"""`export` and `import`: the claims database as files, and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, Any, cast

import click

from quotetrack.cli import completing
from quotetrack.cli.filters import filter_options, filters_of
from quotetrack.cli.finding import bring_up_to_date, opened
from quotetrack.cli.options import counted, database_option, json_line
from quotetrack.cli.progress import progress
from quotetrack.exporters import FORMATS


@click.command(short_help="Write the claims database to a file.")
@click.argument("target", metavar="FILE|-", shell_complete=completing.files)
@click.argument("words", nargs=-1)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    help="The format (else by the file's ending; csv for -).",
)
@filter_options
@click.option("--bom", is_flag=True, help="Mark CSV as UTF-8, for Excel.")
@click.option("--public", is_flag=True, help="Leave out who reviewed, and local paths.")
@click.option(
    "--datapackage/--no-datapackage",
    default=True,
    show_default=True,
    help="Describe a table's columns in a datapackage.json beside it.",
)
@click.option("--force", is_flag=True, help="Also over a quotetrack database.")
@database_option
def export(
    target: str,
    words: tuple[str, ...],
    format_: str | None,
    bom: bool,
    public: bool,
    datapackage: bool,
    force: bool,
    database: Path,
    **given: Any,
) -> None:
    """Write all quotes, or those that match, to a file: one row a quote.

    People's answer is shown where they reviewed a quote, else the machine's; `status` says which.
    A broken export leaves the file that was there before.

    \b
    quotetrack export claims.csv --bom
    quotetrack export claims.xlsx --verified --expert Aziz
    quotetrack export - --format jsonl 制裁 | head
    """
    from quotetrack.exporters import Selection, export_text
    from quotetrack.exporters import export as write

    bring_up_to_date(database)
    with opened(database) as connection:
        selection = Selection(" ".join(words) or None, filters_of(connection, **given))
        if target == "-":
            export_text(
                connection,
                cast(IO[str], _output()),
                format_ or "csv",
                selection,
                public=public,
                bom=bom,
            )
            return
        _spare_databases(Path(target), database, force)
        (total,) = connection.execute("SELECT count(*) FROM quotes").fetchone()
        with progress("quotes", total) as advance:
            number = write(
                connection,
                Path(target),
                selection,
                format=format_,
                public=public,
                bom=bom,
                datapackage=datapackage,
                on_row=advance,
            )
    click.echo(f"{counted(number, 'quote')} written to {target}", err=True)


def _output() -> Any:
    """Standard output as UTF-8 with the line ends that the formats ask for."""
    stream = sys.stdout
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", newline="")
    return stream


def _spare_databases(target: Path, database: Path, force: bool) -> None:
    """An export must not take the place of the database it is made from, nor of another."""
    from quotetrack.errors import ExportError
    from quotetrack.store.connection import APPLICATION_ID

    if not target.is_file():
        return
    if database.exists() and target.samefile(database):
        raise ExportError(f"{target} is the database itself: export to another file")
    with open(target, "rb") as file:
        head = file.read(72)
    if not force and head[68:72] == APPLICATION_ID.to_bytes(4, "big"):
        raise ExportError(f"{target} is a quotetrack database: name another file, or use --force")


@click.command("import", short_help="Read an export back, with its reviews.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON object.")
@database_option
def import_(files: tuple[Path, ...], as_json: bool, database: Path) -> None:
    """Read JSONL or Web Annotation exports into a database: documents, quotes, reviews.

    Also what `quotetrack-spark` wrote: a Parquet file, or the folder with them.

    What is there already stays as it is, so importing twice changes nothing.

    \b
    quotetrack import claims.jsonl --db other.db
    quotetrack import out/documents
    """
    from quotetrack.cli.reading import end
    from quotetrack.exporters.importing import import_files
    from quotetrack.store import Store

    with Store(database) as store:
        result = import_files(store, files)
    if as_json:
        click.echo(
            json_line(
                {
                    "documents": result.documents,
                    "quotes": result.quotes,
                    "reviews": result.reviews,
                    "failures": result.failures,
                }
            )
        )
    else:
        click.echo(
            f"{counted(result.documents, 'new document')}, {counted(result.quotes, 'new quote')}, "
            f"{counted(result.reviews, 'review')} new or changed"
        )
    end(result.failures)
