"""Noun phrases where neither case nor capital letters show them: where one ends, and the name in it.

What follows role nouns, offices and places is the name; without those, the document itself tells
it: the same word in a fuller name. See `uncased`.
"""

from __future__ import annotations

from collections.abc import Collection

from quotetrack.extraction.finders.uncased.article import named
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
    INNER,
    JOINED,
    LABEL,
    LATIN,
    MARKED,
    NEGATION,
    NOUN,
    OBJECT,
    OCCASION,
    OFFICE,
    ORGANISATION,
    PARTICLE,
    PLACE,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    TIME,
    VERB,
    Word,
    words,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.units import View
from quotetrack.models import Span

MAX_PHRASE_WORDS = 18
MAX_NAME_WORDS = 6
MAX_MARKED_NAME_CHARS = 40
MAX_OBJECT_WORDS = 5
REACH_CHARS = 8_000  # on either side of a surname; keeps a text of nothing but names linear
MAX_MENTIONS = 12  # of a surname, in which a fuller name is looked for
SURNAME_CHARS = 40  # before a surname

Words = list[Word]
OFFICIAL = ROLE | ORGANISATION | OFFICE | PLACE | DEFINITE | NOUN | BELONGING
_STOP = RELATIVE | SUBORDINATOR | TIME | ADVERB | NEGATION | PRONOUN | VERB | OBJECT | AUXILIARY


def phrase(
    view: View, pack: Pack, found: Words, start: int, stop: int, known: set[str]
) -> tuple[Source | None, int]:
    """The noun phrase that begins at `start`, and where it ends."""
    first = found[start]
    if first.kind & PRONOUN:
        low = first.start + bool(first.kind & JOINED)
        return Source(Span(low, word_end(view, first)), "pronoun"), start + 1
    if first.kind & MARKED and first.end - first.start > MAX_MARKED_NAME_CHARS:
        return None, stop  # somebody's words, no name
    end = _phrase_end(pack, found, start, stop)
    if end < stop and found[end].kind & (OBJECT | OCCASION):
        mark = _object_mark(found, end, stop)
        if mark:
            end = _before_object(pack, found, start, mark, known)
        if end == start:
            return None, stop
    naming = end if end < stop and found[end].text in pack.words["naming"] else end + 1
    if naming + 1 < stop and found[naming].text in pack.words["naming"]:
        low, high = naming + 1, _phrase_end(pack, found, naming + 1, stop)
        return Source(span(view, found, low, high), "name", span(view, found, start, end)), high
    while (
        start < end
        and found[start].kind & (ARTICLE | COORDINATOR)
        and not found[start].kind & ~(ARTICLE | COORDINATOR)
    ):
        start += 1
    while (
        end > start
        and found[end - 1].kind & (COORDINATOR | PREPOSITION)
        and not found[end - 1].kind & JOINED
    ):
        end -= 1
    if start >= end or end - start > MAX_PHRASE_WORDS:
        return None, end
    final = found[end - 1]
    if final.kind & PRONOUN and end - start > 1 and not found[start].kind & (OFFICIAL | GIVEN):
        return Source(Span(final.start, word_end(view, final)), "pronoun"), end
    named = _name(pack, found, start, end, known)
    if named is None and end == start + 1 and found[start].kind & DEFINITE:
        full = _fuller(view, pack, found, start, end)  # المعلم, where وليد المعلم stands elsewhere
        if full is not None:
            return Source(span(view, found, start, end), "name", full=full), end
    if named is None:
        return Source(span(view, found, start, end), "description"), end
    low, high = named
    where = span(view, found, low, high)
    description = None
    if low > start:
        description = span(view, found, start, low)
    elif high < end:
        description = span(view, found, high, end)
    full = _fuller(view, pack, found, low, high) if high == low + 1 else None
    return Source(where, "name", description, full=full), end


def _object_mark(found: Words, at: int, stop: int) -> int:
    """Where the sign of an object stands that ends the phrase at `at`: 'این سخنان را'; 0 if none."""
    for index in range(at, min(stop, at + MAX_OBJECT_WORDS)):
        kind = found[index].kind
        if kind & OBJECT:
            return index
        if kind & (BREAK | PREPOSITION | VERB | RELATIVE | SUBORDINATOR):
            break
    return 0


def _before_object(pack: Pack, found: Words, start: int, end: int, known: Collection[str]) -> int:
    """Where a subject ends that the object follows without a sign: 'وزارت خارجه تحریم‌ها را'.

    'This' and 'that' begin the object, unless what they show belongs to the subject: 'وزیر این کشور'.
    """
    for index in range(end - 1, start, -1):
        if found[index].kind & NOUN and found[index + 1].text not in pack.words["partitive"]:
            if index + 2 < end and found[index + 1].text in pack.words["body"]:
                return index + 2
            return index
    low = start
    while low < end and found[low].kind & OFFICIAL and not found[low].kind & (GIVEN | NOUN):
        low += 1
    if low > start:
        while low < end - 1 and found[low].kind & (LATIN | MARKED):
            low += 1
        if low < end - 1 and (found[low].kind & GIVEN or found[low].text in known):
            low = min(end - 1, low + (2 if found[low].kind & GIVEN else 1))
        return low
    if not any(not w.kind & OFFICE for w in found[start + 1 : end]):
        return start  # nothing but the object: اعتراض‌ها را
    return start + min(end - start - 1, 2 if found[start].kind & (GIVEN | LATIN) else 1)


def _phrase_end(pack: Pack, found: Words, start: int, stop: int) -> int:
    at = start
    while at < stop:
        kind = found[at].kind
        if found[at].text in pack.words["naming"] or (
            at > start and found[at].text.isdigit() and len(found[at].text) > 1
        ):
            if at + 1 < stop and found[at + 1].text in pack.words["age"]:
                at += 2  # زن ۳۴ ساله
                continue
            break
        if at > start and found[at - 1].text in pack.words["closing"] and not kind & COORDINATOR:
            break  # گزارش‌ها او: no word belongs to one that ends so
        if (
            kind & PRONOUN
            and not kind & JOINED
            and pack.numbers.get("verb_first", 0)
            and at == stop - 1
        ):
            at += 1  # no pronoun follows a subject: ري يونغ هو
            continue
        if at > start and kind & PRONOUN and not pack.numbers.get("verb_first", 0):
            at += 1  # برادر او: a pronoun after a noun says whose
            continue
        if (
            at > start
            and kind & NOUN
            and not found[start].kind & (OFFICIAL & ~NOUN)
            and (not pack.numbers.get("verb_first", 0))
        ):
            break  # نتانیاهو این قرارداد را: another noun phrase
        if kind & TIME and kind & OFFICE and at > start and found[at - 1].kind & ROLE:
            at += 1  # الأمين العام
            continue
        if at > start and kind == 0 and pack.patterns["possessed"].fullmatch(found[at].text):
            break
        if at > start and kind & _STOP and not kind & (ROLE | GIVEN | PARTICLE):
            break
        if kind & BREAK:
            break
        if at > start and kind & OCCASION and not kind & (ORGANISATION | ROLE):
            break
        if at > start and kind & PREPOSITION and not kind & BELONGING:
            if not _belongs(pack, found, start, at, stop):
                break
            at += 1 if kind & JOINED else 2
            continue
        if (
            kind & MARKED
            and at + 1 < stop
            and not found[at + 1].kind & (BREAK | _STOP | PREPOSITION)
        ):
            at += 1
            continue
        at += 1
    return min(at, stop)


def _belongs(pack: Pack, found: Words, start: int, at: int, stop: int) -> bool:
    """Whether the preposition at `at` says what somebody works for: 'source in the ministry'."""
    if at + 1 < stop and found[at - 1].kind & NOUN and found[at].text in pack.words["partitive"]:
        return True  # some of
    if not found[at].kind & JOINED and (not found[at].kind & INNER or at + 1 >= stop):
        return False
    head = found[start].kind
    if found[at - 1].kind & NOUN and found[at].text in pack.words["partitive"]:
        return True  # some of
    if found[at].kind & OCCASION:
        return False  # لوكالة رويترز: told
    if (
        found[at].kind & JOINED
        and head & (ORGANISATION | ROLE)
        and found[at].kind & (PLACE | ORGANISATION)
    ):
        return True
    if not head & ROLE or head & HONORIFIC:
        return False
    if not head & PLURAL and any(
        not w.kind & (OFFICIAL | PREPOSITION) and not w.kind & JOINED for w in found[start:at]
    ):
        return False
    following = found[at] if found[at].kind & JOINED else found[at + 1]
    return bool(following.kind & (ORGANISATION | OFFICE)) and not following.kind & (OCCASION | TIME)


def _name(
    pack: Pack, found: Words, start: int, end: int, known: set[str]
) -> tuple[int, int] | None:
    """Where the name stands in a noun phrase; None where it is but a description."""
    if found[start].kind & MARKED:
        return (start, start + 1)
    if found[end - 1].kind & MARKED and found[start].kind & ROLE:
        before = found[end - 2].kind if end - start > 1 else ROLE
        if before and not before & (ORGANISATION | BELONGING | PREPOSITION | MARKED):
            return (end - 1, end)
        if not before and found[end - 3].kind & ROLE:
            return None  # کارگردان فیلم «…»
    if pack.numbers.get("article", 0):
        where = named(pack, found, start, end, known)
        return (where[0], _name_end(found, *where)) if where is not None else None
    low = start
    if found[start].kind & LABEL and not found[start].kind & DEFINITE and start + 1 < end:
        following = found[start + 1].kind
        if not following & (OFFICE | ROLE | ORGANISATION) and (
            not following & PLACE or start + 2 < end
        ):
            last = next(
                (i for i in range(start + 1, end) if found[i].kind & (ROLE | PREPOSITION)), end
            )
            return (start + 1, last)
    while (
        low < end
        and not found[low].kind & PARTICLE
        and found[low].kind
        & (OFFICIAL | PREPOSITION | COORDINATOR | MARKED | (PRONOUN if low > start else 0))
        and (not found[low].kind & GIVEN or found[low].kind & (ROLE | JOINED))
    ):
        if found[low].kind & MARKED and low == end - 1:
            return (low, end) if not found[low - 1].kind & (ORGANISATION | PREPOSITION) else None
        if found[low].kind & HONORIFIC and low + 1 < end and not found[low + 1].kind & ROLE:
            low += 1
            break
        low += 1
    if (
        low == start
        and low + 1 < end
        and not found[low].kind
        and found[low].text not in known
        and found[low + 1].kind & (ROLE | ORGANISATION)
        and pack.patterns["plural_shape"].fullmatch(found[low].text)
    ):
        return None  # سهامداران شرکت
    if low + 1 < end and found[low].text in known and not found[low].kind & GIVEN:
        if " ".join(w.text for w in found[low : low + 2]) not in known:
            return (low, low + 1)
    if low == end:
        if end - start == 1 and (found[start].text in known or found[start].kind & PLACE):
            return (start, end)
        return None
    if found[low].text[0].isdigit():
        return None
    given = next(
        (i for i in range(low, end) if found[i].kind & GIVEN and not found[i].kind & JOINED), None
    )
    before = found[low - 1].kind if low > start else 0
    if low > start and given is None:
        if found[start].kind & PLURAL:
            return None
        if found[start].kind & LABEL and low == start + 1:
            return (low, _name_end(found, low, end))
        if before & (ORGANISATION | BELONGING | PREPOSITION) and not before & HONORIFIC:
            if end - low < 3:
                return None
            low = end - 2
        elif not before & HONORIFIC and found[low].text not in known:
            if pack.patterns["adjective"].fullmatch(found[low].text):
                at = low
                while at < end and (
                    pack.patterns["adjective"].fullmatch(found[at].text)
                    or found[at].kind & OFFICIAL
                ):
                    at += 1
                if at == end:
                    return None
                if end - at > 1:
                    low = at
    elif (
        given is not None
        and low > start
        and given > low
        and before & (ORGANISATION | BELONGING | PREPOSITION)
    ):
        low = given
    elif (
        given is not None
        and given > low
        and low > start
        and all(pack.patterns["adjective"].fullmatch(w.text) for w in found[low:given])
    ):
        low = given
    return (low, _name_end(found, low, end))


def _name_end(found: Words, low: int, end: int) -> int:
    """Where a name ends: before a role, an organisation, 'of', 'from'."""
    for index in range(low + 1, end):
        kind, before = found[index].kind, found[index - 1].kind
        if kind & DEFINITE and kind & ROLE and index == low + 1 and before & GIVEN:
            continue  # منى الخطيب: a surname, though the word is a role too
        if kind & (ROLE | ORGANISATION | PREPOSITION | BELONGING | OFFICE) and not kind & (
            GIVEN | PARTICLE
        ):
            return index
        if kind & DEFINITE and before & DEFINITE and not found[index - 2].kind & PARTICLE:
            return index  # غادرت منى الخطيب القاعة
    return end


def _fuller(view: View, pack: Pack, found: Words, low: int, high: int) -> Span | None:
    """The fuller name that a surname has elsewhere in the document."""
    surname = found[low].text
    masked = view.masked
    here = found[low].start
    last = here + REACH_CHARS
    at = masked.find(surname, max(0, here - REACH_CHARS), last)
    mentions = 0
    while at >= 0 and mentions < MAX_MENTIONS:
        end = at + len(surname)
        if at and masked[at - 1] == " " and not masked[end : end + 1].isalnum():
            mentions += 1
            before = words(
                view, pack, max(0, masked.rfind("\n", 0, at) + 1, at - SURNAME_CHARS), at
            )
            first = len(before)
            while (
                first and len(before) - first < MAX_NAME_WORDS and _is_forename(before, first - 1)
            ):
                first -= 1
            if first < len(before) and (
                before[first].kind & (GIVEN | LATIN)
                or (first == 0 and _heads_sentence(view, pack, before[0].start))
                or (first and before[first - 1].kind & OFFICIAL)
            ):
                return Span(before[first].start, _letters_end(view, end))
        at = masked.find(surname, end, last)
    return None


def _heads_sentence(view: View, pack: Pack, at: int) -> bool:
    """Whether a sentence begins at `at`, where the subject stands before its verb."""
    if pack.numbers.get("verb_first", 0):
        return False
    before = view.masked[max(0, at - 2) : at].strip(" ")
    return not before or before[-1] in "\n.!?؟"


def _is_forename(found: Words, index: int) -> bool:
    kind = found[index].kind
    return kind == 0 or bool(kind & (GIVEN | LATIN | PARTICLE) and not kind & (JOINED | ROLE))


def span(view: View, found: Words, start: int, end: int) -> Span:
    first, last = found[start], found[end - 1]
    low, high = first.start, word_end(view, last)
    if first.kind & MARKED:
        while low < high and not view.text[low].isalnum():
            low += 1
    if last.kind & MARKED:
        while high > low and not view.text[high - 1].isalnum():
            high -= 1
    elif first.kind & JOINED and first.kind & COORDINATOR:
        low += 1
    return Span(low, high)


def word_end(view: View, word: Word) -> int:
    return _letters_end(view, word.end)


def _letters_end(view: View, end: int) -> int:
    """Past the signs that the folded text has at the end of the word, and the letters they stood on."""
    while end < len(view.masked) and view.masked[end] == "\ufdd2":
        end += 1
    return end
