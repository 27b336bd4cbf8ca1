"""What Tab offers where an option's type alone does not tell: files, kinds, statuses, experts."""

from __future__ import annotations

from collections.abc import Callable

import click
from click.shell_completion import CompletionItem

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def files(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Paths, for an argument that may be an address or - as well."""
    return [CompletionItem(begun, type="file")]


def several_of(*values: str) -> Completer:
    """Values of a list that may be given as `a,b`: the last one is completed."""

    def complete(
        context: click.Context, parameter: click.Parameter, begun: str
    ) -> list[CompletionItem]:
        before, comma, last = begun.rpartition(",")
        return [
            CompletionItem(f"{before}{comma}{value}") for value in values if value.startswith(last)
        ]

    return complete


def experts(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Ids of the shipped experts and of the user's file, those of the database left out."""
    from quotetrack.cli.people import registry
    from quotetrack.errors import QuotetrackError

    try:
        people = registry(None)
    except QuotetrackError:  # a broken file is no matter for a shell that completes
        return []
    return [
        CompletionItem(entry.id, help=entry.name)
        for entry in people.entries.values()
        if entry.id.startswith(begun.lower())
    ]
