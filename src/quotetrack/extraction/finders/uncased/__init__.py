"""Sources where neither case nor capital letters show them (Arabic, Persian).

What tells a noun phrase are the pack's words: it begins after adverbials, and ends before a
preposition, a verb, a time. In it, what follows role nouns, offices and places is the name; without
those, the document itself tells it: the same word in a fuller name.
"""

from __future__ import annotations

from quotetrack.extraction.finders.uncased.attached import attached
from quotetrack.extraction.finders.uncased.clauses import (
    clause_start,
    indefinite,
    is_said,
    is_topic,
    last_phrase,
    segment_end,
    segment_of,
)
from quotetrack.extraction.finders.uncased.complements import complement, quoted, within
from quotetrack.extraction.finders.uncased.leads import past_asides, past_lead
from quotetrack.extraction.finders.uncased.objects import (
    is_addressee,
    is_object,
    is_verb_first,
    object_frame,
    told,
    up_to_answer,
    without_object,
)
from quotetrack.extraction.finders.uncased.phrases import MAX_MARKED_NAME_CHARS, phrase
from quotetrack.extraction.finders.uncased.relatives import open_relative, with_relative
from quotetrack.extraction.finders.uncased.subjects import (
    MAX_SEGMENTS,
    apposed_to,
    subject,
    sure_subject,
    with_apposition,
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
    NEGATION,
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
    words,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.units import Atom
from quotetrack.extraction.view import QUOTED, View

__all__ = [
    "complement",
    "full_names",
    "opening",
    "source_after",
    "source_around",
    "source_before",
    "subject",
    "within",
]

VERB_CHARS = 24  # of a verb and the noun that goes with it
HAD_CHARS = 3  # of the word before a verb that says it was earlier


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
    joined_pronoun = attached(view, pack, 0, cue.start, known)
    if joined_pronoun is not None:
        return joined_pronoun
    if view.masked[max(0, cue.start - HAD_CHARS) : cue.start].strip() in pack.words["had"]:
        low = max(0, cue.start - MAX_SOURCE_CHARS)
        pluperfect = pack.patterns["pluperfect"].search(view.masked, low, cue.start)
        if pluperfect is not None:
            found = words(view, pack, *pluperfect.span("who"))
            source, _ = phrase(view, pack, found, 0, len(found), known)
            if source is not None:
                return source
    if bounds is not None:
        if view.masked.startswith(QUOTED * MAX_MARKED_NAME_CHARS, bounds[0]):
            return None  # somebody's words, no name
        if cue.cue is not None and cue.cue.word in pack.words["quoting"]:
            return quoted(view, pack, *bounds, known)
        frame = object_frame(pack, cue)
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
            source = sure_subject(view, pack, found, at, known)
            if source is None and at + 1 < stop:
                verb = bool(found[at + 1].kind & DEFINITE)  # of a verb that nobody knows
                source = sure_subject(view, pack, found, at + 1, known, verb=verb)
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
    if source.kind == "pronoun" and end < len(found) and pack.numbers.get("ezafe", 0):
        if not found[end].kind & (BREAK | RELATIVE | COORDINATOR):
            return None  # به باور او بدون کمک، …: the clause begins after the pronoun
    if strict and not any(w.kind & (ROLE | GIVEN) or w.text in known for w in found):
        return None
    source = with_relative(view, pack, found, at, end, source)
    return apposed_to(view, pack, found, end, source, known)


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the verb at `high`, in the words before it; elided where they have none."""
    joined_pronoun = attached(view, pack, low, high, known)
    if joined_pronoun is not None:
        return joined_pronoun
    for opening in pack.patterns["clause_opening"].finditer(view.masked, low, high):
        if opening.end() < high:  # X، در ادامه گفت: the subject stands before it
            low = opening.end()
    quoting = [match.start() for match in pack.patterns["quoting"].finditer(view.masked, low, high)]
    if quoting:
        return quoted(view, pack, quoting[-1], high, known)
    found = words(view, pack, low, high)
    end = len(found)
    if pack.patterns["topic"].search(view.masked, low, high):
        found = up_to_answer(pack, found)
        end = len(found)
    if joined_to(view, pack, high):
        end -= bool(end and found[end - 1].text in pack.words["clitic"])
    while end > 0 and found[end - 1].kind & (ADVERB | AUXILIARY) and not found[end - 1].kind & ROLE:
        if end > 1 and found[end - 2].text in pack.words["governing"]:
            break  # لكن مصدرا مقربا منه قال
        end -= 1
    end -= end > 1 and is_topic(pack, found, end - 1)  # X اما گفت
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
    if (whose := open_relative(view, pack, found, end, known)) is not None:
        return whose
    at = indefinite(pack, found, end) if not joined_to(view, pack, high) else end
    if at < end:
        return phrase(view, pack, found, at, end, known)[0]
    verb = view.masked[high : high + VERB_CHARS]
    last = segment_of(pack, found, start, end, known, verb)
    if last is not None:
        return phrase(view, pack, found, last, end, known)[0]
    at = past_lead(pack, found, start, end, known)
    if is_said(found, at, end):
        return Source(None, "elided")
    if start < at < end and is_object(pack, found, start, at, end, known):
        return Source(None, "elided")  # X رفت و سخنان او را «…» خواند
    if at < end and pack.numbers.get("article", 0) and is_verb_first(found, at, end, known):
        return subject(view, pack, low, high, known) or Source(None, "elided")
    if at < end:
        source, _ = phrase(view, pack, found, at, end, known)
        if source is not None:
            return with_apposition(view, pack, found, at, end, source, known)
    if antecedent:
        last = start - 1
        while last > 0 and found[last - 1].kind & BREAK:
            last -= 1
        if last > 1 and found[last - 1].text in pack.words["clause_noun"]:
            last -= 1 + bool(found[last - 2].kind & PREPOSITION)  # او در حالی که …
            at = past_lead(pack, found, 0, last, known)
            if at < last:
                source, _ = phrase(view, pack, found, at, last, known)
                return (
                    with_apposition(view, pack, found, at, last, source, known) if source else None
                )
        else:
            at = last_phrase(found, last)
            if pack.numbers.get("article", 0) and at + 1 < last and not found[at].kind:
                if found[at + 1].kind & (ROLE | ORGANISATION):
                    at += 1  # رغم اعتراض المعارضة التي
        if at < last:
            source, _ = phrase(view, pack, found, at, last, known)
            return source
    return Source(None, "elided")


def opening(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The noun phrase at the head of the words: '«…»، X، که …، گفت'."""
    found = words(view, pack, low, high)
    at = past_lead(pack, found, 0, len(found), known)
    if at >= len(found):
        return None
    source, _ = phrase(view, pack, found, at, len(found), known)
    return with_apposition(view, pack, found, at, len(found), source, known) if source else None


def full_names(view: View, pack: Pack) -> list[str]:
    """None: a name shows only beside a cue; see `_fuller`."""
    return []
