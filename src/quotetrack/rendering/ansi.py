"""A document with its quotes, coloured for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from quotetrack.rendering import Piece, Shown, pieces
from quotetrack.terminal import one_line, printable

LEGEND = (
    ("direct", "direct"),
    ("mixed", "retold, with marked words"),
    ("indirect", "retold"),
    ("speaker", "who"),
    ("cue", "cue"),
)

# The last that fits wins: a speaker named inside somebody's words is to be seen in them.
_STYLES: tuple[tuple[str, dict[str, object]], ...] = (
    ("indirect", {"fg": "magenta"}),
    ("mixed", {"fg": "blue"}),
    ("direct", {"fg": "cyan"}),
    ("verbatim", {"fg": "cyan"}),
    ("cue", {"fg": "yellow"}),
    ("speaker", {"fg": "green", "bold": True}),
)


def coloured(text: str, quotes: Sequence[Shown]) -> Iterator[str]:
    """The text in parts, in order, each quotation numbered where it begins, from 1."""
    for piece in pieces(len(text), quotes):
        for at in piece.opens:
            yield click.style(f"[{at + 1}]", dim=True)
        yield _styled(printable(text[piece.start : piece.end]), piece)


def legend() -> str:
    """What the colours mean, in one line."""
    return "  ".join(_paint(label, frozenset({role})) for role, label in LEGEND)


def listed(number: int, quote: Shown) -> str:
    """A quotation in one line: its number, kind, who said it, and how we know."""
    who = quote.who or "unknown"
    if quote.expert and quote.expert != quote.who:
        who += f" ({quote.expert})"
    facts = [quote.kind]
    if quote.stance != "asserts":
        facts.append(quote.stance)
    if quote.status:
        facts.append(quote.status)
    if quote.rule:
        facts.append(f"{quote.rule} {quote.confidence or 0:.2f}")
    name = click.style(one_line(who), bold=True)
    return f"[{number}] {name}  {click.style(one_line(', '.join(facts)), dim=True)}"


def _styled(text: str, piece: Piece) -> str:
    return _paint(text, piece.roles) if piece.roles else text


def _paint(text: str, roles: frozenset[str]) -> str:
    style: dict[str, object] = {}
    for role, its in _STYLES:
        if role in roles:
            style = its
    # Line by line, so that a pager or a cut never leaves a colour open.
    return "\n".join(click.style(line, **style) if line else line for line in text.split("\n"))  # type: ignore[arg-type]
