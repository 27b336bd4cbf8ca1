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
    classes,
    tokenise,
)
from quotetrack.extraction.units import QUOTED, View
from quotetrack.models import Span

MAX_SEGMENTS = 6  # between commas, in which the subject is looked for
MAX_HEAD_TOKENS = 16  # from the head of a segment
MAX_PHRASE_TOKENS = 12  # of a description
MAX_COMPOUND_TOKENS = 5  # from a capital word to the noun it belongs to
MAX_NAME_TOKENS = 8
MAX_SETTING_TOKENS = 12  # up to the place where it was said
MAX_OWNER_TOKENS = 24

Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION
_SMALL = ADVERB | COORDINATOR | DETERMINER | PRONOUN | TIME  # no names, for all their capital


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject at the head of `text[low:high]`; `rest` says where the words after it begin.

    Elided where the verb alone carries it.
    """
    tokens = tokenise(view, pack, low, high)
    again = _after_finite(pack, tokens)
    if again is not None:
        source = _at_head(view, pack, tokens[again:], known, coordinated=True)
        if source.mention is None:
            first = _at_head(view, pack, tokens[: again - 1], known)
            first.rest = source.rest
            return first
        return source
    coordinated = bool(tokens) and tokens[0].word in pack.words["and"]
    return _at_head(view, pack, tokens, known, coordinated=coordinated)


def _at_head(
    view: View, pack: Pack, tokens: Tokens, known: set[str], *, coordinated: bool = False
) -> Source:
    """The subject at the head of `tokens`, elided if there is none.

    `coordinated`: the clause goes on from another one, so that a lone capital word is no subject.
    """
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
        inside = _first_subject(view, pack, tokens, start, end, known)
        if coordinated and inside is not None and inside.kind == "name" and not closed:
            at_once = inside.mention is not None and inside.mention.start == tokens[start].start
            if not at_once or not view.cased[slice(*(inside.mention or (0, 0)))].count(" "):
                inside = None
        last = tokens[end - 1]
        if closed and _is_adverbial(pack, last) and number + 1 < MAX_SEGMENTS:
            fallback = fallback or inside
            continue
        found = inside or _last_subject(view, pack, tokens, start, end, sure=not closed)
        if closed and inside is not None and inside.rest < last.end and last.capital:
            before = next(
                (
                    t
                    for t in reversed(tokens[start:end])
                    if t.classes & TITLE or not (t.capital or t.classes & PARTICLE)
                ),
                last,
            )
            if (
                before.classes & (TITLE | PREPOSITION) and before is not last
            ):  # …'in ardından Kral Charles,
                found = _last_subject(view, pack, tokens, start, end, sure=False) or found
        if found is not None:
            if closed and found.mention is not None and found.rest == last.end:
                _extend_list(view, pack, tokens, end + 1, found)
            found.rest = _past_setting(pack, tokens, found.rest)
            return found
        if closed and _is_genitive(pack, last):
            break  # the clause has begun
    return fallback or Source(None, "elided", rest=begin or 0)


def _after_finite(pack: Pack, tokens: Tokens) -> int | None:
    """Where the last clause begins after a finite verb and a conjunction: '… arıyor, ancak Kaya'."""
    for index in range(len(tokens) - 1, 1, -1):
        if tokens[index].word not in pack.words["clause_joiner"]:
            continue
        before = tokens[index - 1]
        if before.classes & BREAK:
            before = tokens[index - 2]
        if pack.patterns["finite"].search(before.word) and not before.classes & _HEAD:
            return index + 1
    return None


def _past_setting(pack: Pack, tokens: Tokens, rest: int) -> int:
    """Past when and where it was said, which stands after the subject: 'dün akşam Ankara’da'."""
    index = next((i for i, t in enumerate(tokens) if t.start >= rest), len(tokens))
    while index < len(tokens) and tokens[index].classes & BREAK:
        if tokens[index].word[0] == QUOTED:
            return tokens[index].start
        index += 1
    if index < len(tokens):
        rest = tokens[index].start
    begin = index
    while index < len(tokens):
        if tokens[index].classes & (TIME | ADVERB) and not tokens[index].classes & _HEAD:
            index += 1
            continue
        for ahead in range(index, min(len(tokens), index + MAX_SETTING_TOKENS)):
            token = tokens[ahead]
            if token.classes & BREAK or _is_genitive(pack, token):
                return tokens[index].start if begin < index else rest
            if pack.patterns["setting"].search(token.word):
                index = ahead + 1
                break
        else:
            break
    while begin < index < len(tokens) and tokens[index].word == ",":
        index += 1
    return tokens[index].start if begin < index < len(tokens) else rest


def _extend_list(view: View, pack: Pack, tokens: Tokens, start: int, found: Source) -> None:
    """Make 'A, B ve C' one source: what follows the comma is names with 've' between them."""
    end = next((i for i in range(start, len(tokens)) if tokens[i].classes & BREAK), len(tokens))
    inner = tokens[start:end]
    joined = any(t.word in pack.words["and"] for t in inner)
    if end >= len(tokens) or not joined or found.mention is None or not inner[-1].capital:
        return
    if all(t.capital or t.word in pack.words["and"] for t in inner) and not _is_oblique(
        pack, inner[-1]
    ):
        found.mention = Span(found.mention.start, inner[-1].end)
        found.rest = inner[-1].end


def owner(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """Whose statement it is: the genitive at the head, 'Kaya’nın … söylediği'."""
    tokens = tokenise(view, pack, low, high)
    start = 0
    for index, token in enumerate(tokens[:MAX_OWNER_TOKENS]):
        if token.classes & BREAK:
            start = index + 1
        if not _is_genitive(pack, token):
            continue
        heads = token.capital and pack.patterns["suffix"].search(token.word)
        if heads or _stem_is_head(pack, token):
            source = _source_of(
                view, pack, tokens, _past_lead(pack, tokens, start, index), index + 1, any_case=True
            )
            if source is not None:
                source.rest = token.end
            return source
    return None


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
    source = _first_subject(view, pack, tokens, start, end, known)
    if source is None:
        source = _last_subject(view, pack, tokens, start, end, sure=not closed)
    if source is None and not closed and not strict and end - start <= 4:
        source = _last_subject(view, pack, tokens, start, end, sure=False)
    if source is None and not strict:  # söyleyen raporlarla: in whatever case
        for index in range(start, min(end, start + MAX_COMPOUND_TOKENS)):
            if _stem_is_head(pack, tokens[index]):
                source = _source_of(view, pack, tokens, start, index + 1, any_case=True)
                break
            if tokens[index].capital and pack.patterns["suffix"].search(tokens[index].word):
                source = _source_of(view, pack, tokens, start, index + 1, any_case=True)
                break
    if strict and (source is None or source.kind != "name" or not _is_known(view, source, known)):
        return None
    if source is not None:
        source.rest = 0  # the clause stands elsewhere
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
    named = tokens[end - 1].capital
    for index in range(end - 2, start - 1, -1):  # Reuters'in haberine göre
        token = tokens[index]
        if named or not token.capital or not pack.patterns["suffix"].search(token.word):
            continue
        if _is_genitive(pack, token) or pack.patterns["from"].search(token.word):
            return _source_of(view, pack, tokens, start, index + 1, any_case=True)
    return _source_of(view, pack, tokens, start, end, any_case=True)


def within(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The document in which it stands: 'raporda … belirtildi', 'Bakanlıktan yapılan açıklamada'."""
    tokens = tokenise(view, pack, low, high)
    start = _past_lead(pack, tokens, 0, len(tokens))
    for index in range(start, min(len(tokens), start + MAX_HEAD_TOKENS)):
        token = tokens[index]
        if token.classes & BREAK:
            return None
        if not pack.patterns["document"].search(token.word):
            continue
        for ahead in range(start, index):  # whose document it is
            if pack.patterns["from"].search(tokens[ahead].word) or _is_genitive(
                pack, tokens[ahead]
            ):
                source = _source_of(view, pack, tokens, start, ahead + 1, any_case=True)
                break
        else:
            source = _source_of(view, pack, tokens, start, index + 1, any_case=True)
        if source is not None:
            source.rest = _past_setting(pack, tokens, token.end)
        return source
    return None


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
            while low < len(tokens) and (
                tokens[low].classes & (ADVERB | COORDINATOR | DETERMINER)
                or (low == 0 and tokens[low].classes & ORGANISATION)
                or pack.patterns["surely_oblique"].search(tokens[low].word)
            ):
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
    if _stem_is_head(pack, token):
        return True
    return (
        pack.patterns["oblique_name" if token.capital else "oblique"].search(token.word) is not None
    )


def _stem_is_head(pack: Pack, token: Token) -> bool:
    """Whether a word is a listed noun with a case suffix: kurul-a, rapor-lar-la."""
    word = token.word
    return any(
        classes(word[:-size], pack) & _HEAD
        and pack.patterns["case_ending"].fullmatch(word, len(word) - size)
        for size in range(1, min(4, len(word) - 2))
    )


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
        elif (
            tokens[start].word[0].isdigit() and start + 1 < end and tokens[start + 1].classes & TIME
        ):
            start += 2
        else:
            break
    return start


def _first_subject(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, known: set[str]
) -> Source | None:
    """The first noun phrase without a case suffix that goes on into something else."""
    owner = False  # a genitive came before: what follows belongs to it
    index = start
    called: tuple[int, int] | None = None
    candidate: Source | None = None  # a noun that may be the title of the name after it
    while index < end and index - start < MAX_HEAD_TOKENS:
        token = tokens[index]
        if index == start and start == 0 and token.capital and _is_common(pack, tokens, end, known):
            owner = owner or _is_genitive(pack, token)
            if not token.classes & _HEAD:
                index += 1
                if pack.patterns["surely_oblique"].search(token.word) and not owner:
                    start = index
                continue
            capital = False
        else:
            capital = token.capital
        if capital and (start or not token.classes & _SMALL):
            stop = _run_end(pack, tokens, index, end)
            last = tokens[stop - 1]
            if _is_oblique(pack, last):
                parted = _parted(pack, tokens, index, stop, known)
                if parted is not None and (not owner or tokens[index - 1].classes & TITLE):
                    return _source_of(view, pack, tokens, start, parted)
                if candidate is not None:
                    return candidate
                owner = owner or _is_genitive(pack, last)
                index = stop
                continue
            following = tokens[stop] if stop < end else None
            if following is not None and following.classes & LINKING:  # Aras adlı bir adam
                if following.word in pack.words["naming"]:
                    called = (index, stop)
                owner = False
                index = stop + 1
                continue
            if following is not None and following.word in pack.words["and"]:
                if stop + 1 == end:  # “…” dedi Kaya ve ekledi
                    return _source_of(view, pack, tokens, start, stop)
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
            compound = _compound_end(pack, tokens, stop, end)
            if compound is not None and not (owner and not _is_owned(pack, tokens[compound - 1])):
                index = compound
                candidate = _source_of(view, pack, tokens, start, index)
                many = tokens[index - 1].classes & ROLE
                if index < end and tokens[index].capital and not many and candidate is not None:
                    continue  # BM temsilcisi Ada Kaya
                return candidate
            if following is None and stop == end:
                return None if owner else _source_of(view, pack, tokens, start, stop)
            if candidate is not None and following is not None and _is_oblique(pack, following):
                if stop - index == 1 and not following.capital:
                    return candidate  # şarkıcı Instagram hesabından
            if candidate is not None and not (tokens[index - 1].classes | token.classes) & TITLE:
                return candidate
            if owner or (last.classes & DEMONYM and stop - index == 1):
                if not tokens[index - 1].classes & TITLE:
                    index = stop
                    continue
            return _source_of(view, pack, tokens, start, stop)
        if token.classes & PREPOSITION and candidate is None:
            index += 1
            start = start if owner else index
            continue
        head = token.classes & _HEAD or (
            not owner
            and pack.patterns["plural"].search(token.word)
            and not _is_oblique(pack, token)
        )
        if token.classes & PRONOUN and index == start and not token.classes & DETERMINER:
            return Source(Span(token.start, token.end), "pronoun", rest=token.end)
        if head and not (owner and not _is_owned(pack, token)):
            following = tokens[index + 1] if index + 1 < end else None
            if following is None or not (
                following.classes & (PREPOSITION | LINKING | _HEAD | COORDINATOR)
                or (following.capital and not token.classes & ROLE)
                or (
                    not following.capital
                    and _is_genitive(pack, following)
                    and _stem_is_head(pack, following)
                )
            ):
                if called is not None:
                    return Source(_cut(view, pack, _span(tokens, *called)), "name", rest=token.end)
                return _source_of(view, pack, tokens, start, index + 1)
            if following.capital and not following.classes & (PREPOSITION | LINKING):
                candidate = _source_of(view, pack, tokens, start, index + 1)
        if called is not None and token.word in pack.words["person"]:
            return Source(_cut(view, pack, _span(tokens, *called)), "name", rest=token.end)
        owner = owner or _is_genitive(pack, token)
        index += 1
    return candidate


def _is_owned(pack: Pack, token: Token) -> bool:
    return pack.patterns["owned"].search(token.word) is not None


def _is_common(pack: Pack, tokens: Tokens, end: int, known: set[str]) -> bool:
    """Whether the capital of a sentence's first word is only that: 'Firma', 'Sonunda', 'Televizyonda'."""
    first = tokens[0]
    if pack.patterns["suffix"].search(first.word) or first.word in known:
        return False
    if first.classes & _HEAD:
        return True
    if first.classes & (DETERMINER | GREETING):
        return bool(first.classes & DETERMINER)
    following = tokens[1] if end > 1 else None
    if following is not None and following.capital:
        return pack.patterns["surely_oblique"].search(first.word) is not None
    if following is not None and following.classes & BREAK:
        return False
    if pack.patterns["genitive"].search(first.word) and not pack.patterns["surely_genitive"].search(
        first.word
    ):
        return _stem_is_head(pack, first)  # Lodin, Putin; but Polisin
    return (
        _is_oblique(pack, first)
        or _is_genitive(pack, first)
        or pack.patterns["oblique_common"].search(first.word) is not None
    )


def _parted(pack: Pack, tokens: Tokens, start: int, stop: int, known: set[str]) -> int | None:
    """Where a name ends that another one with a suffix follows: 'Mike Hall Kuzey Kore’nin'."""
    low = _past_titles(pack, tokens, start, stop)
    titled = low > start or (start > 0 and tokens[start - 1].classes & TITLE)
    if stop - low < 3 or tokens[low].classes & GREETING:
        return None
    first, second = tokens[low].word in known, tokens[low + 1].word in known
    if first and not second:
        return low + 1
    return low + 2 if titled or (first and second) else None


def _run_end(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Where capital words that belong together end: at a suffix, a small word, an acronym."""
    index = start + 1
    while index < end:
        token, before = tokens[index], tokens[index - 1]
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
    if kind & DETERMINER and end - start == 1:
        return None  # Bunun “…” olduğunu
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
        if token.capital and (low > 1 or not token.classes & _SMALL):
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
        low = _past_titles(pack, tokens, low, end)
    if low == end - 1 and low == 0 and start == 0 and last.classes & _HEAD:
        low = end  # 'Bakan' at the head of a sentence
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
    for index in range(end - 2, start - 1, -1):
        if pack.patterns["converb"].search(tokens[index].word) and not tokens[index].capital:
            start = index + 1  # … bulunduğundan araştırmacılar
            break
    for index in range(end - 2, start - 1, -1):
        if tokens[index].word in pack.words["article"] and (index == start):
            start += 1
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
