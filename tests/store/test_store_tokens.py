"""Tokens, and their places, and the sentences around quotations."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotetrack.store import context
from quotetrack.store.context import MAX_CONTEXT_CHARS, context_span
from quotetrack.store.tokens import (
    SENTINEL,
    _spaced_by_table,
    _spaced_text,
    fingerprint,
    index_text,
    tag,
    tokens,
)

TOKENS = [
    ("制裁，核", "制 裁 § 核"),
    ("制裁……！核", "制 裁 § 核"),
    ("制裁 核", "制 裁 § 核"),
    ("IMF 总裁", "imf 总 裁"),
    ("１９９８年", "1998 年"),
    ("Özkızılcık’ın", "ozkizilcik in"),
    ("基里尔·谢苗诺夫", "基 里 尔 谢 苗 诺 夫"),
    ("a-b_c", "a b c"),
    ("a § b", "a § b"),
    ("㈱", "§ 株 §"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), TOKENS)
def test_tokens(text, expected) -> None:
    assert index_text(text).split() == expected.split()


ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=[]),
        st.sampled_from(
            "制裁，。 \n\u3000각가각한글\u1111\u1166\u11bc벼ไทยがｶﾞaİı'-·é😀§①㈱\u200c\u0301"
        ),
    )
)


@settings(max_examples=500, deadline=None)
@given(ANY_TEXT)
def test_places_and_index_agree(text) -> None:
    found = tokens(text)
    assert [token.text for token in found] == index_text(text).split()
    for token in found:
        assert 0 <= token.start < token.end <= len(text)
    assert all(one.start <= other.start for one, other in pairwise(found))


LATIN_TEXT = st.text(
    st.one_of(
        st.characters(max_codepoint=0x2FF, exclude_categories=[]),
        st.characters(min_codepoint=0x2000, max_codepoint=0x206F, exclude_categories=[]),
        st.sampled_from("İıßſŒ§ '’“”.,\n"),
    )
)


@settings(max_examples=1000, deadline=None)
@given(LATIN_TEXT)
def test_latin_text_the_fast_way_is_as_by_the_table(text) -> None:
    assert _spaced_text(text) == _spaced_by_table(text)


def test_every_latin_character_the_fast_way_is_as_by_the_table() -> None:
    for code in (*range(0x250), *range(0x2000, 0x2070)):
        assert _spaced_text(f"x{chr(code)}y") == _spaced_by_table(f"x{chr(code)}y")


@given(ANY_TEXT, ANY_TEXT)
def test_tokens_need_no_quoting_and_stay_apart(one, other) -> None:
    for token in index_text(f"{one} x {other}").split(" "):
        assert not set(token) & set('"()*:^{}') or token == SENTINEL


def test_tags_are_one_plain_token() -> None:
    assert tag("expert", 'a "b" OR *').isalnum()
    assert tag("expert", "a") != tag("kind", "a") != tag("expert", "b")


def test_the_fingerprint_is_that_of_the_released_index() -> None:
    """Folding or tokens changed? Then files are indexed anew when opened: say so in CHANGELOG."""
    assert fingerprint() == "4fac11cfdec1eefb"


CONTEXTS = [
    # text with the place in brackets, what stands around it
    ("前。他说：“[好。走。]”然后。", "他说：“好。走。”"),
    ("前。他说：“[好。走]”，然后。后。", "他说：“好。走”，然后。"),
    ("前！\n[他说好。]后。", "他说好。"),
    ("He left. “[Go],” said Dr. X, who left. End.", "“Go,” said Dr."),
    ("One. [Two is 3.5 %] of it. Three.", "Two is 3.5 % of it."),
    ("گفت: [نه]؟ بعد", "گفت: نه؟"),
    ("[alone]", "alone"),
]


@pytest.mark.parametrize(("marked", "expected"), CONTEXTS)
def test_context(marked, expected) -> None:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    first, last = context_span(text, [(start, end)])
    assert text[first:last] == expected


@given(ANY_TEXT, st.integers(0, 50), st.integers(1, 50))
def test_context_holds_the_place_and_is_bounded(text, start, length) -> None:
    text += "x" * (start + length)
    first, last = context_span(text, [(start, start + length)])
    assert 0 <= first <= start < start + length <= last <= len(text)
    assert start - first <= MAX_CONTEXT_CHARS


SENTENCES = st.text(st.sampled_from("ab制。！？.…”’)）» \n\r"), max_size=150)


@settings(max_examples=1000, deadline=None)
@given(SENTENCES, st.integers(0, 150), st.integers(1, 20))
def test_looking_nearby_first_finds_the_same_sentence(text, start, length) -> None:
    text = text.ljust(start + length, "x")
    place = [(start, start + length)]
    found = context_span(text, place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "_NEAR_CHARS", MAX_CONTEXT_CHARS)
        assert context_span(text, place) == found
