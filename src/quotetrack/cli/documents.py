"""`documents`: the stored articles, one by one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import click

from quotetrack.cli.finding import find_document, opened
from quotetrack.cli.options import (
    counted,
    database_option,
    json_line,
    json_option,
    limit_option,
    print_json,
)
from quotetrack.cli.values import check_published
from quotetrack.terminal import one_line, shortened

EDITABLE = ("title", "url", "outlet", "author", "published", "lang")


@click.group(short_help="List, show, edit or delete documents.")
def documents() -> None:
    """List, show, edit or delete the stored documents.

    \b
    quotetrack documents list --outlet Reuters
    quotetrack documents edit 5228baf7 --published 2024-12-20
    """


_DOCUMENTS = """
SELECT d.id, d.title, d.outlet, d.author, d.published, d.url, d.lang, length(d.text) AS characters,
    (SELECT count(*) FROM quotes q WHERE q.document_key = d.key) AS quotes
FROM documents d
"""


@documents.command("list")
@click.argument("words", required=False)
@click.option("--outlet", help="Only of this outlet.")
@click.option("--lang", metavar="TAG", help="Only in this language; zh means either script.")
@limit_option
@json_option
@database_option
def list_(
    words: str | None,
    outlet: str | None,
    lang: str | None,
    limit: int,
    as_json: bool,
    database: Path,
) -> None:
    """List documents, the newest first; with WORDS, those with the words in title or URL.

    \b
    quotetrack documents list 制裁 --lang zh --limit 0
    """
    conditions: list[str] = []
    values: list[str | int] = []
    if words:
        conditions.append("(instr(lower(d.title), lower(?)) OR instr(d.url, ?))")
        values += [words, words]
    if outlet:
        conditions.append("d.outlet = ? COLLATE NOCASE")
        values.append(outlet)
    if lang:
        conditions.append("(d.lang = ? COLLATE NOCASE OR substr(d.lang, 1, ?) = ? COLLATE NOCASE)")
        values += [lang, len(lang) + 1, f"{lang}-"]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    sql = f"{_DOCUMENTS} {where} ORDER BY d.published DESC, d.key DESC LIMIT ?"
    with opened(database) as connection:
        rows = connection.execute(sql, [*values, limit or -1])
        if as_json:
            print_json(dict(row) for row in rows)
            return
        for line in map(_document_line, rows):
            click.echo(line)
        (total,) = connection.execute(
            f"SELECT count(*) FROM documents d {where}", values
        ).fetchone()
    shown = min(total, limit) if limit else total
    click.echo(f"{shown:,} of {counted(total, 'document')}", err=True)


def _document_line(row: sqlite3.Row) -> str:
    date = (row["published"] or "")[:10].ljust(10)
    title = shortened(row["title"] or row["url"] or "(no title)", 70)
    outlet = f"  {click.style(shortened(row['outlet'], 30), dim=True)}" if row["outlet"] else ""
    return f"{row['id'][:12]}  {one_line(date):10}  {row['quotes']:4}  {title}{outlet}"


@documents.command("show")
@click.argument("document")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@database_option
def show_document(document: str, as_json: bool, database: Path) -> None:
    """Say what is known about a document, and what hangs on it. Its text: `quotetrack show`.

    \b
    quotetrack documents show 5228baf7
    """
    with opened(database) as connection:
        key = find_document(connection, document)["key"]
        row = dict(connection.execute(f"{_DOCUMENTS} WHERE d.key = ?", (key,)).fetchone())
        row["extractor"] = connection.execute(
            "SELECT extractor FROM documents WHERE key = ?", (key,)
        ).fetchone()[0]
        (row["reviews"],) = connection.execute(
            "SELECT count(*) FROM reviews WHERE document_id = ?", (row["id"],)
        ).fetchone()
    if as_json:
        click.echo(json_line(row))
        return
    for name, value in row.items():
        if value is not None:
            click.echo(f"{click.style(f'{name:10}', dim=True)} {one_line(str(value))}")


@documents.command("edit")
@click.argument("document")
@click.option("--title", help="The headline.")
@click.option("--url", help="Where it was published.")
@click.option("--outlet", help="Who published it.")
@click.option("--author", help="Who wrote it.")
@click.option("--published", metavar="DATE", help="When: 2024-12-20, or with a time.")
@click.option("--lang", metavar="TAG", help="Its language.")
@database_option
def edit(document: str, database: Path, **values: str | None) -> None:
    """Change what is known about a document; its text and id stay. An empty value clears a field.

    \b
    quotetrack documents edit 5228baf7 --outlet "The Daily" --published 2024-12-20
    """
    from quotetrack.store import Store

    given = {name: value or None for name, value in values.items() if value is not None}
    if not given:
        raise click.UsageError(f"say what to change: --{', --'.join(EDITABLE)}")
    if published := given.get("published"):
        check_published("--published", published)
    with Store(database, create=False) as store:
        name = find_document(store.connection, document)["id"]
        store.update_document(name, given)
    click.echo(f"{name}: {', '.join(given)} changed")


@documents.command("delete")
@click.argument("document", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@database_option
def delete(document: tuple[str, ...], yes: bool, database: Path) -> None:
    """Delete documents with their quotes, reviews and tasks.

    \b
    quotetrack documents delete 5228baf7 --yes
    """
    from quotetrack.store import Store

    with Store(database, create=False) as store:
        found = [find_document(store.connection, name) for name in document]
        for row in found:
            title = shortened(row["title"] or row["url"] or "", 60)
            (reviews,) = store.connection.execute(
                "SELECT count(*) FROM reviews WHERE document_id = ?", (row["id"],)
            ).fetchone()
            if not yes:
                question = f"Delete {row['id'][:12]} {title} with {counted(reviews, 'review')}?"
                click.confirm(question, abort=True)
            store.delete_document(row["id"])
            click.echo(f"{row['id']} deleted")
