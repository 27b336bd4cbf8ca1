"""Text made comparable: traditional and simplified, case, width, diacritics, letter variants.

Folded text is for comparing and searching only; what is stored and shown is the text as it was.

- `to_simplified`  one character for one, so offsets stay those of the original
- `fold`           for search: everything a reader would call the same letter
- `fold_with_offsets`  the same, with the place in the original of each folded code point
- `fold_name`, `name_parts`  for names: as `fold`, and no matter how its parts are joined

All of them take any string, lone surrogates included, and never raise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

# 着 is written 著 in Taiwan, but 著名, 名著 … have 著 everywhere.
_ASPECT_ZHU = re.compile(
    "(?<![名显顯专專论論原巨卓编編土合译譯拙昭遗遺新所])著(?![名作称稱书書述者有录錄])"
)

# Letters that Unicode does not take apart, and variants that readers take for the same letter.
_LETTERS = {
    "ı": "i",
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ħ": "h",
    "ŧ": "t",
    "ə": "a",
    # Persian, Arabic and Urdu keyboards type these as different code points.
    "\N{ARABIC LETTER YEH}": "\N{ARABIC LETTER FARSI YEH}",
    "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER FARSI YEH}",
    "\N{ARABIC LETTER KAF}": "\N{ARABIC LETTER KEHEH}",
    "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER TEH MARBUTA GOAL}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER HEH GOAL}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER HEH DOACHASHMEE}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER AE}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER ALEF WASLA}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC TATWEEL}": "",
    # Taiwan's 著 is 着; without context both are one letter.
    "著": "着",
    # One apostrophe, one hyphen, one interpunct.
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{MODIFIER LETTER APOSTROPHE}": "'",
    "\N{MODIFIER LETTER TURNED COMMA}": "'",
    "\N{MODIFIER LETTER LEFT HALF RING}": "'",
    "\N{MODIFIER LETTER RIGHT HALF RING}": "'",
    "\N{HYPHEN}": "-",
    "\N{BULLET}": "·",
    "\N{KATAKANA MIDDLE DOT}": "·",
    "\N{HYPHENATION POINT}": "·",
    "\N{BULLET OPERATOR}": "·",
    "\N{DOT OPERATOR}": "·",
    "\N{LATIN LETTER SINOLOGICAL DOT}": "·",
}

# Canonical combining classes below this belong to the letter: vowel signs and viramas of India,
# voicing marks of Japan. From here on they are accents, points and harakat around a letter.
_FIRST_ACCENT_CLASS = 10


@cache
def _simplified() -> dict[int, str]:
    table = Path(__file__).with_name("data").joinpath("traditional.txt").read_text(encoding="utf-8")
    return {ord(pair[0]): pair[1] for pair in table.splitlines()}


@cache
def _any_traditional() -> re.Pattern[str]:
    # The engine looks up large classes 270 times faster if they stay inside the BMP.
    return re.compile(f"[{''.join(chr(code) for code in _simplified() if code <= 0xFFFF)}]")


_BEYOND_BMP = re.compile("[\U00020000-\U0003ffff]")


def to_simplified(text: str) -> str:
    """The text with each traditional character replaced by its simplified one, length unchanged.

    Character by character (塞爾維亞 stays a word, 頭髮 and 發展 share 发), Taiwan's and Hong Kong's
    variants included. Even where a third of them change, looking for these takes less time than
    translating all; in simplified text it is a tenth.

    >>> to_simplified("奧馬爾·奧茲基齊爾奇克接著說，他是著名學者")
    '奥马尔·奥兹基齐尔奇克接着说，他是著名学者'
    """
    if text.isascii():
        return text
    if "著" in text:
        text = _ASPECT_ZHU.sub("着", text)
    if _BEYOND_BMP.search(text):
        return text.translate(_simplified())
    return _any_traditional().sub(_simplify(), text)


@cache
def _simplify() -> Callable[[re.Match[str]], str]:
    letters = {chr(code): letter for code, letter in _simplified().items()}
    return lambda match: letters[match[0]]


class _FoldTable(dict[int, str]):
    """What each code point folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        # A character may unfold into others that fold again; two rounds are the most there is.
        while (again := "".join(map(_fold_character, folded))) != folded:
            folded = again
        self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    """One step of folding, without context: so it can be a table, and offsets can be kept."""
    out = []
    for part in unicodedata.normalize("NFKD", character).casefold():
        category = unicodedata.category(part)
        if category == "Cf" or unicodedata.combining(part) >= _FIRST_ACCENT_CLASS:
            continue
        if category == "Mn" and unicodedata.name(part, "").startswith("VARIATION SELECTOR"):
            continue
        if category == "Nd":
            part = str(unicodedata.decimal(part))
        part = _LETTERS.get(part, part)
        out.append(_simplified().get(ord(part), part) if len(part) == 1 else part)
    return "".join(out)


_FOLDED = _FoldTable({code: chr(code).lower() for code in range(128)})


def fold(text: str) -> str:
    """The text as it is compared: no case, width, accents, harakat, joiners; one script of digits.

    Code point by code point, so `fold(a + b) == fold(a) + fold(b)` and folding twice changes
    nothing. Cyrillic й is и and ё is е (a breve is an accent, and text comes in both forms);
    Hangul is taken apart. White space and punctuation stay, for the caller to judge.

    >>> fold("İSTANBUL’lu Özkızılcık"), fold("ＣＮＮ 第①"), fold("Семёнов")
    ("istanbul'lu ozkizilcik", 'cnn 第1', 'семенов')
    >>> fold("عَلِيّ كاظمي ١٢٣") == fold("علی کاظمی ۱۲۳")
    True
    """
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """`fold(text)` and, for each of its code points, the offset in `text` that it comes from.

    The list has one entry more than the folded text, `len(text)`, so a hit `folded[a:b]` is
    `text[offsets[a]:offsets[b]]` (with the accents and joiners that follow its last letter).

    >>> folded, offsets = fold_with_offsets("Straße Özkızılcık")
    >>> at = folded.index("ozk")
    >>> "Straße Özkızılcık"[offsets[at] : offsets[at + 3]]
    'Özk'
    """
    folded = fold(text)
    if text.isascii():
        return folded, list(range(len(text) + 1))
    table = _FOLDED
    offsets = [at for at, character in enumerate(text) for _ in table[ord(character)]]
    offsets.append(len(text))
    return folded, offsets


# All that is neither letter nor digit.
_BETWEEN_PARTS = re.compile(r"[\W_]+")
_INSIDE_PARTS = re.compile("['.\u05f3\u05f4`]+")


def name_parts(name: str) -> tuple[str, ...]:
    """The folded parts of a name, whatever joins them: spaces, interpuncts, hyphens, dots.

    An apostrophe, a joiner or the dot of an initial does not part: O’Neill is one part.

    >>> name_parts("奧馬爾‧奧茲基齊爾奇克"), name_parts("Jean-Luc  O’Neill")
    (('奥马尔', '奥兹基齐尔奇克'), ('jean', 'luc', 'oneill'))
    """
    folded = _INSIDE_PARTS.sub(_initial, fold(name))
    return tuple(part for part in _BETWEEN_PARTS.split(folded) if part)


def _initial(match: re.Match[str]) -> str:
    return " " if "." in match[0] else ""


def fold_name(name: str) -> str:
    """A name as it is compared: its folded parts in one word.

    >>> fold_name("حمید‌رضا عزیزی") == fold_name("حميد رضا عزيزى") == fold_name("حمیدرضا عزیزی")
    True
    >>> fold_name("基里尔•谢苗诺夫") == fold_name("基里爾·謝苗諾夫")
    True
    """
    return "".join(name_parts(name))
