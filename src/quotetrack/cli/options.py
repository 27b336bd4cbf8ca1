"""Options that several commands share, and the ways they print. Light: every command imports it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from quotetrack.cli.values import Number

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_DATABASE = "quotetrack.db"
DEFAULT_LIMIT = 20

database_option = click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path),
    envvar="QUOTETRACK_DB",
    default=DEFAULT_DATABASE,
    show_default=True,
    metavar="FILE",
    help="The database (or QUOTETRACK_DB).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
limit_option = click.option(
    "--limit",
    type=Number(0),
    default=DEFAULT_LIMIT,
    show_default=True,
    metavar="N",
    help="At most this many; 0 for all.",
)
experts_option = click.option(
    "--experts",
    "experts_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="More experts to look for, as TOML (else those of the user's configuration).",
)


def together(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, in the order they shall have in `--help`."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def print_json(rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON array, a row a line, written as the rows come."""
    first = True
    click.echo("[", nl=False)
    for row in rows:
        click.echo(("" if first else ",") + "\n" + json_line(row), nl=False)
        first = False
    click.echo("]" if first else "\n]")


def json_line(row: Mapping[str, Any]) -> str:
    """A row as JSON in one line; letters as they are where standard output can hold them."""
    text = json.dumps(dict(row), ensure_ascii=not is_unicode_output(), separators=(", ", ": "))
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate: only an escape can say it
        return json.dumps(dict(row), separators=(", ", ": "))
    return text


def is_unicode_output() -> bool:
    """Whether standard output can hold any letter."""
    return (sys.stdout.encoding or "utf-8").lower().replace("-", "").startswith("utf")


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "quote"), counted(1200, "quote")
    ('1 quote', '1,200 quotes')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
