"""Noun phrases whose words show their case: what they name, where a name begins; see `declined`."""

from __future__ import annotations

from quotetrack.extraction.finders.tokens import (
    ADVERB,
    BREAK,
    COORDINATOR,
    DEMONYM,
    GREETING,
    OCCASION,
    ORGANISATION,
    PARTICLE,
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
from quotetrack.extraction.view import QUOTED, View
from quotetrack.models import Span

MAX_PHRASE_TOKENS = 16  # of a description
MAX_NAME_TOKENS = 8
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


def phrase(
    view: View,
    pack: Pack,
    tokens: Tokens,
    start: int,
    end: int,
    *,
    single: bool = False,
    oblique: bool = False,
    leading: bool = False,
) -> Source | None:
    """A pronoun, name or description that ends `tokens[start:end]`.

    `single`: the verb's form says that its subject is no woman; `oblique`: any case will do;
    `leading`: nothing but the phrase stands there.
    """
    if start >= end:
        return None
    last = tokens[end - 1]
    if last.classes & PRONOUN:
        return Source(extent(tokens, end - 1, end), "pronoun")
    if not leading:
        begin = _past_lead(pack, tokens, start, end)
        if begin >= end:
            return Source(None, "elided")
        named = _name(view, pack, tokens, start, end, single, oblique)
        start = begin
    else:
        named = _name(view, pack, tokens, start, end, single, oblique)
    if named is not None:
        low, span = named
        has = low > start
        return Source(span, "name", extent(tokens, start, low) if has else None)
    inner = tokens[start:end]
    if len(inner) > MAX_PHRASE_TOKENS or any(t.classes & VERB and not t.capital for t in inner):
        return None
    if not oblique and not any(is_nominative(pack, t) for t in inner[:4]):
        if not pack.patterns["plural"].fullmatch(inner[0].word) and not (
            leading and len(inner) == 1 and pack.patterns["plain_noun"].fullmatch(inner[0].word)
        ):
            return None
    if inner[0].classes & (PREPOSITION | SUBORDINATOR | GREETING) and not inner[0].capital:
        return None
    sure = any(t.classes & _HEAD for t in inner)
    span = extent(tokens, start, end)
    bracket = pack.patterns["bracket"].match(view.masked, span.end)
    if bracket and not leading:
        span = Span(span.start, bracket.end())
    return Source(span, "description", sure=sure)


def _past_lead(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Past 'Однако', 'В среду', 'На встрече с премьер-министром' at the head of a clause."""
    at = start
    while at < end:
        kind = tokens[at].classes
        if kind & (COORDINATOR | ADVERB | TIME | SUBORDINATOR | RELATIVE) and not kind & _HEAD:
            at += 1
            continue
        if tokens[at].word.isdigit() and at + 1 < end and tokens[at + 1].classes & TIME:
            at += 2
            continue
        if kind & PREPOSITION:
            at += 2
            while at < end and not is_nominative(pack, tokens[at]):
                at += 1
            continue
        break
    return at


def _name(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, single: bool, oblique: bool
) -> tuple[int, Span] | None:
    """A name that ends the phrase: where it begins, and its span without titles and offices."""
    last = tokens[end - 1]
    if is_quote(last):
        before = tokens[end - 2] if end - 1 > start else None
        if before is not None and (before.classes & PREPOSITION or before.classes & TITLE):
            return None  # представитель «Газпрома»
        if oblique and before is not None and pack.patterns["employed"].fullmatch(before.word):
            return None  # по словам источников «Ведомостей»
        return end - 1, _inside_marks(view, last)
    low = end
    while low > start and end - low < MAX_NAME_TOKENS:
        token = tokens[low - 1]
        if token.capital and not token.classes & (PRONOUN | COORDINATOR | SUBORDINATOR | RELATIVE):
            low -= 1
        elif (
            token.classes & PARTICLE
            and low < end
            and low - 1 > start
            and (
                tokens[low - 2].capital or (tokens[low - 2].classes & PARTICLE and low - 2 > start)
            )
        ):
            low -= 1
        elif (
            token.classes & COORDINATOR
            and low < end
            and low - 1 > start
            and tokens[low - 2].capital
        ):
            low -= 1  # Китай и Россия
        else:
            break
    while low < end and tokens[low].classes & (PARTICLE | COORDINATOR | PREPOSITION | ADVERB):
        low += 1
    if low == end:
        return None
    before = tokens[low - 1] if low > start else None
    run = low
    low = past_office(pack, tokens, low, end)
    if low == end:  # nothing but places and acronyms
        if before is None:
            return run, extent(tokens, run, end)
        if before.classes & ORGANISATION and all(is_latin(t) for t in tokens[run:end]):
            return run, extent(tokens, run, end)
        return None
    if before is not None and before.classes & PREPOSITION and low == run:
        if end - low == 1 or oblique or not pack.patterns["oblique"].fullmatch(tokens[low].word):
            return None
        low = end - 1
    if low == run and before is not None and not before.capital and not oblique:
        if _is_complement(pack, tokens, low, end, before, single):
            return None
    if not oblique and low == end - 1 and pack.patterns["oblique"].fullmatch(last.word):
        return None
    return low, extent(tokens, low, end)


def _inside_marks(view: View, token: Token) -> Span:
    start, end = token.start, token.end
    while start < end and not view.text[start].isalnum():
        start += 1
    while end > start and not view.text[end - 1].isalnum():
        end -= 1
    return Span(start, end)


def _is_complement(
    pack: Pack, tokens: Tokens, low: int, end: int, before: Token, single: bool
) -> bool:
    """Whether capital words after a noun say whose it is: 'адвокат Лунина', 'жители Твери'."""
    run = tokens[low:end]
    if before.classes & PREPOSITION or pack.patterns["oblique"].fullmatch(run[-1].word):
        return True
    if before.classes & (TITLE | ROLE) and all(is_latin(t) for t in run):
        return end - low == 1 or before.classes & TITLE == 0
    if all(pack.patterns["genitive"].search(t.word) for t in run):
        return single or bool(before.classes & ORGANISATION)
    return False


def past_office(pack: Pack, tokens: Tokens, low: int, end: int) -> int:
    """Past titles, places in the genitive and acronyms at the head of capital words."""
    at = low
    if any(t.classes & COORDINATOR for t in tokens[low:end]):
        return low
    latin = next((i for i in range(low, end) if not is_latin(tokens[i])), low)
    if latin > low and not any(is_latin(t) for t in tokens[latin:end]):
        return latin  # компании Apple Пётр Ильин
    titled = low > 0 and bool(tokens[low - 1].classes & TITLE)
    for index in range(low, end):
        titled = titled or bool(tokens[index].classes & TITLE)
        if titled and at == index < end - 1 and is_latin(tokens[index]):
            if not is_latin(tokens[index + 1]):
                at = index + 1  # Глава Apple Тим Коул
                continue
        if tokens[index].classes & (DEMONYM | TITLE | ROLE | ORGANISATION):
            at = index + 1
        elif (
            titled
            and at <= index < end - 2
            and pack.patterns["office"].fullmatch(tokens[index].word)
        ):
            following = tokens[index + 1]
            if following.classes & PARTICLE or following.word[0] == "-":
                continue
            if not pack.patterns["patronymic"].fullmatch(following.word):
                at = index + 1  # глава Минздрава Пётр Ильин
    if at < end and pack.patterns["adjective_oblique"].fullmatch(tokens[low].word) and at == low:
        return low
    return at
