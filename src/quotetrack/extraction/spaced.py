"""Sources in text with spaces between words (English, Russian, Turkish, Arabic …).

No tagger: what tells a noun phrase are commas, small words that cannot stand inside one, capital
letters where the script has them, and the pack's titles and role nouns.
"""

from __future__ import annotations

from quotetrack.extraction.packs import Cue, Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.tokens import (
    ADVERB,
    AUXILIARY,
    BREAK,
    COORDINATOR,
    DEMONYM,
    DETERMINER,
    GREETING,
    INFINITIVE,
    LINKING,
    MODAL,
    NEGATION,
    OCCASION,
    OPENER,
    ORGANISATION,
    PARTICLE,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    TIME,
    TITLE,
    VERB,
    Token,
    classes,
    tokenise,
)
from quotetrack.extraction.units import View
from quotetrack.models import Span

MAX_TOKENS = 22  # of a description
MAX_SEGMENTS = 9
MAX_NAME_TOKENS = 9
MAX_FULL_NAME_TOKENS = 5
MAX_CLAUSE_CHARS = 140  # in which the verb of a clause is looked for

Tokens = list[Token]
_FINITE = VERB | AUXILIARY
_NO_NAME = TIME | PREPOSITION | SUBORDINATOR | OPENER | PRONOUN | COORDINATOR | GREETING | AUXILIARY


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
        return _owner(view, pack, tokens, known)
    if tokens and tokens[-1].word in pack.words["possessive_pronoun"]:
        return Source(_span(tokens, len(tokens) - 1, len(tokens)), "pronoun")
    end = _skip_back(pack, tokens, len(tokens))
    if end is None:
        return None
    if end == 0:
        return Source(None, "elided")
    last = tokens[end - 1]
    if last.classes & BREAK:
        segments = _segments(tokens, 0, end - 1)
        source = _before_insertion(view, pack, tokens, segments, known)
        return Source(None, "elided") if source is None else source
    segments = _segments(tokens, 0, end)
    start = segments[-1][0]
    if last.classes & RELATIVE:
        return _antecedent(view, pack, tokens, segments[:-1], start, end - 1, known)
    if last.classes & (COORDINATOR | SUBORDINATOR):
        return Source(None, "elided") if last.classes & COORDINATOR else None
    clause = _last_clause(tokens, start, end)
    if clause > start and tokens[clause - 1].classes & RELATIVE:
        if any(t.classes & _FINITE for t in tokens[clause:end]):
            return _antecedent(view, pack, tokens, segments[:-1], start, clause - 1, known)
    source = _phrase(view, pack, tokens, clause, end, known)
    if source is None:
        if len(segments) > 1 and clause == start and _is_adverbial(tokens, start, end):
            return _before_insertion(view, pack, tokens, segments, known)
        return None
    if len(segments) > 1 and clause == start and source.kind != "pronoun":
        first = tokens[start]
        if source.kind == "description" or first.word in pack.words["article"]:
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
    tokens = tokenise(view, pack, low, high)
    if not tokens:
        return None
    segments = _segments(tokens, 0, len(tokens))
    start, stop = segments[0]
    if start >= stop:
        return None
    end = _phrase_end(pack, tokens, start, stop)
    if whole and end < stop and tokens[end].classes & VERB and not tokens[end].classes & AUXILIARY:
        end = stop
    if apposed and not _is_apposition(view, pack, tokens, *segments[1]):
        return None
    if closed and end < stop and tokens[end].classes & _FINITE:
        return None
    source = _phrase(view, pack, tokens, start, end, known, leading=True)
    if source is None or (strict and source.kind != "name"):
        return None
    if closed and source.kind == "pronoun" and end < stop and not tokens[end].classes & (
        PREPOSITION | OPENER | TIME | ADVERB | COORDINATOR | SUBORDINATOR
    ):
        return None
    if len(segments) > 1:
        low_next, high_next = segments[1]
        if high_next > low_next and end == stop:
            if source.kind == "description":
                named = _bare_name(view, pack, tokens, low_next, high_next)
                if named is not None:
                    return Source(named, "name", source.mention)
            elif source.kind == "name" and source.description is None:
                stop_next = _phrase_end(pack, tokens, low_next, high_next)
                if _describes(tokens, low_next):
                    source.description = _span(tokens, low_next, max(stop_next, low_next + 1))
    return source


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject at the head of a sentence, for a later verb without one: 'and added that'."""
    tokens = tokenise(view, pack, low, high)
    segments = _segments(tokens, 0, len(tokens))[:4]
    for number, (start, end) in enumerate(segments):
        start = _skip_lead(tokens, start, end)
        if start >= end or _is_adverbial(tokens, start, end):
            continue
        if tokens[start].classes & PRONOUN:
            return Source(_span(tokens, start, start + 1), "pronoun")
        stop = end
        for index in range(start + 1, end):
            if tokens[index].classes & (_FINITE | ADVERB) and not tokens[index].capital:
                stop = index
                break
        if stop == end and end - start > 1:
            run = start
            while run < end and tokens[run].capital:
                run += 1
            stop = run if run > start else end
        source = _phrase(view, pack, tokens, start, stop, known)
        if source is not None and source.kind == "description" and stop == end:
            if number + 1 < len(segments):
                named = _bare_name(view, pack, tokens, *segments[number + 1])
                if named is not None:
                    return Source(named, "name", source.mention)
        if source is not None:
            return source
    return None


def quoted(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """Who is quoted 'as saying': 'X quoted Y as saying', or 'Y was quoted as saying'."""
    tokens = tokenise(view, pack, low, high)
    if not tokens or tokens[-1].word not in pack.words["quoted_as"]:
        return None
    for index in range(len(tokens) - 2, -1, -1):
        if tokens[index].word in pack.words["quoting"]:
            if index + 2 < len(tokens) and not tokens[index + 1].classes & PREPOSITION:
                return _phrase(view, pack, tokens, index + 1, len(tokens) - 1, known)
            return subject(view, pack, low, tokens[index].start, known)
    return None


def is_aside(view: View, pack: Pack, low: int, high: int) -> bool:
    """Whether words between cue and quotation are an adverbial: 'by phone on Tuesday'."""
    tokens = tokenise(view, pack, low, high)
    if not tokens or len(tokens) > 14 or tokens[-1].classes & (PREPOSITION | DETERMINER | AUXILIARY):
        return False
    if any(t.classes & (AUXILIARY | PRONOUN | SUBORDINATOR) and not t.capital for t in tokens[1:]):
        return False
    if tokens[0].classes & DETERMINER:
        return len(tokens) > 1 and bool(tokens[1].classes & TIME)
    return bool(tokens[0].classes & (PREPOSITION | OPENER | TIME | ADVERB))


def past_adverbial(view: View, pack: Pack, low: int, high: int) -> int:
    """Where the clause after a cue begins: past 'on Monday', 'last week' if words follow."""
    first = pack.patterns["token"].match(view.masked, low, high)
    if first is None or not classes(first.group(), pack) & (TIME | PREPOSITION | DETERMINER):
        return low
    tokens = tokenise(view, pack, low, min(high, low + 60))
    at = _skip_lead(tokens, 0, len(tokens), times=True)
    return tokens[at].start if 0 < at < len(tokens) else low


def _is_apposition(view: View, pack: Pack, tokens: Tokens, start: int, end: int) -> bool:
    if start >= end or any(t.classes & AUXILIARY and not t.capital for t in tokens[start:end]):
        return False
    if _bare_name(view, pack, tokens, start, end) is not None:
        return True
    if tokens[start].classes & RELATIVE or pack.patterns["verb_shape"].fullmatch(tokens[start].word):
        return True
    return tokens[start].word in pack.words["article"] and _is_noun_phrase(tokens, start, end)


def _is_noun_phrase(tokens: Tokens, start: int, end: int) -> bool:
    return not any(
        t.classes & (_FINITE | PRONOUN | SUBORDINATOR) and not t.capital for t in tokens[start:end]
    )


def is_subject(view: View, pack: Pack, low: int, high: int) -> bool:
    """Whether words that a comma ends are no clause but its subject: 'Lee, who …', 'BMW, for one'."""
    tokens = tokenise(view, pack, low, high)
    for start, end in _segments(tokens, 0, len(tokens)):
        start = _skip_lead(tokens, start, end)
        if start >= end or _is_adverbial(tokens, start, end):
            continue
        if any(t.classes & (_FINITE | PRONOUN) and not t.capital for t in tokens[start:end]):
            return False
        return _phrase(view, pack, tokens, start, end, set()) is not None
    return False


def is_clause(view: View, pack: Pack, start: int, end: int, cue: Cue, takes: str) -> bool:
    """Whether words that no 'that' opens are a clause with a verb, as far as the cue asks for one.

    `takes`: 'clause' a subject and something like a verb, 'finite' a surer one, 'that' never
    without a complementiser, 'infinitive' 'to …' as well, 'any' whatever stands there.
    """
    if takes == "any" or cue.frame not in "stp":
        return True
    tokens = tokenise(view, pack, start, min(end, start + MAX_CLAUSE_CHARS))
    if not tokens:
        return False
    if tokens[0].classes & INFINITIVE:
        return takes == "infinitive"
    if takes == "expects":  # somebody to do something
        return any(token.classes & (INFINITIVE | AUXILIARY) for token in tokens[1:])
    if takes in ("denial", "proposal") and pack.patterns["gerund"].fullmatch(tokens[0].word):
        return len(tokens) > 2
    if tokens[0].word in pack.words["clause_opener"]:
        return True
    if takes == "that":
        return False
    if takes == "denial":
        stop = next((i for i, token in enumerate(tokens) if token.classes & BREAK), len(tokens))
        tokens = tokens[:stop]
    for index, token in enumerate(tokens[1:], 1):
        kind = token.classes
        before = tokens[index - 1].classes
        if kind & SUBORDINATOR and not (kind | tokens[0].classes) & PREPOSITION and not (
            tokens[0].classes & SUBORDINATOR
        ):
            return False
        if token.capital:
            continue
        if kind & PRONOUN and index + 1 < len(tokens) and not before & (PREPOSITION | VERB | AUXILIARY):
            return True
        if kind & AUXILIARY or token.word in pack.words["negation"]:
            return True
        if before & (DETERMINER | PREPOSITION | INFINITIVE | BREAK):
            continue
        if kind & VERB and not kind & PLURAL:
            if takes != "clause" and token.word in pack.words["participle"]:
                continue
            participle = pack.patterns["verb_shape"].fullmatch(token.word) is not None
            following = tokens[index + 1].classes if index + 1 < len(tokens) else 0
            if not participle or not following & PREPOSITION or takes == "clause":
                return True
        if kind & (VERB | PLURAL) == VERB | PLURAL or (kind & PLURAL and takes == "clause"):
            return True
    return bool(len(tokens) > 2 and tokens[0].classes & PRONOUN)


def full_names(view: View, pack: Pack) -> list[str]:
    """The names of more than one word in a document, titles cut off, as they stand in it."""
    names: dict[str, None] = {}
    seen: dict[str, str | None] = pack.names_seen
    for match in pack.patterns["full_name"].finditer(view.cased):
        words = match.group()
        if words not in seen:
            if len(seen) > 50_000:
                seen.clear()
            tokens = tokenise(view, pack, *match.span())
            seen[words] = _full_name(view, pack, tokens)
        name = seen[words]
        if name is not None and " " in name:
            names[name] = None
    return list(names)


def _full_name(view: View, pack: Pack, tokens: Tokens) -> str | None:
    """The name in a run of capital words; None for a headline's, of which more are capital."""
    low = 0
    while low + 1 < len(tokens) and (
        tokens[low].classes & _NO_NAME and not tokens[low].classes & TITLE
    ):
        low += 1
    span = _without_titles(pack, tokens, low, len(tokens))
    if span is None or sum(span.start <= t.start < span.end for t in tokens) > MAX_FULL_NAME_TOKENS:
        return None
    return view.text[span.start : span.end]


# ---------------------------------------------------------------- segments and clauses


def _segments(tokens: Tokens, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between commas, dashes and quoted words: token indexes, the last ones."""
    parts = []
    at = start
    for index in range(start, end):
        if tokens[index].classes & BREAK:
            parts.append((at, index))
            at = index + 1
    parts.append((at, end))
    return parts[-MAX_SEGMENTS:]


def _span(tokens: Tokens, start: int, end: int) -> Span:
    return Span(tokens[start].start, tokens[end - 1].end)


def _skip_back(pack: Pack, tokens: Tokens, end: int) -> int | None:
    """Cut what stands between subject and verb: adverbs, auxiliaries, times, 'in a statement'.

    None if the verb is denied or only wished for: 'did not say', 'refused to say'.
    """
    while end > 0:
        token = tokens[end - 1]
        kind = token.classes
        if kind & (NEGATION | MODAL) and not token.capital:
            return None
        if kind & INFINITIVE:
            raising = pack.words["raising"]
            if end > 1 and tokens[end - 2].word in raising:
                end -= 2
                continue
            return 0 if end > 1 and tokens[end - 2].classes & OCCASION else None
        if kind & AUXILIARY and not token.capital:
            end -= 1
            continue
        if kind & TIME and token.capital and token.word in pack.words["time_or_name"]:
            if end < 2 or not tokens[end - 2].classes & (PREPOSITION | TIME | DETERMINER):
                return end  # Theresa May said
        if kind & TIME:
            end = _skip_time(tokens, end)
            continue
        if kind & ADVERB and not token.capital:
            end -= 1
            continue
        occasion = _skip_occasion(tokens, end)
        if occasion is None:
            return end
        end = occasion
    return end


def _skip_time(tokens: Tokens, end: int) -> int:
    """Before 'on Monday', 'late last week', 'in May 2019'."""
    end -= 1
    while end > 0 and tokens[end - 1].classes & (TIME | PREPOSITION | DETERMINER) and (
        not tokens[end - 1].classes & BREAK
    ):
        end -= 1
    return end


def _skip_occasion(tokens: Tokens, end: int) -> int | None:
    """Before 'in a statement', 'at a news conference on the coast'; None if there is none."""
    seen = False
    for index in range(end - 1, max(-1, end - 9), -1):
        kind = tokens[index].classes
        if kind & (BREAK | _FINITE | SUBORDINATOR | PRONOUN):
            return None
        if kind & OCCASION:
            seen = True
        if seen and kind & PREPOSITION and not kind & PARTICLE:
            following = tokens[index + 1].classes
            if index and (following & (DETERMINER | OCCASION) or index + 2 == end):
                return index
    return None


def _last_clause(tokens: Tokens, start: int, end: int) -> int:
    """Where the last clause of a segment begins: after that, which, but, because …"""
    at = start
    for index in range(end - 1, start - 1, -1):
        kind = tokens[index].classes
        if kind & SUBORDINATOR:
            at = index + 1
            break
        if kind & COORDINATOR and any(
            t.classes & _FINITE and not t.capital for t in tokens[start:index]
        ):
            at = index + 1
            break
    return _skip_lead(tokens, at, end)


def _skip_lead(tokens: Tokens, start: int, end: int, *, times: bool = False) -> int:
    """Past 'And', 'Meanwhile', 'On Monday', 'Last week' at the head of a clause.

    `times`: past times alone.
    """
    while start < end:
        kind = tokens[start].classes
        if not times and (
            kind & (COORDINATOR | BREAK) or (kind & ADVERB and not kind & (ROLE | DETERMINER))
        ):
            if tokens[start].capital and start + 1 < end and kind & ADVERB:
                if tokens[start + 1].classes & VERB and not tokens[start + 1].capital:
                    break  # 'Daly praised …' is no adverb
            start += 1
            continue
        at = start
        while at < end and tokens[at].classes & (PREPOSITION | DETERMINER | TIME) and at - start < 5:
            if tokens[at].classes & TIME and (
                at + 1 >= end or not tokens[at + 1].classes & (TIME | PREPOSITION)
            ):
                break
            at += 1
        if at < end and tokens[at].classes & TIME and at + 1 < end and not tokens[at].owner:
            start = at + 1
            continue
        break
    return start


def _describes(tokens: Tokens, start: int) -> bool:
    """Whether the words after a name and a comma can say what somebody is: no age, no 'who …'."""
    token = tokens[start]
    return not token.word.isdigit() and not token.classes & (RELATIVE | _FINITE | ADVERB | COORDINATOR)


def _is_adverbial(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a segment opens with a preposition or participle: 'On Monday', 'Speaking at …'."""
    return bool(tokens[start].classes & (PREPOSITION | OPENER | SUBORDINATOR))


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
        start = _skip_lead(tokens, start, end)
        if start >= end or _is_adverbial(tokens, start, end):
            continue
        clause = _last_clause(tokens, start, end)
        source = _phrase(view, pack, tokens, clause, end, known)
        if source is None or clause >= end:
            continue
        following = segments[number + 1] if number + 1 < len(segments) else None
        if following is not None and following[0] < following[1]:
            if source.kind == "description":
                named = _bare_name(view, pack, tokens, *following)
                if named is not None:
                    return Source(named, "name", source.mention)
            elif source.kind == "name" and source.description is None:
                if not _is_adverbial(tokens, *following) and _describes(tokens, following[0]):
                    source.description = _span(tokens, *following)
        return source
    return None


def _apposed(
    view: View, pack: Pack, tokens: Tokens, segments: list[tuple[int, int]]
) -> Source | None:
    """A bare name in the segment before a description: 'Grant Reeher, a professor … told'."""
    start, end = segments[-1]
    named = _bare_name(view, pack, tokens, _last_clause(tokens, start, end), end)
    return Source(named, "name") if named is not None else None


def _listed(
    view: View, pack: Pack, tokens: Tokens, segments: list[tuple[int, int]], source: Source
) -> Source:
    """The whole of 'France, Germany and Poland', of which `source` is the last part."""
    start, end = segments[-1]
    if source.mention is None or not any(t.classes & COORDINATOR for t in tokens[start:end]):
        return source
    first = len(segments) - 1
    while first and _bare_name(view, pack, tokens, *segments[first - 1]) is not None:
        first -= 1
    if first == len(segments) - 1 or segments[first][0] >= end:
        return source
    return Source(Span(tokens[segments[first][0]].start, source.mention.end), "description")


def _antecedent(
    view: View,
    pack: Pack,
    tokens: Tokens,
    segments: list[tuple[int, int]],
    start: int,
    end: int,
    known: set[str],
) -> Source | None:
    """Who 'who' is: the noun phrase right before it, or before the comma before it."""
    if start >= end:
        if not segments or segments[-1][0] >= segments[-1][1]:
            return None
        start, end = segments[-1]
    for index in range(end - 1, start - 1, -1):
        token = tokens[index]
        kind = token.classes
        if kind & (SUBORDINATOR | _FINITE | INFINITIVE) and not token.capital:
            start = index + 1
            break
        if kind & DETERMINER and index > start and not tokens[index - 1].classes & PREPOSITION:
            start = index
            break
    return _phrase(view, pack, tokens, start, end, known)


# ---------------------------------------------------------------- noun phrases


def _owner(view: View, pack: Pack, tokens: Tokens, known: set[str]) -> Source | None:
    """Whose statement it is: 'Trump's accusation that', 'his claim that'."""
    start, end = _segments(tokens, 0, len(tokens))[-1]
    last = tokens[end - 1]
    cut = pack.patterns["possessive"].search(view.masked, last.start, last.end)
    if cut is None or cut.start() == last.start:
        return None
    shorter = Token(last.start, cut.start(), last.word, last.classes, last.capital, False)
    phrase = [*tokens[start : end - 1], shorter]
    named = _name(pack, phrase, 0, len(phrase)) if last.capital else None
    if named is not None:
        return Source(named[1], "name")
    at = len(phrase) - 1
    while at > 0 and not phrase[at - 1].classes & (
        PREPOSITION | SUBORDINATOR | COORDINATOR | _FINITE | PRONOUN
    ):
        at -= 1
        if phrase[at].classes & DETERMINER:
            break
    return _phrase(view, pack, phrase, _skip_lead(phrase, at, len(phrase)), len(phrase), known)


def _phrase_end(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Where the noun phrase that begins at `start` ends: before a verb, a time, a clause."""
    if tokens[start].classes & PRONOUN and not tokens[start].classes & DETERMINER:
        return start + 1
    index = start
    named = False
    lower = False
    while index < end:
        token = tokens[index]
        kind = token.classes
        if index > start:
            if kind & (SUBORDINATOR | AUXILIARY | INFINITIVE | PRONOUN) and not token.capital:
                return index
            if kind & TIME and not tokens[index - 1].classes & DETERMINER:
                return _back_over_small(tokens, start, index)
            if kind & VERB and not token.capital and not tokens[index - 1].classes & (
                DETERMINER | PREPOSITION
            ):
                return index
            if kind & (PREPOSITION | OPENER) and not token.capital:
                inside = kind & PARTICLE and index + 1 < end and tokens[index + 1].capital
                if named and not inside:
                    return index
                if kind & OPENER and not kind & PARTICLE:
                    return index
                if index + 1 < end and tokens[index + 1].word in pack.words["loose"]:
                    return index
            if kind & ADVERB and not token.capital and not kind & ROLE:
                return index
            if kind & COORDINATOR and named and index + 1 < end:
                if not tokens[index + 1].capital and not tokens[index + 1].classes & (DETERMINER | ROLE):
                    return index
        if token.capital and not token.owner and not kind & TITLE:
            named = True
        elif not kind & PARTICLE:
            named = False
            lower = True
        index += 1
    return end


def _back_over_small(tokens: Tokens, start: int, index: int) -> int:
    while index > start + 1 and tokens[index - 1].classes & (PREPOSITION | DETERMINER | TIME):
        index -= 1
    return index


def _phrase(
    view: View,
    pack: Pack,
    tokens: Tokens,
    start: int,
    end: int,
    known: set[str],
    *,
    leading: bool = False,
) -> Source | None:
    """A pronoun, name or description that fills, or ends, `tokens[start:end]`."""
    if start >= end:
        return None
    last = tokens[end - 1]
    if last.classes & PRONOUN and not (last.capital and start < end - 1):
        return Source(_span(tokens, end - 1, end), "pronoun")
    if not leading:
        if tokens[start].word in pack.words["absolute"]:  # 'with Lee calling it'
            start += 1
        start = _begin(tokens, start, end)
    if start >= end or tokens[start].classes & GREETING:
        return None
    if tokens[start].classes & (PREPOSITION | SUBORDINATOR) and not tokens[start].capital:
        return None
    named = _name(pack, tokens, start, end)
    if named is not None:
        low, span = named
        while low < end and tokens[low].start < span.start:
            low += 1
        has = any(not t.classes & DETERMINER for t in tokens[start:low]) and not (
            low == start + 1 and tokens[start].word.rstrip(".") in pack.words["honorific"]
        )
        return Source(span, "name", _span(tokens, start, low) if has else None)
    return _description(view, pack, tokens, start, end)


def _begin(tokens: Tokens, start: int, end: int) -> int:
    """Where the phrase really begins: after 'In Washington', 'Despite the rain' without a comma."""
    if not tokens[start].classes & (PREPOSITION | OPENER | SUBORDINATOR):
        for index in range(end - 1, start, -1):
            token = tokens[index]
            if token.classes & DETERMINER and tokens[index - 1].classes & TIME:
                return index
        return start
    at = end - 1
    while at > start:
        token = tokens[at]
        before = tokens[at - 1]
        if token.classes & DETERMINER and not before.classes & (PREPOSITION | COORDINATOR | OPENER):
            return at
        if token.capital and not before.capital and not before.classes & (
            PREPOSITION | DETERMINER | COORDINATOR | TITLE | ROLE | OPENER | DEMONYM
        ) and not before.owner:
            return at
        at -= 1
    return end


def _description(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int
) -> Source | None:
    """A noun phrase without a name: its article is no part of it, a relative clause neither."""
    article = tokens[start].word in pack.words["article"]
    body = start + 1 if article else start
    for index in range(body + 1, end):
        if tokens[index].classes & RELATIVE or tokens[index].word in pack.words["inclusion"]:
            end = index
            break
    if body >= end or end - body > MAX_TOKENS:
        return None
    inner = tokens[body:end]
    if not article and not _can_stand_alone(pack, inner):
        return None
    if any(t.classes & AUXILIARY and not t.capital for t in inner):
        return None
    if inner[-1].classes & (PREPOSITION | COORDINATOR) and not inner[-1].capital:
        return None
    for index, token in enumerate(inner[1:-1], 1):
        if token.classes & VERB and not token.capital and not token.classes & (ROLE | TITLE):
            following = inner[index + 1].classes
            if not following & (PREPOSITION | TIME | INFINITIVE) and not inner[
                index - 1
            ].classes & DETERMINER:
                return None
    return Source(_span(tokens, body, end), "description")


def _can_stand_alone(pack: Pack, inner: Tokens) -> bool:
    """Whether words without an article can be somebody: a role, a plural, something capital."""
    first = inner[0]
    if first.capital or first.classes & DETERMINER or first.word[0].isdigit() or first.owner:
        return True
    if any(token.classes & (ROLE | TITLE) for token in inner) or inner[-1].classes & PLURAL:
        return True
    return "-" in first.word and bool(classes(first.word.split("-")[0] or "-", pack) & ROLE)


def _name(pack: Pack, tokens: Tokens, start: int, end: int) -> tuple[int, Span] | None:
    """A name that ends the phrase: where its capital words begin, and its span without titles."""
    low = end
    while low > start and end - low < MAX_NAME_TOKENS:
        token = tokens[low - 1]
        if token.owner and low < end:
            break
        if token.capital and not token.classes & (PRONOUN | COORDINATOR | SUBORDINATOR):
            low -= 1
            continue
        if token.classes & PARTICLE and low < end and low - 2 >= start and tokens[low - 2].capital:
            low -= 1
            continue
        if token.classes & PARTICLE and low < end and low - 3 >= start and (
            tokens[low - 2].classes & PARTICLE and tokens[low - 3].capital
        ):
            low -= 2
            continue
        break
    if low == end or tokens[end - 1].owner:
        return None
    if low > start:
        before = tokens[low - 1]
        if before.classes & (PREPOSITION | COORDINATOR | INFINITIVE) and not before.capital:
            return None  # a spokesman for the Ministry of Defence
        if before.classes & DETERMINER and low - 1 > start and tokens[low - 2].classes & (
            PREPOSITION | COORDINATOR
        ):
            return None
    span = _without_titles(pack, tokens, low, end)
    if span is None:
        return None
    return low, span


def _without_titles(pack: Pack, tokens: Tokens, low: int, high: int) -> Span | None:
    """The name in capital words: what follows the last title, before 'MP' and 'of the …'."""
    first = tokens[low]
    while high - low > 1 and tokens[high - 1].word.rstrip(".") in pack.words["name_suffix"]:
        high -= 1
    while low + 1 < high and tokens[low].classes & (DETERMINER | ADVERB | DEMONYM) and (
        tokens[low + 1].capital and (not tokens[low].classes & DEMONYM or high - low > 2)
    ):
        low += 1
    titled = False
    for index in range(high - 1, low - 1, -1):
        if tokens[index].classes & TITLE:
            at = _past_office(tokens, index + 1, high)
            if at < high and tokens[at].capital:
                low = at
                titled = True
            elif index == high - 1 and (index == low or tokens[index].word not in pack.words["surname"]):
                return None  # capital words that end in a title: 'the Prime Minister'
            break
    for index in range(low + 1, high - 1):
        # 'Glen Cushing of the United States', 'Sen. Hale of Maine', but 'University of Leeds'
        if not tokens[index].classes & LINKING:
            continue
        if any(t.classes & (ORGANISATION | TITLE) for t in tokens[low:index]):
            break
        if index - low >= 2 or titled or tokens[index + 1].classes & DETERMINER:
            high = index
            break
    if low >= high or (
        high - low == 1 and tokens[low].classes & (ADVERB | ROLE | GREETING | DETERMINER) and not titled
    ):
        return None
    if first.classes & GREETING:
        return None
    return _span(tokens, low, high)


def _past_office(tokens: Tokens, at: int, high: int) -> int:
    """Past the words after a title that belong to it: 'of State', 'of the United Kingdom'."""
    if at < high and tokens[at].classes & PARTICLE and not tokens[at].capital:
        after = at + 1
        while after < high and tokens[after].classes & (PARTICLE | DETERMINER) and not tokens[after].capital:
            after += 1
        left = high - after
        if left >= 3:
            return high - 2 if left > 3 else after + 1
        return after + 1 if left == 2 else high
    return at


def _bare_name(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int
) -> Span | None:
    """The name that a segment is nothing but: 'The president, Joe Hale, said'."""
    if start >= end:
        return None
    named = _name(pack, tokens, start, end)
    return named[1] if named is not None and named[0] == start else None
