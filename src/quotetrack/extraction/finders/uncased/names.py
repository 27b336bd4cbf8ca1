"""The name in a noun phrase: what follows role nouns, offices and places.

Where an article shows names, `article` reads them. See `phrases`.
"""

from __future__ import annotations

from quotetrack.extraction.finders.uncased.article import named
from quotetrack.extraction.finders.uncased.words import (
    BELONGING,
    BREAK,
    COORDINATOR,
    DEFINITE,
    GIVEN,
    HONORIFIC,
    JOINED,
    LABEL,
    LATIN,
    MARKED,
    NOUN,
    OCCASION,
    OFFICE,
    OFFICIAL,
    ORGANISATION,
    PARTICLE,
    PLACE,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    ROLE,
    Words,
)
from quotetrack.extraction.pack import Pack


def name_in(
    pack: Pack, found: Words, start: int, end: int, known: set[str]
) -> tuple[int, int] | None:
    """Where the name stands in a noun phrase; None where it is but a description."""
    if found[start].kind & MARKED:
        return (start, start + 1)
    if found[end - 1].kind & MARKED and found[start].kind & ROLE:
        before = found[end - 2].kind if end - start > 1 else ROLE
        if any(word.text in pack.words["maker"] for word in found[max(start, end - 3) : end - 1]):
            return None  # بازیگر «…», کارگردان فیلم «…»
        if before and not before & (ORGANISATION | BELONGING | PREPOSITION | MARKED):
            return (end - 1, end)
        if end - start > 1 and found[start].kind & ORGANISATION:
            if not any(w.kind & (ROLE | ORGANISATION) for w in found[start + 1 : end - 1]):
                return (end - 1, end)  # گروه هکری «X»
        if not before and found[end - 3].kind & ROLE:
            return None  # کارگردان فیلم «…»
    if pack.numbers.get("article", 0):
        where = named(pack, found, start, end, known)
        if where is None or (found[start].kind & LABEL and where[0] == start + 1):
            return where
        return (where[0], name_end(found, *where))
    if found[start].kind & OCCASION and not found[start].kind & (OFFICIAL | GIVEN):
        return None  # پیام وزیر فرهنگ
    if found[start].kind & PLURAL and not found[start].kind & HONORIFIC:
        return None  # محققان دانشگاه جان هاپکینز
    if end - start > 2 and found[start].kind & NOUN:
        if found[start + 1].text in pack.words["partitive"] and found[start + 2].kind & PLURAL:
            return None  # یکی از رانندگان کامیون
    if start and found[start - 1].text in pack.words["numeral"]:
        return None  # یک مهندس نرم‌افزار: somebody, who is not named
    if found[start].text in pack.words["numeral"] and end - start > 1:
        if found[start + 1].kind & OFFICIAL:
            return None  # دو مقام امنیتی
    low = start
    if found[start].kind & LABEL and not found[start].kind & DEFINITE and start + 1 < end:
        following = found[start + 1].kind
        if not following & (OFFICE | ROLE | ORGANISATION) and (
            not following & PLACE or start + 2 < end
        ):
            last = next(
                (i for i in range(start + 1, end) if found[i].kind & (ROLE | PREPOSITION)), end
            )
            at = start + 1
            while at < last - 1 and pack.patterns["trade"].fullmatch(found[at].text):
                at += 1
            return (at, last)
    while (
        low < end
        and not found[low].kind & PARTICLE
        and found[low].kind
        & (
            OFFICIAL
            | PREPOSITION
            | COORDINATOR
            | MARKED
            | (PRONOUN | OCCASION | BREAK if low > start else 0)
        )
        and (not found[low].kind & GIVEN or found[low].kind & (ROLE | JOINED))
    ):
        if found[low].kind & MARKED and low == end - 1:
            return (low, end) if not found[low - 1].kind & (ORGANISATION | PREPOSITION) else None
        if found[low].kind & HONORIFIC and low + 1 < end and not found[low + 1].kind & ROLE:
            if low > start and found[low - 1].text in pack.words["named_after"]:
                return None  # روستای شیخ محله
            low += 1
            break
        low += 1
    if start < low == end - 1 and (
        found[low - 1].text in pack.words["whose_role"]
        or (
            found[start].text in pack.words["whose_role"]
            and not any(w.kind & (ROLE | ORGANISATION) for w in found[start + 1 : low])
        )
    ):
        return None  # وکیل ترامپ، همتای سوئدی ترامپ
    if start < low < end and found[low - 1].text in pack.words["named_after"]:
        if found[low].kind & (GIVEN | PARTICLE) and end - low < 3:
            return None  # بیمارستان سنت ماری
    if start < low < end - 1 and found[start].kind & ROLE and found[low + 1].kind & LABEL:
        if not found[low].kind and found[low].text not in known:
            return None  # مدیر عملیات شرکت …: of what one is the head
    if start + 1 < low and found[low - 1].text in pack.words["maker"]:
        if found[low - 2].kind & LABEL and not any(w.kind & GIVEN for w in found[low:end]):
            return None  # شرکت سازنده موتور: what it makes
    if start < low < end and not found[low].kind and found[low].text not in known:
        if found[low].text in pack.words["named_after"]:
            return None  # اهالی روستای …
        if found[low - 1].text in pack.words["place_role"] and end - low != 2:
            low += 1  # شهردار ییوله
    if low == start + 1 < end and found[low].kind & GIVEN:
        if found[start].text in pack.words["whose_role"] and not found[start].kind & PLURAL:
            return None  # وکیل لیندا کول: hers
    if start < low < end and found[low].kind & COORDINATOR:
        return None  # نماینده مردم X و Y
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
    if found[low].text in pack.words["numeral"] and (
        low + 1 == end or found[low + 1].kind & (OFFICIAL | OCCASION)
    ):
        return None  # روسای جمهور دو کشور
    if low + 1 < end and not found[low].kind and found[low].text not in known:
        if found[low + 1].text in pack.words["indefinite"]:
            return None  # زن سالخورده‌ای
        if low == start and found[low + 1].kind & OFFICIAL == OFFICE:
            return None  # کارمند سابق
    given = next(
        (i for i in range(low, end) if found[i].kind & GIVEN and not found[i].kind & JOINED), None
    )
    before = found[low - 1].kind if low > start else 0
    if low > start and given is None:
        if found[start].kind & PLURAL:
            return None
        if found[start].kind & LABEL and low == start + 1:
            return (low, name_end(found, low, end))
        within = before & OFFICIAL == OFFICE and any(
            w.kind & ORGANISATION and not w.kind & ROLE for w in found[start:low]
        )  # رئیس فدراسیون جهانی …
        if within or (before & (ORGANISATION | BELONGING | PREPOSITION) and not before & HONORIFIC):
            if end - low < 3 or not any(w.kind & ROLE for w in found[start:low]):
                return None  # مرکز کنترل و پیشگیری: an organisation that nobody is said to lead
            low = end - 2
            if any(w.kind & (ROLE | ORGANISATION) for w in found[low:end]):
                return None  # تیم تحقیقاتی دانشگاه …
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
                elif end - at == 1 and found[start].kind & ROLE:
                    return (at, end) if found[at].text in known else None  # منتقد ادبی لوموند
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
        and all(
            w.kind & LATIN or pack.patterns["adjective"].fullmatch(w.text) for w in found[low:given]
        )
    ):
        low = given
    last = name_end(found, low, end)
    if given is None and low == end - 1 > start and found[low - 1].kind & PLURAL:
        if found[low].text not in known and not found[low].kind & LATIN:
            return None  # رئیس اتحادیه فروشندگان پوشاک
    if last == end - 1 == low + 1 > start + 1 and given is None and found[last].kind & OFFICE:
        if found[low].text not in known and not found[low].kind and found[start].kind & ROLE:
            return None  # سخنگوی گشت ساحلی
    if last < end and last == low + 1 > start + 1 and given is None and found[last].kind & ROLE:
        if found[low].text not in known and found[low - 1].kind & ROLE:
            return None  # a word between two roles: معاون اول رئیس
    return (low, last)


def name_end(found: Words, low: int, end: int) -> int:
    """Where a name ends: before a role, an organisation, 'of', 'from'."""
    for index in range(low + 1, end):
        kind, before = found[index].kind, found[index - 1].kind
        if kind & DEFINITE and kind & ROLE and index == low + 1 and before & GIVEN:
            continue  # منى الخطيب: a surname, though the word is a role too
        if kind & ROLE and index == low + 1 == end - 1 and before & GIVEN and not kind & JOINED:
            continue  # ليلى حداد: and a trade
        if kind & (ROLE | ORGANISATION | PREPOSITION | BELONGING | OFFICE) and not kind & (
            GIVEN | PARTICLE
        ):
            return index
        if kind & DEFINITE and before & DEFINITE and not found[index - 2].kind & PARTICLE:
            return index  # غادرت منى الخطيب القاعة
    return end
