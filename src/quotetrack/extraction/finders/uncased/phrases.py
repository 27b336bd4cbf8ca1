"""Noun phrases where neither case nor capital letters show them: where one ends, and the name in it.

What follows role nouns, offices and places is the name; without those, the document itself tells
it: the same word in a fuller name. See `uncased`.
"""

from __future__ import annotations

from collections.abc import Collection

from quotetrack.extraction.finders.uncased.ends import past_age, phrase_end
from quotetrack.extraction.finders.uncased.fuller import REACH_CHARS, fuller, letters_end
from quotetrack.extraction.finders.uncased.names import name_in
from quotetrack.extraction.finders.uncased.words import (
    ARTICLE,
    BREAK,
    COORDINATOR,
    DEFINITE,
    GIVEN,
    JOINED,
    LATIN,
    MARKED,
    NOUN,
    OBJECT,
    OCCASION,
    OFFICE,
    OFFICIAL,
    ORGANISATION,
    PLACE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    VERB,
    Word,
    Words,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

MAX_PHRASE_WORDS = 18
SHORTEST_OWNER = 4  # letters, with the preposition
MAX_MARKED_NAME_CHARS = 40
MAX_OBJECT_WORDS = 5


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
    end = phrase_end(pack, found, start, stop)
    if pack.numbers.get("article", 0):
        found = _with_owners(view, pack, found, start, end)
        if end < stop and end - start > 3 and not found[end - 1].kind | found[end].kind:
            surname = found[end - 2].kind & GIVEN and not found[end - 1].text.endswith("ة")
            if pack.patterns["owned"].fullmatch(found[end].text) and not surname:
                end -= 1  # أصغر فرهادي خيبة أمله: an object that has an owner
    if pack.numbers.get("ezafe", 0) and start + 1 < end < stop and found[end].kind & PREPOSITION:
        if any(word.kind & OBJECT for word in found[end : min(stop, end + MAX_OBJECT_WORDS + 2)]):
            judged = (
                i for i in range(start + 1, end) if found[i].text in pack.words["judged"]
            )  # اتحادیه عرب حمله به کاروان را
            end = next(judged, end)
    if end < stop and found[end].kind & (OBJECT | OCCASION):
        mark = _object_mark(found, end, stop)
        if mark:
            end = _before_object(pack, found, start, mark, known)
        if end == start:
            return None, stop
    naming = end if end < stop and found[end].text in pack.words["naming"] else end + 1
    related = naming > end and end < stop and found[end].kind & RELATIVE  # که با نام X می‌نوشت
    if naming + 1 < stop and found[naming].text in pack.words["naming"] and not related:
        low, high = naming + 1, phrase_end(pack, found, naming + 1, stop)
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
        end = past_age(pack, found, end, stop)
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
            house = found[start].kind & ORGANISATION and found[index - 1].kind & DEFINITE
            if house or view.masked.find(f" {word.text[1:]} ", low, high) >= 0:
                owner = word._replace(kind=PREPOSITION | JOINED)
                return [*found[:index], owner, *found[index + 1 :]]
    return found


def _before_object(pack: Pack, found: Words, start: int, end: int, known: Collection[str]) -> int:
    """Where a subject ends that the object follows without a sign: 'وزارت خارجه تحریم‌ها را'.

    'This' and 'that' begin the object, unless what they show belongs to the subject: 'وزیر این کشور'.
    """
    for index in range(start + 1, end - 1):
        if found[index].kind & MARKED and not found[index + 1].kind & MARKED:
            return index + 1  # گروه «X» مسئولیت حمله را
    for index in range(start + 1, end - 1):
        if found[index].kind & NOUN and found[index + 1].text in pack.words["judged"]:
            return index  # کمیسیون انتخابات این اتهام را
    if found[start].kind & ROLE and found[start].text in known and start + 1 < end:
        return start + 1  # a trade that is a surname here
    for index in range(start + 1, end):
        if found[index].text in pack.words["judged"] and not found[index].kind & OFFICIAL:
            shown = index > start + 1 and bool(found[index - 1].kind & NOUN)
            return index - shown  # پزشکان … وضعیت این اردوگاه را
        if found[index].kind & ARTICLE and not found[index].kind & OFFICIAL:
            return index  # وزیر راه یک بار آن را
    for index in range(end - 1, start, -1):
        if found[index].kind & NOUN and found[index + 1].text not in pack.words["partitive"]:
            if index + 2 < end and found[index + 1].text in pack.words["body"]:
                return index + 2
            return index
    if found[start].kind & NOUN and start + 1 < end:  # این گزارش دولت را
        low = start + 2
        while low < end - 1 and (
            found[low].kind & OFFICIAL == OFFICE
            or (found[low].kind & PLACE and pack.patterns["adjective"].fullmatch(found[low].text))
        ):
            low += 1  # این شرکت ایرلندی اعتصاب را
        return min(low, end - 1) if end - start > 2 else start
    low = start
    trade = pack.patterns["trade"]
    while low < end and not found[low].kind & (GIVEN | NOUN):
        if low > start and low + 1 < end and found[low + 1].text in pack.words["age"]:
            low += 2  # مربی ۵۱ ساله
            continue
        if not found[low].kind & OFFICIAL and not (
            low > start and low + 1 < end and trade.fullmatch(found[low].text)
        ):
            break
        low += 1
    if low == end > start + 2 and found[end - 1].kind & (ROLE | OFFICE) == ROLE:
        low = end - 1  # شهردار روستا کشیش را: the last role is the object
        while low > start + 2 and found[low - 1].kind & ROLE:
            low -= 1
    if low == end == start + 1:
        return start  # nothing but the object: دولت را
    if low > start:
        while low < end - 1 and found[low].kind & (LATIN | MARKED):
            low += 1
        if low + 1 < end and not found[low].kind and found[low + 1].kind & ORGANISATION:
            return low + 1  # رهبر کاتالونیا دادگاه … را
        if low < end - 1 and (found[low].kind & GIVEN or found[low].text in known):
            low = min(end - 1, low + (2 if found[low].kind & GIVEN else 1))
        return low
    if not any(not w.kind & OFFICE for w in found[start + 1 : end]):
        return start  # nothing but the object: اعتراض‌ها را
    return start + min(end - start - 1, 2 if found[start].kind & (GIVEN | LATIN) else 1)


def subject_end(pack: Pack, found: Words, at: int, known: Collection[str]) -> int:
    """Where the subject at `at` ends at the latest: before the noun of a verb, 'سازمان ملل هشدار داد'."""
    end = phrase_end(pack, found, at, len(found))
    if end < len(found) and found[end].kind & VERB and end > at + 1:
        return max(at + 1, _before_object(pack, found, at, end, known))
    return len(found)


def span(view: View, found: Words, start: int, end: int) -> Span:
    first, last = found[start], found[end - 1]
    low, high = first.start, word_end(view, last)
    if first.kind & MARKED:
        while low < high and not view.text[low].isalnum():
            low += 1
    if last.kind & MARKED and first.kind & MARKED:
        while high > low and not view.text[high - 1].isalnum():
            high -= 1
    elif first.kind & JOINED and first.kind & COORDINATOR:
        low += 1
    return Span(low, high)


def word_end(view: View, word: Word) -> int:
    return letters_end(view, word.end)
