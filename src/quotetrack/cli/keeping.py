"""`doctor` and `backup`: the database's health."""

from __future__ import annotations

import platform
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli import EXIT_BAD_INPUT
from quotetrack.cli.options import counted, database_option, json_line
from quotetrack.errors import QuotetrackError
from quotetrack.terminal import one_line

if TYPE_CHECKING:
    from quotetrack.store.doctor import Problem

COUNTED_TABLES = ("documents", "quotes", "claims", "experts", "reviews", "runs")


@click.command(short_help="Check the database, and repair what can be.")
@click.option("--repair", is_flag=True, help="Make again what is derived: index, answers.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@database_option
def doctor(repair: bool, as_json: bool, database: Path) -> None:
    """Check that the database is whole: its file, its links, its spans, its search index.

    Also says which experts and language packs of your own are in use. Exits with 1 where something
    is wrong.

    \b
    quotetrack doctor --db news.db
    quotetrack doctor --repair
    """
    from quotetrack.store import Store
    from quotetrack.store.connection import clear_errors
    from quotetrack.store.doctor import examine
    from quotetrack.store.doctor import repair as mend

    with Store(database, readonly=not repair, create=False) as store, clear_errors(database):
        facts = _facts(store.connection, database)
        problems = mend(store.connection) if repair else examine(store.connection)
    own, broken = _own_files()
    facts |= own
    problems += broken
    if as_json:
        found = [problem._asdict() for problem in problems]
        click.echo(json_line({**facts, "problems": found}))
    else:
        for name, value in facts.items():
            shown = f"{value:,}" if isinstance(value, int) else one_line(str(value))
            click.echo(f"{click.style(f'{name:12}', dim=True)} {shown}")
        for problem in problems:
            click.echo(f"{click.style(problem.check, fg='red')}: {one_line(problem.what)}")
        ours = [problem for problem in problems if problem not in broken]
        if ours or not broken:
            click.echo(_verdict(len(ours), any(problem.derived for problem in ours), repair))
    if problems:
        click.get_current_context().exit(EXIT_BAD_INPUT)


def _facts(connection: sqlite3.Connection, database: Path) -> dict[str, Any]:
    from quotetrack import __version__
    from quotetrack.store.connection import schema_version

    facts: dict[str, Any] = {
        "quotetrack": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "database": str(database),
        "bytes": database.stat().st_size,
        "schema": schema_version(connection),
    }
    for table in COUNTED_TABLES:
        (facts[table],) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return facts


def _own_files() -> tuple[dict[str, str], list[Problem]]:
    """Which experts and packs of the user's own are in use, and what is wrong with them."""
    from quotetrack.experts import load
    from quotetrack.experts.registry import user_file
    from quotetrack.extraction import packs
    from quotetrack.store.doctor import Problem

    problems = []
    experts, folder = user_file(), packs.own_folder()
    facts = {"own experts": f"none ({experts} is not there)", "own packs": f"none in {folder}"}
    if experts.exists():
        facts["own experts"] = str(experts)
        try:
            facts["own experts"] += f": {counted(len(load(experts)), 'expert')}"
        except QuotetrackError as error:
            problems.append(Problem("own experts", str(error), derived=False))
    if own := sorted(folder.glob("*.toml")):
        facts["own packs"] = f"{', '.join(path.stem for path in own)} in {folder}"
    for path in own:
        try:
            packs.load_file(path)
        except QuotetrackError as error:
            problems.append(Problem("own packs", str(error), derived=False))
    return facts, problems


def _verdict(problems: int, derived: bool, repaired: bool) -> str:
    if not problems:
        return "Nothing is wrong."
    if derived and not repaired:
        return "Run `quotetrack doctor --repair`."
    return "Go back to a backup, or delete the documents named and ingest them again."


@click.command(short_help="Copy the database while others write.")
@click.argument("target", type=click.Path(path_type=Path))
@database_option
def backup(target: Path, database: Path) -> None:
    """Copy the database into TARGET, whole or not at all, while others read and write.

    \b
    quotetrack backup news-2024-05-01.db --db news.db
    """
    from quotetrack.store import Store

    with Store(database, readonly=True) as store:
        store.backup(target)
    click.echo(f"{database} copied to {target}", err=True)
