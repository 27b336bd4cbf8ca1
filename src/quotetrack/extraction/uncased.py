"""Sources where neither case nor capital letters show them (Arabic, Persian).

What tells a noun phrase are the pack's words: it begins after adverbials, and ends before a
preposition, a verb, a time. In it, what follows role nouns, offices and places is the name; without
those, the document itself tells it: the same word in a fuller name.
"""

from __future__ import annotations

from collections.abc import Collection

from quotetrack.extraction.packs import Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.units import Atom, View
from quotetrack.extraction.words import (
    ADVERB,
    ARTICLE,
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
from quotetrack.models import Span

MAX_PHRASE_WORDS = 18
MAX_NAME_WORDS = 6
MAX_SEGMENTS = 4  # from the head of a sentence, where a subject is looked for
MAX_MENTIONS = 12  # of a surname, in which a fuller name is looked for
SURNAME_CHARS = 40  # before a surname

Words = list[Word]
_STOP = RELATIVE | SUBORDINATOR | TIME | ADVERB | NEGATION | PRONOUN | VERB | OBJECT | AUXILIARY
_OFFICIAL = ROLE | ORGANISATION | OFFICE | PLACE | DEFINITE | NOUN | BELONGING


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
    if bounds is not None:
        if cue.cue is not None and cue.cue.word in pack.words["quoting"]:
            return _quoted(view, pack, *bounds, known)
        source = source_after(view, pack, *bounds, known, frame=_object_frame(cue))
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
        at, stop = start, _segment_end(found, start)
        while (
            at < stop
            and found[at].kind & (AUXILIARY | COORDINATOR | ADVERB | TIME)
            and (not found[at].kind & (_OFFICIAL & ~PLACE))
        ):
            at += 1
        if at < stop and not found[at].kind & (PREPOSITION | SUBORDINATOR | RELATIVE | NEGATION):
            source = _sure(view, pack, found[:stop], at, known)
            if source is None and at + 1 < stop:
                verb = bool(found[at + 1].kind & DEFINITE)  # of a verb that nobody knows
                source = _sure(view, pack, found[:stop], at + 1, known, verb=verb)
            if source is not None:
                return source
        start = stop + 1
        if start >= len(found):
            break
    return Source(None, "elided")


def _verbs(pack: Pack) -> Collection[str]:
    """The cues of the pack that are one word."""
    if "verbs" not in pack.memo:
        pack.memo["verbs"] = frozenset(
            c.word for c in pack.cues if c is not None and " " not in c.word
        )
    verbs: frozenset[str] = pack.memo["verbs"]
    return verbs


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
        found = _without_object(pack, found)
    if frame == "t":
        found = found[: _told(found)]
        if found and _is_addressee(view, found[0], low):
            return None
    at = _past_asides(found, 0, len(found))
    if at >= len(found) or (found[at].kind & PRONOUN and found[at].kind & JOINED):
        return None  # قال وهو يبتسم
    source, end = _phrase(view, pack, found, at, len(found), known)
    if source is None:
        return None
    if strict and not any(w.kind & (ROLE | GIVEN) or w.text in known for w in found):
        return None
    if source.description is None and end < len(found) and found[end].kind & BREAK:
        stop = _segment_end(found, end + 1)
        if stop > end + 1 and source.kind == "description":
            named, _ = _phrase(view, pack, found, end + 1, stop, known)
            if named is not None and named.kind == "name" and named.description is None:
                named.description = source.mention
                if not found[end + 1].kind & (PREPOSITION | RELATIVE):
                    return named
        elif stop > end + 1 and found[end + 1].kind & (ROLE | ORGANISATION):
            source.description = Span(found[end + 1].start, _word_end(view, found[stop - 1]))
    return source


def complement(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The source after 'according to', whose preposition may be joined to it: وفقا لوزارة الصحة."""
    found = words(view, pack, low, high)
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
    source, end = _phrase(view, pack, found, 0, len(found), known)
    comma = next((i for i, w in enumerate(found) if w.kind & BREAK), None)
    if source is not None and comma is not None:  # '…, editor of …,' says who it is
        if comma + 1 >= len(found) or not found[comma + 1].kind & (ROLE | ORGANISATION):
            return None
        source.description = source.description or _span(view, found, comma + 1, len(found))
    return source


def _quoted(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """Whom somebody quotes: 'نقلت الوكالة عن الوزير'."""
    found = words(view, pack, low, high)
    for index, word in enumerate(found[:-1]):
        if word.text in pack.words["quoted_of"]:
            return _phrase(view, pack, found, index + 1, len(found), known)[0]
    return Source(None, "elided")  # ونقلت عنه


def _object_frame(cue: Atom) -> str:
    """The frame of a cue that an object follows; none where a pronoun is joined to it: وصفه."""
    if cue.cue is None or (cue.code == "l" and cue.cue.word.endswith(("ه", "ها", "هم"))):
        return ""
    return cue.code


def _without_object(pack: Pack, found: Words) -> Words:
    """The words after 'called' or 'accused' without the object, which ends them."""
    end = next(
        (i for i, w in enumerate(found) if w.kind & (PREPOSITION | BREAK | ADVERB)), len(found)
    )
    if end < 2:
        return found
    last, before = found[end - 1], found[end - 2]
    size = 1
    if last.kind & DEFINITE and end > 2 and not found[0].kind & GIVEN:
        adjective = pack.patterns["adjective"].fullmatch(last.text) is not None
        if before.kind & DEFINITE and adjective or not before.kind & (DEFINITE | _OFFICIAL):
            size = 2
    return found[: end - size]


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the verb at `high`, in the words before it; elided where they have none."""
    attached = _attached(view, pack, max(low, high - 24), high)
    if attached is not None:
        return attached
    opening = None
    for opening in pack.patterns["clause_opening"].finditer(view.masked, low, high):
        pass
    if opening is not None:
        low = opening.end()
    quoting = None
    for quoting in pack.patterns["quoting"].finditer(view.masked, low, high):
        pass
    if quoting is not None:
        return _quoted(view, pack, quoting.start(), high, known)
    found = words(view, pack, low, high)
    end = len(found)
    if joined_to(view, pack, high):
        end -= bool(end and found[end - 1].text in pack.words["clitic"])
    while end > 0 and found[end - 1].kind & (ADVERB | AUXILIARY) and not found[end - 1].kind & ROLE:
        end -= 1
    if end and found[end - 1].kind & NEGATION:
        return None
    if end == 0 or (found[end - 1].kind & COORDINATOR and not found[end - 1].kind & JOINED):
        return Source(None, "elided")
    start, antecedent = _clause_start(pack, found, end)
    last = _segment_of(pack, found, start, end, known)
    if last is not None:
        return _phrase(view, pack, found, last, end, known)[0]
    at = _past_lead(pack, found, start, end, known)
    if at < end:
        source, _ = _phrase(view, pack, found, at, end, known)
        if source is not None:
            return _with_apposition(view, pack, found, at, end, source, known)
    if antecedent:
        last = start - 1
        while last > 0 and found[last - 1].kind & BREAK:
            last -= 1
        at = _last_phrase(found, last)
        if at < last:
            source, _ = _phrase(view, pack, found, at, last, known)
            return source
    return Source(None, "elided")


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject at the head of a sentence, for a later verb without one."""
    found = words(view, pack, low, high)
    if not pack.numbers.get("verb_first", 0):
        return _sure(view, pack, found, _past_lead(pack, found, 0, len(found)), known)
    start = 0
    for _ in range(MAX_SEGMENTS):
        at, stop = start, _segment_end(found, start)
        while (
            at < stop
            and found[at].kind & (AUXILIARY | NEGATION | COORDINATOR | ADVERB | TIME)
            and (not found[at].kind & (_OFFICIAL & ~PLACE))
        ):
            at += 1
        if at < stop and not found[at].kind & (PREPOSITION | SUBORDINATOR | RELATIVE):
            denied = at > start and bool(found[at - 1].kind & (AUXILIARY | NEGATION))
            denied = denied or bool(found[at].kind & VERB) or found[at].text in _verbs(pack)
            source = _sure(view, pack, found[:stop], at, known)
            if source is None and at + 1 < stop:  # after the verb
                source = _sure(view, pack, found[:stop], at + 1, known, verb=denied)
            if source is not None:
                return source
        start = stop + 1
        if start >= len(found):
            break
    return None


def _sure(
    view: View, pack: Pack, found: Words, at: int, known: set[str], *, verb: bool = False
) -> Source | None:
    """The noun phrase at `at`, if its first word is known to be somebody; `verb` stands before it."""
    if at >= len(found):
        return None
    first = found[at]
    sure = (
        first.kind & (ROLE | ORGANISATION | GIVEN | LATIN | PRONOUN | PLACE) or first.text in known
    )
    if not (sure or (verb and not first.kind & (PREPOSITION | _STOP))) or first.kind & JOINED:
        return None
    stop = len(found) if sure or first.kind & DEFINITE else at + 1  # its object may follow
    return _phrase(view, pack, found, at, stop, known)[0]


def full_names(view: View, pack: Pack) -> list[str]:
    """None: a name shows only beside a cue; see `_fuller`."""
    return []


# ---------------------------------------------------------------- clauses


def _segment_end(found: Words, at: int) -> int:
    while at < len(found) and not found[at].kind & BREAK:
        at += 1
    return at


def _is_addressee(view: View, first: Word, low: int) -> bool:
    """Whether a verb in the masculine has a feminine noun after it: it is no subject, but told."""
    before = view.masked[:low].rstrip() if low < 64 else view.masked[low - 64 : low].rstrip()
    verb = before.rsplit(None, 1)[-1] if before else ""
    feminine = first.text.endswith("ة") and bool(first.kind & ORGANISATION)
    return feminine and not verb.endswith("ت") and not verb.lstrip("وف").startswith("ت")


def _told(found: Words) -> int:
    """Where the one begins who is told, after a subject: an organisation with the article."""
    for index in range(1, len(found)):
        kind = found[index].kind
        if kind & BREAK:
            break
        if kind & ORGANISATION and kind & DEFINITE and not kind & JOINED:
            if (
                found[index - 1].kind & (DEFINITE | PLACE | GIVEN)
                or not found[index - 1].kind & _OFFICIAL
            ):
                return index
    return len(found)


def _clause_start(pack: Pack, found: Words, end: int) -> tuple[int, bool]:
    """Where the clause begins whose verb stands at `end`; whether the word before it is relative."""
    if pack.numbers.get("verb_first", 0):
        if found[end - 1].kind & (RELATIVE | SUBORDINATOR):
            return end, bool(found[end - 1].kind & RELATIVE)
        return _last_segment(found, end), False
    verb = False
    for index in range(end - 1, -1, -1):
        kind = found[index].kind
        if kind & CONTRAST and index + 1 < end:
            return index + 1, False
        if kind & (RELATIVE | SUBORDINATOR):
            if verb:
                verb = index > 0 and bool(found[index - 1].kind & (RELATIVE | SUBORDINATOR))
                continue  # که آیا: two words open one clause
            return index + 1, bool(kind & RELATIVE)
        if kind & VERB:
            if verb and not any(w.kind & (RELATIVE | SUBORDINATOR) for w in found[:index]):
                return _next_clause(found, index, end), False
            verb = True
    if verb:
        last = max(i for i in range(end) if found[i].kind & VERB)
        return _next_clause(found, last, end), False
    return 0, False


def _segment_of(pack: Pack, found: Words, start: int, end: int, known: set[str]) -> int | None:
    """The subject that stands in the last segment: a pronoun, a plural, a known name; no apposition."""
    if pack.numbers.get("verb_first", 0):
        return None
    low = end
    while low > start and not found[low - 1].kind & BREAK:
        low -= 1
    if low == start:
        return None
    at = low
    while at < end and found[at].kind & (ADVERB | COORDINATOR):
        at += 1
    if at < end and (found[at].kind & (PRONOUN | PLURAL) or found[at].text in known):
        return at
    return None


def _last_segment(found: Words, end: int) -> int:
    """Where the last segment begins that may hold a subject: none that 'who', 'in', 'after' opens."""
    start = stop = end
    while stop > 0:
        start = stop - 1
        while start > 0 and not found[start - 1].kind & (BREAK | CONTRAST):
            start -= 1
        contrast = bool(start and found[start - 1].kind & CONTRAST)
        if (
            contrast
            or start == 0
            or (
                start < stop
                and not found[start].kind
                & (RELATIVE | PREPOSITION | ADVERB | SUBORDINATOR | TIME | ROLE)
            )
        ):
            return start
        stop = start - 1
    return start


def _next_clause(found: Words, verb: int, end: int) -> int:
    at = verb + 1
    return at if at < end else 0


def _past_asides(found: Words, at: int, end: int) -> int:
    """Past adverbs, times and the phrases of prepositions that stand between verb and subject."""
    while at < end:
        kind = found[at].kind
        if kind & (BREAK | ADVERB | AUXILIARY | TIME) and not kind & ROLE:
            at += 1
            continue
        if kind & PREPOSITION and not kind & BELONGING:
            at += 1 if kind & JOINED else 2
            while (
                at < end
                and not found[at].kind & (BREAK | ROLE | GIVEN | PRONOUN)
                and (not found[at].kind & ORGANISATION or found[at - 1].kind & PREPOSITION)
            ):
                at += 1
            continue
        break
    return at


def _past_lead(pack: Pack, found: Words, start: int, end: int, known: Collection[str] = ()) -> int:
    """Past what may stand before the subject: 'with this', 'on Monday', 'in the meeting'."""
    at = start
    while at < end:
        kind = found[at].kind
        if kind & (BREAK | COORDINATOR | ADVERB | AUXILIARY) and not kind & (
            ROLE | DEFINITE | PLACE | OFFICE | PRONOUN
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
                if found[at + 2].kind & (NOUN | ROLE | GIVEN | LATIN):
                    at += 2  # در آن برخی …
                    continue
        if kind & NOUN and (marked := _object_end(found, at, min(end, at + 4))):
            at = marked  # این را, این جمله را
            continue
        if kind & (PREPOSITION | OBJECT):
            stop = next((i for i in range(at, min(end, at + 16)) if found[i].kind & BREAK), None)
            if stop is not None and stop + 1 < end:
                at = stop + 1
                continue
            heads = [
                i
                for i in range(at + 2, end)
                if (
                    found[i].kind & (ROLE | GIVEN | PRONOUN | LATIN | LABEL)
                    or found[i].text in known
                )
                and not found[i].kind & JOINED
                and not found[i - 1].kind & (PREPOSITION | ROLE | COORDINATOR | GIVEN | OCCASION)
            ]
            return heads[0] if heads else end
        break
    return at


def _object_end(found: Words, at: int, end: int) -> int:
    """Where the words after an object begin; 0 if none stands at `at`."""
    return next((i + 1 for i in range(at, end) if found[i].kind & OBJECT), 0)


def _last_phrase(found: Words, end: int) -> int:
    """Where the noun phrase begins that ends at `end`, for 'the reports that say'."""
    at = end
    while at > 0 and end - at < 6:
        kind = found[at - 1].kind
        if kind & (
            BREAK | PREPOSITION | VERB | SUBORDINATOR | RELATIVE | COORDINATOR | OBJECT | ADVERB
        ):
            if kind & JOINED:
                at -= 1
            break
        at -= 1
    return at


def _with_apposition(
    view: View, pack: Pack, found: Words, at: int, end: int, source: Source, known: set[str]
) -> Source:
    """'X، وزیر خارجه، گفت' and 'وزیر خارجه، X، گفت': one source with name and description."""
    mention = source.mention
    if mention is None or source.description is not None or source.kind == "pronoun":
        return source
    comma = next((i for i in range(at, end) if found[i].kind & BREAK), None)
    if comma is None or comma + 1 >= end:
        return source
    stop = min(_segment_end(found, comma + 1), end)
    first = found[comma + 1].kind if comma + 1 < stop else BREAK
    if source.kind == "description":
        if first & (PREPOSITION | RELATIVE | SUBORDINATOR | BREAK | TIME | ADVERB):
            return source
        named, last = _phrase(view, pack, found, comma + 1, stop, known)
        if (
            named is not None
            and named.kind == "name"
            and named.description is None
            and last == stop
        ):
            named.description = mention
            return named
    elif first & (ROLE | ORGANISATION):
        source.description = Span(found[comma + 1].start, _word_end(view, found[stop - 1]))
    return source


# ---------------------------------------------------------------- noun phrases


def _phrase(
    view: View, pack: Pack, found: Words, start: int, stop: int, known: set[str]
) -> tuple[Source | None, int]:
    """The noun phrase that begins at `start`, and where it ends."""
    first = found[start]
    if first.kind & PRONOUN:
        low = first.start + bool(first.kind & JOINED)
        return Source(Span(low, _word_end(view, first)), "pronoun"), start + 1
    end = _phrase_end(pack, found, start, stop)
    if end < stop and found[end].kind & OBJECT:
        end = _before_object(found, start, end)
        if end == start:
            return None, stop
    naming = end if end < stop and found[end].text in pack.words["naming"] else end + 1
    if naming + 1 < stop and found[naming].text in pack.words["naming"]:
        low, high = naming + 1, _phrase_end(pack, found, naming + 1, stop)
        return Source(_span(view, found, low, high), "name", _span(view, found, start, end)), high
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
    last = found[end - 1]
    if last.kind & PRONOUN and end - start > 1 and not found[start].kind & (_OFFICIAL | GIVEN):
        return Source(Span(last.start, _word_end(view, last)), "pronoun"), end
    named = _name(pack, found, start, end, known)
    if named is None and end == start + 1 and found[start].kind & DEFINITE:
        full = _fuller(view, pack, found, start, end)  # المعلم, where وليد المعلم stands elsewhere
        if full is not None:
            return Source(_span(view, found, start, end), "name", full=full), end
    if named is None:
        return Source(_span(view, found, start, end), "description"), end
    low, high = named
    span = _span(view, found, low, high)
    if low > start:
        description = _span(view, found, start, low)
    else:
        description = _span(view, found, high, end) if high < end else None
    full = _fuller(view, pack, found, low, high) if high == low + 1 else None
    return Source(span, "name", description, full=full), end


def _before_object(found: Words, start: int, end: int) -> int:
    """Where a subject ends that the object follows without a sign: 'وزارت خارجه تحریم‌ها را'."""
    low = start
    while low < end and found[low].kind & _OFFICIAL and not found[low].kind & (GIVEN | NOUN):
        low += 1
    if low > start:
        return low
    return start + min(end - start - 1, 2 if found[start].kind & (GIVEN | LATIN) else 1)


def _phrase_end(pack: Pack, found: Words, start: int, stop: int) -> int:
    at = start
    while at < stop:
        kind = found[at].kind
        if found[at].text in pack.words["naming"]:
            break
        if kind & PRONOUN and pack.numbers.get("verb_first", 0) and at == stop - 1:
            at += 1  # no pronoun follows a subject: ري يونغ هو
            continue
        if at > start and kind & PRONOUN and not pack.numbers.get("verb_first", 0):
            at += 1  # برادر او: a pronoun after a noun says whose
            continue
        if (
            at > start
            and kind & NOUN
            and not found[start].kind & (_OFFICIAL & ~NOUN)
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
        not w.kind & (_OFFICIAL | PREPOSITION) and not w.kind & JOINED for w in found[start:at]
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
        if end - start == 1 or not found[end - 2].kind & (
            ORGANISATION | BELONGING | PREPOSITION | MARKED
        ):
            return (end - 1, end)
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
        & (_OFFICIAL | PREPOSITION | COORDINATOR | MARKED | (PRONOUN if low > start else 0))
        and (not found[low].kind & GIVEN or found[low].kind & (ROLE | JOINED))
    ):
        if found[low].kind & MARKED and low == end - 1:
            return (low, end) if not found[low - 1].kind & (ORGANISATION | PREPOSITION) else None
        if found[low].kind & HONORIFIC and low + 1 < end and not found[low + 1].kind & ROLE:
            low += 1
            break
        low += 1
    if low + 1 < end and found[low].text in known and not found[low].kind & GIVEN:
        if " ".join(w.text for w in found[low : low + 2]) not in known:
            return (low, low + 1)
    if low == end:
        if end - start == 1 and (found[start].text in known or found[start].kind & PLACE):
            return (start, end)
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
                    or found[at].kind & _OFFICIAL
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
    at = masked.find(surname)
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
                or (first and before[first - 1].kind & _OFFICIAL)
            ):
                return Span(before[first].start, _letters_end(view, end))
        at = masked.find(surname, end)
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


def _span(view: View, found: Words, start: int, end: int) -> Span:
    first, last = found[start], found[end - 1]
    low, high = first.start, _word_end(view, last)
    if first.kind & MARKED:
        while low < high and not view.text[low].isalnum():
            low += 1
    if last.kind & MARKED:
        while high > low and not view.text[high - 1].isalnum():
            high -= 1
    elif first.kind & JOINED and first.kind & COORDINATOR:
        low += 1
    return Span(low, high)


def _word_end(view: View, word: Word) -> int:
    return _letters_end(view, word.end)


def _letters_end(view: View, end: int) -> int:
    """Past the signs that the folded text has at the end of the word, and the letters they stood on."""
    while end < len(view.masked) and view.masked[end] == "\ufdd2":
        end += 1
    return end
