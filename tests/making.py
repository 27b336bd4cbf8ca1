"""Quotes and reviews made by hand, without the extractor: what several rooms' tests stand on."""

from __future__ import annotations

from collections.abc import Sequence

from quotetrack.models import Document, Mention, Quote, Review, Span, content_id, quote_id


def make_quote(
    document: Document,
    words: str | Sequence[str],
    *,
    kind: str = "direct",
    speaker: str | None = None,
    cue: str | None = None,
    **more: object,
) -> Quote:
    """A quote of these words of the document; words, speaker and cue stand in its text."""
    parts = [words] if isinstance(words, str) else list(words)
    starts = [document.text.index(part) for part in parts]
    content = tuple(
        Span(start, start + len(part)) for start, part in zip(starts, parts, strict=True)
    )

    def mention(found: str | None) -> Mention | None:
        if found is None:
            return None
        start = document.text.index(found)
        return Mention(start=start, end=start + len(found), text=found)

    values = {
        "id": quote_id(document.id, kind, content),
        "document_id": document.id,
        "lang": document.lang or "zh-Hans",
        "kind": kind,
        "text": " … ".join(parts),
        "content": content,
        "verbatim": () if kind == "indirect" else content,
        "cue": mention(cue),
        "speaker": mention(speaker),
        "who": None,
        "description": None,
        "addressee": None,
        "stance": "asserts",
        "expert": None,
        "rule": "test.rule",
        "confidence": 0.9,
    }
    return Quote(**{**values, **more})


def make_review(quote: Quote, verdict: str, reviewer: str = "ann", **more: object) -> Review:
    """A review of a quote; a corrected or added one starts from the quote's own values."""
    values: dict[str, object] = {
        "id": content_id(quote.id, verdict, reviewer, more.get("reviewed_at", "")),
        "document_id": quote.document_id,
        "quote_id": None if verdict == "added" else quote.id,
        "verdict": verdict,
        "original": () if verdict == "added" else quote.content,
        "reviewer": reviewer,
        "reviewed_at": "2024-05-02T10:00:00Z",
    }
    if verdict in ("corrected", "added"):
        copied = ("kind", "content", "verbatim", "who", "expert")
        values |= {name: getattr(quote, name) for name in copied}
    return Review(**{**values, **more})
