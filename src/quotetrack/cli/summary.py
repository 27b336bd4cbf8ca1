"""What came of an ingest, said by expert."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli.options import counted, json_line
from quotetrack.terminal import one_line

if TYPE_CHECKING:
    from quotetrack.ingesting import Summary

SHOWN_SPEAKERS = 10  # besides the registry's experts


def print_summary(
    summary: Summary, names: Mapping[str, str], as_json: bool, failures: list[str]
) -> None:
    """Counts and sources, experts first; `names` are the experts' by id."""
    speakers = _speakers(summary, names)
    if as_json:
        counts = {name: getattr(summary, name) for name in ("added", "unchanged", "quotes")}
        counts |= {"without_pack": dict(summary.without_pack)}
        click.echo(json_line({**counts, "speakers": speakers, "failures": failures}))
        return
    new = counted(summary.added, "new document")
    old = f", {summary.unchanged:,} known already" if summary.unchanged else ""
    click.echo(f"{new}{old}; {counted(summary.quotes, 'new quote')}")
    experts = [row for row in speakers if row["expert"]]
    others = [row for row in speakers if not row["expert"] and row["who"]]
    for row in [*experts, *others[:SHOWN_SPEAKERS]]:
        kinds = ", ".join(f"{row[kind]} {kind}" for kind in sorted(row.keys() & _KINDS))
        name = click.style(one_line(row["who"]), bold=row["expert"] is not None)
        click.echo(f"{row['quotes']:6,}  {name}  {kinds}")
    if len(others) > SHOWN_SPEAKERS:
        click.echo(f"        and {counted(len(others) - SHOWN_SPEAKERS, 'other source')}")
    unknown = sum(row["quotes"] for row in speakers if not row["who"])
    if unknown:
        click.echo(f"{unknown:6,}  source not known")
    for tag, number in summary.without_pack.most_common():
        documents = counted(number, "document")
        if tag == "und":
            click.echo(f"{documents} in no language that could be told: say it with --lang")
        else:
            click.echo(
                f"{documents} in {one_line(tag)}, which no pack reads: see docs/add-a-language.md"
            )


_KINDS = {"direct", "mixed", "indirect"}


def _speakers(summary: Summary, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """A row a source, experts first, the most quoted first."""
    rows: dict[tuple[str | None, str | None], dict[str, Any]] = {}
    for (expert, who, kind), number in summary.speakers.items():
        name = names.get(expert, expert) if expert else who
        key = (expert, None if expert else who)
        row = rows.setdefault(key, {"expert": expert, "who": name, "quotes": 0})
        row["quotes"] += number
        row[kind] = row.get(kind, 0) + number
    return sorted(
        rows.values(), key=lambda row: (row["expert"] is None, -row["quotes"], row["who"] or "")
    )
