"""Who may speak where no cue says it: whom the sentence before is about, who goes on, who is too far."""

from __future__ import annotations

from quotetrack.extraction import finders
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.view import QUOTED, View, line_start, stands_alone
from quotetrack.models import Span

MAX_GAP_PARAGRAPHS = 2  # a quotation further from the last speaker than this is nobody's
MAX_ROLE_CHARS = 6
MAX_REST_CHARS = 60  # of the sentence that what somebody said stands in


def whom(view: View, pack: Pack, made: Attribution | None, position: int) -> Span | None:
    """Whom the sentence before a quotation names first: 'Hale smiled. “It was fun.”'.

    Only in the same paragraph, and after what the last speaker said in `made`.
    """
    start = _sentence_before(view, pack, made, position)
    if start is None:
        return None
    source = finders.subject_of(view, pack, start, position)
    if source is None or source.kind == "pronoun":
        return None
    if source.kind != "name" and not _is_person(view, pack, source):
        if pack.spaced or not pack.patterns["attitude"].search(view.masked, start, position):
            return None  # 公司设在上海。; 公司对此不满。 is about what the company thinks
    return source.mention


def whom_again(view: View, pack: Pack, made: Attribution | None, position: int) -> Source | None:
    """The pronoun or role that the sentence before a quotation is about: 'She laughed. “It was fun.”'."""
    start = _sentence_before(view, pack, made, position)
    if start is None:
        return None
    source = finders.subject_of(view, pack, start, position)
    return source if source is not None and source.kind != "name" else None


def _sentence_before(view: View, pack: Pack, made: Attribution | None, position: int) -> int | None:
    """Where the sentence before a quotation begins, in its paragraph and after the words of `made`."""
    done = _end(made) if made is not None else 0
    low = line_start(view, position, MAX_SOURCE_CHARS)
    ends = [match.end() for match in pack.sentence_end.finditer(view.masked, low, position)]
    starts = [end for end in (low, *ends) if end < position - 2]
    start = max(starts, default=position)
    if start < done < position and pack.nouns == "inverted" and view.text[done - 1] in ".!?…":
        start = done + 1  # „Wir gehen.“ Garn lacht. „Jetzt“: a full stop inside marks
    if start < done or not view.masked[start:position].strip():
        return None
    return start


def sentence_start(view: View, pack: Pack, position: int) -> int:
    """Where the sentence of a position begins, its paragraph at the furthest."""
    low = line_start(view, position, MAX_SOURCE_CHARS)
    ends = [match.end() for match in pack.sentence_end.finditer(view.masked, low, position)]
    start = ends[-1] if ends else low
    while start < position and view.masked[start].isspace():
        start += 1
    return start


def has_thinker(view: View, pack: Pack, position: int) -> bool:
    """Whether the clause right before a quotation says what somebody, not named yet, feels or thinks."""
    if pack.spaced:
        return False
    low = line_start(view, position, MAX_SOURCE_CHARS)
    ends = [match.end() for match in pack.sentence_end.finditer(view.masked, low, position - 1)]
    start = ends[-2] if len(ends) > 1 else low
    if not pack.patterns["attitude"].search(view.masked, start, position):
        return False
    source = finders.subject_of(view, pack, start, position)
    return source is not None and source.kind == "pronoun"


def _is_person(view: View, pack: Pack, source: Source) -> bool:
    """Whether a description ends in a role noun, in text without spaces: 对方教练.

    Where verbs drop their subjects (Spanish), any description that surely is somebody's.
    """
    if pack.nouns == "inverted":
        return source.kind == "description" and source.sure
    if pack.spaced or source.kind != "description" or source.mention is None:
        return False
    start, end = source.mention
    roles = pack.words["role"]
    return any(
        view.masked[low:end] in roles for low in range(max(start, end - MAX_ROLE_CHARS), end)
    )


def _end(made: Attribution) -> int:
    """Where a quotation and its cue end."""
    end = made.content[-1].end
    return max(end, made.cue[1]) if made.cue is not None else end


def is_near(view: View, pack: Pack, last: Attribution, position: int) -> bool:
    """Whether `position` is in the sentence of the last quotation or in the one after it."""
    end = _end(last)
    if position - end > MAX_SOURCE_CHARS or view.masked.count("\n", end, position) > 1:
        return False
    return sum(1 for _ in pack.sentence_end.finditer(view.masked, end, position)) <= 2


def too_far(view: View, made: Attribution, position: int) -> bool:
    """Whether too many paragraphs lie between what somebody said and a quotation."""
    return view.masked.count("\n", _end(made), position) > 2 * MAX_GAP_PARAGRAPHS


def speaks_for_itself(view: View, pack: Pack, attribution: Attribution) -> bool:
    """Whether a quotation without a speaker is somebody's words all the same.

    It is a paragraph of its own and in the first person.
    """
    start, end = attribution.content[0].start, attribution.content[-1].end
    words = view.text[start:end]
    if pack.nouns == "uncased":
        words = pack.fold(words)  # as its patterns are
    if not pack.patterns["first_person"].search(words):
        return False
    return stands_alone(view, start, end)


def goes_on(view: View, last: Attribution, attribution: Attribution) -> bool:
    """Whether quoted words stand right behind what somebody said, and before what another says.

    他说，“……。”“……。”她则认为，……: the words in the middle are his.
    """
    if not attribution.verbatim or attribution.source is None or last.cue is None:
        return False
    first = attribution.content[0].start
    if attribution.cue is not None and attribution.cue[0] < first:
        return False  # what follows its own cue
    between = view.masked[_end(last) : first].rstrip(f" 　。！？!?{QUOTED}")
    return (
        attribution.source.kind in ("name", "description")
        and len(between) <= MAX_REST_CHARS
        and view.text[attribution.content[-1].end - 1] not in "，,"
        and not any(mark in between for mark in "\n。！？")
    )
