"""The full names of a document, whose titles and offices are cut off; see `declined`."""

from __future__ import annotations

from quotetrack.extraction.finders.declined.declension import past_office
from quotetrack.extraction.finders.declined.origins import past_origin, past_place
from quotetrack.extraction.finders.tokens import (
    ADVERB,
    COORDINATOR,
    DEMONYM,
    NEGATION,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SUBORDINATOR,
    TIME,
    VERB,
    Token,
    note_title,
    tokenise,
)
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.view import View

MAX_WORD_CHARS = 24  # before a name, of the word that says where somebody comes from
Tokens = list[Token]
_STOP = PREPOSITION | VERB | RELATIVE | SUBORDINATOR | COORDINATOR | ADVERB | PRONOUN | NEGATION


def full_names(view: View, pack: Pack) -> list[str]:
    """The names of more than one word in a document, titles cut off, as they stand in it."""
    names: dict[str, None] = {}
    seen = pack.names_seen
    for match in pack.patterns["full_name"].finditer(view.cased):
        start = match.start()
        at = view.masked.rfind(" ", max(0, start - MAX_WORD_CHARS), max(0, start - 1))
        before = view.masked[at + 1 : start].strip() if at >= 0 else ""
        words = before + match.group()
        if words not in seen:
            if len(seen) > 50_000:
                seen.clear()
            tokens = tokenise(view, pack, *match.span())
            low = _past_whence(pack, before, tokens)
            while low < len(tokens) and tokens[low].classes & (_STOP | TIME):
                low += 1
            low = past_office(pack, tokens, low, len(tokens))
            name = view.text[tokens[low].start : match.end()] if len(tokens) - low > 1 else None
            seen[words] = None if name is None or tokens[-1].classes & DEMONYM else name
        if (name := seen[words]) is not None:
            if name not in names:
                note_title(view, pack, name, view.text.find(name, start, match.end()))
            names[name] = None
    return list(names)


def _past_whence(pack: Pack, before: str, tokens: Tokens) -> int:
    """Where a name begins in capital words, behind the word `before`: 'из Оксфорда Эмма Фостер'."""
    low = 0
    if before in pack.words["preposition"]:
        low = past_origin(pack, tokens, 0, len(tokens), False, False)
    elif before in pack.words["place_noun"]:
        low = past_place(pack, tokens, 0, len(tokens))
    return low if len(tokens) - low > 1 else 0
