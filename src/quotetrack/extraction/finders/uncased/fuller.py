"""The fuller name that a surname has elsewhere in a document, where no capital letters show names."""

from __future__ import annotations

from quotetrack.extraction.finders.uncased.words import (
    BREAK,
    GIVEN,
    JOINED,
    LATIN,
    OFFICIAL,
    PARTICLE,
    ROLE,
    VERB,
    Word,
    Words,
    words,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.view import View, line_start
from quotetrack.models import Span

MAX_NAME_WORDS = 6
REACH_CHARS = 8_000  # on either side of a surname; keeps a text of nothing but names linear
MAX_MENTIONS = 12  # of a surname, in which a fuller name is looked for
SURNAME_CHARS = 40  # before a surname
COMMAS = ",،"


def fuller(view: View, pack: Pack, found: Words, low: int, high: int) -> Span | None:
    """The fuller name that a surname has elsewhere in the document."""
    surname = found[low].text
    masked = view.masked
    here = found[low].start
    last = here + REACH_CHARS
    at = masked.find(surname, max(0, here - REACH_CHARS), last)
    mentions = 0
    while at >= 0 and mentions < MAX_MENTIONS:
        end = at + len(surname)
        if at and masked[at - 1] == " " and not masked[end : end + 1].isalnum():
            mentions += 1
            before = words(view, pack, line_start(view, at, SURNAME_CHARS), at)
            first = len(before)
            while (
                first and len(before) - first < MAX_NAME_WORDS and _is_forename(before, first - 1)
            ):
                first -= 1
            if first < len(before) and (
                before[first].kind & (GIVEN | LATIN)
                or (first == 0 and _heads_sentence(view, pack, before[0].start))
                or (first and before[first - 1].kind & OFFICIAL)
                or _is_apposed(before, first, masked[end : end + 1])
                or (first and _is_verb(pack, before[first - 1]))
            ):
                return Span(before[first].start, letters_end(view, end))
        at = masked.find(surname, end, last)
    return None


def _is_apposed(before: Words, first: int, after: str) -> bool:
    """Whether words stand between two commas, behind a description: 'وزيرة العدل، لينا سامر، …'."""
    if after not in COMMAS or not after or first < 2 or not before[first - 1].kind & BREAK:
        return False
    return bool(before[first - 2].kind & OFFICIAL)


def _heads_sentence(view: View, pack: Pack, at: int) -> bool:
    """Whether a sentence begins at `at`, where the subject stands before its verb."""
    if pack.numbers.get("verb_first", 0):
        return False
    before = view.masked[max(0, at - 2) : at].strip(" ")
    return not before or before[-1] in "\n.!?؟"


def _is_verb(pack: Pack, word: Word) -> bool:
    """Whether a verb stands before its subject: 'استقبلت روزاليند هيوز'."""
    return bool(pack.numbers.get("verb_first", 0) and word.kind & VERB)


def _is_forename(found: Words, index: int) -> bool:
    kind = found[index].kind
    return kind == 0 or bool(kind & (GIVEN | LATIN | PARTICLE) and not kind & (JOINED | ROLE))


def letters_end(view: View, end: int) -> int:
    """Past the signs that the folded text has at the end of the word, and the letters they stood on."""
    while end < len(view.masked) and view.masked[end] == "\ufdd2":
        end += 1
    return end
