"""Sentences as short codes: quotations, cues and punctuation are letters, all other words an x.

    谢苗诺夫表示，“……。”        ->  xs,Q        said:  Q quoted sentence, q quoted fragment,
                                           P quoted sentence that a full stop ends (spaced)
    "…," said Lee, a professor ->  Qsx,x       cues by frame: s t a l u c n p k; @ is the cue in focus
    h complementizer (that), w as (as X says), : colon, - dash, ; semicolon

A pack's rules are patterns over these codes, so orders of source, cue and content are data. The
code works on a copy of the text of the same length in which quoted words and brackets are masked:
nothing inside them is taken for a cue, a comma or an end of a sentence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from quotetrack.extraction.cues import find_cues
from quotetrack.extraction.letters import HAMZA, MADDA
from quotetrack.extraction.marks import Stretch
from quotetrack.extraction.pack import Cue, Pack
from quotetrack.extraction.view import View
from quotetrack.extraction.vocabulary import PUNCTUATION

RUNNING = "r"  # the frame of a mood that says by itself that somebody is reported
MAX_UNIT_CHARS = 4000
MAX_FRAGMENT_CHARS = 60  # of quoted words inside what the mood alone reports
MAX_HOUSE_CHARS = 30  # of the name of a newspaper or a firm in marks
JOINED_CHARS = 3  # before a conjunction, which can't be letters joined to it
HOUSE_CHARS = 12  # before it, where the word for such a house stands
MAX_BREAK_CHARS = 8  # before a quotation: line ends, a mark, a space
_SIGNS_INSIDE = ("declined", "inverted", "suffixed")  # where a new sentence shows behind «…!»
_BEFORE_SPEECH = '.!?…:—–-»”"'
HEADLINE_CHARS = 400  # where a headline that is only 'name: words' is looked for


class Atom(NamedTuple):
    """One letter of a unit's code and the code points it stands for."""

    code: str
    start: int
    end: int
    cue: Cue | None
    stretch: Stretch | None


_new = tuple.__new__  # twice as fast as the named tuple's own
_PLACE = itemgetter(1, 0)  # of an atom: its start, its code


@dataclass(slots=True)
class Unit:
    """A sentence with something in it: its atoms and the code they spell."""

    start: int
    end: int
    atoms: list[Atom]
    code: str
    headline: bool
    taken: set[int] = field(default_factory=set)  # indexes of quote atoms that have a source
    sourced: set[int] = field(default_factory=set)  # indexes of cues with a name or pronoun before
    introduced: set[int] = field(default_factory=set)  # of them, those by role and name

    @property
    def running(self) -> bool:
        """Whether nothing but its mood says that somebody is reported."""
        return RUNNING in self.code


def split(view: View, pack: Pack) -> Iterator[Unit]:
    """The sentences that hold a cue or a quoted stretch, coded, one at a time."""
    masked = view.masked
    cues = find_cues(view, pack)
    anchors = sorted(
        {stretch.start for stretch in view.stretches}
        | {cue[0] for cue in cues}
        | {
            match.end() - 1
            for match in pack.patterns["headline"].finditer(masked, 0, HEADLINE_CHARS)
        }
    )
    if not anchors:
        return
    ends = [match.end() for match in pack.sentence_end.finditer(masked)]
    if pack.nouns in _SIGNS_INSIDE:
        ends = sorted({*ends, *_ends_inside_marks(view, pack)})
    openings = {stretch.outer_start for stretch in view.stretches}
    cue_at = stretch_at = 0
    done = -1
    for anchor in anchors:
        if anchor < done:
            continue
        index = bisect_right(ends, anchor)
        start = ends[index - 1] if index else 0
        end = ends[index] if index < len(ends) else len(masked)
        start = max(start, done, anchor - MAX_UNIT_CHARS)
        end = max(min(end, anchor + MAX_UNIT_CHARS), anchor + 1)
        while start < anchor and masked[start].isspace():
            start += 1
        while cue_at < len(cues) and cues[cue_at][0] < start:
            cue_at += 1
        low = cue_at
        while cue_at < len(cues) and cues[cue_at][0] < end:
            cue_at += 1
        spoken = cues[low:cue_at]
        if pack.runs:
            spoken = [cue for cue in spoken if cue[2].frame != RUNNING]
        if spoken and spoken[-1][1] == end - 1 and end in openings:
            # a full stop between cue and quotation, unless the quotation has a cue of its own
            after = bisect_end(ends, end, len(masked))
            if cue_at == len(cues) or cues[cue_at][0] >= after:
                end = after
        quote_low = stretch_at
        while stretch_at < len(view.stretches) and view.stretches[stretch_at].start < end:
            stretch_at += 1
        inside = view.stretches[quote_low:stretch_at]
        if inside:
            start = min(start, inside[0].outer_start)
            end = max(end, inside[-1].outer_end)
        if not spoken and all(one.end - one.start <= MAX_FRAGMENT_CHARS for one in inside):
            spoken = cues[low:cue_at]
        yield _code(view, pack, start, end, spoken, inside)
        done = end


def _ends_inside_marks(view: View, pack: Pack) -> Iterator[int]:
    """Where a sentence ends with the quoted one before it: «Nous irons.» Le maire …

    Only for languages whose verb stands before a subject that follows a quotation, or has a dash
    or no capital before it; in these the quotation is no title: «Куда идём?» Зал молчал.
    """
    text = view.text
    inverted = pack.nouns == "inverted"
    afterword = pack.patterns["afterword"]
    for stretch in view.stretches:
        end = stretch.outer_end
        if not stretch.closed or end <= stretch.start or end + 1 >= len(text):
            continue
        if text[stretch.end - 1] not in ".!?…" or not text[end].isspace():
            continue
        if text[end + 1].isupper() and not afterword.match(text, end):
            if inverted or _opens_speech(text, stretch.outer_start):
                yield end


def _opens_speech(text: str, start: int) -> bool:
    """Whether the words in marks at `start` stand at the head of a sentence, or behind a colon or dash."""
    before = text[max(0, start - MAX_BREAK_CHARS) : start]
    return not before.strip() or "\n" in before or before.rstrip()[-1] in _BEFORE_SPEECH


def _code(
    view: View,
    pack: Pack,
    start: int,
    end: int,
    cues: list[tuple[int, int, Cue]],
    stretches: list[Stretch],
) -> Unit:
    """The atoms of one sentence."""
    masked = view.masked
    marked: list[Atom] = [_new(Atom, (cue.frame, low, high, cue, None)) for low, high, cue in cues]
    for stretch in stretches:
        code = _quote_code(view, pack, stretch)
        if code == "q" and stretch.end - stretch.start <= MAX_HOUSE_CHARS:
            if pack.patterns["house_before"].search(
                masked, max(start, stretch.outer_start - HOUSE_CHARS), stretch.outer_start
            ):
                continue  # شركة "أوربت"
        marked.append(_new(Atom, (code, stretch.outer_start, stretch.outer_end, None, stretch)))
    for match in pack.atoms.finditer(masked, start, end):
        code = match.lastgroup or ","
        marked.append(_new(Atom, (PUNCTUATION[code], *match.span(), None, None)))
    for letter, pattern in pack.joints:
        for match in pattern.finditer(masked, start, end):
            low, high = match.span()
            if view.text[low] == MADDA:
                continue
            if match.lastgroup != "hamza" or not HAMZA.isdisjoint(view.text[low:high]):
                marked.append(Atom(letter, low, high, None, None))
    if pack.glued:
        marked += _glued(view, pack.glued, start, end)
    marked.sort(key=_PLACE)
    atoms: list[Atom] = []
    at = start
    for atom in marked:
        if atom.start < at:
            continue
        if at < atom.start:
            _add_words(atoms, masked, at, atom.start)
        atoms.append(atom)
        at = atom.end
    if at < end:
        _add_words(atoms, masked, at, end)
    code = "".join([atom.code for atom in atoms])
    alone = end >= len(masked) or masked[end - 1] == "\n" or masked[end : end + 1] == "\n"
    return Unit(start, end, atoms, code, alone and "." not in code)


def _glued(view: View, conjunction: str, start: int, end: int) -> Iterator[Atom]:
    """The conjunctions that the space before is missing of: 'قال كلاركإن الجسر'.

    Such letters stand in no word but at its head, after a joined letter or two.
    """
    size = len(conjunction)
    at = view.text.find(conjunction, start, end)
    while at >= 0:
        if at - JOINED_CHARS > start and view.text[at - JOINED_CHARS : at].isalpha():
            if not view.text[at + size : at + size + 1].isalpha():
                yield Atom("h", at, at + size, None, None)
        at = view.text.find(conjunction, at + size, end)


def _quote_code(view: View, pack: Pack, stretch: Stretch) -> str:
    last = view.text[stretch.end - 1] if stretch.end > stretch.start else ""
    if last.isspace():
        last = view.text[stretch.start : stretch.end].rstrip()[-1:]
    if last in pack.marks.family:
        last = view.text[stretch.start : stretch.end].rstrip("".join(pack.marks.family))[-1:]
    if not last or last not in pack.marks.clause_ends:
        return "q"
    return "P" if last == "." and pack.spaced else "Q"


def _add_words(atoms: list[Atom], masked: str, start: int, end: int) -> None:
    while start < end and masked[start].isspace():
        start += 1
    while end > start and masked[end - 1].isspace():
        end -= 1
    if start < end:
        atoms.append(_new(Atom, ("x", start, end, None, None)))


def bisect_end(ends: list[int], position: int, size: int) -> int:
    """The end of the sentence after the one that ends at `position`."""
    index = bisect_right(ends, position)
    return ends[index] if index < len(ends) else size
