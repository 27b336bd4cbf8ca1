"""Whose words a colon opens where no verb says so: 'Рощин развёл руками: «…»', 'Ответ Рощина: «…»'."""

from __future__ import annotations

from quotetrack.extraction.finders.declined.declension import phrase
from quotetrack.extraction.finders.declined.words import extent, is_break
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    TITLE,
    VERB,
    Token,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View

MAX_TOKENS = 60
_AHEAD = VERB | PREPOSITION | ADVERB | RELATIVE | SUBORDINATOR


def uttered(view: View, pack: Pack, low: int, high: int) -> Source | None:
    """The source of a noun of saying before a colon: its genitive; elided where it has none.

    None where no such noun stands there.
    """
    tokens = tokenise(view, pack, low, high)[-MAX_TOKENS:]
    start = next((i + 1 for i in range(len(tokens) - 1, -1, -1) if is_break(tokens[i])), 0)
    for index in range(start, len(tokens)):
        token = tokens[index]
        if (token.classes & VERB and not token.capital) or _names(token, index):
            return None  # the noun is no head, but what somebody gives
        if token.word not in pack.words["utterance"]:
            continue
        before = tokens[index - 1] if index > start else None
        if before is not None and before.classes & PREPOSITION:
            continue  # в ответ Рощин рассмеялся
        if before is not None and before.word in pack.words["possessive_pronoun"]:
            return Source(extent(tokens, index - 1, index), "pronoun")
        stop = index + 1
        while stop < len(tokens) and not _ends(tokens[stop], pack):
            if stop > index + 1 and tokens[stop - 1].capital and not tokens[stop].capital:
                break  # Ответ Анны Луниной краток
            stop += 1
        if stop == index + 1:
            return Source(None, "elided")
        return phrase(view, pack, tokens, index + 1, stop, oblique=True, leading=True)
    return None


def _names(token: Token, index: int) -> bool:
    """Whether a word before the noun may be the subject itself."""
    return bool(token.classes & (TITLE | ROLE | PRONOUN)) or (token.capital and index > 0)


def verbs_from_behind(view: View, pack: Pack, low: int, high: int) -> list[int]:
    """Where the verbs before a colon begin, the last first; those of relative clauses left out."""
    tokens = tokenise(view, pack, low, high)[-MAX_TOKENS:]
    inside = False
    found = []
    for token in tokens:
        if is_break(token):
            inside = False
        elif token.classes & (RELATIVE | SUBORDINATOR):
            inside = True
        elif token.classes & VERB and not token.capital and not inside:
            found.append(token.start)
    return found[::-1]


def _ends(token: Token, pack: Pack) -> bool:
    return bool(token.classes & _AHEAD and not token.capital) or (
        pack.patterns["short_adjective"].fullmatch(token.word) is not None
    )
