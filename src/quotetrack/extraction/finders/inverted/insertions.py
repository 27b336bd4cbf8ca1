"""What commas add to a noun phrase or cut off from it: appositions, relatives, datelines."""

from __future__ import annotations

from quotetrack.extraction.finders.inverted.capitals import (
    bare_name,
    inside_marks,
    is_acronym,
    opens_sentence,
)
from quotetrack.extraction.finders.inverted.noun_phrases import phrase_end, read_phrase
from quotetrack.extraction.finders.inverted.verbs import begins_verb
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    AUXILIARY,
    BREAK,
    COORDINATOR,
    DETERMINER,
    LINKING,
    MODAL,
    NOUN,
    OPENER,
    ORGANISATION,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    TIME,
    TITLE,
    VERB,
    Token,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import QUOTED, View
from quotetrack.models import Span

_FINITE = VERB | AUXILIARY | MODAL
_COMMON = TITLE | ROLE | NOUN
_NO_APPOSITION = RELATIVE | PREPOSITION | OPENER | TIME | ADVERB | SUBORDINATOR

Tokens = list[Token]


def with_apposition(
    view: View, pack: Pack, tokens: Tokens, start: int, stop: int, *, whole: bool = False
) -> Source | None:
    """The phrase at `start`, with the name or the role that a comma adds to it."""
    if stop < len(tokens) and tokens[stop].word[0] == QUOTED:  # das „Handelsblatt“
        if not any(t.classes & DETERMINER for t in tokens[start + 1 : stop]) and all(
            t.classes & (DETERMINER | _COMMON | ORGANISATION) for t in tokens[start:stop]
        ):
            return Source(inside_marks(view, tokens[stop]), "name")
        while stop - 1 > start and tokens[stop - 1].classes & DETERMINER:
            stop -= 1  # 'sagte ein Feuerwehrmann der „Rhönpost“'
    end = phrase_end(pack, tokens, start, stop) if start < stop else start
    source = read_phrase(view, pack, tokens, start, end, leading=True)
    if source is not None and source.kind == "description" and source.mention is not None:
        if 0 < end < stop < len(tokens) and tokens[stop].word == "," and _inside(tokens, end, stop):
            high = segment_end(tokens, stop + 1)
            high = phrase_end(pack, tokens, stop + 1, high) if stop + 1 < high else stop
            named = bare_name(view, pack, tokens, stop + 1, high)
            if named is not None:  # die Vorsitzende der Fraktion im Landtag, Miriam Schulz
                described = Span(source.mention.start, tokens[stop - 1].end)
                return Source(named, "name", described)
    if source is not None and source.kind == "description" and end < stop:
        token = tokens[end]
        if source.mention is not None and (
            (token.classes & RELATIVE and not token.classes & DETERMINER)
            or (whole and (token.word in pack.words["loose"] or _inside(tokens, end, stop)))
        ):
            return Source(Span(source.mention.start, tokens[stop - 1].end), "description")
    if source is None or end < stop or stop >= len(tokens) or tokens[stop].word != ",":
        return source
    low, high = stop + 1, segment_end(tokens, stop + 1)
    if low >= high:
        return source
    if source.kind == "description":
        named = bare_name(view, pack, tokens, low, phrase_end(pack, tokens, low, high))
        if named is not None:
            return Source(named, "name", source.mention)
    elif (
        source.kind == "name" and source.mention is not None and _is_of_name(tokens, start, source)
    ):
        high = phrase_end(pack, tokens, low, high)
        named = bare_name(view, pack, tokens, low, high)
        if named is not None and high - low > 1 and named.start == tokens[low].start:
            return Source(named, "name", Span(tokens[start].start, source.mention.end))
    elif source.kind == "name" and source.description is None:
        if not tokens[low].classes & _NO_APPOSITION and not tokens[low].word[0].isdigit():
            high = max(phrase_end(pack, tokens, low, high), low + 1)
            source.description = Span(tokens[low].start, tokens[high - 1].end)
    return source


def _is_of_name(tokens: Tokens, start: int, source: Source) -> bool:
    """Whether a name is of what somebody is head: 'director del Programa Mundial, Ana Gil'."""
    assert source.mention is not None
    at = next((i for i, t in enumerate(tokens) if t.start == source.mention.start), 0)
    if at - 2 < start or not tokens[start].classes & DETERMINER:
        return False
    while at - 2 > start and tokens[at - 1].capital:
        at -= 1
    return bool(tokens[at - 1].classes & LINKING) and not tokens[at - 2].capital


def _inside(tokens: Tokens, start: int, stop: int) -> bool:
    """Whether a preposition says where somebody works: 'der Gastwissenschaftler an einem Institut'."""
    return bool(tokens[start].classes & PREPOSITION) and not any(
        t.classes & (TIME | VERB | AUXILIARY | RELATIVE | PRONOUN) and not t.classes & DETERMINER
        for t in tokens[start:stop]
    )


def before_insertion(view: View, pack: Pack, tokens: Tokens, end: int) -> Source | None:
    """The subject before insertions: 'Pedro Ruiz, que …, dijo', 'le maire, X, a dit'."""
    at = _past_dateline(view, tokens)
    found: Source | None = None
    while at <= end:
        stop = min(segment_end(tokens, at), end)
        if at < stop:
            found = _insertion_step(view, pack, tokens, at, stop, found)
        at = stop + 1
    return found


def _insertion_step(
    view: View, pack: Pack, tokens: Tokens, at: int, stop: int, found: Source | None
) -> Source | None:
    first = tokens[at].classes
    if found is not None and first & (RELATIVE | PREPOSITION | ADVERB | OPENER | TIME):
        return found
    if found is not None and tokens[at].word in pack.words["loose"]:
        return found  # 'L’étude, publiée dans la revue X, montre'
    if first & RELATIVE and found is None:
        return None
    begin = clause_start(tokens, at, stop)
    if begin < stop and tokens[begin].classes & RELATIVE:
        return found
    if any(t.classes & _FINITE and not t.capital for t in tokens[begin:stop]):
        if found is not None and first & DETERMINER:
            return found  # 'ein Reeder, der anonym bleiben wollte, berichtete'
        return found if found is not None and found.kind == "name" and begin == at else None
    if found is None:
        return read_phrase(view, pack, tokens, begin, stop)
    if found.kind == "description":
        named = bare_name(view, pack, tokens, at, stop)
        if named is not None:
            return Source(named, "name", found.mention)
        return found
    if found.mention is not None and _is_of_name(tokens, 0, found):
        named = bare_name(view, pack, tokens, at, stop)
        if named is not None and named.start == tokens[at].start and stop - at > 1:
            return Source(named, "name", found.mention)  # 'El consejero de Medio Rural, Ana Gil,'
    if found.kind == "name" and found.description is None:
        found.description = Span(tokens[at].start, tokens[stop - 1].end)
    return found


def antecedent(view: View, pack: Pack, tokens: Tokens, start: int, end: int) -> Source | None:
    """Whom a relative pronoun means: the last noun phrase of the words before it."""
    at = clause_start(tokens, start, end)
    for index in range(end - 1, at - 1, -1):
        if tokens[index].classes & _FINITE and (
            not tokens[index].capital or (index == at and opens_sentence(view, tokens[index]))
        ):  # 'Fue su hermana quien avisó'
            at = index + 1
            while at < end and tokens[at].classes & PREPOSITION:
                at += 1
            return read_phrase(view, pack, tokens, at, end, leading=True) if at < end else None
    return read_phrase(view, pack, tokens, at, end)


def with_relative(
    view: View, pack: Pack, tokens: Tokens, start: int, relative: int, end: int
) -> Source | None:
    """A subject whose relative clause no comma cuts off: 'un voisin qui … ajoute'."""
    source = read_phrase(view, pack, tokens, clause_start(tokens, start, relative), relative)
    if source is None or source.kind != "description" or source.mention is None:
        return source
    return Source(Span(source.mention.start, tokens[end - 1].end), "description")


def _past_dateline(view: View, tokens: Tokens) -> int:
    """Past 'GINEBRA (EFE) —' at the head of a text."""
    if not tokens or not is_acronym(view, tokens[0]) or not opens_sentence(view, tokens[0]):
        return 0
    for index, token in enumerate(tokens[:9]):
        if token.word[0] in "-–—":
            return index + 1
    return 0


def clause_start(tokens: Tokens, start: int, end: int) -> int:
    """Where the last clause of a segment begins: after que, weil, or after 'und' and a verb."""
    for index in range(end - 1, start - 1, -1):
        kind = tokens[index].classes
        if kind & DETERMINER and kind & RELATIVE and tokens[index].capital:
            continue  # 'Deren Sprecher sagte', at the head of a sentence
        if kind & RELATIVE and index == start:
            return index
        if kind & SUBORDINATOR:
            return index + 1
        if kind & COORDINATOR and any(
            t.classes & _FINITE and not t.capital for t in tokens[start:index]
        ):
            return index + 1
    return start


def segment_start(tokens: Tokens, end: int) -> int:
    for index in range(end - 1, -1, -1):
        if tokens[index].classes & BREAK:
            return index + 1
    return 0


def segment_end(tokens: Tokens, start: int) -> int:
    for index in range(start, len(tokens)):
        if tokens[index].classes & BREAK:
            return index
    return len(tokens)


def is_subject(view: View, pack: Pack, low: int, high: int) -> bool:
    """Whether words before a cue are no clause but somebody and his name: 'Su rival, Ana Gil,'."""
    tokens = tokenise(view, pack, low, high)
    if any(begins_verb(pack, token) for token in tokens):
        return False
    first = segment_end(tokens, 0)
    start = first + 1
    while start < len(tokens):
        stop = segment_end(tokens, start)
        if not all(t.classes & ADVERB for t in tokens[start:stop]):  # ', de leur côté,'
            if bare_name(view, pack, tokens, start, stop) is None:
                return False
        start = stop + 1
    return 0 < first < len(tokens)
