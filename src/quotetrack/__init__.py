"""Find who said what in the news: the public verbs.

>>> import quotetrack
>>> [quote.who for quote in quotetrack.extract("李明教授表示：“我们必须马上行动起来。”", lang="zh")]
['李明']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from quotetrack.errors import QuotetrackError

if TYPE_CHECKING:
    from quotetrack.models import Document, Expert, Mention, Quote, Review, Span
    from quotetrack.readers import read
    from quotetrack.store import Store

__version__ = "0.1.0"
__all__ = [
    "Document",
    "Expert",
    "Mention",
    "Quote",
    "QuotetrackError",
    "Review",
    "Span",
    "Store",
    "extract",
    "read",
]

# Resolved at first use, so that `import quotetrack` (and with it each start of the command line)
# costs neither pydantic (100 ms) nor SQLite nor the language packs.
_LAZY = {
    **dict.fromkeys(
        ("Document", "Expert", "Mention", "Quote", "Review", "Span"), "quotetrack.models"
    ),
    "Store": "quotetrack.store",
    "read": "quotetrack.readers",
}


def __getattr__(name: str) -> object:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'quotetrack' has no attribute {name!r}")


def extract(source: str | Document, lang: str | None = None) -> list[Quote]:
    """The attributed quotations of a text or document, the registry's experts identified.

    `lang` is a BCP 47 tag (zh, zh-Hans, en, …); without it, and where the document has none, the
    language is detected. Any string is taken as it is; this never raises on text.
    """
    from quotetrack.experts import identify
    from quotetrack.extraction import extract as find
    from quotetrack.models import Document

    document = Document(text=source, lang=lang) if isinstance(source, str) else source
    if lang is not None and document.lang != lang:
        document = document.model_copy(update={"lang": lang})
    return identify(find(document), document)
