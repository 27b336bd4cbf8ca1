"""Who 'who' is: subjects with a relative clause."""

from __future__ import annotations

from quotetrack.extraction.finders.spaced.names import bare_name
from quotetrack.extraction.finders.spaced.phrases import noun_phrase
from quotetrack.extraction.finders.spaced.walking import FINITE, Tokens, skip_lead
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    AUXILIARY,
    COORDINATOR,
    DETERMINER,
    INFINITIVE,
    ORGANISATION,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    TITLE,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span


def antecedent(
    view: View,
    pack: Pack,
    tokens: Tokens,
    segments: list[tuple[int, int]],
    start: int,
    end: int,
    known: set[str],
) -> Source | None:
    """Who 'who' is: the noun phrase right before it, or before the comma before it."""
    if start >= end:
        if not segments or segments[-1][0] >= segments[-1][1]:
            return None
        start, end = segments[-1]
        if len(segments) > 1:
            named = bare_name(view, pack, tokens, *_last_phrase(tokens, *segments[-2]))
            opened = start < end and tokens[start].classes & (ROLE | TITLE | DETERMINER)
            if named is not None and opened and bare_name(view, pack, tokens, start, end) is None:
                return Source(named, "name")  # 'by Lee, the mayor, who said'
    for index in range(end - 1, start - 1, -1):
        token = tokens[index]
        kind = token.classes
        if kind & (SUBORDINATOR | FINITE | INFINITIVE) and not token.capital:
            start = index + 1
            while start < end and tokens[start].classes & (PREPOSITION | ADVERB | COORDINATOR):
                start += 1  # 'follows that of Lee, who said', 'hit back at critics who said'
            break
        if token.word in pack.words["origin"] and index + 1 < end and not token.capital:
            start = index + 1  # 'shot by men who said'
            break
        if kind & DETERMINER and index > start and not tokens[index - 1].classes & PREPOSITION:
            start = index
            break
    while start < end and tokens[start].classes & (COORDINATOR | ADVERB):
        start += 1
    start = _person_behind(tokens, start, end)
    return noun_phrase(view, pack, tokens, start, end, known)


def opens_relative(pack: Pack, tokens: Tokens, start: int, clause: int, end: int) -> bool:
    """Whether the word before `clause` is 'who', or a 'that' between a noun and its verb."""
    word = tokens[clause - 1]
    if word.classes & RELATIVE:
        return True
    if word.word not in pack.words["relative_that"] or clause - 1 == start or clause == end:
        return False
    small = FINITE | PREPOSITION | COORDINATOR | SUBORDINATOR | ADVERB | INFINITIVE
    return bool(tokens[clause].classes & FINITE) and not tokens[clause - 2].classes & small


def _person_behind(tokens: Tokens, start: int, end: int) -> int:
    """Where the phrase of the person begins to whom a thing belongs: 'a request of | the owner, who'."""
    at = next((i for i in range(end - 1, start, -1) if tokens[i].classes & DETERMINER), start)
    if at == start or not tokens[at - 1].classes & PREPOSITION:
        return start
    last = tokens[end - 1]
    if not last.classes & (ROLE | TITLE) or last.classes & PLURAL or last.capital:
        return start
    head = next((i for i in range(start, at) if tokens[i].classes & PREPOSITION), at)
    somebody = ROLE | TITLE | ORGANISATION | PRONOUN | DETERMINER
    return start if head == start or tokens[head - 1].classes & somebody else at


def _last_phrase(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """The capital words that end a segment, from the last preposition or verb on."""
    at = end
    while at > start and not (
        tokens[at - 1].classes & (PREPOSITION | FINITE | COORDINATOR) and not tokens[at - 1].capital
    ):
        at -= 1
    return at, end


def with_relative(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, known: set[str]
) -> Source | None:
    """A subject whose relative clause holds more: 'a man who was hurt while looking for gold'."""
    start = skip_lead(tokens, start, end)
    for index in range(start + 1, end):
        if tokens[index].classes & RELATIVE:
            source = noun_phrase(view, pack, tokens, start, index, known, leading=True)
            if source is None or source.mention is None or source.kind != "description":
                return source
            source.mention = Span(source.mention.start, relative_end(pack, tokens, end))
            return source
        if tokens[index].classes & FINITE and not tokens[index].capital:
            return None
    return None


def relative_end(pack: Pack, tokens: Tokens, end: int) -> int:
    """Where a relative clause ends that the words before `end` end: with 'in July' behind them."""
    last = len(tokens)
    while tokens[end : end + 1] and tokens[end].word in pack.words["own_place"]:
        end += 1  # 'who won twice'
    while last > end and tokens[last - 1].classes & (ADVERB | AUXILIARY):
        last -= 1
    return tokens[
        (last if tokens[end : end + 1] and tokens[end].classes & PREPOSITION else end) - 1
    ].end
