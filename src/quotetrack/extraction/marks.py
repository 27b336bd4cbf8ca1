"""Quoted stretches: which quotation marks belong together, one missing or turned round too.

Marks come in families (double, single, corner, guillemets …). Within a family any closing mark may
close, so that “…" and "…“ are pairs too. Only the outermost stretches are reported: a quotation
inside a quotation belongs to its content. One pass over the marks, with a bounded look ahead.
"""

from __future__ import annotations

from typing import NamedTuple

from quotetrack.extraction.edges import (
    MAX_STRETCH_CHARS,
    begins_paragraph,
    closes_by_place,
    ends_clause,
    is_inner_pair,
    left_free,
    may_open,
    opens_inside,
    paragraph_end,
    right_free,
)
from quotetrack.extraction.pack import Marks

MAX_LOOK_AHEAD = 40  # marks; keeps a text of nothing but marks linear


class Stretch(NamedTuple):
    """Words between marks: `text[start:end]`, and whether a mark stands before and after them."""

    start: int
    end: int
    opened: bool
    closed: bool
    lead: int = 0  # spaces between the opening mark and the words: « words »
    tail: int = 0

    @property
    def outer_start(self) -> int:
        return self.start - 1 - self.lead if self.opened else self.start

    @property
    def outer_end(self) -> int:
        return self.end + 1 + self.tail if self.closed else self.end


def find_marks(text: str, marks: Marks) -> list[Stretch]:
    """The outermost quoted stretches of `text`, in order, never overlapping."""
    positions = [match.start() for match in marks.pattern.finditer(text)]
    found: list[Stretch] = []
    index = 0
    while index < len(positions):
        stretch, index = _stretch_at(
            text, marks, positions, index, found[-1].outer_end if found else 0
        )
        if stretch is not None and stretch.end > stretch.start:
            found += _without_insertions(text, marks, _without_spaces(text, stretch))
    return _with_dialogue(text, marks, found) if marks.dialogue is not None else found


def _with_dialogue(text: str, marks: Marks, found: list[Stretch]) -> list[Stretch]:
    """The same, and lines that a dash opens: '— Words, — said X. — Words.'"""
    assert marks.dialogue is not None
    kept: list[Stretch] = []
    at = 0  # stretches and lines both come in order: one pass over each
    for match in marks.dialogue.finditer(text):
        start = match.start("words")
        line = Stretch(start, paragraph_end(text, start), False, False)
        if marks.insertion is None or line.end <= line.start:
            continue
        if not marks.insertion.search(text, line.start, line.end):
            continue  # a list, or nobody said it
        while at < len(found) and found[at].outer_end <= line.start:
            kept.append(found[at])
            at += 1
        while at < len(found) and found[at].outer_start < line.end:
            at += 1
        kept += _without_insertions(text, marks, line)
    return kept + found[at:]


def _without_spaces(text: str, stretch: Stretch) -> Stretch:
    """The same, without the spaces that some languages set inside their marks."""
    start, end = stretch.start, stretch.end
    if not (text[start].isspace() or text[end - 1].isspace()):
        return stretch
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return stretch
    return Stretch(
        start, end, stretch.opened, stretch.closed, start - stretch.start, stretch.end - end
    )


def _without_insertions(text: str, marks: Marks, stretch: Stretch) -> list[Stretch]:
    """The pieces of a stretch in which the reporter has a word: « Words, says X, words. »"""
    if marks.insertion is None:
        return [stretch]
    pieces = []
    start, opened, lead = stretch.start, stretch.opened, stretch.lead
    for match in marks.insertion.finditer(text, stretch.start, stretch.end):
        low, high = match.span("out")
        while low > start and text[low - 1].isspace():
            low -= 1
        if low <= start:
            continue
        pieces.append(Stretch(start, low, opened, False, lead))
        start, opened, lead = high, False, 0
        while start < stretch.end and text[start].isspace():
            start += 1
    if start < stretch.end:
        pieces.append(Stretch(start, stretch.end, opened, stretch.closed, lead, stretch.tail))
    return pieces


def _stretch_at(
    text: str, marks: Marks, positions: list[int], index: int, floor: int
) -> tuple[Stretch | None, int]:
    """The stretch that the mark at `positions[index]` begins or ends, and the next mark to look at."""
    at = positions[index]
    mark = text[at]
    family = marks.family[mark]
    if family in marks.apostrophes:
        return _single(text, marks, positions, index)
    if not may_open(text, at, mark, marks):
        partner = _partner_of_wrong_way(text, marks, positions, index)
        if partner is None:
            start = _sentence_start(text, at, floor, marks)
            usable = at - start >= marks.shortest_unopened
            return (Stretch(start, at, False, True) if usable else None), index + 1
        return Stretch(at + 1, positions[partner], True, True), partner + 1
    return _close(text, marks, positions, index)


def _close(text: str, marks: Marks, positions: list[int], index: int) -> tuple[Stretch | None, int]:
    """Find the end of the stretch that opens at `positions[index]`."""
    start = positions[index] + 1
    family = marks.family[text[start - 1]]
    own = marks.closers.get(text[start - 1], "")
    depth = 1
    step = index + 1
    while step < len(positions) and step - index <= MAX_LOOK_AHEAD:
        at = positions[step]
        mark = text[at]
        if at - start > MAX_STRETCH_CHARS:
            break
        if marks.family[mark] != family:
            step += 1
            continue
        if opens_inside(text, at, marks, own):
            if begins_paragraph(text, at) and "\n" in text[start:at]:
                # each paragraph of a long quotation opens with a mark, only the last one closes
                return Stretch(start, paragraph_end(text, start), True, False), step
            if closes_by_place(text, at, marks):
                return Stretch(start, at, True, True), step + 1
            if not _closes_twice(text, marks, positions, step, family, own):
                if is_inner_pair(text, start, marks, positions, step):
                    return _around_pairs(text, start, marks, positions, step)
                if (last := _closes_before_dash(text, marks, positions, step)) is not None:
                    return Stretch(start, positions[last], True, True), last + 1
                if (
                    text[at - 1] in marks.clause_ends
                    or ends_clause(text, at)
                    or not marks.sentence_end.search(text, start, at)
                ):
                    return Stretch(start, at, True, True), step + 1  # “…“: the wrong mark closes
                return Stretch(start, _open_end(text, start, at, marks), True, False), step
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                return Stretch(start, at, True, True), step + 1
        step += 1
    end = paragraph_end(text, start)
    step = index + 1
    while step < len(positions) and positions[step] < end:
        step += 1
    return Stretch(start, end, True, False), step


def _single(
    text: str, marks: Marks, positions: list[int], index: int
) -> tuple[Stretch | None, int]:
    """A stretch in marks that are apostrophes too: both ends must look the part."""
    at = positions[index]
    family = marks.family[text[at]]
    if not (left_free(text, at) and text[at + 1 : at + 2].strip() and not right_free(text, at)):
        return None, index + 1
    first = None
    end = paragraph_end(text, at)
    for step in range(index + 1, min(len(positions), index + MAX_LOOK_AHEAD)):
        other = positions[step]
        if other >= end:
            break
        if marks.family[text[other]] != family:
            continue
        if not right_free(text, other) or text[other - 1].isspace():
            if left_free(text, other):
                break  # the next one opens
            continue
        if text[other - 1] in marks.clause_ends:
            return Stretch(at + 1, other, True, True), step + 1
        first = first or step
    if first is None:
        return None, index + 1
    return Stretch(at + 1, positions[first], True, True), first + 1


def _closes_twice(
    text: str, marks: Marks, positions: list[int], step: int, family: str, own: str
) -> bool:
    """Whether two closing marks follow `positions[step]` before the paragraphs' marks run out."""
    inner = marks.closers[text[positions[step]]]
    if step + 1 < len(positions):
        following = text[positions[step + 1]]
        if following in own and following not in inner:
            return False  # "…“ X "…": what comes next can't end the inner one
    balance = 2
    for other in range(step + 1, min(len(positions), step + MAX_LOOK_AHEAD)):
        at = positions[other]
        if marks.family[text[at]] != family:
            continue
        if begins_paragraph(text, at) and opens_inside(text, at, marks, own):
            return False
        balance += 1 if opens_inside(text, at, marks, own) else -1
        if balance == 0:
            return True
    return False


def _around_pairs(
    text: str, start: int, marks: Marks, positions: list[int], step: int
) -> tuple[Stretch, int]:
    """The stretch that holds the pair at `step`, and others: up to the mark that is left over."""
    end = paragraph_end(text, start)
    while is_inner_pair(text, start, marks, positions, step):
        step += 2
    closed = step < len(positions) and positions[step] < end
    if closed:
        end = positions[step]
    return Stretch(start, end, True, closed), step + closed


def _closes_before_dash(text: str, marks: Marks, positions: list[int], step: int) -> int | None:
    """The mark that closes all that is open: «… «…», — said X, where one mark is missing."""
    if text[positions[step]] in marks.closing:
        return None
    end = paragraph_end(text, positions[step])
    for other in range(step + 1, min(len(positions), step + MAX_LOOK_AHEAD)):
        at = positions[other]
        if at >= end:
            break
        if text[at] in marks.closing and text[at + 1 : at + 4] in (", —", ", –", ", -"):
            return other
    return None


def _partner_of_wrong_way(text: str, marks: Marks, positions: list[int], index: int) -> int | None:
    """The mark that ends ”words“ or ”words”, if the closing mark at `index` really opens."""
    at = positions[index]
    following = text[at + 1 : at + 2]
    if not following or following.isspace() or following in marks.clause_ends:
        return None
    if marks.spaced and not left_free(text, at):
        return None
    line = text.find("\n", at)
    end = line if line >= 0 else len(text)
    same = [
        step
        for step in range(index + 1, min(len(positions), index + MAX_LOOK_AHEAD))
        if positions[step] < end and marks.family[text[positions[step]]] == marks.family[text[at]]
    ]
    if not same or (len(same) % 2 == 0 and text[positions[same[0]]] not in marks.closing):
        return None  # ” “…”: a stray mark before a whole pair
    return same[0]


def _open_end(text: str, start: int, following: int, marks: Marks) -> int:
    """Where a stretch ends that never closes and that another one follows: with its sentence."""
    end = min(following, paragraph_end(text, start))
    sentence = marks.sentence_end.search(text, start + 1, end)
    return min(end, sentence.end()) if sentence else end


def _sentence_start(text: str, at: int, floor: int, marks: Marks) -> int:
    """Where the sentence begins that a closing mark without an opening one ends."""
    start = low = max(floor, at - marks.longest_unopened)
    end = max(low, at - 2)
    line = max(low, text.rfind("\n", low, end))  # a line break ends a sentence
    for match in marks.sentence_end.finditer(text, line, end):
        start = match.end()
    said = marks.unopened.search(text, start, at) if marks.unopened is not None else None
    start = said.end() if said is not None else start
    while start < at and text[start].isspace():
        start += 1
    return start
