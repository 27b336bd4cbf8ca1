"""Text in, quotes out: pure, deterministic, no I/O beyond loading the language packs."""

from __future__ import annotations

from quotetrack.models import Document, Quote


def extract(document: Document) -> list[Quote]:
    """The attributed quotations of a document, in the order of the text. Never raises on text."""
    return []
