"""Whose words they are: 'Hale's claim that', 'a letter from residents urging that'."""

from __future__ import annotations

from quotetrack.extraction.finders.spaced.names import find_name
from quotetrack.extraction.finders.spaced.phrases import noun_phrase
from quotetrack.extraction.finders.spaced.walking import (
    FINITE,
    Tokens,
    skip_lead,
    split_segments,
)
from quotetrack.extraction.finders.tokens import (
    BREAK,
    COORDINATOR,
    DETERMINER,
    PREPOSITION,
    PRONOUN,
    SUBORDINATOR,
    Token,
    classes,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.units import Atom
from quotetrack.extraction.view import View
from quotetrack.models import Span


def origin_of(view: View, pack: Pack, tokens: Tokens, known: set[str]) -> Source | None:
    """The noun phrase after 'from' or 'by' that ends the tokens."""
    for index in range(len(tokens) - 2, max(-1, len(tokens) - 10), -1):
        token = tokens[index]
        if token.word in pack.words["origin"]:
            found = noun_phrase(view, pack, tokens, index + 1, len(tokens), known, leading=True)
            return found if found is not None and found.sure else None
        if token.classes & (BREAK | FINITE | SUBORDINATOR | PREPOSITION) and not token.capital:
            return None
    return None


def owner_of(view: View, pack: Pack, tokens: Tokens, known: set[str]) -> Source | None:
    """Whose statement it is: 'Trump's accusation that', 'his claim that'."""
    start, end = split_segments(tokens, 0, len(tokens))[-1]
    last = tokens[end - 1]
    cut = pack.patterns["possessive"].search(view.masked, last.start, last.end)
    if cut is None or cut.start() == last.start:
        return None
    word = view.masked[last.start : cut.start()]
    shorter = Token(last.start, cut.start(), word, classes(word, pack), last.capital, False)
    phrase = [*tokens[start : end - 1], shorter]
    named = find_name(pack, phrase, 0, len(phrase)) if last.capital else None
    if named is not None:
        return Source(named[1], "name")
    at = len(phrase) - 1
    while at > 0 and not phrase[at - 1].classes & (
        PREPOSITION | SUBORDINATOR | COORDINATOR | FINITE | PRONOUN
    ):
        at -= 1
        if phrase[at].classes & DETERMINER:
            break
    return noun_phrase(view, pack, phrase, skip_lead(phrase, at, len(phrase)), len(phrase), known)


def inside_cue(view: View, pack: Pack, cue: Atom) -> Source | None:
    """The pronoun in a cue: 'in his view', 'by their own account'."""
    for token in tokenise(view, pack, cue.start, cue.end):
        if token.word in pack.words["possessive_pronoun"]:
            return Source(Span(token.start, token.end), "pronoun")
    return None


def owned_until(view: View, pack: Pack, noun: Atom, low: int, high: int) -> int | None:
    """Where the words end that name the owner of a noun of saying, or who utters it; None if none.

    'Hale's | repeated claim that', 'Hale made the | claim that'; not 'the report rejects claims that'.
    Nouns that are verbs too may have their subject before them: 'the council forecast that'.
    """
    owned = pack.patterns["owned_noun"].search(view.masked, low, high)
    if owned is not None:
        return owned.end("owner") if owned.start("owner") >= 0 else high
    if noun.cue is None or noun.cue.word not in pack.words["noun_or_verb"]:
        return None
    words = view.masked[low:high].split()
    return high if words and not classes(words[-1], pack) & FINITE else None
