"""Where a mark stands: by its neighbours it opens or closes; where its paragraph begins and ends."""

from __future__ import annotations

from quotetrack.extraction.pack import Marks

MAX_STRAY_WORDS = 2  # between a stray mark and the one that opens
MAX_STRETCH_CHARS = 6000  # a longer one is a missing mark


def is_inner_pair(text: str, start: int, marks: Marks, positions: list[int], step: int) -> bool:
    """Whether straight marks hold words inside open ones: "We insist on "disarmament first" and …"""
    if step + 1 >= len(positions):
        return False
    at = positions[step]
    if text[at] not in marks.closing or not text[at - 1].isspace():
        return False
    if text[at - 2] in marks.clause_ends or text.count(" ", start, at) <= MAX_STRAY_WORDS:
        return False
    following = positions[step + 1]
    if text[following] != text[at] or paragraph_end(text, start) <= following:
        return False
    return not left_free(text, following) and right_free(text, following)


def ends_clause(text: str, at: int) -> bool:
    following = text[at + 1 : at + 2]
    return not following or following.isspace() or not following.isalnum()


def left_free(text: str, at: int) -> bool:
    before = text[at - 1 : at] if at else ""
    if "\u064b" <= before <= "\u0652":
        return False  # a vowel sign belongs to its word: أولاً
    return not before or before.isspace() or not (before.isalnum() or before in ".,!?…;:)”’»%$'\"")


def right_free(text: str, at: int) -> bool:
    after = text[at + 1 : at + 2]
    return not after or after.isspace() or not (after.isalnum() or after in "([“‘«„'\"$€£…-—[#@¿¡")


def begins_paragraph(text: str, at: int) -> bool:
    line = text.rfind("\n", max(0, at - 8), at)
    if line < 0:
        return at == 0
    return not text[line:at].strip()


def paragraph_end(text: str, at: int) -> int:
    end = text.find("\n", at, at + MAX_STRETCH_CHARS)
    if end < 0:
        end = min(len(text), at + MAX_STRETCH_CHARS)
    while end > at and text[end - 1].isspace():
        end -= 1
    return end


def may_open(text: str, at: int, mark: str, marks: Marks) -> bool:
    if mark not in marks.closers:
        return False
    if mark not in marks.closing:
        return True
    # the same sign opens and closes: neighbours decide, where words stand apart
    return not marks.spaced or not right_free(text, at) or left_free(text, at)


def opens_inside(text: str, at: int, marks: Marks, own: str) -> bool:
    """Whether a mark that comes while a stretch is open begins another one inside it.

    `own`: the marks that close the stretch.
    """
    mark = text[at]
    if mark not in marks.closers:
        return False
    if mark not in own:
        return mark not in marks.closing or left_free(text, at) or not marks.spaced
    if not marks.spaced:
        return False
    return left_free(text, at) and not right_free(text, at)


def closes_by_place(text: str, at: int, marks: Marks) -> bool:
    """Whether an opening mark stands where one closes: “words，“ he said."""
    if marks.spaced:
        return right_free(text, at) and not left_free(text, at)
    return text[at - 1] in marks.clause_ends and text[at - 1] not in ":："
