"""A text as the engine sees it: stored, folded and masked, all of one length."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from quotetrack.extraction.marks import Stretch
from quotetrack.extraction.pack import Pack

QUOTED = "\ufdd0"  # noncharacters: no text has them, no pattern matches them as letters


HIDDEN = "\ufdd1"
MAX_BESIDE_CHARS = 1000  # looked through on each side of a quotation: a line may have thousands
_LETTER = re.compile(r"[^\W_]")


@dataclass(slots=True)
class View:
    """A text as the engine sees it. All three have the same length and offsets."""

    text: str  # as stored
    masked: str  # folded, quoted and bracketed words masked: for cues, punctuation and patterns
    cased: str  # as stored, masked: for the shapes of names
    stretches: list[Stretch]
    marked: set[str] = field(default_factory=set)  # names by their apostrophe: Toyota (’nın)
    titles: dict[str, str] = field(default_factory=dict)  # right before names: 'yönetmen'
    tokens: dict[tuple[int, int], list[Any]] = field(default_factory=dict)  # see `tokens.tokenise`


def look(text: str, pack: Pack, stretches: list[Stretch]) -> View:
    """Mask what stands in quotation marks and short brackets."""
    cased = _without_surrogates(_mask(text, stretches))
    if pack.hidden.search(cased):
        cased = pack.hidden.sub(_hide, cased)
    return View(text, pack.fold(cased), cased, stretches)


def stands_alone(view: View, start: int, end: int) -> bool:
    """Whether a line has nothing beside `start:end` but signs and other quoted words."""
    before = view.masked[max(0, start - MAX_BESIDE_CHARS) : start].rpartition("\n")[2]
    after = view.masked[end : end + MAX_BESIDE_CHARS].partition("\n")[0]
    return not (_LETTER.search(before) or _LETTER.search(after))


def line_start(view: View, position: int, reach: int) -> int:
    """Where the line of a position begins, at most `reach` before it: a text may be one line."""
    low = max(0, position - reach)
    return max(low, view.masked.rfind("\n", low, position) + 1)


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
    if words[0] == ",":  # an age: 'Ana Roe, 34, said'
        return HIDDEN * (len(words) - 1) + words[-1]
    return words[0] + HIDDEN * (len(words) - 2) + words[-1]
