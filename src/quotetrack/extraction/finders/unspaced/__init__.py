"""Sources in text without spaces between words (Chinese).

The words before a cue are role, name, then adverbials: `伊斯坦布尔…主任奥马尔·… 29日在会上 表示`. Every place where
an adverbial may begin is tried as the end of the noun phrase; the surest reading wins.
"""

from __future__ import annotations

import regex

from quotetrack.extraction.finders.unspaced import names
from quotetrack.extraction.finders.unspaced.names import Region, find_name, read_region, suffix
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.units import QUOTED, View
from quotetrack.models import Span

MAX_CLAUSE_CHARS = 120
MAX_ADVERBS_CHARS = 16  # at the head of a clause, before whom somebody turns to
LONGEST_KNOWN = 9  # of the names that stand at the head of a clause without a role
ADPOSITIONS = (
    "在于对向就从以因给被把随将通"  # what they open is no part of a description before them
)


def source_before(
    view: View, pack: Pack, low: int, high: int, known: set[str], *, cued: bool = True
) -> Source | None:
    """The subject of the cue at `high`; `low` is where the words before it may begin.

    `cued`: a cue stands at `high`, so that any word after a role may be a name.
    """
    masked = view.masked
    start = max(low, high - MAX_CLAUSE_CHARS, _clause_start(masked, pack, low, high))
    start = _skip(pack.patterns["lead"], masked, start, high)
    if start >= high:
        return Source(None, "elided")
    words = masked[start:high]
    if words in pack.words["pronoun"]:
        return Source(Span(start, high), "pronoun")
    if "引" in words or "转述" in words:
        quoting = pack.patterns["quoting"].search(masked, start, high)
        if quoting:  # 路透社援引X的话说: the source is X
            region = read_region(masked, pack, *quoting.span("who"))
            return _noun_phrase(view, pack, region, region.high, known, strict=False)
    if _to_somebody(masked, pack, start, high):
        if pack.patterns["only_adverbial"].fullmatch(masked, start, high):
            return Source(None, "elided", addressee=_addressee(view, pack, start, high))
    best, end = _best(view, pack, start, high, known, strict=False, cued=cued)
    if best is None and pack.patterns["only_adverbial"].fullmatch(masked, start, high):
        return Source(None, "elided", addressee=_addressee(view, pack, start, high))
    if cued and (best is None or (not best.sure and best.kind == "description")):
        surer, at = _best(view, pack, start, high, known, strict=True)  # 大会主席|敲响木槌
        if surer is not None and masked.find("的", at, high) < 0:
            best, end = surer, at
        elif pack.patterns["acting"].fullmatch(masked, start, high):
            return Source(None, "elided", addressee=_addressee(view, pack, start, high))
    if masked[start] in "他她" and (best is None or best.kind == "description"):
        pronoun = pack.patterns["pronoun_head"].match(masked, start, high)
        if (
            pronoun
            and masked[pronoun.end() : best.mention.end if best and best.mention else high]
            not in pack.words["role"]
        ):
            best, end = Source(Span(*pronoun.span()), "pronoun"), pronoun.end()  # 他上台|时
    if best is not None:
        best.addressee = _addressee(view, pack, end, high)
    elif pack.patterns["only_adverbial"].fullmatch(masked, start, high):
        return Source(None, "elided", addressee=_addressee(view, pack, start, high))
    return best


def _best(
    view: View,
    pack: Pack,
    start: int,
    high: int,
    known: set[str],
    *,
    strict: bool,
    cued: bool = True,
) -> tuple[Source | None, int]:
    """The surest source at the head of `start:high`, and where adverbials take over."""
    if start >= high:
        return None, start
    masked = view.masked
    region = read_region(masked, pack, start, high)
    best: Source | None = None
    best_end, best_rank = start, 0
    heads = {low for low, _ in region.spans}
    ends = {*region.openers, *names.name_ends(masked, pack, region), high}
    if region.dotted:
        for dot in pack.patterns["interpunct"].finditer(masked, start, high):
            last = names.after_dot(masked, pack, dot.end(), high)
            if last and (strict or _has_verb(pack, masked, last, high)):
                ends.add(last)
    if strict:  # 她摇摇头, 消防员挥手: no adverbial shows where the subject ends
        ends.update(role for role in region.roles if masked[role : role + 1] != "的")
        if names.is_letter(pack, masked[start]) and (
            head := pack.patterns["translit_head"].match(masked, start, high)
        ):
            ends.add(head.end())
        for group in pack.patterns["subject_end"].finditer(masked, start, high):
            ends.add(group.end())
        ends.update(
            start + size
            for size in range(2, LONGEST_KNOWN)
            if start + size < high
            and masked[start : start + size] in known
            and start + size not in heads
            and masked[start + size] not in "的和与及、"
        )
        pronoun = pack.patterns["pronoun_head"].match(masked, start, high)
        if pronoun:
            ends.add(pronoun.end())
        if masked[start : start + 1].isascii() and (
            latin := pack.patterns["latin_head"].match(masked, start, high)
        ):
            ends.add(latin.end())
    for end in sorted(ends):
        if end <= start or (end in heads and end != high):
            continue  # 国防部|官员: the role noun goes on
        source = _noun_phrase(
            view, pack, region, end, known, strict=strict or end != high, cued=cued and not strict
        )
        if source is None:
            continue
        rank = _rank(source)
        if rank > best_rank or (
            rank == best_rank == 1
            and source.sure
            and end == high
            and masked[best_end] not in ADPOSITIONS
            and (
                "的" in masked[best_end:high]
                or pack.patterns["noun_opener"].match(masked, best_end, high)
                or suffix(pack.words["organisation"], masked, best_end, high) == high - best_end
            )  # 日本|共同社: the adverb begins the name of an agency
        ):
            best, best_end, best_rank = source, end, rank
        if rank == 3:
            break
    if (
        best is not None
        and best.kind == "name"
        and best_end + 1 == high
        and pack.patterns["last_of_name"].match(masked, best_end, high)
        and best.mention is not None
    ):
        longer = find_name(masked, pack, region, high, known)  # 王大|为: all is name
        if longer is not None and longer[2] and longer[0] == best.mention.start:
            best.mention = Span(*longer[:2])
            return best, high
    return best, best_end


def _to_somebody(masked: str, pack: Pack, start: int, high: int) -> bool:
    """Whether a clause begins with whom somebody turns to, not with who does: 随后向警方."""
    head = masked[start : min(high, start + MAX_ADVERBS_CHARS)]
    if not any(mark in head for mark in "向对跟给"):
        return False
    return pack.patterns["to_somebody"].match(masked, start, high) is not None


def _has_verb(pack: Pack, masked: str, start: int, high: int) -> bool:
    """Whether more than a rare letter of the name itself stands between a name and its cue."""
    return start + 1 < high and not pack.patterns["rest_of_name"].match(masked, start, high)


def marked(view: View, pack: Pack, low: int, high: int) -> Source | None:
    """An organisation or a group whose name stands in marks: 环保组织“……”."""
    masked = view.masked
    start = _skip(
        pack.patterns["lead"], masked, max(low, _clause_start(masked, pack, low, high)), high
    )
    quoted = masked.find(QUOTED, start, high)
    if quoted <= start or suffix(pack.described, masked, start, quoted) == 0:
        return None
    if pack.patterns["not_source"].search(masked, start, quoted):
        return None
    return Source(Span(start, high), "description")


def _rank(source: Source) -> int:
    """How sure a reading is: a pronoun or a name with its role before it 3, a bare name 2."""
    if source.kind == "description":
        return 1
    return 3 if source.kind == "pronoun" or source.sure else 2


def source_after(
    view: View, pack: Pack, low: int, high: int, known: set[str], *, strict: bool = False
) -> Source | None:
    """The source in the words after a cue (据X报道) or beside a colon or dash."""
    masked = view.masked
    if strict:
        low = _clause_start(masked, pack, low, high)
    start = _skip(pack.patterns["lead"], masked, low, high)
    end = high
    if "引" in masked[start:end] or "转述" in masked[start:end]:
        quoting = pack.patterns["quoting"].search(masked, start, high)
        if quoting:  # 据路透社援引X的话报道
            start, end = quoting.span("who")
    tail = pack.patterns["report_tail"].search(masked, start, end)
    if tail:
        end = tail.start()
    if end <= start:
        return None
    region = read_region(masked, pack, start, end)
    source = _noun_phrase(view, pack, region, end, known, strict=strict)
    if source is None or source.sure or source.kind == "name" or tail:
        return source
    return None


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the clause before an elided one: the nearest clause that begins with one."""
    masked = view.masked
    ends = [m.start() for m in pack.patterns["clause_break"].finditer(masked, low, high)]
    starts = [low] + [end + 1 for end in ends]
    for start, end in zip(reversed(starts), reversed([*ends, high]), strict=True):
        at = _skip(pack.patterns["lead"], masked, start, end)
        if _to_somebody(masked, pack, at, end):
            continue  # 向救援人员鞠躬
        if "引" in masked[at:end] and (quoting := pack.patterns["quoting"].search(masked, at, end)):
            at, end = quoting.span("who")
        source, _ = _best(view, pack, at, end, known, strict=True)
        if source is not None:
            return source
    return None


def _clause_start(masked: str, pack: Pack, low: int, high: int) -> int:
    at = low
    for match in pack.patterns["clause_break"].finditer(
        masked, max(low, high - MAX_CLAUSE_CHARS), high
    ):
        at = match.end()
    return at


def _skip(pattern: regex.Pattern[str], masked: str, start: int, end: int) -> int:
    match = pattern.match(masked, start, end)
    return match.end() if match else start


def _addressee(view: View, pack: Pack, low: int, high: int) -> Span | None:
    if not any(mark in view.masked[low:high] for mark in "对向跟给"):
        return None
    match = pack.patterns["addressee"].search(view.masked, low, high)
    return Span(*match.span("who")) if match else None


def addressee_after(view: View, pack: Pack, low: int, high: int) -> Span | None:
    """Whom the source tells: the words after 告诉."""
    match = pack.patterns["told"].match(view.masked, low, high)
    return Span(*match.span("who")) if match else None


def _noun_phrase(
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
    end = _without_trailing(masked, pack, start, end)
    if end <= start:
        return None
    words = masked[start:end]
    if words in pack.words["pronoun"]:
        return Source(Span(start, end), "pronoun")
    named = find_name(masked, pack, region, end, known, strict=not cued)
    if named is not None:
        name_start, name_end, sure = named
        source = Source(Span(name_start, name_end), "name", sure=sure)
        source.description = _description(masked, pack, start, name_start)
        if name_end - name_start == 1 and name_end < end:
            source.full = Span(name_start, end)  # 文先生: nobody is only a surname
        return source
    if view.masked[end : end + 2].lstrip()[:1] in ("(", "（") and (
        bracketed := _before_latin(view, pack, region, end)
    ):
        return bracketed
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
    if _is_description(masked, pack, start, end) and not (
        "在" in words and patterns["placed"].search(masked, start + 1, end)
    ):
        return Source(Span(start, end), "description")
    if strict or not patterns["loose_description"].fullmatch(masked, start, end):
        return None
    bracket = masked.find("\ufdd1", start, end)
    if bracket > start + 1 and (named := find_name(masked, pack, region, bracket - 1, known)):
        return Source(Span(*named[:2]), "name", _description(masked, pack, start, named[0]))
    return Source(Span(start, end), "description", sure=False)


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


def _without_trailing(masked: str, pack: Pack, start: int, end: int) -> int:
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
    if end - start > 1 and masked[end - 1] == "们":
        end -= 1
    return suffix(pack.described, masked, start, end) > 0


def _description(masked: str, pack: Pack, start: int, end: int) -> Span | None:
    start = _skip(pack.patterns["lead"], masked, start, end)
    while end > start and (masked[end - 1].isspace() or masked[end - 1] == "的"):
        end -= 1
    return Span(start, end) if end > start else None


def full_names(view: View, pack: Pack) -> list[str]:
    """The names of a document that show their parts (基里尔·谢苗诺夫), as they stand in it."""
    return names.full_names(view.masked, view.text, pack)


def document_in_cue(pack: Pack, cue: str) -> int:
    """The length of the document that a cue names itself (报告称); 0 if it doesn't."""
    return max((len(word) for word in pack.words["document"] if cue.startswith(word)), default=0)
