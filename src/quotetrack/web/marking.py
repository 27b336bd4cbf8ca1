"""Words as HTML: escaped, with what is quoted and what was searched for marked. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from quotetrack.claims import Difference
from quotetrack.terminal import without_controls

Places = Iterable[Sequence[int]]


def clean(value: object) -> Markup:
    """A value as text: markup escaped, control characters and direction overrides made visible.

    >>> clean("<b>\\u202e")
    Markup('&lt;b&gt;&lt;U+202E&gt;')
    """
    return escape(without_controls("" if value is None else str(value)))


def marked(text: str, hits: Places, quoted: Places = ()) -> Markup:
    """The text with `<mark>` around the hits, and `<q>` around the quoted parts.

    >>> marked("a<b", [(1, 2)])
    Markup('a<mark>&lt;</mark>b')
    """
    inside = [(max(0, a), min(b, len(text))) for a, b in quoted]
    found = [(max(0, a), min(b, len(text))) for a, b in hits]
    cuts = sorted({0, len(text), *(cut for span in (*inside, *found) for cut in span)})
    out = []
    for start, end in pairwise(cuts):
        piece = clean(text[start:end])
        if any(a <= start and end <= b for a, b in found):
            piece = Markup("<mark>{}</mark>").format(piece)
        if any(a <= start and end <= b for a, b in inside):
            piece = Markup('<span class="said">{}</span>').format(piece)
        out.append(piece)
    return Markup("").join(out)


def context(row: Mapping[str, Any], hits: Places) -> Markup:
    """A quotation's sentence: what is quoted in it set apart, the hits marked."""
    start = row["context_start"] or 0
    inside = [(a - start, b - start) for a, b in json.loads(row["content"] or "[]")]
    return marked(row["context"] or "", hits, inside)


def changes(difference: Difference) -> Markup:
    """What one mention says otherwise than the earliest: `<del>` what it left, `<ins>` what it has.

    Screen readers are told in words, for most pass over `del` and `ins`.
    """
    if not difference.pieces:
        return _deleted(difference.before) + Markup(" ") + _inserted(difference.after)
    out = []
    for piece in difference.pieces:
        if piece.change == "same":
            out.append(clean(piece.after))
            continue
        if piece.before:
            out.append(_deleted(piece.before))
        if piece.after:
            out.append(_inserted(piece.after))
    return Markup("").join(out)


def _deleted(words: str) -> Markup:
    return Markup('<del><span class="unseen">[cut: </span>{}<span class="unseen">]</span></del>'
                  ).format(clean(words))  # fmt: skip


def _inserted(words: str) -> Markup:
    return Markup('<ins><span class="unseen">[new: </span>{}<span class="unseen">]</span></ins>'
                  ).format(clean(words))  # fmt: skip


def web_address(url: object) -> str | None:
    """The URL if it leads to the web; javascript:, file: and the like stay text.

    >>> web_address("javascript:alert(1)"), web_address("https://example.org/")
    (None, 'https://example.org/')
    """
    try:
        parts = urlsplit(str(url or ""))
    except ValueError:
        return None
    return str(url) if parts.scheme.lower() in ("http", "https") and parts.netloc else None
