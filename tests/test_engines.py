"""The quicker engine matches what the pattern as it was written matches, or is not used."""

from __future__ import annotations

import pytest
import regex

from quotetrack.extraction.engines import by_table

EVERY = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
TEXTS = [
    "谢苗诺夫表示，“……。” İstanbul’da ıslık, ﬁn\u0301 ½ Ⅷ ٣ 𠮷野家 😀\u200f",
    "قال أحمد إنّ «…»، می‌گوید\u00a0۱۲",
    "",
]


@pytest.mark.parametrize("written", [r"\s", r"[^\s,]", r"\p{Han}", r"[\p{Han}a]", r"[^\p{Han}]"])
def test_a_kind_of_character_is_the_same_for_both_engines(written: str) -> None:
    made = by_table(written)
    assert made is not None
    other = regex.compile(written, regex.VERSION1)
    assert [c for c in EVERY if made.match(c)] == [c for c in EVERY if other.match(c)]


def test_letters_are_those_of_every_script() -> None:
    made = by_table(r"\p{L}")
    assert made is not None
    letters = {c for c in EVERY if regex.match(r"\p{L}", c)}
    found = {c for c in EVERY if made.match(c)}
    newer = {c for c in letters - found if not c.isprintable()}  # than this Python's Unicode
    assert letters - found == newer
    assert not [c for c in found - letters if c.isdigit() and c.isdecimal()]


@pytest.mark.parametrize(
    "written", [r"\w+", r"\bsaid", r"[\p{Han}--[的]]", r"\G的", r"[\p{Lu}a]", r"a\X", r"[[a-c]d]"]
)
def test_what_the_engines_read_in_two_ways_is_left(written: str) -> None:
    assert by_table(written) is None


@pytest.mark.parametrize("text", TEXTS)
def test_tokens_are_the_same(text: str) -> None:
    written = r'[^\s,;:()\[\]"“”]+|[,;:]|\ufdd0+'
    made = by_table(written)
    assert made is not None
    other = regex.compile(written, regex.VERSION1)
    assert [m.span() for m in made.finditer(text)] == [m.span() for m in other.finditer(text)]
