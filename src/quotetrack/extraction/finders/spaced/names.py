"""Names in capital words: where one begins, what of it are titles."""

from __future__ import annotations

from quotetrack.extraction.finders.spaced.walking import Tokens, span_of
from quotetrack.extraction.finders.tokens import (
    AUXILIARY,
    CLAUSAL,
    COORDINATOR,
    DEMONYM,
    DETERMINER,
    GREETING,
    INFINITIVE,
    LINKING,
    OPENER,
    ORGANISATION,
    PARTICLE,
    PREPOSITION,
    PRONOUN,
    ROLE,
    SUBORDINATOR,
    TIME,
    TITLE,
    classes,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.view import View
from quotetrack.models import Span

MAX_NAME_TOKENS = 9


MAX_FULL_NAME_TOKENS = 5
MAX_OFFICE_CHARS = 24  # of a title before 'of'
_OFFICE = (" of ", " for ", " to ")


_NO_NAME = TIME | PREPOSITION | SUBORDINATOR | OPENER | PRONOUN | COORDINATOR | GREETING | AUXILIARY


def find_name(pack: Pack, tokens: Tokens, start: int, end: int) -> tuple[int, Span] | None:
    """A name that ends the phrase: where its capital words begin, and its span without titles."""
    low = end
    while low > start and end - low < MAX_NAME_TOKENS:
        token = tokens[low - 1]
        if token.owner and low < end:
            break
        if token.classes & PREPOSITION and not token.classes & PARTICLE:
            break  # 'On Tuesday'
        if token.capital and not token.classes & (PRONOUN | COORDINATOR | SUBORDINATOR):
            low -= 1
            continue
        if token.classes & PARTICLE and low < end and low - 2 >= start and tokens[low - 2].capital:
            low -= 1
            continue
        if (
            token.classes & PARTICLE
            and low < end
            and low - 3 >= start
            and (tokens[low - 2].classes & PARTICLE and tokens[low - 3].capital)
        ):
            low -= 2
            continue
        break
    if low == end or tokens[end - 1].owner:
        return None
    at = low
    while at > start and tokens[at - 1].owner and tokens[at - 1].capital:
        at -= 1  # the head of the Masons' Union
    while start < at < low and (
        tokens[at - 1].capital
        or (tokens[at - 1].classes & COORDINATOR and at - 1 > start and tokens[at - 2].capital)
    ):
        at -= 1
    if at > start:
        before = tokens[at - 1]
        if before.classes & (PREPOSITION | COORDINATOR | INFINITIVE) and not before.capital:
            if end - low > 2 and at > start + 1 and tokens[at - 2].word in pack.words["in_office"]:
                if before.classes & INFINITIVE:
                    return low + 1, span_of(tokens, low + 1, end)  # ambassador to Peru Ann Lee
                return given_name(tokens, low + 1, end)  # Minister for Housing Ann Lee
            body = any(t.classes & ORGANISATION for t in tokens[low:end])
            if at == low or end - low < 2 or not before.classes & LINKING or body:
                return None  # a spokesman for the Ministry of Defence
        if _in_complement(pack, tokens, start, at):
            return None  # a spokesman for Prime Minister Hale
        if (
            at - 2 > start
            and not (
                before.capital or before.classes & (TITLE | ROLE | DEMONYM | DETERMINER | TIME)
            )
            and tokens[at - 2].classes & (PREPOSITION | CLAUSAL | LINKING) == PREPOSITION
        ):
            return None  # people in southern France
        if (
            before.classes & DETERMINER
            and at - 1 > start
            and tokens[at - 2].classes & (PREPOSITION | COORDINATOR)
        ):
            return None
    span = without_titles(pack, tokens, low, end)
    if span is None:
        return None
    return low, span


def _in_complement(pack: Pack, tokens: Tokens, start: int, at: int) -> bool:
    """Whether the noun before a name, at `at`, stands behind a preposition and names what follows.

    'a lawyer for President Hale', 'a study in the journal Ice'; but 'Minister for Housing Eva Hale'.
    """
    names = False  # whether the noun is one that a name follows: a title, a company
    index = at - 1
    while index > start and index > at - MAX_NAME_TOKENS:
        token = tokens[index]
        if token.classes & TITLE or (index == at - 1 and token.word in pack.words["thing"]):
            names = True
        elif token.capital and not token.classes & DEMONYM and not names:
            return False
        if token.classes & (PREPOSITION | LINKING) and not token.capital:
            break
        index -= 1
    else:
        return False
    return names and not tokens[start].classes & (PREPOSITION | OPENER | SUBORDINATOR)


def without_titles(pack: Pack, tokens: Tokens, low: int, high: int) -> Span | None:
    """The name in capital words: what follows the last title, before 'MP' and 'of the …'."""
    first = tokens[low]
    for index in range(high - 2, low - 1, -1):
        if tokens[index].word.rstrip(".") in pack.words["courtesy"] and tokens[index + 1].capital:
            low = index + 1  # Mr Farmer; but Mr Justice Farmer
            while low + 1 < high and tokens[low].classes & TITLE:
                low += 1
            return span_of(tokens, low, high)
    while high - low > 1 and tokens[high - 1].word.rstrip(".") in pack.words["name_suffix"]:
        high -= 1
    if high - low > 1 and pack.patterns["placed_adjective"].fullmatch(first.word):
        low += 1  # Leeds-based Acme Ltd
    while (
        low + 1 < high
        and (
            tokens[low].classes & (DETERMINER | DEMONYM) or tokens[low].word in pack.words["adverb"]
        )
        and tokens[low + 1].capital
        and (
            not tokens[low].classes & DEMONYM
            or (high - low > 2 and not tokens[high - 1].classes & ORGANISATION)
        )
    ):
        low += 1
    if (
        low + 2 < high
        and tokens[low].classes & ROLE
        and not tokens[low].classes & (ORGANISATION | TITLE)
        and not any(t.classes & (ORGANISATION | PARTICLE) for t in tokens[low + 1 : high])
    ):
        low += 1  # a common noun at the head of a sentence: 'Villager Anna Roe'
    titled = False
    for index in range(high - 1, low - 1, -1):
        if tokens[index].classes & TITLE:
            at = _past_office(tokens, index + 1, high)
            if at < high and tokens[at].capital:
                low = at
                titled = True
            elif index == high - 1 and (
                index == low or tokens[index].word not in pack.words["surname"]
            ):
                return None  # capital words that end in a title: 'the Prime Minister'
            break
    for index in range(low + 1, high - 1):
        # 'Una Prewett of the United States', 'Sen. Hale of Maine', but 'University of Leeds'
        if not tokens[index].classes & LINKING:
            continue
        if any(t.classes & (ORGANISATION | TITLE) for t in tokens[low:index]):
            break
        if index - low >= 2 or titled or tokens[index + 1].classes & DETERMINER:
            high = index
            break
    if low >= high or (
        high - low == 1
        and not titled
        and (
            tokens[low].classes & (ROLE | GREETING | DETERMINER)
            or tokens[low].word in pack.words["adverb"]
        )
    ):
        return None
    if first.classes & GREETING:
        return None
    return span_of(tokens, low, high)


def _past_office(tokens: Tokens, at: int, high: int) -> int:
    """Past the words after a title that belong to it: 'of State', 'of the United Kingdom'."""
    if at < high and tokens[at].classes & (PARTICLE | PREPOSITION) and not tokens[at].capital:
        after = at + 1
        while (
            after < high
            and tokens[after].classes & (PARTICLE | DETERMINER)
            and not tokens[after].capital
        ):
            after += 1
        if tokens[at].classes & INFINITIVE:
            return min(after + 1, high)  # ambassador to Peru Ann Lee
        left = high - after
        if left >= 3:
            return given_name(tokens, after + 1, high)[0] if left > 3 else after + 1
        return after + 1 if left == 2 else high
    return at


def given_name(tokens: Tokens, low: int, high: int) -> tuple[int, Span]:
    """The last two words, with the initials before: Secretary of State Grace T. Whitcomb."""
    given = high - 2
    while given > low and len(tokens[given].word.rstrip(".")) == 1:
        given -= 1
    return given, span_of(tokens, given, high)


def bare_name(view: View, pack: Pack, tokens: Tokens, start: int, end: int) -> Span | None:
    """The name that a segment is nothing but: 'The president, Joe Hale, said'."""
    if start + 1 < end and pack.patterns["age"].fullmatch(tokens[start].word):
        start += 1  # 72-year-old Ann Lee
    if start >= end:
        return None
    named = find_name(pack, tokens, start, end)
    if named is None:
        return None
    if tokens[named[0] - 1].owner and all(t.capital for t in tokens[start : named[0]]):
        return named[1]  # Labour's Ann Lee
    return named[1] if named[0] == start else None


def full_names(view: View, pack: Pack) -> list[str]:
    """The names of more than one word in a document, titles cut off, as they stand in it."""
    names: dict[str, None] = {}
    seen: dict[str, str | None] = pack.names_seen
    for match in pack.patterns["full_name"].finditer(view.cased):
        words = match.group()
        start, end = match.span()
        if view.cased.endswith(_OFFICE, 0, start):  # Secretary of State Ann Lee
            last = view.cased.rindex(" ", 0, start - 1)
            begin = view.cased.rfind(" ", max(0, last - MAX_OFFICE_CHARS), last) + 1
            title = view.masked[begin:last]
            capital = view.cased[begin].isupper() and classes(title, pack) & TITLE
            if capital or title in pack.words["in_office"]:
                start = begin
                words = view.cased[start:end]
        if words not in seen:
            if len(seen) > 50_000:
                seen.clear()
            tokens = tokenise(view, pack, start, end)
            seen[words] = _full_name(view, pack, tokens)
        name = seen[words]
        if name is not None and " " in name:
            names[name] = None
    return list(names)


def _full_name(view: View, pack: Pack, tokens: Tokens) -> str | None:
    """The name in a run of capital words; None for a headline's, of which more are capital."""
    low = 0
    while low + 1 < len(tokens) and (
        tokens[low].classes & _NO_NAME and not tokens[low].classes & TITLE
    ):
        low += 1
    span = without_titles(pack, tokens, low, len(tokens))
    if span is None or sum(span.start <= t.start < span.end for t in tokens) > MAX_FULL_NAME_TOKENS:
        return None
    return view.text[span.start : span.end]
