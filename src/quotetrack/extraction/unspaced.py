"""Sources in text without spaces between words (Chinese).

The words before a cue are role, name, then adverbials: `伊斯坦布尔…主任奥马尔·… 29日在会上 表示`. What tells
the name: an interpunct, the last role noun before it, the surnames, the inventory of characters
that transliterate, the document itself.
"""

from __future__ import annotations

import regex

from quotetrack.extraction.packs import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.units import View
from quotetrack.models import Span

MAX_CLAUSE_CHARS = 120


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the cue at `high`; `low` is where the words before it may begin."""
    masked = view.masked
    start = max(low, high - MAX_CLAUSE_CHARS, _clause_start(masked, pack, low, high))
    start = _skip(pack.patterns["lead"], masked, start, high)
    if start >= high:
        return Source(None, "elided")
    quoting = pack.patterns["quoting"].search(masked, start, high)
    if quoting:  # 路透社援引X的话说: the source is X
        return _noun_phrase(view, pack, *quoting.span("who"), known, strict=False)
    best, end = _best(view, pack, start, high, known, strict=False)
    if best is not None:
        best.addressee = _addressee(view, pack, end, high)
    elif pack.patterns["only_adverbial"].fullmatch(masked, start, high):
        return Source(None, "elided", addressee=_addressee(view, pack, start, high))
    return best


def _best(
    view: View, pack: Pack, start: int, high: int, known: set[str], *, strict: bool
) -> tuple[Source | None, int]:
    """The surest source at the head of `start:high`, and where adverbials take over."""
    masked = view.masked
    best: Source | None = None
    best_end, best_rank = start, 0
    for end in _ends(masked, pack, start, high):
        source = _noun_phrase(view, pack, start, end, known, strict=strict or end != high)
        if source is None:
            continue
        rank = _rank(source)
        if rank > best_rank or (
            rank == best_rank == 1
            and source.sure
            and end == high
            and "的" in masked[best_end:high]
        ):
            best, best_end, best_rank = source, end, rank
        if rank == 3:
            break
    return best, best_end


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
    tail = pack.patterns["report_tail"].search(masked, start, end)
    if tail:
        end = tail.start()
    if end <= start:
        return None
    source = _noun_phrase(view, pack, start, end, known, strict=strict)
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
        source, _ = _best(view, pack, at, end, known, strict=True)
        if source is not None:
            return source
    return None


def _clause_start(masked: str, pack: Pack, low: int, high: int) -> int:
    at = low
    for match in pack.patterns["clause_break"].finditer(masked, max(low, high - MAX_CLAUSE_CHARS), high):
        at = match.end()
    return at


def _skip(pattern: regex.Pattern[str], masked: str, start: int, end: int) -> int:
    match = pattern.match(masked, start, end)
    return match.end() if match else start


def _ends(masked: str, pack: Pack, start: int, high: int) -> list[int]:
    """Where the noun phrase may end: before each adverbial, the nearest to the front first."""
    ends = [
        match.start()
        for match in pack.patterns["adverbial_start"].finditer(masked, start + 1, high, overlapped=True)
    ]
    ends += [m.end() for m in pack.patterns["name_end"].finditer(masked, start, high)]
    ends.append(high)
    return sorted(set(ends))


def _addressee(view: View, pack: Pack, low: int, high: int) -> Span | None:
    match = pack.patterns["addressee"].search(view.masked, low, high)
    return Span(*match.span("who")) if match else None


def addressee_after(view: View, pack: Pack, low: int, high: int) -> Span | None:
    """Whom the source tells: the words after 告诉."""
    match = pack.patterns["told"].match(view.masked, low, high)
    return Span(*match.span("who")) if match else None


def _noun_phrase(
    view: View, pack: Pack, start: int, end: int, known: set[str], *, strict: bool
) -> Source | None:
    """A source that fills `start:end`, or None. `strict`: only what surely is one."""
    masked = view.masked
    patterns = pack.patterns
    trailing = patterns["trailing"].search(masked, start, end)
    if trailing:
        end = trailing.start()
    if end <= start:
        return None
    words = masked[start:end]
    if words in pack.words["pronoun"]:
        return Source(Span(start, end), "pronoun")
    named = _name(masked, pack, start, end, known)
    if named is not None:
        name_start, name_end, sure = named
        source = Source(Span(name_start, name_end), "name", sure=sure)
        source.description = _description(masked, pack, start, name_start)
        if name_end - name_start == 1 and name_end < end:
            source.full = Span(name_start, end)  # 文先生: nobody is only a surname
        return source
    data = patterns["report_data"].search(masked, start, end)
    if data and data.start() > start:
        end = data.start()
    called = patterns["called"].search(masked, start, end)
    if called:
        return Source(Span(*called.span("name")), "name")
    if patterns["not_source"].search(masked, start, end):
        return None
    if title := patterns["document_title"].search(masked, start, end):
        return Source(Span(title.start(), masked.index("》", title.start()) + 1), "description")
    if patterns["description"].fullmatch(masked, start, end):
        return Source(Span(start, end), "description")
    if strict or not patterns["loose_description"].fullmatch(masked, start, end):
        return None
    bracket = masked.find("\ufdd1", start, end)
    if bracket > start + 1 and (named := _name(masked, pack, start, bracket - 1, known)):
        return Source(Span(*named[:2]), "name", _description(masked, pack, start, named[0]))
    return Source(Span(start, end), "description", sure=False)


def _description(masked: str, pack: Pack, start: int, end: int) -> Span | None:
    start = _skip(pack.patterns["lead"], masked, start, end)
    while end > start and (masked[end - 1].isspace() or masked[end - 1] == "的"):
        end -= 1
    return Span(start, end) if end > start else None


def _name(
    masked: str, pack: Pack, start: int, end: int, known: set[str], *, titled: bool = False
) -> tuple[int, int, bool] | None:
    """The name that ends at `end`, in words that begin at `start`, and whether it surely is one.

    `titled`: a title follows, so that no other word may pass for a name.
    """
    patterns = pack.patterns
    honorific = patterns["honorific"].search(masked, start, end)
    if honorific and honorific.start() > start:
        found = _name(masked, pack, start, honorific.start(), known, titled=True)
        if found is not None:
            return found
        surname = patterns["surname_only"].search(masked, start, honorific.start())
        return (*surname.span("name"), True) if surname else None
    dotted = patterns["dotted_name"].search(masked, start, end)
    if dotted:
        low, high = dotted.span("name")
        role = _last_role(masked, pack, start, dotted.end("first") - 1)
        return max(low, role), high, True
    latin = patterns["latin_name"].search(masked, start, end)
    if latin and (latin.start("name") == start or not latin["name"].isupper()):
        return (*latin.span("name"), True)
    roles = [start]
    for match in patterns["role"].finditer(masked, start, end, overlapped=True):
        roles.append(match.end())
    for role in sorted(set(roles), reverse=True):
        while role < end and masked[role].isspace():
            role += 1
        rest = masked[role:end]
        if not rest or rest in pack.words["common"]:
            continue
        if rest in known or (len(rest) == 1 and any(name[0] == rest for name in known)):
            return role, end, True
        match = patterns["bare_name"].match(rest)
        if match is None and role > start and not titled:
            match = patterns["role_name"].match(rest)
        if match:
            return role + match.start("name"), end, role > start or titled
    suffix = patterns["suffix_name"].search(masked, start, end)
    if suffix and suffix["name"] not in pack.words["common"]:
        return (*suffix.span("name"), True)
    return None


def _last_role(masked: str, pack: Pack, start: int, end: int) -> int:
    """Where the last role noun before a name ends; `start` if there is none."""
    last = start
    for match in pack.patterns["role"].finditer(masked, start, end, overlapped=True):
        last = max(last, match.end())
    return last


def full_names(view: View, pack: Pack) -> list[str]:
    """The names of a document that show their parts (基里尔·谢苗诺夫), as they stand in it."""
    masked = view.masked
    names = []
    for match in pack.patterns["full_name"].finditer(masked):
        low, high = match.span()
        found = _name(masked, pack, max(0, low - 12), high, set())
        if found is not None:
            names.append(view.text[found[0] : found[1]])
    return names


def document_in_cue(pack: Pack, cue: str) -> int:
    """The length of the document that a cue names itself (报告称); 0 if it doesn't."""
    return max((len(word) for word in pack.words["document"] if cue.startswith(word)), default=0)
