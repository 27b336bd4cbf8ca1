"""Noun phrases in languages with articles and prepositions: where one begins, ends, what it is."""

from __future__ import annotations

from itertools import pairwise

from quotetrack.extraction.finders.inverted.capitals import (
    find_name_phrase,
    is_acronym,
    is_genitive,
    leading_name,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    AUXILIARY,
    COORDINATOR,
    DEMONYM,
    DETERMINER,
    GREETING,
    INFINITIVE,
    LINKING,
    MODAL,
    NEGATION,
    NOUN,
    OPENER,
    ORGANISATION,
    PARTICLE,
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
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

MAX_PHRASE_TOKENS = 18
_FINITE = VERB | AUXILIARY | MODAL
_COMMON = TITLE | ROLE | NOUN
_OPEN_ENDED = PREPOSITION | COORDINATOR | DETERMINER | SUBORDINATOR
_INSIDE = LINKING | PARTICLE | COORDINATOR | DETERMINER | DEMONYM | TIME

Tokens = list[Token]


def read_phrase(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, *, leading: bool = False
) -> Source | None:
    """A pronoun, name or description that fills, or ends, `tokens[start:end]`."""
    if not leading:
        start = past_lead(view, pack, tokens, start, end)
    if start >= end:
        return None
    first, last = tokens[start], tokens[end - 1]
    if last.classes & PRONOUN and end - start == 1:
        return Source(Span(first.start, last.end), "pronoun")
    if first.classes & (GREETING | SUBORDINATOR) and not first.classes & DETERMINER:
        return None
    if first.classes & (PREPOSITION | OPENER) and not first.capital:
        return None
    if any(t.classes & _FINITE and not t.capital for t in tokens[start:end]):
        return None
    begin, led = leading_name(view, tokens, start, end)
    if led:
        name = Span(tokens[begin].start, tokens[led - 1].end)
        return Source(name, "name", Span(tokens[led].start, last.end))
    named = find_name_phrase(view, pack, tokens, start, end)
    if named is not None:
        low, span = named
        both = (
            low - 2 >= start and tokens[low - 1].classes & COORDINATOR and tokens[low - 2].capital
        )
        if both and low < end:
            other = find_name_phrase(view, pack, tokens, start, low - 1)
            if other is not None:
                return Source(Span(other[1].start, span.end), "description")
        begin = start + 1 if first.word in pack.words["article"] else start
        return Source(
            span, "name", Span(tokens[begin].start, tokens[low - 1].end) if low > begin else None
        )
    return _description(pack, tokens, start, end)


def _description(pack: Pack, tokens: Tokens, start: int, end: int) -> Source | None:
    """A noun phrase without a name: its article is no part of it, a relative clause neither."""
    article = tokens[start].word in pack.words["article"]
    body = start + 1 if article else start
    if article and body + 1 < end and tokens[body].word in pack.words["article"]:
        body += 0 if tokens[body + 1].classes & LINKING else 1  # l’un d’eux
    for index in range(body + 1, end):
        if tokens[index].classes & RELATIVE and not tokens[index].classes & DETERMINER:
            end = index
            break
    if body >= end or end - body > MAX_PHRASE_TOKENS:
        return None
    inner = tokens[body:end]
    if not article:
        head = inner[0]
        if not (
            head.capital
            or head.classes & (DETERMINER | _COMMON | ORGANISATION)
            or head.word[0].isdigit()
        ):
            if not any(t.classes & (_COMMON | PLURAL) for t in inner[:3]):
                return None
    if inner[-1].classes & _OPEN_ENDED and not inner[-1].capital:
        return None
    if all(t.classes & (DETERMINER | ADVERB | TIME | PREPOSITION) for t in inner):
        return None
    if pack.numbers.get("capital_nouns", 0) and any(
        before.capital and not t.capital and not t.classes & (_INSIDE | PREPOSITION)
        for before, t in pairwise(inner)
    ):
        return None  # a verb that no list has: 'Bürgermeister trat ans Pult'
    sure = any(t.classes & (TITLE | ROLE | ORGANISATION) for t in inner)
    return Source(Span(inner[0].start, inner[-1].end), "description", sure=sure)


def phrase_end(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Where the noun phrase at `start` ends: before a verb, a time, a preposition."""
    if (
        start < end
        and tokens[start].classes & PRONOUN
        and not (
            tokens[start].classes & DETERMINER
            or (tokens[start].capital and start + 1 < end and tokens[start + 1].capital)
        )
        and not (start + 1 < end and tokens[start + 1].classes & LINKING)
    ):
        return start + 1
    named = False
    for index in range(start, end):
        token = tokens[index]
        kind = token.classes
        before = tokens[index - 1] if index > start else None
        following = tokens[index + 1] if index + 1 < end else None
        if before is not None and not token.capital:
            if kind & (
                SUBORDINATOR | AUXILIARY | INFINITIVE | PRONOUN | OPENER | GREETING | NEGATION
            ):
                if kind & PRONOUN and before.classes & LINKING and not kind & DETERMINER:
                    continue  # uno de ellos
                if (
                    not kind & (DETERMINER | LINKING)
                    or kind & (SUBORDINATOR & ~RELATIVE) == SUBORDINATOR
                ):
                    return index
            if kind & VERB or token.word in pack.words["loose"]:
                return index
            if kind & LINKING and following is not None and following.word[0].isdigit():
                return index  # 'stieg laut Landesamt um 3 Prozent'
            if pack.numbers.get("capital_nouns", 0) and before.capital and not kind & _INSIDE:
                return index  # after a noun nothing else is lower than what follows the phrase
            if kind & PREPOSITION and not kind & LINKING:
                return index
            if (
                kind & LINKING
                and named
                and not (
                    following is not None and (following.capital or following.classes & PARTICLE)
                )
            ):
                return index
            if (
                kind & LINKING
                and named
                and tokens[index - 2 if index - 2 >= start else start].capital
                and (index - start >= 2 and not kind & PARTICLE)
                and not (
                    kind & OPENER and following and following.classes & (_COMMON | ORGANISATION)
                )
            ):
                return index
            if kind & DETERMINER and kind & LINKING and following is not None:
                low = index - 2 >= start and tokens[index - 2].classes & DETERMINER
                if (low or not before.capital) and not following.classes & (TIME | PRONOUN):
                    continue  # 'la Cour des comptes', 'l’agence de gestion des risques'
            if kind & DETERMINER and not before.classes & (PREPOSITION | COORDINATOR | DETERMINER):
                if named or not is_genitive(pack, token, before):
                    if not kind & PARTICLE or following is None or not following.capital:
                        return index
                    if pack.numbers.get("capital_nouns", 0) and not before.classes & PARTICLE:
                        return index  # 'sagte Anna Keller der Deutschen Presse-Agentur'
                if any(t.word in pack.words["addressee"] for t in tokens[index + 1 : index + 3]):
                    return index
            if kind & ADVERB and not kind & ROLE:
                return index
            if (
                kind & COORDINATOR
                and named
                and (following is None or not (following.capital or following.classes & DETERMINER))
            ):
                return index
        if (
            before is not None
            and kind & TIME
            and not (before.classes & DETERMINER and token.capital)
        ):
            while index > start + 1 and (
                tokens[index - 1].classes & (DETERMINER | PREPOSITION | TIME)
                or tokens[index - 1].word.isdigit()
            ):
                index -= 1
            return index
        if before is not None and token.word in pack.words["addressee"] and named:
            return index
        if token.capital and not kind & (_COMMON | DETERMINER):
            named = before is None or not before.classes & (PREPOSITION | DETERMINER) or named
        elif not kind & PARTICLE:
            named = False
    while end - start > 1 and tokens[end - 1].classes & COORDINATOR and not tokens[end - 1].capital:
        end -= 1  # 'sagte die Polizei und (fügte hinzu)'
    return end


def past_lead(view: View, pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Past 'En outre', 'Am Montag', 'devant la presse' at the head of a clause."""
    at = start
    while at < end:
        token = tokens[at]
        kind = token.classes
        if kind & (COORDINATOR | ADVERB) and not kind & (ROLE | DETERMINER):
            at += 1
            continue
        ahead = at
        while (
            ahead < end
            and ahead - at < 6
            and (
                tokens[ahead].classes & (PREPOSITION | DETERMINER | TIME)
                or tokens[ahead].word.isdigit()
            )
        ):
            ahead += 1
        while ahead > at and not tokens[ahead - 1].classes & TIME:
            if (
                tokens[ahead - 1].word.isdigit()
                and ahead - at > 1
                and (tokens[ahead - 2].classes & TIME)
            ):
                break
            ahead -= 1
        if ahead > at:
            at = ahead
            continue
        if token.word in pack.words["addressee"] or (
            token.word in pack.words["object"] and not (token.capital or kind & DETERMINER)
        ):
            at += 1
            continue
        if token.word in pack.words["addressee_article"] and (
            at + 1 < end and tokens[at + 1].word in pack.words["addressee"]
        ):
            at += 2
            continue
        if kind & (PREPOSITION | OPENER):
            at = _past_prepositional(view, pack, tokens, at, end)
            continue
        break
    return at


def _past_prepositional(view: View, pack: Pack, tokens: Tokens, at: int, end: int) -> int:
    """Past a preposition and its noun phrase: up to a new article, a pronoun, a name."""
    index = at + 1
    while index < end and tokens[index].classes & (PREPOSITION | DETERMINER | DEMONYM):
        index += 1
    first = index
    if index < end:
        index += 1
    while index < end:
        token, before = tokens[index], tokens[index - 1]
        if before.classes & (PREPOSITION | DETERMINER):
            index += 1
            continue
        if token.classes & (PRONOUN | ADVERB | TIME) and not token.capital:
            return index
        if token.classes & DETERMINER and not is_genitive(pack, token, before):
            return index
        if token.classes & (PREPOSITION | OPENER) and not token.classes & LINKING:
            return index
        if token.classes & TITLE and not token.classes & DETERMINER:
            return index
        if token.capital and not token.classes & (PARTICLE | PREPOSITION):
            if not before.capital or (is_acronym(view, before) and index - 1 == first):
                return index
            if before.classes & (NOUN | ROLE) and not token.classes & (NOUN | ROLE):
                return index
            if index - 1 == first and index + 1 < end and tokens[index + 1].capital:
                return index
        index += 1
    return index
