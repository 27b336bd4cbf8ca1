"""Noun phrases where neither case nor capital letters show them: where one ends, and the name in it.

What follows role nouns, offices and places is the name; without those, the document itself tells
it: the same word in a fuller name. See `uncased`.
"""

from __future__ import annotations

from collections.abc import Collection

from quotetrack.extraction.finders.uncased.fuller import REACH_CHARS, fuller, letters_end
from quotetrack.extraction.finders.uncased.names import name_in
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
    OFFICIAL,
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
    Words,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.units import View
from quotetrack.models import Span

MAX_PHRASE_WORDS = 18
SHORTEST_OWNER = 4  # letters, with the preposition
MAX_MARKED_NAME_CHARS = 40
MAX_OBJECT_WORDS = 5

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
    while (
        start < stop
        and found[start].kind & (ARTICLE | COORDINATOR)
        and not found[start].kind & ~(ARTICLE | COORDINATOR)
    ):
        start += 1
    if start < stop and found[start].kind & OBJECT:
        return None, stop  # خود را
    end = _phrase_end(pack, found, start, stop)
    if pack.numbers.get("article", 0):
        found = _with_owners(view, pack, found, start, end)
        if end < stop and end - start > 3 and not found[end - 1].kind | found[end].kind:
            if pack.patterns["owned"].fullmatch(found[end].text):
                end -= 1  # أصغر فرهادي خيبة أمله: an object that has an owner
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
    if final.kind & PRONOUN and end - start > 1 and pack.numbers.get("ezafe", 0):
        return Source(span(view, found, start, end), "description"), end  # رقیب او
    named = name_in(pack, found, start, end, known)
    if named is None and end == start + 1 and found[start].kind & DEFINITE:
        full = fuller(view, pack, found, start, end)  # المعلم, where وليد المعلم stands elsewhere
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
    full = fuller(view, pack, found, low, high) if high == low + 1 else None
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


def _with_owners(view: View, pack: Pack, found: Words, start: int, end: int) -> Words:
    """The same words; 'لترامب' is no name of its own where 'ترامب' stands elsewhere."""
    for index in range(start + 1, end):
        word = found[index]
        if word.kind or len(word.text) <= SHORTEST_OWNER:
            continue
        if word.text[0] in pack.words["joined_preposition"]:
            low, high = max(0, word.start - REACH_CHARS), word.start + REACH_CHARS
            if view.masked.find(f" {word.text[1:]} ", low, high) >= 0:
                owner = word._replace(kind=PREPOSITION | JOINED)
                return [*found[:index], owner, *found[index + 1 :]]
    return found


def _before_object(pack: Pack, found: Words, start: int, end: int, known: Collection[str]) -> int:
    """Where a subject ends that the object follows without a sign: 'وزارت خارجه تحریم‌ها را'.

    'This' and 'that' begin the object, unless what they show belongs to the subject: 'وزیر این کشور'.
    """
    for index in range(end - 1, start, -1):
        if found[index].kind & NOUN and found[index + 1].text not in pack.words["partitive"]:
            if index + 2 < end and found[index + 1].text in pack.words["body"]:
                return index + 2
            return index
    if found[start].kind & NOUN and start + 1 < end:  # این گزارش دولت را
        low = start + 2
        while low < end - 1 and found[low].kind & OFFICIAL == OFFICE:
            low += 1
        return min(low, end - 1) if end - start > 2 else start
    low = start
    trade = pack.patterns["trade"]
    while low < end and not found[low].kind & (GIVEN | NOUN):
        if not found[low].kind & OFFICIAL and not (
            low > start and low + 1 < end and trade.fullmatch(found[low].text)
        ):
            break
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


def subject_end(pack: Pack, found: Words, at: int, known: Collection[str]) -> int:
    """Where the subject at `at` ends at the latest: before the noun of a verb, 'سازمان ملل هشدار داد'."""
    end = _phrase_end(pack, found, at, len(found))
    if end < len(found) and found[end].kind & VERB and end > at + 1:
        return max(at + 1, _before_object(pack, found, at, end, known))
    return len(found)


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
            before = found[at - 1].kind
            goes_on = before & (ROLE | ORGANISATION) and not before & (DEFINITE | GIVEN | LABEL)
            forename = at + 1 < stop and not found[at + 1].kind & ~GIVEN and before & OFFICIAL
            if not goes_on and not (forename and found[at].text.endswith("ه")):
                break  # مدير أعماله goes on, and so does a name: أوفه
        if at > start and kind == 0 and found[at].text in pack.words["matter"]:
            if not found[at - 1].kind & (ROLE | ORGANISATION | PREPOSITION) or (
                found[at - 1].kind & DEFINITE
            ):
                break  # نفى X مزاعم
        if at == start + 1 and _is_full_plural(pack, found[start]) and kind == 0:
            if pack.patterns["adjective"].fullmatch(found[at].text) is None:
                break  # محللون استطلعت رويترز آراءهم
        if at > start and kind & _STOP and not kind & (ROLE | GIVEN | PARTICLE):
            break
        if kind & BREAK:
            if at > start and _is_listed(pack, found, at, stop):
                at += 4  # وزیر صنعت، معدن و تجارت
                continue
            break
        if at > start and kind & OCCASION and not kind & (ORGANISATION | ROLE):
            if not pack.numbers.get("ezafe", 0) or found[at - 1].kind & (ROLE | PLURAL) != ROLE:
                break  # but رئیس جلسه
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


def _is_listed(pack: Pack, found: Words, at: int, stop: int) -> bool:
    """Whether the comma at `at` stands in the name of an office: 'صنعت، معدن و تجارت'."""
    return (
        bool(pack.numbers.get("ezafe", 0))
        and at + 3 < stop
        and all(
            found[i].kind & OFFICE and not found[i].kind & ROLE for i in (at - 1, at + 1, at + 3)
        )
        and found[at + 2].kind & COORDINATOR != 0
    )


def _is_full_plural(pack: Pack, word: Word) -> bool:
    """Whether an indefinite plural has the ending that nothing it belongs to may follow: محللون."""
    if not word.kind & PLURAL or word.kind & DEFINITE:
        return False
    return pack.patterns["full_plural"].search(word.text) is not None


def _belongs(pack: Pack, found: Words, start: int, at: int, stop: int) -> bool:
    """Whether the preposition at `at` says what somebody works for: 'source in the ministry'."""
    if at + 1 < stop and found[at - 1].kind & NOUN and found[at].text in pack.words["partitive"]:
        return True  # some of
    if pack.numbers.get("article", 0) and found[start].kind & ROLE and at + 2 < stop:
        next_kind, before_kind = found[at + 1].kind, found[at - 1].kind
        if found[at].text in pack.words["quoted_of"]:
            return bool(before_kind & ROLE and next_kind & (ORGANISATION | OFFICE | PLACE))
        named = found[at + 2].kind == 0 or bool(found[at + 2].kind & GIVEN)
        if found[at].kind & INNER and next_kind & PLACE and before_kind & OFFICIAL and named:
            return True  # السفير الروسي في لندن X
    if found[at].kind & INNER and found[at - 1].text in pack.words["based"]:
        return True  # شرکت مستقر در …
    if not found[at].kind & JOINED and (not found[at].kind & INNER or at + 1 >= stop):
        return False
    head = found[start].kind
    if found[at - 1].kind & NOUN and found[at].text in pack.words["partitive"]:
        return True  # some of
    if (
        not found[at].kind & JOINED
        and at + 2 < stop
        and found[at + 1].kind & LABEL
        and found[at - 1].text.removeprefix("ال") in pack.words["reporter"]
    ):
        return True  # 'الكاتب في صحيفة …', who writes there
    if found[at].kind & OCCASION:
        return False  # لوكالة رويترز: told
    if pack.numbers.get("article", 0) and found[at].kind & JOINED and found[at].kind & DEFINITE:
        houses = ORGANISATION | ROLE
        if head & houses and not found[at].kind & (ROLE | TIME | LABEL):
            if found[at].text.startswith(tuple(pack.words["joined_preposition"])):
                return True
    if found[at].kind & JOINED and head & (ORGANISATION | ROLE):
        if found[at].kind & PLACE:
            return True
        if found[at].kind & ORGANISATION:
            only = pack.words["joined_preposition"]  # ب says where, ل whose
            return not only or found[at].text.lstrip("وف")[:1] in only
    if not head & ROLE or head & HONORIFIC:
        return False
    if not head & PLURAL and any(
        not w.kind & (OFFICIAL | PREPOSITION) and not w.kind & JOINED for w in found[start:at]
    ):
        return False
    following = found[at] if found[at].kind & JOINED else found[at + 1]
    return bool(following.kind & (ORGANISATION | OFFICE)) and not following.kind & (OCCASION | TIME)


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
    return letters_end(view, word.end)
