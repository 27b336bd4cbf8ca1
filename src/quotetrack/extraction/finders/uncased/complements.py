"""Sources that a preposition governs: 'according to X', 'quoting X'. See `uncased`."""

from __future__ import annotations

from quotetrack.extraction.finders.uncased.clauses import segment_end
from quotetrack.extraction.finders.uncased.phrases import phrase, span, word_end
from quotetrack.extraction.finders.uncased.subjects import named_at_last
from quotetrack.extraction.finders.uncased.words import (
    BREAK,
    DEFINITE,
    GIVEN,
    HONORIFIC,
    JOINED,
    LATIN,
    MARKED,
    NOUN,
    OBJECT,
    OCCASION,
    ORGANISATION,
    PARTICLE,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    ROLE,
    TIME,
    VERB,
    Word,
    Words,
    words,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

MAX_NAME_WORDS = 5
LAST = ("", ".", "\n")  # what ends a sentence


def complement(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The source after 'according to', whose preposition may be joined to it: وفقا لوزارة الصحة."""
    found = words(view, pack, low, high)
    stop = len(found)
    if found and not found[0].kind & (TIME | PREPOSITION):
        stop = segment_end(found, 0)  # no source after its comma: 'به گفته X، در بهار، …'
    who = next((i for i, w in enumerate(found) if w.kind & RELATIVE), stop)
    inside = [
        i + 1 for i, w in enumerate(found[: min(stop, who)]) if w.text in pack.words["stands_in"]
    ]
    if who + 2 < len(found) and found[who + 1].text in pack.words["stands_in"]:
        document = _read_out(found, who)
        if document is not None:
            return phrase(view, pack, found, document, _verb(pack, found, document, who), known)[0]
    if inside and who < stop:
        found = found[:who]  # در این نامه که …، آمده است
    if inside:
        found = found[inside[-1] :]
        if len(found) > 1 and found[0].kind & NOUN:
            found = found[1:]  # در این گزارش
    if not found:
        return None
    first = found[0]
    if first.kind & JOINED and first.kind & PREPOSITION:
        cut = 2 if first.kind & DEFINITE else 1
        kind = first.kind & ~(JOINED | PREPOSITION)
        found = [Word(first.start + cut, first.end, first.text[cut:], kind), *found[1:]]
    elif (
        first.text[0] in pack.words["joined_preposition"]
        and first.kind == 0
        and len(first.text) > 3
    ):
        found = [Word(first.start + 1, first.end, first.text[1:], 0), *found[1:]]
    source, end = phrase(view, pack, found, 0, len(found), known)
    if source is not None and source.kind == "description" and pack.numbers.get("article", 0):
        named = named_at_last(view, pack, found, end, source)
        if named is not source:
            return named  # بحسب رئيس البلدية، كريم صالح
    comma = next((i for i, w in enumerate(found) if w.kind & BREAK), None)
    if source is not None and comma is not None:  # '…, editor of …,' says who it is
        if comma + 1 < len(found) and found[comma + 1].kind & (RELATIVE | PREPOSITION | TIME):
            return source
        if comma + 1 >= len(found) or not found[comma + 1].kind & (ROLE | ORGANISATION):
            last = pack.numbers.get("article", 0) and view.masked[high : high + 1] in LAST
            return source if last else _named_after(view, pack, found, comma, source)
        source.description = source.description or span(view, found, comma + 1, len(found))
    return source


def _read_out(found: Words, who: int) -> int | None:
    """Where the paper stands that the clause at `who` tells of: 'نامه‌ای منتشر شد که در آن آمده است'.

    No preposition leads it.
    """
    for index in range(who):
        if not found[index].kind & OCCASION:
            continue
        before = found[index - 1] if index else None
        if before is not None and before.kind & NOUN and index > 1:
            before = found[index - 2]
        if before is None or not before.kind & PREPOSITION:
            return index
    return None


def _verb(pack: Pack, found: Words, start: int, end: int) -> int:
    """Where the verb of the clause begins that ends at `end`, with the noun or participle before it."""
    at = next((i for i in range(end - 1, start, -1) if found[i].kind & VERB), end)
    before = found[at - 1]
    if at - 1 > start and (not before.kind or before.text in pack.words["closing_verb"]):
        at -= 1
    return at


def _named_after(view: View, pack: Pack, found: Words, comma: int, source: Source) -> Source | None:
    """The name between two commas, after somebody's role: 'به گفته وزیر راه، X، …'; None if it is none.

    What follows 'according to the police,' may be the head of what they say.
    """
    name = found[comma + 1 :]
    end = next((i for i, w in enumerate(name) if w.kind & BREAK), len(name))
    if end < len(name) or not found[0].kind & ROLE or found[0].kind & PLURAL:
        return None
    known = any(w.kind & GIVEN for w in name)
    if not 1 + (not known) <= len(name) <= MAX_NAME_WORDS or source.mention is None:
        return None
    if any(w.kind & ~(GIVEN | PARTICLE | LATIN | MARKED | HONORIFIC | ROLE) for w in name):
        return None
    if not known and (not pack.numbers.get("ezafe", 0) or any(w.kind & ROLE for w in name)):
        return None
    begin = source.description.start if source.description else source.mention.start
    end_of = max(source.mention.end, source.description.end if source.description else 0)
    while name[0].kind & ROLE and len(name) > 1:
        name = name[1:]
    return Source(span(view, name, 0, len(name)), "name", Span(begin, end_of))


def quoted(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """Whom somebody quotes: 'نقلت الوكالة عن الوزير'."""
    found = words(view, pack, low, high)
    for index, word in enumerate(found[:-1]):
        if word.text in pack.words["quoted_of"]:
            rest = found[index + 1 :]
            source, end = phrase(view, pack, rest, 0, len(rest), known)
            if source is not None and pack.numbers.get("ezafe", 0):
                apposed = end < len(rest) and rest[end].kind & BREAK
                return (apposed and _named_after(view, pack, rest, end, source)) or source
            if source is not None and source.kind == "description":
                return named_at_last(view, pack, rest, end, source)
            return source
    return Source(None, "elided")  # ونقلت عنه


def within(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The pronoun or known name that a clause begins after: 'به گفته وی ده نفر …'."""
    found = words(view, pack, low, high)
    if len(found) < 3 or found[1].kind & (BREAK | OBJECT):
        return None
    if not found[0].kind & PRONOUN:
        size = 2 if f"{found[0].text} {found[1].text}" in known else 1
        if (size == 1 and found[0].text not in known) or found[size].kind & (BREAK | OBJECT):
            return None
        end = word_end(view, found[size - 1])
        return Source(Span(found[0].start, end), "name", rest=end)
    end = word_end(view, found[0])
    return Source(Span(found[0].start, end), "pronoun", rest=end)
