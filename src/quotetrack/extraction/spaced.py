"""Sources in text with spaces between words (English, Russian, Turkish, Arabic …).

No tagger: what tells a noun phrase are commas, small words that cannot stand inside one, capital
letters where the script has them, and the pack's titles and role nouns.
"""

from __future__ import annotations

import regex

from quotetrack.extraction.packs import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.units import View
from quotetrack.models import Span

MAX_TOKENS = 16  # of a description
MAX_SEGMENTS = 8

Token = tuple[int, int, str]  # start, end, lower-cased word


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the cue at `high`; the words before it begin at `low`."""
    owner = _owner(view, pack, low, high)
    if owner is not None:
        return owner
    segments = _segments(view, pack, low, high)
    last_start, last_end = segments[-1]
    last_end = _strip_end(view, pack, last_start, last_end)
    if last_end <= last_start:
        if len(segments) == 1:
            return Source(None, "elided")
        return _before_insertion(view, pack, segments[:-1], known)
    start = _last_clause(view, pack, last_start, last_end)
    words = view.masked[start:last_end].strip()
    if not words:
        return _relative(view, pack, segments, last_start, start, known)
    source = _noun_phrase(view, pack, start, last_end, known)
    if source is None and start > last_start:
        joint = view.masked[last_start:start].split()
        if joint and joint[-1] in pack.words["relative"]:  # a person who knows him said
            cut = view.masked.rfind(joint[-1], last_start, start)
            source = _noun_phrase(view, pack, last_start, cut, known)
    if source is None:
        if pack.patterns["elliptic"].fullmatch(words):
            return Source(None, "elided")
        return _before_insertion(view, pack, segments, known) if len(segments) > 1 else None
    if source.kind == "description" and len(segments) > 1 and start == last_start:
        head = _apposed(view, pack, segments[:-1], known)
        if head is not None:
            head.description = Span(start, last_end)
            return head
    return source


def _owner(view: View, pack: Pack, low: int, high: int) -> Source | None:
    """Whose statement it is: 'Trump's accusation that', 'his claim that'."""
    match = pack.patterns["possessive"].search(view.masked, low, high)
    if match is None:
        return None
    start = _segments(view, pack, low, match.start())[-1].start
    start = _last_clause(view, pack, start, match.start())
    for cut in pack.patterns["of"].finditer(view.masked, start, match.start()):
        start = cut.end()
    return _noun_phrase(view, pack, start, match.start(), set())


def source_after(
    view: View, pack: Pack, low: int, high: int, known: set[str], *, strict: bool = False
) -> Source | None:
    """The source in the words after a cue: 'said Marvin Cooke, managing director at Burnaston'."""
    segments = _segments(view, pack, low, high)
    start, end = segments[0]
    cut = pack.patterns["phrase_end"].search(view.masked, start + 1, end)
    if cut:
        end = cut.start()
    end = _strip_end(view, pack, start, end)
    source = _noun_phrase(view, pack, start, end, known, leading=True)
    if source is None:
        return None
    if strict and source.kind != "name":
        return None
    if len(segments) > 1 and segments[1][1] > segments[1][0]:
        second = segments[1]
        if source.kind == "description":
            named = _name(view, pack, second[0], _trim(view, *second)[1], whole=True)
            if named is not None:
                return Source(named, "name", source.mention)
        elif source.kind == "name" and source.description is None:
            stop = pack.patterns["phrase_end"].search(view.masked, second[0] + 1, second[1])
            source.description = Span(*_trim(view, second[0], stop.start() if stop else second[1]))
    return source


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject at the head of a sentence, for a later verb without one: 'and added that'."""
    for start, end in _segments(view, pack, low, high)[:3]:
        start = _skip_lead(view, pack, start, end)
        tokens = _tokens(view, pack, start, end)
        if not tokens:
            continue
        stop = len(tokens)
        for index, (_, _, word) in enumerate(tokens):
            if index and pack.patterns["verb_like"].fullmatch(word):
                stop = index
                break
        if stop == 0 or tokens[0][2] in pack.words["preposition"]:
            continue
        source = _noun_phrase(view, pack, tokens[0][0], tokens[stop - 1][1], known)
        if source is not None:
            return source
    return None


def full_names(view: View, pack: Pack) -> list[str]:
    """The names of more than one word in a document, titles cut off, as they stand in it."""
    names = []
    for match in pack.patterns["full_name"].finditer(view.cased):
        span = _without_titles(view, pack, *match.span())
        if span is not None and any(c in view.text[span.start : span.end] for c in " \u00a0"):
            names.append(view.text[span.start : span.end])
    return names


# ---------------------------------------------------------------- segments


def _segments(view: View, pack: Pack, low: int, high: int) -> list[Span]:
    """The stretches between commas and dashes, trimmed, in order."""
    parts = []
    at = low
    for match in pack.patterns["segment"].finditer(view.masked, low, high):
        parts.append(_trim(view, at, match.start()))
        at = match.end()
    parts.append(_trim(view, at, high))
    return parts[-MAX_SEGMENTS:]


def _trim(view: View, start: int, end: int) -> Span:
    masked = view.masked
    while start < end and (masked[start].isspace() or masked[start] in "\ufdd0\ufdd1([)]"):
        start += 1
    while end > start and (masked[end - 1].isspace() or masked[end - 1] in "\ufdd0.,;:"):
        if masked[end - 1] == "." and pack_abbreviation(masked, end):
            break
        end -= 1
    return Span(start, end)


def pack_abbreviation(masked: str, end: int) -> bool:
    """Whether the full stop before `end` belongs to a short form such as U.S. or Jr."""
    return end >= 3 and masked[end - 3] in ". " or masked[max(0, end - 3) : end] in ("jr.", "sr.")


def _strip_end(view: View, pack: Pack, start: int, end: int) -> int:
    """Cut adverbs, auxiliaries and times that stand between subject and verb."""
    while end > start:
        match = pack.patterns["before_verb"].search(view.masked, start, end)
        if match is None or match.start() == end:
            break
        end = match.start()
        while end > start and view.masked[end - 1].isspace():
            end -= 1
    return end


def _last_clause(view: View, pack: Pack, start: int, end: int) -> int:
    """Where the last clause of a segment begins: after that, which, but, because …"""
    at = start
    for match in pack.patterns["clause_word"].finditer(view.masked, start, end):
        at = match.end()
    if at == start:
        for match in pack.patterns["and"].finditer(view.masked, start, end):
            left = _tokens(view, pack, start, match.start())
            if any(pack.patterns["verb_like"].fullmatch(token[2]) for token in left):
                at = match.end()
    return _skip_lead(view, pack, at, end)


def _skip_lead(view: View, pack: Pack, start: int, end: int) -> int:
    match = pack.patterns["lead"].match(view.masked, start, end)
    return match.end() if match else start


def _before_insertion(
    view: View, pack: Pack, segments: list[Span], known: set[str]
) -> Source | None:
    """The subject before insertions: 'Lee, who …, said', 'BMW, for example, says'."""
    if pack.patterns["new_clause"].match(view.masked, *segments[-1]):
        return Source(None, "elided")
    for index, (start, end) in enumerate(segments):
        start = _skip_lead(view, pack, start, end)
        if start >= end or _is_adverbial(view, pack, start, end):
            continue
        if index and pack.patterns["insertion"].match(view.masked, start, end):
            continue
        start = _last_clause(view, pack, start, end)
        stripped = _strip_end(view, pack, start, end)
        source = _noun_phrase(view, pack, start, stripped, known)
        if source is None:
            continue
        following = segments[index + 1] if index + 1 < len(segments) else None
        if source.kind == "description" and following is not None:
            named = _name(view, pack, following.start, following.end, whole=True)
            if named is not None:
                return Source(named, "name", source.mention)
        if source.kind == "name" and source.description is None and following is not None:
            if not pack.patterns["insertion"].match(view.masked, *following):
                source.description = following
        return source
    return None


def _apposed(view: View, pack: Pack, segments: list[Span], known: set[str]) -> Source | None:
    """A bare name in the segment before a description: 'Grant Reeher, a professor … told'."""
    start, end = segments[-1]
    start = _last_clause(view, pack, start, end)
    named = _name(view, pack, start, end, whole=True)
    return Source(named, "name") if named is not None else None


def _relative(
    view: View, pack: Pack, segments: list[Span], start: int, at: int, known: set[str]
) -> Source | None:
    """The cue follows a relative word or conjunction: 'Trump, who last year threatened'."""
    joint = view.masked[start:at].split()
    if joint and joint[-1] in pack.words["relative"]:
        if len(segments) > 1:
            return _before_insertion(view, pack, segments[:-1], known)
        return None
    return Source(None, "elided")


def _is_adverbial(view: View, pack: Pack, start: int, end: int) -> bool:
    """Whether a segment opens with a preposition or participle: 'On Monday', 'Speaking at …'."""
    return bool(pack.patterns["adverbial"].match(view.masked, start, end))


# ---------------------------------------------------------------- noun phrases


def _tokens(view: View, pack: Pack, start: int, end: int) -> list[Token]:
    return [
        (match.start(), match.end(), match.group())
        for match in pack.patterns["word"].finditer(view.masked, start, end)
    ]


def _noun_phrase(
    view: View,
    pack: Pack,
    start: int,
    end: int,
    known: set[str],
    *,
    leading: bool = False,
) -> Source | None:
    """A pronoun, name or description that fills `start:end`."""
    start, end = _trim(view, start, end)
    if end <= start:
        return None
    words = view.masked[start:end]
    if words in pack.words["pronoun"]:
        return Source(Span(start, end), "pronoun")
    if pack.patterns["not_source"].match(view.masked, start, end):
        return None
    named = _name(view, pack, start, end, whole=False, leading=leading)
    if named is not None:
        description = _trim(view, start, named.start)
        has = description.end > description.start
        return Source(named, "name", description if has else None)
    tokens = _tokens(view, pack, start, end)
    if not tokens or len(tokens) > MAX_TOKENS:
        return None
    article = pack.patterns["article"].match(view.masked, start, end)
    body = article.end() if article else start
    cut = pack.patterns["description_end"].search(view.masked, body, end)
    if cut:
        end = cut.start()
    if end <= body:
        return None
    inner = [token for token in tokens if token[0] >= body and token[1] <= end]
    if not inner:
        return None
    if article is None and not _can_stand_alone(view, pack, inner):
        return None
    if any(pack.patterns["verb_like"].fullmatch(token[2]) for token in inner[1:-1]):
        return None
    return Source(Span(body, end), "description")


def _can_stand_alone(view: View, pack: Pack, tokens: list[Token]) -> bool:
    """Whether words without an article can be somebody: a role, a plural, something capital."""
    if any(token[2] in pack.words["role"] for token in tokens):
        return True
    if view.cased[tokens[0][0]].isupper():
        return True
    return bool(pack.patterns["plural"].fullmatch(tokens[-1][2])) or bool(
        pack.patterns["quantified"].match(view.masked, tokens[0][0], tokens[-1][1])
    )


def _name(
    view: View, pack: Pack, start: int, end: int, *, whole: bool, leading: bool = False
) -> Span | None:
    """A person's or an organisation's name that ends (or, `leading`, begins) the phrase."""
    pattern: regex.Pattern[str] = pack.patterns["name"]
    matches = list(pattern.finditer(view.cased, start, end))
    if not matches:
        return None
    match = matches[0] if leading and matches[0].start() == start else matches[-1]
    low, high = match.span()
    if pack.patterns["belongs"].match(view.masked, high, end):
        return None  # Toyota's managing director
    if high != end and not (leading and pack.patterns["after_name"].match(view.masked, high, end)):
        return None
    if low > start and pack.patterns["of"].search(view.masked, start, low):
        return None  # a spokesman for the Ministry of Defence
    span = _without_titles(view, pack, low, high)
    if span is None:
        return None
    if whole and span.start != start:
        return None
    if low > start and not whole:
        before = view.masked[start:low].rstrip()
        if pack.patterns["article"].fullmatch(before + " "):
            return None  # the United States: a description without its article
    return span


def _without_titles(view: View, pack: Pack, low: int, high: int) -> Span | None:
    """The name in capital words: what follows the last title or role noun."""
    titles = [m.end() for m in pack.patterns["title"].finditer(view.masked, low, high)]
    for end in reversed(titles):
        at = end
        while at < high and view.masked[at].isspace():
            at += 1
        return Span(at, high) if at < high and view.cased[at].isupper() else None
    return Span(low, high)
