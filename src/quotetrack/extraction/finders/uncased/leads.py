"""What stands between a verb and its subject, or before both: adverbs, times, phrases, clauses.

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
        if kind & NOUN and at + 1 < end and found[at + 1].kind & NOUN:
            break  # بسیاری آن را: the second is the object
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
