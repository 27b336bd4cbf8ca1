"""Sources in text without spaces between words (Chinese).

The words before a cue are role, name, then adverbials: `伊斯坦布尔…主任奥马尔·… 29日在会上 表示`. Every place where
an adverbial may begin is tried as the end of the noun phrase; the surest reading wins.
"""

from __future__ import annotations

from quotetrack.extraction.finders.unspaced import names
from quotetrack.extraction.finders.unspaced.beside import MAX_CLAUSE_CHARS, clause_start
from quotetrack.extraction.finders.unspaced.names import find_name, suffix
from quotetrack.extraction.finders.unspaced.noun_phrases import noun_phrase, skip
from quotetrack.extraction.finders.unspaced.regions import after_dot, is_letter, read_region
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import QUOTED, View
from quotetrack.models import Span

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
    start = max(low, high - MAX_CLAUSE_CHARS, clause_start(masked, pack, low, high))
    start = skip(pack.patterns["lead"], masked, start, high)
    if start >= high:
        return Source(None, "elided")
    words = masked[start:high]
    if words in pack.words["pronoun"]:
        return Source(Span(start, high), "pronoun")
    if "引" in words or "转述" in words or "起" in words:
        quoting = pack.patterns["quoting"].search(masked, start, high)
        if quoting:  # 路透社援引X的话说, 想起X的话: the source is X
            low = skip(pack.patterns["lead"], masked, *quoting.span("who"))
            region = read_region(masked, pack, low, quoting.end("who"))
            return noun_phrase(view, pack, region, region.high, known, strict=False)
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
    if (
        masked[high - 1] in "他她"
        and (best is None or (best.kind == "description" and not best.sure))
        and masked[high - 2] != "其"
    ):
        best, end = Source(Span(high - 1, high), "pronoun"), high  # 谈话中他
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
    led = pack.patterns["led"]
    quoted = masked.rfind(QUOTED, start + 1, high) + 1
    if quoted:
        ends.add(quoted)  # 环保组织“蓝岸”|周二
    if region.dotted:
        for dot in pack.patterns["interpunct"].finditer(masked, start, high):
            last = after_dot(masked, pack, dot.end(), high)
            if last and (strict or _has_verb(pack, masked, last, high)):
                ends.add(last)
    if strict:  # 她摇摇头, 消防员挥手: no adverbial shows where the subject ends
        going_on = pack.patterns["longer_noun"]  # 难民|署, 委员|会发言人: the noun goes on
        ends.update(role for role in region.roles if not going_on.match(masked, role, high))
        if is_letter(pack, masked[start]) and (
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
        if end != high and "的" in masked[end:high] and led.match(masked, end, high):
            continue  # 韦伯|领导的小组: the group says it
        source = noun_phrase(
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
    if not any(mark in head for mark in "向对跟给冲朝"):
        return False
    return pack.patterns["to_somebody"].match(masked, start, high) is not None


def _has_verb(pack: Pack, masked: str, start: int, high: int) -> bool:
    """Whether more than a rare letter of the name itself stands between a name and its cue."""
    return start + 1 < high and not pack.patterns["rest_of_name"].match(masked, start, high)


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
        low = clause_start(masked, pack, low, high)
    start = skip(pack.patterns["lead"], masked, low, high)
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
    source = noun_phrase(view, pack, region, end, known, strict=strict)
    if source is None or source.sure or source.kind == "name" or tail:
        return source
    return None


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the clause before an elided one: the nearest clause that begins with one."""
    masked = view.masked
    ends = [m.start() for m in pack.patterns["clause_break"].finditer(masked, low, high)]
    starts = [low] + [end + 1 for end in ends]
    for start, end in zip(reversed(starts), reversed([*ends, high]), strict=True):
        at = skip(pack.patterns["lead"], masked, start, end)
        if _to_somebody(masked, pack, at, end):
            continue  # 向救援人员鞠躬
        if "引" in masked[at:end] and (quoting := pack.patterns["quoting"].search(masked, at, end)):
            at, end = quoting.span("who")
        source, _ = _best(view, pack, at, end, known, strict=True)
        if source is not None:
            return source
    return None


def _addressee(view: View, pack: Pack, low: int, high: int) -> Span | None:
    if not any(mark in view.masked[low:high] for mark in "对向跟给"):
        return None
    match = pack.patterns["addressee"].search(view.masked, low, high)
    return Span(*match.span("who")) if match else None


def full_names(view: View, pack: Pack) -> list[str]:
    """The names of a document that show their parts (基里尔·谢苗诺夫), as they stand in it."""
    return names.full_names(view.masked, view.text, pack)
