"""Sources in text with spaces between words."""

from __future__ import annotations

from quotetrack.extraction.packs import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.units import View


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the cue at `high`."""
    return None


def source_after(
    view: View, pack: Pack, low: int, high: int, known: set[str], *, strict: bool = False
) -> Source | None:
    """The source in the words after a cue."""
    return None


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the clause before an elided one."""
    return None


def full_names(view: View, pack: Pack) -> list[str]:
    """The names of a document that show their parts, as they stand in it."""
    return []
