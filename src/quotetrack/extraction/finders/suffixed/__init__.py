"""Sources in languages with suffixes for case and the verb at the end of the sentence (Turkish).

The subject stands at the head and the reported clause between it and the cue: 'Lider Kaya, yolun
açıldığını söyledi'. Where no comma parts the two, the first noun phrase without a case suffix is
the subject; the genitive that begins the clause is none. See `declined` and `spaced` for the others.
"""

from __future__ import annotations

from quotetrack.extraction.finders.suffixed.heads import (
    first_subject,
    last_subject,
    past_lead,
    segments,
)
from quotetrack.extraction.finders.suffixed.suffixes import (
    cut,
    is_adverbial,
    is_genitive,
    is_oblique,
    past_titles,
    source_of,
    stem_is_head,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    BREAK,
    COORDINATOR,
    DETERMINER,
    ORGANISATION,
    PARTICLE,
    PREPOSITION,
    ROLE,
    TIME,
    TITLE,
    Token,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.units import QUOTED, View
from quotetrack.models import Span

MAX_SEGMENTS = 6  # between commas, in which the subject is looked for
MAX_HEAD_TOKENS = 16  # from the head of a segment
MAX_COMPOUND_TOKENS = 5  # from a capital word to the noun it belongs to
MAX_SETTING_TOKENS = 12  # up to the place where it was said
MAX_OWNER_TOKENS = 24
MAX_WORD_CHARS = 24  # before a clause, whose verb it may be
MAX_AGAIN_WORDS = 4  # of a subject after a conjunction
MAX_BARE_TOKENS = 4  # 'bir' and a noun that no list has
Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION


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
    coordinated = (bool(tokens) and tokens[0].word in pack.words["and"]) or (
        pack.patterns["converb"].search(view.masked[max(0, low - MAX_WORD_CHARS) : low].rstrip())
        is not None  # olmadığını savunarak örgütü …: the subject stands before
    )
    return _at_head(view, pack, tokens, known, coordinated=coordinated)


def _at_head(
    view: View, pack: Pack, tokens: Tokens, known: set[str], *, coordinated: bool = False
) -> Source:
    """The subject at the head of `tokens`, elided if there is none.

    `coordinated`: the clause goes on from another one, so that a lone capital word is no subject.
    """
    fallback: Source | None = None
    begin = None
    for number, (start, end, closed) in enumerate(segments(tokens)):
        if number >= MAX_SEGMENTS:
            break
        start = past_lead(pack, tokens, start, end)
        if start >= end:
            continue
        if begin is None:
            begin = tokens[start].start
        inside = first_subject(view, pack, tokens, start, end, known)
        if (
            coordinated
            and inside is not None
            and inside.kind != "pronoun"
            and not (closed and inside.rest == tokens[end - 1].end)
        ):
            phrase = inside.description or inside.mention
            at_once = phrase is not None and phrase.start == tokens[start].start
            words = view.cased[slice(*(inside.mention or (0, 0)))].count(" ") + 1
            contrasted = any(
                t.start >= inside.rest and t.word in pack.words["contrast"]
                for t in tokens[start : start + MAX_AGAIN_WORDS]
            )
            if not at_once or not 2 - contrasted <= words <= MAX_AGAIN_WORDS:
                inside = None
        last = tokens[end - 1]
        if closed and is_adverbial(pack, last) and number + 1 < MAX_SEGMENTS:
            if pack.patterns["asked"].search(last.word):
                continue  # Kendisine toplantı sorulunca: somebody else is meant
            if inside is not None and (
                _only_time(tokens, inside.rest, end) or _own_occasion(pack, tokens, end)
            ):
                inside.rest = _past_setting(pack, tokens, last.end)
                return inside  # Beyaz Saray pazar günü, …; Kaya yaptığı açıklamada, …
            fallback = fallback or inside
            continue
        while not closed and end > start + 1 and tokens[end - 1].classes & (ADVERB | DETERMINER):
            end -= 1  # Bir hayran şöyle …
        bare = end - start <= MAX_BARE_TOKENS and tokens[start].classes & DETERMINER
        sure = not closed and not bare
        found = inside
        if found is None and not (coordinated and not closed):
            found = last_subject(view, pack, tokens, start, end, sure=sure)
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
                found = last_subject(view, pack, tokens, start, end, sure=False) or found
        if found is not None:
            if closed and found.mention is not None and found.rest == last.end:
                _extend_list(view, pack, tokens, end + 1, found)
            found.rest = _past_setting(pack, tokens, found.rest)
            return found
        if closed and is_genitive(pack, last):
            break  # the clause has begun
    return fallback or Source(None, "elided", rest=begin or 0)


def _only_time(tokens: Tokens, position: int, end: int) -> bool:
    """Whether nothing but when it was said stands between a subject and its comma."""
    after = [token for token in tokens[:end] if token.start >= position]
    return bool(after) and all(token.classes & (TIME | ADVERB) for token in after)


def _own_occasion(pack: Pack, tokens: Tokens, end: int) -> bool:
    """Whether a segment ends in what its subject made: 'yaptığı açıklamada'."""
    return (
        end > 2
        and pack.patterns["occasion"].search(tokens[end - 1].word) is not None
        and pack.patterns["object_participle"].search(tokens[end - 2].word) is not None
    )


def _modifies(pack: Pack, tokens: Tokens, index: int) -> bool:
    """Whether a participle stands right before a noun in capitals: 'terk eden Kaya'."""
    return (
        not tokens[index].capital
        and pack.patterns["participle"].search(tokens[index].word) is not None
        and index + 1 < len(tokens)
        and (tokens[index + 1].capital or tokens[index + 1].classes & _HEAD != 0)
    )


def _after_finite(pack: Pack, tokens: Tokens) -> int | None:
    """Where the last clause begins after a finite verb and a conjunction: '… arıyor, ancak Kaya'."""
    for index in range(len(tokens) - 1, 1, -1):
        if tokens[index].word == "," and index + 1 < len(tokens):
            if pack.patterns["surely_finite"].search(tokens[index - 1].word):
                return index + 1  # Vali incelemelerde bulundu, yaraların sarıldığını …
            continue
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
            if token.classes & BREAK or is_genitive(pack, token):
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
    if all(t.capital or t.word in pack.words["and"] for t in inner) and not is_oblique(
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
        if not is_genitive(pack, token):
            continue
        heads = token.capital and pack.patterns["suffix"].search(token.word)
        if heads or stem_is_head(pack, token):
            source = source_of(
                view, pack, tokens, past_lead(pack, tokens, start, index), index + 1, any_case=True
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
    start, end, closed = next(segments(tokens), (0, 0, False))
    if tokens and tokens[0].classes & COORDINATOR:
        start = next((i for i in range(1, end) if _modifies(pack, tokens, i)), end) + 1
        if start >= end:
            return None  # '… diyen ve ülkeyi terk eden Kaya'
    start = past_lead(pack, tokens, start, end)
    if start >= end:
        return None
    source = first_subject(view, pack, tokens, start, end, known)
    if source is None:
        source = last_subject(view, pack, tokens, start, end, sure=not closed)
    if source is None and not closed and not strict and end - start <= 4:
        source = last_subject(view, pack, tokens, start, end, sure=False)
    if source is None and not strict:  # söyleyen raporlarla: in whatever case
        for index in range(start, min(end, start + MAX_COMPOUND_TOKENS)):
            if stem_is_head(pack, tokens[index]):
                source = source_of(view, pack, tokens, start, index + 1, any_case=True)
                break
            if tokens[index].capital and pack.patterns["suffix"].search(tokens[index].word):
                source = source_of(view, pack, tokens, start, index + 1, any_case=True)
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
    start = past_lead(pack, tokens, start, len(tokens))
    end = len(tokens)
    if start >= end:
        return None
    named = tokens[end - 1].capital
    for index in range(end - 2, start - 1, -1):  # Reuters'in haberine göre
        token = tokens[index]
        if named or not token.capital or not pack.patterns["suffix"].search(token.word):
            continue
        if is_genitive(pack, token) or pack.patterns["from"].search(token.word):
            return source_of(view, pack, tokens, start, index + 1, any_case=True)
    return source_of(view, pack, tokens, start, end, any_case=True)


def within(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The document in which it stands: 'raporda … belirtildi', 'Bakanlıktan yapılan açıklamada'."""
    tokens = tokenise(view, pack, low, high)
    start = past_lead(pack, tokens, 0, len(tokens))
    for index in range(start, min(len(tokens), start + MAX_HEAD_TOKENS)):
        token = tokens[index]
        if token.classes & BREAK:
            return None
        if not pack.patterns["document"].search(token.word):
            continue
        for ahead in range(start, index):  # whose document it is
            if pack.patterns["from"].search(tokens[ahead].word) or is_genitive(pack, tokens[ahead]):
                source = source_of(view, pack, tokens, start, ahead + 1, any_case=True)
                break
        else:
            source = source_of(view, pack, tokens, start, index + 1, any_case=True)
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
            low = past_titles(pack, tokens, low, len(tokens))
            seen[words] = None
            if len(tokens) - low > 1 and not tokens[-1].classes & _HEAD:
                span = cut(view, pack, Span(tokens[low].start, tokens[-1].end))
                seen[words] = view.text[span.start : span.end]
        if (name := seen[words]) is not None:
            names[name] = None
    marked = set(pack.patterns["marked_name"].findall(view.cased))
    view.marked.update(pack.fold(name) for name in marked)
    return list(names)


def _is_known(view: View, source: Source, known: set[str]) -> bool:
    assert source.mention is not None
    words = view.masked[source.mention.start : source.mention.end].split()
    return len(words) > 1 or words[0] in known
