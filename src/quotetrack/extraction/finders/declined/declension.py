"""Noun phrases whose words show their case: what they name, where a name begins; see `declined`."""

from __future__ import annotations

from quotetrack.extraction.finders.declined.origins import past_object, past_origin, past_place
from quotetrack.extraction.finders.declined.words import (
    extent,
    is_acronym,
    is_latin,
    is_nominative,
    is_quote,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    COORDINATOR,
    DEMONYM,
    GREETING,
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
from quotetrack.extraction.view import View
from quotetrack.models import Span

MAX_PHRASE_TOKENS = 16  # of a description
MAX_NAME_TOKENS = 8
Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION


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
        begin = _past_lead(view, pack, tokens, start, end)
        if begin >= end:
            return Source(None, "elided")
        named = name_in(view, pack, tokens, begin, end, single, oblique)
        start = begin
    else:
        named = name_in(view, pack, tokens, start, end, single, oblique)
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


def _past_lead(view: View, pack: Pack, tokens: Tokens, start: int, end: int) -> int:
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
            at = past_object(pack, tokens, at + 1, end)
            while at < end and _is_governed(view, pack, tokens, at, end):
                if tokens[at].classes & PREPOSITION:
                    at = past_object(pack, tokens, at + 1, end)
                else:
                    at += 1
            continue
        break
    return at


def _is_governed(view: View, pack: Pack, tokens: Tokens, at: int, end: int) -> bool:
    """Whether a word after a preposition and its noun still belongs to them."""
    token = tokens[at]
    if is_quote(token):  # с корреспондентом «Известий» министерство
        return at < end - 1
    if token.classes & DEMONYM and at == end - 1 and is_acronym(view, token):
        return False  # Во вторник ВОЗ
    return not is_nominative(pack, token)


def name_in(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, single: bool, oblique: bool
) -> tuple[int, Span] | None:
    """A name that ends the phrase: where it begins, and its span without titles and offices."""
    last = tokens[end - 1]
    if is_quote(last):
        before = tokens[end - 2] if end - 1 > start else None
        if before is not None and (
            before.classes & (PREPOSITION | TITLE) or before.word in pack.words["whose_body"]
        ):
            return None  # представитель «Газпрома»
        if any(t.classes & (TITLE | ROLE) and not t.classes & ORGANISATION and i < end - 2
               for i, t in enumerate(tokens[start:end], start)):  # fmt: skip
            return None  # представители организации «Врачи без границ»
        if oblique and before is not None and pack.patterns["employed"].fullmatch(before.word):
            return None  # по словам источников «Ведомостей»
        if oblique and any(t.word in pack.words["whose_body"] for t in tokens[start : end - 1]):
            return None  # в пресс-службе компании «Заря»
        if oblique and pack.patterns["employed"].fullmatch(tokens[start].word):
            return None  # по словам представителей организации «Врачи без границ»
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
    if all(t.word in pack.words["agency"] for t in tokens[run:end]):
        return run, extent(tokens, run, end)  # РИА Новости
    low = past_office(pack, tokens, low, end)
    if low == end:  # nothing but places and acronyms
        if before is None:
            return run, extent(tokens, run, end)
        if before.classes & ORGANISATION and all(is_latin(t) for t in tokens[run:end]):
            return run, extent(tokens, run, end)
        return None
    if before is not None and before.classes & PREPOSITION and not before.capital:
        low = past_origin(pack, tokens, run, end, single, oblique)
        if low >= end - oblique:
            return None
        before = tokens[low - 1]
    elif before is not None and low == run and before.word in pack.words["place_noun"]:
        low = past_place(pack, tokens, low, end)
        before = tokens[low - 1]
        if low == end:
            return None
    if low > start and not oblique:
        before = tokens[low - 1]
        if (low == run and not before.capital) or (before.classes & TITLE and low == end - 1):
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
    if before.classes & PREPOSITION:
        return True
    if pack.patterns["oblique"].fullmatch(run[-1].word) and not (
        len(run) > 1 and pack.patterns["unlike"].fullmatch(f"{run[0].word} {run[-1].word}")
    ):
        return True
    if before.classes & (TITLE | ROLE) and all(is_latin(t) for t in run):
        return before.word not in pack.words["stage"]  # обозреватель Le Monde, певица Lady Gaga
    if all(pack.patterns["genitive"].search(t.word) for t in run):
        if before.word in pack.words["rank"] or (len(run) > 1 and _is_foreign(run)):
            return False  # судья Накамура, её президент Анри Дюпюи
        if low > 1 and tokens[low - 2].word in pack.words["possessive_pronoun"]:
            return False  # Его жена Раиса
        whose = len(run) == 1 and before.word in pack.words["whose_role"]
        return single or whose or bool(before.classes & ORGANISATION)
    return False


def _is_foreign(run: Tokens) -> bool:
    """Whether words that end as a genitive does are no pair of one: Анри Дюпюи, Андреа Росси."""
    return run[-1].word[-1] == "и" and run[-2].word[-1] in "ияа"


def past_office(pack: Pack, tokens: Tokens, low: int, end: int) -> int:
    """Past titles, places in the genitive and acronyms at the head of capital words."""
    at = low
    if any(t.classes & COORDINATOR for t in tokens[low:end]):
        return low
    latin = next((i for i in range(low, end) if not is_latin(tokens[i])), low)
    if latin > low and not any(is_latin(t) for t in tokens[latin:end]):
        return latin  # компании Apple Пётр Ильин
    titled = low > 0 and (
        tokens[low - 1].classes & TITLE != 0
        or pack.patterns["employed"].fullmatch(tokens[low - 1].word) is not None
    )
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
