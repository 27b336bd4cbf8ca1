"""Clauses that say which one a noun means, with a pronoun or without one. See `uncased`."""

from __future__ import annotations

from quotetrack.extraction.finders.uncased.clauses import last_phrase
from quotetrack.extraction.finders.uncased.phrases import phrase, word_end
from quotetrack.extraction.finders.uncased.words import (
    ADVERB,
    ARTICLE,
    BREAK,
    COORDINATOR,
    DEFINITE,
    GIVEN,
    JOINED,
    LATIN,
    MARKED,
    OBJECT,
    ORGANISATION,
    PLACE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    TIME,
    VERB,
    Words,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

_AGENT = ROLE | ORGANISATION | GIVEN | LATIN | PLACE
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


def open_relative(view: View, pack: Pack, found: Words, end: int, known: set[str]) -> Source | None:
    """Whom a clause is about that 'who' began and 'and' goes on with, up to the verb at `end`.

    'X که یک نهاد دولتی است و خود را «…» می‌نامد': one verb alone stands between, so that the main
    clause's is still to come, and it says what X is or what X calls itself.
    """
    who = _described(pack, found, end) if pack.numbers.get("ezafe", 0) else 0
    if not who or found[who - 1].kind & OBJECT:
        return None
    who -= bool(found[who - 1].kind & BREAK)
    at = last_phrase(found, who)
    at = next((i for i in range(at, who) if found[i].kind & _AGENT), at)
    return phrase(view, pack, found, at, who, known)[0]


def _described(pack: Pack, found: Words, end: int) -> int:
    """Where 'who' stands whose clause goes on up to the verb at `end`; 0 where none does."""
    joint = end - 1
    while joint > 0 and not found[joint].kind & (COORDINATOR | VERB):
        joint -= 1
    if joint < 2 or not found[joint].kind & COORDINATOR:
        return 0
    first = found[joint - 1]
    if not first.kind & VERB:
        return 0
    itself = joint + 2 < end and found[joint + 2].kind & OBJECT and found[joint + 1].kind & ARTICLE
    if not itself and first.text not in pack.words["being"]:
        return 0
    for index in range(joint - 2, 0, -1):
        kind = found[index].kind
        if kind & RELATIVE:
            return 0 if found[index - 1].text in pack.words["clause_noun"] else index
        if kind & (VERB | SUBORDINATOR):
            return 0
    return 0
