"""Words in marks that stand inside a name: Ada “Kestrel” Lind. Not somebody's words, but part of the name.

In scripts without capitals, what stands in marks after a title: 'آقای «میرزایی»'.
"""

from __future__ import annotations

import regex

from quotetrack.extraction.marks import Stretch
from quotetrack.extraction.pack import Pack

MAX_NICKNAME_CHARS = 24
_INSIDE = regex.compile(r"\p{Lu}[\p{L}\p{M}.’'-]*+(?:\s\p{Lu}[\p{L}\p{M}.’'-]*+)?")
_BEFORE = regex.compile(r"(?:^|[\s(])\p{Lu}[\p{Ll}\p{M}]++ $")
_AFTER = regex.compile(r" \p{Lu}\p{Ll}")
_NEAR = 24  # code points of the word before


def without_nicknames(text: str, stretches: list[Stretch], pack: Pack) -> list[Stretch]:
    """The stretches that are no nickname between two capital words, and no name after a title.

    The first in scripts that have capitals, the second in packs with the pattern `titled_name`.
    """
    stretches = [stretch for stretch in stretches if not _is_nickname(text, stretch)]
    if "titled_name" not in pack.patterns:
        return stretches
    titled = pack.patterns["titled_name"]
    return [
        stretch
        for stretch in stretches
        if stretch.end - stretch.start > MAX_NICKNAME_CHARS
        or not titled.search(text, max(0, stretch.outer_start - _NEAR), stretch.outer_start)
    ]


def _is_nickname(text: str, stretch: Stretch) -> bool:
    start, end = stretch.start, stretch.end
    return (
        0 < end - start <= MAX_NICKNAME_CHARS
        and _AFTER.match(text, stretch.outer_end) is not None
        and _INSIDE.fullmatch(text, start, end) is not None
        and _BEFORE.search(text, max(0, stretch.outer_start - _NEAR), stretch.outer_start)
        is not None
    )
