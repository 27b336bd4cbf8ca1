"""Noun phrases: a pronoun, a name without its titles, a description without its article."""

from __future__ import annotations

from itertools import pairwise

from quotetrack.extraction.finders.spaced.names import bare_name, find_name
from quotetrack.extraction.finders.spaced.walking import FINITE, Tokens, span_of
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    AUXILIARY,
    CLAUSAL,
    COORDINATOR,
    DEMONYM,
    DETERMINER,
    GREETING,
    INFINITIVE,
    OPENER,
    ORGANISATION,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    TIME,
    TITLE,
    VERB,
    Token,
    classes,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

MAX_TOKENS = 22  # of a description


def noun_phrase(
    view: View,
    pack: Pack,
    tokens: Tokens,
    start: int,
    end: int,
    known: set[str],
    *,
    leading: bool = False,
) -> Source | None:
    """A pronoun, name or description that fills, or ends, `tokens[start:end]`."""
    if start >= end:
        return None
    last = tokens[end - 1]
    if last.classes & PRONOUN and not (last.capital and start < end - 1):
        return Source(span_of(tokens, end - 1, end), "pronoun")
    if not leading:
        if tokens[start].word in pack.words["absolute"]:  # 'with Lee calling it'
            start += 1
        start = _begin(pack, tokens, start, end)
    if start >= end or tokens[start].classes & GREETING:
        return None
    if end - start == 1 and tokens[start].word in pack.words["possessive_pronoun"]:
        return None  # 'He did, however, repeat his'
    if tokens[end - 1].classes & TIME and all(
        t.classes & (TIME | DETERMINER) for t in tokens[start:end]
    ):
        if tokens[end - 1].word not in pack.words["time_or_name"] or end - start > 1:
            return None  # 'This week'
    if tokens[start].classes & (PREPOSITION | SUBORDINATOR) and not tokens[start].capital:
        return None
    named = find_name(pack, tokens, start, end)
    if named is not None:
        low, span = named
        while low < end and tokens[low].start < span.start:
            low += 1
        if (
            low > start + 1
            and tokens[low - 1].word.rstrip(".") in pack.words["courtesy"]
            and not (tokens[low - 2].capital or tokens[low - 2].classes & (TITLE | ROLE))
        ):
            return Source(span, "name")  # 'a ruling Mr Hale': another noun stands before him
        has = any(not t.classes & DETERMINER for t in tokens[start:low]) and not (
            low == start + 1 and tokens[start].word.rstrip(".") in pack.words["honorific"]
        )
        return Source(span, "name", span_of(tokens, start, low) if has else None)
    return _placed(pack, tokens, start, end) or _description(view, pack, tokens, start, end)


def _placed(pack: Pack, tokens: Tokens, start: int, end: int) -> Source | None:
    """A person's name with where they are from: 'Ann Lee from the fire service'."""
    at = start
    while at < end and tokens[at].capital and not tokens[at].classes & (ORGANISATION | DETERMINER):
        at += 1
    if at - start < 2 or at == end or not tokens[at].classes & PREPOSITION or tokens[at - 1].owner:
        return None
    if any(t.classes & FINITE and not t.capital for t in tokens[at:end]):
        return None
    named = find_name(pack, tokens, start, at)
    if named is None or named[1].start < tokens[start].start:
        return None
    return Source(named[1], "name", span_of(tokens, at, end))


def is_agent(view: View, pack: Pack, span: Span) -> bool:
    """Whether a description is of people or what they form, that may promise and threaten."""
    return any(
        token.classes & (ROLE | TITLE | ORGANISATION | DEMONYM | RELATIVE)
        or token.word in pack.words["thing"]
        or (token.capital and token.start > span.start)
        or pack.patterns["agent_shape"].fullmatch(token.word)
        for token in tokenise(view, pack, *span)
    )


def _begin(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Where the phrase really begins: after 'In Washington', 'Despite the rain' without a comma."""
    if not tokens[start].classes & (PREPOSITION | OPENER | SUBORDINATOR):
        for index in range(end - 1, start, -1):
            token = tokens[index]
            if token.classes & DETERMINER and tokens[index - 1].classes & TIME:
                return index
            if _has_gap(pack, tokens, start, index, end):
                return index
        return start
    at = end - 1
    while at > start:
        token = tokens[at]
        before = tokens[at - 1]
        if token.classes & DETERMINER and not before.classes & (PREPOSITION | COORDINATOR | OPENER):
            return at
        if before.classes & CLAUSAL and (
            token.classes & DETERMINER or (token.capital and not token.classes & TIME)
        ):
            return at  # 'After an inquiry found …'
        if (
            token.capital
            and not before.capital
            and not before.classes
            & (PREPOSITION | DETERMINER | COORDINATOR | TITLE | ROLE | OPENER | DEMONYM)
            and not before.owner
        ):
            return at
        at -= 1
    return end


def _has_gap(pack: Pack, tokens: Tokens, start: int, index: int, end: int) -> bool:
    """Whether an article right behind a noun opens a relative clause: 'an answer | the judge called'."""
    token, before = tokens[index], tokens[index - 1]
    if not tokens[start].classes & DETERMINER or token.capital or before.capital:
        return False
    if token.word not in pack.words["article"] | pack.words["possessive_pronoun"]:
        if index + 1 < end or not is_several(pack, tokens, start, index):
            return False
    small = PREPOSITION | DETERMINER | COORDINATOR | SUBORDINATOR | PRONOUN | INFINITIVE
    if before.classes & (small | FINITE | OPENER | ADVERB) or before.owner:
        if before.word not in pack.words["one"]:  # 'one her mother called'
            return False
    return not pack.patterns["gerund"].fullmatch(before.word)


def is_several(pack: Pack, tokens: Tokens, start: int, index: int) -> bool:
    """Whether a plural stands where 'a' or 'one' has had its noun: 'a move | drivers'."""
    if start >= index or tokens[start].word not in pack.words["singular_determiner"]:
        return False
    if any(t.classes & (PREPOSITION | DETERMINER) for t in tokens[start + 1 : index]):
        return False  # 'a man on the news pages'
    return pack.patterns["surely_plural"].fullmatch(tokens[index].word) is not None


def _description(view: View, pack: Pack, tokens: Tokens, start: int, end: int) -> Source | None:
    """A noun phrase without a name: its article is no part of it, a relative clause neither."""
    article = tokens[start].word in pack.words["article"]
    body = start + 1 if article else start
    whole = end
    for index in range(body + 1, end):
        if tokens[index].word in pack.words["inclusion"]:
            whole = end = index
            break
        if tokens[index].classes & RELATIVE:
            end = index  # 'a woman who works in the bakery': read no further, but it belongs to her
            break
    if body >= end or end - body > MAX_TOKENS:
        return None
    inner = tokens[body:end]
    if not article and not _can_stand_alone(pack, inner):
        return None
    if any(t.classes & AUXILIARY and not t.capital for t in inner):
        return None
    if inner[-1].classes & (PREPOSITION | COORDINATOR) and not inner[-1].capital:
        return None
    for index, token in enumerate(inner[1:-1], 1):
        if inner[index - 1].owner:
            continue  # 'the council's own figures'
        if token.classes & VERB and not token.capital and not token.classes & (ROLE | TITLE):
            following = inner[index + 1].classes
            if index + 2 < len(inner) and following & DETERMINER:
                following |= inner[index + 2].classes & TIME  # 'released last year'
            if not following & (PREPOSITION | TIME | INFINITIVE) and not inner[
                index - 1
            ].classes & (DETERMINER | INFINITIVE):
                return None
    head = inner[-1]
    for word, behind in pairwise(inner):
        if behind.classes & (PREPOSITION | TIME) and not behind.capital:
            head = word
            break
    sure = article or bool(head.classes & (ROLE | TITLE | ORGANISATION)) or _is_plural(head)
    return Source(span_of(tokens, body, whole), "description", sure=sure)


def _is_plural(token: Token) -> bool:
    return bool(token.classes & PLURAL) and not token.classes & VERB


def _can_stand_alone(pack: Pack, inner: Tokens) -> bool:
    """Whether words without an article can be somebody: a role, a plural, something capital."""
    first = inner[0]
    if first.capital or first.classes & DETERMINER or first.word[0].isdigit() or first.owner:
        return True
    if any(token.classes & (ROLE | TITLE) for token in inner) or inner[-1].classes & PLURAL:
        return True
    return "-" in first.word and bool(classes(first.word.split("-")[0] or "-", pack) & ROLE)


def apposed_name(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, known: set[str]
) -> Span | None:
    """The name of an apposition: 'Joe Hale', or 'the novelist Joe Hale'."""
    named = bare_name(view, pack, tokens, start, end)
    if named is None and start < end and tokens[start].word in pack.words["article"]:
        source = noun_phrase(view, pack, tokens, start, end, known, leading=True)
        if source is not None and source.kind == "name":
            return source.mention
    return named


def is_apposition(view: View, pack: Pack, tokens: Tokens, start: int, end: int) -> bool:
    if start < end and tokens[start].classes & RELATIVE:
        return True
    if start >= end or any(t.classes & AUXILIARY and not t.capital for t in tokens[start:end]):
        return False
    if bare_name(view, pack, tokens, start, end) is not None:
        return True
    if pack.patterns["verb_shape"].fullmatch(tokens[start].word):
        return True
    return tokens[start].word in pack.words["article"] and _is_noun_phrase(tokens, start, end)


def _is_noun_phrase(tokens: Tokens, start: int, end: int) -> bool:
    return not any(
        t.classes & (FINITE | PRONOUN | SUBORDINATOR) and not t.capital for t in tokens[start:end]
    )
