"""Sources in languages with suffixes for case and the verb at the end of the sentence (Turkish).

The subject stands at the head and the reported clause between it and the cue: 'Lider Kaya, yolun
açıldığını söyledi'. Where no comma parts the two, the first noun phrase without a case suffix is
the subject; the genitive that begins the clause is none. See `declined` and `spaced` for the others.
"""

from __future__ import annotations

from quotetrack.extraction.finders.suffixed.heads import (
    last_subject,
    segments,
)
from quotetrack.extraction.finders.suffixed.names import full_names
from quotetrack.extraction.finders.suffixed.openings import after_finite, at_head, past_setting
from quotetrack.extraction.finders.suffixed.runs import past_lead
from quotetrack.extraction.finders.suffixed.subjects import first_subject
from quotetrack.extraction.finders.suffixed.suffixes import (
    is_genitive,
    shows,
    source_of,
    stem_classes,
    stem_is_head,
)
from quotetrack.extraction.finders.tokens import (
    BREAK,
    COORDINATOR,
    ORGANISATION,
    PREPOSITION,
    PRONOUN,
    ROLE,
    TITLE,
    Token,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View

__all__ = [
    "complement",
    "full_names",
    "owner",
    "source_after",
    "source_before",
    "subject",
    "within",
]
MAX_HEAD_TOKENS = 16  # from the head of a segment
MAX_COMPOUND_TOKENS = 5  # from a capital word to the noun it belongs to
MAX_OWNED_TOKENS = 6  # from an owner to the name of what is owned
MAX_OWNER_TOKENS = 24
MAX_WORD_CHARS = 24  # before a clause, whose verb it may be
Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject at the head of `text[low:high]`; `rest` says where the words after it begin.

    Elided where the verb alone carries it.
    """
    tokens = tokenise(view, pack, low, high)
    again = after_finite(pack, tokens)
    if again is not None:
        source = at_head(view, pack, tokens[again:], known, coordinated=True)
        if source.mention is None:
            first = at_head(view, pack, tokens[: again - 1], known)
            first.rest = source.rest
            return first
        return source
    coordinated = (bool(tokens) and tokens[0].word in pack.words["and"]) or (
        pack.patterns["converb"].search(view.masked[max(0, low - MAX_WORD_CHARS) : low].rstrip())
        is not None  # olmadığını savunarak örgütü …: the subject stands before
    )
    return at_head(view, pack, tokens, known, coordinated=coordinated)


def _modifies(pack: Pack, tokens: Tokens, index: int) -> bool:
    """Whether a participle stands right before a noun in capitals: 'terk eden Kaya'."""
    return (
        not tokens[index].capital
        and shows(pack, "participle", tokens[index].word)
        and index + 1 < len(tokens)
        and (tokens[index + 1].capital or tokens[index + 1].classes & _HEAD != 0)
    )


def owner(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """Whose statement it is: the genitive at the head, 'Kaya’nın … söylediği'."""
    tokens = tokenise(view, pack, low, high)
    start = 0
    for index, token in enumerate(tokens[:MAX_OWNER_TOKENS]):
        if token.classes & BREAK:
            start = index + 1
        if not is_genitive(pack, token):
            continue
        heads = token.capital and shows(pack, "suffix", token.word)
        if heads and _is_relation(pack, tokens, index):
            return None  # Kaya'nın babası Ali, …: it is Ali who speaks
        if heads or stem_is_head(pack, token) or token.classes & PRONOUN:
            index = _last_owner(pack, tokens, index)
            token = tokens[index]
            source = source_of(
                view, pack, tokens, past_lead(pack, tokens, start, index), index + 1, any_case=True
            )
            if source is not None:
                source.rest = token.end
            return source
    return None


def _is_relation(pack: Pack, tokens: Tokens, index: int) -> bool:
    """Whether the owner at `index` only says whose father somebody named before a comma is."""
    for ahead in range(index + 1, min(len(tokens) - 1, index + 1 + MAX_OWNED_TOKENS)):
        token, following = tokens[ahead], tokens[ahead + 1]
        if token.classes & BREAK or (is_genitive(pack, token) and not token.capital):
            return False
        if token.capital and following.word == ",":
            before = tokens[ahead - 1]
            return not shows(pack, "suffix", token.word) and (
                before.capital or before.classes & TITLE != 0
            )
    return False


def _last_owner(pack: Pack, tokens: Tokens, index: int) -> int:
    """The genitive that the one at `index` only describes: 'şirketin başkanı Kaya’nın', 'firmanın sözcüsünün'."""
    named = tokens[index].capital and shows(pack, "suffix", tokens[index].word)
    for ahead in range(index + 1, min(len(tokens) - 1, index + 1 + MAX_OWNED_TOKENS)):
        token = tokens[ahead]
        if token.classes & BREAK:
            break
        if ahead == index + 1 and not token.capital and stem_is_head(pack, token):
            if is_genitive(pack, token):
                return ahead if shows(pack, "owned_genitive", token.word) else index
        described = not named and shows(pack, "describing", token.word)
        if (token.classes & TITLE or described) and tokens[ahead + 1].capital:
            for name in range(ahead + 1, min(len(tokens), ahead + 1 + MAX_COMPOUND_TOKENS)):
                if not tokens[name].capital:
                    break
                if is_genitive(pack, tokens[name]):
                    return name
            break
    return index


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
            if tokens[index].capital and shows(pack, "suffix", tokens[index].word):
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
    if tokens[end - 1].classes & PRONOUN and start < end - 1:
        return None  # herkes ona göre davranır
    named = tokens[end - 1].capital
    said = shows(pack, "said_by", tokens[end - 1].word) or (
        end - start > 2 and shows(pack, "object_participle", tokens[end - 2].word)
    )  # Ajansın yaptığı duyuruya göre
    for index in range(end - 2, start - 1, -1):  # Reuters'in haberine göre
        token = tokens[index]
        if said and is_genitive(pack, token):
            return source_of(view, pack, tokens, start, index + 1, any_case=True)
        if named or not token.capital or not shows(pack, "suffix", token.word):
            continue
        if stem_classes(pack, tokens[end - 1].word) & (TITLE | ROLE):
            continue  # Kaya'nın avukatına göre
        if is_genitive(pack, token) or shows(pack, "from", token.word):
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
        if not shows(pack, "document", token.word):
            continue
        start, end = _whose_document(pack, tokens, start, index)
        source = source_of(view, pack, tokens, start, end, any_case=True)
        if source is not None:
            source.rest = past_setting(pack, tokens, token.end)
        return source
    return None


def _whose_document(pack: Pack, tokens: Tokens, start: int, index: int) -> tuple[int, int]:
    """Where whose document it is begins and ends; the document itself where nobody is named.

    'Kaya tarafından yapılan açıklamada', 'Kaya'nın raporunda', 'Bakanlıktan yapılan açıklamada'.
    """
    last: int | None = None
    maker: int | None = None
    for ahead in range(start, index):
        token, following = tokens[ahead], tokens[ahead + 1]
        if token.word in pack.words["agent"]:
            return start, ahead
        if token.classes & PREPOSITION:
            start = past_lead(pack, tokens, ahead + 1, index)  # toplantının ardından
        elif following.classes & PREPOSITION and following.word not in pack.words["agent"]:
            continue
        elif is_genitive(pack, token):
            last = last if shows(pack, "matter", token.word) else ahead
        elif maker is None and shows(pack, "from", token.word) and not following.capital:
            maker = ahead
    if maker is not None and maker >= start and not shows(pack, "possessed", tokens[index].word):
        return start, maker + 1
    return start, index + 1 if last is None or last < start else last + 1


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the sentence, for a later verb without one of its own."""
    source = source_before(view, pack, low, high, known)
    return source if source is not None and source.mention is not None else None


def _is_known(view: View, source: Source, known: set[str]) -> bool:
    assert source.mention is not None
    words = view.masked[source.mention.start : source.mention.end].split()
    return len(words) > 1 or words[0] in known
