"""Quoted stretches: pairs by type, nesting, paragraphs, marks that are missing or turned round."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotetrack.extraction import packs
from quotetrack.extraction.marks import find_marks

CASES = [
    ("zh", "他说：“好。”", ["好。"]),
    ("zh", "他說：「好。」她說：『不。』", ["好。", "不。"]),
    ("zh", '"电梯坏了，"他说。', ["电梯坏了，"]),
    ("zh", "他说：“老师说‘好’，我就走。”", ["老师说‘好’，我就走。"]),
    ("zh", "她說：「老師說『好』，我就走。」", ["老師說『好』，我就走。"]),
    ("zh", "“水位还在涨，“他说。", ["水位还在涨，"]),
    ("zh", '"水位还在涨，“他说。', ["水位还在涨，"]),
    ("zh", "”水位还在涨”，他说。", ["水位还在涨"]),
    ("zh", "舞团”海之歌“昨晚演出。", ["海之歌"]),
    ("zh", "水位还在涨，今晚不能睡觉。”他说。", ["水位还在涨，今晚不能睡觉。"]),
    ("zh", "“第一段没有关上。\n“第二段关上了。”", ["第一段没有关上。", "第二段关上了。"]),
    ("zh", "“这一段没有关上。\n下一段没有引号。", ["这一段没有关上。"]),
    ("zh", "他买了《海》和《山》。", []),
    ("en", "“We leave,” he said.", ["We leave,"]),
    ("en", '"We leave," he said. "Now."', ["We leave,", "Now."]),
    ("en", "'We can't leave,' he said.", ["We can't leave,"]),
    ("en", "The workers' hall is the town's pride.", []),
    ("en", "‘We can’t leave,’ he said.", ["We can’t leave,"]),
    ("en", 'He said: "They told me "never" and left."', ['They told me "never" and left.']),
    (
        "en",
        'He said, "The town will insist on "repairs first" and on "fair wages".\nRain fell.',
        ['The town will insist on "repairs first" and on "fair wages".'],
    ),
    ("ar", 'قال: "نريد الترميم "أولاً" ثم الطلاء".', ['نريد الترميم "أولاً" ثم الطلاء']),
    ("en", "\U0001f6a2 “We leave,” he said.", ["We leave,"]),
    ("zh", "\U0001f6a2他说：“船\U0001f6a2来了。”", ["船\U0001f6a2来了。"]),
]


@pytest.mark.parametrize(("tag", "text", "expected"), CASES)
def test_stretches(tag: str, text: str, expected: list[str]) -> None:
    found = find_marks(text, packs.load(tag).marks)
    assert [text[stretch.start : stretch.end] for stretch in found] == expected


MARKS = st.text(alphabet="“”\"'‘’「」『』«» a，。.,\n他é\u0301\U0001f6a2", max_size=60)


@pytest.mark.parametrize("tag", sorted(packs.available()))
@settings(deadline=None)  # the first example waits for the pack
@given(text=MARKS)
def test_stretches_are_ordered_and_apart(tag: str, text: str) -> None:
    last = 0
    for stretch in find_marks(text, packs.load(tag).marks):
        assert last <= stretch.outer_start <= stretch.start < stretch.end <= stretch.outer_end
        assert stretch.outer_end <= len(text)
        last = stretch.outer_end
