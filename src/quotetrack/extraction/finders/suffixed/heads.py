"""The first noun phrase of a sentence that bears no case suffix: its subject; see `suffixed`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from quotetrack.extraction.finders.suffixed.described import (
    closes_phrase,
    is_of_place,
    is_somebody,
    named_after,
)
from quotetrack.extraction.finders.suffixed.runs import (
    compound_end,
    is_common,
    is_complement,
    is_date,
    is_occasion,
    is_owned,
    joins,
    parted_end,
    run_end,
    whole_end,
)
from quotetrack.extraction.finders.suffixed.suffixes import (
    cut,
    extent,
    is_genitive,
    is_oblique,
    opens_name,
    shows,
    source_of,
    stem_is_head,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    BREAK,
    COORDINATOR,
    DEMONYM,
    DETERMINER,
    LINKING,
    ORGANISATION,
    PREPOSITION,
    PRONOUN,
    ROLE,
    TIME,
    TITLE,
    Token,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import QUOTED, View
from quotetrack.models import Span

MAX_HEAD_TOKENS = 16  # from the head of a segment
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
        if (
            index + 1 < end
            and (not token.capital or (first and not token.classes & TITLE))
            and shows(pack, "without", tokens[index + 1].word)
        ):
            index += 2  # soru almadan: what is not taken takes nothing itself
            start = start if owner else index
            continue
        if first and is_common(pack, tokens, end, known):
            owner = owner or is_genitive(pack, token)
            if not token.classes & _HEAD:
                index += 1
                following = tokens[index] if index < end else None
                oblique = shows(pack, "surely_oblique", token.word)
                if following is not None and following.word in pack.words["partitive"]:
                    continue  # Göstericilerden biri
                if following is not None and following.word in pack.words["contrast"]:
                    if not (owner or oblique or token.classes & _SMALL):
                        return source_of(view, pack, tokens, start, index)  # Hayranları ise
                if oblique and not owner:
                    start = index
                continue
            capital = False
        else:
            capital = token.capital
        if token.classes & TIME and index and is_date(tokens, index, end):
            index += 1
            start = start if owner else index
            continue
        if capital and index == start == 0 and is_occasion(pack, tokens, end):
            index = start = 3
            continue
        if capital and (start or not token.classes & _SMALL or opens_name(tokens, index, end)):
            stop = run_end(pack, tokens, index, end)
            last = tokens[stop - 1]
            if is_oblique(pack, last):
                parted = parted_end(pack, tokens, index, stop, known)
                if parted is not None and (not owner or tokens[index - 1].classes & TITLE):
                    return source_of(view, pack, tokens, start, parted)
                if stop < end and shows(pack, "relative", tokens[stop].word):
                    owner, index, candidate = False, stop + 1, None
                    continue  # merkezi Londra'da bulunan Gözlemevi
                if candidate is not None:
                    return candidate
                owner = owner or is_genitive(pack, last)
                index = stop
                continue
            following = tokens[stop] if stop < end else None
            ahead = named_after(pack, tokens, stop, end) if following is not None else None
            if ahead is not None and candidate is None:
                owner, index = False, ahead
                continue
            if following is not None and following.classes & LINKING:  # Aras adlı bir adam
                if following.word in pack.words["naming"]:
                    called = (index, stop)
                owner = False
                index = stop + 1
                continue
            if following is not None and joins(pack, tokens, stop, end):
                if stop + 1 == end:  # “…” dedi Kaya ve ekledi
                    return source_of(view, pack, tokens, start, stop)
                index = stop + 1
                continue
            if following is not None and (
                shows(pack, "modified", following.word)
                or is_of_place(pack, tokens, index, stop, known)
            ):
                index = stop + 1  # Tahran merkezli bir kuruluş; Alton fabrikasında
                continue
            if following is not None and following.classes & PREPOSITION:
                if candidate is not None:
                    return candidate
                index = stop + 1
                start = start if owner else index
                continue
            whole = whole_end(pack, tokens, stop, end)
            if whole is not None:
                return source_of(view, pack, tokens, start, whole)
            compound = compound_end(pack, tokens, stop, end)
            if compound is not None and any(
                one.classes & TITLE for one in tokens[max(0, index - 1) : stop - 1]
            ):
                compound = None  # Başkan Kaya hükümeti …
            after = tokens[compound] if compound is not None and compound < end else None
            if after is not None and not after.capital:
                if after.classes & LINKING:  # BM uzmanı olan Ada Kaya
                    owner, index = False, cast("int", compound) + 1
                    start = index
                    continue
                if is_genitive(pack, after) and not (
                    shows(pack, "owned_genitive", after.word) and stem_is_head(pack, after)
                ):
                    pass  # köy sakinleri | belediyenin …
                elif is_genitive(pack, after) or stem_is_head(pack, after):
                    owner = owner or is_genitive(pack, after)
                    index = cast("int", compound) + 1  # muhalefet partisinin sözcüsü Kaya
                    continue
            if compound is not None and not (owner and not is_owned(pack, tokens[compound - 1])):
                index = compound
                candidate = source_of(view, pack, tokens, start, index)
                many = tokens[index - 1].classes & ROLE
                if index < end and tokens[index].capital and not many and candidate is not None:
                    continue  # BM temsilcisi Ada Kaya
                return candidate
            if following is None and stop == end:
                return None if owner else source_of(view, pack, tokens, start, stop)
            if candidate is not None and following is not None and is_complement(pack, following):
                if is_genitive(pack, following):
                    pass  # Senatör Kaya köprünün …
                elif stop - index == 1 and not following.capital:
                    if shows(pack, "possessed", following.word):  # but Senatör Kaya | kürsüde
                        return candidate  # şarkıcı Instagram hesabından
            if candidate is not None and not (tokens[index - 1].classes | token.classes) & TITLE:
                return candidate
            if owner or (last.classes & DEMONYM and stop - index == 1):
                if not any(one.classes & TITLE for one in tokens[index - 1 : stop - 1]):
                    index = stop
                    continue
            return source_of(view, pack, tokens, start, stop)
        if token.classes & PREPOSITION and candidate is None:
            index += 1
            owner = owner and not closes_phrase(pack, tokens, index - 1)
            start = start if owner else index
            continue
        head = token.classes & _HEAD or (
            not owner and shows(pack, "plural", token.word) and not is_oblique(pack, token)
        )
        if token.classes & PRONOUN and index == start and not token.classes & DETERMINER:
            return Source(Span(token.start, token.end), "pronoun", rest=token.end)
        if head and not (owner and not is_owned(pack, token)):
            following = tokens[index + 1] if index + 1 < end else None
            if following is not None and token.classes & DETERMINER and not following.capital:
                index += 1  # ünlü konuşmada; çoğu tur şirketi
                continue
            ahead = named_after(pack, tokens, index + 1, end) if following is not None else None
            if ahead is not None and candidate is None:
                owner, index = False, ahead  # rakip takımın hocası Kaya
                continue
            if following is not None and following.word in pack.words["article"]:
                if shows(pack, "relative", token.word):
                    index += 1  # çalışan bir cihaz
                    continue
            somebody = is_somebody(pack, tokens, start, index)  # Bakanlıktan bir yetkili | raporu …
            if (
                following is None
                or somebody
                or not (
                    following.classes & (PREPOSITION | LINKING | _HEAD | COORDINATOR)
                    or (following.capital and not token.classes & ROLE)
                    or (
                        not token.word.endswith(("lar", "ler", "ları", "leri"))
                        and not following.capital
                        and (
                            (  # Muhalefet partilerinden
                                shows(pack, "plural_owned", following.word)
                                and stem_is_head(pack, following)
                            )
                            or (
                                is_genitive(pack, following)
                                and stem_is_head(pack, following)
                                and shows(pack, "owned_genitive", following.word)
                            )
                        )
                    )
                )
            ):
                if called is not None:
                    return Source(cut(view, pack, extent(tokens, *called)), "name", rest=token.end)
                return source_of(view, pack, tokens, start, index + 1)
            if following.capital and not following.classes & (PREPOSITION | LINKING):
                candidate = source_of(view, pack, tokens, start, index + 1)
        if called is not None and token.word in pack.words["person"]:
            return Source(cut(view, pack, extent(tokens, *called)), "name", rest=token.end)
        if shows(pack, "reported_verb", token.word):
            return candidate  # kalacağını: the clause is on its way, its subject past
        owner = owner or is_genitive(pack, token)
        if owner and not token.capital and shows(pack, "relative", token.word):
            owner = False  # lider kuruluşlarından biri olan Kaya Vakfı
        index += 1
    return candidate


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
        if alone and shows(pack, "oblique_common", last.word):
            return None  # Söylentileri “…” diye niteledi
    if sure and not (last.capital or kind & (_HEAD | PRONOUN)):
        return None
    counted = end - start > 1 and tokens[end - 2].classes & DETERMINER  # ailenin yakın bir dostu
    if shows(pack, "verb_end", last.word) and not (last.capital or kind & _HEAD or counted):
        return None
    return source_of(view, pack, tokens, start, end)
