"""Fully annotated gold: is every field of every quotation as the gold has it?

The measures in `matching` ask for stretches and sources; gold with `content` and `verbatim` also
says where the content runs, which cue it has, and who is described and addressed how.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quotetrack.evaluation.gold import GoldDocument, GoldQuote
from quotetrack.evaluation.matching import overlap
from quotetrack.models import Mention, Quote, Span

_SAME_QUOTE_IOU = 0.5


@dataclass(frozen=True)
class FieldDifference:
    """One field that is not as the gold has it. `field` is `quote` for a missing or extra one."""

    document: str
    part: str
    place: Span
    field: str
    wanted: str
    got: str


def compare_fields(document: GoldDocument, quotes: Sequence[Quote]) -> list[FieldDifference]:
    """Every difference between a document's gold and predictions, in the order of the text."""
    left = list(quotes)
    differences = []
    for gold in document.quotes:
        best = max(left, key=lambda quote: overlap(gold.content, quote.content), default=None)
        if best is None or overlap(gold.content, best.content) < _SAME_QUOTE_IOU:
            differences.append(_difference(document, gold.content[0], "quote", gold.kind, "–"))
            continue
        left.remove(best)
        differences += _fields(document, gold, best)
    for quote in left:
        if quote.content and not _may_be(document, quote):
            differences.append(_difference(document, quote.content[0], "quote", "–", quote.kind))
    return sorted(differences, key=lambda difference: difference.place)


def _fields(document: GoldDocument, gold: GoldQuote, ours: Quote) -> list[FieldDifference]:
    text = document.text
    wanted: dict[str, object] = {
        "kind": gold.kind,
        "content": _words(gold.content, text),
        "verbatim": _words(gold.stretches, text),
        "cue": _words((gold.cue,), text) if gold.cue else None,
        "speaker": _words((gold.speaker,), text) if gold.speaker else None,
        **gold.details,
    }
    got: dict[str, object] = {
        "content": _words(ours.content, text),
        "verbatim": _words(ours.verbatim, text),
        "cue": _place(ours.cue),
        "speaker": _place(ours.speaker),
    }
    return [
        _difference(document, gold.content[0], name, value, found)
        for name, value in wanted.items()
        if (found := got[name] if name in got else getattr(ours, name)) != value
    ]


def _may_be(document: GoldDocument, quote: Quote) -> bool:
    return any(
        overlap(optional.content, quote.content) >= _SAME_QUOTE_IOU
        for optional in document.optional
    ) or bool(overlap(quote.verbatim, document.either_way))


def _words(spans: Sequence[Span], text: str) -> str:
    return " … ".join(f"{start}-{end} {text[start:end]}" for start, end in spans)


def _place(mention: Mention | None) -> str | None:
    return None if mention is None else f"{mention.start}-{mention.end} {mention.text}"


def _difference(
    document: GoldDocument, place: Span, name: str, wanted: object, got: object
) -> FieldDifference:
    return FieldDifference(document.id, document.part, place, name, str(wanted), str(got))
