"""Where people come from, before their names: 'из Оксфорда Эмма Фостер', 'штата Огайо Роб Донован'."""

from __future__ import annotations

from quotetrack.extraction.finders.declined.words import is_nominative
from quotetrack.extraction.finders.tokens import (
    PARTICLE,
    Token,
)
from quotetrack.extraction.pack import Pack

Tokens = list[Token]


def past_object(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Past the noun that a preposition stands before, with its adjectives: 'в Нижнем Новгороде'."""
    at = start
    while at < end - 1 and pack.patterns["adjective_case"].fullmatch(tokens[at].word):
        if not tokens[at + 1].capital and tokens[at].capital:
            break  # с Ивановой мэр
        if pack.patterns["demonstrative_case"].fullmatch(tokens[at].word):
            if tokens[at + 1].capital or is_nominative(pack, tokens[at + 1]):
                break  # При этом министр
        at += 1
    return min(at + 1, end)


def past_origin(pack: Pack, tokens: Tokens, run: int, end: int, single: bool, oblique: bool) -> int:
    """Past the capital words that a preposition stands before: 'из Оксфорда Эмма Фостер'."""
    low = past_object(pack, tokens, run, end)
    if tokens[low - 1].word in pack.words["institution"] and end - low > 2:
        low += 1  # из Университета Осло Ингрид Хольм
    while low < end and not oblique and not is_nominative(pack, tokens[low]):
        low += 1
    rest = tokens[low:end]
    if rest and all(pack.patterns["genitive"].search(t.word) for t in rest):
        woman = pack.patterns["feminine_surname"].search(rest[-1].word)
        if tokens[low - 1].word in pack.words["institution"]:
            return end  # из Университета Джона Хопкинса
        if not oblique and (single or not woman):
            return end
    return low


def past_place(pack: Pack, tokens: Tokens, low: int, end: int) -> int:
    """Past the name of a place behind its noun: 'штата Огайо Роб Донован', 'посёлка Верхняя Салда'.

    Two words are a person's, three a place's and a person's.
    """
    if pack.patterns["adjective"].fullmatch(tokens[low].word) and end - low > 1:
        return min(low + 2, end)
    if end - low < 3 or any(_is_inside_name(pack, token) for token in tokens[low:end]):
        return low
    return low + 1


def _is_inside_name(pack: Pack, token: Token) -> bool:
    """Whether a word stands only inside a person's name: an initial, a particle, a patronymic."""
    return (
        token.classes & PARTICLE != 0
        or token.end - token.start < 3
        or pack.patterns["patronymic"].fullmatch(token.word) is not None
    )
