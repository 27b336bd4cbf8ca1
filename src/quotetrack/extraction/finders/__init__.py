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
from typing import Protocol

from quotetrack.extraction.finders import declined, inverted, spaced, suffixed, uncased, unspaced
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.units import Atom
from quotetrack.extraction.view import View
from quotetrack.models import Span


class Finder(Protocol):
    """What each of the modules can do. Offsets are code points into the view's text."""

    def source_before(
        self, view: View, pack: Pack, low: int, high: int, known: set[str]
    ) -> Source | None:
        """The source whose cue is at `high`."""

    def source_after(
        self, view: View, pack: Pack, low: int, high: int, known: set[str], *, strict: bool = False
    ) -> Source | None:
        """The source that the words after a cue begin with."""

    def subject(
        self, view: View, pack: Pack, low: int, high: int, known: set[str]
    ) -> Source | None:
        """The subject of a sentence, for a later verb without one."""

    def full_names(self, view: View, pack: Pack) -> list[str]:
        """The names of a document that show all their parts."""


def of(pack: Pack) -> Finder:
    """The module for a pack's language."""
    if pack.nouns:
        return _FINDERS[pack.nouns]
    return _FINDERS["spaced" if pack.spaced else "unspaced"]


def subject_of(view: View, pack: Pack, low: int, high: int) -> Source | None:
    """The subject of a sentence without a cue, for a later verb or quotation that has none."""
    return in_words(view, of(pack).subject(view, pack, low, high, set()))


def in_words(view: View, source: Source | None) -> Source | None:
    """The source if its mention is any words, not just spaces; so is its description, or it has none."""
    if source is None:
        return None
    if source.description is not None and not view.text[slice(*source.description)].strip():
        source.description = None
    nobody = source.mention is not None and not view.text[slice(*source.mention)].strip()
    return None if nobody else source


_BY_CASE: dict[str, ModuleType] = {
    "declined": declined,
    "inverted": inverted,
    "suffixed": suffixed,
    "uncased": uncased,
}
# Sides that a module with case has a function for, of the same name.
_SIDES = frozenset({"apposed", "complement", "opening", "owner", "within"})
_FINDERS: dict[str, Finder] = {
    "spaced": spaced,
    "unspaced": unspaced,
    "declined": declined,
    "inverted": inverted,
    "suffixed": suffixed,
    "uncased": uncased,
}


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
        if found is None:
            return None
        meant = _before_colon(view, pack, cue.start, found.group(), known)
        return Source(Span(*found.span()), "pronoun", full=meant)
    if side == "subject":
        return Source(None, "elided")
    if side == "around":
        assert cue is not None or bounds is not None
        around: Source | None = module.source_around(view, pack, cue, bounds, known)
        return around
    assert bounds is not None
    low, high = bounds
    if side == "theme":  # whom the sentence is about, if that is somebody who spoke before
        theme: Source | None = module.subject(view, pack, low, high, known)
        return (
            theme
            if theme is not None and theme.kind in ("name", "pronoun")
            else Source(None, "elided")
        )
    if side == "head":  # «…», — X шутит: the verb is none that the pack knows
        head: Source | None = module.after_unknown_verb(view, pack, low, high, known)
        return head
    found_source: Source | None
    if side == "after" or strict:
        found_source = module.source_after(view, pack, low, high, known, strict=strict)
    elif side in _SIDES:
        found_source = getattr(module, side)(view, pack, low, high, known)
    else:
        low = max(low, high - MAX_SOURCE_CHARS)
        found_source = module.source_before(view, pack, low, high, known)
    if cue is None and found_source is not None and not found_source.sure:
        found_source = None
    if found_source is not None and cue is not None and cue.cue is not None:
        if cue.cue.takes == "witness" and not _is_witness(found_source):
            return None
    if side == "colon":
        found_source = module.before_colon(view, pack, low, high, found_source, known)
        if found_source is not None and not found_source.sure:
            return None
    return found_source


def _before_colon(
    view: View, pack: Pack, position: int, pronoun: str, known: set[str]
) -> Span | None:
    """Whom 'её' means behind a colon: the subject before it. 'Лунина не спорит: по её словам, …'."""
    low = max(0, position - MAX_SOURCE_CHARS)
    stop = view.masked.rfind(":", low, position)
    if pack.nouns != "declined" or stop < 0 or view.masked[stop + 1 : position].strip():
        return None
    low = max(low, view.masked.rfind("\n", low, stop) + 1, view.masked.rfind(". ", low, stop) + 1)
    meant = declined.subject(view, pack, low, stop, known)
    if meant is None or meant.mention is None or meant.kind != "name":
        return None
    name = view.masked[slice(*meant.mention)]
    other = "masculine" if pronoun in pack.words["feminine"] else "feminine"
    return None if pack.patterns[f"{other}_name"].search(name) else meant.mention


def _is_witness(source: Source) -> bool:
    """Whether a noun that the pack lists is the source: a study shows something, a bone does not speak."""
    return source.kind == "description" and source.sure
