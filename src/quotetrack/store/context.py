"""The sentence, or sentences, that a quotation stands in: shown beside it and searched with it."""

from __future__ import annotations

import re
from collections.abc import Iterable

MAX_CONTEXT_CHARS = 300  # on either side of the quotation, its cue and its speaker

_NEAR_CHARS = 60  # looked at first, for most sentences are short

_CLOSING = re.escape("”’\"'」』»›）)】]")
# A sentence ends at its mark and what closes after it; a Latin full stop only before white space.
# Each pattern begins with one set of characters, and looks back at which it was: to leap from one
# to the next is four times as fast as to try the ends one by one at every character.
_END = re.compile(
    r"[。！？!?؟۔।….\r\n\u2029]"
    rf"(?:(?<=[。！？!?؟۔।…])[。！？!?؟۔।…]*[{_CLOSING}]*"
    rf"|(?<=\.)[{_CLOSING}]*(?=\s|$)|(?<=[\r\n\u2029])[\r\n\u2029]*)"
)
_ENDED = re.compile(rf"(?:[。！？!?؟۔।…][{_CLOSING}]*|\.[{_CLOSING}]*)$")
_CLOSING_MARKS = re.compile(rf"[{_CLOSING}]*")
_LEADING_SPACE = re.compile(r"\s*")


def context_span(text: str, places: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Code points `start, end` of the whole sentences that hold all the places.

    At most MAX_CONTEXT_CHARS more than the places on either side; never over a line's end.

    >>> text = "前一句。他说：“好。我们走。”然后离开。后一句。"
    >>> start, end = context_span(text, [(7, 13)])
    >>> text[start:end]
    '他说：“好。我们走。”'
    """
    places = list(places)
    low = min(start for start, _ in places)
    high = max(end for _, end in places)
    floor = max(0, low - MAX_CONTEXT_CHARS)
    start = _last_end(text, max(floor, low - _NEAR_CHARS), low)
    if start is None:
        start = _last_end(text, floor, low) or floor
    start = min(low, _end_of(_LEADING_SPACE, text, start))
    high = _end_of(_CLOSING_MARKS, text, high)
    if _ENDED.search(text[max(low, high - 8) : high]):
        return start, high
    ceiling = min(len(text), high + MAX_CONTEXT_CHARS)
    following = _END.search(text, high, ceiling)
    if following is None:
        return start, ceiling
    return start, high + len(text[high : following.end()].rstrip())


def _last_end(text: str, floor: int, low: int) -> int | None:
    """Where the last sentence ends that ends between the two."""
    last = None
    for match in _END.finditer(text, floor, low):
        last = match.end()
    return last


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
