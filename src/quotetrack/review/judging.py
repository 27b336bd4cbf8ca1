"""One quotation judged from the terminal or a program, without Label Studio."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from quotetrack.errors import ReviewError
from quotetrack.models import (
    PART_SEPARATOR,
    Document,
    Kind,
    Mention,
    Quote,
    Review,
    Span,
    Verdict,
    content_id,
)
from quotetrack.review.comparing import verbatim_of, words
from quotetrack.store.bookkeeping import now

if TYPE_CHECKING:
    from quotetrack.store import Store

SOURCE = "terminal"
_SHORTEST_ID = 6


def find_quote(store: Store, name: str) -> tuple[Document, Quote]:
    """The quote with this id, or whose id alone begins like this, and its document."""
    ids = [
        row[0]
        for row in store.connection.execute(
            "SELECT id FROM quotes WHERE id = ?1 OR (length(?1) >= ?2 "
            "AND substr(id, 1, length(?1)) = ?1) ORDER BY id LIMIT 3",
            (name, _SHORTEST_ID),
        )
    ]
    if name in ids:
        ids = [name]
    if len(ids) != 1:
        what = "no quote has" if not ids else "several quotes have"
        raise ReviewError(f"{what} the id {name}: `quotetrack search --json` shows ids in full")
    quote = store.quote(ids[0])
    document = store.document(quote.document_id) if quote else None
    assert quote is not None
    assert document is not None
    return document, quote


def judge(
    store: Store,
    name: str,
    verdict: Verdict,
    *,
    words_said: str | None = None,
    kind: Kind | None = None,
    speaker: str | None = None,
    who: str | None = None,
    expert: str | None = None,
    reviewer: str | None = None,
    note: str | None = None,
) -> Review:
    """Stores what one person says about one quote; saying something else later replaces it.

    `words_said` and `speaker` are words of the document, those nearest to the quote are meant;
    `expert` is an id, or "" for nobody in the registry. Raises ReviewError.
    """
    document, quote = find_quote(store, name)
    person = reviewer or getpass.getuser()
    content = quote.content
    if words_said is not None:
        content = _places(document.text, words_said, quote.content[0].start)
    changed_kind = kind or quote.kind
    verbatim = quote.verbatim
    if (content, changed_kind) != (quote.content, quote.kind):
        known = quote.content if quote.kind == "direct" else quote.verbatim
        verbatim = verbatim_of(document.text, changed_kind, content, known)
    said_by = quote.speaker
    if speaker is not None:
        (place,) = _places(document.text, speaker, quote.content[0].start, parts=False)
        said_by = Mention(start=place.start, end=place.end, text=speaker)
    review = Review(
        id=content_id(SOURCE, document.id, [list(span) for span in quote.content], person),
        document_id=document.id,
        quote_id=quote.id,
        verdict=verdict,
        original=quote.content,
        kind=changed_kind,
        text=words(document.text, content),
        content=content,
        verbatim=verbatim,
        cue=quote.cue,
        speaker=said_by,
        who=who or (quote.who if speaker is None else speaker),
        expert=(quote.expert if speaker is None and who is None else None)
        if expert is None
        else expert or None,
        reviewer=person,
        reviewed_at=now(),
        source=SOURCE,
        note=note,
    )
    store.add_review(review)
    return review


def _places(text: str, wanted: str, near: int, parts: bool = True) -> tuple[Span, ...]:
    """Where the words stand: each part the nearest to `near`, those after the first behind it."""
    spans: list[Span] = []
    for part in wanted.split(PART_SEPARATOR) if parts else [wanted]:
        found = _nearest(text, part, near, spans[-1].end if spans else 0)
        if not part or found is None:
            raise ReviewError(f"the document does not hold the words '{part}': copy them from it")
        spans.append(Span(found, found + len(part)))
    return tuple(spans)


def _nearest(text: str, part: str, near: int, floor: int) -> int | None:
    before = text.rfind(part, floor, near + len(part))
    after = text.find(part, max(near, floor))
    if before < 0 or (after >= 0 and after - near < near - before):
        before = after
    return before if before >= 0 else None
