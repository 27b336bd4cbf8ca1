"""What counts as the same words and the same source, and the id that follows from them."""

from __future__ import annotations

import re

from quotetrack.folding import fold, fold_name

_BETWEEN_LETTERS = re.compile(r"[\W_]+")
_HAN = re.compile("[\u3400-\u9fff]")


def words_key(text: str) -> str:
    """The words of a quotation as they are compared: folded, letters and digits only.

    >>> words_key("「制裁」不會，改變 立場…") == words_key("制裁不会改变立场。")
    True
    """
    return _BETWEEN_LETTERS.sub("", fold(text))


def source_key(expert: str | None, who: str | None) -> str | None:
    """Who speaks, as it is compared: the expert's id, else the folded name; None if unknown.

    >>> source_key("aziz", "阿齐兹"), source_key(None, "Anna  SMITH"), source_key(None, None)
    ('expert:aziz', 'who:annasmith', None)
    """
    if expert is not None:
        return f"expert:{expert}"
    folded = fold_name(who) if who is not None else ""
    return f"who:{folded}" if folded else None


def claim_id(source: str | None, words: str, *more: object) -> str:
    """The id of the claim that these words were the first mention of; `more` sets a split apart."""
    # Here, not above: a search by expert must not pay for pydantic.
    from quotetrack.models import content_id

    return content_id("claim", source or "", words, *more)


def is_dense(words: str) -> bool:
    """Whether a folded text is in Han, where one character says as much as three letters."""
    return len(_HAN.findall(words)) * 2 > len(words)
