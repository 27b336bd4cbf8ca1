"""Where the subject begins in the words after its verb: past adverbs, addressees, objects; see `declined`."""

from __future__ import annotations

from quotetrack.extraction.finders.declined.words import (
    is_acronym,
    is_latin,
    is_nominative,
    is_quote,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    DEMONYM,
    GREETING,
    OCCASION,
    ORGANISATION,
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
from quotetrack.extraction.view import View

Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION


def nominative_after(view: View, pack: Pack, tokens: Tokens, stop: int) -> int | None:
    """Where the subject after a verb begins: past adverbs, 'в интервью РИА', 'журналистам'."""
    at = 0
    governed = False  # inside a prepositional phrase, or what an addressee is called
    while at < stop:
        token = tokens[at]
        kind = token.classes
        if kind & PREPOSITION:
            governed = True
            at += 2
            continue
        if kind & GREETING:
            governed = True
            at += 1
            while at < stop and (
                (tokens[at].classes & DEMONYM and at < stop - 1)
                or is_quote(tokens[at])
                or is_latin(tokens[at])
            ):
                at += 1
            if at == stop - 1 and is_acronym(view, tokens[at]):
                return at  # рассказала журналистам ВОЗ
            continue
        if kind & (VERB | RELATIVE | SUBORDINATOR) and not token.capital:
            return None
        if kind & (ADVERB | TIME | OCCASION) and not token.capital and not kind & _HEAD:
            at += 1
            continue
        if is_quote(token):
            inner = view.text[token.start : token.end].strip('«»"“”„')
            heads = any(t.classes & _HEAD for t in tokens[at + 1 : stop])
            if heads or pack.patterns["dative"].search(inner):
                at += 1
                continue
            return at
        if at == stop - 1 and at > 0 and is_acronym(view, token) and not is_latin(token):
            if not tokens[at - 1].classes & PREPOSITION:
                return at  # сообщила в среду ВОЗ
        if not governed or is_nominative(pack, token):
            if token.word in pack.words["agency"] and not _told_before(pack, tokens, at, stop):
                return at  # передаёт РИА Новости
            if token.capital and (told := _told_before(pack, tokens, at, stop)):
                at = told
                continue
            if not token.capital and not kind & (_HEAD | PRONOUN) and at + 1 < stop:
                if _is_object_before(pack, token, tokens[at + 1]):
                    at += 1
                    continue
            if (
                governed
                or not pack.patterns["oblique"].fullmatch(token.word)
                or not any(is_nominative(pack, t) for t in tokens[at + 1 : stop])
            ):
                return at
        at += 1
    return None


def _is_object_before(pack: Pack, token: Token, following: Token) -> bool:
    """Whether a noun is the object of the verb whose subject follows: 'прокомментировал новость мэр'."""
    nominative = pack.patterns["nominative"]
    if nominative.fullmatch(token.word) or pack.patterns["plural"].fullmatch(token.word):
        return False
    if following.capital:
        return nominative.fullmatch(following.word) is not None
    return is_nominative(pack, following) and not is_quote(following)


def _told_before(pack: Pack, tokens: Tokens, at: int, stop: int) -> int:
    """Where a name ends that a subject in small letters follows: 'сказала Би-би-си медсестра'.

    Or an agency's, whatever follows.
    """
    agency = at
    while agency < stop and tokens[agency].word in pack.words["agency"]:
        agency += 1
    if at < agency < stop:
        if is_nominative(pack, tokens[agency]) or tokens[agency].classes & DEMONYM:
            return agency
    while at < stop and tokens[at].capital and not tokens[at].classes & (_HEAD | PRONOUN):
        at += 1
    if at < stop and not tokens[at].capital and tokens[at].classes & (TITLE | ROLE | PRONOUN):
        return at
    return 0
