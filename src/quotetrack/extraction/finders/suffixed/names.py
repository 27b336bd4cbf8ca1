"""The full names of a document, whose titles and suffixes are cut off; see `suffixed`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from quotetrack.extraction.finders.suffixed.suffixes import (
    cut,
    is_from_body,
    past_titles,
    shows,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    COORDINATOR,
    DETERMINER,
    ORGANISATION,
    ROLE,
    TITLE,
    note_title,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.view import View
from quotetrack.models import Span

_HEAD = TITLE | ROLE | ORGANISATION
_WORD = re.compile(r"\w+")


def full_names(view: View, pack: Pack) -> list[str]:
    """The names of more than one word in a document, titles and suffixes cut off."""
    ends: dict[str, int] = {}  # of each, where it ends where it first stands
    seen = pack.names_seen
    for match in pack.patterns["full_name"].finditer(view.cased):
        words = match.group()
        if words not in seen:
            if len(seen) > 50_000:
                seen.clear()
            tokens = tokenise(view, pack, *match.span())
            low = 0
            while low < len(tokens) and (
                tokens[low].classes & (ADVERB | COORDINATOR | DETERMINER)
                or (low == 0 and tokens[low].classes & ORGANISATION)
                or shows(pack, "surely_oblique", tokens[low].word)
            ):
                low += 1
            low = past_titles(pack, tokens, low, len(tokens))
            low = next((i + 1 for i, t in enumerate(tokens[:-1]) if is_from_body(pack, t)), low)
            seen[words] = None
            if len(tokens) - low > 1 and not tokens[-1].classes & _HEAD:
                span = cut(view, pack, Span(tokens[low].start, tokens[-1].end))
                seen[words] = view.text[span.start : span.end]
        if (name := seen[words]) is not None and name not in ends:
            start = view.text.find(name, match.start(), match.end())
            ends[name] = start + len(name)
            note_title(view, pack, name, start)
    marked = set(pack.patterns["marked_name"].findall(view.cased))
    view.marked.update(pack.fold(name) for name in marked)
    return list(dict.fromkeys(_as_called(view, ends)))


def _as_called(view: View, ends: dict[str, int]) -> Iterator[str]:
    """Names without a last word that is of the next noun: 'Ronald Cade Kopenhag ziyaretini'.

    Who is called Cade later, and never Kopenhag, is Ronald Cade.
    """
    doubtful = {name for name, end in ends.items() if _may_go_on(view, name, end)}
    times: Counter[str] = Counter()  # of words, and of two that follow each other
    if doubtful:  # all at once: a text may have as many names as words
        words = _WORD.findall(view.cased)
        times.update(words)
        times.update(map(" ".join, pairwise(words)))
    for name in ends:
        if name in doubtful:
            first, middle, last = name.split(" ")
            alone = times[middle] > times[f"{first} {middle}"]
            if alone and times[last] == times[f"{middle} {last}"]:
                name = f"{first} {middle}"
        yield name


def _may_go_on(view: View, name: str, end: int) -> bool:
    """Is a name of three words followed by one that its last may belong to?"""
    parts = name.split(" ")
    if len(parts) != 3 or min(map(len, parts)) < 3:
        return False
    return view.cased[end : end + 1] == " " and view.cased[end + 1 : end + 2].islower()
