"""Sources in text with spaces between words (English, Russian, Turkish, Arabic …).

No tagger: what tells a noun phrase are commas, small words that cannot stand inside one, capital
letters where the script has them, and the pack's titles and role nouns.
"""

from __future__ import annotations

from quotetrack.extraction.finders.spaced import relatives
from quotetrack.extraction.finders.spaced.names import bare_name, find_name, full_names
from quotetrack.extraction.finders.spaced.owners import origin_of, owner_of
from quotetrack.extraction.finders.spaced.phrases import apposed_name, is_apposition, noun_phrase
from quotetrack.extraction.finders.spaced.subjects import agent_before, signed, subject
from quotetrack.extraction.finders.spaced.walking import (
    FINITE,
    Tokens,
    is_adverbial,
    last_clause,
    phrase_end,
    skip_back,
    skip_lead,
    span_of,
    split_segments,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    AUXILIARY,
    BREAK,
    CLAUSAL,
    COORDINATOR,
    DETERMINER,
    LINKING,
    OPENER,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    TITLE,
    VERB,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

__all__ = [  # agents and subjects of every kind
    "agent_before", "full_names", "quoted", "signed", "source_after", "source_before", "subject",
]  # fmt: skip


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the cue at `high`; the words before it begin at `low`.

    An elided one (`kind` 'elided') where the clause has a verb but no subject of its own; None where
    nobody is seen to speak: a negation, an infinitive, words that are no noun phrase.
    """
    if view.cased[low + 1 : low + 2].isupper():
        dateline = pack.patterns["dateline"].match(view.cased, low, high)
        low = dateline.end() if dateline else low
    tokens = tokenise(view, pack, low, high)
    if tokens and tokens[-1].owner:
        return owner_of(view, pack, tokens, known)
    if tokens and tokens[-1].word in pack.words["possessive_pronoun"]:
        return Source(span_of(tokens, len(tokens) - 1, len(tokens)), "pronoun")
    end = skip_back(pack, tokens, len(tokens))
    if end is None:
        return None
    if end == 0:
        return Source(None, "elided")
    last = tokens[end - 1]
    if last.classes & BREAK:
        segments = split_segments(tokens, 0, end - 1)
        source = _before_insertion(view, pack, tokens, segments, known)
        return Source(None, "elided") if source is None else source
    segments = split_segments(tokens, 0, end)
    start = segments[-1][0]
    if start == 0 and tokens[0].word in pack.words["quoted_as"] and end > 1:
        start = 1  # 'As the 34-year-old put it'
    if last.classes & RELATIVE:
        return relatives.antecedent(view, pack, tokens, segments[:-1], start, end - 1, known)
    if last.classes & CLAUSAL and last.word not in pack.words["quoted_as"]:
        return Source(None, "elided")  # 'while calling it'
    if last.classes & (COORDINATOR | SUBORDINATOR):
        return Source(None, "elided") if last.classes & COORDINATOR else None
    clause = last_clause(tokens, start, end)
    if clause > start and tokens[clause - 1].word in pack.words["neither"]:
        return None  # 'neither Lee nor her lawyer told'
    if clause > start and relatives.opens_relative(pack, tokens, start, clause, end):
        if any(t.classes & FINITE for t in tokens[clause:end]):
            if tokens[clause - 1].classes & RELATIVE:
                before = segments[:-1]
                who = relatives.antecedent(view, pack, tokens, before, start, clause - 1, known)
            else:  # 'the firm running a line that burned'
                who = noun_phrase(view, pack, tokens, start, clause - 1, known, leading=True)
            if who is not None and who.mention is not None and who.kind == "description":
                if start < clause - 1:  # 'scientists who have analysed it': it says which ones
                    who.mention = Span(who.mention.start, relatives.relative_end(pack, tokens, end))
            return who
    source = noun_phrase(view, pack, tokens, clause, end, known)
    if source is None:
        source = relatives.with_relative(view, pack, tokens, start, end, known)
        if source is not None:
            return source
        if len(segments) > 1 and clause == start and is_adverbial(tokens, start, end):
            return _before_insertion(view, pack, tokens, segments, known)
        return None
    if len(segments) > 1 and clause == start and source.kind != "pronoun":
        first = tokens[start]
        listed = any(t.classes & COORDINATOR for t in tokens[start:end]) and first.capital
        if not listed and (source.kind == "description" or first.word in pack.words["article"]):
            head = _apposed(view, pack, tokens, segments[:-1])
            if head is not None:
                head.description = Span(first.start, tokens[end - 1].end)
                return head
        return _listed(view, pack, tokens, segments, source)
    return source


def source_after(
    view: View,
    pack: Pack,
    low: int,
    high: int,
    known: set[str],
    *,
    strict: bool = False,
    closed: bool = False,
    whole: bool = False,
    apposed: bool = False,
) -> Source | None:
    """The source in the words after a cue: 'said Marvin Cooke, managing director at Burnaston'.

    `closed`: not where a verb follows it, since it is then the subject of what is said. `whole`:
    a participle belongs to it ('according to a study published in May'). `apposed`: the second
    of the segments must be an apposition.
    """
    tokens = tokenise(view, pack, low, min(high, low + MAX_SOURCE_CHARS))
    if not tokens:
        return None
    segments = split_segments(tokens, 0, len(tokens))
    start, stop = segments[0]
    if start >= stop:
        return None
    if stop - start == 1 and tokens[start].word in pack.words["object_pronoun"]:
        return Source(span_of(tokens, start, stop), "pronoun")  # according to him
    if start + 1 < stop and tokens[start].word in pack.words["origin"]:
        start += 1  # a claim by …
    end = phrase_end(pack, tokens, start, stop)
    if end < stop and tokens[end].classes & VERB and not tokens[end].classes & AUXILIARY:
        if whole or _is_participle(pack, tokens, end, stop):
            end = stop
    if apposed and not is_apposition(view, pack, tokens, *segments[1]):
        return None
    if closed and end < stop and tokens[end].classes & FINITE:
        return None
    source = noun_phrase(view, pack, tokens, start, end, known, leading=True)
    if source is None or (strict and source.kind != "name"):
        return None
    if (
        end < stop
        and source.kind == "description"
        and source.mention is not None
        and tokens[end].classes & RELATIVE
        and not tokens[end].classes & DETERMINER
    ):
        source.mention = Span(source.mention.start, tokens[stop - 1].end)
        return source  # 'said a woman who works in the bakery'
    if (
        closed
        and source.kind == "pronoun"
        and end < stop
        and not tokens[end].classes
        & (PREPOSITION | OPENER | TIME | ADVERB | COORDINATOR | SUBORDINATOR)
    ):
        return None
    if len(segments) > 1:
        low_next, high_next = segments[1]
        if high_next > low_next and (end == stop or tokens[end].classes & PREPOSITION):
            if source.kind == "description" or tokens[start].word in pack.words["one"]:
                named = bare_name(view, pack, tokens, low_next, high_next)
                if named is not None:
                    return Source(named, "name", source.mention)
            elif source.kind == "name" and source.description is None:
                stop_next = phrase_end(pack, tokens, low_next, high_next)
                if _describes(tokens, low_next):
                    source.description = span_of(tokens, low_next, max(stop_next, low_next + 1))
    return source


def quoted(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """Who is quoted 'as saying': 'X quoted Y as saying', or 'Y was quoted as saying'.

    And whom words come from: 'a letter from residents urging that'.
    """
    tokens = tokenise(view, pack, low, high)
    if not tokens or tokens[-1].word not in pack.words["quoted_as"]:
        return origin_of(view, pack, tokens, known)
    for index in range(len(tokens) - 2, -1, -1):
        if tokens[index].word in pack.words["quoting"]:
            if index + 2 < len(tokens) and not tokens[index + 1].classes & PREPOSITION:
                return source_after(
                    view, pack, tokens[index + 1].start, tokens[-2].end, known, whole=True
                )
            return subject(view, pack, low, tokens[index].start, known)
    return None


def _is_participle(pack: Pack, tokens: Tokens, index: int, stop: int) -> bool:
    """Whether a verb behind a noun only says which one is meant: 'a study published in May'."""
    word = tokens[index].word
    if index + 1 >= stop or not tokens[index + 1].classes & PREPOSITION:
        return False
    if word in pack.words["reached"]:
        return False  # 'said a villager reached by phone'
    return word in pack.words["participle"] or bool(pack.patterns["verb_shape"].fullmatch(word))


def _describes(tokens: Tokens, start: int) -> bool:
    """Whether the words after a name and a comma can say what somebody is: no age, no 'who …'."""
    token = tokens[start]
    return not token.word.isdigit() and not token.classes & (
        RELATIVE | FINITE | ADVERB | COORDINATOR
    )


def _before_insertion(
    view: View, pack: Pack, tokens: Tokens, segments: list[tuple[int, int]], known: set[str]
) -> Source | None:
    """The subject before insertions: 'Lee, who …, said', 'BMW, for example, says'."""
    start, end = segments[-1]
    if start < end and tokens[start].classes & COORDINATOR:
        return Source(None, "elided")
    for number, (start, end) in enumerate(segments):
        if start >= end or (number and tokens[start].classes & RELATIVE):
            continue
        start = skip_lead(tokens, start, end)
        if start >= end or is_adverbial(tokens, start, end):
            continue
        clause = last_clause(tokens, start, end)
        verb = next(
            (i for i in range(clause + 1, end) if tokens[i].classes & FINITE), end
        )  # 'Lee declined to say, telling'
        if verb < end and tokens[verb - 1].capital and not tokens[verb].capital:
            named = find_name(pack, tokens, clause, verb)
            if named is not None:
                return Source(named[1], "name")
        alone = clause + 1 == verb and tokens[clause].classes & PRONOUN  # 'She left, citing'
        source = noun_phrase(view, pack, tokens, clause, verb if alone else end, known)
        if source is None or clause >= end:
            continue
        following = segments[number + 1] if number + 1 < len(segments) else None
        if following is not None and following[0] < following[1]:
            first = tokens[start]
            if (
                source.kind == "description"
                or first.word in pack.words["article"]
                or first.word in pack.words["one"]
                or (
                    first.classes & TITLE
                    and start + 1 < end
                    and tokens[start + 1].classes & LINKING
                )
            ):
                name = apposed_name(view, pack, tokens, *following, known)
                if name is not None:
                    return Source(name, "name", source.mention)
            elif source.kind == "name" and source.description is None:
                if not is_adverbial(tokens, *following) and _describes(tokens, following[0]):
                    source.description = span_of(tokens, *following)
        return source
    start, end = segments[0]
    if start + 1 < end and tokens[start].word in pack.words["quoted_as"]:
        return noun_phrase(view, pack, tokens, start + 1, end, known)  # 'As Lee, the mayor, put it'
    return None


def _apposed(
    view: View, pack: Pack, tokens: Tokens, segments: list[tuple[int, int]]
) -> Source | None:
    """A bare name in the segment before a description: 'Grant Reeher, a professor … told'."""
    start, end = segments[-1]
    named = bare_name(view, pack, tokens, last_clause(tokens, start, end), end)
    return Source(named, "name") if named is not None else None


def _listed(
    view: View, pack: Pack, tokens: Tokens, segments: list[tuple[int, int]], source: Source
) -> Source:
    """The whole of 'France, Germany and Poland', of which `source` is the last part."""
    start, end = segments[-1]
    if source.mention is None or not any(t.classes & COORDINATOR for t in tokens[start:end]):
        return source
    first = len(segments) - 1
    while first and bare_name(view, pack, tokens, *segments[first - 1]) is not None:
        first -= 1
    if first == len(segments) - 1 or segments[first][0] >= end:
        return source
    return Source(Span(tokens[segments[first][0]].start, source.mention.end), "description")
