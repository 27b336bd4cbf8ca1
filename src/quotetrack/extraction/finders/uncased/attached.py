"""A pronoun joined to the conjunction before its verb, as in Arabic 'لكنه قال'. See `uncased`."""

from __future__ import annotations

from quotetrack.extraction.finders.uncased.subjects import subject
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

REACH_CHARS = 24  # before a verb, where such a conjunction may stand


def attached(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The pronoun before the verb at `high`, and whom it means if its own sentence names them."""
    near = max(low, high - REACH_CHARS)
    found = pack.patterns["attached"].search(view.masked, near, high)
    if found is None:
        return None
    source = Source(Span(*found.span("who")), "pronoun")
    start = max(0, high - MAX_SOURCE_CHARS)
    for end in pack.sentence_end.finditer(view.masked, start, found.start()):
        start = end.end()
    owner = subject(view, pack, start, found.start(), known)
    if owner is not None and owner.kind == "name" and owner.mention is not None:
        first = owner.description.start if owner.description else owner.mention.start
        verb = view.masked[start : min(first, owner.mention.start)].split()
        if verb and _agrees(pack, verb[-1], found["who"]):
            source.full = owner.full or owner.mention
    return source


def _agrees(pack: Pack, verb: str, pronoun: str) -> bool:
    """Whether 'he' or 'she' may mean the subject of a verb that stands before it."""
    bare = verb.lstrip("".join(pack.words["clitic"]))
    feminine = pack.patterns["feminine_verb"].match(bare) is not None
    return pronoun == ("ها" if feminine else "ه")
