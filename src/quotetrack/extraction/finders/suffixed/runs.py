"""Where capital words that belong together end, and what they are part of; see `suffixed`."""

from __future__ import annotations

from quotetrack.extraction.finders.suffixed.suffixes import (
    is_from_body,
    is_genitive,
    is_oblique,
    opens_name,
    past_titles,
    shows,
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

MAX_COMPOUND_TOKENS = 5  # from a capital word to the noun it belongs to
MAX_GAP_CHARS = 2  # between two words of a name; a bracket leaves more
Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION


def is_common(pack: Pack, tokens: Tokens, end: int, known: set[str]) -> bool:
    """Whether the capital of a sentence's first word is only that: 'Firma', 'Sonunda', 'Televizyonda'."""
    first = tokens[0]
    if shows(pack, "suffix", first.word) or first.word in known:
        return False
    if first.classes & _HEAD:
        return not opens_name(tokens, 0, end)
    if first.classes & (DETERMINER | GREETING):
        return bool(first.classes & DETERMINER) and not opens_name(tokens, 0, end)
    following = tokens[1] if end > 1 else None
    if following is not None and following.word in pack.words["naming"]:
        return False  # Greta adını kullanan eylemci
    if following is not None and following.capital:
        return shows(pack, "surely_oblique", first.word)
    if following is not None and following.classes & BREAK:
        return False
    if following is not None and _opens_relative(pack, first, following):
        return True  # Olayı gören
    if shows(pack, "genitive", first.word) and not shows(pack, "surely_genitive", first.word):
        if stem_is_head(pack, first):
            return True  # Lodin, Putin; but Polisin
        if following is not None and following.word in pack.words["contrast"]:
            return False
        if _owns_next(pack, tokens, end):
            return True  # Yarışın galibi
        verbs = ("reported_verb", "object_participle")
        if end < len(tokens) or not any(
            shows(pack, name, token.word) for token in tokens[-2:] for name in verbs
        ):
            return False
        return not any(is_genitive(pack, token) for token in tokens[1:end])  # Nehrin yükseldiğini
    return (
        is_oblique(pack, first)
        or is_genitive(pack, first)
        or shows(pack, "oblique_common", first.word)
    )


def _owns_next(pack: Pack, tokens: Tokens, end: int) -> bool:
    """Whether a noun with a possessor follows the first word, at most a number between them."""
    for index, token in enumerate(tokens[1:end], 1):
        if token.classes & DETERMINER:
            continue
        following = tokens[index + 1] if index + 1 < end else None
        if index == 1 and following is not None and not following.capital:
            if shows(pack, "owned_genitive", following.word):
                return not token.capital  # Eyaletin emeklilik fonunun
        small = token.classes & (ADVERB | PREPOSITION | TIME | PRONOUN | BREAK)
        return not small and not token.capital and shows(pack, "possessed", token.word)
    return False


def _opens_relative(pack: Pack, first: Token, following: Token) -> bool:
    """Whether a word stands inside a clause that describes what follows: 'Olayı gören'."""
    small = following.classes & (_HEAD | ADVERB | PREPOSITION | TIME | LINKING)
    return (
        not small and shows(pack, "owned", first.word) and shows(pack, "describing", following.word)
    )


def parted_end(pack: Pack, tokens: Tokens, start: int, stop: int, known: set[str]) -> int | None:
    """Where a name ends that another one with a suffix follows: 'Mike Hall Kuzey Kore’nin'."""
    low = past_titles(pack, tokens, start, stop)
    titled = low > start or (start > 0 and tokens[start - 1].classes & TITLE)
    if stop - low < 3 or tokens[low].classes & GREETING:
        return None
    last = tokens[stop - 1].word.replace("’", "'").partition("'")[0]
    if classes(last, pack) & ORGANISATION or is_from_body(pack, tokens[stop - 1]):
        return None  # Meteoroloji Ajansı'ndan
    first, second = tokens[low].word in known, tokens[low + 1].word in known
    if first and not second:
        return low + 1
    return low + 2 if titled or (first and second) else None


def run_end(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Where capital words that belong together end: at a suffix, a small word, an acronym."""
    index = start + 1
    while index < end:
        token, before = tokens[index], tokens[index - 1]
        if token.start - before.end > MAX_GAP_CHARS:
            return index  # Federasyonu (KSF) BM'ye
        if shows(pack, "suffix", before.word):
            return index
        if is_from_body(pack, before):
            return index
        if token.classes & DEMONYM and token.capital and not before.classes & DEMONYM:
            return index
        if token.word[0].isdigit():
            index += 1
        elif token.capital:
            acronym = not shows(pack, "acronym", token.word) and _is_acronym(token, pack)
            if acronym and (index - start >= 2 or shows(pack, "to_or_in", token.word)):
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
    stem = token.word.replace("’", "'").partition("'")[0]
    return bool(classes(stem, pack) & GREETING)


def compound_end(pack: Pack, tokens: Tokens, stop: int, end: int) -> int | None:
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


def whole_end(pack: Pack, tokens: Tokens, stop: int, end: int) -> int | None:
    """Where 'Çin heyetinin başkanı' ends, if a comma or 'ise' follows: its capital word is not its head."""
    if stop >= end or not (is_genitive(pack, tokens[stop]) and stem_is_head(pack, tokens[stop])):
        return None
    for index in range(stop + 1, min(end, stop + MAX_COMPOUND_TOKENS)):
        token = tokens[index]
        if token.capital or is_oblique(pack, token):
            return None
        if token.classes & _HEAD and is_owned(pack, token):
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if following is None or following.classes & BREAK:
                return index + 1
            return index + 1 if following.word in pack.words["contrast"] else None
    return None


def is_date(tokens: Tokens, index: int, end: int) -> bool:
    """Whether a month is none of the girls' names that some are: '21 Ocak', 'Eylül ayında'."""
    if tokens[index - 1].word[0].isdigit():
        return True
    return index + 1 < end and tokens[index + 1].classes & TIME != 0


def is_occasion(pack: Pack, tokens: Tokens, end: int) -> bool:
    """Whether a sentence begins with 'Şampiyonluk maçının ardından', a capital word that is no name."""
    return (
        end > 3
        and not tokens[1].capital
        and shows(pack, "owned_genitive", tokens[1].word)
        and tokens[2].classes & PREPOSITION != 0
    )


def joins(pack: Pack, tokens: Tokens, index: int, end: int) -> bool:
    """Whether 've' or 'ile' at `index` joins two names; 'Ada ile görüşen' is no list."""
    word = tokens[index].word
    if word not in pack.words["and"]:
        return False
    if not tokens[index].classes & PREPOSITION:
        return True
    following = tokens[index + 1] if index + 1 < end else None
    return following is not None and following.capital and not following.classes & TIME


def is_complement(pack: Pack, token: Token) -> bool:
    return is_oblique(pack, token) and not token.classes & (ADVERB | TIME)


def is_owned(pack: Pack, token: Token) -> bool:
    return shows(pack, "owned", token.word)


def past_lead(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Past 'Ancak', 'Öte yandan', 'Salı günü'."""
    while start < end:
        kind = tokens[start].classes
        if kind & (COORDINATOR | ADVERB | TIME) and not kind & _HEAD:
            start += 1
        elif (
            (tokens[start].word[0].isdigit() or kind & (DETERMINER | PRONOUN))
            and start + 1 < end
            and tokens[start + 1].classes & TIME
        ):
            start += 2  # 21 Ocak, bu ayın
        else:
            break
    return start
