"""Where a noun phrase ends that neither case nor capital letters show. See `phrases`."""

from __future__ import annotations

from quotetrack.extraction.finders.uncased.words import (
    ADVERB,
    ARTICLE_LETTERS,
    AUXILIARY,
    BELONGING,
    BREAK,
    CONTRAST,
    COORDINATOR,
    DEFINITE,
    GIVEN,
    HONORIFIC,
    INNER,
    JOINED,
    LABEL,
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

_STOP = RELATIVE | SUBORDINATOR | TIME | ADVERB | NEGATION | PRONOUN | VERB | OBJECT | AUXILIARY
_HOUSES = ORGANISATION | ROLE
MAX_AGE_WORDS = 6  # البالغ من العمر 42 عاما


def phrase_end(pack: Pack, found: Words, start: int, stop: int) -> int:
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
        if at > start and found[at].text in pack.words["shown"] and at + 1 < stop:
            before = found[at - 1].kind
            if found[at + 1].kind & DEFINITE and (before & DEFINITE or not before & _HOUSES):
                break  # رفض تجمع المهنيين هذه التصريحات
        if at > start and kind == 0 and _is_complement(pack, found, at, stop):
            break  # أشاد المدرب بأداء لاعبيه
        if at > start and kind == 0 and found[at].text in pack.words["matter"]:
            if not found[at - 1].kind & (ROLE | ORGANISATION | PREPOSITION) or (
                found[at - 1].kind & DEFINITE
            ):
                break  # نفى X مزاعم
        if (
            at > start + 1
            and kind & NOUN
            and kind & ~NOUN == kind & DEFINITE
            and not found[at - 1].kind & ~GIVEN
            and pack.numbers.get("article", 0)
        ):
            break  # لخص الخبير X الوضع
        if at == start + 1 and _is_full_plural(pack, found[start]) and kind == 0:
            if pack.patterns["adjective"].fullmatch(found[at].text) is None:
                break  # محللون استطلعت رويترز آراءهم
        if at > start and kind & _STOP and not kind & (ROLE | GIVEN | PARTICLE):
            before = found[at - 1].kind
            if kind & NEGATION and before & PARTICLE and at + 1 < stop:
                at += 1  # دي لا كروز
                continue
            if kind & ADVERB and found[at - 1].text in pack.words["governing"]:
                at += 1  # مصدر مقرب منه
                continue
            if kind & ADVERB and before & JOINED and before & COORDINATOR and before & DEFINITE:
                at += 1  # مكافحة الأمراض والوقاية منها
                continue
            break
        if at > start and kind & CONTRAST and pack.numbers.get("ezafe", 0):
            break  # سرمربی تیم اما …
        if kind & BREAK:
            if at > start and _is_listed(pack, found, at, stop):
                at += 4  # وزیر صنعت، معدن و تجارت
                continue
            break
        if at > start and kind & OCCASION and not kind & (ORGANISATION | ROLE):
            if not pack.numbers.get("ezafe", 0) or found[at - 1].kind & (ROLE | PLURAL) != ROLE:
                break  # but رئیس جلسه
        if at > start and kind & PREPOSITION and not kind & BELONGING:
            if found[at - 1].text in pack.words["governing"] and found[start].kind & _HOUSES:
                at += 2  # مرکز پیشگیری از …
                continue
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


def _is_complement(pack: Pack, found: Words, at: int, stop: int) -> bool:
    """Whether a word nobody knows is a noun that 'with' is written in one with, not a name's first.

    A definite word stands before it, so that the subject is over, and what it belongs to behind it.
    """
    if found[at].text[0] not in pack.words["with"] or at + 1 >= stop or len(found[at].text) < 4:
        return False
    if not found[at - 1].kind & (DEFINITE | PLACE) or found[at - 1].kind & GIVEN:
        return False
    after = found[at + 1]
    if after.kind & DEFINITE or after.text.startswith(ARTICLE_LETTERS):
        return not after.kind & (PLACE | GIVEN)
    return after.kind == 0 and pack.patterns["owned"].fullmatch(after.text) is not None


def _is_full_plural(pack: Pack, word: Word) -> bool:
    """Whether an indefinite plural has the ending that nothing it belongs to may follow: محللون."""
    if not word.kind & PLURAL or word.kind & DEFINITE:
        return False
    return pack.patterns["full_plural"].search(word.text) is not None


def _belongs(pack: Pack, found: Words, start: int, at: int, stop: int) -> bool:
    """Whether the preposition at `at` says what somebody works for: 'source in the ministry'."""
    if at + 1 < stop and found[at - 1].kind & NOUN and found[at].text in pack.words["partitive"]:
        return True  # some of
    if found[at - 1].text in pack.words["governing"]:
        return True  # مصدر مطلع على المحادثات
    if pack.numbers.get("article", 0) and found[start].kind & ROLE and at + 2 < stop:
        next_kind, before_kind = found[at + 1].kind, found[at - 1].kind
        if found[at].text in pack.words["quoted_of"]:
            member = before_kind & ROLE or (before_kind & OFFICE and before_kind & DEFINITE)
            return bool(member and next_kind & (ORGANISATION | OFFICE | PLACE))
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
    before = found[at - 1].kind
    if found[at].kind == PREPOSITION | JOINED | DEFINITE and before & (ROLE | ORGANISATION):
        if pack.numbers.get("article", 0) and not before & (DEFINITE | PLURAL | LABEL):
            return True  # رئيس بلدية باليرمو: the first letters are the name's own
    if found[at].kind & OCCASION or (
        found[at].kind & JOINED and at + 1 < stop and found[at + 1].kind & OCCASION
    ):
        return False  # لوكالة رويترز, لهيئة الإذاعة: told
    if pack.numbers.get("article", 0) and found[at].kind & JOINED and found[at].kind & DEFINITE:
        houses = ORGANISATION | ROLE | OCCASION
        if head & houses and not found[at].kind & (ROLE | TIME | LABEL):
            if found[at].text.startswith(tuple(pack.words["joined_preposition"])):
                return True
    if found[at].kind & JOINED and head & (ORGANISATION | ROLE):
        if found[at].kind & PLACE:
            return True
        if found[at].kind & (ORGANISATION | OFFICE) and not found[at].kind & TIME:
            only = pack.words["joined_preposition"]  # ل says whose; ب where, which a person has
            if head & ROLE and found[at].text.lstrip("وف")[1:] in pack.words["workplace"]:
                return True  # أستاذ … بجامعة القاهرة
            return not only or found[at].text.lstrip("وف")[:1] in only
    if not head & ROLE or head & HONORIFIC:
        return False
    if not head & PLURAL and any(
        not w.kind & (OFFICIAL | PREPOSITION) and not w.kind & JOINED for w in found[start:at]
    ):
        return False
    following = found[at] if found[at].kind & JOINED else found[at + 1]
    return bool(following.kind & (ORGANISATION | OFFICE)) and not following.kind & (OCCASION | TIME)


def past_age(pack: Pack, found: Words, end: int, stop: int) -> int:
    """Past the age behind a description that ends at `end`: 'المعلمة البالغة من العمر 42 عاما'."""
    if end >= stop or found[end].text not in pack.words["aged"]:
        return end
    for index in range(end + 1, min(stop, end + MAX_AGE_WORDS)):
        if found[index].text in pack.words["age"]:
            return index + 1
    return end
