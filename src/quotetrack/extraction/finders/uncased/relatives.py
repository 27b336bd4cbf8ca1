"""The clause that says which one an indefinite noun means, where it needs no pronoun. See `uncased`."""

from __future__ import annotations

from quotetrack.extraction.finders.uncased.phrases import word_end
from quotetrack.extraction.finders.uncased.words import (
    ADVERB,
    BREAK,
    COORDINATOR,
    DEFINITE,
    GIVEN,
    JOINED,
    MARKED,
    PLACE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    VERB,
    Words,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

MAX_RELATIVE = 12  # words of a clause that says which report, which man


def with_relative(
    view: View, pack: Pack, found: Words, at: int, end: int, source: Source
) -> Source:
    """The indefinite description with the clause that says which one is meant, up to a comma.

    Such a clause needs no pronoun: 'دراسة أجراها باحثون في القاهرة', 'تقرير صادر عن الوزارة'.
    """
    if source.kind != "description" or not pack.numbers.get("article", 0):
        return source
    if end >= len(found) or found[at].kind & DEFINITE or source.mention is None:
        return source
    if any(word.kind & (DEFINITE | PLACE | GIVEN) for word in found[at:end]):
        return source  # what belongs to a definite noun is definite
    first = found[end]
    if first.kind & (PREPOSITION | ADVERB | BREAK):
        return source
    if not (first.kind & (VERB | RELATIVE) or pack.patterns["possessed"].fullmatch(first.text)):
        return source
    stop = end + 1
    while stop < len(found) and not found[stop].kind & (BREAK | TIME | MARKED | SUBORDINATOR):
        if found[stop].kind & PRONOUN and found[stop].kind & JOINED:
            break
        stop += 1
    if stop < len(found) and found[stop].kind & SUBORDINATOR:
        return source
    while found[stop - 1].kind & (PREPOSITION | COORDINATOR) and not found[stop - 1].kind & JOINED:
        stop -= 1
    if stop - end > MAX_RELATIVE or stop <= end + 1:
        return source
    source.mention = Span(source.mention.start, word_end(view, found[stop - 1]))
    return source
