"""Text made comparable, in every script that the experts' names are written in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.folding import fold, fold_name, fold_with_offsets, name_parts, to_simplified

# Lone surrogates too: `extract` takes any string as it is.
ANY_TEXT = st.text(st.characters(exclude_categories=()))

SIMPLIFIED = [
    ("奧馬爾·奧茲基齊爾奇克", "奥马尔·奥兹基齐尔奇克"),
    ("裡裏 線綫 說説 為爲 羣群 牀床 喫吃", "里里 线线 说说 为为 群群 床床 吃吃"),
    ("他接著說，望著她", "他接着说，望着她"),
    ("著名學者的名著，著作與顯著", "著名学者的名著，著作与显著"),
    ("什么是后天的台词，著名的", "什么是后天的台词，著名的"),
    ("𨦫 is beyond the BMP", "䦀 is beyond the BMP"),
    ("no Han here", "no Han here"),
    ("😀 Özkızılcık\ud800", "😀 Özkızılcık\ud800"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), SIMPLIFIED)
def test_to_simplified(text: str, expected: str) -> None:
    assert to_simplified(text) == expected


@given(ANY_TEXT)
def test_to_simplified_keeps_length_and_is_idempotent(text: str) -> None:
    once = to_simplified(text)
    assert len(once) == len(text)
    assert to_simplified(once) == once


SAME = [
    ("Özkızılcık", "OZKIZILCIK"),
    ("ÖZKIZILCIK", "ozkizilcik"),
    ("İstanbul", "ISTANBUL"),
    ("Łukasz Grøn Đorđe Straße Æsir", "lukasz gron dorde STRASSE aesir"),
    ("ＣＮＮ１２３", "cnn123"),
    ("Семёнов", "СЕМЕНОВ"),
    ("Сергей", unicodedata.normalize("NFD", "сергей")),
    ("حميد كاظمى", "حمید کاظمی"),
    ("أحمد إبراهيم آل", "احمد ابراهیم ال"),
    ("فاطمة", "فاطمه"),
    ("مُحَمَّد", "محمـــد"),
    ("می‌خواهم", "میخواهم"),
    ("۱۴۰۳ ١٤٠٣ १४०३", "1403 1403 1403"),
    ("表⽰", "表示"),
    ("奧茲基齊爾奇克", "奥兹基齐尔奇克"),
    ("接著", "接着"),
    ("O’Neill", "O'Neill"),
    ("é️", "e"),
    ("Έλληνες", "ΕΛΛΗΝΕΣ"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_fold_makes_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


DIFFERENT = [
    ("Азиз", "Ариз"),
    ("か", "が"),
    ("कि", "की"),
    ("علی", "عدی"),
    ("里", "理"),
    ("a b", "ab"),
    ("C++", "C"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_fold_keeps_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(ANY_TEXT, ANY_TEXT)
def test_fold_is_idempotent_and_context_free(one: str, other: str) -> None:
    assert fold(fold(one)) == fold(one)
    assert fold(one + other) == fold(one) + fold(other)


@given(st.text())
def test_fold_is_blind_to_the_normal_form(text: str) -> None:
    # Kept marks of one letter may be typed in any order, so composed and decomposed are compared.
    composed = unicodedata.normalize("NFC", text)
    assert sorted(fold(unicodedata.normalize("NFD", composed))) == sorted(fold(composed))


def test_every_character_folds_once_and_for_all() -> None:
    everything = "".join(map(chr, range(0x110000)))
    once = fold(everything)
    assert fold(once) == once


@given(ANY_TEXT)
def test_offsets_lead_back(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)
    for at, letter in enumerate(folded):
        assert letter in fold(text[offsets[at]])


@pytest.mark.parametrize(
    ("text", "needle", "hit"),
    [
        ("他說：奧茲基齊爾奇克", "奥兹", "奧茲"),
        ("Herr Großmann sprach", "ossm", "oßm"),
        ("dedi Özkızılcık’a", "ozkizilcik'a", "Özkızılcık’a"),
        ("گفت می‌خواهیم", "میخواهیم", "می‌خواهیم"),
        ("قال مُحَمَّد هنا", "محمد ", "مُحَمَّد "),
        ("😀 e\N{COMBINING ACUTE ACCENT}té", "ete", "e\N{COMBINING ACUTE ACCENT}té"),
    ],
)
def test_hits_are_marked_in_the_original(text: str, needle: str, hit: str) -> None:
    folded, offsets = fold_with_offsets(text)
    at = folded.index(needle)
    assert text[offsets[at] : offsets[at + len(needle)]] == hit


SAME_NAMES = [
    (
        "哈米德雷扎·阿齐兹",
        "哈米德雷扎•阿齊茲",
        "哈米德雷扎・阿齐兹",
        "哈米德雷扎‧阿齐兹",
        "哈米德雷扎 阿齐兹",
    ),
    ("Jean-Luc Picard", "Jean Luc Picard", "JEAN‑LUC  PICARD", "Jean–Luc Picard"),
    ("حمید‌رضا عزیزی", "حمیدرضا عزیزی", "حميد رضا عزيزي"),
    ("Sa‘id Emamian", "Saʿid Emamian", "Said Emamian", "Sa'id Emamian"),
    ("J.R.R. Tolkien", "J. R. R. Tolkien"),
]


@pytest.mark.parametrize("names", SAME_NAMES)
def test_names_are_the_same_however_joined(names: tuple[str, ...]) -> None:
    assert len({fold_name(name) for name in names}) == 1


def test_name_parts_of_odd_strings() -> None:
    assert name_parts("") == ()
    assert name_parts(" · - ") == ()
    assert name_parts("Dr. Ömer  Özkızılcık,") == ("dr", "omer", "ozkizilcik")


@given(ANY_TEXT)
def test_names_never_raise_and_are_idempotent(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)
