"""Sources in languages whose nouns show their case and whose subject stands beside the cue (Russian).

The subject is in the nominative, on either side of its verb: 'глава МИД России Анна Лунина
сообщила', '— сказал в понедельник врач Пётр Ильин'. What tells it from its complements are the
pack's role nouns, listed in the nominative, its places, listed in the genitive, and the shapes of
endings. See `spaced` for the same in languages that tell the subject by its place.
"""

from __future__ import annotations

from itertools import pairwise

from quotetrack.extraction.packs import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.tokens import (
    ADVERB,
    BREAK,
    COORDINATOR,
    DEMONYM,
    GREETING,
    NEGATION,
    OCCASION,
    ORGANISATION,
    PARTICLE,
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

MAX_PHRASE_TOKENS = 16  # of a description
MAX_NAME_TOKENS = 8
MAX_ADVERBIAL_TOKENS = 8  # between the subject and its verb
MAX_SUBJECT_TOKENS = (
    60  # from the head of a sentence, where the subject of a later verb is looked for
)

Tokens = list[Token]
_HEAD = TITLE | ROLE | ORGANISATION
_STOP = PREPOSITION | VERB | RELATIVE | SUBORDINATOR | COORDINATOR | ADVERB | PRONOUN | NEGATION


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the verb at `high`, in the words before it; elided where they have none."""
    tokens = tokenise(view, pack, low, high)
    if tokens and tokens[0].word in pack.words["within"]:
        if pack.patterns["plural_verb"].match(view.masked, high) and not any(
            map(_is_break, tokens)
        ):
            if not _holds_subject(pack, tokens[1:]):  # В Кремле заявили, что
                return _phrase(view, pack, tokens, 1, len(tokens), oblique=True, leading=True)
    end = _skip_back(pack, tokens, len(tokens))
    if end is None:
        return None
    if end == 0 or tokens[end - 1].classes & COORDINATOR:
        return Source(None, "elided")
    single = pack.patterns["no_feminine"].match(view.masked, high) is not None
    last = tokens[end - 1]
    if _is_break(last):
        if end == 1:
            return Source(None, "elided")
        return _before_insertion(view, pack, tokens, end - 1, single)
    start = _segment_start(tokens, end)
    if last.classes & (RELATIVE | SUBORDINATOR):
        if not last.classes & RELATIVE or start == 0:
            return None
        return _antecedent(view, pack, tokens, start - 1)
    return _phrase(view, pack, tokens, start, end, single=single)


def source_after(
    view: View,
    pack: Pack,
    low: int,
    high: int,
    known: set[str],
    *,
    strict: bool = False,
    oblique: bool = False,
) -> Source | None:
    """The source in the words after a cue: the subject, or the complement (`oblique`: 'по словам X')."""
    tokens = tokenise(view, pack, low, high)
    stop = next((i for i, t in enumerate(tokens) if _is_break(t)), len(tokens))
    start = 0 if oblique else _nominative_after(view, pack, tokens, stop)
    if start is None or start >= stop:
        return None
    if tokens[start].classes & PRONOUN:
        return Source(_span(tokens, start, start + 1), "pronoun")
    end = _phrase_end(pack, tokens, start, stop)
    single = low > 0 and pack.patterns["no_feminine_before"].search(
        view.masked, max(0, low - 24), low
    )
    source = _phrase(
        view, pack, tokens, start, end, single=bool(single), oblique=oblique, leading=True
    )
    if source is None or (strict and not _is_known(view, source, known)):
        return None
    about = end < stop and tokens[end].word in pack.words["about"]
    if (
        source.kind == "description"
        and end < stop
        and tokens[end].classes & PREPOSITION
        and not about
    ):
        longer = _with_complement(tokens, end, stop)  # источник в правительстве
        if source.mention is not None and longer > end:
            source.mention = Span(source.mention.start, tokens[longer - 1].end)
    if source.kind == "name" and source.description is None and stop + 1 < len(tokens):
        following = tokens[stop + 1]
        if not following.classes & _STOP and not following.capital:
            last = next(
                (i for i in range(stop + 1, len(tokens)) if _is_break(tokens[i])), len(tokens)
            )
            source.description = _span(tokens, stop + 1, last)
    return source


def after_unknown_verb(
    view: View, pack: Pack, low: int, high: int, known: set[str]
) -> Source | None:
    """The subject after a verb at `low` that the pack doesn't list: '— съязвил Ильин'."""
    tokens = tokenise(view, pack, low, high)
    if len(tokens) < 2 or not tokens[0].classes & VERB or tokens[0].capital:
        return None
    return source_after(view, pack, tokens[1].start, high, known)


def complement(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The source in an oblique case: 'по словам X', 'говорится в X', 'в X говорится'."""
    tokens = tokenise(view, pack, low, high)
    if tokens and tokens[-1].classes & RELATIVE:
        return source_before(view, pack, low, high, known)  # письма, в которых говорится
    if tokens and tokens[0].word in pack.words["about"]:
        return None  # заявление о том, что
    governing = [i for i, t in enumerate(tokens) if t.classes & PREPOSITION]
    if (governing and governing[0] == 0) or view.masked[high : high + 1] == " ":
        if not governing:
            return None
        low = tokens[governing[0]].end
    return source_after(view, pack, low, high, known, oblique=True)


def subject(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the sentence, for a later verb without one of its own: 'и добавил, что'."""
    tokens = tokenise(view, pack, low, high)[:MAX_SUBJECT_TOKENS]
    inside = False  # a relative clause, whose verb is another's
    for index, token in enumerate(tokens):
        if _is_break(token):
            inside = False
        elif token.classes & (RELATIVE | SUBORDINATOR):
            inside = True
        elif token.classes & VERB and index and not token.capital and not inside:
            verb = index - 1 if tokens[index - 1].classes & NEGATION else index
            source = source_before(view, pack, low, tokens[verb].start, known)
            if source is not None and source.mention is not None:
                return source
    start = 0
    stop = next((i for i, t in enumerate(tokens) if _is_break(t)), len(tokens))
    run = start
    while run < stop and tokens[run].capital:
        run += 1
    return _phrase(view, pack, tokens, start, run) if run > start else None


def full_names(view: View, pack: Pack) -> list[str]:
    """The names of more than one word in a document, titles cut off, as they stand in it."""
    names: dict[str, None] = {}
    seen = pack.names_seen
    for match in pack.patterns["full_name"].finditer(view.cased):
        words = match.group()
        if words not in seen:
            if len(seen) > 50_000:
                seen.clear()
            tokens = tokenise(view, pack, *match.span())
            low = 0
            while low < len(tokens) and tokens[low].classes & (_STOP | TIME):
                low += 1
            low = _past_office(pack, tokens, low, len(tokens))
            name = view.text[tokens[low].start : match.end()] if len(tokens) - low > 1 else None
            seen[words] = None if name is None or tokens[-1].classes & DEMONYM else name
        if (name := seen[words]) is not None:
            names[name] = None
    return list(names)


def _is_known(view: View, source: Source, known: set[str]) -> bool:
    """Whether a headline's 'name: words' names somebody that the text names too."""
    if source.kind != "name" or source.mention is None:
        return False
    words = view.masked[source.mention.start : source.mention.end].split()
    return len(words) > 1 or words[0] in known


# ---------------------------------------------------------------- around the verb


def _is_break(token: Token) -> bool:
    """A comma, a dash, a colon; quoted words are none, for they may be a name: «Зенит»."""
    return bool(token.classes & BREAK) and token.word[0] != QUOTED


def _is_quote(token: Token) -> bool:
    return token.word[0] == QUOTED


def _segment_start(tokens: Tokens, end: int) -> int:
    for index in range(end - 1, -1, -1):
        if _is_break(tokens[index]):
            return index + 1
    return 0


def _span(tokens: Tokens, start: int, end: int) -> Span:
    return Span(tokens[start].start, tokens[end - 1].end)


def _antecedent(view: View, pack: Pack, tokens: Tokens, end: int) -> Source | None:
    """Who 'который' is: the noun phrase before its comma, in whatever case."""
    start = _segment_start(tokens, end)
    for index in range(end - 1, start - 1, -1):
        if tokens[index].classes & (VERB | PREPOSITION | ADVERB) and not tokens[index].capital:
            start = index + 1
            break
    return _phrase(view, pack, tokens, start, end, oblique=True, leading=True)


def _skip_back(pack: Pack, tokens: Tokens, end: int) -> int | None:
    """Cut what stands between subject and verb: adverbs, times, 'в интервью телеканалу'.

    None if the verb is denied.
    """
    while end > 0:
        token = tokens[end - 1]
        kind = token.classes
        if kind & NEGATION:
            return None
        if kind & (ADVERB | TIME) and not token.capital and not kind & _HEAD:
            end -= 1
            continue
        if kind & GREETING and not token.capital:  # журналистам, ему
            end -= 1
            continue
        if kind & PREPOSITION:
            end -= 1
            continue
        at = _adverbial(pack, tokens, end)
        if at is None:
            return end
        end = at
    return end


def _adverbial(pack: Pack, tokens: Tokens, end: int) -> int | None:
    """Where the preposition stands whose phrase ends at `end`, if it belongs to the verb."""
    for index in range(end - 1, max(-1, end - 1 - MAX_ADVERBIAL_TOKENS), -1):
        token = tokens[index]
        if _is_break(token) or token.classes & (VERB | RELATIVE | SUBORDINATOR):
            return None
        if index > 0 and token.classes & PREPOSITION:
            inner = tokens[index + 1 : end]
            if not inner or _holds_subject(pack, inner):
                return None
            before = tokens[index - 1]
            about = any(t.classes & (OCCASION | TIME | GREETING) for t in inner)
            named = before.capital and not before.classes & _HEAD
            about = about or bool(before.classes & OCCASION)
            if about or named or before.classes & (PRONOUN | COORDINATOR) or before.classes & BREAK:
                return index
    return None


def _holds_subject(pack: Pack, inner: Tokens) -> bool:
    """Whether the words after a preposition hold the subject too: 'на встрече с врачами Ильин'."""
    for before, token in pairwise(inner):
        if token.classes & (OCCASION | TIME) or not _is_nominative(pack, token):
            continue
        if not _is_latin(token) or before.classes & (TIME | OCCASION):
            return True
    return False


def _is_nominative(pack: Pack, token: Token) -> bool:
    """Whether a word may be, or begin, a subject."""
    kind = token.classes
    if _is_quote(token):
        return True
    if kind & (_HEAD | PRONOUN) and not kind & (PREPOSITION | OCCASION):
        return True
    if kind & (DEMONYM | OCCASION | TIME | PREPOSITION):
        return False
    if token.capital:
        return pack.patterns["oblique"].fullmatch(token.word) is None and not _is_acronym(token)
    return pack.patterns["nominative"].fullmatch(token.word) is not None


def _is_acronym(token: Token) -> bool:
    return bool(token.classes & DEMONYM)


def _nominative_after(view: View, pack: Pack, tokens: Tokens, stop: int) -> int | None:
    """Where the subject after a verb begins: past adverbs, 'в интервью РИА', 'журналистам'."""
    at = 0
    governed = False  # inside a prepositional phrase, or what an addressee is called
    while at < stop:
        token = tokens[at]
        kind = token.classes
        if kind & PREPOSITION:
            governed = True
            at += 2
            continue
        if kind & GREETING:
            governed = True
            at += 1
            while at < stop and (
                tokens[at].classes & DEMONYM or _is_quote(tokens[at]) or _is_latin(tokens[at])
            ):
                at += 1
            continue
        if kind & (VERB | RELATIVE | SUBORDINATOR) and not token.capital:
            return None
        if kind & (ADVERB | TIME | OCCASION) and not token.capital and not kind & _HEAD:
            at += 1
            continue
        if _is_quote(token):
            inner = view.text[token.start : token.end].strip('«»"“”„')
            heads = any(t.classes & _HEAD for t in tokens[at + 1 : stop])
            if heads or pack.patterns["dative"].search(inner):
                at += 1
                continue
            return at
        if not governed or _is_nominative(pack, token):
            if (
                governed
                or not pack.patterns["oblique"].fullmatch(token.word)
                or not any(_is_nominative(pack, t) for t in tokens[at + 1 : stop])
            ):
                return at
        at += 1
    return None


def _is_latin(token: Token) -> bool:
    return token.word[0].isascii() and token.word[0].isalpha()


def _phrase_end(pack: Pack, tokens: Tokens, start: int, stop: int) -> int:
    """Where the noun phrase that begins at `start` ends: before a preposition, a verb, a time."""
    for index in range(start + 1, stop):
        token = tokens[index]
        kind = token.classes
        if (
            kind & COORDINATOR
            and index + 1 < stop
            and tokens[index - 1].capital == tokens[index + 1].capital
        ):
            if not tokens[index + 1].classes & (VERB | PREPOSITION | ADVERB):
                continue
        if _is_latin(token) and tokens[index - 1].capital and not _is_latin(tokens[index - 1]):
            if tokens[index - 1].classes & (DEMONYM | ORGANISATION) == 0:
                return index  # сказал Ильин BBC Sport
        if kind & (_STOP | GREETING) and not token.capital and not kind & (_HEAD | PARTICLE):
            return index
        if kind & TIME and not token.capital:
            if token.word.isdigit() and not (index + 1 < stop and tokens[index + 1].classes & TIME):
                continue  # школы № 4
            while index > start + 1 and tokens[index - 1].word.isdigit():
                index -= 1
            return index
        if not token.capital and tokens[index - 1].capital and not _is_quote(token):
            if pack.patterns["dative"].search(token.word):
                return index
    return stop


def _with_complement(tokens: Tokens, end: int, stop: int) -> int:
    """Where 'в правоохранительных органах' ends, which says who the source is."""
    index = end + 1
    if index < stop and tokens[index].classes & (TIME | OCCASION):
        return end
    while index < stop and not tokens[index].classes & (
        PREPOSITION | VERB | TIME | COORDINATOR | OCCASION
    ):
        index += 1
    return index


def _before_insertion(
    view: View, pack: Pack, tokens: Tokens, end: int, single: bool
) -> Source | None:
    """The subject before insertions: 'Лунина, которая …, сообщила', 'завод, например, заявил'."""
    bounds = [0, *(i + 1 for i in range(end) if _is_break(tokens[i]))]
    source = None
    for start, following in zip(bounds, [*bounds[1:], end + 1], strict=True):
        stop = following - 1
        if start >= stop:
            continue
        if (at := _adverbial(pack, tokens, stop)) is not None and at > start:
            stop = at  # Джон Доу из Гарварда, …
        segment = tokens[start:stop]
        if source is not None and segment[0].classes & (RELATIVE | PREPOSITION | ADVERB):
            continue
        if any(t.classes & (RELATIVE | SUBORDINATOR) for t in segment[:3]):
            continue
        if any(t.classes & VERB and not t.capital for t in segment):
            source = None
            continue
        if source is None:
            source = _phrase(view, pack, tokens, start, stop, single=single)
        elif source.kind == "description" and stop - start <= 4 and all(t.capital for t in segment):
            source = Source(_span(tokens, start, stop), "name", source.mention)
        elif source.kind == "name" and source.description is None:
            source.description = _span(tokens, start, stop)
    return source


# ---------------------------------------------------------------- noun phrases


def _phrase(
    view: View,
    pack: Pack,
    tokens: Tokens,
    start: int,
    end: int,
    *,
    single: bool = False,
    oblique: bool = False,
    leading: bool = False,
) -> Source | None:
    """A pronoun, name or description that ends `tokens[start:end]`.

    `single`: the verb's form says that its subject is no woman; `oblique`: any case will do;
    `leading`: nothing but the phrase stands there.
    """
    if start >= end:
        return None
    last = tokens[end - 1]
    if last.classes & PRONOUN:
        return Source(_span(tokens, end - 1, end), "pronoun")
    if not leading:
        begin = _past_lead(pack, tokens, start, end)
        if begin >= end:
            return Source(None, "elided")
        named = _name(view, pack, tokens, start, end, single, oblique)
        start = begin
    else:
        named = _name(view, pack, tokens, start, end, single, oblique)
    if named is not None:
        low, span = named
        has = low > start
        return Source(span, "name", _span(tokens, start, low) if has else None)
    inner = tokens[start:end]
    if len(inner) > MAX_PHRASE_TOKENS or any(t.classes & VERB and not t.capital for t in inner):
        return None
    if not oblique and not any(_is_nominative(pack, t) for t in inner[:4]):
        if not pack.patterns["plural"].fullmatch(inner[0].word):
            return None
    if inner[0].classes & (PREPOSITION | SUBORDINATOR | GREETING) and not inner[0].capital:
        return None
    sure = any(t.classes & _HEAD for t in inner)
    span = _span(tokens, start, end)
    bracket = pack.patterns["bracket"].match(view.masked, span.end)
    if bracket and not leading:
        span = Span(span.start, bracket.end())
    return Source(span, "description", sure=sure)


def _past_lead(pack: Pack, tokens: Tokens, start: int, end: int) -> int:
    """Past 'Однако', 'В среду', 'На встрече с премьер-министром' at the head of a clause."""
    at = start
    while at < end:
        kind = tokens[at].classes
        if kind & (COORDINATOR | ADVERB | TIME | SUBORDINATOR | RELATIVE) and not kind & _HEAD:
            at += 1
            continue
        if tokens[at].word.isdigit() and at + 1 < end and tokens[at + 1].classes & TIME:
            at += 2
            continue
        if kind & PREPOSITION:
            at += 2
            while at < end and not _is_nominative(pack, tokens[at]):
                at += 1
            continue
        break
    return at


def _name(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, single: bool, oblique: bool
) -> tuple[int, Span] | None:
    """A name that ends the phrase: where it begins, and its span without titles and offices."""
    last = tokens[end - 1]
    if _is_quote(last):
        before = tokens[end - 2] if end - 1 > start else None
        if before is not None and (before.classes & PREPOSITION or before.classes & TITLE):
            return None  # представитель «Газпрома»
        return end - 1, _inside_marks(view, last)
    low = end
    while low > start and end - low < MAX_NAME_TOKENS:
        token = tokens[low - 1]
        if token.capital and not token.classes & (PRONOUN | COORDINATOR | SUBORDINATOR | RELATIVE):
            low -= 1
        elif (
            token.classes & PARTICLE
            and low < end
            and low - 1 > start
            and (
                tokens[low - 2].capital or (tokens[low - 2].classes & PARTICLE and low - 2 > start)
            )
        ):
            low -= 1
        elif (
            token.classes & COORDINATOR
            and low < end
            and low - 1 > start
            and tokens[low - 2].capital
        ):
            low -= 1  # Китай и Россия
        else:
            break
    while low < end and tokens[low].classes & (PARTICLE | COORDINATOR | PREPOSITION | ADVERB):
        low += 1
    if low == end:
        return None
    before = tokens[low - 1] if low > start else None
    run = low
    low = _past_office(pack, tokens, low, end)
    if low == end:  # nothing but places and acronyms
        if before is None:
            return run, _span(tokens, run, end)
        if before.classes & ORGANISATION and all(_is_latin(t) for t in tokens[run:end]):
            return run, _span(tokens, run, end)
        return None
    if before is not None and before.classes & PREPOSITION and low == run:
        if end - low == 1 or oblique or not pack.patterns["oblique"].fullmatch(tokens[low].word):
            return None
        low = end - 1
    if low == run and before is not None and not before.capital and not oblique:
        if _is_complement(pack, tokens, low, end, before, single):
            return None
    if not oblique and low == end - 1 and pack.patterns["oblique"].fullmatch(last.word):
        return None
    return low, _span(tokens, low, end)


def _inside_marks(view: View, token: Token) -> Span:
    start, end = token.start, token.end
    while start < end and not view.text[start].isalnum():
        start += 1
    while end > start and not view.text[end - 1].isalnum():
        end -= 1
    return Span(start, end)


def _is_complement(
    pack: Pack, tokens: Tokens, low: int, end: int, before: Token, single: bool
) -> bool:
    """Whether capital words after a noun say whose it is: 'адвокат Лунина', 'жители Твери'."""
    run = tokens[low:end]
    if before.classes & PREPOSITION or pack.patterns["oblique"].fullmatch(run[-1].word):
        return True
    if before.classes & (TITLE | ROLE) and all(_is_latin(t) for t in run):
        return end - low == 1 or before.classes & TITLE == 0
    if all(pack.patterns["genitive"].search(t.word) for t in run):
        return single or bool(before.classes & ORGANISATION)
    return False


def _past_office(pack: Pack, tokens: Tokens, low: int, end: int) -> int:
    """Past titles, places in the genitive and acronyms at the head of capital words."""
    at = low
    if any(t.classes & COORDINATOR for t in tokens[low:end]):
        return low
    latin = next((i for i in range(low, end) if not _is_latin(tokens[i])), low)
    if latin > low and not any(_is_latin(t) for t in tokens[latin:end]):
        return latin  # компании Apple Пётр Ильин
    titled = low > 0 and bool(tokens[low - 1].classes & TITLE)
    for index in range(low, end):
        titled = titled or bool(tokens[index].classes & TITLE)
        if tokens[index].classes & (DEMONYM | TITLE | ROLE | ORGANISATION):
            at = index + 1
        elif (
            titled
            and at <= index < end - 2
            and pack.patterns["office"].fullmatch(tokens[index].word)
        ):
            following = tokens[index + 1]
            if following.classes & PARTICLE or following.word[0] == "-":
                continue
            if not pack.patterns["patronymic"].fullmatch(following.word):
                at = index + 1  # глава Минздрава Пётр Ильин
    if at < end and pack.patterns["adjective_oblique"].fullmatch(tokens[low].word) and at == low:
        return low
    return at
