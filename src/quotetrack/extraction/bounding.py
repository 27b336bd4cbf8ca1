"""Patterns made linear: nothing that a pattern repeats goes on without an end.

`\\p{L}+ said` tries, on one word of n letters, all n² pairs of a beginning and an end. No word has
MAX_RUN letters, so packs go on saying `+`, `*` and `{2,}`, and what is compiled stops there. What
is tried at one place of a text is then bounded, and a text of n characters has n places.

Only a single sign may be repeated without an end (a line break, the sign of masked words): such a
run is taken whole, and as long as the quotation it stands for.
"""

from __future__ import annotations

import regex

# Letters of a word, spaces between two: far more than any text has, few enough to give up soon.
MAX_RUN = 100
# Anything but a comma: as far as the engine looks for a source.
MAX_STRETCH = 400
# Groups, which are words or more; atoms of a sentence's code, of which a rule sees no more (WINDOW).
MAX_TIMES = 40

# One thing after another: an escape, a class of characters with classes in it, any other sign.
_PIECE = regex.compile(
    r"""
    (?P<escape>\\(?:[pPN]\{[^{}]*+\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.))
    | (?P<class>\[\^?+\]?+(?:\\.|[^\\\[\]]|(?P>class))*+\])
    | (?P<least>\{(?P<times>[0-9]+),\})
    | .
    """,
    regex.VERBOSE | regex.DOTALL | regex.VERSION1,
)
_RUN = regex.compile(r"\\[swdpPSWD]|\[(?!\^)", regex.VERSION1)
_STRETCH = regex.compile(r"\.$|\[\^", regex.VERSION1)


def bounded(pattern: str) -> str:
    """The pattern with an end to every repeat: of a class, of anything but a sign, of a group.

    >>> bounded(r"\\p{L}{2,}\\s*+(?:[a-z[à-ü]]+?,)+ [^,]*,\\n+")
    '\\\\p{L}{2,100}\\\\s{0,100}+(?:[a-z[à-ü]]{1,100}?,){1,40} [^,]{0,400},\\\\n+'
    """
    made: list[str] = []
    for piece in _PIECE.finditer(pattern):
        sign = piece[0]
        least = piece["times"] or {"*": "0", "+": "1"}.get(sign)
        if least is not None and made and (most := _most(made[-1])):
            sign = f"{{{least},{max(most, int(least))}}}"
        made.append(sign)
    return "".join(made)


def _most(repeated: str) -> int:
    """How often what ends with this may come; 0: no end is needed, or it is a sign of a repeat."""
    if repeated == ")":
        return MAX_TIMES
    if _RUN.match(repeated):
        return MAX_RUN
    return MAX_STRETCH if _STRETCH.match(repeated) else 0
