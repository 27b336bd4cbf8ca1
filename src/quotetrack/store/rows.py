"""Models as rows and back: spans as short JSON, everything else column by column."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from quotetrack.models import PART_SEPARATOR, Document, Mention, Quote, Review, Span, made_of
from quotetrack.store.context import context_span

Row = sqlite3.Row | Mapping[str, Any]

DOCUMENT_COLUMNS = ("id", "lang", "title", "url", "outlet", "author", "published", "text")
QUOTE_COLUMNS = (
    "id", "start", "lang", "kind", "text", "content", "verbatim", "cue_start", "cue_end", "cue",
    "speaker_start", "speaker_end", "speaker", "who", "description", "addressee", "stance",
    "expert", "rule", "confidence", "context_start", "context_end",
)  # fmt: skip
REVIEW_COLUMNS = (
    "id", "document_id", "quote_id", "verdict", "original", "kind", "text", "content", "verbatim",
    "cue_start", "cue_end", "cue", "speaker_start", "speaker_end", "speaker", "who", "expert",
    "reviewer", "reviewed_at", "seconds", "ground_truth", "source", "note",
)  # fmt: skip


def write_spans(spans: Iterable[Span | tuple[int, int]]) -> str:
    """Spans as JSON without spaces, `[[3,9],[12,20]]`."""
    return f"[{','.join(f'[{start},{end}]' for start, end in spans)}]"


def read_spans(value: str) -> tuple[Span, ...]:
    """The spans that `write_spans` wrote."""
    return tuple(Span(start, end) for start, end in json.loads(value))


def words(text: str, spans: Iterable[Span | tuple[int, int]]) -> str:
    """The words of the spans of a text, joined as a quote's `text` is."""
    return PART_SEPARATOR.join(text[start:end] for start, end in spans)


def document_values(document: Document) -> tuple[Any, ...]:
    """A document's values in the order of DOCUMENT_COLUMNS."""
    return tuple(getattr(document, column) for column in DOCUMENT_COLUMNS)


def read_document(row: Row) -> Document:
    """The document of a row of `documents`."""
    return made_of(Document, **{column: row[column] for column in DOCUMENT_COLUMNS})


def quote_values(quote: Quote, text: str) -> tuple[Any, ...]:
    """A quote's values in the order of QUOTE_COLUMNS; `text` is its document's."""
    content = write_spans(quote.content)
    cue, speaker = quote.cue, quote.speaker
    places = [*quote.content, *((m.start, m.end) for m in (cue, speaker) if m is not None)]
    return (
        quote.id,
        quote.content[0][0],
        quote.lang,
        quote.kind,
        quote.text,
        content,
        None if quote.verbatim == quote.content else write_spans(quote.verbatim),
        *_mention_values(cue),
        *_mention_values(speaker),
        quote.who,
        quote.description,
        quote.addressee,
        quote.stance,
        quote.expert,
        quote.rule,
        quote.confidence,
        *context_span(text, places),
    )


def read_quote(row: Row) -> Quote:
    """The quote of a row of `quotes` that has its document's id as `document_id`."""
    content = read_spans(row["content"])
    return made_of(
        Quote,
        schema_=1,
        id=row["id"],
        document_id=row["document_id"],
        lang=row["lang"],
        kind=row["kind"],
        text=row["text"],
        content=content,
        verbatim=content if row["verbatim"] is None else read_spans(row["verbatim"]),
        cue=_read_mention(row, "cue"),
        speaker=_read_mention(row, "speaker"),
        who=row["who"],
        description=row["description"],
        addressee=row["addressee"],
        stance=row["stance"],
        expert=row["expert"],
        rule=row["rule"],
        confidence=row["confidence"],
    )


def review_values(review: Review) -> tuple[Any, ...]:
    """A review's values in the order of REVIEW_COLUMNS."""
    return (
        review.id,
        review.document_id,
        review.quote_id,
        review.verdict,
        write_spans(review.original),
        review.kind,
        review.text,
        write_spans(review.content),
        write_spans(review.verbatim),
        *_mention_values(review.cue),
        *_mention_values(review.speaker),
        review.who,
        review.expert,
        review.reviewer,
        review.reviewed_at,
        review.seconds,
        int(review.ground_truth),
        review.source,
        review.note,
    )


def read_review(row: Row) -> Review:
    """The review of a row of `reviews`."""
    return made_of(
        Review,
        id=row["id"],
        document_id=row["document_id"],
        quote_id=row["quote_id"],
        verdict=row["verdict"],
        original=read_spans(row["original"]),
        kind=row["kind"],
        text=row["text"],
        content=read_spans(row["content"]),
        verbatim=read_spans(row["verbatim"]),
        cue=_read_mention(row, "cue"),
        speaker=_read_mention(row, "speaker"),
        who=row["who"],
        expert=row["expert"],
        reviewer=row["reviewer"],
        reviewed_at=row["reviewed_at"],
        seconds=row["seconds"],
        ground_truth=bool(row["ground_truth"]),
        source=row["source"],
        note=row["note"],
    )


def _mention_values(mention: Mention | None) -> tuple[int | None, int | None, str | None]:
    if mention is None:
        return None, None, None
    return mention.start, mention.end, mention.text


def _read_mention(row: Row, name: str) -> Mention | None:
    if row[f"{name}_start"] is None:
        return None
    return made_of(Mention, start=row[f"{name}_start"], end=row[f"{name}_end"], text=row[name])
