"""What stands beside a cue: a clause with a verb, its subject alone, an adverbial."""

from __future__ import annotations

from quotetrack.extraction.finders.spaced.phrases import is_several, noun_phrase
from quotetrack.extraction.finders.spaced.walking import (
    FINITE,
    is_adverbial,
    skip_lead,
    split_segments,
)
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    AUXILIARY,
    BREAK,
    CLAUSAL,
    COORDINATOR,
    DEMONYM,
    DETERMINER,
    INFINITIVE,
    OCCASION,
    OPENER,
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
from quotetrack.extraction.pack import Cue, Pack
from quotetrack.extraction.sources import MAX_SOURCE_CHARS
from quotetrack.extraction.view import View

MAX_VERB_CHARS = 40  # in which the verb behind a comma stands
MAX_CLAUSE_CHARS = 140  # in which the verb of a clause is looked for


def is_subject(view: View, pack: Pack, low: int, high: int) -> bool:
    """Whether words that a comma ends are no clause but its subject: 'Lee, who …', 'BMW, for one'."""
    tokens = tokenise(view, pack, low, min(high, low + MAX_SOURCE_CHARS))
    segments = split_segments(tokens, 0, len(tokens))
    if any(start < end and _opens_predicate(pack, tokens[start]) for start, end in segments[1:]):
        return False  # 'The pair, both Polish, had left'
    for start, end in segments:
        start = skip_lead(tokens, start, end)
        if start >= end or is_adverbial(tokens, start, end):
            continue
        if any(t.classes & (FINITE | PRONOUN) and not t.capital for t in tokens[start:end]):
            return False
        return noun_phrase(view, pack, tokens, start, end, set()) is not None
    return False


def opens_predicate(view: View, pack: Pack, start: int) -> bool:
    """Whether the words at `start` begin with a verb that surely is finite, or may be: 'smiled'."""
    tokens = tokenise(view, pack, start, min(len(view.masked), start + MAX_VERB_CHARS))
    at = next((i for i, token in enumerate(tokens) if not token.classes & ADVERB), 0)
    if not tokens or tokens[at].capital:
        return False
    verb = tokens[at].word.rstrip(".")
    shaped = pack.patterns["verb_shape"].fullmatch(verb) is not None
    return shaped or verb in pack.words["verb"] or _opens_predicate(pack, tokens[at])


def _opens_predicate(pack: Pack, token: Token) -> bool:
    """Whether a word behind a comma is a verb that surely is finite: 'had', 'went', no 'built'."""
    if token.capital or token.word in pack.words["participle"]:
        return False
    return bool(token.classes & AUXILIARY) or token.word in pack.words["verb"]


def is_clause(view: View, pack: Pack, start: int, end: int, cue: Cue, takes: str) -> bool:
    """Whether words that no 'that' opens are a clause with a verb, as far as the cue asks for one.

    `takes`: 'clause' a subject and something like a verb, 'finite' a surer one, 'that' never
    without a complementiser, 'infinitive' 'to …' as well, 'any' whatever stands there.
    """
    return takes == "any" or cue.frame not in "stp" or is_sentence(view, pack, start, end, takes)


def is_sentence(view: View, pack: Pack, start: int, end: int, takes: str = "clause") -> bool:
    """Whether words have a subject and a verb, as far as `takes` asks for them: see `is_clause`."""
    tokens = tokenise(view, pack, start, min(end, start + MAX_CLAUSE_CHARS))
    if not tokens:
        return False
    if tokens[0].classes & INFINITIVE:
        return takes == "infinitive"
    if takes == "expects":  # somebody to do something
        return any(token.classes & (INFINITIVE | AUXILIARY) for token in tokens[1:])
    gerunds = takes in ("admission", "denial", "proposal")
    if gerunds and pack.patterns["gerund"].fullmatch(tokens[0].word):
        return len(tokens) > 2
    takes = "finite" if takes == "admission" else takes
    if tokens[0].word in pack.words["clause_opener"]:
        return True
    if takes != "that" and pack.patterns["extracted"].match(view.masked, start, end):
        return True  # 'which they said was planted'
    if takes == "clause" and tokens[0].word in pack.words["verb"] and not tokens[0].capital:
        if not tokens[0].classes & PLURAL and tokens[0].word not in pack.words["participle"]:
            return True  # 'the men who she says gave the orders'
    if takes == "that":
        return False
    if takes == "denial":
        stop = next((i for i, token in enumerate(tokens) if token.classes & BREAK), len(tokens))
        tokens = tokens[:stop]
    past = 0  # the index of what ends a relative clause
    meant = False  # whether a participle has said which one is meant
    for index, token in enumerate(tokens[1:], 1):
        kind = token.classes
        before = tokens[index - 1].classes
        if index < past:
            continue
        if before & BREAK and (kind & RELATIVE or token.word in pack.words["clause_opener"]):
            # 'said Lee, who was there, is ill': past the relative clause
            past = next((i for i in range(index, len(tokens)) if tokens[i].classes & BREAK), 0)
            if past:
                continue
        following = tokens[index + 1].classes if index + 1 < len(tokens) else 0
        if (
            takes == "clause"
            and (kind & RELATIVE or token.word in pack.words["relative_that"])
            and not before & (BREAK | FINITE | SUBORDINATOR)
            and following & FINITE
        ):
            past = index + 2  # 'a fire that burned a valley is out': past the verb of the relative
            continue
        if (
            kind & SUBORDINATOR
            and not (kind | tokens[0].classes) & PREPOSITION
            and not (tokens[0].classes & SUBORDINATOR)
        ):
            return False
        if token.capital:
            continue
        if (
            kind & PRONOUN
            and index + 1 < len(tokens)
            and not before & (PREPOSITION | VERB | AUXILIARY)
            and (not kind & DETERMINER or tokens[index + 1].classes & FINITE)
        ):
            return True
        if takes == "finite" and before & CLAUSAL and kind & PRONOUN:
            return False  # 'ruled the land until he died'
        if takes == "finite" and before & COORDINATOR and kind & AUXILIARY:
            return False  # 'declared him unfit and has gone'
        if token.word in pack.words["intransitive"]:
            return True  # 'claim most of them voted against it'
        if kind & AUXILIARY or token.word in pack.words["negation"]:
            if not before & INFINITIVE:
                return True
            continue  # 'rejected an appeal by a man due to be tried'
        if past and index == past + 1 and kind & PLURAL:
            return True  # 'says the quake, which was felt here, follows a larger one'
        if before & (DETERMINER | PREPOSITION | INFINITIVE | BREAK):
            continue
        if kind & VERB and not kind & PLURAL:
            if takes != "clause" and token.word in pack.words["participle"]:
                continue
            participle = pack.patterns["verb_shape"].fullmatch(token.word) is not None
            if participle and before & COORDINATOR and takes != "clause":
                continue  # 'predicted a rise in rents and reduced wages'
            if not participle or not following & PREPOSITION or takes == "clause" or meant:
                return True
            meant = True  # 'confirmed a man linked to the band | served in the army'
        if kind & (VERB | PLURAL) == VERB | PLURAL or (kind & PLURAL and takes == "clause"):
            return True
    return bool(len(tokens) > 2 and tokens[0].classes & PRONOUN)


def goes_on(view: View, pack: Pack, start: int, end: int) -> bool:
    """Whether words that a preposition opens go on to a subject and its verb."""
    tokens = tokenise(view, pack, start, min(end, start + MAX_CLAUSE_CHARS))
    for index, token in enumerate(tokens):
        kind = token.classes
        if kind & BREAK:  # 'said at the time, fees were low'; not 'testified in May, denying it'
            following = tokens[index + 1] if index + 1 < len(tokens) else token
            if following.classes & (BREAK | ADVERB | PREPOSITION | RELATIVE | CLAUSAL | FINITE):
                return False
            if pack.patterns["gerund"].fullmatch(following.word):
                return False
            return is_sentence(view, pack, token.end, end, "finite")
        if token.capital or index < 2:
            continue
        if kind & (SUBORDINATOR | CLAUSAL):
            return False
        if kind & AUXILIARY or (kind & PRONOUN and not kind & DETERMINER):
            return True
    return False


def relative_gap(view: View, pack: Pack, low: int, high: int) -> int | None:
    """Where a relative clause without a pronoun, with nothing but its subject, begins before `high`.

    'fight a ruling | she', 'read the answer | the judge': its subject stands right behind a noun.
    """
    tokens = tokenise(view, pack, low, high)
    end = len(tokens)
    while end and tokens[end - 1].classes & (AUXILIARY | ADVERB) and not tokens[end - 1].capital:
        end -= 1
    at = end - 1
    if at < 1:
        return None
    one = next(
        (i for i in range(at - 1, max(-1, at - 5), -1) if tokens[i].classes & DETERMINER), at
    )
    if not tokens[at].classes & PRONOUN and not is_several(pack, tokens, one, at):
        while at > 0 and not tokens[at].classes & DETERMINER and end - at < 5:
            before = tokens[at - 1]
            if tokens[at].capital and not (before.capital or before.classes & PARTICLE):
                break
            at -= 1
    before = tokens[at - 1]
    if tokens[at].capital and before.classes & (TITLE | ROLE | DEMONYM):
        return None  # the lawyer Ann Lee
    small = PREPOSITION | DETERMINER | COORDINATOR | SUBORDINATOR | PRONOUN | INFINITIVE | BREAK
    if at < 1 or before.classes & (small | FINITE | ADVERB | CLAUSAL):
        if at < 1 or before.word not in pack.words["one"]:
            return None
    if not tokens[at].classes & (PRONOUN | DETERMINER) and not tokens[at].capital and one == at:
        return None
    return before.end


def second_predicate(view: View, pack: Pack, start: int, end: int) -> int | None:
    """Where a second verb begins behind a clause: 'he was ill | has died', of 'a man who said …'."""
    tokens = tokenise(view, pack, start, min(end, start + MAX_CLAUSE_CHARS))
    verb = next((i for i, t in enumerate(tokens) if i and t.classes & FINITE and not t.capital), 0)
    joint = COORDINATOR | SUBORDINATOR | CLAUSAL | BREAK | PRONOUN
    small = FINITE | INFINITIVE | ADVERB | PREPOSITION | DETERMINER
    for index in range(verb + 1, len(tokens)) if verb else ():
        token, before = tokens[index], tokens[index - 1]
        if token.classes & joint and not token.classes & (DETERMINER | PREPOSITION):
            return None  # but 'because of a dog'
        if token.classes & AUXILIARY and not before.classes & small:
            return before.end
    return None


def is_open(view: View, pack: Pack, part: tuple[int, int], rest: tuple[int, int]) -> bool:
    """Whether words before an insertion need those behind it: 'It is, he says, | a matter of time'.

    An auxiliary ends them, or they only tell where and when: 'On a busy day, he says, | ten come'.
    """
    tokens = tokenise(view, pack, *part)
    while len(tokens) > 1 and tokens[-1].classes & ADVERB and not tokens[-1].capital:
        tokens = tokens[:-1]
    if not tokens:
        return False
    if tokens[-1].classes & AUXILIARY and len(tokens) > 1:
        return True
    if not tokens[0].classes & PREPOSITION or any(t.classes & FINITE for t in tokens):
        return False
    return is_sentence(view, pack, *rest)


def is_aside(view: View, pack: Pack, low: int, high: int) -> bool:
    """Whether words between cue and quotation are an adverbial: 'by phone on Tuesday'."""
    tokens = tokenise(view, pack, low, high)
    if (
        not tokens
        or len(tokens) > 14
        or tokens[-1].classes & (PREPOSITION | DETERMINER | AUXILIARY)
    ):
        return False
    if any(t.classes & (AUXILIARY | PRONOUN | SUBORDINATOR) and not t.capital for t in tokens[1:]):
        return False
    if len(tokens) == 1 and tokens[0].word in pack.words["clause_opener"]:
        return False  # 'says if that happens'
    if tokens[-1].word in pack.words["noun_of_saying"]:
        return False  # 'hit back at claims that': what follows is the claim
    if tokens[0].classes & DETERMINER:
        return len(tokens) > 1 and bool(tokens[1].classes & TIME)
    return bool(tokens[0].classes & (PREPOSITION | OPENER | TIME | ADVERB))


def past_adverbial(view: View, pack: Pack, low: int, high: int) -> int:
    """Where the clause after a cue begins: past 'on Monday', 'last week' if words follow."""
    first = pack.patterns["token"].match(view.masked, low, high)
    if first is None or not classes(first.group(), pack) & (TIME | PREPOSITION | DETERMINER):
        return low
    tokens = tokenise(view, pack, low, min(high, low + 60))
    at = skip_lead(tokens, 0, len(tokens), times=True)
    if 0 < at < len(tokens) and tokens[at].word.isdigit() and not tokens[at].classes & TIME:
        at += 1  # 'from July 1 those who …'
    if at == 0 and tokens[0].classes & PREPOSITION:  # 'said in a tweet the tour was off'
        for index in range(1, min(6, len(tokens) - 1)):
            kind = tokens[index].classes
            if kind & OCCASION and not tokens[index + 1].classes & (PREPOSITION | OCCASION | BREAK):
                at = skip_lead(tokens, index + 1, len(tokens), times=True)
                break
            if kind & (BREAK | AUXILIARY | PREPOSITION | SUBORDINATOR):
                break
    return tokens[at].start if 0 < at < len(tokens) else low
