"""A document with its quotes shown in it: cut into pieces, each with what it is part of. Pure.

pieces             the text cut where anything begins or ends
ansi.coloured      for the terminal
page.page          one HTML page that needs nothing else
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from quotetrack.models import Quote

Place = tuple[int, int]


class Shown(NamedTuple):
    """A quotation as it is shown; `start` and `end` of places are code points of the text."""

    id: str
    kind: str
    text: str
    content: tuple[Place, ...]
    verbatim: tuple[Place, ...]
    cue: Place | None
    speaker: Place | None
    who: str | None
    expert: str | None
    description: str | None
    stance: str
    rule: str | None
    confidence: float | None
    status: str | None = None
    claim_id: str | None = None


class Piece(NamedTuple):
    """A stretch of the text of which every character plays the same parts.

    `roles` are among direct, mixed, indirect, verbatim, speaker, cue; `quotes` are the positions,
    in the list given, of the quotations it belongs to; `opens` of those whose content begins here.
    """

    start: int
    end: int
    roles: frozenset[str]
    quotes: tuple[int, ...]
    opens: tuple[int, ...]


def pieces(length: int, quotes: Sequence[Shown]) -> Iterator[Piece]:
    """The text's pieces in order, together all of it; places outside the text are cut to it.

    Quotations may overlap and nest. Time is that of sorting the edges.
    """
    changes: dict[int, list[tuple[bool, int, str]]] = {0: [], length: []}
    opening: dict[int, list[int]] = {}
    for at, quote in enumerate(quotes):
        for start, end, role in _parts(quote):
            start, end = max(0, start), min(end, length)
            if start < end:
                changes.setdefault(start, []).append((True, at, role))
                changes.setdefault(end, []).append((False, at, role))
        if quote.content and 0 <= quote.content[0][0] < length:
            opening.setdefault(quote.content[0][0], []).append(at)
    edges = sorted(changes)
    active: dict[tuple[int, str], int] = {}
    for start, end in pairwise(edges):
        for begins, at, role in changes[start]:
            active[at, role] = active.get((at, role), 0) + (1 if begins else -1)
            if not active[at, role]:
                del active[at, role]
        yield Piece(
            start,
            end,
            frozenset(role for _, role in active),
            tuple(sorted({at for at, _ in active})),
            tuple(opening.get(start, ())),
        )


def _parts(quote: Shown) -> Iterator[tuple[int, int, str]]:
    for start, end in quote.content:
        yield start, end, quote.kind
    for start, end in quote.verbatim:
        yield start, end, "verbatim"
    if quote.speaker is not None:
        yield *quote.speaker, "speaker"
    if quote.cue is not None:
        yield *quote.cue, "cue"


def from_quote(quote: Quote) -> Shown:
    """A quote of the extractor, as it is shown."""
    cue, speaker = quote.cue, quote.speaker
    return Shown(
        quote.id,
        quote.kind,
        quote.text,
        quote.content,
        quote.verbatim,
        None if cue is None else (cue.start, cue.end),
        None if speaker is None else (speaker.start, speaker.end),
        quote.who,
        quote.expert,
        quote.description,
        quote.stance,
        quote.rule,
        quote.confidence,
    )


def from_row(row: Mapping[str, Any]) -> Shown:
    """A row of `claims_database`, as it is shown."""
    return Shown(
        row["id"],
        row["kind"],
        row["text"],
        _places(row["content"]),
        _places(row["verbatim"]),
        _place(row, "cue"),
        _place(row, "speaker"),
        row["who"],
        row["expert_name"] or row["expert"],
        row["description"],
        row["stance"],
        row["rule"],
        row["confidence"],
        row["status"],
        row["claim_id"],
    )


def order(quotes: Iterable[Shown]) -> list[Shown]:
    """By place in the text, the longer first."""
    return sorted(
        quotes, key=lambda q: (q.content[0][0], -q.content[-1][1]) if q.content else (0, 0)
    )


def _places(value: str | None) -> tuple[Place, ...]:
    return tuple((start, end) for start, end in json.loads(value or "[]"))


def _place(row: Mapping[str, Any], name: str) -> Place | None:
    start, end = row[f"{name}_start"], row[f"{name}_end"]
    return None if start is None or end is None else (start, end)
