"""Texts whose words are those of a language and whose order is the bytes': the gold, taken apart.

Random pieces hardly ever reach what the rules do with a noun phrase; clauses of real sentences with
a sign too many, a word too few or a neighbour from elsewhere do.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

GOLD = Path(__file__).resolve().parent.parent.parent / "annotations" / "gold"
LANGUAGES = ("zh", "en", "ru", "fa", "tr", "ar", "fr", "de", "es")
_SIGNS = re.escape("，。：；、？！“”「」『』«»„\"'‘’\n.,;:?!،؛؟()—–-")
_PIECE = re.compile(rf"[^{_SIGNS}]+|[{_SIGNS}]")
_WORD = re.compile(r"[\u3400-\u9fff]{1,4}|\w+|\W")
MAX_WINDOW = 120  # words of a real text


@cache
def _gold(lang: str) -> tuple[list[str], list[str], list[str]]:
    """The texts of a language, their clauses, and the signs between them as often as they stand."""
    texts: list[str] = []
    for file in sorted(GOLD.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            document = json.loads(line)
            if document["lang"].split("-")[0] == lang and document["text"].strip():
                texts.append(document["text"])
    pieces = [piece for text in texts for piece in _PIECE.findall(text)]
    signs = [piece for piece in pieces if not any(letter.isalnum() for letter in piece)]
    return texts, pieces, signs


def mixed(data: bytes) -> tuple[str, str]:
    """A language and a text, as the bytes say: a real one with changes, or clauses in any order."""
    lang = LANGUAGES[data[0] % len(LANGUAGES)] if data else "zh"
    texts, pieces, signs = _gold(lang)
    choices = [int.from_bytes(data[at : at + 2], "big") for at in range(2, len(data) - 1, 2)]
    if data[1:2] and data[1] & 1:
        return lang, "".join(
            _chosen(signs if choice % 5 < 2 else pieces, choice // 5) for choice in choices
        )
    chosen, begin, size, *changes = [*choices, 0, 0, 0]
    words = _WORD.findall(_chosen(texts, chosen))
    begin %= len(words)
    words = words[begin : begin + 5 + size % MAX_WINDOW]
    for change, other in zip(changes[::2], changes[1::2], strict=False):
        at = change // 4 % max(1, len(words))
        if change % 4 == 0:
            del words[at : at + 1]
        elif change % 4 == 1:
            words.insert(at, _chosen(signs, other))
        elif change % 4 == 2:
            words.insert(at, _chosen(pieces, other))
        elif words:
            to = other % len(words)
            words[at], words[to] = words[to], words[at]
    return lang, "".join(words)


def _chosen(pieces: list[str], choice: int) -> str:
    return pieces[choice % len(pieces)]
