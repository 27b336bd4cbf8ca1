"""The subject at the head of a sentence: whom a later verb without one means."""

from __future__ import annotations

from quotetrack.extraction.finders.spaced.names import bare_name
from quotetrack.extraction.finders.spaced.phrases import noun_phrase
from quotetrack.extraction.finders.spaced.walking import (
    FINITE,
    Tokens,
    is_adverbial,
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
    OPENER,
    ORGANISATION,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    TIME,
    TITLE,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS, Source
from quotetrack.extraction.view import View
from quotetrack.models import Span


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject at the head of a sentence, for a later verb without one: 'and added that'."""
    if view.cased[low + 1 : low + 2].isupper():
        dateline = pack.patterns["dateline"].match(view.cased, low, high)
        low = dateline.end() if dateline else low
    tokens = tokenise(view, pack, low, min(high, low + MAX_SOURCE_CHARS))
    segments = split_segments(tokens, 0, len(tokens))[:4]
    if len(tokens) > 1 and tokens[0].classes & AUXILIARY:
        if tokens[1].classes & (DETERMINER | PRONOUN):
            return None  # 'Will the girl come back?': nobody asks it but the writer
    for number, (start, end) in enumerate(segments):
        start = skip_lead(tokens, start, end)
        if start >= end or is_adverbial(tokens, start, end):
            continue
        if tokens[start].classes & PRONOUN and not (
            tokens[start].classes & DETERMINER
            and start + 1 < end
            and not tokens[start + 1].classes & (FINITE | ADVERB)
        ):
            return Source(span_of(tokens, start, start + 1), "pronoun")
        stop = end
        for index in range(start + 1, end):
            if tokens[index].classes & (FINITE | ADVERB) and not tokens[index].capital:
                stop = index
                before = tokens[index - 1]
                if before.classes & RELATIVE:
                    return _related(view, pack, tokens, start, index, end, known)
                if before.classes & TIME:  # 'The court on Thursday upheld a ban'
                    stop = max(skip_back(pack, tokens[:index], index) or index, start + 1)
                break
        if stop == end and end - start > 1 and not tokens[start].classes & DETERMINER:
            run = start
            while run < end and tokens[run].capital:
                run += 1
            stop = run if run > start else end
            if run == start + 1 and tokens[run].classes & PLURAL and not tokens[start].owner:
                stop = run + 1  # 'Local farmers blame'
            if tokens[stop - 1].owner:  # 'Hale's former aide pleads guilty'
                roles = (i for i in range(stop, end) if tokens[i].classes & (ROLE | TITLE))
                stop = next(roles, end - 1) + 1
        source = noun_phrase(view, pack, tokens, start, stop, known)
        if source is not None and source.kind == "description" and stop == end:
            if number + 1 < len(segments):
                named = bare_name(view, pack, tokens, *segments[number + 1])
                if named is not None:
                    return Source(named, "name", source.mention)
                low_next, high_next = segments[number + 1]
                if low_next < high_next and tokens[low_next].classes & PRONOUN:
                    if not tokens[low_next].classes & (DETERMINER | RELATIVE):
                        continue  # 'A former nurse, she …'
                if tokens[start].word in pack.words["singular_determiner"]:
                    if tokens[low_next : low_next + 1] and tokens[low_next].capital:
                        if any(t.classes & FINITE for t in tokens[low_next + 1 : high_next]):
                            continue  # 'A former nurse, Lee has …'
        if source is not None:
            told = pack.patterns["is_told"].match(view.masked, tokens[stop - 1].end, high)
            if told is not None:  # 'The jury heard that Roe left, saying'
                return subject(view, pack, told.end(), high, known) or source
            return source
    return None


def _related(
    view: View, pack: Pack, tokens: Tokens, start: int, verb: int, end: int, known: set[str]
) -> Source | None:
    """A subject with a relative clause, whose verb is `verb`: 'A man who saw it shook his head'."""
    source = noun_phrase(view, pack, tokens, start, verb - 1, known, leading=True)
    if source is not None and source.mention is not None and source.kind == "description":
        stop = next(
            (
                i
                for i in range(verb + 1, end)
                if tokens[i].classes & FINITE
                and not tokens[i].capital
                and not tokens[i - 1].classes & (FINITE | DETERMINER | PREPOSITION | RELATIVE)
            ),
            end,
        )
        source.mention = Span(source.mention.start, tokens[stop - 1].end)
    return source


def agent_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The people that end the words before a participle: 'a crowd of protesters chanting'."""
    tokens = tokenise(view, pack, low, high)
    if not tokens or not tokens[-1].classes & (ROLE | TITLE | PLURAL) or tokens[-1].capital:
        return None
    at = len(tokens) - 1
    while at > 0 and not tokens[at - 1].classes & (
        BREAK | FINITE | SUBORDINATOR | CLAUSAL | OPENER | COORDINATOR | ADVERB
    ):
        at -= 1
        if tokens[at].classes & DETERMINER:
            break
    source = noun_phrase(view, pack, tokens, at, len(tokens), known, leading=True)
    return source if source is not None and source.kind == "description" and source.sure else None


def signed(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """Whose words a headline gives, told after its dash: 'Bridge may fall - engineers'.

    A role, a body or a study: a name stands there for the paper or who wrote it.
    """
    tokens = tokenise(view, pack, low, high)
    if not tokens or phrase_end(pack, tokens, 0, len(tokens)) < len(tokens):
        return None
    last = tokens[-1]
    if last.word in pack.words["thing"]:
        if len(tokens) > 1 and not tokens[0].capital:
            return None  # a match report
    elif not last.classes & (ROLE | TITLE | ORGANISATION):
        return None
    source = noun_phrase(view, pack, tokens, 0, len(tokens), known, leading=True)
    return source if source is not None and source.kind == "description" else None
