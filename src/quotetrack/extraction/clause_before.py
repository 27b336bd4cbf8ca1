"""Whom 'he' means in text without spaces: the subject of an earlier clause, or of the sentence before."""

from __future__ import annotations

from quotetrack.extraction.finders import unspaced
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS
from quotetrack.extraction.units import Unit
from quotetrack.extraction.view import QUOTED, View
from quotetrack.models import Span

MAX_NEAR_CHARS = 600


def antecedent(view: View, unit: Unit, pack: Pack, high: int, known: set[str]) -> Span | None:
    """The person that a pronoun means: the subject of an earlier clause of its sentence."""
    low = unit.start
    if pack.spaced or high - low < 4 or any(i.stretch for i in unit.atoms if i.start < high):
        return None
    subject = unspaced.subject(view, pack, low, high, known)
    return subject.mention if subject is not None and subject.kind == "name" else None


def sentence_before(view: View, unit: Unit, pack: Pack, known: set[str]) -> Span | None:
    """The person whom the sentence before is about, in the same paragraph: who 'he' is, surely."""
    high = unit.start
    while high > 0 and view.masked[high - 1] in "。！？!? 　":
        high -= 1
    low = (
        max(view.masked.rfind(mark, max(0, high - MAX_SOURCE_CHARS), high) for mark in "。！？!?\n")
        + 1
    )
    if low == 0 and high > MAX_SOURCE_CHARS:
        return None
    quoted = view.masked.rfind(QUOTED, low, high)
    if 0 < quoted < high - 1 and view.text[quoted - 1] in "。！？!?":
        low = quoted + 1  # 王某说：“……。”李明有不同看法。
    lead = pack.patterns["lead"].match(view.masked, low, high)
    low = lead.end() if lead else low  # 不过，李明有不同看法
    comma = view.masked.find("，", low, high)
    if comma > 0 and pack.patterns["only_adverbial"].fullmatch(view.masked, low, comma):
        low, comma = comma + 1, view.masked.find("，", comma + 1, high)  # 当雨停时，李明
    subject = unspaced.subject(view, pack, low, comma if comma > 0 else high, known)
    if subject is None or subject.kind != "name" or subject.mention is None:
        return None
    if not subject.sure and not _comes_again(view, subject.mention):
        return None
    return subject.mention


def _comes_again(view: View, mention: Span) -> bool:
    """Whether what only looks like a name stands in the text once more, not far away."""
    start, end = mention
    name = view.masked[start:end]
    near = MAX_NEAR_CHARS
    return (
        view.masked.find(name, end, end + near) >= 0
        or view.masked.find(name, max(0, start - near), start) >= 0
    )
