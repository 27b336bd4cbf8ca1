"""Which module finds the sources of a language, and what its rules may ask of it.

Six modules read the words beside a cue. They share their functions: `source_before`,
`source_after`, `subject`, `full_names`.

    unspaced   no spaces between words (Chinese)
    spaced     place tells the subject (English)
    declined   case tells it, beside the cue (Russian)
    suffixed   case tells it, at the head of the sentence (Turkish)
    inverted   verb and subject change places, capitals show names (French, German, Spanish)
    uncased    neither case nor capitals tell it: words alone do (Arabic, Persian)
"""

from __future__ import annotations

from types import ModuleType

from quotetrack.extraction import declined, inverted, spaced, suffixed, uncased, unspaced
from quotetrack.extraction.packs import Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.units import Atom, View
from quotetrack.models import Span

_BY_CASE: dict[str, ModuleType] = {
    "declined": declined,
    "inverted": inverted,
    "suffixed": suffixed,
    "uncased": uncased,
}


def of(pack: Pack) -> ModuleType:
    """The module for a pack's language."""
    if pack.nouns:
        return _BY_CASE[pack.nouns]
    return spaced if pack.spaced else unspaced


def by_case(
    view: View,
    pack: Pack,
    side: str,
    bounds: tuple[int, int] | None,
    cue: Atom | None,
    known: set[str],
    strict: bool = False,
) -> Source | None:
    """The source on the side of the cue that a rule names, where nouns show their case.

    `bounds`: the words that the rule gives it; `strict`: a headline's 'name: words'.
    """
    module = _BY_CASE[pack.nouns]
    if side == "inside":
        assert cue is not None
        found = pack.patterns["possessor"].search(view.masked, cue.start, cue.end)
        return Source(Span(*found.span()), "pronoun") if found else None
    if side == "subject":
        return Source(None, "elided")
    if side == "around":
        assert cue is not None
        around: Source | None = module.source_around(view, pack, cue, bounds, known)
        return around
    assert bounds is not None
    low, high = bounds
    found_source: Source | None
    if side == "after" or strict:
        found_source = module.source_after(view, pack, low, high, known, strict=strict)
    elif side == "complement":
        found_source = module.complement(view, pack, low, high, known)
    else:
        if cue is not None and cue.start > high:
            high = cue.start
        low = max(low, high - MAX_SOURCE_CHARS)
        found_source = module.source_before(view, pack, low, high, known)
    if cue is None and found_source is not None and not found_source.sure:
        return None
    return found_source
