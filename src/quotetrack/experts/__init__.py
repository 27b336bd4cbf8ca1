"""Names in any script -> one expert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quotetrack.experts.registry import Entry, Registry, combine, default, load, shipped

if TYPE_CHECKING:
    from quotetrack.models import Document, Quote

__all__ = ["Entry", "Registry", "combine", "default", "identify", "load", "shipped"]


def identify(
    quotes: list[Quote], document: Document, registry: Registry | None = None
) -> list[Quote]:
    """The same quotes, with `expert` filled in where the source is one of the registry's.

    Without a registry it is the shipped one with the user's own file. A bare surname counts only
    if the document gives no other full name for it.
    """
    from quotetrack.experts.matching import identify as match

    return match(quotes, document, default() if registry is None else registry)
