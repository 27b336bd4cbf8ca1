"""Objects where neither case nor capital letters show them: who is told, what is called so.

All functions work on the words of a sentence and give indexes. See `uncased`.
"""

from __future__ import annotations

from collections.abc import Collection

from quotetrack.extraction.finders.uncased.words import (
    ADVERB,
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
from quotetrack.extraction.units import Atom
from quotetrack.extraction.view import View

_AGENT = ROLE | ORGANISATION | GIVEN | PLACE | LATIN | PRONOUN | MARKED | NOUN | TIME | PREPOSITION
_CLAUSE = BREAK | VERB | RELATIVE | SUBORDINATOR


def up_to_answer(pack: Pack, found: Words) -> Words:
    """The words after 'as for' up to the verb that answers it: 'أما المدير فاكتفى بالقول'."""
    for index in range(len(found) - 1, 1, -1):
        word = found[index]
        if pack.patterns["answer"].fullmatch(word.text) and not word.kind & (GIVEN | ROLE):
            return found[:index]
    return found


def is_addressee(view: View, pack: Pack, first: Word, low: int) -> bool:
    """Whether the noun after a verb is no subject, but told: its gender or its case is not the verb's."""
    if _is_oblique(pack, first):
        return True
    before = view.masked[max(0, low - 64) : low].rstrip()
    verb = before.rsplit(None, 1)[-1] if before else ""
    feminine = verb.endswith("ت") or verb.lstrip("وف").startswith("ت")
    if first.text.endswith("ة"):
        return bool(first.kind & ORGANISATION) and not feminine
    return feminine and bool(first.kind & ROLE) and not first.kind & (PLURAL | GIVEN | ORGANISATION)


def _is_oblique(pack: Pack, word: Word) -> bool:
    """Whether the ending shows an object: المواطنين, where a subject were المواطنون."""
    if not word.kind & DEFINITE or word.kind & JOINED:
        return False
    return pack.patterns["oblique"].fullmatch(word.text) is not None


def _is_definite_role(word: Word) -> bool:
    return bool(word.kind & ROLE and word.kind & DEFINITE)


def told(pack: Pack, found: Words) -> int:
    """Where the one begins who is told, after a subject: an organisation with the article, an object."""
    for index in range(1, len(found)):
        kind = found[index].kind
        if kind & BREAK:
            break
        if kind & NOUN and index > 1 and found[index].text.startswith("ال"):
            return index  # ناشد X المجتمع الدولي
        if _is_oblique(pack, found[index]) and (
            found[index - 1].kind & (DEFINITE | PLACE | GIVEN) or not found[index - 1].kind
        ):
            return index
        if index + 2 == len(found) and _is_definite_role(found[index - 1]):
            if not kind and found[index + 1].kind & DEFINITE:
                return index  # أبلغ الطيار برج المراقبة
        if kind & ORGANISATION and kind & DEFINITE and not kind & JOINED:
            if (
                found[index - 1].kind & (DEFINITE | PLACE | GIVEN)
                or not found[index - 1].kind & OFFICIAL
            ):
                return index
        if _is_many_told(pack, found, index):
            return index
        if _is_house(found[index]) and found[index - 1].kind & (DEFINITE | OFFICE | GIVEN | ADVERB):
            return index  # طالبت نقابة المعلمين وزارة التعليم
    return len(found)


def _is_many_told(pack: Pack, found: Words, index: int) -> bool:
    """Whether the word at `index` is people with the article, after an adjective with it."""
    kind, before = found[index].kind, found[index - 1]
    if not kind & PLURAL or not kind & DEFINITE or kind & JOINED or not before.kind & DEFINITE:
        return False
    return pack.patterns["nisba"].search(before.text) is not None


def _is_house(word: Word) -> bool:
    """Whether a word without the article is a body or a medium: no definite noun is followed by one."""
    kind = word.kind
    return bool(kind & (ORGANISATION | OCCASION)) and not kind & (DEFINITE | ROLE | JOINED | OFFICE)


def object_frame(pack: Pack, cue: Atom) -> str:
    """The frame of a cue that an object follows; none where a pronoun is joined to it: وصفه."""
    if cue.cue is None or (
        cue.code in ("l", "c") and pack.patterns["with_object"].search(cue.cue.word) is not None
    ):
        return ""
    return cue.code


def is_verb_first(found: Words, at: int, end: int, known: Collection[str]) -> bool:
    """Whether a verb stands at the head of the words: one that the pack knows, or its subject after it."""
    first = found[at].kind
    if first & VERB:
        return True
    if first or at + 1 >= end or found[at].text in known:
        return False
    return bool(found[at + 1].kind & (DEFINITE | ROLE | PLACE | ORGANISATION))


def before_object(pack: Pack, found: Words, at: int, stop: int) -> int:
    """Where a subject ends that a definite object follows: 'تبنت حركة الشباب الهجوم'."""
    for index in range(at + 1, stop):
        kind, before = found[index].kind, found[index - 1].kind
        if kind & BREAK:
            break
        noun = DEFINITE | NOUN
        if kind & noun and not kind & ~noun and not before and index > at + 1:
            if not found[index - 2].kind & ~GIVEN:
                return index  # لورا تشافيز القرار
        if not kind and found[index].text.endswith("ة") and before & DEFINITE:
            if index + 1 >= stop or found[index + 1].kind:
                return index  # نشرت الممثلة صورة
        if kind & (ORGANISATION | OCCASION) and not kind & (DEFINITE | ROLE | JOINED):
            if before & OFFICE and not before & (DEFINITE | ROLE | ORGANISATION):
                return index  # وجهت منظمات حقوقية رسالة
        if _is_house(found[index]) and before & DEFINITE and not before & JOINED:
            return index  # دخلت وزارة الصحة مرحلة جديدة
        indefinite = not before & (DEFINITE | GIVEN | JOINED | ORGANISATION) and (
            pack.patterns["nisba"].search(found[index - 1].text)
        )
        if _is_oblique(pack, found[index]) and (before & (DEFINITE | GIVEN) or indefinite):
            return index  # التقت الوزيرة الصحفيين
        if _is_many_told(pack, found, index):
            return index  # نصح مكتب الأرصاد الجوية السكان
        if kind == DEFINITE and before & found[index - 2].kind & GIVEN:
            if found[index].text.endswith("ة"):
                return index  # غادرت ليلى منصور القاعة
        if kind == DEFINITE and indefinite and index > at + 1:
            return index  # غادر مسؤول أمني القاعة
        if kind == DEFINITE and before & DEFINITE:
            if not _agrees(pack, found[at], found[index], beside=index == at + 1):
                return index
    return stop


def _agrees(pack: Pack, head: Word, word: Word, *, beside: bool) -> bool:
    """Whether a word with the article may be an adjective of `head`: by its shape and its gender."""
    if pack.patterns["adjective"].fullmatch(word.text) is None:
        return False
    if pack.patterns["feminine_noun"].fullmatch(word.text) is not None:
        return False  # القاعة
    one_man = head.kind & ROLE and not head.kind & PLURAL and not head.text.endswith("ة")
    return not (beside and one_man and word.text.endswith("ة"))  # الرئيس المدينة


def without_object(pack: Pack, found: Words) -> Words:
    """The words after 'called' or 'accused' without the object, which ends them."""
    commas = [i for i, w in enumerate(found) if w.kind & BREAK]
    if len(commas) > 1:
        return found[: commas[1]]  # إمام المسجد، كريم صالح، الحادث
    what = next((i for i, w in enumerate(found) if i and w.text in pack.words["what"]), 0)
    if what:
        return found[:what]  # إمام المسجد ما حدث
    end = next(
        (i for i, w in enumerate(found) if w.kind & (PREPOSITION | BREAK | ADVERB)), len(found)
    )
    while end > 1 and found[end - 1].text in pack.words["blame"]:
        end -= 1
    if end < 2:
        return found[: max(0, end - 1)]
    last, before = found[end - 1], found[end - 2]
    size = 1
    if last.kind & DEFINITE and end > 2 and not found[0].kind & GIVEN:
        adjective = pack.patterns["adjective"].fullmatch(last.text) is not None
        named = end > 3 and bool(found[0].kind & OFFICIAL) and not found[end - 3].kind & DEFINITE
        construct = not before.kind & (DEFINITE | OFFICIAL)
        nisba = pack.patterns["nisba"]
        if nisba.search(before.text) and not nisba.search(last.text):
            size = 1  # المعارضة العمالية الخطة
        elif end == 3 and not found[0].kind & DEFINITE:
            size = 1  # نقابة الطيارين الإدارة: nothing but its own noun follows the first
        elif (before.kind & DEFINITE and adjective) or before.text in pack.words["matter"]:
            size = 2
        elif construct and not (named and end - size - 1 < 4):
            size = 2
    return found[: end - size]


def is_object(
    pack: Pack, found: Words, start: int, at: int, end: int, known: Collection[str]
) -> bool:
    """Whether a clause from `start` on is but an object and its verb: 'و سخنان او را «…» خواند'.

    'And' opens it, the first word at `at` is no person's and no body's, and the sign of an object
    ends the phrase.
    """
    first = found[at]
    if not pack.numbers.get("ezafe", 0) or not any(
        word.kind & COORDINATOR for word in found[start:at]
    ):
        return False
    if first.kind & _AGENT or first.text in known or first.text in pack.words["numeral"]:
        return False
    for index in range(at + 1, end):
        if found[index].kind & OBJECT:  # روزنامه ورایتی آن را: 'it' is the object
            return not (index > at + 2 and found[index - 1].kind & NOUN)
        if found[index].kind & _CLAUSE:
            return False
    return False
