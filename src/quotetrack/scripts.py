"""Which script the letters of a text are in: Latin, Cyrillic, Arabic, Han and some more."""

from __future__ import annotations

import re

# One Han character says as much as three letters of an alphabet.
HAN_WEIGHT = 3

# Ranges of letters, as in a class of characters.
SCRIPTS = {
    "latin": "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ",
    "cyrillic": "\u0400-\u052f",
    "arabic": "\u0620-\u065f\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "ja": "\u3041-\u3096\u30a1-\u30fa",
    "ko": "\u1100-\u11ff\uac00-\ud7a3",
    "el": "\u0370-\u03ff",
    "he": "\u05d0-\u05ea",
    "hi": "\u0900-\u097f",
    "th": "\u0e01-\u0e3a",
    "hy": "\u0531-\u0588",
    "ka": "\u10a0-\u10ff",
}
COMMON = ("latin", "cyrillic", "arabic", "han")

_RUNS = {name: re.compile(f"[{letters}]+") for name, letters in SCRIPTS.items()}
_ANY_RARE = re.compile("[" + "".join(v for k, v in SCRIPTS.items() if k not in COMMON) + "]")
_SURROGATES = frozenset(range(0xD8, 0xE0))


def _blocks(letters: str) -> frozenset[int]:
    """The upper bytes of these ranges in UTF-16."""
    found: set[int] = set()
    for first, last in zip(map(ord, letters[::3]), map(ord, letters[2::3]), strict=True):
        found |= _SURROGATES if last > 0xFFFF else set(range(first >> 8, (last >> 8) + 1))
    return frozenset(found)


_BLOCKS = {name: _blocks(letters) for name, letters in SCRIPTS.items()}
_RARE_BLOCKS = frozenset[int]().union(*(_BLOCKS[name] for name in SCRIPTS if name not in COMMON))


def letters_of(text: str, script: str) -> int:
    """How many letters of a script the text has."""
    return sum(map(len, _RUNS[script].findall(text)))


def main_script(text: str) -> str | None:
    """The script of most of the letters, Han characters weighing more; None without a letter.

    >>> main_script("Он сказал: OK"), main_script("制裁 will not"), main_script("1 + 1")
    ('cyrillic', 'latin', None)
    """
    if text.isascii():
        return "latin" if _RUNS["latin"].search(text) else None
    # Ten times faster than to search for the letters of every script.
    present = set(text.encode("utf-16-be", "surrogatepass")[::2])
    possible = [script for script in SCRIPTS if not _BLOCKS[script].isdisjoint(present)]
    if len(possible) == 1:
        return possible[0] if _RUNS[possible[0]].search(text) else None
    counts = {
        script: 0 if _BLOCKS[script].isdisjoint(present) else letters_of(text, script)
        for script in COMMON
    }
    if not _RARE_BLOCKS.isdisjoint(present) and _ANY_RARE.search(text):
        for script in SCRIPTS.keys() - counts.keys():
            counts[script] = letters_of(text, script)
        # Japanese is Han with kana between; a Chinese text has kana in a name at most.
        if counts["ja"] * 5 > counts["han"]:
            counts["ja"] += counts["han"]
            counts["han"] = 0
    counts["han"] *= HAN_WEIGHT
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else None
