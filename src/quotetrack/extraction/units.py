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

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from quotetrack.extraction.letters import FILLER
from quotetrack.extraction.marks import Stretch
from quotetrack.extraction.pack import Cue, Pack

QUOTED = "\ufdd0"  # noncharacters: no text has them, no pattern matches them as letters
HIDDEN = "\ufdd1"
RUNNING = "r"  # the frame of a mood that says by itself that somebody is reported
MAX_UNIT_CHARS = 4000
MAX_CUE_CHARS = 40
NEIGHBOUR_CHARS = 48  # how far before a cue words may rule it out
HEADLINE_CHARS = 400  # where a headline that is only 'name: words' is looked for


class Atom(NamedTuple):
    """One letter of a unit's code and the code points it stands for."""

    code: str
    start: int
    end: int
    cue: Cue | None
    stretch: Stretch | None


_PLACE = itemgetter(1, 0)  # of an atom: its start, its code


@dataclass(slots=True)
class View:
    """A text as the engine sees it. All three have the same length and offsets."""

    text: str  # as stored
    masked: str  # folded, quoted and bracketed words masked: for cues, punctuation and patterns
    cased: str  # as stored, masked: for the shapes of names
    stretches: list[Stretch]
    marked: set[str] = field(default_factory=set)  # names by their apostrophe: Toyota (’nın)
    tokens: dict[tuple[int, int], list[Any]] = field(default_factory=dict)  # see `tokens.tokenise`


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

    @property
    def running(self) -> bool:
        """Whether nothing but its mood says that somebody is reported."""
        return RUNNING in self.code


def look(text: str, pack: Pack, stretches: list[Stretch]) -> View:
    """Mask what stands in quotation marks and short brackets."""
    cased = _without_surrogates(_mask(text, stretches))
    if pack.hidden.search(cased):
        cased = pack.hidden.sub(_hide, cased)
    return View(text, pack.fold(cased), cased, stretches)


def _without_surrogates(text: str) -> str:
    """Lone surrogates, which the automata cannot read, as replacement characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def _mask(text: str, stretches: list[Stretch]) -> str:
    pieces: list[str] = []
    last = 0
    for stretch in stretches:
        start, end = stretch.outer_start, stretch.outer_end
        pieces += (text[last:start], QUOTED * (end - start))
        last = end
    pieces.append(text[last:])
    return "".join(pieces)


def _hide(match: object) -> str:
    words: str = match.group()  # type: ignore[attr-defined]
    return words[0] + HIDDEN * (len(words) - 2) + words[-1]


def find_cues(view: View, pack: Pack) -> list[tuple[int, int, Cue]]:
    """The cues of a text: longest match, whole words, neighbours looked at. In order."""
    masked = view.masked
    found = []
    spaced = pack.spaced
    cues = pack.cues
    size = len(masked)
    clitics = pack.words.get("clitic", ())  # letters that a cue may have joined to its front
    matches = pack.automaton.find_matches_as_indexes(masked)
    if spaced:
        matches = _whole_words(matches, masked, pack, clitics)
    for index, start, end in matches:
        cue = cues[index]
        if cue is None:
            continue
        while end < size and masked[end] == FILLER:
            end += 1
        while not _fits(view, pack, cue, start, end):
            cue = cue.otherwise
            if cue is None:
                break
        else:
            found.append((start, end, cue))
    return found


def _fits(view: View, pack: Pack, cue: Cue, start: int, end: int) -> bool:
    """Whether the words beside a cue leave it one."""
    if cue.lower and view.cased[start].isupper():
        return False
    if cue.named and not pack.patterns["named"].match(view.cased, end):
        return False
    if cue.not_before is not None and cue.not_before.match(view.masked, end):
        return False
    return cue.not_after is None or not cue.not_after.search(
        view.masked, max(0, start - NEIGHBOUR_CHARS), start
    )


def _whole_words(
    matches: list[tuple[int, int, int]], masked: str, pack: Pack, clitics: Collection[str]
) -> list[tuple[int, int, int]]:
    """The matches that begin and end with a word; `clitics` may be joined to the front.

    A match that begins inside a word hides those that begin inside it: 'به اعلام' in 'شنبه اعلام کرد'.
    """
    whole = []
    for match in matches:
        _, start, end = match
        if _is_whole(masked, start, end, clitics):
            whole.append(match)
        elif shorter := _shorter(masked, start, end, pack, clitics):
            whole.append(shorter)
        elif (at := masked.find(" ", start, end)) >= 0:
            at += 1
            inner = pack.automaton.find_matches_as_indexes(masked[at : end + MAX_CUE_CHARS])
            for index, low, high in inner:
                if at + low >= end:
                    break
                if _is_whole(masked, at + low, at + high, clitics):
                    whole.append((index, at + low, at + high))
                    break
    return whole


def _shorter(
    masked: str, start: int, end: int, pack: Pack, clitics: Collection[str]
) -> tuple[int, int, int] | None:
    """The cue of whole words that a longer one begins with: 'به گفته' in 'به گفته ی'."""
    at = masked.rfind(" ", start, end)
    if at < 0:
        return None
    for index, low, high in pack.automaton.find_matches_as_indexes(masked[start:at]):
        if low == 0 and _is_whole(masked, start, start + high, clitics):
            return index, start, start + high
    return None


def _is_whole(masked: str, start: int, end: int, clitics: Collection[str]) -> bool:
    if end < len(masked) and masked[end].isalnum():
        return False
    before = masked[start - 1] if start else " "
    if not before.isalnum() and before != "-":
        return True
    return before in clitics and not (start > 1 and masked[start - 2].isalnum())


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
    if pack.nouns == "inverted":
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
        if not spoken and not inside:
            spoken = cues[low:cue_at]
        yield _code(view, pack, start, end, spoken, inside)
        done = end


def _ends_inside_marks(view: View, pack: Pack) -> Iterator[int]:
    """Where a sentence ends with the quoted one before it: «Nous irons.» Le maire …

    Only for languages whose verb stands before a subject that follows a quotation.
    """
    text = view.text
    afterword = pack.patterns["afterword"]
    for stretch in view.stretches:
        end = stretch.outer_end
        if not stretch.closed or end <= stretch.start or end + 1 >= len(text):
            continue
        if text[stretch.end - 1] not in ".!?…" or not text[end].isspace():
            continue
        if text[end + 1].isupper() and not afterword.match(text, end):
            yield end


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
    marked: list[Atom] = [Atom(cue.frame, low, high, cue, None) for low, high, cue in cues]
    for stretch in stretches:
        code = _quote_code(view, pack, stretch)
        marked.append(Atom(code, stretch.outer_start, stretch.outer_end, None, stretch))
    for match in pack.atoms.finditer(masked, start, end):
        code = match.lastgroup or ","
        marked.append(Atom(_PUNCTUATION[code], match.start(), match.end(), None, None))
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


_PUNCTUATION = {
    "comma": ",",
    "colon": ":",
    "dash": "-",
    "semicolon": ";",
    "stop": ".",
    "that": "h",
    "as": "w",
}


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
        atoms.append(Atom("x", start, end, None, None))


def bisect_end(ends: list[int], position: int, size: int) -> int:
    """The end of the sentence after the one that ends at `position`."""
    index = bisect_right(ends, position)
    return ends[index] if index < len(ends) else size


def atom_at(unit: Unit, position: int) -> int:
    """The index of the first atom that begins at or after a position."""
    return bisect_left([atom.start for atom in unit.atoms], position)
