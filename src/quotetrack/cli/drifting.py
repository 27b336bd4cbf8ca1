"""A claim with its mentions and what differs in each: as rows for programs, as lines for people."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import click

from quotetrack.terminal import one_line

if TYPE_CHECKING:
    from quotetrack.claims import Difference, Drift

TEXT_CHARS = 100


def as_row(
    connection: sqlite3.Connection, found: Drift, *, all_mentions: bool = False
) -> dict[str, Any]:
    """What programs get of a claim: its mentions in order, each with what differs in it."""
    from quotetrack.cli.finding import public
    from quotetrack.store.claim_reading import other_sources, ratings, rows

    kept = [
        (mention, different)
        for mention, different in zip(found.mentions, found.differences, strict=True)
        if all_mentions or different or mention is found.earliest
    ]
    by_number = rows(connection, [mention for mention, _ in kept])
    return {
        "claim_id": found.claim,
        "mentions": [
            {
                **public(by_number[mention.row]),
                "earliest": mention is found.earliest,
                "differences": [_difference(one) for one in different],
            }
            for mention, different in kept
        ],
        "other_sources": other_sources(connection, found.claim),
        "ratings": ratings(connection, found.claim),
    }


def _difference(one: Difference) -> dict[str, Any]:
    row: dict[str, Any] = {"field": one.field, "before": one.before, "after": one.after}
    if one.pieces:
        row["pieces"] = [list(piece) for piece in one.pieces]
    return row


def print_drift(row: dict[str, Any], found: Drift, *, all_mentions: bool = False) -> None:
    first = found.earliest
    click.echo(
        f"{click.style(found.claim[:8], fg='cyan')}  "
        f"{click.style(one_line(first.who or '?'), bold=True)}: {one_line(first.text)}"
    )
    for mention in row["mentions"]:
        told = [
            text for text in (mention["published"], mention["outlet"], mention["title"]) if text
        ]
        place = ", ".join(map(one_line, told)) or f"document {mention['document_id'][:8]}"
        mark = "earliest" if mention["earliest"] else ""
        click.echo(
            f"  {click.style(mention['id'][:8], fg='cyan')}  {place}, at {mention['start']:,}"
            f"  {click.style(mark, dim=True)}".rstrip()
        )
        for one in mention["differences"]:
            click.echo(f"    {one['field']}: {_coloured(one)}")
    for other in row["other_sources"]:
        click.echo(f"  the same words are {one_line(other['who'] or '?')}'s in {other['id'][:8]}")
    for rating in row["ratings"]:
        said = f"{one_line(rating['rating'])} ({one_line(rating['reviewer'])})"
        click.echo(f"  rated {said}: {one_line(rating['url'])}")


def _coloured(one: dict[str, Any]) -> str:
    """Before and after as word diffs have it: cut words red in [-…-], added ones green in {+…+}."""
    pieces = one.get("pieces") or [["changed", one["before"], one["after"]]]
    shown = []
    for change, before, after in pieces:
        if change == "same":
            shown.append(_visible(after))
            continue
        if before:
            shown.append(click.style(f"[-{_visible(before)}-]", fg="red"))
        if after:
            shown.append(click.style(f"{{+{_visible(after)}+}}", fg="green"))
    return "".join(shown)


def _visible(text: str) -> str:
    """`one_line` that keeps the spaces at the ends: pieces are put together again."""
    line = one_line(text)
    if not line:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + line + (" " if text[-1].isspace() else "")
