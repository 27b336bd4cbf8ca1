"""Where the hits are in the words that are shown, and whether words match at all. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from quotetrack.search.query import Either, Node, Phrase, phrases
from quotetrack.store.tokens import index_text, tokens

Marks = tuple[tuple[int, int], ...]


def matches(node: Node, text: str) -> bool:
    """Whether a text is a hit, as the index would have it.

    >>> from quotetrack.search.query import parse
    >>> matches(parse("經濟 -oil"), "经济制裁"), matches(parse("济制"), "经济，制裁")
    (True, False)
    """
    return _holds(node, _padded(text))


def _padded(text: str) -> str:
    return f" {' '.join(index_text(text).split())} "


def _holds(node: Node, padded: str) -> bool:
    if isinstance(node, Phrase):
        return _needle(node) in padded
    if isinstance(node, Either):
        return any(_holds(part, padded) for part in node.parts)
    return all(_holds(part, padded) for part in node.parts) and not any(
        _holds(part, padded) for part in node.without
    )


def _needle(phrase: Phrase) -> str:
    return f" {' '.join(phrase.tokens)}" + ("" if phrase.prefix else " ")


def find_marks(node: Node | None, text: str) -> Marks:
    """The code points of a text that are hits, as spans in order, none touching another.

    >>> from quotetrack.search.query import parse
    >>> find_marks(parse("ozkizilcik OR 制裁"), "制裁：Özkızılcık, 制裁")
    ((0, 2), (3, 13), (15, 17))
    """
    if node is None or not text:
        return ()
    needles = [(_needle(phrase), len(phrase.tokens)) for phrase in phrases(node)]
    if not any(needle in _padded(text) for needle, _ in needles):
        return ()  # tokens with their places cost ten times as much
    found = tokens(text)
    starts: dict[int, int] = {}  # where a token begins in the padded string: its number
    at = 1
    for number, token in enumerate(found):
        starts[at] = number
        at += len(token.text) + 1
    padded = f" {' '.join(token.text for token in found)} "
    spans = []
    for needle, length in needles:
        at = padded.find(needle)
        while at >= 0:
            first = starts[at + 1]
            spans.append((found[first].start, found[first + length - 1].end))
            at = padded.find(needle, at + 1)
    return _merged(sorted(spans))


def _merged(spans: Sequence[tuple[int, int]]) -> Marks:
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)
