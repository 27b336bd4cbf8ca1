"""Text in, quotes out: pure, deterministic, no I/O beyond loading the language packs.

marks       quoted stretches
units       sentences as short codes
attribution cue + source + content, by the rules of the language's pack
discourse   who 'he' is, who goes on speaking
"""

from __future__ import annotations

from quotetrack.extraction import finders, packs
from quotetrack.extraction.attribution import attribute
from quotetrack.extraction.discourse import resolve
from quotetrack.extraction.marks import find_marks
from quotetrack.extraction.matches import Attribution
from quotetrack.extraction.naming import surname
from quotetrack.extraction.nicknames import without_nicknames
from quotetrack.extraction.pack import Pack
from quotetrack.extraction.people import Resolved
from quotetrack.extraction.units import split
from quotetrack.extraction.view import look
from quotetrack.language import runs, settle
from quotetrack.models import (
    PART_SEPARATOR,
    SCHEMA,
    Document,
    Mention,
    Quote,
    Span,
    made_of,
    quote_id,
)


def extract(document: Document) -> list[Quote]:
    """The attributed quotations of a document, in the order of the text. Never raises on text.

    A paragraph in another language is read with that language's pack; a language without a pack
    gives no quotes.
    """
    text = document.text
    lang = settle(document.lang, text)
    parts = runs(text, lang)
    if len(parts) == 1:
        return _read(document, lang)
    # the document's own language in one pass, the foreign paragraphs blanked: speakers go on over them
    own = "".join(
        text[part.start : part.end]
        if part.lang == lang
        else " " * (part.end - part.start - 1) + "\n"
        for part in parts
    )
    found = _read(document, lang, own)
    for part in parts:
        if part.lang != lang:
            found += _read(document, part.lang, text[part.start : part.end], part.start)
    return sorted(found, key=lambda quote: quote.content[0])


def _read(
    document: Document, lang: str | None, text: str | None = None, at: int = 0
) -> list[Quote]:
    """The quotes of a document, or of the `text` that stands at `at` in it, in one language."""
    tag = (lang or "").split("-")[0]
    if lang is None or tag not in packs.available():
        return []
    return find(document, packs.load(tag), lang, text, at)


def find(
    document: Document, pack: Pack, lang: str, text: str | None = None, at: int = 0
) -> list[Quote]:
    """The same with a pack at hand, for the document or for the `text` that stands at `at` in it."""
    text = document.text if text is None else text
    stretches = find_marks(text, pack.marks)
    if pack.spaced:
        stretches = without_nicknames(text, stretches, pack)
    view = look(text, pack, stretches)
    names = finders.of(pack).full_names(view, pack)
    parts = (part for name in names for part in pack.patterns["name_parts"].split(name))
    known = {pack.fold(part) for part in parts if part}
    attributions: list[Attribution] = []
    said = -1  # where the last sentence ends, if somebody is reported in it
    for unit in split(view, pack):
        if unit.running and (said < 0 or not _follows(text, said, unit.start)):
            continue
        found = attribute(view, unit, pack, known)
        said = unit.end if found else -1
        for made in found:
            attributions.append(made)
            source = made.source
            if source is not None and source.mention is not None and source.kind == "name":
                name = view.masked[source.mention.start : source.mention.end]
                known.add(name)
                if pack.numbers.get("ezafe", 0) and " " in name:  # no capitals show the surname
                    known.add(surname(name, pack))
    attributions.sort(key=lambda made: made.content[0].start)
    resolved = resolve(view, pack, attributions, names)
    return [_quote(document, lang, one, at) for one in resolved]


def _follows(text: str, end: int, start: int) -> bool:
    """Whether a sentence at `start` is the next one of the paragraph after one that ends at `end`."""
    between = text[end:start]
    return not between.strip() and "\n" not in between


def _quote(document: Document, lang: str, resolved: Resolved, at: int) -> Quote:
    """The finished quote; `at` is where the text that was read begins in the document."""
    made = resolved.attribution
    text = document.text
    content = _moved(made.content, at)
    cue = made.cue
    source = made.source
    addressee = source.addressee if source is not None else None
    return made_of(
        Quote,
        schema_=SCHEMA,
        id=quote_id(document.id, made.kind, content),
        document_id=document.id,
        lang=lang,
        kind=made.kind,
        text=PART_SEPARATOR.join([text[start:end] for start, end in content]),
        content=content,
        verbatim=content if made.verbatim is made.content else _moved(made.verbatim, at),
        cue=_mention(text, Span(cue[0], cue[1]), at) if cue else None,
        speaker=_mention(text, resolved.mention, at),
        who=resolved.who,
        description=resolved.description,
        addressee=text[addressee.start + at : addressee.end + at] if addressee else None,
        stance=cue[2].stance if cue else "asserts",
        expert=None,
        rule=made.rule.id,
        confidence=made.rule.confidence,
    )


def _moved(spans: list[Span], at: int) -> tuple[Span, ...]:
    return tuple([Span(start + at, end + at) for start, end in spans] if at else spans)


def _mention(text: str, span: Span | None, at: int) -> Mention | None:
    if span is None:
        return None
    start, end = span.start + at, span.end + at
    return made_of(Mention, start=start, end=end, text=text[start:end])
