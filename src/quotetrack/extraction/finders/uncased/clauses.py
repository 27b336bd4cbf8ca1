"""Clauses where neither case nor capital letters show their subject: their bounds, what leads them.

All functions work on the words of a sentence and give indexes. See `uncased`.
"""

from __future__ import annotations

from collections.abc import Collection

from quotetrack.extraction.finders.uncased.words import (
    ADVERB,
    ARTICLE,
    AUXILIARY,
    BELONGING,
    BREAK,
    CONTRAST,
    COORDINATOR,
    DEFINITE,
    GIVEN,
    HONORIFIC,
    JOINED,
    LABEL,
    LATIN,
    NOUN,
    OBJECT,
    OCCASION,
    OFFICE,
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

MAX_NAME_WORDS = 4  # that no list holds


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
        if found[index].text in pack.words["closing_verb"]:
            participle = participle or index + 1 == end or bool(found[index + 1].kind & BREAK)
        if kind & (RELATIVE | SUBORDINATOR) and participle:
            verb = True
            participle = False
        if kind & CONTRAST and index + 1 < end:
            return index + 1, False
        if kind & (RELATIVE | SUBORDINATOR):
            if verb:
                if index == 0:  # که پل باز است و …: the clause that it opens is over
                    if not last or not found[last + 1].kind & BREAK:
                        last = _last_verb(pack, found, end)
                    return _next_clause(found, last, end), False
                verb = index > 0 and bool(found[index - 1].kind & (RELATIVE | SUBORDINATOR))
                last *= verb
                continue  # که آیا: two words open one clause
            return index + 1, bool(kind & RELATIVE)
        if kind & VERB:
            if verb and not any(w.kind & (RELATIVE | SUBORDINATOR) for w in found[:index]):
                return _next_clause(found, index, end), False
            verb = True
            last = index
    if verb:
        return _next_clause(found, _last_verb(pack, found, end), end), False
    return 0, False


def _last_verb(pack: Pack, found: Words, end: int) -> int:
    return max(
        i for i in range(end) if found[i].kind & VERB or found[i].text in pack.words["closing_verb"]
    )


def segment_of(pack: Pack, found: Words, start: int, end: int, known: set[str]) -> int | None:
    """The subject that stands in the last segment: a pronoun, a plural, a known name; no apposition."""
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
    if at < end and (found[at].kind & (PRONOUN | PLURAL) or found[at].text in known):
        return at
    return None


def _last_segment(found: Words, end: int) -> int:
    """Where the last segment begins that may hold a subject: none that 'who', 'in', 'after' opens."""
    start = stop = end
    while stop > 0:
        start = stop - 1
        while start > 0 and not found[start - 1].kind & (BREAK | CONTRAST):
            start -= 1
        contrast = bool(start and found[start - 1].kind & CONTRAST)
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


def past_asides(pack: Pack, found: Words, at: int, end: int) -> int:
    """Past adverbs, times and the phrases of prepositions that stand between verb and subject."""
    if at < end and found[at].text in pack.words["to_me"]:
        if at + 1 >= end or found[at + 1].kind & (PRONOUN | BREAK | ADVERB | PREPOSITION):
            at += 1  # قالت لي وهي تبتسم
    if at + 2 < end and found[at].text in pack.words["each"]:
        at += 2 * (found[at + 1].text in pack.words["partitive"])  # كل من X وY
    while at < end:
        kind = found[at].kind
        if kind & (BREAK | ADVERB | AUXILIARY | TIME) and not kind & ROLE:
            at += 1
            continue
        if kind & PREPOSITION and not kind & BELONGING:
            at += 1 if kind & JOINED else 2
            while (
                at < end
                and (
                    not found[at].kind & (BREAK | ROLE | GIVEN | PRONOUN)
                    or _is_adjective(pack, found, at, end)
                )
                and (not found[at].kind & ORGANISATION or found[at - 1].kind & PREPOSITION)
            ):
                at += 1
            continue
        break
    return at


def _is_adjective(pack: Pack, found: Words, at: int, end: int) -> bool:
    """Whether a word that is a role too only describes an occasion: 'في مؤتمر صحفي'."""
    kind, before = found[at].kind, found[at - 1].kind
    if not kind & ROLE or kind & BREAK or not before & OCCASION:
        return False
    if kind & DEFINITE != before & DEFINITE or kind & JOINED:
        return False
    return pack.patterns["adjective"].fullmatch(found[at].text) is not None and not (
        at + 1 < end and found[at + 1].kind & (DEFINITE | GIVEN)
    )


def past_lead(pack: Pack, found: Words, start: int, end: int, known: Collection[str] = ()) -> int:
    """Past what may stand before the subject: 'with this', 'on Monday', 'in the meeting'."""
    at = start
    while at < end:
        kind = found[at].kind
        if kind & (BREAK | COORDINATOR | ADVERB | AUXILIARY) and not kind & (
            ROLE | DEFINITE | PLACE | OFFICE | PRONOUN | PREPOSITION | VERB
        ):
            at += 1
            continue
        if kind & TIME and at + 1 < end:
            at += 1
            while at < end and (found[at].kind & (TIME | BREAK) or found[at].text.isdigit()):
                at += 1
            continue
        if kind & PREPOSITION and at + 2 < end and found[at + 1].kind & (NOUN | PRONOUN):
            if not found[at + 2].kind & (BREAK | OCCASION | TIME | PREPOSITION | OBJECT):
                named = found[at + 2].kind & GIVEN if at + 3 < end else 0
                if named and found[at + 3].kind & (PREPOSITION | OBJECT):
                    named = 0  # از این پل به عنوان: the name is a noun here
                if named or found[at + 2].kind & (NOUN | ROLE | LATIN):
                    at += 2  # در آن برخی …
                    continue
        if kind & PRONOUN and at + 1 < end and found[at + 1].kind & OBJECT:
            at += 2  # او را
            continue
        if kind & NOUN and (marked := _object_end(found, at, min(end, at + 4))):
            at = marked  # این را, این جمله را
            continue
        if kind & (PREPOSITION | OBJECT):
            stop = next((i for i in range(at, min(end, at + 16)) if found[i].kind & BREAK), None)
            if stop is not None and stop + 1 < end:
                named = _apposed_name(pack, found, at, stop, known)
                if named:
                    return named
                at = stop + 1
                continue
            heads = [
                i
                for i in range(at + 2, end)
                if (
                    found[i].kind & (ROLE | GIVEN | PRONOUN | LATIN | LABEL)
                    or found[i].text in known
                    or (
                        found[i - 1].text in pack.words["closing"]
                        and not found[i].kind & ~(ORGANISATION | NOUN | ARTICLE | PLACE)
                    )  # بر اساس گزارش‌ها X
                )
                and not found[i].kind & JOINED
                and not found[i - 1].kind & (PREPOSITION | ROLE | COORDINATOR | GIVEN)
                and not found[i].kind & found[i - 1].kind & LATIN
                and not (found[i].kind == GIVEN and found[i - 1].kind & NOUN)  # این پل, no Paul
                and not (found[i].kind & ROLE and found[i - 1].kind & ORGANISATION)  # هیئت دولت
            ]
            if not heads:
                return end
            # whom a meeting is with or of may follow it: در نشست وزیران X
            first = next((i for i in heads if not found[i - 1].kind & OCCASION), None)
            if first is None:
                first = next((i for i in heads if not found[i].kind & PLURAL), end)
            return first
        break
    return at


def past_clause(found: Words) -> int:
    """Past a clause of time or condition that opens a sentence: 'هنگامی که باران آمد، …'."""
    if not found or not found[0].kind & SUBORDINATOR or found[0].kind & RELATIVE:
        return 0
    for index in range(1, len(found) - 2):
        if found[index].kind & VERB and found[index + 1].kind & BREAK:
            return index + 2
    return 0


def _apposed_name(pack: Pack, found: Words, at: int, stop: int, known: Collection[str]) -> int:
    """Where the name begins that the words after the comma at `stop` describe; 0 if there is none.

    'پس از نشست X، وزیر راه، گفت': the comma doesn't end the adverbial.
    """
    first = found[stop + 1]
    aged = stop + 2 < len(found) and found[stop + 2].text in pack.words["age"]
    if not (first.kind & ROLE or aged) or first.kind & (PREPOSITION | PLURAL):
        return 0
    for given in range(at + 2, stop):
        if found[given].kind & GIVEN or found[given].text in known:
            index = given
            while index > at + 2 and found[index - 1].kind & HONORIFIC:
                index -= 1
            before = found[index - 1].kind
            if before & (PREPOSITION | ROLE | COORDINATOR | GIVEN) or found[index].kind & JOINED:
                return 0
            return index
    if next((i for i in range(stop + 1, len(found)) if found[i].kind & BREAK), 0) + 1 != len(found):
        return 0
    low = stop  # no subject, but an apposition, is all that stands between two commas
    while low > at + 2 and stop - low < MAX_NAME_WORDS and not found[low - 1].kind:
        low -= 1
    return low if low < stop - 1 else 0


def _object_end(found: Words, at: int, end: int) -> int:
    """Where the words after an object begin; 0 if none stands at `at`."""
    return next((i + 1 for i in range(at, end) if found[i].kind & OBJECT), 0)


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
