"""Text as the search index holds it: folded words, in scripts without spaces each character.

SQLite's own tokenizers know no Chinese words. So the text is taken apart here and handed over as
tokens between spaces; a phrase of one-character tokens is then exactly a substring. Punctuation
becomes one token of its own, `SENTINEL`, so that a phrase never runs across it. Nothing but spaces
has to be understood by the database, and any SQLite with FTS5 can open and search it.

    index_text   the tokens of a text, for the index and for a query
    tokens       the same with their places in the text, for marking the hits
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple
from unicodedata import category as category_of
from unicodedata import normalize

from quotetrack.folding import fold

SENTINEL = "§"

# Scripts written without spaces: Han with kana and bopomofo, Thai, Lao, Burmese, Khmer; emoji too.
_SPACELESS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0edd\u1000-\u1049\u1050-\u109f\u1780-\u17d3\ua9e0-\ua9fe"
    "\uaa60-\uaa7f\u2600-\u27bf\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
_IS_SPACELESS = re.compile(f"[{_SPACELESS}]")
# White space between two such characters parts them, as it does in a search for a substring.
_PARTING_SPACE = re.compile(f"\\s(?<=[{_SPACELESS}]\\s)\\s*(?=[{_SPACELESS}])")
_SENTINELS = re.compile(f"{SENTINEL}(?: +{SENTINEL})+")
# Korean typed letter by letter: leading consonant, vowel, perhaps a final consonant.
_JAMO_SYLLABLE = re.compile("[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?")
_PIECE = re.compile(f"{_JAMO_SYLLABLE.pattern}|.", re.DOTALL)
# Joins the parts of a word or name: it parts tokens, but a phrase may run across it.
_JOINERS = frozenset("'-·_\u2010\u2011\u00ad\u05be\u05f3\u05f4\u30fb")


class Token(NamedTuple):
    """A folded token and the code points `start` up to `end` that it comes from."""

    text: str
    start: int
    end: int


class _TokenTable(dict[int, str]):
    """What each code point becomes in the index: letters as they are, tokens between spaces."""

    def __missing__(self, code: int) -> str:
        self[code] = value = _spaced(chr(code))
        return value


def _spaced(character: str) -> str:
    folded = fold(character)
    if "\uac00" <= character <= "\ud7a3":  # a Korean syllable, which folding takes apart
        return f" {folded} "
    out = []
    for part in folded:
        category = category_of(part)
        if _IS_SPACELESS.match(part):
            out.append(f" {part} ")
        elif category[0] in "LNM":
            out.append(part)
        elif part.isspace() or part in _JOINERS or category[0] == "C":
            out.append(" ")
        else:
            out.append(f" {SENTINEL} ")
    return "".join(out)


_TABLE = _TokenTable()
# Text in Latin letters, with the punctuation of newspapers: its commonest characters need no table.
_BEYOND_LATIN = re.compile("[^\u0000-\u024f\u2010-\u205e]")
_LATIN_PUNCTUATION = re.compile('[,."“”„«»()?!:;–—§]')
_OTHER = re.compile(f"[^a-z0-9 {SENTINEL}]")


def index_text(text: str) -> str:
    """The tokens of a text, folded, between spaces.

    >>> index_text("中國、Özkızılcık’la 2020年").split()
    ['中', '国', '§', 'ozkizilcik', 'la', '2020', '年']
    """
    return _SENTINELS.sub(SENTINEL, _spaced_text(text))


def _spaced_text(text: str) -> str:
    if _BEYOND_LATIN.search(text) is None:
        # The speed trick: in three scans, twice as fast as character by character.
        text = _LATIN_PUNCTUATION.sub(f" {SENTINEL} ", text.lower())
        return _OTHER.sub(lambda match: _TABLE[ord(match[0])], text)
    return _spaced_by_table(text)


def _spaced_by_table(text: str) -> str:
    if _JAMO_SYLLABLE.search(text):
        # Syllable by syllable, as `tokens` does: a whole text would join what stands beside one.
        text = _JAMO_SYLLABLE.sub(lambda match: normalize("NFC", match[0]), text)
    return _PARTING_SPACE.sub("。", text).translate(_TABLE)


class _PartsTable(dict[str, tuple[str, ...]]):
    """What each character, or Korean syllable, becomes, taken apart: ' ' stands between tokens."""

    def __missing__(self, piece: str) -> tuple[str, ...]:
        spaced = " " if piece.isspace() else "".join(map(_spaced, normalize("NFC", piece)))
        value = tuple(part if part.strip() else " " for part in re.split("( +)", spaced) if part)
        self[piece] = value
        return value


_PARTS = _PartsTable()


def tokens(text: str) -> list[Token]:
    """The tokens of `index_text`, each with its place in the text. Slower; for what is shown.

    >>> [token.text for token in tokens("说：“Straße。”")]
    ['说', '§', 'strasse', '§']
    """
    found: list[Token] = []
    parting = {match.start(): match.end() for match in _PARTING_SPACE.finditer(text)}
    pieces: Iterable[str] = text
    if _JAMO_SYLLABLE.search(text):
        pieces = _PIECE.findall(text)
    word, word_start = "", 0
    end = 0
    for piece in pieces:
        start, end = end, end + len(piece)
        for part in _PARTS[piece] if start not in parting else (" ", SENTINEL, " "):
            if part != " ":
                if not word:
                    word_start = start
                word += part
                word_end = end
            elif word:
                if word != SENTINEL or not found or found[-1].text != SENTINEL:
                    found.append(Token(word, word_start, word_end))
                word = ""
    if word:
        found.append(Token(word, word_start, word_end))
    return found


@lru_cache(maxsize=4096)
def tag(name: str, value: str) -> str:
    """One token that stands for `name = value`, whatever characters the value has."""
    digest = hashlib.sha256(f"{name}\0{value}".encode("utf-8", "surrogatepass")).hexdigest()
    return name[0] + digest[:11]


_PROBE = (
    "中國中国制裁，核。着著 Ａ①㈱가각 İstanbul’da Özkızılcık Straße й ё ي ك ة ٣ ﷺ ئە हिन्दी "
    "ไทย が😀🇮🇷 \u200cمی‌رود a-b a_b a.b $5 3.5% naïve Æ Ł ø đ"
)


@cache
def fingerprint() -> str:
    """Names this way of making tokens: an index made another way has to be made again."""
    return hashlib.sha256(index_text(_PROBE).encode()).hexdigest()[:16]
