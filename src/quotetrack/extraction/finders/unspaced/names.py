"""Names in text without spaces: where one begins in the words that it ends.

What tells it: an interpunct, the last role noun before it, the surnames, the inventory of
characters that transliterate, the names that the document has shown before.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from quotetrack.extraction.finders.unspaced.regions import (
    MAX_PART_CHARS,
    Region,
    after_dot,
    read_region,
)
from quotetrack.extraction.pack import Pack

LONGEST_WORD = 8  # of the lists that are looked up from behind
MAX_NAME_CHARS = 30
MAX_BARE_CHARS = 9  # of a name without an interpunct


@lru_cache(maxsize=64)
def _last_characters(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word[-1] for word in words)


def suffix(words: frozenset[str], masked: str, start: int, end: int) -> int:
    """The length of the longest of `words` that ends at `end`; 0 if none does."""
    if end <= start or masked[end - 1] not in _last_characters(words):
        return 0
    for size in range(min(LONGEST_WORD, end - start), 0, -1):
        if masked[end - size : end] in words:
            return size
    return 0


def find_name(
    masked: str,
    pack: Pack,
    region: Region,
    end: int,
    known: set[str],
    *,
    titled: bool = False,
    strict: bool = False,
) -> tuple[int, int, bool] | None:
    """The name that ends at `end`: its start, its end, and whether it surely is one.

    `strict`: no cue shows that a name ends there, so it must look like one.
    `titled`: a title follows, so that no other word may pass for a name.
    """
    start = region.start
    patterns = pack.patterns
    size = 0 if titled else suffix(pack.words["honorific"], masked, start, end)
    if size and (
        (size == 1 and region.dotted) or suffix(pack.words["role"], masked, start, end) > size
    ):
        size = 0  # 罗伯特·哈伯, 班主任: no 班 with a title
    if size and end - size > start:
        found = find_name(masked, pack, region, end - size, known, titled=True)
        if found is not None:
            return found
        surname = patterns["surname_only"].search(masked, max(start, end - size - 6), end - size)
        if surname:
            return (*surname.span("name"), True)
        for role in reversed(region.roles):  # 市民|王|女士
            if role < end - size and patterns["surname"].fullmatch(masked, role, end - size):
                return role, end - size, True
        return None
    if region.dotted:
        dotted = patterns["dotted_name"].search(masked, max(start, end - MAX_NAME_CHARS), end)
        if dotted:
            low, high = dotted.span("name")
            return max(low, _last_role(region, dotted.end("first") - 1)), high, True
        if (rare := _rare_letters(masked, pack, region, end)) is not None:
            return rare
    if masked[end - 1].isascii():
        latin = patterns["latin_name"].search(masked, start, end)
        if latin and (
            latin.start("name") == start
            or not latin["name"].isupper()
            or suffix(pack.described, masked, start, latin.start("name"))  # 研究机构IDC
        ):
            return (*latin.span("name"), True)
    return _after_role(masked, pack, region, end, known, titled=titled, strict=strict)


def _rare_letters(
    masked: str, pack: Pack, region: Region, end: int
) -> tuple[int, int, bool] | None:
    """A name with an interpunct and letters that seldom transliterate: all from the role to `end`."""
    dots = list(pack.patterns["interpunct"].finditer(masked, region.start, end))
    role = _last_role(region, dots[0].start()) if dots else region.start
    if role == region.start or dots[0].start() - role > MAX_PART_CHARS // 2:
        return None
    if end - dots[-1].end() > MAX_PART_CHARS // 2:
        return None
    return (role, end, True) if pack.patterns["letters_only"].fullmatch(masked, role, end) else None


def _after_role(
    masked: str,
    pack: Pack,
    region: Region,
    end: int,
    known: set[str],
    *,
    titled: bool,
    strict: bool,
) -> tuple[int, int, bool] | None:
    """A name that follows a role noun, or fills the words."""
    patterns = pack.patterns
    count = bisect_right(region.roles, end)
    for role in [*reversed(region.roles[:count]), region.start]:
        if end - role > MAX_NAME_CHARS:
            break
        at = role
        while at < end and masked[at].isspace():
            at += 1
        if masked[at : at + 1] in ("(", "（") and masked[at + 1 : at + 2] == "\ufdd1":
            at = _past_bracket(masked, at, end)  # 处长（九龙）|杨恩健
        rest = masked[at:end]
        if not rest or rest in pack.words["common"] or rest in pack.words["organisation"]:
            continue
        last = rest.rpartition("的")[2]
        if last in pack.words["document"] and "的" in rest:
            continue  # 向法庭提交的|文件
        if titled and (last in pack.words["place"] or last in pack.words["role"]):
            continue  # 越南|总理范明政, 被告的代表|律师
        if rest in known or (len(rest) == 1 and any(name[0] == rest for name in known)):
            return at, end, True
        if len(last) > MAX_BARE_CHARS:
            continue
        low = end - len(last) if patterns["bare_name"].match(last) else None
        if low is None and role > region.start and not titled and len(rest) <= 4:
            if at in region.openers or (strict and end not in region.openers):
                continue
            if _governed(masked, region, role):
                continue
            if rest not in pack.described and patterns["role_name"].match(rest):
                low = at
        if (
            low is not None
            and not _ends_in_noun(masked, pack, low, end)
            and not _cuts_role(masked, region, low, end, titled=titled)
        ):
            return low, end, role > region.start or titled
    found = patterns["suffix_name"].search(masked, max(region.start, end - 5), end)
    if (
        found
        and found["name"] not in pack.words["common"]
        and not _cuts_role(masked, region, found.start("name"), end, titled=titled)
        and not _ends_in_noun(masked, pack, found.start("name"), end)
    ):
        return (*found.span("name"), True)
    return None


def _governed(masked: str, region: Region, role: int) -> bool:
    """Whether a word governs the role that ends at `role`: what follows is a verb, 与记者|通话."""
    return any(
        masked[opener] in "与同跟向对给" and opener < role <= opener + MAX_BARE_CHARS
        for opener in region.openers
    )


def _past_bracket(masked: str, at: int, end: int) -> int:
    """Where the short bracket at `at` ends, whose words are masked."""
    while at < end and masked[at] not in ")）":
        at += 1
    return min(at + 1, end)


def _cuts_role(masked: str, region: Region, start: int, end: int, *, titled: bool = False) -> bool:
    """Whether a name would begin with a role noun (居民王), end inside or right before one.

    国防部官员 is no 国防部; the surname 王 begins 王子 and names alike.
    """
    return any(
        (not titled and low <= end < high) or (low == start and high < end and masked[low] != "王")
        for low, high in region.spans
    )


def _ends_in_noun(masked: str, pack: Pack, start: int, end: int) -> bool:
    """Whether what looks like a name ends in a noun that no name ends in: 方网站, 卫健委."""
    return (
        pack.patterns["no_name"].search(masked, start, end) is not None
        or 1 < suffix(pack.described, masked, start, end) < end - start
    )


def _last_role(region: Region, end: int) -> int:
    """Where the last role noun before a name ends; the region's start if there is none."""
    count = bisect_right(region.roles, end)
    return region.roles[count - 1] if count else region.start


def name_ends(masked: str, pack: Pack, region: Region) -> list[int]:
    """Where names end that follow a role noun, 的 or a list's comma, whatever comes after them."""
    ends = []
    pattern, bodies = pack.patterns["name_after"], pack.words["organisation"]
    ends += [
        match.end()
        for role in region.roles
        if role < region.high
        and (match := pattern.match(masked, role, region.high))
        and suffix(bodies, masked, region.start, role + 1) < 2  # 军|方消息人士
        and not any(low < role < high for low, high in region.spans)  # 会计|师
    ]
    for mark in "的、":
        at = masked.find(mark, region.start, region.high)
        while at >= 0:
            match = pack.patterns["surname_after"].match(masked, at + 1, region.high)
            if match:
                ends.append(match.end())
            at = masked.find(mark, at + 1, region.high)
    return ends


def full_names(masked: str, text: str, pack: Pack) -> list[str]:
    """The names of a document that show their parts (基里尔·谢苗诺夫), as they stand in it."""
    names = []
    ends = set()
    for match in pack.patterns["interpunct"].finditer(masked):
        tail = after_dot(masked, pack, match.end(), len(masked))
        if tail:
            ends.add(tail)
    for match in pack.patterns["bracketed_latin"].finditer(masked):
        ends.add(match.start())
    for end in sorted(ends):
        start = max(0, end - MAX_NAME_CHARS, _line(masked, end))
        region = read_region(masked, pack, max(start, end - MAX_NAME_CHARS), end)
        found = find_name(masked, pack, region, end, set())
        if found is None or found[1] - found[0] < 2:
            continue
        first = found[0] + (found[0] == _line(masked, end) and masked[found[0]] == "当")
        names.append(text[first : found[1]])  # 当|布伦达·奥杜亚看到
    return list(dict.fromkeys(names))


def _line(masked: str, end: int) -> int:
    """Where the clause of a name begins."""
    return max(masked.rfind(mark, max(0, end - MAX_NAME_CHARS), end) for mark in "，,。；：“\n") + 1
