"""The words before a cue in text without spaces, with role nouns and adverbials looked up once."""

from __future__ import annotations

from dataclasses import dataclass

from quotetrack.extraction.pack import Pack, remembered

MAX_PART_CHARS = 20  # of a name's part that are looked at behind an interpunct
DOTS = frozenset("·•・‧∙．﹒")


@dataclass(slots=True)
class Region:
    """A clause before a cue, with the words of the pack's index found in it once."""

    start: int
    high: int
    roles: list[int]  # where role nouns end, ascending
    spans: list[tuple[int, int]]  # the role nouns
    openers: list[int]  # where adverbials may begin, ascending
    dotted: bool  # whether an interpunct stands in it


def read_region(masked: str, pack: Pack, start: int, high: int) -> Region:
    """Look the indexed words up in `start:high`."""
    spans: list[tuple[int, int]] = []
    found: list[tuple[int, int]] = []
    kinds = pack.index_kinds
    guard = pack.patterns["guarded_opener"]
    words = masked[start:high]
    for word, low, end in pack.index.find_matches_as_indexes(words, overlapping=True):
        kind = kinds[word]
        if "r" in kind:
            spans.append((start + low, start + end))
        if low and ("o" in kind or ("g" in kind and guard.match(masked, start + low, high))):
            found.append((low, end))
    spans = _leftmost(spans)
    roles = {high for _, high in spans}
    openers = []
    past = 0
    for low, end in sorted(found):
        if low >= past and not _begins_role(spans, start + low, start + end):
            openers.append(start + low)  # 赛后 is an opener, the 后 in it none
        past = max(past, end)
    dotted = not DOTS.isdisjoint(words)
    if dotted and openers:  # 亚|当·班特, 法比奥·瓦|因加滕: no adverbial begins inside a name
        for dot in pack.patterns["interpunct"].finditer(masked, start, high):
            low = dot.start()
            while low > start and is_letter(pack, masked[low - 1]):
                low -= 1
            name_end = after_dot(masked, pack, dot.end(), high) or dot.end()
            toward = masked.find("向", dot.end(), name_end)  # 菲舍尔向记者
            name_end = toward if toward >= 0 else name_end
            openers = [at for at in openers if not low < at < name_end]
    return Region(start, high, sorted(roles), spans, openers, dotted)


def _leftmost(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Role nouns without those that begin inside another one and end after it: 修女|王桂芳.

    But 民宿老板|娘: what ends the first one is a role noun by itself, which the other goes on with.
    """
    if len(spans) < 2:
        return spans
    kept: list[tuple[int, int]] = []
    whole: set[tuple[int, int]] = set(spans)
    for low, high in sorted(spans):
        if not any(first < low < last < high and (low, last) not in whole for first, last in kept):
            kept.append((low, high))
    return kept


def _begins_role(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether an adverbial that begins at `start` is but the head of a role noun: 向导."""
    return any(low == start and end < high for low, high in spans)


def after_dot(masked: str, pack: Pack, at: int, high: int) -> int | None:
    """Where the part of a name ends that an interpunct before `at` opens."""
    size = _part_chars(pack, masked[at : min(high, at + MAX_PART_CHARS)])
    return at + size if size else None


@remembered
def _part_chars(pack: Pack, following: str) -> int:
    match = pack.patterns["after_interpunct"].match(following)
    return match.end() if match else 0


@remembered
def is_letter(pack: Pack, character: str) -> bool:
    """Whether a character transliterates names."""
    return pack.patterns["letter_of_name"].match(character) is not None
