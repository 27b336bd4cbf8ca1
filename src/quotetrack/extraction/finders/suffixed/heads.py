"""The segments of a sentence, and the noun phrase that fills one; see `suffixed`."""

from __future__ import annotations

from collections.abc import Iterator

from quotetrack.extraction.finders.suffixed.suffixes import (
    is_oblique,
    shows,
    source_of,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    BREAK,
    COORDINATOR,
    DETERMINER,
    ORGANISATION,
    PREPOSITION,
    PRONOUN,
    ROLE,
    TIME,
    TITLE,
    Token,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import QUOTED, View

Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION


def segments(tokens: Tokens) -> Iterator[tuple[int, int, bool]]:
    """Stretches between commas and quoted words: start, end, whether a comma closes it."""
    start = 0
    for index, token in enumerate(tokens):
        if token.classes & BREAK:
            yield start, index, True
            start = index + 1
    yield start, len(tokens), False


def last_subject(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, *, sure: bool
) -> Source | None:
    """The noun phrase that fills a segment before a comma or a quotation.

    `sure`: nothing but its own shape says that it is a subject.
    """
    last = tokens[end - 1]
    kind = last.classes
    if is_oblique(pack, last) or kind & (PREPOSITION | ADVERB | TIME | COORDINATOR):
        return None
    if kind & DETERMINER and end - start == 1:
        return None  # Bunun “…” olduğunu
    if end - start == 1 and start == 0 and last.capital and not kind & _HEAD:
        alone = end == len(tokens) or tokens[end].word[0] == QUOTED
        if alone and shows(pack, "oblique_common", last.word):
            return None  # Söylentileri “…” diye niteledi
    if sure and not (last.capital or kind & (_HEAD | PRONOUN)):
        return None
    counted = end - start > 1 and tokens[end - 2].classes & DETERMINER  # ailenin yakın bir dostu
    if shows(pack, "verb_end", last.word) and not (last.capital or kind & _HEAD or counted):
        return None
    return source_of(view, pack, tokens, start, end)
