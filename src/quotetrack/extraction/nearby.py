"""The only name that stands near: whom 'he', or a verb without a subject, means before anybody spoke."""

from __future__ import annotations

from quotetrack.extraction.antecedents import gender_of_name
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.people import Discourse, gender_of
from quotetrack.extraction.sources import Source

MAX_ANTECEDENT_CHARS = 500


def introduced(told: Discourse, attribution: Attribution) -> str | None:
    """The only person whose full name stands before words of a verb without a subject."""
    if told.pack.by_place:
        high = attribution.content[0].start
        met = _full_names(told, max(0, high - MAX_ANTECEDENT_CHARS), high)
        people = [name for name in met if gender_of_name(name, told.pack)]
        return people[0] if len(people) == 1 else None  # an interview's first answer
    if told.pack.nouns not in ("inverted", "suffixed"):
        return None
    if attribution.cue is None or not attribution.verbatim:
        return None
    return only_name(told, attribution.content[0].start)


def only_name(told: Discourse, high: int) -> str | None:
    """The only full name in the paragraph before `high`, and not far from it."""
    text = told.view.text
    low = max(0, high - MAX_ANTECEDENT_CHARS)
    near = _full_names(told, max(low, text.rfind("\n", low, high)), high)
    return near.pop() if len(near) == 1 else None


def named_before(told: Discourse, source: Source) -> str | None:
    """The only person whose full name stands in the words before 'he', where nobody spoke yet."""
    assert source.mention is not None
    high = source.mention.start
    near = {
        name
        for name in _full_names(told, max(0, high - MAX_ANTECEDENT_CHARS), high)
        if not gender_of(told.pack, name.split()[-1])
    }
    if told.pack.by_place and len(near) > 1:  # 'she' is no 'Corran Point'
        gender = gender_of(told.pack, told.view.text[slice(*source.mention)])
        near = {name for name in near if gender_of_name(name, told.pack) == gender != ""}
    return near.pop() if len(near) == 1 else None


def _full_names(told: Discourse, low: int, high: int) -> set[str]:
    """The names of more than one word that stand in `text[low:high]`."""
    words = told.view.text[low:high]
    return {name for name in told.names() if " " in name and name in words}
