"""What stands between a verb and its subject, on either side, where nouns are declined; see `declined`."""

from __future__ import annotations

from itertools import pairwise

from quotetrack.extraction.finders.declined.words import (
    is_break,
    is_latin,
    is_nominative,
    is_quote,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    BREAK,
    COORDINATOR,
    DEMONYM,
    GREETING,
    NEGATION,
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
from quotetrack.extraction.view import View

MAX_OBJECT_TOKENS = 3  # between a name and its verb
MAX_ADVERBIAL_TOKENS = 8  # between the subject and its verb
Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION
_STOP = PREPOSITION | VERB | RELATIVE | SUBORDINATOR | COORDINATOR | ADVERB | PRONOUN | NEGATION


def segment_start(tokens: Tokens, end: int) -> int:
    for index in range(end - 1, -1, -1):
        if is_break(tokens[index]):
            return index + 1
    return 0


def skip_back(pack: Pack, tokens: Tokens, end: int) -> int | None:
    """Cut what stands between subject and verb: adverbs, times, 'в интервью телеканалу'.

    None if the verb is denied.
    """
    while end > 0:
        token = tokens[end - 1]
        kind = token.classes
        if kind & NEGATION:
            return None
        if kind & (ADVERB | TIME) and not token.capital and not kind & _HEAD:
            end -= 1
            continue
        if kind & GREETING and not token.capital:  # журналистам, ему
            end -= 1
            continue
        if kind & PREPOSITION:
            end -= 1
            continue
        at = adverbial(pack, tokens, end)
        if at is None:
            return end
        end = at
    return end


def adverbial(pack: Pack, tokens: Tokens, end: int) -> int | None:
    """Where the preposition stands whose phrase ends at `end`, if it belongs to the verb."""
    for index in range(end - 1, max(-1, end - 1 - MAX_ADVERBIAL_TOKENS), -1):
        token = tokens[index]
        if is_break(token) or token.classes & (VERB | RELATIVE | SUBORDINATOR):
            return None
        if index > 0 and token.classes & PREPOSITION:
            inner = tokens[index + 1 : end]
            if not inner or holds_subject(pack, inner):
                return None
            before = tokens[index - 1]
            about = any(t.classes & (OCCASION | TIME | GREETING) for t in inner)
            named = before.capital and not before.classes & _HEAD
            about = about or bool(before.classes & OCCASION)
            if about or named or before.classes & (PRONOUN | COORDINATOR) or before.classes & BREAK:
                return index
    return None


def holds_subject(pack: Pack, inner: Tokens) -> bool:
    """Whether the words after a preposition hold the subject too: 'на встрече с врачами Ильин'."""
    for before, token in pairwise(inner):
        if token.classes & (OCCASION | TIME) or not is_nominative(pack, token):
            continue
        if before.classes & PREPOSITION:
            continue  # В консульстве в Алма-Ате
        if token.word in pack.words["genitive_too"] and not before.capital:
            if not before.classes & (OCCASION | TIME):
                continue  # В пресс-службе компании
        if is_quote(token) and before.classes & OCCASION:
            continue  # в эфире «Маяка»
        if not is_latin(token) or before.classes & (TIME | OCCASION):
            return True
    return False


def within_end(pack: Pack, tokens: Tokens) -> int | None:
    """Where the place ends that speaks: 'В Кремле', 'В профсоюзе (решение назвали)'.

    None if the words hold a subject, which is in the plural as the verb is.
    """
    end = len(tokens)
    while end > 2 and not tokens[end - 1].capital:
        if not tokens[end - 1].classes & (ADVERB | TIME | GREETING):
            break
        end -= 1
    if end < len(tokens) and tokens[end - 1].classes & PREPOSITION:
        end -= 1  # В мэрии (во вторник)
    named = end > 2 and is_quote(tokens[end - 1])  # В компании «Заря»
    if not holds_subject(pack, tokens[1 : end - named]):
        return end
    heads = [i for i in range(2, end) if is_nominative(pack, tokens[i])]
    if any(
        tokens[i].capital
        or tokens[i].classes & (ROLE | PRONOUN)
        or (
            pack.patterns["plural"].fullmatch(tokens[i].word)
            and not tokens[i].classes & ORGANISATION
        )
        for i in heads
    ):
        return None
    return heads[0] if heads else None


def before_object(pack: Pack, tokens: Tokens, start: int, end: int) -> int | None:
    """Where a name ends that the object of its verb follows: 'Лунин вину (не признал)'."""
    index = end
    while index > start and end - index <= MAX_OBJECT_TOKENS and not tokens[index - 1].capital:
        kind = tokens[index - 1].classes
        if kind & (_HEAD | PREPOSITION | VERB | COORDINATOR | PRONOUN) or is_break(
            tokens[index - 1]
        ):
            return None
        index -= 1
    if not start < index < end or end - index > MAX_OBJECT_TOKENS:
        return None
    last = tokens[index - 1]
    if last.classes & (DEMONYM | _HEAD) or is_quote(last):
        return None
    if pack.patterns["nominative"].fullmatch(last.word):
        return None  # Японский автопроизводитель
    return index if is_nominative(pack, last) else None


def past_fronted(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Past an object at the head of a clause: 'Свой уход из города | актриса (назвала)'."""
    for index in range(start + 1, end):
        token = tokens[index]
        if token.capital or not token.classes & TITLE or token.word in pack.words["genitive_too"]:
            continue
        before = tokens[index - 1]
        small = before.classes & (PREPOSITION | COORDINATOR | TITLE | ADVERB)
        shapes = ("adjective", "nominative")
        digit = before.word[0].isdigit()  # 51-летний специалист
        if small or digit or any(pack.patterns[n].fullmatch(before.word) for n in shapes):
            return start
        heads = [t for t in tokens[start:index] if t.classes & (_HEAD | VERB | PRONOUN)]
        return start if any(t.word not in pack.words["genitive_too"] for t in heads) else index
    return start


def name_at_end(pack: Pack, tokens: Tokens, start: int, stop: int) -> int | None:
    """Where a name of two words or more begins that ends at `stop`, after places: 'в Твери Анна Лунина'."""
    low = stop
    while low > start and tokens[low - 1].capital and not tokens[low - 1].classes & DEMONYM:
        low -= 1
    while low < stop and not is_nominative(pack, tokens[low]):
        low += 1
    return low if stop - low > 1 and all(is_nominative(pack, t) for t in tokens[low:stop]) else None


def phrase_end(view: View, pack: Pack, tokens: Tokens, start: int, stop: int) -> int:
    """Where the noun phrase that begins at `start` ends: before a preposition, a verb, a time."""
    for index in range(start + 1, stop):
        token = tokens[index]
        kind = token.classes
        if (
            kind & COORDINATOR
            and index + 1 < stop
            and tokens[index - 1].capital == tokens[index + 1].capital
        ):
            if not tokens[index + 1].classes & (VERB | PREPOSITION | ADVERB):
                continue
        if is_quote(token) and tokens[index - 1].capital and index == stop - 1:
            if not tokens[index - 1].classes & (_HEAD | DEMONYM):
                return index  # цитирует Лунина «Маяк»
        elif is_quote(token) and tokens[index - 1].classes & TITLE and index == stop - 1:
            if view.text[token.end - 2] in "уюе":
                return index  # пояснил эксперт «Коммерсанту»
        if is_latin(token) and tokens[index - 1].capital and not is_latin(tokens[index - 1]):
            if tokens[index - 1].classes & (DEMONYM | ORGANISATION) == 0:
                return index  # сказал Ильин BBC Sport
        if kind & (_STOP | GREETING) and not token.capital and not kind & (_HEAD | PARTICLE):
            return index
        if kind & TIME and not token.capital:
            if token.word.isdigit() and not (index + 1 < stop and tokens[index + 1].classes & TIME):
                continue  # школы № 4
            while index > start + 1 and tokens[index - 1].word.isdigit():
                index -= 1
            return index
        if not token.capital and tokens[index - 1].capital and not is_quote(token):
            if pack.patterns["dative"].search(token.word):
                return index
    return stop


def _joins_roles(tokens: Tokens, index: int, stop: int) -> bool:
    """Whether 'and' joins one more role of the same person: 'в Твери и соавтор книги Анна Лунина'."""
    return (
        tokens[index].classes & COORDINATOR != 0
        and index + 1 < stop
        and tokens[index + 1].classes & TITLE != 0
        and not tokens[index + 1].capital
    )


def with_complement(tokens: Tokens, end: int, stop: int) -> int:
    """Where 'в правоохранительных органах' ends, which says who the source is."""
    while end < stop and tokens[end].classes & PREPOSITION:
        index = end + 1
        while index < stop and (
            not tokens[index].classes & (PREPOSITION | VERB | TIME | COORDINATOR | OCCASION)
            or _joins_roles(tokens, index, stop)
        ):
            index += 1
        if index < stop and tokens[index].classes & (TIME | OCCASION):
            return end  # в своём телеграм-канале
        end = index
    return end
