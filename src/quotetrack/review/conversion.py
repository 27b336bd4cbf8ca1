"""Documents as Label Studio tasks, and what a person left on a page as reviews. Pure.

A page is compared with the quotes it was pushed with, never with those of a later extraction:
`remember` and `recall` keep them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quotetrack.models import (
    Document,
    Mention,
    Quote,
    Review,
    Span,
    content_id,
    made_of,
)
from quotetrack.review.comparing import Registry, compare, verbatim_of, words
from quotetrack.review.drawing import as_results
from quotetrack.review.regions import (
    Page,
    Result,
    read_page,
)

SOURCE = "label-studio"
KEY_FIELD = "quotetrack_id"  # in the task's data, since the server filters by data alone
# One name for good: "Label All Tasks" shows only predictions whose version is the project's.
MODEL_VERSION = "quotetrack"

_UNUSABLE = re.compile("[\0\ud800-\udfff]")


def unusable(document: Document) -> str | None:
    """Why a browser could not show this text with its offsets, or None where it can."""
    if not document.text.strip():
        return "it has no text"
    if _UNUSABLE.search(document.text):
        return "its text holds NUL or surrogate characters"
    return None


def as_task(document: Document, quotes: Sequence[Quote]) -> dict[str, Any]:
    """The task to import: the text as it is, the document's particulars, one prediction."""
    about = (document.outlet, document.published, document.lang, document.author, document.url)
    data = {
        "text": document.text,
        "title": document.title or "",
        "about": " · ".join(part for part in about if part),
        KEY_FIELD: document.id,
    }
    return {"data": data, "predictions": [as_prediction(document, quotes)]}


def as_prediction(document: Document, quotes: Sequence[Quote]) -> dict[str, Any]:
    """The quotes as a prediction; its score is the confidence of the least certain one."""
    return {
        "result": as_results(document, quotes),
        "score": score(quotes),
        "model_version": MODEL_VERSION,
    }


def score(quotes: Sequence[Quote]) -> float:
    """How certain the machine is of a page: as certain as of its least certain quote."""
    return min((quote.confidence for quote in quotes), default=1.0)


def remember(quotes: Iterable[Quote]) -> list[Any]:
    """What `recall` needs of the quotes that a page was pushed with: some 150 bytes a quote."""

    def place(mention: Mention | None) -> list[int] | None:
        return None if mention is None else [mention.start, mention.end]

    return [
        [
            quote.id,
            quote.kind,
            [list(span) for span in quote.content],
            [list(span) for span in quote.verbatim],
            place(quote.speaker),
            place(quote.cue),
            quote.expert,
            quote.who,
        ]
        for quote in sorted(quotes, key=lambda quote: (quote.content, quote.id))
    ]


def recall(document: Document, remembered: Sequence[Any]) -> list[Quote]:
    """The quotes that `remember` was given, as far as a page shows them."""
    text = document.text

    def mention(place: Sequence[int] | None) -> Mention | None:
        if place is None:
            return None
        return made_of(Mention, start=place[0], end=place[1], text=text[place[0] : place[1]])

    quotes = []
    for key, kind, content, verbatim, speaker, cue, expert, who in remembered:
        spans = tuple(Span(*span) for span in content)
        # Not validated: the database holds what `remember` gave it.
        quote = made_of(
            Quote, schema_=1, id=key, document_id=document.id, lang=document.lang or "und", kind=kind,
            text=words(text, spans), content=spans, verbatim=tuple(Span(*s) for s in verbatim),
            speaker=mention(speaker), cue=mention(cue), who=who, description=None,
            addressee=None, stance="asserts", expert=expert, rule="", confidence=0.0,
        )  # fmt: skip
        quotes.append(quote)
    return quotes


def digest(remembered: Sequence[Any]) -> str:
    """A name for what was pushed: the same quotes give the same, whatever the order."""
    return content_id(json.dumps(remembered, ensure_ascii=False, separators=(",", ":")))


def quotes_of_results(document: Document, results: Sequence[Result]) -> list[Quote]:
    """The quotes that a prediction found on the server shows, where nobody remembers them."""
    remembered = []
    for marking in read_page(results, document.text).markings:
        if marking.ours:
            speaker = next(iter(marking.speakers), None)
            cue = next(iter(marking.cues), None)
            verbatim = verbatim_of(document.text, marking.kind, marking.content, ())
            place = speaker.span if speaker else None
            remembered.append(
                [marking.key, marking.kind, marking.content, verbatim, place, cue and cue.span]
                + ([speaker.expert, speaker.who] if speaker else [None, None])
            )
    return recall(document, remembered)


def as_reviews(
    document: Document,
    versions: Sequence[Sequence[Quote]],
    annotation: Mapping[str, Any],
    reviewer: str,
    registry: Registry,
    page: Page | None = None,
) -> list[Review]:
    """What one annotation says: one review a quotation, or one for the page if it was skipped.

    `versions` are the quotes as pushed, oldest first: a page that somebody had open while newer
    quotes were pushed comes back with the regions of the older ones. `page` is the annotation's
    result, if it was read already. `seconds` is the time spent on the whole page, on each of its
    reviews.
    """
    # Its number and its microsecond name it, whatever address the server is reached by; its
    # `unique_id` comes with exports alone.
    key = f"{annotation.get('id')} {annotation.get('created_at')}"
    common: dict[str, Any] = {
        "document_id": document.id,
        "reviewer": reviewer,
        "reviewed_at": str(annotation.get("updated_at") or annotation.get("created_at") or ""),
        "seconds": annotation.get("lead_time"),
        "ground_truth": bool(annotation.get("ground_truth")),
        "source": SOURCE,
    }
    # Asked first: a skipped page comes back with the predicted regions as if they were accepted.
    if annotation.get("was_cancelled"):
        skipped = content_id(SOURCE, key, "skipped")
        return [Review(id=skipped, quote_id=None, verdict="skipped", **common)]
    results = annotation.get("result") or []
    page = page or read_page(results, document.text)
    pushed = _version_of(document, versions, results)
    return [
        Review(id=content_id(SOURCE, key, judged.pop("key")), **judged, **common)
        for judged in compare(document, pushed, page, registry, results)
    ]


def _version_of(
    document: Document, versions: Sequence[Sequence[Quote]], results: Sequence[Result]
) -> Sequence[Quote]:
    """The version that shares most regions with the page; of equals the latest."""
    if len(versions) < 2:
        return versions[0] if versions else ()
    present = {entry.get("id") for entry in results}

    def shared(quotes: Sequence[Quote]) -> int:
        return len(present & {entry.get("id") for entry in as_results(document, quotes)} - {None})

    return max(reversed(versions), key=shared)
