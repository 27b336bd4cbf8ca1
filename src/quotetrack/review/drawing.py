"""Quotations as regions, relations and choices on a Label Studio page; see `regions` for their form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from quotetrack.models import Document, Quote, Span, content_id
from quotetrack.review.regions import LABEL_OF_KIND, Result, is_inside

_USABLE_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def as_results(document: Document, quotes: Iterable[Quote]) -> list[Result]:
    """The regions, relations and choices that show `quotes`, less spans outside the text."""
    text = document.text
    regions: dict[str, Result] = {}
    details: dict[str, list[Result]] = {}
    relations: dict[tuple[str, str], Result] = {}
    for quote in sorted(quotes, key=lambda quote: (quote.content, quote.id)):
        content = [span for span in quote.content if is_inside(span, text)]
        parts = [f"q-{_key(quote)}-{number}" for number in range(len(content))]
        for part, span in zip(parts, content, strict=True):
            regions[part] = _region(part, span, text, LABEL_OF_KIND[quote.kind])
        for part, following in pairwise(parts):
            relations[following, part] = _relation(following, part, "continues")
        if not parts:
            continue
        if quote.speaker is not None:
            span = Span(quote.speaker.start, quote.speaker.end)
            if is_inside(span, text):
                speaker = f"s-{span.start}-{span.end}"
                if speaker not in regions:
                    regions[speaker] = _region(speaker, span, text, "SPEAKER")
                    details[speaker] = list(_who(speaker, span, quote))
                relations[parts[0], speaker] = _relation(parts[0], speaker, "spoken_by")
        if quote.cue is not None:
            span = Span(quote.cue.start, quote.cue.end)
            if is_inside(span, text):
                cue = f"c-{span.start}-{span.end}"
                regions.setdefault(cue, _region(cue, span, text, "CUE"))
                relations[parts[0], cue] = _relation(parts[0], cue, "cued_by")
    results = list(regions.values())
    for more in details.values():
        results.extend(more)
    return results + list(relations.values())


def _key(quote: Quote) -> str:
    return quote.id if _USABLE_KEY.fullmatch(quote.id) else content_id(quote.id)


def _region(region: str, span: Span, text: str, label: str) -> Result:
    words = text[span.start : span.end]
    value = {"start": span.start, "end": span.end, "text": words, "labels": [label]}
    return {"id": region, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def _who(region: str, span: Span, quote: Quote) -> Iterable[Result]:
    place = {"start": span.start, "end": span.end}
    common = {"id": region, "to_name": "text"}
    if quote.expert is not None:
        value = {**place, "choices": [quote.expert]}
        yield {**common, "from_name": "expert", "type": "choices", "value": value}
    if quote.who is not None:
        value = {**place, "text": [quote.who]}
        yield {**common, "from_name": "who", "type": "textarea", "value": value}


def _relation(origin: str, target: str, label: str) -> Result:
    relation = {"type": "relation", "from_id": origin, "to_id": target}
    return {**relation, "direction": "right", "labels": [label]}
