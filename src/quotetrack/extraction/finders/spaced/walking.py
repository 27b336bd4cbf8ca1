"""Ways through the words of a sentence: segments, clauses, what stands before a subject or after it."""

from __future__ import annotations

from quotetrack.extraction.finders.tokens import (
    ADVERB,
    AUXILIARY,
    BREAK,
    CLAUSAL,
    COORDINATOR,
    DETERMINER,
    INFINITIVE,
    MODAL,
    NEGATION,
    OCCASION,
    OPENER,
    PARTICLE,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    ROLE,
    SUBORDINATOR,
    TIME,
    TITLE,
    VERB,
    Token,
)
from quotetrack.extraction.pack import Pack
from quotetrack.models import Span

MAX_SEGMENTS = 9

Tokens = list[Token]
FINITE = VERB | AUXILIARY


def split_segments(tokens: Tokens, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between commas, dashes and quoted words: token indexes, the last ones."""
    parts = []
    at = start
    for index in range(start, end):
        if tokens[index].classes & BREAK:
            parts.append((at, index))
            at = index + 1
    parts.append((at, end))
    return parts[-MAX_SEGMENTS:]


def span_of(tokens: Tokens, start: int, end: int) -> Span:
    return Span(tokens[start].start, tokens[end - 1].end)


def skip_back(pack: Pack, tokens: Tokens, end: int) -> int | None:
    """Cut what stands between subject and verb: adverbs, auxiliaries, times, 'in a statement'.

    None if the verb is denied or only wished for: 'did not say', 'refused to say'.
    """
    while end > 0:
        token = tokens[end - 1]
        kind = token.classes
        if kind & (NEGATION | MODAL) and not token.capital:
            return None
        if kind & INFINITIVE:
            raising = pack.words["raising"]
            if end > 1 and tokens[end - 2].word in raising:
                end -= 2
                continue
            return 0 if end > 1 and tokens[end - 2].classes & OCCASION else None
        if kind & AUXILIARY and not token.capital:
            end -= 1
            continue
        if kind & TIME and token.capital and token.word in pack.words["time_or_name"]:
            if end < 2 or not tokens[end - 2].classes & (PREPOSITION | TIME | DETERMINER):
                return end  # Theresa May said
        if kind & TIME and token.capital and end > 1 and tokens[end - 2].classes & TITLE:
            if tokens[end - 2].word.rstrip(".") in pack.words["honorific"]:
                return end  # Mr Friday said
        if kind & TIME:
            before = _skip_time(tokens, end)
            if before > 1 and _says_which(pack, tokens, before - 1):
                return end  # 'documents released last year show'
            end = before
            continue
        if kind & ADVERB and not token.capital:
            end -= 1
            continue
        occasion = _skip_occasion(tokens, end)
        if occasion is None:
            return end
        end = occasion
    return end


def _says_which(pack: Pack, tokens: Tokens, index: int) -> bool:
    """Whether a word is a participle right behind a noun: 'documents released'."""
    token = tokens[index]
    if not token.classes & VERB or token.capital:
        return False
    if not pack.patterns["verb_shape"].fullmatch(token.word):
        return False
    return not tokens[index - 1].classes & (FINITE | PRONOUN | ADVERB | BREAK | SUBORDINATOR)


def _skip_time(tokens: Tokens, end: int) -> int:
    """Before 'on Monday', 'late last week', 'in May 2019'."""
    end -= 1
    while (
        end > 0
        and tokens[end - 1].classes & (TIME | PREPOSITION | DETERMINER)
        and (not tokens[end - 1].classes & BREAK)
    ):
        end -= 1
    return end


def _skip_occasion(tokens: Tokens, end: int) -> int | None:
    """Before 'in a statement', 'at a news conference on the coast'; None if there is none."""
    seen = False
    for index in range(end - 1, max(-1, end - 9), -1):
        kind = tokens[index].classes
        if kind & (BREAK | FINITE | SUBORDINATOR | PRONOUN):
            return None
        if kind & OCCASION:
            seen = True
        if seen and kind & PREPOSITION and not kind & PARTICLE:
            following = tokens[index + 1].classes
            if index and (following & (DETERMINER | OCCASION) or index + 2 == end):
                return index
    return None


def last_clause(tokens: Tokens, start: int, end: int) -> int:
    """Where the last clause of a segment begins: after that, which, but, because …"""
    at = start
    for index in range(end - 1, start - 1, -1):
        kind = tokens[index].classes
        if kind & SUBORDINATOR:
            at = index + 1
            break
        if kind & CLAUSAL and any(
            t.classes & AUXILIARY or (t.classes & VERB and t.word[-2:] not in ("ed", "en"))
            for t in tokens[start:index]
        ):
            at = index + 1  # 'resigned after an inquiry found'
            break
        if kind & COORDINATOR and any(
            t.classes & FINITE and not t.capital for t in tokens[start:index]
        ):
            at = index + 1
            break
    return skip_lead(tokens, at, end)


def skip_lead(tokens: Tokens, start: int, end: int, *, times: bool = False) -> int:
    """Past 'And', 'Meanwhile', 'On Monday', 'Last week' at the head of a clause.

    `times`: past times alone.
    """
    while start < end:
        kind = tokens[start].classes
        if not times and (
            kind & (COORDINATOR | BREAK) or (kind & ADVERB and not kind & (ROLE | DETERMINER))
        ):
            if tokens[start].capital and start + 1 < end and kind & ADVERB:
                if tokens[start + 1].classes & VERB and not tokens[start + 1].capital:
                    break  # 'Daly praised …' is no adverb
            start += 1
            continue
        at = start
        while (
            at < end and tokens[at].classes & (PREPOSITION | DETERMINER | TIME) and at - start < 5
        ):
            if tokens[at].classes & TIME and (
                at + 1 >= end or not tokens[at + 1].classes & (TIME | PREPOSITION)
            ):
                break
            at += 1
        if at < end and tokens[at].classes & TIME and at + 1 < end and not tokens[at].owner:
            start = at + 1
            continue
        break
    return start


def is_adverbial(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a segment opens with a preposition or participle: 'On Monday', 'Speaking at …'."""
    kind = tokens[start].classes
    if kind & VERB and not kind & PLURAL and start + 1 < end:
        return bool(tokens[start + 1].classes & PREPOSITION)  # 'Born in Leeds'
    return bool(kind & (PREPOSITION | OPENER | SUBORDINATOR))


def phrase_end(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Where the noun phrase that begins at `start` ends: before a verb, a time, a clause."""
    if tokens[start].classes & PRONOUN and not tokens[start].classes & DETERMINER:
        return start + 1
    index = start
    named = False
    while index < end:
        token = tokens[index]
        kind = token.classes
        if index > start:
            if kind & (SUBORDINATOR | AUXILIARY | INFINITIVE | PRONOUN) and not token.capital:
                return index
            if kind & TIME and not tokens[index - 1].classes & DETERMINER:
                return _back_over_small(tokens, start, index)
            if (
                kind & VERB
                and not token.capital
                and not tokens[index - 1].classes & (DETERMINER | PREPOSITION)
            ):
                return index
            if kind & (PREPOSITION | OPENER) and not token.capital:
                inside = kind & PARTICLE and index + 1 < end and tokens[index + 1].capital
                if named and not inside:
                    return index
                if (
                    token.word in pack.words["on"]
                    and tokens[index - 1].word in pack.words["on_what"]
                    and not _is_time(tokens, index + 1, end)
                ):
                    index += 1
                    continue  # the committee on health
                if kind & OPENER and not kind & PARTICLE:
                    return index
                if index + 1 < end and tokens[index + 1].word in pack.words["loose"]:
                    return index
            if kind & ADVERB and not token.capital and not kind & ROLE:
                return index
            if kind & COORDINATOR and named and index + 1 < end:
                if not tokens[index + 1].capital and not tokens[index + 1].classes & (
                    DETERMINER | ROLE
                ):
                    return index
        if token.capital and not token.owner and not kind & TITLE:
            named = True
        elif not kind & PARTICLE:
            named = False
        index += 1
    return end


def _is_time(tokens: Tokens, start: int, end: int) -> bool:
    return any(token.classes & TIME for token in tokens[start : min(end, start + 2)])


def _back_over_small(tokens: Tokens, start: int, index: int) -> int:
    while index > start + 1 and tokens[index - 1].classes & (PREPOSITION | DETERMINER | TIME):
        index -= 1
    return index
