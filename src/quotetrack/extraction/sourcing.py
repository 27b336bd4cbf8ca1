"""Who says it: the source that a rule points at, and whom a pronoun means in its own sentence."""

from __future__ import annotations

from quotetrack.extraction import clause_before, finders
from quotetrack.extraction.matches import Fit
from quotetrack.extraction.pointing import pointed_at
from quotetrack.extraction.sources import Source


def source_of(fit: Fit) -> Source | None:
    """The source that a rule points at, and who in or before its sentence a pronoun means."""
    view, unit, pack, known = fit.view, fit.unit, fit.pack, fit.known
    source = finders.in_words(view, pointed_at(fit))
    if source is None or source.mention is None or pack.spaced or source.full is not None:
        return source
    if source.kind == "description" and not fit.before:
        if pack.patterns["this_person"].match(view.masked, *source.mention):  # 这位老兵
            source.full = clause_before.sentence_before(view, unit, pack, known)
    if source.kind == "pronoun":
        source.full = clause_before.antecedent(view, unit, pack, source.mention.start, known)
        if (
            source.full is None
            and not fit.before  # who spoke in this very sentence is nearer
            and view.masked[slice(*source.mention)] in pack.words["singular"]
        ):
            source.full = clause_before.sentence_before(view, unit, pack, known)
        if source.full is not None:
            known.add(view.masked[slice(*source.full)])  # whose name stands alone from here on
    return source
