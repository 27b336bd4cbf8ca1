"""The filters that `search` and `export` share, and the expert a user means."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import click

from quotetrack.cli import completing
from quotetrack.cli.options import together
from quotetrack.search import KINDS, STATUSES, VERIFIED

filter_options = together(
    click.option(
        "--expert",
        "experts",
        multiple=True,
        metavar="NAME",
        shell_complete=completing.experts,
        help="Who spoke: an expert's id or name, in any script.",
    ),
    click.option("--who", metavar="WORDS", help="Any source with these words in the name."),
    click.option(
        "--kind",
        "kinds",
        multiple=True,
        metavar="KIND",
        shell_complete=completing.several_of(*KINDS),
        help=f"{', '.join(KINDS)}; several as a,b.",
    ),
    click.option(
        "--status",
        "statuses",
        multiple=True,
        metavar="STATUS",
        shell_complete=completing.several_of(*STATUSES),
        help=f"{', '.join(STATUSES)}.",
    ),
    click.option("--verified", is_flag=True, help="Accepted, corrected or added by people."),
    click.option("--since", metavar="DATE", help="Published then or later: 2024, 2024-05 …"),
    click.option("--until", metavar="DATE", help="Published then or earlier, the day included."),
    click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="Who published it."),
    click.option(
        "--lang", "langs", multiple=True, metavar="TAG", help="Its language; zh is either script."
    ),
    click.option(
        "--in",
        "in_",
        type=click.Choice(["quote", "context", "document"]),
        default="quote",
        show_default=True,
        help="Where the words have to be.",
    ),
)


def filters_of(
    connection: sqlite3.Connection,
    *,
    experts: Sequence[str],
    who: str | None,
    kinds: Sequence[str],
    statuses: Sequence[str],
    verified: bool,
    since: str | None,
    until: str | None,
    outlets: Sequence[str],
    langs: Sequence[str],
    in_: str,
) -> dict[str, Any]:
    """What `quotetrack.search` takes. Lists may be given as `a,b` and as several options.

    Raises ExpertError for a name that is nobody's or several people's.
    """
    status = [*_several(statuses), *(VERIFIED if verified else ())]
    return {
        "in_": in_,
        "expert": [_expert(connection, name) for name in experts],
        "who": who,
        "kind": _several(kinds),
        "status": status,
        "since": since,
        "until": until,
        "outlet": list(outlets),
        "lang": _several(langs),
    }


def _several(values: Sequence[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def _expert(connection: sqlite3.Connection, name: str) -> str:
    from quotetrack.cli.people import registry

    return registry(connection).resolve_one(name).id
