"""Sources where verb and subject change places and capitals show names (French, German, Spanish).

«…», a déclaré lundi à l'AFP le maire de Lyon, X: what stands between verb and subject is skipped,
and the noun phrase ends before a preposition, a time, a verb. In it the name is what follows the
last title, role or common noun; after a preposition capital words say whose minister somebody is.
"""

from __future__ import annotations

from quotetrack.extraction.packs import Pack
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
    NOUN,
    OFFICE,
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
    tokenise,
)
from quotetrack.extraction.units import QUOTED, View
from quotetrack.models import Span

MAX_NAME_TOKENS = 8
MAX_PHRASE_TOKENS = 18

Tokens = list[Token]
_FINITE = VERB | AUXILIARY | MODAL
_SMALL = PRONOUN | COORDINATOR | SUBORDINATOR | PREPOSITION
_COMMON = TITLE | ROLE | NOUN
_INSIDE = LINKING | PARTICLE | COORDINATOR | DETERMINER | DEMONYM | TIME
_NO_APPOSITION = RELATIVE | PREPOSITION | OPENER | TIME | ADVERB | SUBORDINATOR


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the cue at `high`; elided after a conjunction, None if nobody is seen."""
    tokens = tokenise(view, pack, low, high)
    end = _before_verb(pack, tokens, len(tokens))
    if end is None or end == 0:
        return None
    last = tokens[end - 1]
    if last.classes & BREAK:
        return _before_insertion(view, pack, tokens, end - 1)
    start = _segment_start(tokens, end)
    if last.classes & RELATIVE:
        if end - 1 > start:
            return _antecedent(view, pack, tokens, start, end - 1)
        if not start:
            return None
        before = _segment_start(tokens, start - 1)
        found = _antecedent(view, pack, tokens, before, start - 1)
        if found is None:
            return _before_insertion(view, pack, tokens, start - 1)
        return found if found.sure or found.kind == "name" else Source(None, "elided")
    if last.classes & COORDINATOR:
        return Source(None, "elided")
    if last.classes & SUBORDINATOR:
        return None
    at = _clause_start(tokens, start, end)
    if at > start and tokens[at - 1].classes & RELATIVE:
        return _with_relative(view, pack, tokens, start, at - 1, end)
    for index in range(at, end):
        if tokens[index].classes & RELATIVE and index == at:
            return _before_insertion(view, pack, tokens, start - 1) if start else None
        if tokens[index].classes & AUXILIARY and not tokens[index].capital:
            before = _phrase(view, pack, tokens, at, index) if index > at else None
            if before is not None:
                return before
            after = _past_lead(view, pack, tokens, index + 1, end)
            stop = _phrase_end(pack, tokens, after, end) if after < end else after
            return _phrase(view, pack, tokens, after, stop, leading=True)
    source = _phrase(view, pack, tokens, at, end)
    if source is not None and start and at == start:
        ahead = tokens[_segment_start(tokens, start - 1) : start - 1]
        if source.kind == "description" and ahead and at < end and tokens[at].classes & COORDINATOR:
            return Source(None, "elided")
    return source


def source_after(
    view: View, pack: Pack, low: int, high: int, known: set[str], *, strict: bool = False
) -> Source | None:
    """The subject in the words after a cue: 'a déclaré lundi à la presse le maire, X'."""
    tokens = tokenise(view, pack, low, high)
    start, stop = 0, _segment_end(tokens, 0)
    while True:
        at = start if strict else _past_lead(view, pack, tokens, start, stop)
        if at < stop or stop >= len(tokens):
            break
        if tokens[stop].word[0] == QUOTED:
            break
        start, stop = stop + 1, _segment_end(tokens, stop + 1)
    if at >= stop and (stop >= len(tokens) or tokens[stop].word[0] != QUOTED):
        return None
    source = _with_apposition(view, pack, tokens, at, stop)
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
    start, stop = 0, _segment_end(tokens, 0)
    while start < stop and tokens[start].classes & PREPOSITION and not tokens[start].classes & PRONOUN:
        start += 1  # 'hieß es aus dem Ministerium', 'assure-t-on au parquet'
    return _with_apposition(view, pack, tokens, start, stop, whole=True) if tokens else None


def opening(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The same where no comma follows it: 'Laut Polizei wurde niemand verletzt'."""
    tokens = tokenise(view, pack, low, high)
    stop = _segment_end(tokens, 0)
    end = _phrase_end(pack, tokens, 0, stop) if stop else 0
    if not 0 < end < stop:
        return None
    if not tokens[end].classes & _FINITE and not pack.numbers.get("capital_nouns", 0):
        return None
    source = _phrase(view, pack, tokens, 0, end, leading=True)
    if source is not None:
        source.rest = tokens[end].start
    return source


def apposed(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The same for words with a comma in them: only what an apposition belongs to."""
    tokens = tokenise(view, pack, low, high)
    stop = _segment_end(tokens, 0)
    if stop == 0 or stop + 1 >= len(tokens):
        return None
    source = _with_apposition(view, pack, tokens, 0, stop)
    if source is None or source.kind != "name" or source.mention is None:
        return None
    if source.mention.start >= tokens[stop + 1].start:
        return source
    end = _segment_end(tokens, stop + 1)
    after = tokens[stop + 1 : end]
    if any(t.classes & _FINITE and not t.capital for t in after) or after[0].classes & PRONOUN:
        return None
    return source if after[0].classes & (_COMMON | RELATIVE) or after[0].word in pack.words["article"] else None


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject at the head of a sentence, for a later verb without one: 'y añadió que'."""
    tokens = tokenise(view, pack, low, high)
    start = 0
    while start < len(tokens):
        stop = _segment_end(tokens, start)
        at = _past_lead(view, pack, tokens, start, stop)
        if at < stop and not tokens[at].classes & (SUBORDINATOR | OPENER):
            for index in range(at, stop):
                if tokens[index].classes & _FINITE and not tokens[index].capital:
                    before = _phrase(view, pack, tokens, at, index) if index > at else None
                    if before is not None and (
                        index - at > 1 or not _opens_sentence(view, tokens[at]) or before.kind == "pronoun"
                        or pack.fold(tokens[at].word) in known
                    ):
                        return before
                    behind = index + 1
                    while behind < stop and tokens[behind].word in pack.words["object"]:
                        behind += 1
                    after = None
                    if behind < stop:
                        end = _phrase_end(pack, tokens, behind, stop)
                        after = _phrase(view, pack, tokens, behind, end, leading=True)
                    if after is not None and (after.kind == "name" or after.sure or before is None):
                        return after
                    return before
            if pack.numbers.get("capital_nouns", 0):
                end = _phrase_end(pack, tokens, at, stop)
                if end < stop:
                    return _phrase(view, pack, tokens, at, end, leading=True)
            if stop < len(tokens):
                source = _with_apposition(view, pack, tokens, at, stop)
                if source is not None and source.kind == "name":
                    return source
        start = stop + 1
    return None


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
            low = _past_common(view, tokens, 0, len(tokens))
            seen[words] = (
                view.text[tokens[low].start : tokens[-1].end] if low < len(tokens) else None
            )
        name = seen[words]
        if name is not None and " " in name:
            names[name] = None
    return list(names)


def after_unknown_verb(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """Who stands after a verb that the pack doesn't know: '« … », compte Lucas Ferreira'."""
    tokens = tokenise(view, pack, low, high)
    at = 0
    if tokens and tokens[0].word in pack.words["object"]:
        at = 1
    if at >= len(tokens) or tokens[at].capital:
        return None
    if tokens[at].classes & (_SMALL | ADVERB | TIME | DETERMINER | RELATIVE | OPENER | NEGATION):
        return None
    if not pack.patterns["unknown_cue"].fullmatch(tokens[at].word):
        return None
    source = source_after(view, pack, tokens[at].end, high, known)
    if source is None or (source.kind != "name" and not source.sure):
        return None
    return source


# ---------------------------------------------------------------- clauses


def _segment_end(tokens: Tokens, start: int) -> int:
    for index in range(start, len(tokens)):
        if tokens[index].classes & BREAK:
            return index
    return len(tokens)


def _segment_start(tokens: Tokens, end: int) -> int:
    for index in range(end - 1, -1, -1):
        if tokens[index].classes & BREAK:
            return index + 1
    return 0


def _clause_start(tokens: Tokens, start: int, end: int) -> int:
    """Where the last clause of a segment begins: after que, weil, or after 'und' and a verb."""
    for index in range(end - 1, start - 1, -1):
        kind = tokens[index].classes
        if kind & RELATIVE and index == start:
            return index
        if kind & SUBORDINATOR:
            return index + 1
        if kind & COORDINATOR and any(
            t.classes & _FINITE and not t.capital for t in tokens[start:index]
        ):
            return index + 1
    return start


def _before_verb(pack: Pack, tokens: Tokens, end: int) -> int | None:
    """Cut auxiliaries, objects, adverbs and times between subject and verb; None if denied."""
    while end > 0:
        token = tokens[end - 1]
        kind = token.classes
        if token.word in pack.words["object"] and not token.capital:
            end -= 1
            continue
        if token.capital and end > 1 and not kind & TIME:
            return end
        if kind & (NEGATION | INFINITIVE):
            return None
        if kind & (AUXILIARY | ADVERB) and not kind & ROLE:
            end -= 1
            continue
        if kind & TIME or (token.word.isdigit() and end > 1 and tokens[end - 2].classes & TIME):
            end -= 1
            while end > 0 and tokens[end - 1].classes & (TIME | PREPOSITION | DETERMINER) and not (
                tokens[end - 1].classes & BREAK
            ):
                end -= 1
            continue
        return end
    return end


def _antecedent(view: View, pack: Pack, tokens: Tokens, start: int, end: int) -> Source | None:
    """Whom a relative pronoun means: the last noun phrase of the words before it."""
    at = _clause_start(tokens, start, end)
    for index in range(end - 1, at - 1, -1):
        if tokens[index].classes & _FINITE and not tokens[index].capital:
            at = index + 1
            while at < end and tokens[at].classes & PREPOSITION:
                at += 1
            return _phrase(view, pack, tokens, at, end, leading=True) if at < end else None
    return _phrase(view, pack, tokens, at, end)


def _with_relative(
    view: View, pack: Pack, tokens: Tokens, start: int, relative: int, end: int
) -> Source | None:
    """A subject whose relative clause no comma cuts off: 'un voisin qui … ajoute'."""
    source = _phrase(view, pack, tokens, _clause_start(tokens, start, relative), relative)
    if source is None or source.kind != "description" or source.mention is None:
        return source
    return Source(Span(source.mention.start, tokens[end - 1].end), "description")


def _past_dateline(view: View, tokens: Tokens) -> int:
    """Past 'GINEBRA (EFE) —' at the head of a text."""
    if not tokens or not _is_acronym(view, tokens[0]) or not _opens_sentence(view, tokens[0]):
        return 0
    for index, token in enumerate(tokens[:9]):
        if token.word[0] in "-–—":
            return index + 1
    return 0


def _before_insertion(view: View, pack: Pack, tokens: Tokens, end: int) -> Source | None:
    """The subject before insertions: 'Pedro Ruiz, que …, dijo', 'le maire, X, a dit'."""
    at = _past_dateline(view, tokens)
    found: Source | None = None
    while at <= end:
        stop = min(_segment_end(tokens, at), end)
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
    if first & RELATIVE and found is None:
        return None
    begin = _clause_start(tokens, at, stop)
    if begin < stop and tokens[begin].classes & RELATIVE:
        return found
    if any(t.classes & _FINITE and not t.capital for t in tokens[begin:stop]):
        if found is not None and first & DETERMINER:
            return found  # 'ein Reeder, der anonym bleiben wollte, berichtete'
        return found if found is not None and found.kind == "name" and begin == at else None
    if found is None:
        return _phrase(view, pack, tokens, begin, stop)
    if found.kind == "description":
        named = _bare_name(view, pack, tokens, at, stop)
        if named is not None:
            return Source(named, "name", found.mention)
        return found
    if found.kind == "name" and found.description is None:
        found.description = Span(tokens[at].start, tokens[stop - 1].end)
    return found


def _inside(tokens: Tokens, start: int, stop: int) -> bool:
    """Whether a preposition says where somebody works: 'der Gastwissenschaftler an einem Institut'."""
    return bool(tokens[start].classes & PREPOSITION) and not any(
        t.classes & (TIME | VERB | AUXILIARY | RELATIVE | PRONOUN) and not t.classes & DETERMINER
        for t in tokens[start:stop]
    )


def _with_apposition(
    view: View, pack: Pack, tokens: Tokens, start: int, stop: int, *, whole: bool = False
) -> Source | None:
    """The phrase at `start`, with the name or the role that a comma adds to it."""
    if stop < len(tokens) and tokens[stop].word[0] == QUOTED:  # das „Handelsblatt“
        if all(t.classes & (DETERMINER | _COMMON | ORGANISATION) for t in tokens[start:stop]):
            return Source(_inside_marks(view, tokens[stop]), "name")
    end = _phrase_end(pack, tokens, start, stop) if start < stop else start
    source = _phrase(view, pack, tokens, start, end, leading=True)
    if source is not None and source.kind == "description" and end < stop:
        token = tokens[end]
        if source.mention is not None and (
            (token.classes & RELATIVE and not token.classes & DETERMINER)
            or (whole and (token.word in pack.words["loose"] or _inside(tokens, end, stop)))
        ):
            return Source(Span(source.mention.start, tokens[stop - 1].end), "description")
    if source is None or end < stop or stop >= len(tokens) or tokens[stop].word != ",":
        return source
    low, high = stop + 1, _segment_end(tokens, stop + 1)
    if low >= high:
        return source
    if source.kind == "description":
        named = _bare_name(view, pack, tokens, low, _phrase_end(pack, tokens, low, high))
        if named is not None:
            return Source(named, "name", source.mention)
    elif source.kind == "name" and source.description is None:
        if not tokens[low].classes & _NO_APPOSITION and not tokens[low].word[0].isdigit():
            high = max(_phrase_end(pack, tokens, low, high), low + 1)
            source.description = Span(tokens[low].start, tokens[high - 1].end)
    return source


# ---------------------------------------------------------------- noun phrases


def _past_lead(view: View, pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Past 'En outre', 'Am Montag', 'devant la presse' at the head of a clause."""
    at = start
    while at < end:
        token = tokens[at]
        kind = token.classes
        if kind & (COORDINATOR | ADVERB) and not kind & (ROLE | DETERMINER):
            at += 1
            continue
        ahead = at
        while ahead < end and ahead - at < 6 and (
            tokens[ahead].classes & (PREPOSITION | DETERMINER | TIME) or tokens[ahead].word.isdigit()
        ):
            ahead += 1
        while ahead > at and not tokens[ahead - 1].classes & TIME:
            if tokens[ahead - 1].word.isdigit() and ahead - at > 1 and (
                tokens[ahead - 2].classes & TIME
            ):
                break
            ahead -= 1
        if ahead > at:
            at = ahead
            continue
        if token.word in pack.words["addressee"] or (token.word in pack.words["object"] and not (
            token.capital or kind & DETERMINER
        )):
            at += 1
            continue
        if kind & DETERMINER and at + 1 < end and tokens[at + 1].word in pack.words["addressee"]:
            at += 2
            continue
        if kind & (PREPOSITION | OPENER):
            at = _past_prepositional(view, pack, tokens, at, end)
            continue
        break
    return at


def _past_prepositional(view: View, pack: Pack, tokens: Tokens, at: int, end: int) -> int:
    """Past a preposition and its noun phrase: up to a new article, a pronoun, a name."""
    index = at + 1
    while index < end and tokens[index].classes & (PREPOSITION | DETERMINER | DEMONYM):
        index += 1
    first = index
    if index < end:
        index += 1
    while index < end:
        token, before = tokens[index], tokens[index - 1]
        if before.classes & (PREPOSITION | DETERMINER):
            index += 1
            continue
        if token.classes & (PRONOUN | ADVERB | TIME) and not token.capital:
            return index
        if token.classes & DETERMINER and not _genitive(pack, token, before):
            return index
        if token.classes & (PREPOSITION | OPENER) and not token.classes & LINKING:
            return index
        if token.classes & TITLE and not token.classes & DETERMINER:
            return index
        if token.capital and not token.classes & (PARTICLE | PREPOSITION):
            if not before.capital or (_is_acronym(view, before) and index - 1 == first):
                return index
            if before.classes & (NOUN | ROLE) and not token.classes & (NOUN | ROLE):
                return index
            if index - 1 == first and index + 1 < end and tokens[index + 1].capital:
                return index
        index += 1
    return index


def _genitive(pack: Pack, token: Token, before: Token) -> bool:
    """Whether an article is the genitive of a noun before it: 'ein Sprecher der Stadt'."""
    return token.word in pack.words["genitive_article"] and before.capital


def _phrase_end(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Where the noun phrase at `start` ends: before a verb, a time, a preposition."""
    if start < end and tokens[start].classes & PRONOUN and not (
        tokens[start].classes & DETERMINER or (tokens[start].capital and start + 1 < end and tokens[start + 1].capital)
    ) and not (start + 1 < end and tokens[start + 1].classes & LINKING):
        return start + 1
    named = False
    for index in range(start, end):
        token = tokens[index]
        kind = token.classes
        before = tokens[index - 1] if index > start else None
        following = tokens[index + 1] if index + 1 < end else None
        if before is not None and not token.capital:
            if kind & (SUBORDINATOR | AUXILIARY | INFINITIVE | PRONOUN | OPENER | GREETING | NEGATION):
                if kind & PRONOUN and before.classes & LINKING and not kind & DETERMINER:
                    continue  # uno de ellos
                if not kind & (DETERMINER | LINKING) or kind & (SUBORDINATOR & ~RELATIVE) == SUBORDINATOR:
                    return index
            if kind & VERB or token.word in pack.words["loose"]:
                return index
            if pack.numbers.get("capital_nouns", 0) and before.capital and not kind & _INSIDE:
                return index  # after a noun nothing else is lower than what follows the phrase
            if kind & PREPOSITION and not kind & LINKING:
                return index
            if kind & LINKING and named and not (
                following is not None and (following.capital or following.classes & PARTICLE)
            ):
                return index
            if kind & LINKING and named and tokens[index - 2 if index - 2 >= start else start].capital and (
                index - start >= 2 and not kind & PARTICLE
            ):
                return index
            if kind & DETERMINER and not before.classes & (PREPOSITION | COORDINATOR | DETERMINER):
                if named or not _genitive(pack, token, before):
                    if not kind & PARTICLE or following is None or not following.capital:
                        return index
                if following is not None and following.word in pack.words["addressee"]:
                    return index
            if kind & ADVERB and not kind & ROLE:
                return index
            if kind & COORDINATOR and named and (
                following is None or not (following.capital or following.classes & DETERMINER)
            ):
                return index
        if before is not None and kind & TIME and not (before.classes & DETERMINER and token.capital):
            while index > start + 1 and (
                tokens[index - 1].classes & (DETERMINER | PREPOSITION | TIME)
                or tokens[index - 1].word.isdigit()
            ):
                index -= 1
            return index
        if before is not None and token.word in pack.words["addressee"] and named:
            return index
        if token.capital and not kind & (_COMMON | DETERMINER):
            named = before is None or not before.classes & (PREPOSITION | DETERMINER) or named
        elif not kind & PARTICLE:
            named = False
    return end


def _phrase(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, *, leading: bool = False
) -> Source | None:
    """A pronoun, name or description that fills, or ends, `tokens[start:end]`."""
    if not leading:
        start = _past_lead(view, pack, tokens, start, end)
    if start >= end:
        return None
    first, last = tokens[start], tokens[end - 1]
    if last.classes & PRONOUN and end - start == 1:
        return Source(Span(first.start, last.end), "pronoun")
    if first.classes & (GREETING | SUBORDINATOR) and not first.classes & DETERMINER:
        return None
    if first.classes & (PREPOSITION | OPENER) and not first.capital:
        return None
    if any(t.classes & _FINITE and not t.capital for t in tokens[start:end]):
        return None
    begin, led = _leading_name(view, tokens, start, end)
    if led:
        name = Span(tokens[begin].start, tokens[led - 1].end)
        return Source(name, "name", Span(tokens[led].start, last.end))
    named = _name(view, pack, tokens, start, end)
    if named is not None:
        low, span = named
        both = low - 2 >= start and tokens[low - 1].classes & COORDINATOR and tokens[low - 2].capital
        if both and low < end:
            other = _name(view, pack, tokens, start, low - 1)
            if other is not None:
                return Source(Span(other[1].start, span.end), "description")
        begin = start + 1 if first.word in pack.words["article"] else start
        return Source(span, "name", Span(tokens[begin].start, tokens[low - 1].end) if low > begin else None)
    return _description(pack, tokens, start, end)


def _leading_name(view: View, tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """Where a name begins and ends that says of where somebody is: 'Ulrike Brandt vom Ministerium'; else (0, 0)."""
    while start + 1 < end and tokens[start].classes & (_COMMON | DETERMINER) and not (
        tokens[start + 1].classes & (LINKING | PREPOSITION)
    ):
        start += 1
    at = start
    while at < end and tokens[at].capital and not tokens[at].classes & (_COMMON | DETERMINER | _SMALL):
        at += 1
    if at - start < 2 or at + 1 >= end or not tokens[at].classes & LINKING:
        return 0, 0
    if tokens[at].capital or any(t.classes & ORGANISATION for t in tokens[start:at]):
        return 0, 0
    rest = tokens[at + 1 : end]
    if any(t.classes & (_COMMON | ORGANISATION | OFFICE) or _is_acronym(view, t) for t in rest):
        return start, at
    return (0, 0) if any(t.capital for t in rest) else (start, at)


def _description(pack: Pack, tokens: Tokens, start: int, end: int) -> Source | None:
    """A noun phrase without a name: its article is no part of it, a relative clause neither."""
    article = tokens[start].word in pack.words["article"]
    body = start + 1 if article else start
    if article and body + 1 < end and tokens[body].word in pack.words["article"]:
        body += 0 if tokens[body + 1].classes & LINKING else 1  # l’un d’eux
    for index in range(body + 1, end):
        if tokens[index].classes & RELATIVE and not tokens[index].classes & DETERMINER:
            end = index
            break
    if body >= end or end - body > MAX_PHRASE_TOKENS:
        return None
    inner = tokens[body:end]
    if not article:
        head = inner[0]
        if not (head.capital or head.classes & (DETERMINER | _COMMON | ORGANISATION) or head.word[0].isdigit()):
            if not any(t.classes & (_COMMON | PLURAL) for t in inner[:3]):
                return None
    if inner[-1].classes & (PREPOSITION | COORDINATOR | DETERMINER) and not inner[-1].capital:
        return None
    if all(t.classes & (DETERMINER | ADVERB | TIME | PREPOSITION) for t in inner):
        return None
    if pack.numbers.get("capital_nouns", 0) and any(
        before.capital and not t.capital and not t.classes & (_INSIDE | PREPOSITION)
        for before, t in zip(inner, inner[1:], strict=False)
    ):
        return None  # a verb that no list has: 'Bürgermeister trat ans Pult'
    sure = any(t.classes & (TITLE | ROLE | ORGANISATION) for t in inner)
    return Source(Span(inner[0].start, inner[-1].end), "description", sure=sure)


def _inside_marks(view: View, token: Token) -> Span:
    start, end = token.start, token.end
    while start < end and not view.text[start].isalnum():
        start += 1
    while end > start and not view.text[end - 1].isalnum():
        end -= 1
    return Span(start, end)


def _bare_name(view: View, pack: Pack, tokens: Tokens, start: int, end: int) -> Span | None:
    """The name that a segment is nothing but: 'le maire, Jean Vial, a dit'."""
    if start >= end:
        return None
    named = _name(view, pack, tokens, start, end)
    if named is None or any(
        not t.capital and not t.classes & (PARTICLE | _COMMON | DETERMINER | DEMONYM)
        for t in tokens[start : named[0]]
    ):
        return None
    return named[1]


def _name(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int
) -> tuple[int, Span] | None:
    """A name that ends the phrase: where it begins among the tokens, and its span."""
    low = end
    while low > start and end - low < MAX_NAME_TOKENS:
        token = tokens[low - 1]
        inside = low < end and low - 2 >= start and tokens[low - 2].capital
        if token.capital and token.classes & (DETERMINER | _SMALL) and not token.classes & TITLE:
            opens = low - 1 == start and _opens_sentence(view, token)
            if low == end or opens or token.classes & (PRONOUN | SUBORDINATOR):
                break
            if token.classes & PREPOSITION and not token.classes & PARTICLE:
                break
            low -= 1
        elif token.capital:
            low -= 1
        elif token.classes & PARTICLE and inside:
            low -= 1
        elif token.classes & PARTICLE and low < end and low - 3 >= start and (
            tokens[low - 2].classes & PARTICLE and tokens[low - 3].capital
        ):
            low -= 2
        else:
            break
    if low == end:
        return None
    run = low
    low = _past_common(view, tokens, run, end)
    before = tokens[run - 1] if run > start else None
    if before is not None and low == run:
        bound = before.classes & (DETERMINER | PREPOSITION | PARTICLE)
        complement = before.classes & PREPOSITION or (
            before.classes & DETERMINER
            and run - 1 > start
            and (tokens[run - 2].classes & PREPOSITION or _genitive(pack, before, tokens[run - 2]))
        )
        if complement:
            low = _past_complement(view, tokens, start, run, end)
        elif pack.numbers.get("capital_nouns", 0) and (bound or not before.capital):
            # 'der Imker Hans Weber': after an article the first one is a noun
            if not any(t.classes & (ORGANISATION | DEMONYM) for t in tokens[run:end]):
                low = run + 1
    if low >= end or (tokens[low].classes & GREETING and end - low == 1):
        return None
    if end - low == 1 and tokens[low].classes & (ADVERB | TIME):
        return None
    return low, Span(tokens[low].start, tokens[end - 1].end)


def _past_common(view: View, tokens: Tokens, low: int, end: int) -> int:
    """Past the titles, roles and common nouns in capital words; `end` if they are all."""
    while low < end and tokens[low].classes & DEMONYM and low + 1 < end and (
        tokens[low + 1].classes & _COMMON
    ):
        low += 1
    last = end - 1
    if last > low and tokens[last - 1].capital and not tokens[last - 1].classes & _COMMON:
        last -= 1  # surnames that are titles too: Rey, Richter, Maire
    for index in range(last, low - 1, -1):
        if tokens[index].classes & _COMMON and not tokens[index].classes & ORGANISATION:
            at = index + 1
            if at < end and tokens[at].classes & PARTICLE and not tokens[at].capital:
                return _past_complement(view, tokens, low, at + 1, end)
            return at
    return low


def _past_complement(view: View, tokens: Tokens, start: int, run: int, end: int) -> int:
    """Past what somebody is head of, in capital words after a preposition; `end` if that is all."""
    size = sum(1 for t in tokens[run:end] if not t.classes & PARTICLE or t.capital)
    first = tokens[run]
    known = _is_acronym(view, first) or first.classes & (OFFICE | DEMONYM)
    if (size >= 2 and known) or (size >= 3 and first.classes & ORGANISATION):
        at = run + 1
        while at < end - 1 and tokens[at].classes & (OFFICE | DEMONYM | ORGANISATION | PARTICLE | COORDINATOR):
            at += 1
        return at
    if size >= 3 and any(t.classes & (TITLE | ROLE) for t in tokens[start:run]):
        return run + 1
    return end


def _is_acronym(view: View, token: Token) -> bool:
    return token.end - token.start > 1 and view.text[token.start : token.end].isupper()


def _opens_sentence(view: View, token: Token) -> bool:
    before = view.masked[max(0, token.start - 3) : token.start].rstrip(" \u00a0\u202f")
    return not before or before[-1] in ".!?\n:\ufdd0"
