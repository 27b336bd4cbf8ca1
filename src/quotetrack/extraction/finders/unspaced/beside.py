"""Sources that stand right beside what they say, and where their clause begins (Chinese)."""

from __future__ import annotations

from quotetrack.extraction.finders.unspaced.names import (
    MAX_NAME_CHARS,
    find_name,
    suffix,
)
from quotetrack.extraction.finders.unspaced.noun_phrases import skip, without_trailing
from quotetrack.extraction.finders.unspaced.regions import read_region
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import QUOTED, View
from quotetrack.models import Span

MAX_CLAUSE_CHARS = 120


def clause_start(masked: str, pack: Pack, low: int, high: int) -> int:
    at = low
    for match in pack.patterns["clause_break"].finditer(
        masked, max(low, high - MAX_CLAUSE_CHARS), high
    ):
        at = match.end()
    return at


def marked(view: View, pack: Pack, low: int, high: int) -> Source | None:
    """An organisation or a group whose name stands in marks: 环保组织“……”."""
    masked = view.masked
    start = skip(
        pack.patterns["lead"], masked, max(low, clause_start(masked, pack, low, high)), high
    )
    quoted = masked.find(QUOTED, start, high)
    if quoted <= start or suffix(pack.described, masked, start, quoted) == 0:
        return None
    if pack.patterns["not_source"].search(masked, start, quoted):
        return None
    return Source(Span(start, high), "description")


def owner(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """Whoever stands right before an attribute, without what governs it: 抗议|总理|所说的."""
    masked = view.masked
    low = max(low, high - MAX_NAME_CHARS, clause_start(masked, pack, low, high))
    pronoun = suffix(pack.words["pronoun"], masked, low, high)
    if pronoun:
        return Source(Span(high - pronoun, high), "pronoun")
    named = find_name(masked, pack, read_region(masked, pack, low, high), high, known, strict=True)
    if named is not None and named[2]:
        return Source(Span(*named[:2]), "name")
    described = suffix(pack.described, masked, low, high)
    return Source(Span(high - described, high), "description") if described > 1 else None


def ends_clause(view: View, pack: Pack, source: Source | None, high: int) -> bool:
    """Whether a source right before the cue at `high` may close the words before it: ……，王刚说.

    Not 有人跪下祈祷: what they do before it makes a clause of its own.
    """
    if source is None or source.mention is None or not (source.sure or source.kind == "name"):
        return False  # ……，没说: nobody behind the clause says it
    last = source.mention.end
    end = without_trailing(view.masked, pack, last, high)
    if end <= last or view.masked[last:end] in pack.words["honorific"]:
        return True
    return pack.patterns["only_adverbial"].fullmatch(view.masked, last, end) is not None


def document_in_cue(pack: Pack, cue: str) -> int:
    """The length of the document that a cue names itself (报告称); 0 if it doesn't."""
    return max((len(word) for word in pack.words["document"] if cue.startswith(word)), default=0)
