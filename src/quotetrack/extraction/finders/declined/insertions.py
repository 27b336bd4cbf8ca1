"""A subject that something stands behind in commas: 'Лунина, которая …, сообщила', 'завод, например, заявил'."""

from __future__ import annotations

from quotetrack.extraction.finders.declined.adverbials import adverbial, segment_start
from quotetrack.extraction.finders.declined.declension import name_in, past_office, phrase
from quotetrack.extraction.finders.declined.words import extent, is_break
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    DEMONYM,
    GREETING,
    PREPOSITION,
    RELATIVE,
    SUBORDINATOR,
    TITLE,
    VERB,
    Token,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

Tokens = list[Token]


def antecedent(view: View, pack: Pack, tokens: Tokens, end: int) -> Source | None:
    """Who 'который' is: the noun phrase before its comma, in whatever case."""
    start = segment_start(tokens, end)
    for index in range(end - 1, start - 1, -1):
        kind = tokens[index].classes
        if kind & (VERB | PREPOSITION | ADVERB | GREETING) and not tokens[index].capital:
            start = index + 1
            break
        if index < end - 1 and pack.patterns["dative_plural"].search(tokens[index].word):
            start = index + 1
            break
    source = phrase(view, pack, tokens, start, end, oblique=True, leading=True)
    if source is not None and source.kind == "description" and source.mention is not None:
        named = _apposed(pack, tokens, start)
        if named is not None:  # с Nord Alliance, группой потребителей, которая
            return Source(named, "name", source.mention)
    return source


def _apposed(pack: Pack, tokens: Tokens, start: int) -> Span | None:
    """The name, in whatever case, before the comma at whose other side a description begins."""
    end = start - 1
    low = end
    while low > 0 and tokens[low - 1].capital and not tokens[low - 1].classes & DEMONYM:
        low -= 1
    if end < 1 or low == end or not is_break(tokens[end]):
        return None
    low = past_office(pack, tokens, low, end)
    return extent(tokens, low, end) if low < end else None


def before_insertion(
    view: View, pack: Pack, tokens: Tokens, end: int, single: bool
) -> Source | None:
    """The subject before insertions: 'Лунина, которая …, сообщила', 'завод, например, заявил'."""
    bounds = [0, *(i + 1 for i in range(end) if is_break(tokens[i]))]
    source = None
    for start, following in zip(bounds, [*bounds[1:], end + 1], strict=True):
        stop = following - 1
        if start >= stop:
            continue
        if (at := adverbial(pack, tokens, stop)) is not None and at > start:
            stop = at  # Джон Доу из Гарварда, …
        segment = tokens[start:stop]
        if source is not None and segment[0].classes & (RELATIVE | PREPOSITION | ADVERB):
            continue
        if pack.patterns["converb"].fullmatch(segment[0].word):
            continue  # Отвечая на вопрос, Лунина, глава фонда, сказала
        if any(t.classes & (RELATIVE | SUBORDINATOR) for t in segment[:3]):
            continue
        if any(t.classes & VERB and not t.capital for t in segment):
            source = None
            continue
        if source is None:
            source = phrase(view, pack, tokens, start, stop, single=single)
        elif stop - start <= 4 and all(t.capital for t in segment) and _describes(source, segment):
            whole = source.description or source.mention  # Пресс-секретарь Рощина, Анна Лунина, …
            if source.kind == "name" and whole is not None and source.mention is not None:
                whole = Span(whole.start, source.mention.end)
            source = Source(extent(tokens, start, stop), "name", whole)
        elif source.kind == "description" and (
            name := _told(view, pack, tokens, start, stop, single)
        ):
            source = Source(name, "name", source.mention)
        elif source.kind == "name" and source.description is None:
            source.description = extent(tokens, start, stop)
    return source


def _told(
    view: View, pack: Pack, tokens: Tokens, start: int, stop: int, single: bool
) -> Span | None:
    """The name in commas behind a description, with an age or a role: 'один из них, 60-летний Лунин'."""
    if not (tokens[start].word[0].isdigit() or tokens[start].classes & TITLE):
        return None
    named = name_in(view, pack, tokens, start, stop, single, False)
    return named[1] if named is not None else None


def _describes(source: Source, segment: Tokens) -> bool:
    """Whether what stands before a name in commas is its role, be it with a name of its own in the genitive."""
    if source.kind == "description":
        return True
    named = source.mention.end - source.mention.start if source.mention is not None else 0
    return (
        source.description is not None
        and len(segment) > 1
        and named < segment[-1].end - segment[0].start
    )
