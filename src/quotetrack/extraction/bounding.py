"""Patterns made linear: a run of letters or spaces that a pattern may take has an end.

`\\p{L}+ said` tries, on one word of n letters, all n² pairs of a beginning and an end. No word has
MAX_RUN letters, so packs go on saying `+` and `*`, and what is compiled stops there.
"""

from __future__ import annotations

import regex

# Letters of a word, spaces between two: far more than any text has, few enough to give up soon.
MAX_RUN = 100

# One thing after another: an escape, a class of characters with classes in it, any other sign.
_PIECE = regex.compile(
    r"""
    (?P<escape>\\(?:[pPN]\{[^{}]*+\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.))
    | (?P<class>\[\^?+\]?+(?:\\.|[^\\\[\]]|(?P>class))*+\])
    | .
    """,
    regex.VERBOSE | regex.DOTALL | regex.VERSION1,
)
# What a run may be of. Not all that is no bracket or break: such a stretch may be a whole line.
_RUN = regex.compile(r"\\[swdpP]|\[(?!\^)", regex.VERSION1)
_BOUNDS = {"+": f"{{1,{MAX_RUN}}}", "*": f"{{0,{MAX_RUN}}}"}


def bounded(pattern: str) -> str:
    """The pattern with `+` and `*` after a class of characters up to MAX_RUN.

    >>> bounded(r"\\p{L}+\\s*+(?:[a-z[à-ü]]+?,)+ [^,]*,")
    '\\\\p{L}{1,100}\\\\s{0,100}+(?:[a-z[à-ü]]{1,100}?,)+ [^,]*,'
    """
    made: list[str] = []
    for piece in _PIECE.finditer(pattern):
        sign = piece[0]
        if sign in _BOUNDS and made and _RUN.match(made[-1]):
            sign = _BOUNDS[sign]
        made.append(sign)
    return "".join(made)
