"""`doctor` and `backup`: the database's health."""

from __future__ import annotations

from pathlib import Path

import click

from quotetrack.cli.options import database_option


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
    click.echo(f"{database} copied to {target}")
