"""The name in a noun phrase of a language whose article shows where a description ends (Arabic).

Adjectives agree with their noun: 'المدرب البرتغالي' carries the article twice, so the next word without
one, 'روي', is no adjective. A role without the article goes on with the noun that it belongs to,
'نقيب أصحاب المحطات'; once that is definite, the same holds. See `phrases`.
"""

from __future__ import annotations

from collections.abc import Collection

from quotetrack.extraction.finders.uncased.words import (
    ADVERB,
    BELONGING,
    COORDINATOR,
    DEFINITE,
    GIVEN,
    HONORIFIC,
    JOINED,
    LABEL,
    MARKED,
    NOUN,
    OCCASION,
    OFFICE,
    ORGANISATION,
    PARTICLE,
    PLACE,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    ROLE,
    TIME,
    Word,
)
from quotetrack.extraction.pack import Pack

_DESCRIBES = ROLE | ORGANISATION | OFFICE | PLACE | NOUN | BELONGING | DEFINITE | PREPOSITION
_DESCRIBES |= COORDINATOR | MARKED | PRONOUN | TIME | OCCASION | ADVERB
_BELONGS = ORGANISATION | BELONGING | PREPOSITION  # what follows may be the name of a house
MAX_FIRST_NAMES = 2  # of a person who follows a house's name: 'مدرب ليفربول يورغن كلوب'


def named(
    pack: Pack, found: list[Word], start: int, end: int, known: Collection[str]
) -> tuple[int, int] | None:
    """Where the name begins in `found[start:end]` and where the phrase ends; None without a name."""
    first = found[start].kind
    if end - start == 1:
        alone = found[start].text in known or bool(first & PLACE)
        return (start, end) if alone or not first & _DESCRIBES else None
    if first & LABEL and not first & DEFINITE:
        return _labelled(found, start, end)
    following = found[start + 1].kind
    if not first and following & DEFINITE and not following & (PLACE | GIVEN):
        if found[start].text.endswith("ة"):
            return None  # خدمة الإنقاذ: a noun with what it belongs to
    low = _begin(pack, found, start, end, known)
    if low is None or low >= end:
        return None
    if first & PLURAL and low > start and not found[low].kind & GIVEN:
        return None  # 'محللون عسكريون'
    return (low, end)


def _labelled(found: list[Word], start: int, end: int) -> tuple[int, int] | None:
    """The name after 'newspaper', 'company': not its adjective, nor what it belongs to."""
    following = found[start + 1].kind
    if following & (OFFICE | ROLE | ORGANISATION) or (following & PLACE and start + 2 == end):
        return None
    adjective = PLACE if following & DEFINITE else PLACE | OFFICE
    for index in range(start + 1, end):
        kind = found[index].kind
        if kind & PREPOSITION and kind & JOINED and kind & DEFINITE and index > start + 1:
            if not kind & (ORGANISATION | OCCASION | PLACE | TIME) and (
                kind & OFFICE or not kind & ROLE
            ):
                continue  # نورثلايت للطاقة
        if kind & (ROLE | PREPOSITION):
            return (start + 1, index) if index > start + 1 else None
        if index > start + 1 and kind & DEFINITE and kind & adjective:
            return (start + 1, index)  # 'صحيفة لوموند الفرنسية'
    return (start + 1, end)


def _begin(
    pack: Pack, found: list[Word], start: int, end: int, known: Collection[str]
) -> int | None:
    """Where the name begins: the given name, else the first word that describes nothing."""
    definite = False
    house = False  # in the name of what somebody works for
    for index in range(start, end):
        kind = found[index].kind
        before = found[index - 1].kind if index > start else 0
        role_first = kind & ROLE and end - start > 2 and found[start + 1].kind & DEFINITE
        if (
            kind & GIVEN
            and not kind & JOINED
            and (not kind & ROLE or (index == start and not role_first))
        ):
            owned = kind & DEFINITE and before & (_BELONGS | ROLE) and not before & DEFINITE
            if not owned and (not before & (PREPOSITION | BELONGING) or index + 1 < end):
                return index
        if kind & PARTICLE and index + 1 < end and not before & _BELONGS:
            return index
        if before & HONORIFIC and not before & JOINED and not kind & ROLE:
            party = kind & OFFICE and kind & DEFINITE  # السيناتور الجمهوري
            if not party and not (
                kind & DEFINITE and _agrees(pack, found[index]) and index + 1 < end
            ):
                return index
            definite = True
            continue
        if kind & _DESCRIBES:
            if kind & DEFINITE and found[index].text in known and index + 1 == end and definite:
                return index
            if kind & (PREPOSITION | COORDINATOR | BELONGING) or (
                kind & (ORGANISATION | ROLE) and not kind & DEFINITE
            ):
                definite = house = False
            if kind & (DEFINITE | PLACE | MARKED):
                definite = True
            continue
        if index == start:
            return index
        if definite:
            return index
        if house and end - index <= MAX_FIRST_NAMES:
            return index if end - index == MAX_FIRST_NAMES else None
        if before & (_BELONGS | ROLE) and end - index > MAX_FIRST_NAMES + 1:
            if not any(word.kind & _DESCRIBES for word in found[end - MAX_FIRST_NAMES : end]):
                return end - MAX_FIRST_NAMES
        house = True
    return None


def _agrees(pack: Pack, word: Word) -> bool:
    return bool(word.kind & (PLACE | OFFICE)) or (
        pack.patterns["adjective"].fullmatch(word.text) is not None and bool(word.kind & DEFINITE)
    )
