"""Sources in languages with suffixes for case and the verb at the end of the sentence (Turkish).

The subject stands at the head and the reported clause between it and the cue: 'Lider Kaya, yolun
açıldığını söyledi'. Where no comma parts the two, the first noun phrase without a case suffix is
the subject; the genitive that begins the clause is none. See `declined` and `spaced` for the others.
"""

from __future__ import annotations

from quotetrack.extraction.packs import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.tokens import (
    ADVERB,
    BREAK,
    COORDINATOR,
    DEMONYM,
    DETERMINER,
    GREETING,
    LINKING,
    ORGANISATION,
    PARTICLE,
    PREPOSITION,
    PRONOUN,
    ROLE,
    TIME,
    TITLE,
    Token,
    tokenise,
)
from quotetrack.extraction.units import View
from quotetrack.models import Span

MAX_SEGMENTS = 6  # between commas, in which the subject is looked for
MAX_HEAD_TOKENS = 16  # from the head of a segment
MAX_PHRASE_TOKENS = 12  # of a description
MAX_COMPOUND_TOKENS = 5  # from a capital word to the noun it belongs to
MAX_NAME_TOKENS = 8

Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject at the head of `text[low:high]`; `rest` says where the words after it begin.

    Elided where the verb alone carries it.
    """
    tokens = tokenise(view, pack, low, high)
    fallback: Source | None = None
    begin = None
    for number, (start, end, closed) in enumerate(_segments(tokens)):
        if number >= MAX_SEGMENTS:
            break
        start = _past_lead(pack, tokens, start, end)
        if start >= end:
            continue
        if begin is None:
            begin = tokens[start].start
        inside = _first_subject(view, pack, tokens, start, end)
        last = tokens[end - 1]
        if closed and _is_adverbial(pack, last) and number + 1 < MAX_SEGMENTS:
            fallback = fallback or inside
            continue
        if inside is not None:
            return inside
        whole = _last_subject(view, pack, tokens, start, end, sure=not closed)
        if whole is not None:
            return whole
        if closed and _is_genitive(pack, last):
            break  # the clause has begun
    return fallback or Source(None, "elided", rest=begin or low)


def source_after(
    view: View, pack: Pack, low: int, high: int, known: set[str], *, strict: bool = False
) -> Source | None:
    """The source after a cue: '… diyen Kaya, …', '… dedi Kaya'."""
    tokens = tokenise(view, pack, low, high)
    start, end, closed = next(_segments(tokens), (0, 0, False))
    if tokens and tokens[0].classes & COORDINATOR:
        return None
    start = _past_lead(pack, tokens, start, end)
    if start >= end:
        return None
    source = _first_subject(view, pack, tokens, start, end)
    if source is None:
        source = _last_subject(view, pack, tokens, start, end, sure=not closed)
    if strict and (source is None or source.kind != "name" or not _is_known(view, source, known)):
        return None
    return source


def complement(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The source that ends at `high`, in the dative or genitive: 'Kaya’ya göre', 'Kaya’nın açıklaması'."""
    tokens = tokenise(view, pack, low, high)
    start = 0
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].classes & BREAK:
            start = index + 1
            break
    start = _past_lead(pack, tokens, start, len(tokens))
    end = len(tokens)
    if start >= end:
        return None
    for index in range(end - 2, start - 1, -1):  # Reuters'in haberine göre
        if tokens[index].capital and _is_genitive(pack, tokens[index]):
            return _source_of(view, pack, tokens, start, index + 1, any_case=True)
    return _source_of(view, pack, tokens, start, end, any_case=True)


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the sentence, for a later verb without one of its own."""
    source = source_before(view, pack, low, high, known)
    return source if source is not None and source.mention is not None else None


def full_names(view: View, pack: Pack) -> list[str]:
    """The names of more than one word in a document, titles and suffixes cut off."""
    names: dict[str, None] = {}
    seen = pack.names_seen
    for match in pack.patterns["full_name"].finditer(view.cased):
        words = match.group()
        if words not in seen:
            if len(seen) > 50_000:
                seen.clear()
            tokens = tokenise(view, pack, *match.span())
            low = 0
            while low < len(tokens) and tokens[low].classes & (ADVERB | COORDINATOR | DETERMINER):
                low += 1
            low = _past_titles(pack, tokens, low, len(tokens))
            seen[words] = None
            if len(tokens) - low > 1 and not tokens[-1].classes & _HEAD:
                span = _cut(view, pack, Span(tokens[low].start, tokens[-1].end))
                seen[words] = view.text[span.start : span.end]
        if (name := seen[words]) is not None:
            names[name] = None
    return list(names)


# ---------------------------------------------------------------- case


def _is_genitive(pack: Pack, token: Token) -> bool:
    return pack.patterns["genitive"].search(token.word) is not None and not token.classes & (
        _HEAD | PREPOSITION
    )


def _is_oblique(pack: Pack, token: Token) -> bool:
    """Whether a word shows a case that no subject has. Listed nouns are listed without one."""
    if token.classes & _HEAD:
        return False
    return pack.patterns["oblique_name" if token.capital else "oblique"].search(token.word) is not None


def _is_adverbial(pack: Pack, token: Token) -> bool:
    """Whether a segment that ends in this word says when, where or why: '… sonra', 'Ankara'da'."""
    if token.classes & (PREPOSITION | ADVERB | TIME):
        return True
    return _is_oblique(pack, token) and not _is_genitive(pack, token)


def _cut(view: View, pack: Pack, span: Span) -> Span:
    """A mention without the case ending after its apostrophe."""
    match = pack.patterns["suffix"].search(view.text, span.start, span.end)
    return Span(span.start, match.start()) if match else span


def _is_known(view: View, source: Source, known: set[str]) -> bool:
    assert source.mention is not None
    words = view.masked[source.mention.start : source.mention.end].split()
    return len(words) > 1 or words[0] in known


# ---------------------------------------------------------------- segments


def _segments(tokens: Tokens):  # type: ignore[no-untyped-def]
    """Stretches between commas and quoted words: start, end, whether a comma closes it."""
    start = 0
    for index, token in enumerate(tokens):
        if token.classes & BREAK:
            yield start, index, True
            start = index + 1
    yield start, len(tokens), False


def _past_lead(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Past 'Ancak', 'Öte yandan', 'Salı günü'."""
    while start < end:
        kind = tokens[start].classes
        if kind & (COORDINATOR | ADVERB | TIME) and not kind & _HEAD:
            start += 1
        elif tokens[start].word[0].isdigit() and start + 1 < end and tokens[start + 1].classes & TIME:
            start += 2
        else:
            break
    return start


def _first_subject(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int
) -> Source | None:
    """The first noun phrase without a case suffix that goes on into something else."""
    owner = False  # a genitive came before: what follows belongs to it
    index = start
    called: tuple[int, int] | None = None
    while index < end and index - start < MAX_HEAD_TOKENS:
        token = tokens[index]
        if token.capital and not token.classes & (ADVERB | COORDINATOR | DETERMINER | PRONOUN | TIME):
            stop = _run_end(pack, tokens, index, end)
            last = tokens[stop - 1]
            if _is_oblique(pack, last):
                owner = owner or _is_genitive(pack, last)
                index = stop
                continue
            following = tokens[stop] if stop < end else None
            if following is not None and following.classes & LINKING:  # Aras adlı bir adam
                called = (index, stop)
                index = stop + 1
                continue
            if following is not None and following.classes & PREPOSITION:
                index = stop + 1
                continue
            compound = _compound_end(pack, tokens, stop, end)
            if compound is not None:
                index = compound
                if index < end and tokens[index].capital and not _is_oblique(pack, tokens[index]):
                    continue  # BM temsilcisi Ada Kaya
                return _source_of(view, pack, tokens, start, index)
            if following is None and stop == end:
                return None if owner else _source_of(view, pack, tokens, start, stop)
            if owner or (last.classes & DEMONYM and stop - index == 1):
                if not tokens[index - 1].classes & TITLE:
                    index = stop
                    continue
            return _source_of(view, pack, tokens, start, stop)
        head = token.classes & _HEAD or (
            not owner and pack.patterns["plural"].search(token.word) and not _is_oblique(pack, token)
        )
        if token.classes & PRONOUN and index == start and not token.classes & DETERMINER:
            return Source(Span(token.start, token.end), "pronoun", rest=token.end)
        if head and not (owner and not pack.patterns["owned"].search(token.word)):
            following = tokens[index + 1] if index + 1 < end else None
            if following is None or not (
                following.classes & (PREPOSITION | LINKING | _HEAD | COORDINATOR)
                or (following.capital and not _is_oblique(pack, following))
            ):
                if called is not None:
                    return Source(_cut(view, pack, _span(tokens, *called)), "name", rest=token.end)
                return _source_of(view, pack, tokens, start, index + 1)
        if called is not None and token.word in pack.words["person"]:
            return Source(_cut(view, pack, _span(tokens, *called)), "name", rest=token.end)
        owner = owner or _is_genitive(pack, token)
        index += 1
    return None


def _run_end(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Where capital words that belong together end: at a suffix, a small word, an acronym."""
    index = start + 1
    while index < end:
        token, before = tokens[index], tokens[index - 1]
        if pack.patterns["suffix"].search(before.word):
            return index
        if token.capital:
            acronym = pack.patterns["acronym"].search(token.word) is None and _is_acronym(token, pack)
            if acronym and index - start >= 2:
                return index
            index += 1
        elif token.classes & PARTICLE and index + 1 < end and tokens[index + 1].capital:
            index += 1
        elif token.word in pack.words["and"] and index + 1 < end and tokens[index + 1].capital:
            if not _is_oblique(pack, before):
                index += 1
            else:
                return index
        else:
            return index
    return end


def _is_acronym(token: Token, pack: Pack) -> bool:
    return bool(token.classes & GREETING)


def _compound_end(pack: Pack, tokens: Tokens, stop: int, end: int) -> int | None:
    """Where 'Japon otomobil firması' ends, whose capital word is not its head; None if it is."""
    for index in range(stop, min(end, stop + MAX_COMPOUND_TOKENS)):
        token = tokens[index]
        if token.classes & _HEAD and not token.capital:
            following = tokens[index + 1] if index + 1 < end else None
            if following is not None and following.classes & (PREPOSITION | LINKING):
                return None
            if following is not None and following.classes & _HEAD:
                continue
            return index + 1
        if _is_oblique(pack, token) or token.classes & (ADVERB | TIME | DETERMINER | PREPOSITION):
            return None
        if token.classes & PRONOUN or token.capital:
            return None
    return None


def _last_subject(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, *, sure: bool
) -> Source | None:
    """The noun phrase that fills a segment before a comma or a quotation.

    `sure`: nothing but its own shape says that it is a subject.
    """
    last = tokens[end - 1]
    kind = last.classes
    if _is_oblique(pack, last) or kind & (PREPOSITION | ADVERB | TIME | COORDINATOR):
        return None
    if sure and not (last.capital or kind & (_HEAD | PRONOUN)):
        return None
    if pack.patterns["verb_end"].search(last.word) and not last.capital and not kind & _HEAD:
        return None
    return _source_of(view, pack, tokens, start, end)


# ---------------------------------------------------------------- noun phrases


def _span(tokens: Tokens, start: int, end: int) -> Span:
    return Span(tokens[start].start, tokens[end - 1].end)


def _source_of(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, *, any_case: bool = False
) -> Source | None:
    """The source in `tokens[start:end]`: the name at its end, or the phrase as a description."""
    last = tokens[end - 1]
    rest = last.end
    if last.classes & PRONOUN:
        return Source(Span(last.start, last.end), "pronoun", rest=rest)
    low = end
    while low > start and end - low < MAX_NAME_TOKENS:
        token = tokens[low - 1]
        if low < end and pack.patterns["suffix"].search(token.word):
            break
        if token.capital and not token.classes & (ADVERB | DETERMINER | TIME):
            low -= 1
        elif low < end and low - 1 > start and tokens[low - 2].capital and (
            token.classes & PARTICLE or token.word in pack.words["and"]
        ):
            low -= 1
        else:
            break
    if low < end:
        low = _past_titles(pack, tokens, low, end)
    if low < end and not (tokens[end - 1].classes & TITLE):
        has = low > start
        return Source(
            _cut(view, pack, _span(tokens, low, end)),
            "name",
            _span(tokens, start, low) if has else None,
            rest=rest,
        )
    if end - start > MAX_PHRASE_TOKENS:
        start = _phrase_start(pack, tokens, start, end)
    sure = bool(last.classes & _HEAD)
    return Source(_cut(view, pack, _span(tokens, start, end)), "description", sure=sure, rest=rest)


def _phrase_start(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    for index in range(end - 2, start - 1, -1):
        if _is_adverbial(pack, tokens[index]):
            return index + 1
    return start


def _past_titles(pack: Pack, tokens: Tokens, low: int, end: int) -> int:
    """Past the last title in capital words: 'ABD Dışişleri Bakanı Ada Kaya'."""
    for index in range(end - 1, low - 1, -1):
        if tokens[index].classes & TITLE:
            return index + 1
        if tokens[index].classes & ORGANISATION and index < end - 2:
            return index + 1
    return low
