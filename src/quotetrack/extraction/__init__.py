"""Text in, quotes out: pure, deterministic, no I/O beyond loading the language packs.

marks       quoted stretches
units       sentences as short codes
attribution cue + source + content, by the rules of the language's pack
discourse   who 'he' is, who goes on speaking
"""

from __future__ import annotations

from quotetrack.extraction import finders, packs
from quotetrack.extraction.attribution import Attribution, attribute
from quotetrack.extraction.discourse import Resolved, resolve
from quotetrack.extraction.marks import find_marks
from quotetrack.extraction.packs import Pack
from quotetrack.extraction.units import look, split
from quotetrack.language import detect
from quotetrack.models import PART_SEPARATOR, SCHEMA, Document, Mention, Quote, Span, quote_id


def extract(document: Document) -> list[Quote]:
    """The attributed quotations of a document, in the order of the text. Never raises on text."""
    lang = document.lang or detect(document.text)
    if lang == "zh":  # either script: which one, the text says
        lang = script if (script := detect(document.text) or "").startswith("zh-") else "zh-Hans"
    tag = (lang or "").split("-")[0]
    if tag not in packs.available():
        return []
    pack = packs.load(tag)
    return find(document, pack, lang or tag)


def find(document: Document, pack: Pack, lang: str) -> list[Quote]:
    """The same with a pack at hand."""
    text = document.text
    view = look(text, pack, find_marks(text, pack.marks))
    names = finders.of(pack).full_names(view, pack)
    known = {pack.fold(part) for name in names for part in pack.patterns["name_parts"].split(name)}
    attributions: list[Attribution] = []
    for unit in split(view, pack):
        for made in attribute(view, unit, pack, known):
            attributions.append(made)
            source = made.source
            if source is not None and source.mention is not None and source.kind == "name":
                known.add(view.masked[source.mention.start : source.mention.end])
    attributions.sort(key=lambda made: made.content[0].start)
    resolved = resolve(view, pack, attributions, names)
    return [_quote(document, lang, one) for one in resolved]


def _quote(document: Document, lang: str, resolved: Resolved) -> Quote:
    made = resolved.attribution
    text = document.text
    content = tuple(made.content)
    cue = made.cue
    source = made.source
    addressee = source.addressee if source is not None else None
    # not validated again: all fields are made here, and validating costs more than finding
    return Quote.model_construct(
        schema_=SCHEMA,
        id=quote_id(document.id, made.kind, content),
        document_id=document.id,
        lang=lang,
        kind=made.kind,
        text=PART_SEPARATOR.join(text[start:end] for start, end in content),
        content=content,
        verbatim=tuple(made.verbatim),
        cue=_mention(text, Span(cue[0], cue[1])) if cue else None,
        speaker=_mention(text, resolved.mention),
        who=resolved.who,
        description=resolved.description,
        addressee=text[addressee.start : addressee.end] if addressee else None,
        stance=cue[2].stance if cue else "asserts",
        expert=None,
        rule=made.rule.id,
        confidence=made.rule.confidence,
    )


def _mention(text: str, span: Span | None) -> Mention | None:
    if span is None:
        return None
    return Mention.model_construct(start=span.start, end=span.end, text=text[span.start : span.end])
