"""The only name that stands near: whom 'he', or a verb without a subject, means before anybody spoke."""

from __future__ import annotations

from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.people import Person, gender_of
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View

MAX_ANTECEDENT_CHARS = 500


def introduced(
    view: View, pack: Pack, attribution: Attribution, by_full: dict[str, Person]
) -> str | None:
    """The only person whose full name stands before words of a verb without a subject."""
    if pack.nouns != "inverted" or attribution.cue is None or not attribution.verbatim:
        return None
    high = attribution.content[0].start
    low = max(view.text.rfind("\n", 0, high), high - MAX_ANTECEDENT_CHARS, 0)
    near = {name for name in by_full if " " in name and view.text.rfind(name, low, high) >= 0}
    return near.pop() if len(near) == 1 else None


def named_before(view: View, pack: Pack, source: Source, by_full: dict[str, Person]) -> str | None:
    """The only person whose full name stands in the words before 'he', where nobody spoke yet."""
    assert source.mention is not None
    low = max(0, source.mention.start - MAX_ANTECEDENT_CHARS)
    near = {
        name
        for name in by_full
        if " " in name
        and view.text.rfind(name, low, source.mention.start) >= 0
        and not gender_of(name.split()[-1], pack)
    }
    return near.pop() if len(near) == 1 else None
