"""Arabic and Persian letters as the engine compares them: one spelling a word, the length unchanged.

Keyboards, agencies and centuries spell the same word differently: أكد and اكد, صرّح and صرح, می‌گوید and
می گوید, ي and ی. Both functions give a text of the same length with the same word boundaries, so
offsets stay those of the original.
"""

from __future__ import annotations

import re

HAMZA = frozenset("أإآ")  # on an alef, which the folded text has bare
MADDA = "آ"  # which no conjunction begins with
FILLER = "\ufdd2"  # a noncharacter at the end of a word that had signs inside

# vowel signs, doubling, tatweel: they may stand between any two letters
_SIGNS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
_ANY_SIGN = re.compile(f"[{_SIGNS}]")
# From the beginning of a word, so that words without a sign are given up after one look.
_SIGNED_WORD = re.compile(f"(?<![\\w{_SIGNS}])[^\\W{_SIGNS}]*+[{_SIGNS}][\\w{_SIGNS}]*+")
_DIRECTIONS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

_ARABIC = {
    "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER ALEF WASLA}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER FARSI YEH}": "\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER KEHEH}": "\N{ARABIC LETTER KAF}",
    "\u200c": " ",
    "\u200d": " ",
}
_PERSIAN = {
    "\N{ARABIC LETTER YEH}": "\N{ARABIC LETTER FARSI YEH}",
    "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER FARSI YEH}",
    "\N{ARABIC LETTER KAF}": "\N{ARABIC LETTER KEHEH}",
    "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER WAW WITH HAMZA ABOVE}": "\N{ARABIC LETTER WAW}",
    "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER HEH WITH YEH ABOVE}": "\N{ARABIC LETTER HEH}",
    "\u200c": " ",  # what it joins is written with a space, or with nothing, as often
    "\u200d": " ",
}


def arabic(text: str) -> str:
    """Arabic without hamza on alef, vowel signs, tatweel and marks of direction; length unchanged.

    >>> arabic("أكّد إنّ")[:3]
    'اكد'
    >>> len(arabic("قـــال ‏أحمد")) == len("قـــال ‏أحمد")
    True
    """
    return _folded(text, _ARABIC)


def persian(text: str) -> str:
    """Persian with one yeh, one kaf, and a space for the joiner; length unchanged.

    >>> persian("می‌گويد") == persian("می گوید")
    True
    """
    return _folded(text, _PERSIAN)


def without_directions(text: str) -> str:
    """Marks of direction, which any text may hold, as spaces.

    >>> without_directions("yolu\u200f") == "yolu "
    True
    """
    return text if text.isascii() or not _MARKS.search(text) else _MARKS.sub(" ", text)


def _folded(text: str, table: dict[str, str]) -> str:
    if text.isascii():
        return text
    for letter, plain in table.items():  # a few replacements are ten times faster than a table
        if letter in text:
            text = text.replace(letter, plain)
    if _DIRECTIONS.search(text):
        text = _DIRECTIONS.sub(" ", text)
    if _ANY_SIGN.search(text):
        text = _SIGNED_WORD.sub(_signs_last, text)
    return text


def _signs_last(match: re.Match[str]) -> str:
    word = match.group()
    bare = _ANY_SIGN.sub("", word)
    return bare + FILLER * (len(word) - len(bare))
