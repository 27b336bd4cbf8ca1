"""Where a verb begins beside a subject: auxiliaries, adverbs, small words (fr, de, es)."""

from __future__ import annotations

from quotetrack.extraction.finders.tokens import (
    ADVERB,
    AUXILIARY,
    BREAK,
    COORDINATOR,
    DETERMINER,
    INFINITIVE,
    MODAL,
    NEGATION,
    PREPOSITION,
    PRONOUN,
    ROLE,
    TIME,
    VERB,
    Token,
)
from quotetrack.extraction.pack import Pack

_FINITE = VERB | AUXILIARY | MODAL
_SMALL = DETERMINER | PREPOSITION | COORDINATOR | ADVERB | NEGATION | BREAK | _FINITE

Tokens = list[Token]


def begins_verb(pack: Pack, token: Token) -> bool:
    """Whether a finite verb begins here, or the small words before one: 'se défend', 'ne dit'."""
    if token.capital:
        return False
    if token.classes & (_FINITE | NEGATION) or token.word in pack.words["no_source"]:
        return True
    return token.word in pack.words["object"] and not token.classes & (
        DETERMINER | PRONOUN | PREPOSITION
    )


def is_clitic(pack: Pack, tokens: Tokens, index: int, start: int) -> bool:
    """Whether an article is an object before its verb: 'sa fille le surveille', 'su nieta lo vigila'."""
    if index <= start or index + 1 >= len(tokens) or tokens[index].capital:
        return False
    before, after = tokens[index - 1], tokens[index + 1]
    return (
        tokens[index].word in pack.words["object"]
        and not pack.numbers.get("capital_nouns", 0)
        and not before.classes & _SMALL
        and not after.capital
        and not after.classes & (TIME | BREAK)
    )


def is_reflexive(pack: Pack, tokens: Tokens, index: int, stop: int) -> bool:
    """Whether an unknown word is a verb by what follows it: 'entschuldigte sich'."""
    if not pack.numbers.get("capital_nouns", 0) or index + 1 >= stop or tokens[index].capital:
        return False
    return not tokens[index].classes and tokens[index + 1].word in pack.words["reflexive"]


def begins_predicate(pack: Pack, tokens: Tokens, start: int, stop: int) -> bool:
    """Whether a segment begins with a finite verb, after negations and objects: 'no se mordió'."""
    while start < stop and (
        tokens[start].classes & NEGATION
        or tokens[start].word in pack.words["object"]
        or tokens[start].word in pack.words["no_source"]
    ):
        start += 1
    return start < stop and bool(tokens[start].classes & _FINITE) and not tokens[start].capital


def before_verb(pack: Pack, tokens: Tokens, end: int) -> int | None:
    """Cut auxiliaries, objects, adverbs and times between subject and verb; None if denied."""
    while end > 0:
        token = tokens[end - 1]
        kind = token.classes
        if token.word in pack.words["object"] and not token.capital:
            end -= 1
            continue
        if token.capital and end > 1 and not kind & TIME:
            return end
        if kind & (NEGATION | INFINITIVE):
            return None
        if kind & (AUXILIARY | ADVERB) and not kind & ROLE:
            end -= 1
            continue
        if kind & TIME or (token.word.isdigit() and end > 1 and tokens[end - 2].classes & TIME):
            end -= 1
            while (
                end > 0
                and tokens[end - 1].classes & (TIME | PREPOSITION | DETERMINER)
                and not (tokens[end - 1].classes & BREAK)
            ):
                end -= 1
            continue
        return end
    return end
