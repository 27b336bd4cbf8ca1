"""Noun phrases in text without spaces: a pronoun, a name with its description, a description."""

from __future__ import annotations

from dataclasses import replace

import regex

from quotetrack.extraction.finders.unspaced.names import find_name, suffix
from quotetrack.extraction.finders.unspaced.regions import Region
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import QUOTED, View
from quotetrack.models import Span

LONGEST_MARKED = 24  # of a name in marks
COUNTING = frozenset("份个名位项封篇家批些种")  # between a number and its noun
JOINING = frozenset("和与及")  # between two names


def skip(pattern: regex.Pattern[str], masked: str, start: int, end: int) -> int:
    match = pattern.match(masked, start, end)
    return match.end() if match else start


def noun_phrase(
    view: View,
    pack: Pack,
    region: Region,
    end: int,
    known: set[str],
    *,
    strict: bool,
    cued: bool = True,
) -> Source | None:
    """A source that fills `region.start:end`, or None. `strict`: only what surely is one."""
    masked = view.masked
    patterns = pack.patterns
    start = region.start
    end = without_trailing(masked, pack, start, end)
    if end <= start:
        return None
    words = masked[start:end]
    if words in pack.words["pronoun"]:
        return Source(Span(start, end), "pronoun")
    if masked[end - 1] == QUOTED:
        return _marked(masked, pack, start, end)
    named = find_name(masked, pack, region, end, known, strict=not cued)
    if named is not None:
        name_start, name_end, sure = named
        source = Source(Span(name_start, name_end), "name", sure=sure)
        source.description = _description(masked, pack, start, name_start)
        if name_end - name_start == 1 and name_end < end:
            source.full = Span(name_start, end)  # 文先生: nobody is only a surname
        return source
    if (
        not JOINING.isdisjoint(words)
        and (joint := _joint(masked, pack, region, end, known)) is not None
    ):
        return joint
    if view.masked[end : end + 2].lstrip()[:1] in ("(", "（") and (
        bracketed := _before_latin(view, pack, region, end)
    ):
        return bracketed
    if masked[end - 1] in pack.words["report_ending"]:
        data = patterns["report_data"].search(masked, max(start, end - 16), end)
        if data and data.start() > start:
            end = data.start()
    if "的" in words and (called := patterns["called"].search(masked, start, end)):
        return Source(Span(*called.span("name")), "name")
    if words in pack.words["adverb"]:
        return None
    if patterns["not_source"].search(masked, start, end) and (
        "的" not in words
        or masked[end : end + 1] in "会们"  # 在昨天的记者|会上
        or not patterns["relative"].match(masked, start, end)
    ):
        return None
    if "》" in words and (title := patterns["document_title"].search(masked, start, end)):
        return Source(Span(title.start(), masked.index("》", title.start()) + 1), "description")
    placed = "在" in words[1:] and (
        masked[end : end + 1] in ("中", "里") or patterns["placed"].search(masked, start + 1, end)
    )
    if not placed and _is_description(masked, pack, start, end):
        return Source(Span(start, end), "description")
    if strict or not patterns["loose_description"].fullmatch(masked, start, end):
        return None
    for opener in region.openers:  # 肯辛顿宫|在一份声明中: a noun that no list has
        if opener < start + 2 or opener >= end or masked[opener - 1] in COUNTING:
            continue  # 一份|在会上散发的文件
        if "的" in masked[opener:end] and masked[end : end + 1] not in "中上里内时后":
            continue  # 住在楼上的阿婆
        if patterns["only_adverbial"].fullmatch(masked, opener, end):
            return Source(Span(start, opener), "description", sure=False)
    bracket = masked.find("\ufdd1", start, end)
    if bracket > start + 1 and (named := find_name(masked, pack, region, bracket - 1, known)):
        return Source(Span(*named[:2]), "name", _description(masked, pack, start, named[0]))
    return Source(Span(start, end), "description", sure=False)


def _marked(masked: str, pack: Pack, start: int, end: int) -> Source | None:
    """An organisation whose name stands in marks at the end of the words: 环保组织“蓝岸”."""
    quoted = masked.find(QUOTED, start, end)
    if quoted == start or end - quoted > LONGEST_MARKED or masked[quoted:end].strip(QUOTED):
        return None
    if suffix(pack.described, masked, start, quoted) == 0:
        return None
    return Source(Span(start, end), "description")


def _joint(masked: str, pack: Pack, region: Region, end: int, known: set[str]) -> Source | None:
    """Two names with nothing but 'and' between them: 张伟和李娜."""
    start = region.start
    at = max(masked.rfind(mark, start + 2, end - 1) for mark in JOINING)
    if at < 0:
        return None
    second = find_name(masked, pack, replace(region, start=at + 1), end, known, strict=True)
    if second is None or second[0] != at + 1 or second[1] != end:
        return None
    first = find_name(masked, pack, region, at, known, strict=True)
    if first is None or first[1] != at or first[1] - first[0] == 1:
        return None
    description = _description(masked, pack, start, first[0])
    return Source(Span(first[0], end), "name", description, sure=True)


def _before_latin(view: View, pack: Pack, region: Region, end: int) -> Source | None:
    """A name of any letters that its Latin form in brackets follows: 哈林顿 (Ann Harrington)."""
    if not pack.patterns["latin_in_brackets"].match(view.text, end):
        return None
    roles = [role for role in region.roles if role < end]
    start = roles[-1] if roles else region.start
    if not pack.patterns["bracketed_name"].fullmatch(view.masked, start, end):
        return None
    if suffix(pack.described, view.masked, start, end):
        return None  # 世卫组织 (Unesco)
    found = Source(Span(start, end), "name", sure=True)
    found.description = _description(view.masked, pack, region.start, start)
    return found


def without_trailing(masked: str, pack: Pack, start: int, end: int) -> int:
    """Cut adverbs, brackets and the 中 of 报告中 off the end."""
    while end > start:
        last = masked[end - 1]
        if last.isspace():
            end -= 1
        elif last in ")）" and masked[end - 2 : end - 1] == "\ufdd1":
            opening = max(masked.rfind("(", start, end), masked.rfind("（", start, end))
            if opening < start:
                break
            end = opening
        elif last in "中里上内" and (
            masked[end - 2 : end - 1] == "》"
            or suffix(pack.words["document"], masked, start, end - 1)
        ):
            end -= 1
        elif size := suffix(pack.words["adverb"], masked, start, end):
            if (
                end - start == 2
                and size == 1
                and pack.patterns["bare_name"].match(masked[start:end])
            ):
                break  # 王刚, whose name is also 'just now'
            end -= size
        elif last in "地着" and (manner := pack.patterns["manner"].search(masked, start + 1, end)):
            end = manner.start()
        else:
            break
    return end


def _is_description(masked: str, pack: Pack, start: int, end: int) -> bool:
    """Whether words end in a role, an organisation, a plural, a place or a document."""
    if masked[end - 1] == "》":
        return True
    if end - start == 1:
        return False  # 站在……: a verb, no station
    if end - start > 1 and masked[end - 1] == "们":
        end -= 1
    if masked[end - 1] == "手" and pack.patterns["gesture"].fullmatch(masked, start, end):
        return False  # 摆摆手
    return suffix(pack.described, masked, start, end) > 0


def _description(masked: str, pack: Pack, start: int, end: int) -> Span | None:
    start = skip(pack.patterns["lead"], masked, start, end)
    while end > start and (masked[end - 1].isspace() or masked[end - 1] == "的"):
        end -= 1
    return Span(start, end) if end > start else None
