"""`claims`: the same words in many articles as one claim, and what changed between them."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotetrack.cli.drifting import as_row, print_drift
from quotetrack.cli.finding import bring_up_to_date, opened
from quotetrack.cli.options import (
    counted,
    database_option,
    json_line,
    json_option,
    limit_option,
    print_json,
)
from quotetrack.cli.values import Number
from quotetrack.errors import StoreError
from quotetrack.terminal import one_line, shortened

if TYPE_CHECKING:
    pass

TEXT_CHARS = 100
expert_option = click.option("--expert", metavar="NAME", help="Only this expert's claims.")
by_option = click.option(
    "--by", metavar="NAME", envvar="QUOTETRACK_REVIEWER", help="Who says so (else the user's name)."
)
note_option = click.option("--note", metavar="TEXT", help="Why, for those who come after.")


@click.group(short_help="See the same words in many articles as one claim.")
def claims() -> None:
    """The same words by the same source, in many documents or twice in one, are one claim.

    \b
    quotetrack claims list --expert Aziz
    quotetrack claims drift
    quotetrack claims merge 3f2a 91bc --note "the same in translation"
    """


@claims.command("list")
@expert_option
@click.option("--mentions", "at_least", type=Number(1), default=1, help="At least so many.")
@limit_option
@json_option
@database_option
def list_(expert: str | None, at_least: int, limit: int, as_json: bool, database: Path) -> None:
    """List claims, those with the most mentions first.

    \b
    quotetrack claims list --mentions 2 --limit 0 --json
    """
    from quotetrack.store.claim_reading import listed

    bring_up_to_date(database)
    with opened(database) as connection:
        person = _expert(connection, expert)
        found = listed(connection, expert=person, at_least=at_least, limit=limit)
    if as_json:
        print_json(found)
        return
    for row in found:
        rated = "".join(f" [{one_line(rating['rating'])}]" for rating in row["ratings"])
        click.echo(
            f"{click.style(row['id'][:8], fg='cyan')}  {row['mentions']:4,}x in "
            f"{counted(row['documents'], 'document'):12}  "
            f"{click.style(one_line(row['who'] or '?'), bold=True)}: "
            f"{shortened(row['text'], TEXT_CHARS)}{rated}"
        )


@claims.command()
@click.argument("claim")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@database_option
def show(claim: str, as_json: bool, database: Path) -> None:
    """Show a claim with all its mentions, the earliest first, and what differs in each.

    \b
    quotetrack claims show 3f2a91bc
    """
    from quotetrack.store.claim_reading import drifts, find

    bring_up_to_date(database)
    with opened(database) as connection:
        found = list(drifts(connection, [find(connection, claim)]))
        if not found:
            raise StoreError(f"all mentions of claim {claim} were rejected")
        row = as_row(connection, found[0], all_mentions=True)
    if as_json:
        click.echo(json_line(row))
        return
    print_drift(row, found[0], all_mentions=True)


@claims.command()
@click.argument("names", metavar="[CLAIM]...", nargs=-1)
@expert_option
@limit_option
@json_option
@database_option
def drift(
    names: tuple[str, ...], expert: str | None, limit: int, as_json: bool, database: Path
) -> None:
    """Show where mentions of one claim differ from the earliest: words, source, role and more.

    \b
    quotetrack claims drift --expert Aziz
    quotetrack claims drift 3f2a91bc --json
    """
    from quotetrack.store.claim_reading import drifts, find

    bring_up_to_date(database)
    with opened(database) as connection:
        wanted = [find(connection, name) for name in names]
        changed = []
        for found in drifts(connection, wanted, _expert(connection, expert)):
            if found:
                changed.append((found, as_row(connection, found)))
                if limit and len(changed) == limit:
                    break
    if as_json:
        print_json(row for _, row in changed)
        return
    for found, row in changed:
        print_drift(row, found)
    if not changed:
        click.echo("No mentions of one claim differ.", err=True)


@claims.command()
@click.argument("claim")
@click.argument("others", nargs=-1, required=True, metavar="OTHER...")
@by_option
@note_option
@database_option
def merge(
    claim: str, others: tuple[str, ...], by: str | None, note: str | None, database: Path
) -> None:
    """Say that claims are one, translations for instance. Nothing undoes it but `claims split`.

    \b
    quotetrack claims merge 3f2a91bc 91bc0d5e --note "the Persian original"
    """
    from quotetrack.store import Store, claiming
    from quotetrack.store.claim_reading import find

    with Store(database, create=False) as store:
        store.refresh_claims()
        kept = find(store.connection, claim)
        ids = [find(store.connection, other) for other in others]
        made = claiming.merge(store.connection, kept, ids, by=by or _user(), note=note)
    click.echo(f"{counted(made, 'claim')} merged")


@claims.command()
@click.argument("claim")
@click.argument("quotes", nargs=-1, required=True, metavar="QUOTE...")
@by_option
@note_option
@database_option
def split(
    claim: str, quotes: tuple[str, ...], by: str | None, note: str | None, database: Path
) -> None:
    """Say that some mentions of a claim are another claim. Nothing undoes it but `claims merge`.

    \b
    quotetrack claims split 3f2a91bc 7d11e0a4
    """
    from quotetrack.store import Store, claiming
    from quotetrack.store.claim_reading import find, find_quote

    with Store(database, create=False) as store:
        store.refresh_claims()
        ids = [find_quote(store.connection, quote) for quote in quotes]
        kept = find(store.connection, claim)
        new = claiming.split(store.connection, kept, ids, by=by or _user(), note=note)
    click.echo(f"{counted(len(ids), 'mention')} of {kept[:8]} are now claim {new}")


@claims.command()
@click.argument("claim")
@click.argument("rating")
@click.option("--url", required=True, help="Where the fact-check is published.")
@by_option
@note_option
@database_option
def rate(
    claim: str, rating: str, url: str, by: str | None, note: str | None, database: Path
) -> None:
    """Keep a fact-check's RATING of a claim ("false", "misleading" …) with where it was published.

    \b
    quotetrack claims rate 3f2a91bc misleading --url https://example.org/check --by "Fact Desk"
    """
    from quotetrack.models import content_id
    from quotetrack.store import Store
    from quotetrack.store.bookkeeping import now
    from quotetrack.store.claim_reading import find

    if not rating.strip():
        raise click.UsageError("a rating has words: false, misleading, true …")
    if not url.lower().startswith(("http://", "https://")):
        raise click.UsageError(f"--url is a web address, https://…; got {url!r}")
    reviewer = by or _user()
    with Store(database, create=False) as store:
        store.refresh_claims()
        rated = find(store.connection, claim)
        row = {
            "id": content_id("rating", rated, reviewer, url),
            "claim_id": rated,
            "rating": rating.strip(),
            "reviewer": reviewer,
            "url": url,
            "rated_at": now(),
            "note": note,
        }
        store.put_ratings([row])
    click.echo(f"{rated[:8]} rated {one_line(rating.strip())} by {one_line(reviewer)}")


def _expert(connection: sqlite3.Connection, name: str | None) -> str | None:
    from quotetrack.cli.people import registry

    return None if name is None else registry(connection).resolve_one(name).id


def _user() -> str:
    from getpass import getuser

    try:
        return getuser()
    except (OSError, KeyError):  # a container's user without a name
        return "unknown"
