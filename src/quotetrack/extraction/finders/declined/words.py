"""What a word shows by its case and its letters, in languages whose nouns are declined."""

from __future__ import annotations

from quotetrack.extraction.finders.tokens import (
    BREAK,
    DEMONYM,
    OCCASION,
    ORGANISATION,
    PREPOSITION,
    PRONOUN,
    ROLE,
    TIME,
    TITLE,
    Token,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.view import QUOTED, View
from quotetrack.models import Span

Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION


def is_break(token: Token) -> bool:
    """A comma, a dash, a colon; quoted words are none, for they may be a name: «Зенит»."""
    return bool(token.classes & BREAK) and token.word[0] != QUOTED


def is_quote(token: Token) -> bool:
    return token.word[0] == QUOTED


def extent(tokens: Tokens, start: int, end: int) -> Span:
    return Span(tokens[start].start, tokens[end - 1].end)


def is_nominative(pack: Pack, token: Token) -> bool:
    """Whether a word may be, or begin, a subject."""
    kind = token.classes
    if is_quote(token):
        return True
    if kind & (_HEAD | PRONOUN) and not kind & (PREPOSITION | OCCASION):
        return True
    if kind & (DEMONYM | OCCASION | TIME | PREPOSITION):
        return False
    if token.capital:
        return pack.patterns["oblique"].fullmatch(token.word) is None and not _is_acronym(token)
    return pack.patterns["nominative"].fullmatch(token.word) is not None


def _is_acronym(token: Token) -> bool:
    return bool(token.classes & DEMONYM)


def is_latin(token: Token) -> bool:
    return token.word[0].isascii() and token.word[0].isalpha()


def is_acronym(view: View, token: Token) -> bool:
    """Whether a word is in capitals, which shows no case."""
    return token.end - token.start > 1 and view.cased[token.start : token.end].isupper()


def is_when(token: Token) -> bool:
    """Whether what stands after 'in' is a time or an occasion, and nobody who speaks: 'в эфире'."""
    return token.classes & (TIME | OCCASION) != 0 and token.word[0] > "z"


def is_other(token: Token) -> bool:
    """Whether a listed noun shows the nominative where another case is meant: цитирует Лунина агентство."""
    return (
        token.classes & ORGANISATION != 0
        and not token.capital
        and token.word[-1] != "и"
        and not token.classes & OCCASION
    )
