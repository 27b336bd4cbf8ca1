"""Names in commas behind a role, and subjects behind what went on meanwhile; see `suffixed`."""

from __future__ import annotations

from quotetrack.extraction.finders.suffixed.subjects import first_subject
from quotetrack.extraction.finders.suffixed.suffixes import is_oblique, shows, source_of
from quotetrack.extraction.finders.tokens import BREAK, TITLE, Token
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.sources import Source
from quotetrack.extraction.view import View

MAX_MEANWHILE_TOKENS = 12  # up to the subject behind it
Tokens = list[Token]


def apposed(view: View, pack: Pack, tokens: Tokens, comma: int, role: Token) -> Source | None:
    """Who 'çalışmanın başyazarı' before the comma is: 'Kıyı Üniversitesi'nden Ada Kaya,' behind it."""
    if tokens[comma].word != "," or not role.classes & TITLE or not shows(pack, "owned", role.word):
        return None
    low = comma + 1
    end = next((i for i in range(low, len(tokens)) if tokens[i].classes & BREAK), len(tokens))
    if end - low < 2 or end >= len(tokens) or tokens[end].word != ",":
        return None
    last = tokens[end - 1]
    if not (last.capital and tokens[end - 2].capital) or is_oblique(pack, last):
        return None
    source = source_of(view, pack, tokens, low, end)
    return source if source is not None and source.kind == "name" else None


def after_meanwhile(
    view: View, pack: Pack, tokens: Tokens, start: int, end: int, known: set[str]
) -> Source | None:
    """The subject right behind what went on meanwhile: 'salon alkışlarken | mühendis Ada Kaya'."""
    for index in range(start + 1, min(end, start + MAX_MEANWHILE_TOKENS) - 1):
        if tokens[index].capital or not shows(pack, "meanwhile", tokens[index].word):
            continue
        source = first_subject(view, pack, tokens, index + 1, end, known)
        phrase = None if source is None else source.description or source.mention
        if phrase is not None and phrase.start == tokens[index + 1].start:
            return source if source is not None and source.kind == "name" else None
    return None
