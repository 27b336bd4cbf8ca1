"""Sources where neither case nor capital letters show them (Arabic, Persian).

What tells a noun phrase are the pack's words: it begins after adverbials, and ends before a
preposition, a verb, a time. In it, what follows role nouns, offices and places is the name; without
those, the document itself tells it: the same word in a fuller name.
"""

from __future__ import annotations

from quotetrack.extraction.finders.uncased.clauses import (
    before_object,
    clause_start,
    indefinite,
    is_addressee,
    is_verb_first,
    last_phrase,
    object_frame,
    past_asides,
    past_lead,
    segment_end,
    segment_of,
    told,
    up_to_answer,
    without_object,
)
from quotetrack.extraction.finders.uncased.phrases import (
    MAX_MARKED_NAME_CHARS,
    phrase,
    span,
    subject_end,
    word_end,
)
from quotetrack.extraction.finders.uncased.words import (
    ADVERB,
    AUXILIARY,
    BREAK,
    COORDINATOR,
    DEFINITE,
    GIVEN,
    JOINED,
    LATIN,
    MARKED,
    NEGATION,
    NOUN,
    OBJECT,
    OCCASION,
    OFFICIAL,
    ORGANISATION,
    PLACE,
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
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.units import QUOTED, Atom, View
from quotetrack.models import Span

MAX_SEGMENTS = 4  # from the head of a sentence, where a subject is looked for
_LEADS = PREPOSITION | SUBORDINATOR | RELATIVE
_STOP = RELATIVE | SUBORDINATOR | TIME | ADVERB | NEGATION | PRONOUN | VERB | OBJECT | AUXILIARY


def source_around(
    view: View, pack: Pack, cue: Atom | None, bounds: tuple[int, int] | None, known: set[str]
) -> Source | None:
    """The subject of a verb that may stand on either side of it: after it first.

    A verb with a conjunction joined to it begins a clause, so no subject stands before it. Without
    a cue the first word of a segment is a verb that the pack doesn't know.
    """
    if cue is None:
        assert bounds is not None
        return _after_unknown(view, pack, *bounds, known)
    attached = _attached(view, pack, max(0, cue.start - 24), cue.start)
    if attached is not None:
        return attached
    pluperfect = pack.patterns["pluperfect"].search(
        view.masked, max(0, cue.start - MAX_SOURCE_CHARS), cue.start
    )
    if pluperfect is not None:
        found = words(view, pack, *pluperfect.span("who"))
        source, _ = phrase(view, pack, found, 0, len(found), known)
        if source is not None:
            return source
    if bounds is not None:
        if view.masked.startswith(QUOTED * MAX_MARKED_NAME_CHARS, bounds[0]):
            return None  # somebody's words, no name
        if cue.cue is not None and cue.cue.word in pack.words["quoting"]:
            return _quoted(view, pack, *bounds, known)
        frame = object_frame(cue)
        if frame == "s" and cue.cue is not None and cue.cue.word in pack.words["judging"]:
            if view.masked[bounds[1] : bounds[1] + 2].lstrip()[:1] == QUOTED:
                frame = "l"  # اعتبر X الأمر "فضيحة"
        if frame in ("l", "c") and pack.patterns["relative_end"].search(
            view.masked, max(0, cue.start - 12), cue.start
        ):
            return source_before(view, pack, max(0, cue.start - MAX_SOURCE_CHARS), cue.start, known)
        source = source_after(view, pack, *bounds, known, frame=frame)
        if source is not None:
            return source
    joined = joined_to(view, pack, cue.start)
    low = max(0, cue.start - MAX_SOURCE_CHARS)
    for match in pack.sentence_end.finditer(view.masked, low, cue.start):
        low = match.end()
    if joined and not pack.patterns["topic"].search(view.masked, low, cue.start):
        return Source(None, "elided")
    return source_before(view, pack, low, cue.start, known)


def _after_unknown(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    found = words(view, pack, low, high)
    if not pack.numbers.get("verb_first", 0):
        end = len(found)
        while end > 1 and found[end - 1].kind & (VERB | AUXILIARY):
            end -= 1
        if (
            end < len(found)
            and end > 1
            and not found[end - 1].kind & (ROLE | GIVEN | PRONOUN | LATIN)
        ):
            end -= 1  # the noun that goes with the verb
        return source_before(view, pack, low, found[end - 1].end, known) if end else None
    start = 0
    for _ in range(MAX_SEGMENTS):
        at, stop = start, segment_end(found, start)
        while (
            at < stop
            and found[at].kind & (AUXILIARY | COORDINATOR | ADVERB | TIME)
            and (not found[at].kind & (OFFICIAL & ~PLACE))
        ):
            at += 1
        if at < stop and not found[at].kind & (PREPOSITION | SUBORDINATOR | RELATIVE | NEGATION):
            source = _sure(view, pack, found, at, known)
            if source is None and at + 1 < stop:
                verb = bool(found[at + 1].kind & DEFINITE)  # of a verb that nobody knows
                source = _sure(view, pack, found, at + 1, known, verb=verb)
            if source is not None:
                return source
        start = stop + 1
        if start >= len(found):
            break
    if found and found[0].kind & DEFINITE:
        return None  # الأسباب: «…», no verb at all
    return Source(None, "elided")


def joined_to(view: View, pack: Pack, at: int) -> bool:
    """Whether a conjunction is joined to the word at `at`."""
    return at > 0 and view.masked[at - 1] in pack.words.get("clitic", ())


def _attached(view: View, pack: Pack, low: int, high: int) -> Source | None:
    """A pronoun that is joined to the conjunction before its verb: لكنه قال."""
    found = pack.patterns["attached"].search(view.masked, low, high)
    return Source(Span(*found.span("who")), "pronoun") if found else None


def source_after(
    view: View,
    pack: Pack,
    low: int,
    high: int,
    known: set[str],
    *,
    strict: bool = False,
    frame: str = "",
) -> Source | None:
    """The noun phrase in the words after a cue; None where they are adverbials.

    `frame`: of a verb whose object may follow its subject: 'أبلغ الوزير البرلمان', 'وصف X القرار بأنه'.
    """
    found = words(view, pack, low, high)
    if frame and frame in "lc":
        found = without_object(pack, found)
    if frame and frame in "tu":
        found = found[: told(pack, found)]
        if found and is_addressee(view, pack, found[0], low):
            return None
    at = past_asides(pack, found, 0, len(found))
    if at >= len(found) or (found[at].kind & PRONOUN and found[at].kind & JOINED):
        return None  # قال وهو يبتسم
    source, end = phrase(view, pack, found, at, len(found), known)
    if source is None:
        return None
    if strict and not any(w.kind & (ROLE | GIVEN) or w.text in known for w in found):
        return None
    return apposed_to(view, pack, found, end, source, known)


def apposed_to(
    view: View, pack: Pack, found: Words, end: int, source: Source, known: set[str]
) -> Source:
    """The source with what stands after a comma at `end`: a role after a name, a name after a role."""
    if source.description is None and end < len(found) and found[end].kind & BREAK:
        stop = segment_end(found, end + 1)
        if (
            stop > end + 1
            and source.kind == "description"
            and not found[end + 1].kind & (_STOP | PREPOSITION)
            and not any(
                pack.patterns["possessed"].fullmatch(w.text) for w in found[end + 1 : end + 4]
            )
        ):
            named, _ = phrase(view, pack, found, end + 1, stop, known)
            if named is not None and named.kind == "name" and named.description is None:
                named.description = source.mention
                if not found[end + 1].kind & (PREPOSITION | RELATIVE):
                    return named
        elif stop > end + 1 and found[end + 1].kind & (ROLE | ORGANISATION):
            source.description = Span(found[end + 1].start, word_end(view, found[stop - 1]))
    return source


def complement(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The source after 'according to', whose preposition may be joined to it: وفقا لوزارة الصحة."""
    found = words(view, pack, low, high)
    stop = len(found)
    if found and not found[0].kind & (TIME | PREPOSITION):
        stop = segment_end(found, 0)  # no source after its comma: 'به گفته X، در بهار، …'
    inside = [i + 1 for i, w in enumerate(found[:stop]) if w.text in pack.words["stands_in"]]
    if inside:
        found = found[inside[-1] :]
        if len(found) > 1 and found[0].kind & NOUN:
            found = found[1:]  # در این گزارش
    if not found:
        return None
    first = found[0]
    if first.kind & JOINED and first.kind & PREPOSITION:
        cut = 2 if first.kind & DEFINITE else 1
        kind = first.kind & ~(JOINED | PREPOSITION)
        found = [Word(first.start + cut, first.end, first.text[cut:], kind), *found[1:]]
    elif (
        first.text[0] in pack.words["joined_preposition"]
        and first.kind == 0
        and len(first.text) > 3
    ):
        found = [Word(first.start + 1, first.end, first.text[1:], 0), *found[1:]]
    source, _ = phrase(view, pack, found, 0, len(found), known)
    comma = next((i for i, w in enumerate(found) if w.kind & BREAK), None)
    if source is not None and comma is not None:  # '…, editor of …,' says who it is
        if comma + 1 < len(found) and found[comma + 1].kind & (RELATIVE | PREPOSITION | TIME):
            return source
        if comma + 1 >= len(found) or not found[comma + 1].kind & (ROLE | ORGANISATION):
            return None
        source.description = source.description or span(view, found, comma + 1, len(found))
    return source


def _quoted(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """Whom somebody quotes: 'نقلت الوكالة عن الوزير'."""
    found = words(view, pack, low, high)
    for index, word in enumerate(found[:-1]):
        if word.text in pack.words["quoted_of"]:
            return phrase(view, pack, found, index + 1, len(found), known)[0]
    return Source(None, "elided")  # ونقلت عنه


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the verb at `high`, in the words before it; elided where they have none."""
    attached = _attached(view, pack, max(low, high - 24), high)
    if attached is not None:
        return attached
    for opening in pack.patterns["clause_opening"].finditer(view.masked, low, high):
        low = opening.end()
    quoting = [match.start() for match in pack.patterns["quoting"].finditer(view.masked, low, high)]
    if quoting:
        return _quoted(view, pack, quoting[-1], high, known)
    found = words(view, pack, low, high)
    end = len(found)
    if pack.patterns["topic"].search(view.masked, low, high):
        found = up_to_answer(pack, found)
        end = len(found)
    if joined_to(view, pack, high):
        end -= bool(end and found[end - 1].text in pack.words["clitic"])
    while end > 0 and found[end - 1].kind & (ADVERB | AUXILIARY) and not found[end - 1].kind & ROLE:
        end -= 1
    if end and found[end - 1].kind & NEGATION:
        # ما is 'not' and 'what': the first never stands before a cue
        return Source(None, "elided") if found[end - 1].kind & SUBORDINATOR else None
    if end == 0 or (found[end - 1].kind & COORDINATOR and not found[end - 1].kind & JOINED):
        return Source(None, "elided")
    if found[end - 1].kind & PRONOUN and found[end - 1].kind & JOINED and end > 1:
        source, _ = phrase(view, pack, found, end - 1, end, known)
        owner = subject(view, pack, low, found[end - 1].start, known)
        if source is not None and owner is not None:
            source.full = owner.full or owner.mention  # وبدا X سعيدا وهو يقول
        return source
    start, antecedent = clause_start(pack, found, end)
    at = indefinite(pack, found, end) if not joined_to(view, pack, high) else end
    if at < end:
        return phrase(view, pack, found, at, end, known)[0]
    last = segment_of(pack, found, start, end, known)
    if last is not None:
        return phrase(view, pack, found, last, end, known)[0]
    at = past_lead(pack, found, start, end, known)
    if at + 1 < end and found[at].kind & MARKED and found[at + 1].kind & BREAK:
        if at + 2 >= end or not found[at + 2].kind & ROLE:  # «X»، کارشناس …، is a name in marks
            return Source(None, "elided")  # «نعم»، أجاب
    if at < end and pack.numbers.get("article", 0) and is_verb_first(found, at, end, known):
        return subject(view, pack, low, high, known) or Source(None, "elided")
    if at < end:
        source, _ = phrase(view, pack, found, at, end, known)
        if source is not None:
            return _with_apposition(view, pack, found, at, end, source, known)
    if antecedent:
        last = start - 1
        while last > 0 and found[last - 1].kind & BREAK:
            last -= 1
        if last > 1 and found[last - 1].text in pack.words["clause_noun"]:
            last -= 1 + bool(found[last - 2].kind & PREPOSITION)  # او در حالی که …
            at = past_lead(pack, found, 0, last, known)
        else:
            at = last_phrase(found, last)
            if pack.numbers.get("article", 0) and at + 1 < last and not found[at].kind:
                if found[at + 1].kind & (ROLE | ORGANISATION):
                    at += 1  # رغم اعتراض المعارضة التي
        if at < last:
            source, _ = phrase(view, pack, found, at, last, known)
            return source
    return Source(None, "elided")


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject at the head of a sentence, for a later verb without one."""
    for opening in pack.patterns["clause_opening"].finditer(view.masked, low, high):
        low = opening.end()
    found = words(view, pack, low, high)
    if not pack.numbers.get("verb_first", 0):
        at = past_lead(pack, found, 0, len(found), known)
        if at >= len(found):
            return None
        stop = subject_end(pack, found, at, known)
        named = _sure(view, pack, found[:stop], at, known)
        if named is None and not found[at].kind and stop == len(found):
            named, end = phrase(view, pack, found, at, stop, known)
            if named is None or end == stop or not found[end].kind & PREPOSITION:
                return None  # لیتون در نشستی …: what no preposition leads is the subject
        return _with_apposition(view, pack, found, at, stop, named, known) if named else None
    start = 0
    for _ in range(MAX_SEGMENTS):
        at, stop = start, segment_end(found, start)
        while (
            at < stop
            and found[at].kind & (AUXILIARY | NEGATION | COORDINATOR | ADVERB | TIME)
            and not found[at].kind & (VERB | PREPOSITION | OFFICIAL & ~PLACE)
        ):
            at += 1
        if at < stop and (not found[at].kind & _LEADS or _is_verb(found, at, stop)):
            denied = at > start and bool(found[at - 1].kind & (AUXILIARY | NEGATION))
            denied = denied or bool(found[at].kind & VERB)
            source = _sure(view, pack, found, at, known)
            if source is None and at + 1 < stop:  # after the verb
                source = _sure(view, pack, found, at + 1, known, verb=denied)
            if source is not None:
                return source
        start = stop + 1
        if start >= len(found):
            break
    return None


def _is_verb(found: Words, at: int, stop: int) -> bool:
    """Whether a word that is a preposition too is the verb: 'عبر الوزير عن …', not 'عبر الحدود'."""
    if not found[at].kind & VERB or at + 1 >= stop:
        return False
    return bool(found[at + 1].kind & (ROLE | GIVEN))


def _sure(
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
    if not (sure or (verb and not first.kind & (PREPOSITION | _STOP))) or first.kind & JOINED:
        return None
    stop = len(found) if sure or first.kind & DEFINITE else at + 1  # its object may follow
    if pack.numbers.get("article", 0):
        stop = before_object(pack, found, at, stop)
    source, end = phrase(view, pack, found, at, stop, known)
    if source is None or not pack.numbers.get("verb_first", 0):
        return source
    return apposed_to(view, pack, found, end, source, known)


def opening(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The noun phrase at the head of the words: '«…»، X، که …، گفت'."""
    found = words(view, pack, low, high)
    at = past_lead(pack, found, 0, len(found), known)
    if at >= len(found):
        return None
    source, _ = phrase(view, pack, found, at, len(found), known)
    return _with_apposition(view, pack, found, at, len(found), source, known) if source else None


def within(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The pronoun that a clause begins after: 'به گفته وی ده نفر …'."""
    found = words(view, pack, low, high)
    if len(found) < 3 or not found[0].kind & PRONOUN or found[1].kind & (BREAK | OBJECT):
        return None
    end = word_end(view, found[0])
    return Source(Span(found[0].start, end), "pronoun", rest=end)


def full_names(view: View, pack: Pack) -> list[str]:
    """None: a name shows only beside a cue; see `_fuller`."""
    return []


def _with_apposition(
    view: View, pack: Pack, found: Words, at: int, end: int, source: Source, known: set[str]
) -> Source:
    """'X، وزیر خارجه، گفت' and 'وزیر خارجه، X، گفت': one source with name and description."""
    mention = source.mention
    if mention is None or source.kind == "pronoun":
        return source
    weak = _is_weak(view, pack, source)
    if source.description is not None and not weak:
        return source
    comma = next((i for i in range(at, end) if found[i].kind & BREAK), None)
    if comma is None or comma + 1 >= end:
        return source
    stop = min(segment_end(found, comma + 1), end)
    first = found[comma + 1].kind if comma + 1 < stop else BREAK
    if source.kind == "description" or weak:
        if first & (PREPOSITION | RELATIVE | SUBORDINATOR | BREAK | TIME | ADVERB):
            return source
        named, last = phrase(view, pack, found, comma + 1, stop, known)
        if named is not None and named.mention and named.kind == "name" and last == stop:
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
    return (
        bool(pack.numbers.get("ezafe", 0))
        and source.kind == "name"
        and source.full is None
        and source.mention is not None
        and source.description is not None
        and source.description.start < source.mention.start
        and " " not in view.masked[slice(*source.mention)]
    )
