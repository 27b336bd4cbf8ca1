"""All of storing a document that needs no database: worker processes can do it.

What comes out are plain strings and numbers; only writing is left to the process that holds the
file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from quotetrack.models import Document, Quote, content_id
from quotetrack.store import index
from quotetrack.store.rows import DOCUMENT_COLUMNS, document_values, quote_values

Item = tuple[Document, Sequence[Quote]]


class Prepared(NamedTuple):
    """A document and its quotes as the rows and tokens that go into the file.

    Plain strings and numbers: worker processes can make it, and leave only writing to the one
    that holds the database. `failure` says why the document cannot be stored, if it cannot.
    """

    document_id: str
    text: str
    text_hash: str
    document: tuple[Any, ...]
    words: str
    quotes: tuple[tuple[tuple[Any, ...], tuple[str, str, str]], ...]
    failure: str | None = None


def prepare(document: Document, quotes: Sequence[Quote]) -> Prepared:
    """All of storing a document that needs no database."""
    failure = _unsound(document, quotes)
    if failure is not None:
        return Prepared(document.id, "", "", (), "", (), failure)
    outlet, published = document.outlet, document.published
    prepared = tuple(
        (
            quote_values(quote, document.text),
            index.entry(
                0, quote.text, quote.who, quote.expert, quote.kind, "unreviewed", quote.lang,
                outlet, published,
            )[1:],
        )
        for quote in {quote.id: quote for quote in quotes}.values()
    )  # fmt: skip
    words = index.document_words(document.title, document.text)
    return Prepared(
        document.id,
        document.text,
        content_id(document.text),
        document_values(document),
        words,
        prepared,
    )


# What of a `Prepared` the process that has the document does not know: language, failure, hash
# of the text, words, quotes.
Packed = tuple["str | None", "str | None", str, str, tuple[Any, ...]]


def packed(document: Document, quotes: Sequence[Quote]) -> Packed:
    """`prepare` for another process: half of the bytes, and nothing but tuples and strings."""
    ready = prepare(document, quotes)
    return document.lang, ready.failure, ready.text_hash, ready.words, ready.quotes


def unpacked(document: Document, pack: Packed) -> Prepared:
    """What `prepare` made of the document, whose `lang` may have been open."""
    lang, failure, text_hash, words, quotes = pack
    if failure is not None:
        return Prepared(document.id, "", "", (), "", (), failure)
    values = tuple(
        lang if column == "lang" else getattr(document, column) for column in DOCUMENT_COLUMNS
    )
    return Prepared(document.id, document.text, text_hash, values, words, quotes)


def _unsound(document: Document, quotes: Sequence[Quote]) -> str | None:
    """Why these cannot be stored, if they cannot."""
    for column in DOCUMENT_COLUMNS:
        value = getattr(document, column)
        if value is not None and "\0" in value:
            return f"its {column} holds a NUL character: remove it first"
        if value is not None and not _is_unicode(value):
            return f"its {column} holds half a character (a lone surrogate): read it again as UTF-8"
    for quote in quotes:
        if quote.document_id != document.id:
            return f"quote {quote.id} belongs to another document ({quote.document_id})"
        spans = (*quote.content, *quote.verbatim)
        if not quote.content or any(not 0 <= a < b <= len(document.text) for a, b in spans):
            return f"quote {quote.id} has spans outside the text"
    return None


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
