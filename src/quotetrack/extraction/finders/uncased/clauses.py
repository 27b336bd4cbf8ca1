"""Clauses where neither case nor capital letters show their subject: their bounds, what leads them.

All functions work on the words of a sentence and give indexes. See `uncased`.
"""

from __future__ import annotations

from quotetrack.extraction.finders.uncased.words import (
    ADVERB,
    BREAK,
    CONTRAST,
    COORDINATOR,
    DEFINITE,
    GIVEN,
    JOINED,
    LABEL,
    MARKED,
    NOUN,
    OBJECT,
    ORGANISATION,
    PLACE,
    PLURAL,
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

MAX_OBJECT_WORDS = 5  # with its sign
VERB_WORDS = 3  # متهم کرده اند


def segment_end(found: Words, at: int) -> int:
    while at < len(found) and not found[at].kind & BREAK:
        at += 1
    return at


def clause_start(pack: Pack, found: Words, end: int) -> tuple[int, bool]:
    """Where the clause begins whose verb stands at `end`; whether the word before it is relative."""
    if pack.numbers.get("verb_first", 0):
        if found[end - 1].kind & (RELATIVE | SUBORDINATOR):
            return end, bool(found[end - 1].kind & RELATIVE)
        return _last_segment(found, end), False
    verb = participle = False
    last = 0  # of the clause that is read, its verb; 0 where none is seen yet
    for index in range(end - 1, -1, -1):
        kind = found[index].kind
        if found[index].text in pack.words["closing_verb"] and not (
            index and found[index - 1].kind & TIME  # هفته گذشته
        ):
            participle = participle or index + 1 == end or bool(found[index + 1].kind & BREAK)
        if kind & (RELATIVE | SUBORDINATOR) and participle:
            verb = True
            participle = False
        if kind & CONTRAST and index + 1 < end and not is_topic(pack, found, index):
            joint = 0 < last < end - 2 and bool(found[last + 1].kind & COORDINATOR)
            return last + 1 if joint else index + 1, False
        if kind & (RELATIVE | SUBORDINATOR) and not verb and _is_aside(found, index, end):
            continue
        if kind & (RELATIVE | SUBORDINATOR):
            if verb:
                if index == 0:  # که پل باز است و …: the clause that it opens is over
                    if not last or last + 1 == end or not found[last + 1].kind & BREAK:
                        last = _last_verb(pack, found, end)
                    return _next_clause(found, last, end), False
                verb = index > 0 and bool(found[index - 1].kind & (RELATIVE | SUBORDINATOR))
                last *= verb
                continue  # که آیا: two words open one clause
            return index + 1, bool(kind & RELATIVE)
        if kind & VERB and not (
            kind & GIVEN and index + 1 < end and not found[index + 1].kind
        ):  # برد اسمیت, no 'carried'
            if verb and not any(w.kind & (RELATIVE | SUBORDINATOR) for w in found[:index]):
                joint = last + 2 < end and bool(found[last + 1].kind & COORDINATOR)
                return _next_clause(found, last if joint else index, end), False
            verb = True
            last = index
    if verb:
        return _next_clause(found, _last_verb(pack, found, end), end), False
    return 0, False


def is_topic(pack: Pack, found: Words, index: int) -> bool:
    """Whether 'but' stands behind the subject that it contrasts: 'مربی تیم اما راضی نبود'."""
    if not index or not found[index].kind & CONTRAST or not pack.numbers.get("ezafe", 0):
        return False
    before = found[index - 1]
    return not (before.kind & (VERB | BREAK) or before.text in pack.words["closing_verb"])


def _is_aside(found: Words, index: int, end: int) -> bool:
    """Whether 'who' opens a clause between two commas, after which the subject's verb comes.

    What stands after the second comma is no subject: 'X، که فیلمش دیده شد، به ما گفت'.
    """
    if index < 2 or not found[index].kind & RELATIVE or not found[index - 1].kind & BREAK:
        return False
    comma = next((i for i in range(end - 1, index, -1) if found[i].kind & BREAK), 0)
    if not comma or comma + 1 == end:
        return bool(comma)
    return bool(found[comma + 1].kind & (PREPOSITION | TIME | ADVERB))


def _last_verb(pack: Pack, found: Words, end: int) -> int:
    return max(
        i for i in range(end) if found[i].kind & VERB or found[i].text in pack.words["closing_verb"]
    )


def segment_of(
    pack: Pack, found: Words, start: int, end: int, known: set[str], verb: str
) -> int | None:
    """The subject that stands in the last segment: a pronoun, a plural, a known name; no apposition.

    `verb`: the words from the verb on, which show whether many do it.
    """
    if pack.numbers.get("verb_first", 0):
        return None
    low = end
    while low > start and not found[low - 1].kind & BREAK:
        low -= 1
    if low == start:
        return None
    at = low
    while at < end and found[at].kind & (ADVERB | COORDINATOR):
        at += 1
    if at + 1 < end and found[at + 1].kind & OBJECT:
        return None  # او را: whom it was done to
    if at < end and found[at].kind & PLURAL:
        if any(word.kind & OBJECT for word in found[at + 1 : min(end, at + MAX_OBJECT_WORDS)]):
            if not any(pack.patterns["plural_verb"].search(w) for w in verb.split()[:VERB_WORDS]):
                return None  # X در مصاحبه‌ای، همکارانش را به «…» متهم کرد
    if at < end and (found[at].kind & (PRONOUN | PLURAL) or found[at].text in known):
        return at
    return None


def _last_segment(found: Words, end: int) -> int:
    """Where the last segment begins that may hold a subject: none that 'who', 'in', 'after' opens."""
    start = stop = end
    if found[end - 1].kind & BREAK:
        stop = end - 1  # what stands between two commas is closed
    while stop > 0:
        start = stop - 1
        while start > 0 and not found[start - 1].kind & (BREAK | CONTRAST):
            start -= 1
        contrast = bool(start and found[start - 1].kind & CONTRAST)
        aside = PRONOUN | JOINED  # X، وهي عالمة آثار، ترى
        if stop < end and start and found[start].kind & aside == aside:
            stop = start - 1
            continue
        if start == 0 and stop < end and found[0].kind & SUBORDINATOR:
            return end  # عندما سأله X عن الجسر، أجاب
        if (
            contrast
            or start == 0
            or (
                start < stop
                and not found[start].kind
                & (RELATIVE | PREPOSITION | ADVERB | SUBORDINATOR | TIME | ROLE)
            )
        ):
            return start
        stop = start - 1
    return start


def _next_clause(found: Words, verb: int, end: int) -> int:
    at = verb + 1
    return at if at < end else 0


def indefinite(pack: Pack, found: Words, end: int) -> int:
    """Where an indefinite noun begins that the verb at `end` says something about; `end` if none.

    'وسط أنباء تفيد': such a clause needs no relative pronoun.
    """
    if not pack.numbers.get("article", 0):
        return end
    at = last_phrase(found, end)
    while at < end and found[at].kind & PRONOUN:
        at += 1  # وهي منظمة تصف
    settled = DEFINITE | GIVEN | PLACE
    for index in range(end - 1, at - 1, -1):
        kind = found[index].kind
        if kind & settled:
            break
        if kind & (PLURAL | ROLE | ORGANISATION) and not kind & LABEL:
            if index > at and found[index - 1].text in pack.words["quantity"]:
                return index - 1  # ثلاثة شهود قالوا
            if index == at or found[index - 1].kind & (settled | NOUN | PRONOUN):
                return index
    return end


def last_phrase(found: Words, end: int) -> int:
    """Where the noun phrase begins that ends at `end`, for 'the reports that say'."""
    at = end
    while at > 0 and end - at < 6:
        kind = found[at - 1].kind
        if kind & (
            BREAK | PREPOSITION | VERB | SUBORDINATOR | RELATIVE | COORDINATOR | OBJECT | ADVERB
        ):
            if kind & JOINED:
                at -= 1
            break
        at -= 1
    return at


def is_said(found: Words, at: int, end: int) -> bool:
    """Whether the words in marks at `at` are what somebody says, and no name.

    A comma stands behind them, and no role of theirs, or a clause that 'and' opens: '«نعم»، أجاب',
    '«کسی نیامد» و از دولت خواست'.
    """
    if at + 1 >= end or not found[at].kind & MARKED:
        return False
    following = found[at + 2].kind if at + 2 < end else 0
    if found[at + 1].kind & BREAK:
        return not following & ROLE  # «X»، کارشناس …، is a name in marks
    return bool(found[at + 1].kind & COORDINATOR and following & (PREPOSITION | ADVERB | TIME))
