"""Case suffixes, and what a noun phrase that ends in one or in none names; see `suffixed`."""

from __future__ import annotations

from quotetrack.extraction.finders.tokens import (
    ADVERB,
    COORDINATOR,
    DEMONYM,
    DETERMINER,
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
from quotetrack.extraction.pack import Pack, remember, remembered
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

MAX_PHRASE_TOKENS = 12  # of a description
MAX_NAME_TOKENS = 8
_HARD = {"b": "p", "c": "ç", "d": "t", "ğ": "k"}  # what a stem's end is without an ending
Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION
SMALL = ADVERB | COORDINATOR | DETERMINER | PRONOUN | TIME  # no names, for all their capital


def shows(pack: Pack, name: str, word: str) -> bool:
    """Whether a pattern of the pack is in a word. Remembered: the same words come again and again."""
    known: dict[str, bool] = pack.memo[name]
    found = known.get(word)
    if found is None:
        found = remember(known, word, pack.patterns[name].search(word) is not None)
    return found


def is_genitive(pack: Pack, token: Token) -> bool:
    return shows(pack, "genitive", token.word) and not token.classes & (_HEAD | PREPOSITION)


def is_oblique(pack: Pack, token: Token) -> bool:
    """Whether a word shows a case that no subject has. Listed nouns are listed without one."""
    if token.classes & _HEAD:
        return False
    if stem_is_head(pack, token):
        return True
    return shows(pack, "oblique_name" if token.capital else "oblique", token.word)


def stem_is_head(pack: Pack, token: Token) -> bool:
    """Whether a word is a listed noun with a case suffix: kurul-a, rapor-lar-la."""
    return stem_classes(pack, token.word) != 0


@remembered
def stem_classes(pack: Pack, word: str) -> int:
    """What a word is without its case suffix, of what a source may be; 0 for all others."""
    for size in range(1, min(5, len(word) - 2)):
        if not pack.patterns["case_ending"].fullmatch(word, len(word) - size):
            continue
        stem = word[:-size]
        if found := classes(stem, pack) & _HEAD:
            return found
        hard = _HARD.get(stem[-1])  # ekip, ekibin
        if hard is not None and (found := classes(stem[:-1] + hard, pack) & _HEAD):
            return found
    return 0


@remembered
def _ends_aside(pack: Pack, word: str) -> bool:
    """Whether a description begins after a word: '… bulunduğundan', 'açıklamada', 'konuşan'."""
    return any(shows(pack, name, word) for name in ("converb", "occasion", "speaking"))


def is_from_body(pack: Pack, token: Token) -> bool:
    """Whether somebody of it may follow: 'Sağlık Bakanlığından Kaya'."""
    if not shows(pack, "from", token.word):
        return False
    return not token.classes & _HEAD and stem_is_head(pack, token)


def is_adverbial(pack: Pack, token: Token) -> bool:
    """Whether a segment that ends in this word says when, where or why: '… sonra', 'Ankara'da'."""
    if token.classes & (PREPOSITION | ADVERB | TIME):
        return True
    return is_oblique(pack, token) and not is_genitive(pack, token)


def cut(view: View, pack: Pack, span: Span) -> Span:
    """A mention without the case ending after its apostrophe."""
    match = pack.patterns["suffix"].search(view.text, span.start, span.end)
    return Span(span.start, match.start()) if match else span


def extent(tokens: Tokens, start: int, end: int) -> Span:
    return Span(tokens[start].start, tokens[end - 1].end)


def source_of(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, *, any_case: bool = False
) -> Source | None:
    """The source in `tokens[start:end]`: the name at its end, or the phrase as a description."""
    last = tokens[end - 1]
    rest = last.end
    if last.classes & PRONOUN:
        return Source(Span(last.start, last.end), "pronoun", rest=rest)
    end = _named_end(pack, tokens, start, end)
    last = tokens[end - 1]
    low = end
    while low > start and end - low < MAX_NAME_TOKENS:
        token = tokens[low - 1]
        if low < end and (shows(pack, "suffix", token.word) or is_from_body(pack, token)):
            break
        if token.capital and (low > 1 or not token.classes & SMALL or opens_name(tokens, 0, end)):
            low -= 1
        elif (
            low < end
            and low - 1 > start
            and tokens[low - 2].capital
            and (token.classes & PARTICLE or token.word in pack.words["and"])
        ):
            low -= 1
        elif low < end and low - 2 > start and token.classes & tokens[low - 2].classes & PARTICLE:
            low -= 1
        else:
            break
    if low < end:
        low = past_titles(pack, tokens, low, end)
    if low == end - 1 and low == 0 and start == 0 and last.classes & _HEAD:
        low = end  # 'Bakan' at the head of a sentence
    if low < end and not (
        tokens[end - 1].classes & TITLE and not _follows_name(pack, tokens, end - 1)
    ):
        has = low > start
        return Source(
            cut(view, pack, extent(tokens, low, end)),
            "name",
            extent(tokens, start, low) if has else None,
            rest=rest,
        )
    if end - start > MAX_PHRASE_TOKENS:
        start = _phrase_start(pack, tokens, start, end)
    for index in range(end - 2, start - 1, -1):
        if tokens[index].capital or tokens[index].classes & _HEAD:
            continue
        word = tokens[index].word
        described = tokens[index + 1].capital and shows(pack, "describing", word)
        if described or _ends_aside(pack, word):
            start = index + 1  # … bulunduğundan araştırmacılar
            break
    for index in range(end - 2, start - 1, -1):
        if tokens[index].word in pack.words["article"] and (index == start):
            start += 1
    sure = bool(last.classes & _HEAD)
    return Source(cut(view, pack, extent(tokens, start, end)), "description", sure=sure, rest=rest)


def _named_end(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Where the name ends that 'gazetesi', 'şirketi' stands after: 'Kıyı Postası gazetesi'."""
    last = tokens[end - 1]
    if last.capital or end - start < 2 or not shows(pack, "named_body", last.word):
        return end
    low = end - 1
    if low - start > 1 and tokens[low - 1].word in pack.words["body_kind"]:
        low -= 1  # Reuters haber ajansı
    name = tokens[low - 1]
    if not name.capital or name.classes & (DEMONYM | TITLE | ROLE | ORGANISATION | TIME):
        return end
    if low > 1 and not shows(pack, "suffix", name.word):
        return low if not name.classes & DETERMINER else end
    return end


def _phrase_start(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    for index in range(end - 2, start - 1, -1):
        if is_adverbial(pack, tokens[index]):
            return index + 1
    return start


def past_titles(pack: Pack, tokens: Tokens, low: int, end: int) -> int:
    """Past the last title in capital words: 'ABD Dışişleri Bakanı Ada Kaya'."""
    for index in range(end - 1, low - 1, -1):
        if tokens[index].classes & TITLE and not _follows_name(pack, tokens, index):
            return index + 1
        if tokens[index].classes & ORGANISATION and index < end - 2:
            return index + 1
    return low


def _follows_name(pack: Pack, tokens: Tokens, index: int) -> bool:
    """Whether a word belongs to the name before it: 'Hüseyin Amca', 'Nermin Hanım'."""
    return (
        index > 0 and tokens[index - 1].capital and tokens[index].word in pack.words["after_name"]
    )


def opens_name(tokens: Tokens, index: int, end: int) -> bool:
    """Whether a common word with a capital begins a name: 'Uluslararası Af Örgütü', 'Fırıncılar Odası'."""
    kind = tokens[index].classes
    if not kind & (DETERMINER | ROLE):
        return False
    stop = index + 1
    while stop < end and tokens[stop].capital:
        stop += 1
    size = stop - index
    if kind & ROLE:  # Öğretmenler Sendikası Başkanı Kaya: what follows the name's end is its own
        return any(token.classes & ORGANISATION for token in tokens[index + 1 : stop])
    return size > 2 and tokens[stop - 1].classes & ORGANISATION != 0
