"""The first noun phrase of a sentence that bears no case suffix: its subject; see `suffixed`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from quotetrack.extraction.finders.suffixed.suffixes import (
    cut,
    extent,
    is_genitive,
    is_oblique,
    opens_name,
    past_titles,
    source_of,
    stem_is_head,
)
from quotetrack.extraction.finders.tokens import (
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
    classes,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.units import QUOTED, View
from quotetrack.models import Span

MAX_HEAD_TOKENS = 16  # from the head of a segment
MAX_COMPOUND_TOKENS = 5  # from a capital word to the noun it belongs to
MAX_GAP_CHARS = 2  # between two words of a name; a bracket leaves more
Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION
_SMALL = ADVERB | COORDINATOR | DETERMINER | PRONOUN | TIME  # no names, for all their capital


def segments(tokens: Tokens) -> Iterator[tuple[int, int, bool]]:
    """Stretches between commas and quoted words: start, end, whether a comma closes it."""
    start = 0
    for index, token in enumerate(tokens):
        if token.classes & BREAK:
            yield start, index, True
            start = index + 1
    yield start, len(tokens), False


def past_lead(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Past 'Ancak', 'Öte yandan', 'Salı günü'."""
    while start < end:
        kind = tokens[start].classes
        if kind & (COORDINATOR | ADVERB | TIME) and not kind & _HEAD:
            start += 1
        elif (
            (tokens[start].word[0].isdigit() or kind & DETERMINER)
            and start + 1 < end
            and tokens[start + 1].classes & TIME
        ):
            start += 2  # 21 Ocak, bu ayın
        else:
            break
    return start


def first_subject(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, known: set[str]
) -> Source | None:
    """The first noun phrase without a case suffix that goes on into something else."""
    owner = False  # a genitive came before: what follows belongs to it
    index = start
    called: tuple[int, int] | None = None
    candidate: Source | None = None  # a noun that may be the title of the name after it
    while index < end and index - start < MAX_HEAD_TOKENS:
        token = tokens[index]
        first = index == start == 0 and token.capital and token.word not in view.marked
        if first and _is_common(pack, tokens, end, known):
            owner = owner or is_genitive(pack, token)
            if not token.classes & _HEAD:
                index += 1
                if pack.patterns["surely_oblique"].search(token.word) and not owner:
                    start = index
                continue
            capital = False
        else:
            capital = token.capital
        if token.classes & TIME and index and _is_date(tokens, index, end):
            index += 1
            start = start if owner else index
            continue
        if capital and index == start == 0 and _is_occasion(pack, tokens, end):
            index = start = 3
            continue
        if capital and (start or not token.classes & _SMALL or opens_name(tokens, index, end)):
            stop = _run_end(pack, tokens, index, end)
            last = tokens[stop - 1]
            if is_oblique(pack, last):
                if stop < end and pack.patterns["relative"].search(tokens[stop].word):
                    owner, index, candidate = False, stop + 1, None
                    continue  # merkezi Londra'da bulunan Gözlemevi
                parted = _parted(pack, tokens, index, stop, known)
                if parted is not None and (not owner or tokens[index - 1].classes & TITLE):
                    return source_of(view, pack, tokens, start, parted)
                if candidate is not None:
                    return candidate
                owner = owner or is_genitive(pack, last)
                index = stop
                continue
            following = tokens[stop] if stop < end else None
            if following is not None and following.classes & LINKING:  # Aras adlı bir adam
                if following.word in pack.words["naming"]:
                    called = (index, stop)
                owner = False
                index = stop + 1
                continue
            if following is not None and _joins(pack, tokens, stop, end):
                if stop + 1 == end:  # “…” dedi Kaya ve ekledi
                    return source_of(view, pack, tokens, start, stop)
                index = stop + 1
                continue
            if following is not None and pack.patterns["modified"].search(following.word):
                index = stop + 1  # Tahran merkezli bir kuruluş
                continue
            if following is not None and following.classes & PREPOSITION:
                if candidate is not None:
                    return candidate
                index = stop + 1
                start = start if owner else index
                continue
            whole = _whole_end(pack, tokens, stop, end)
            if whole is not None:
                return source_of(view, pack, tokens, start, whole)
            compound = _compound_end(pack, tokens, stop, end)
            after = tokens[compound] if compound is not None and compound < end else None
            if after is not None and not after.capital:
                if after.classes & LINKING:  # BM uzmanı olan Ada Kaya
                    owner, index = False, cast("int", compound) + 1
                    start = index
                    continue
                if is_genitive(pack, after) or stem_is_head(pack, after):
                    owner = owner or is_genitive(pack, after)
                    index = cast("int", compound) + 1  # muhalefet partisinin sözcüsü Kaya
                    continue
            if compound is not None and not (owner and not _is_owned(pack, tokens[compound - 1])):
                index = compound
                candidate = source_of(view, pack, tokens, start, index)
                many = tokens[index - 1].classes & ROLE
                if index < end and tokens[index].capital and not many and candidate is not None:
                    continue  # BM temsilcisi Ada Kaya
                return candidate
            if following is None and stop == end:
                return None if owner else source_of(view, pack, tokens, start, stop)
            if candidate is not None and following is not None and _is_complement(pack, following):
                if stop - index == 1 and not following.capital:
                    return candidate  # şarkıcı Instagram hesabından
            if candidate is not None and not (tokens[index - 1].classes | token.classes) & TITLE:
                return candidate
            if owner or (last.classes & DEMONYM and stop - index == 1):
                if not tokens[index - 1].classes & TITLE:
                    index = stop
                    continue
            return source_of(view, pack, tokens, start, stop)
        if token.classes & PREPOSITION and candidate is None:
            index += 1
            start = start if owner else index
            continue
        head = token.classes & _HEAD or (
            not owner and pack.patterns["plural"].search(token.word) and not is_oblique(pack, token)
        )
        if token.classes & PRONOUN and index == start and not token.classes & DETERMINER:
            return Source(Span(token.start, token.end), "pronoun", rest=token.end)
        if head and not (owner and not _is_owned(pack, token)):
            following = tokens[index + 1] if index + 1 < end else None
            if following is not None and following.word in pack.words["article"]:
                if pack.patterns["relative"].search(token.word):
                    index += 1  # çalışan bir cihaz
                    continue
            if following is None or not (
                following.classes & (PREPOSITION | LINKING | _HEAD | COORDINATOR)
                or (following.capital and not token.classes & ROLE)
                or (
                    not token.word.endswith(("lar", "ler"))
                    and not following.capital
                    and is_genitive(pack, following)
                    and stem_is_head(pack, following)
                )
            ):
                if called is not None:
                    return Source(cut(view, pack, extent(tokens, *called)), "name", rest=token.end)
                return source_of(view, pack, tokens, start, index + 1)
            if following.capital and not following.classes & (PREPOSITION | LINKING):
                candidate = source_of(view, pack, tokens, start, index + 1)
        if called is not None and token.word in pack.words["person"]:
            return Source(cut(view, pack, extent(tokens, *called)), "name", rest=token.end)
        if pack.patterns["reported_verb"].search(token.word):
            return candidate  # kalacağını: the clause is on its way, its subject past
        owner = owner or is_genitive(pack, token)
        if owner and not token.capital and pack.patterns["relative"].search(token.word):
            owner = False  # lider kuruluşlarından biri olan Kaya Vakfı
        index += 1
    return candidate


def _is_occasion(pack: Pack, tokens: Tokens, end: int) -> bool:
    """Whether a sentence begins with 'Şampiyonluk maçının ardından', a capital word that is no name."""
    return (
        end > 3
        and not tokens[1].capital
        and is_genitive(pack, tokens[1])
        and tokens[2].classes & PREPOSITION != 0
    )


def _whole_end(pack: Pack, tokens: Tokens, stop: int, end: int) -> int | None:
    """Where 'Çin heyetinin başkanı' ends, if a comma or 'ise' follows: its capital word is not its head."""
    if stop >= end or not (is_genitive(pack, tokens[stop]) and stem_is_head(pack, tokens[stop])):
        return None
    for index in range(stop + 1, min(end, stop + MAX_COMPOUND_TOKENS)):
        token = tokens[index]
        if token.capital or is_oblique(pack, token):
            return None
        if token.classes & _HEAD and _is_owned(pack, token):
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if following is None or following.classes & BREAK:
                return index + 1
            return index + 1 if following.word in pack.words["contrast"] else None
    return None


def _is_date(tokens: Tokens, index: int, end: int) -> bool:
    """Whether a month is none of the girls' names that some are: '21 Ocak', 'Eylül ayında'."""
    if tokens[index - 1].word[0].isdigit():
        return True
    return index + 1 < end and tokens[index + 1].classes & TIME != 0


def _joins(pack: Pack, tokens: Tokens, index: int, end: int) -> bool:
    """Whether 've' or 'ile' at `index` joins two names; 'Ada ile görüşen' is no list."""
    word = tokens[index].word
    if word not in pack.words["and"]:
        return False
    if not tokens[index].classes & PREPOSITION:
        return True
    following = tokens[index + 1] if index + 1 < end else None
    return following is not None and following.capital and not following.classes & TIME


def _is_complement(pack: Pack, token: Token) -> bool:
    return is_oblique(pack, token) and not token.classes & (ADVERB | TIME)


def _is_owned(pack: Pack, token: Token) -> bool:
    return pack.patterns["owned"].search(token.word) is not None


def _is_common(pack: Pack, tokens: Tokens, end: int, known: set[str]) -> bool:
    """Whether the capital of a sentence's first word is only that: 'Firma', 'Sonunda', 'Televizyonda'."""
    first = tokens[0]
    if pack.patterns["suffix"].search(first.word) or first.word in known:
        return False
    if first.classes & _HEAD:
        return not opens_name(tokens, 0, end)
    if first.classes & (DETERMINER | GREETING):
        return bool(first.classes & DETERMINER) and not opens_name(tokens, 0, end)
    following = tokens[1] if end > 1 else None
    if following is not None and following.capital:
        return pack.patterns["surely_oblique"].search(first.word) is not None
    if following is not None and following.classes & BREAK:
        return False
    if pack.patterns["genitive"].search(first.word) and not pack.patterns["surely_genitive"].search(
        first.word
    ):
        return stem_is_head(pack, first)  # Lodin, Putin; but Polisin
    return (
        is_oblique(pack, first)
        or is_genitive(pack, first)
        or pack.patterns["oblique_common"].search(first.word) is not None
    )


def _parted(pack: Pack, tokens: Tokens, start: int, stop: int, known: set[str]) -> int | None:
    """Where a name ends that another one with a suffix follows: 'Mike Hall Kuzey Kore’nin'."""
    low = past_titles(pack, tokens, start, stop)
    titled = low > start or (start > 0 and tokens[start - 1].classes & TITLE)
    if stop - low < 3 or tokens[low].classes & GREETING:
        return None
    last = tokens[stop - 1].word.replace("’", "'").partition("'")[0]
    if classes(last, pack) & ORGANISATION:
        return None  # Meteoroloji Ajansı'ndan
    first, second = tokens[low].word in known, tokens[low + 1].word in known
    if first and not second:
        return low + 1
    return low + 2 if titled or (first and second) else None


def _run_end(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Where capital words that belong together end: at a suffix, a small word, an acronym."""
    index = start + 1
    while index < end:
        token, before = tokens[index], tokens[index - 1]
        if token.start - before.end > MAX_GAP_CHARS:
            return index  # Federasyonu (KSF) BM'ye
        if pack.patterns["suffix"].search(before.word):
            return index
        if token.classes & DEMONYM and token.capital and not before.classes & DEMONYM:
            return index
        if token.word[0].isdigit():
            index += 1
        elif token.capital:
            acronym = pack.patterns["acronym"].search(token.word) is None and _is_acronym(
                token, pack
            )
            if acronym and index - start >= 2:
                return index
            index += 1
        elif (
            token.classes & PARTICLE
            and index + 1 < end
            and (tokens[index + 1].capital or tokens[index + 1].classes & PARTICLE)
        ):
            index += 1
        elif token.word in pack.words["and"] and _goes_on(tokens, index + 1, end):
            if not is_oblique(pack, before):
                index += 1
            else:
                return index
        else:
            return index
    return end


def _goes_on(tokens: Tokens, index: int, end: int) -> bool:
    return index < end and tokens[index].capital and not tokens[index].classes & TIME


def _is_acronym(token: Token, pack: Pack) -> bool:
    return bool(token.classes & GREETING)


def _compound_end(pack: Pack, tokens: Tokens, stop: int, end: int) -> int | None:
    """Where 'Japon otomobil firması' ends, whose capital word is not its head; None if it is."""
    for index in range(stop, min(end, stop + MAX_COMPOUND_TOKENS)):
        token = tokens[index]
        if token.classes & _HEAD and not token.capital:
            following = tokens[index + 1] if index + 1 < end else None
            if following is not None and following.classes & PREPOSITION:
                return None
            if following is not None and following.classes & _HEAD:
                continue
            return index + 1
        if token.word in pack.words["attributive"]:
            continue  # Suriye resmi haber ajansı
        if is_oblique(pack, token) or token.classes & (ADVERB | TIME | DETERMINER | PREPOSITION):
            return None
        if token.classes & PRONOUN or token.capital:
            return None
    return None


def last_subject(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, *, sure: bool
) -> Source | None:
    """The noun phrase that fills a segment before a comma or a quotation.

    `sure`: nothing but its own shape says that it is a subject.
    """
    last = tokens[end - 1]
    kind = last.classes
    if is_oblique(pack, last) or kind & (PREPOSITION | ADVERB | TIME | COORDINATOR):
        return None
    if kind & DETERMINER and end - start == 1:
        return None  # Bunun “…” olduğunu
    if end - start == 1 and start == 0 and last.capital and not kind & _HEAD:
        alone = end == len(tokens) or tokens[end].word[0] == QUOTED
        if alone and pack.patterns["oblique_common"].search(last.word):
            return None  # Söylentileri “…” diye niteledi
    if sure and not (last.capital or kind & (_HEAD | PRONOUN)):
        return None
    counted = end - start > 1 and tokens[end - 2].classes & DETERMINER  # ailenin yakın bir dostu
    if pack.patterns["verb_end"].search(last.word) and not (last.capital or kind & _HEAD or counted):
        return None
    return source_of(view, pack, tokens, start, end)
