"""Sources in languages whose nouns show their case and whose subject stands beside the cue (Russian).

The subject is in the nominative, on either side of its verb: 'глава МИД России Анна Лунина
сообщила', '— сказал в понедельник врач Пётр Ильин'. What tells it from its complements are the
pack's role nouns, listed in the nominative, its places, listed in the genitive, and the shapes of
endings. See `spaced` for the same in languages that tell the subject by its place.
"""

from __future__ import annotations

from quotetrack.extraction.finders.declined.adverbials import (
    before_object,
    name_at_end,
    past_fronted,
    phrase_end,
    segment_start,
    skip_back,
    with_complement,
    within_end,
)
from quotetrack.extraction.finders.declined.afterwards import nominative_after
from quotetrack.extraction.finders.declined.colons import uttered, verbs_from_behind
from quotetrack.extraction.finders.declined.declension import name_in, phrase
from quotetrack.extraction.finders.declined.insertions import antecedent, before_insertion
from quotetrack.extraction.finders.declined.names import full_names
from quotetrack.extraction.finders.declined.words import (
    extent,
    is_break,
    is_latin,
    is_other,
    is_when,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    COORDINATOR,
    NEGATION,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SUBORDINATOR,
    TITLE,
    VERB,
    Token,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View
from quotetrack.models import Span

__all__ = [
    "after_unknown_verb",
    "before_colon",
    "complement",
    "full_names",
    "source_after",
    "source_before",
    "subject",
]
MAX_SUBJECT_TOKENS = (
    60  # from the head of a sentence, where the subject of a later verb is looked for
)
Tokens = list[Token]
_STOP = PREPOSITION | VERB | RELATIVE | SUBORDINATOR | COORDINATOR | ADVERB | PRONOUN | NEGATION


def source_before(view: View, pack: Pack, low: int, high: int, known: set[str]) -> Source | None:
    """The subject of the verb at `high`, in the words before it; elided where they have none."""
    tokens = tokenise(view, pack, low, high)
    if len(tokens) > 1 and tokens[0].word in pack.words["within"] and not is_when(tokens[1]):
        breaks = [i for i, t in enumerate(tokens) if is_break(t)]
        aside = (
            len(breaks) == 2 and breaks[1] == len(tokens) - 1
        )  # В Кремле, в свою очередь, заявили
        if pack.patterns["plural_verb"].match(view.masked, high) and (aside or not breaks):
            stop = within_end(pack, tokens[: breaks[0]] if aside else tokens)
            if stop is not None:  # В Кремле заявили, что
                return phrase(view, pack, tokens, 1, stop, oblique=True, leading=True)
    end = skip_back(pack, tokens, len(tokens))
    if end is None and pack.patterns["speaks_on"].match(view.masked, high):
        denied = len(tokens)
        while denied > 1 and tokens[denied - 1].classes & ADVERB:
            denied -= 1  # Врач не столь уверен: «…»
        if tokens[denied - 1].classes & NEGATION:
            end = skip_back(pack, tokens, denied - 1)  # Вину он не признал: «…»
    if end is None:
        return None
    if end == 0 or tokens[end - 1].classes & COORDINATOR:
        return Source(None, "elided")
    single = pack.patterns["no_feminine"].match(view.masked, high) is not None
    last = tokens[end - 1]
    if is_break(last):
        if end == 1:
            return Source(None, "elided")
        return before_insertion(view, pack, tokens, end - 1, single)
    start = segment_start(tokens, end)
    if (
        tokens[start].classes & PREPOSITION
        and end - start > 2
        and tokens[start + 1].classes & RELATIVE
    ):
        start += 2  # письмо, в котором жители назвали
    if last.classes & (RELATIVE | SUBORDINATOR):
        if start > 0 and (last.word in pack.words["where"] or tokens[start].classes & PREPOSITION):
            return subject(
                view, pack, low, tokens[start - 1].start, known
            )  # издал доклад, в котором
        if not last.classes & RELATIVE or start == 0:
            return None
        return antecedent(view, pack, tokens, start - 1)
    named = before_object(pack, tokens, start, end)
    start = past_fronted(pack, tokens, start, named or end)
    source = phrase(view, pack, tokens, start, named or end, single=single)
    if start > 1 and tokens[start].classes & PREPOSITION and is_latin(last):
        # Лунин, мэр города, в эфире NBC
        inserted = before_insertion(view, pack, tokens, start - 1, single)
        if inserted is not None and inserted.kind == "name":
            return inserted
    return source


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
    stop = next((i for i, t in enumerate(tokens) if is_break(t)), len(tokens))
    start = 0 if oblique else nominative_after(view, pack, tokens, stop)
    if start is None or start >= stop:
        return None
    if tokens[start].classes & PRONOUN:
        return Source(extent(tokens, start, start + 1), "pronoun")
    if oblique and tokens[start].word in pack.words["possessive_pronoun"]:
        if start + 1 == stop or tokens[start + 1].capital:
            return Source(extent(tokens, start, start + 1), "pronoun")  # цитирует его ТАСС
    end = phrase_end(view, pack, tokens, start, stop)
    if oblique:
        end = next((i for i in range(start + 1, end) if is_other(tokens[i])), end)
    single = low > 0 and pack.patterns["no_feminine_before"].search(
        view.masked, max(0, low - 24), low
    )
    source = phrase(
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
        longer = with_complement(tokens, end, stop)  # источник в правительстве
        named = name_in(view, pack, tokens, start, longer, bool(single), oblique)
        if named is not None and source.mention is not None:  # сотрудник музея в Твери Анна Лунина
            return Source(named[1], "name", extent(tokens, start, named[0]))
        if source.mention is not None and longer > end:
            source.mention = Span(source.mention.start, tokens[longer - 1].end)
            end = longer
    if source.kind == "description" and end == stop and stop + 1 < len(tokens):
        apposed = _apposed_name(view, pack, tokens, start, stop, oblique)
        if apposed is not None:
            return apposed
    if source.kind == "name" and source.description is None and stop + 1 < len(tokens):
        following = tokens[stop + 1]
        if not following.classes & _STOP and not following.capital:
            last = next(
                (i for i in range(stop + 1, len(tokens)) if is_break(tokens[i])), len(tokens)
            )
            source.description = extent(tokens, stop + 1, last)
    return source


def _apposed_name(
    view: View, pack: Pack, tokens: Tokens, start: int, stop: int, oblique: bool
) -> Source | None:
    """Who a description is, in commas behind it: 'один из авторов, аспирант Пётр Ильин'."""
    if tokens[stop].word != ",":
        return None
    low = stop + 1
    last = next((i for i in range(low, len(tokens)) if is_break(tokens[i])), len(tokens))
    if not oblique and not (tokens[low].classes & TITLE or tokens[low].capital):
        return None
    end = phrase_end(view, pack, tokens, low, last)
    name = name_in(view, pack, tokens, low, end, False, oblique)
    if name is None or end - name[0] < 2:
        return None
    return Source(name[1], "name", Span(tokens[start].start, tokens[max(name[0], low) - 1].end))


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
    if tokens and tokens[-1].classes & RELATIVE:  # письма, в которых говорится
        start = segment_start(tokens, len(tokens))
        return antecedent(view, pack, tokens, start - 1) if start else None
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
    unsure: Source | None = None
    inside = False  # a relative clause, whose verb is another's
    for index, token in enumerate(tokens):
        if is_break(token):
            inside = False
        elif token.classes & (RELATIVE | SUBORDINATOR):
            inside = True
        elif index and not token.capital and not inside and _is_verb(pack, token):
            verb = index - 1 if tokens[index - 1].classes & NEGATION else index
            source = source_before(view, pack, low, tokens[verb].start, known)
            if source is not None and source.mention is not None:
                if source.kind != "description" or source.sure:
                    return source
                unsure = source  # Анна Лунина живёт у реки и видит мост: words of two clauses
                break
    start = 0
    stop = next((i for i, t in enumerate(tokens) if is_break(t)), len(tokens))
    if start < stop < len(tokens) and pack.patterns["converb"].fullmatch(tokens[0].word):
        start = stop + 1  # Услышав это, Лунин молчит
        stop = next((i for i in range(start, len(tokens)) if is_break(tokens[i])), len(tokens))
    while start < stop and tokens[start].word in pack.words["possessive_pronoun"]:
        start += 1  # Его жена Раиса молчит
    run = start
    while run < stop and (tokens[run].capital or tokens[run].classes & TITLE):
        run += 1
    while run > start and not tokens[run - 1].capital:
        run -= 1
    if unsure is not None and run - start < 2:
        return unsure
    if run > start and not tokens[start].classes & PREPOSITION:
        return phrase(view, pack, tokens, start, run)
    last = name_at_end(pack, tokens, 0, len(tokens))  # С ним не согласна экономист Анна Лунина
    return Source(extent(tokens, last, len(tokens)), "name") if last is not None else None


def _is_verb(pack: Pack, token: Token) -> bool:
    """Whether a word is a verb, be it one that stands beside another: 'не смогла сдержать'."""
    if token.classes & VERB:
        return True
    return (
        token.classes & ADVERB != 0
        and pack.patterns["verb_shape"].fullmatch(token.word) is not None
    )


def before_colon(
    view: View, pack: Pack, low: int, high: int, source: Source | None, known: set[str]
) -> Source | None:
    """Whose words the colon at `high` opens: of the noun of saying, else `source`, else of the last verb."""
    said = uttered(view, pack, low, high)
    if said is not None:
        return said
    if source is not None and source.mention is not None:
        return source
    for at in verbs_from_behind(view, pack, low, high):
        doer = source_before(view, pack, low, at, known)
        if doer is not None and doer.mention is not None and doer.sure:
            return doer
    return subject(view, pack, low, high, known)


def _is_known(view: View, source: Source, known: set[str]) -> bool:
    """Whether a headline's 'name: words' names somebody that the text names too."""
    if source.kind != "name" or source.mention is None:
        return False
    words = view.masked[source.mention.start : source.mention.end].split()
    return len(words) > 1 or words[0] in known
