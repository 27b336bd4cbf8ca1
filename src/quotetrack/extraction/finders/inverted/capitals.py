"""Names told by capital letters, where nouns may have them too (French, German, Spanish).

The name is what follows the last title, role or common noun; after a preposition capital words say of
what somebody is head.
"""

from __future__ import annotations

from quotetrack.extraction.finders.tokens import (
    ADVERB,
    COORDINATOR,
    DEMONYM,
    DETERMINER,
    GREETING,
    LINKING,
    NOUN,
    OFFICE,
    ORGANISATION,
    PARTICLE,
    PREPOSITION,
    PRONOUN,
    ROLE,
    SUBORDINATOR,
    TIME,
    TITLE,
    Token,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.view import View
from quotetrack.models import Span

MAX_NAME_TOKENS = 8
_SMALL = PRONOUN | COORDINATOR | SUBORDINATOR | PREPOSITION
_COMMON = TITLE | ROLE | NOUN

Tokens = list[Token]


def leading_name(view: View, tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """Where a name begins and ends that says of where somebody is: 'Ulrike Brandt vom Ministerium'; else (0, 0)."""
    while (
        start + 1 < end
        and tokens[start].classes & (_COMMON | DETERMINER)
        and not (tokens[start + 1].classes & (LINKING | PREPOSITION))
    ):
        start += 1
    at = start
    while at < end:
        if not tokens[at].capital:
            if at - start > 1 and tokens[at].classes & LINKING:
                break
            if at == start or not _joins_names(tokens, at, end):
                break  # 'Pieter van Loon vom Museum'
        elif tokens[at].classes & (_COMMON | DETERMINER | _SMALL):
            break
        at += 1
    if at - start < 2 or at + 1 >= end or not tokens[at].classes & LINKING:
        return 0, 0
    if tokens[at].capital or any(t.classes & ORGANISATION for t in tokens[start:at]):
        return 0, 0
    rest = tokens[at + 1 : end]
    if any(t.classes & (_COMMON | ORGANISATION | OFFICE) or is_acronym(view, t) for t in rest):
        return start, at
    return (0, 0) if any(t.capital for t in rest) else (start, at)


def _joins_names(tokens: Tokens, at: int, end: int) -> bool:
    """Whether a small word stands between the parts of a name: the 'van' of 'Pieter van Loon'."""
    if not tokens[at].classes & PARTICLE or tokens[at].classes & COORDINATOR or at + 1 >= end:
        return False
    after = tokens[at + 1]
    if not after.capital and after.classes & PARTICLE and at + 2 < end:
        after = tokens[at + 2]
    return after.capital and not after.classes & (_COMMON | ORGANISATION | OFFICE | TIME)


def bare_name(view: View, pack: Pack, tokens: Tokens, start: int, end: int) -> Span | None:
    """The name that a segment is nothing but: 'le maire, Jean Vial, a dit'."""
    if start >= end:
        return None
    named = find_name_phrase(view, pack, tokens, start, end)
    if named is None or any(
        not t.capital and not t.classes & (PARTICLE | _COMMON | DETERMINER | DEMONYM)
        for t in tokens[start : named[0]]
    ):
        return None
    return named[1]


def find_name_phrase(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int
) -> tuple[int, Span] | None:
    """A name that ends the phrase: where it begins among the tokens, and its span."""
    low = end
    while low > start and end - low < MAX_NAME_TOKENS:
        token = tokens[low - 1]
        inside = low < end and low - 2 >= start and tokens[low - 2].capital
        if token.capital and token.classes & (DETERMINER | _SMALL) and not token.classes & TITLE:
            opens = low - 1 == start and opens_sentence(view, token)
            if low == end or opens or token.classes & (PRONOUN | SUBORDINATOR):
                break
            if token.classes & PREPOSITION and not token.classes & PARTICLE:
                break
            low -= 1
        elif token.capital:
            low -= 1
        elif token.classes & PARTICLE and inside:
            low -= 1
        elif (
            token.classes & PARTICLE
            and low < end
            and low - 3 >= start
            and (tokens[low - 2].classes & PARTICLE and tokens[low - 3].capital)
        ):
            low -= 2
        else:
            break
    if low == end:
        return None
    run = low
    low = past_common(view, tokens, run, end)
    if low == run and end - run > 1 and tokens[run].word in pack.words["nationality"]:
        low += 1  # 'le Kényan Eliud Barasa'
    elif low == run and end - run > 2 and pack.numbers.get("capital_nouns", 0):
        given = pack.words["masculine_name"] | pack.words["feminine_name"]
        if tokens[run].word not in given and tokens[run + 1].word in given:
            low += 1  # 'Gaukler Peter Sommer'
    before = tokens[run - 1] if run > start else None
    if before is not None and end - low == 1 and not _is_titled(tokens, start, run):
        if before.classes & (PREPOSITION | LINKING) or _is_of_a_place(tokens, start, run):
            return None  # 'fuentes de Defensa Civil', 'vecinos de la isla Trinitaria'
    if before is not None and low == run:
        bound = before.classes & (DETERMINER | PREPOSITION | PARTICLE)
        complement = before.classes & (PREPOSITION | LINKING) or (
            before.classes & DETERMINER
            and run - 1 > start
            and (
                tokens[run - 2].classes & PREPOSITION or is_genitive(pack, before, tokens[run - 2])
            )
        )
        if complement:
            low = _past_complement(view, tokens, start, run, end)
        elif pack.numbers.get("capital_nouns", 0) and (bound or not before.capital):
            # 'der Imker Hans Weber': after an article the first one is a noun
            if not any(t.classes & (ORGANISATION | DEMONYM) for t in tokens[run:end]):
                if not (end - run > 1 and is_acronym(view, tokens[run])):  # die IG Metall
                    low = run + 1
    if low >= end or (tokens[low].classes & GREETING and end - low == 1):
        return None
    if end - low == 1 and tokens[low].classes & (ADVERB | TIME):
        return None
    return low, Span(tokens[low].start, tokens[end - 1].end)


def _is_titled(tokens: Tokens, start: int, end: int) -> bool:
    return any(t.classes & TITLE for t in tokens[start:end])


def _is_of_a_place(tokens: Tokens, start: int, run: int) -> bool:
    """Whether a noun in small letters before a name hangs on another: 'vecinos de la isla X'."""
    at = run - 2
    while at > start and tokens[at].classes & DETERMINER and not tokens[at].classes & LINKING:
        at -= 1
    return at > start and bool(tokens[at].classes & LINKING) and not tokens[run - 1].capital


def past_common(view: View, tokens: Tokens, low: int, end: int) -> int:
    """Past the titles, roles and common nouns in capital words; `end` if they are all."""
    while (
        low < end
        and tokens[low].classes & DEMONYM
        and low + 1 < end
        and (tokens[low + 1].classes & _COMMON)
    ):
        low += 1
    last = end - 1
    if last > low and tokens[last - 1].capital and not tokens[last - 1].classes & _COMMON:
        last -= 1  # surnames that are titles too: Rey, Richter, Maire
    for index in range(last, low - 1, -1):
        if tokens[index].classes & _COMMON and not tokens[index].classes & ORGANISATION:
            at = index + 1
            if at < end and tokens[at].classes & PARTICLE and not tokens[at].capital:
                return _past_complement(view, tokens, low, at + 1, end)
            return at
    return low


def _past_complement(view: View, tokens: Tokens, start: int, run: int, end: int) -> int:
    """Past what somebody is head of, in capital words after a preposition; `end` if that is all."""
    size = sum(1 for t in tokens[run:end] if not t.classes & PARTICLE or t.capital)
    first = tokens[run]
    known = is_acronym(view, first) or first.classes & (OFFICE | DEMONYM)
    titled = _is_titled(tokens, start, run)
    if titled and ((size >= 2 and known) or (size >= 3 and first.classes & ORGANISATION)):
        at = run + 1
        while at < end - 1 and tokens[at].classes & (
            OFFICE | DEMONYM | ORGANISATION | PARTICLE | COORDINATOR
        ):
            at += 1
        return at
    if size >= 3 and titled:
        return run + 1
    return end


def is_genitive(pack: Pack, token: Token, before: Token) -> bool:
    """Whether an article is the genitive of a noun before it: 'ein Sprecher der Stadt'."""
    return token.word in pack.words["genitive_article"] and before.capital


def is_acronym(view: View, token: Token) -> bool:
    return token.end - token.start > 1 and view.text[token.start : token.end].isupper()


def opens_sentence(view: View, token: Token) -> bool:
    before = view.masked[max(0, token.start - 3) : token.start].rstrip(" \u00a0\u202f")
    return not before or before[-1] in ".!?\n:\ufdd0"


def inside_marks(view: View, token: Token) -> Span:
    start, end = token.start, token.end
    while start < end and not view.text[start].isalnum():
        start += 1
    while end > start and not view.text[end - 1].isalnum():
        end -= 1
    return Span(start, end)


def full_names(view: View, pack: Pack) -> list[str]:
    """The names of more than one word in a document, titles cut off, as they stand in it."""
    names: dict[str, None] = {}
    seen: dict[str, str | None] = pack.names_seen
    for match in pack.patterns["full_name"].finditer(view.cased):
        words = match.group()
        if words not in seen:
            if len(seen) > 50_000:
                seen.clear()
            tokens = tokenise(view, pack, *match.span())
            low = past_common(view, tokens, 0, len(tokens))
            nouns = bool(pack.numbers.get("capital_nouns", 0))
            if nouns or (low < len(tokens) and _is_preposition(tokens[low])):
                low = _past_small(tokens, low)  # 'Am Morgen', 'Según la Guardia Civil'
            end = _where_from(tokens, low)
            seen[words] = view.text[tokens[low].start : tokens[end - 1].end] if low < end else None
        name = seen[words]
        if name is not None and " " in name:
            names[name] = None
    return list(names)


def _is_preposition(token: Token) -> bool:
    return bool(token.classes & PREPOSITION) and not token.classes & PARTICLE


def _past_small(tokens: Tokens, low: int) -> int:
    """Past the article or preposition that a sentence opens with; the end where a time follows."""
    at = low
    while at < len(tokens) and tokens[at].classes & (DETERMINER | PREPOSITION | PRONOUN):
        at += 1
    return len(tokens) if at < len(tokens) and tokens[at].classes & TIME else at


def _where_from(tokens: Tokens, low: int) -> int:
    """Where a name ends before what says of where somebody is: 'Ines Kolb von der Universität Kiel'."""
    for at in range(low + 2, len(tokens)):
        if tokens[at].classes & LINKING and not tokens[at].capital:
            after = next((t for t in tokens[at:] if t.capital), None)
            if after is not None and after.classes & (_COMMON | ORGANISATION):
                return at
    return len(tokens)
