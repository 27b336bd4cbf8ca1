"""The subject at the head of a sentence, and what stands in apposition to a source. See `uncased`."""

from __future__ import annotations

from quotetrack.extraction.finders.uncased.clauses import segment_end
from quotetrack.extraction.finders.uncased.leads import past_asides, past_clause, past_lead
from quotetrack.extraction.finders.uncased.objects import before_object
from quotetrack.extraction.finders.uncased.phrases import phrase, span, subject_end, word_end
from quotetrack.extraction.finders.uncased.words import (
    ADVERB,
    ARTICLE,
    AUXILIARY,
    BREAK,
    COORDINATOR,
    DEFINITE,
    GIVEN,
    HONORIFIC,
    JOINED,
    LATIN,
    MARKED,
    NEGATION,
    NOUN,
    OBJECT,
    OCCASION,
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
    words,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

_STOP = RELATIVE | SUBORDINATOR | TIME | ADVERB | NEGATION | PRONOUN | VERB | OBJECT | AUXILIARY
NEXT_WORD_CHARS = 12
MAX_LAST_NAME = 4  # words
MAX_SEGMENTS = 4  # from the head of a sentence, where a subject is looked for
_AFTER_NAME = BREAK | PREPOSITION | TIME | ADVERB | DEFINITE | JOINED
_LEADS = PREPOSITION | SUBORDINATOR | RELATIVE


def apposed_to(
    view: View, pack: Pack, found: Words, end: int, source: Source, known: set[str]
) -> Source:
    """The source with what stands after a comma at `end`: a role after a name, a name after a role."""
    if source.description is None and end < len(found) and found[end].kind & BREAK:
        stop = segment_end(found, end + 1)
        if (
            stop > end + 1
            and source.kind == "description"
            and (not found[end + 1].kind & (_STOP | PREPOSITION) or found[end + 1].kind & PARTICLE)
            and found[min(end + 2, stop - 1)].text not in pack.words["undoing"]  # فضل عدم …
            and not any(
                pack.patterns["possessed"].fullmatch(w.text) for w in found[end + 1 : end + 4]
            )
        ):
            named, _ = phrase(view, pack, found, end + 1, stop, known)
            ranked = found[end + 1].kind & ROLE and found[end + 1].kind & DEFINITE
            if (
                named is not None
                and named.kind == "name"
                and (named.description is None or ranked)  # العميد X
            ):
                named.description = source.mention
                if not found[end + 1].kind & (PREPOSITION | RELATIVE):
                    return named
        elif stop > end + 1 and found[end + 1].kind & (ROLE | ORGANISATION):
            source.description = Span(found[end + 1].start, word_end(view, found[stop - 1]))
    if source.kind == "description" and pack.numbers.get("article", 0):
        return named_at_last(view, pack, found, end, source)
    return source


def named_at_last(view: View, pack: Pack, found: Words, end: int, source: Source) -> Source:
    """The name in the last words, after a comma: 'الباحث في معهد … وصاحب الدراسة، كريم صالح'."""
    last = len(found)
    while last > end and found[last - 1].kind & BREAK:
        last -= 1
    comma = next((i for i in range(last - 1, end - 1, -1) if found[i].kind & BREAK), None)
    if comma is None or source.mention is None:
        return source
    name = found[comma + 1 : last]
    head = next((word for word in found if word.start >= source.mention.start), found[0])
    if not is_name(pack, name, head):
        return source
    return Source(span(view, name, 0, len(name)), "name", source.mention)


def is_name(pack: Pack, name: Words, head: Word) -> bool:
    """Whether words after a comma are nothing but the name of who is described before it.

    Where no given name shows it, the description is of one person and the words are no verb.
    """
    if not name or len(name) > MAX_LAST_NAME:
        return False
    if any(word.kind & ~(GIVEN | MARKED | LATIN | PARTICLE) for word in name):
        return False
    if name[0].kind:
        return True
    one_person = head.kind & ROLE and not head.kind & PLURAL
    return bool(one_person and len(name) > 1) and (
        pack.patterns["inflected"].fullmatch(name[0].text) is None
    )


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject at the head of a sentence, for a later verb without one."""
    for opening in pack.patterns["clause_opening"].finditer(view.masked, low, high):
        low = opening.end()
    found = words(view, pack, low, high)
    if not pack.numbers.get("verb_first", 0):
        at = past_lead(pack, found, past_clause(found), len(found), known)
        if at >= len(found):
            return None
        stop = subject_end(pack, found, at, known)
        named = sure_subject(view, pack, found[:stop], at, known)
        if named is None and not found[at].kind and stop == len(found):
            named, end = phrase(view, pack, found, at, stop, known)
            if named is None:
                return None
            if end == stop:  # X با بیان اینکه: a preposition that begins the next cue
                after = words(view, pack, high, min(high + NEXT_WORD_CHARS, len(view.masked)))
                return named if after and after[0].kind & PREPOSITION else None
            if named.full is None and not _follows_subject(pack, found, end):
                return None  # لیتون در نشستی …: what no preposition leads is the subject
        return with_apposition(view, pack, found, at, stop, named, known) if named else None
    start = 0
    time: Source | None = None  # whom a clause of time is about: عندما دخلت منى الخطيب
    for _ in range(MAX_SEGMENTS):
        at, stop = start, segment_end(found, start)
        while (
            at < stop
            and found[at].kind & (AUXILIARY | NEGATION | COORDINATOR | ADVERB | TIME)
            and not found[at].kind & (VERB | PREPOSITION | SUBORDINATOR | OFFICIAL & ~PLACE)
        ):
            at += 1
        if at < stop and (not found[at].kind & _LEADS or _is_verb(found, at, stop)):
            denied = at > start and bool(found[at - 1].kind & (AUXILIARY | NEGATION))
            denied = denied or bool(found[at].kind & VERB)
            source = sure_subject(view, pack, found, at, known)
            if source is None and at + 1 < stop:  # after the verb
                source = sure_subject(view, pack, found, at + 1, known, verb=denied)
            if source is None and found[at].kind & VERB:
                late = past_asides(pack, found, at + 1, stop)  # وأشاد به مدربه
                if at + 1 < late < stop:
                    source = sure_subject(view, pack, found, late, known)
            if source is not None:
                return source
        elif time is None and at + 2 < stop and _is_when(pack, found, at):
            time = sure_subject(view, pack, found, at + 2, known)
        start = stop + 1
        if start >= len(found):
            break
    return time if time is not None and time.kind == "name" else None


def _is_when(pack: Pack, found: Words, at: int) -> bool:
    """Whether a clause of time begins at `at` whose subject the sentence may go on with.

    Not where its verb has a pronoun as its object: that is whom the sentence is about: 'عندما سأله X، …'.
    """
    when, verb = pack.words["when"], found[at + 1].text
    if found[at].text not in when and found[at].text[1:] not in when:
        return False
    return not verb.endswith(tuple(pack.words["object_pronoun"]))


def _is_verb(found: Words, at: int, stop: int) -> bool:
    """Whether a word that is a preposition too is the verb: 'عبر الوزير عن …', not 'عبر الحدود'."""
    if not found[at].kind & VERB or at + 1 >= stop:
        return False
    return bool(found[at + 1].kind & (ROLE | GIVEN))


def sure_subject(
    view: View, pack: Pack, found: Words, at: int, known: set[str], *, verb: bool = False
) -> Source | None:
    """The noun phrase at `at`, if its first word is known to be somebody; `verb` stands before it."""
    if at >= len(found):
        return None
    first = found[at]
    if first.kind & OCCASION and not first.kind & (ROLE | ORGANISATION | GIVEN):
        return None  # nobody, but what somebody says it in
    sure = (
        first.kind & (ROLE | ORGANISATION | GIVEN | LATIN | PRONOUN | PLACE) or first.text in known
    )
    if first.text in pack.words["quantity"] and at + 1 < len(found):
        sure = sure or bool(found[at + 1].kind & ROLE)  # ثلاثة شهود
    if pack.numbers.get("ezafe", 0) and at + 1 < len(found) and not sure:
        counted = first.kind & (ARTICLE | NOUN) or first.text in pack.words["numeral"]
        following = found[at + 1]
        sure = counted and (
            following.kind & (ROLE | ORGANISATION)
            or (bool(first.kind & NOUN) and following.text in pack.words["partitive"])
        )  # یک سخنگوی ارتش، دو مهندس، یکی از شاهدان
    if not (sure or (verb and not first.kind & (PREPOSITION | _STOP))) or first.kind & JOINED:
        return None
    stop = len(found) if sure or first.kind & DEFINITE else _name_after(pack, found, at)
    if pack.numbers.get("article", 0):
        stop = before_object(pack, found, at, stop)
    source, end = phrase(view, pack, found, at, stop, known)
    if source is None or not pack.numbers.get("verb_first", 0):
        return source
    return apposed_to(view, pack, found, end, source, known)


def _name_after(pack: Pack, found: Words, at: int) -> int:
    """Where a name ends at the latest whose first word nobody knows: its object may follow."""
    stop = at + 1
    if not pack.numbers.get("article", 0):
        return stop
    while stop < len(found) and stop - at < MAX_LAST_NAME:
        kind = found[stop].kind
        particle = found[stop - 1].kind & (PARTICLE | NEGATION)  # دي لا كروز
        if kind & ~(GIVEN | LATIN | PARTICLE) and not particle:
            break
        if not kind and not particle:
            if stop > at + 1 or pack.patterns["accusative"].fullmatch(found[stop].text):
                break
            if stop + 1 < len(found) and not found[stop + 1].kind & _AFTER_NAME:
                break  # طلب لايتون إجراء تغييرات
        stop += 1
    return stop


def with_apposition(
    view: View, pack: Pack, found: Words, at: int, end: int, source: Source, known: set[str]
) -> Source:
    """'X، وزیر خارجه، گفت' and 'وزیر خارجه، X، گفت': one source with name and description."""
    mention = source.mention
    if mention is None or source.kind == "pronoun":
        return source
    comma = next((i for i in range(at, end) if found[i].kind & BREAK), None)
    if comma is None or comma + 1 >= end:
        return source
    weak = _is_weak(view, pack, source)
    if not weak and found[comma + 1].kind & (GIVEN | LATIN) and source.kind == "name":
        # نگهبان باغ وحش، X: a surer name follows what stands after the role
        weak = bool(pack.numbers.get("ezafe", 0) and found[at].kind & ROLE) and not any(
            word.kind & (GIVEN | LATIN | HONORIFIC | MARKED) for word in found[at:comma]
        )
    if not weak and source.description is not None:
        return source
    stop = min(segment_end(found, comma + 1), end)
    first = found[comma + 1].kind if comma + 1 < stop else BREAK
    if source.kind == "description" or weak:
        if first & (PREPOSITION | RELATIVE | SUBORDINATOR | BREAK | TIME | ADVERB):
            return source
        named, last = phrase(view, pack, found, comma + 1, stop, known)
        whole = last == stop or bool(
            pack.numbers.get("ezafe", 0) and found[last].kind & (TIME | PREPOSITION | ADVERB)
        )
        if named is not None and named.mention and named.kind == "name" and whole:
            if weak and " " not in view.masked[slice(*named.mention)]:
                return source
            if named.description is None or named.description.start < named.mention.start:
                begin = source.description.start if source.description else mention.start
                named.description = Span(begin, mention.end)
                return named
    elif first & (ROLE | ORGANISATION):
        source.description = Span(found[comma + 1].start, word_end(view, found[stop - 1]))
    return source


def _is_weak(view: View, pack: Pack, source: Source) -> bool:
    """Whether a single word after a role is perhaps no name: 'شهردار X', where X may be the town."""
    mention, described = source.mention, source.description
    if not pack.numbers.get("ezafe", 0) or source.kind != "name" or source.full is not None:
        return False
    if mention is None or described is None or described.start >= mention.start:
        return False
    roles = view.masked[slice(*described)].split()
    place = bool(roles) and roles[-1] in pack.words["place_role"]
    return place or " " not in view.masked[slice(*mention)]


def _follows_subject(pack: Pack, found: Words, end: int) -> bool:
    """Whether what stands at `end` shows that a subject ended: a preposition, 'who', a description."""
    if found[end].kind & BREAK and end + 1 < len(found):
        if end + 2 < len(found) and found[end + 2].text in pack.words["age"]:
            return True  # لیتون، ۴۴ ساله، …
        return bool(found[end + 1].kind & (ROLE | ORGANISATION | RELATIVE))
    return bool(found[end].kind & (PREPOSITION | RELATIVE | ADVERB))
