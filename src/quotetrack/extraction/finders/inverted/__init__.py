"""Sources where verb and subject change places and capitals show names (French, German, Spanish).

«…», a déclaré lundi à l'AFP le maire de Lyon, X: what stands between verb and subject is skipped,
and the noun phrase ends before a preposition, a time, a verb. In it the name is what follows the
last title, role or common noun; after a preposition capital words say whose minister somebody is.
"""

from __future__ import annotations

from quotetrack.extraction.finders.inverted.capitals import bare_name, opens_sentence
from quotetrack.extraction.finders.inverted.capitals import full_names as full_names
from quotetrack.extraction.finders.inverted.insertions import (
    antecedent,
    before_insertion,
    clause_start,
    segment_end,
    segment_start,
    with_apposition,
    with_relative,
)
from quotetrack.extraction.finders.inverted.noun_phrases import past_lead, phrase_end, read_phrase
from quotetrack.extraction.finders.inverted.verbs import (
    before_verb,
    begins_predicate,
    begins_verb,
    is_clitic,
    is_reflexive,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    AUXILIARY,
    BREAK,
    COORDINATOR,
    DETERMINER,
    MODAL,
    NEGATION,
    NOUN,
    OPENER,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    TIME,
    TITLE,
    VERB,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import QUOTED, View
from quotetrack.models import Span

_FINITE = VERB | AUXILIARY | MODAL
_SMALL = PRONOUN | COORDINATOR | SUBORDINATOR | PREPOSITION
_COMMON = TITLE | ROLE | NOUN
_NOUN_PHRASE = PRONOUN | DETERMINER | ADVERB | RELATIVE


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the cue at `high`; elided after a conjunction, None if nobody is seen."""
    tokens = tokenise(view, pack, low, high)
    end = before_verb(pack, tokens, len(tokens))
    if end is None or end == 0:
        return None
    last = tokens[end - 1]
    if last.classes & BREAK:
        return before_insertion(view, pack, tokens, end - 1)
    start = segment_start(tokens, end)
    if last.classes & RELATIVE:
        if end - 1 > start:
            return antecedent(view, pack, tokens, start, end - 1)
        if not start:
            return None
        before = segment_start(tokens, start - 1)
        found = antecedent(view, pack, tokens, before, start - 1)
        if found is None:
            return before_insertion(view, pack, tokens, start - 1)
        return found if found.sure or found.kind == "name" else Source(None, "elided")
    if last.classes & COORDINATOR:
        return Source(None, "elided")
    if last.classes & SUBORDINATOR:
        return None
    at = clause_start(tokens, start, end)
    if at > start and tokens[at - 1].classes & RELATIVE:
        return with_relative(view, pack, tokens, start, at - 1, end)
    for index in range(at, end):
        if tokens[index].classes & RELATIVE and index == at and not tokens[index].capital:
            return before_insertion(view, pack, tokens, start - 1) if start else None
        if is_clitic(pack, tokens, index, at) or (
            tokens[index].classes & (AUXILIARY | VERB) and not tokens[index].capital
        ):
            ahead = read_phrase(view, pack, tokens, at, index) if index > at else None
            if ahead is not None:
                return ahead
            after = past_lead(view, pack, tokens, index + 1, end)
            stop = phrase_end(pack, tokens, after, end) if after < end else after
            return read_phrase(view, pack, tokens, after, stop, leading=True)
    opens = tokens[at]
    if pack.numbers.get("capital_nouns", 0) and opens.classes & (PREPOSITION | OPENER):
        if not opens.classes & (DETERMINER | PRONOUN):
            return None  # 'In einem Interview mit X warf er': the verb is second, the subject third
    if pack.numbers.get("drops_subjects", 0) and at < end:
        if past_lead(view, pack, tokens, at, end) >= end:
            return Source(None, "elided")  # 'En una entrevista acusó a …'
    source = read_phrase(view, pack, tokens, at, end)
    if source is not None and source.kind == "description" and start > 1 and at == start:
        if not tokens[at].classes & (DETERMINER | COORDINATOR):
            named = bare_name(view, pack, tokens, segment_start(tokens, start - 1), start - 1)
            if named is not None:
                return Source(named, "name", source.mention)  # 'Nadège, mère de deux enfants:'
    if source is not None and start and at == start:
        first = tokens[segment_start(tokens, start - 1) : start - 1]
        if source.kind == "description" and first and at < end and tokens[at].classes & COORDINATOR:
            return Source(None, "elided") if not source.sure else source
    return source


def source_after(
    view: View, pack: Pack, low: int, high: int, known: set[str], *, strict: bool = False
) -> Source | None:
    """The subject in the words after a cue: 'a déclaré lundi à la presse le maire, X'."""
    tokens = tokenise(view, pack, low, high)
    if tokens and tokens[0].classes & SUBORDINATOR and not tokens[0].classes & _NOUN_PHRASE:
        return Source(None, "elided")  # 'dice mientras se ata los zapatos'
    start, stop = 0, segment_end(tokens, 0)
    if 0 < stop < len(tokens) and tokens[0].classes & COORDINATOR and not strict:
        if all(t.classes & (COORDINATOR | ADVERB) for t in tokens[:stop]):
            return None  # 'betonte aber, die Stadt brauche Geld'
    while True:
        at = start if strict else past_lead(view, pack, tokens, start, stop)
        if at < stop or stop >= len(tokens):
            break
        if tokens[stop].word[0] == QUOTED:
            break
        start, stop = stop + 1, segment_end(tokens, stop + 1)
    if at >= stop and (stop >= len(tokens) or tokens[stop].word[0] != QUOTED):
        return None
    if at == stop and at > start and tokens[at - 1].classes & PREPOSITION:
        return None  # 'berichtete von „gespenstischer Stille“'
    source = with_apposition(view, pack, tokens, at, stop)
    if strict and (source is None or source.kind != "name" or source.mention is None):
        return None
    if strict and source is not None and source.mention is not None:
        name = view.masked[source.mention.start : source.mention.end]
        if " " not in name and name not in known:
            return None  # 'Blé : …': one word with a capital heads a headline as a topic too
    return source


def complement(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """Whom 'selon', 'laut', 'según' names."""
    tokens = tokenise(view, pack, low, high)
    start, stop = 0, segment_end(tokens, 0)
    while (
        start < stop and tokens[start].classes & PREPOSITION and not tokens[start].classes & PRONOUN
    ):
        start += 1  # 'hieß es aus dem Ministerium', 'assure-t-on au parquet'
    if start + 2 < stop and pack.numbers.get("capital_nouns", 0):
        if tokens[start].classes & DETERMINER and tokens[start + 1].classes & PREPOSITION:
            for at in range(start + 2, stop - 1):  # 'in einem am Montag veröffentlichten Bericht'
                if tokens[at].capital or tokens[at].classes & ~PLURAL:
                    continue
                if tokens[at + 1].capital:
                    start = at + 1
                    break
    return with_apposition(view, pack, tokens, start, stop, whole=True) if tokens else None


def opening(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The same where no comma follows it: 'Laut Polizei wurde niemand verletzt'."""
    tokens = tokenise(view, pack, low, high)
    stop = segment_end(tokens, 0)
    end = phrase_end(pack, tokens, 0, stop) if stop else 0
    if not 0 < end < stop:
        return None
    if not tokens[end].classes & _FINITE and not pack.numbers.get("capital_nouns", 0):
        return None
    source = read_phrase(view, pack, tokens, 0, end, leading=True)
    if source is not None:
        source.rest = tokens[end].start
    return source


def apposed(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The same for words with a comma in them: only what an apposition belongs to."""
    tokens = tokenise(view, pack, low, high)
    stop = segment_end(tokens, 0)
    if stop == 0 or stop + 1 >= len(tokens):
        return None
    source = with_apposition(view, pack, tokens, 0, stop)
    if source is None or source.mention is None:
        return None
    if source.mention.start >= tokens[stop + 1].start:
        return source
    end = segment_end(tokens, stop + 1)
    after = tokens[stop + 1 : end]
    if after and (after[0].classes & RELATIVE or after[0].word in pack.words["loose"]):
        return source  # 'une étude, publiée lundi,', 'el juez, que instruye el caso,'
    if len(after) > 2 and after[0].word in pack.words["article"]:
        if after[-1].classes & _FINITE and not after[-1].capital:
            return source  # 'laut dem Bericht, der gestern erschien,'
    if source.kind != "name" or not after:
        return None
    if any(t.classes & _FINITE and not t.capital for t in after) or after[0].classes & PRONOUN:
        return None
    return (
        source
        if after[0].classes & (_COMMON | RELATIVE) or after[0].word in pack.words["article"]
        else None
    )


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject at the head of a sentence, for a later verb without one: 'y añadió que'."""
    tokens = tokenise(view, pack, low, high)
    start = 0
    bare: Source | None = (
        None  # a phrase that a comma cuts off from its verb: 'El capitán, en cambio, …'
    )
    while start < len(tokens):
        stop = segment_end(tokens, start)
        at = past_lead(view, pack, tokens, start, stop)
        if bare is not None and begins_predicate(pack, tokens, start, stop):
            return bare
        if at < stop and not tokens[at].classes & (SUBORDINATOR | OPENER):
            for index in range(at, stop):
                if (
                    begins_verb(pack, tokens[index])
                    or is_reflexive(pack, tokens, index, stop)
                    or is_clitic(pack, tokens, index, at)
                ):
                    before = read_phrase(view, pack, tokens, at, index) if index > at else None
                    if before is not None and (
                        index - at > 1
                        or not opens_sentence(view, tokens[at])
                        or before.kind == "pronoun"
                        or pack.fold(tokens[at].word) in known
                    ):
                        return before
                    behind = index + 1
                    while behind < stop and tokens[behind].word in pack.words["object"]:
                        behind += 1
                    after = None
                    if behind < stop:
                        end = phrase_end(pack, tokens, behind, stop)
                        after = read_phrase(view, pack, tokens, behind, end, leading=True)
                    if after is not None and (after.kind == "name" or after.sure or before is None):
                        return after
                    return before
            if pack.numbers.get("capital_nouns", 0):
                end = phrase_end(pack, tokens, at, stop)
                if end < stop:
                    return read_phrase(view, pack, tokens, at, end, leading=True)
            if stop < len(tokens):
                source = with_apposition(view, pack, tokens, at, stop)
                if source is not None and source.kind == "name":
                    return source
                if source is not None and source.sure and at == 0:
                    bare = source
        start = stop + 1
    return None


def after_unknown_verb(
    view: View, pack: Pack, low: int, high: int, known: set[str]
) -> Source | None:
    """Who stands after a verb that the pack doesn't know: '« … », compte Lucas Ferreira'."""
    tokens = tokenise(view, pack, low, high)
    at = 0
    if tokens and tokens[0].word in pack.words["object"]:
        at = 1
    if at >= len(tokens) or tokens[at].capital:
        return None
    inside = pack.patterns["inverted_pronoun"].fullmatch(tokens[at].word)
    if inside:  # 'sourit-elle'
        low = tokens[at].start + inside.start("who")
        return Source(Span(low, low + len(inside["who"])), "pronoun", sure=True)
    if tokens[at].classes & (_SMALL | ADVERB | TIME | DETERMINER | RELATIVE | OPENER | NEGATION):
        return None
    if (
        tokens[at].classes & AUXILIARY
        and at + 1 < len(tokens)
        and pack.patterns["participle"].fullmatch(tokens[at + 1].word)
    ):
        at += 1  # 'a pesté l’entraîneur'
    elif not pack.patterns["unknown_cue"].fullmatch(tokens[at].word):
        return None
    source = source_after(view, pack, tokens[at].end, high, known)
    if source is None or (source.kind != "name" and not source.sure):
        return None
    return source
