"""The same words by the same source are one claim; where its mentions differ."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.claims import ClaimIndex, Mention, Words, assign, drift, source_key, words_key
from quotetrack.claims.drift import pieces
from quotetrack.claims.grouping import sketch

LONG_ZH = "制裁不会改变我们的立场，谈判必须在相互尊重的基础上继续下去"
TRADITIONAL = "「制裁」不會改變我們的立場,談判必須在相互尊重的基礎上繼續下去"
LONG_EN = "Sanctions will not change our position and the talks must go on in mutual respect"
ANY_TEXT = st.text(st.characters(exclude_categories=()))

SAME = [
    (LONG_ZH, "制裁不會改變我們的立場,談判必須在相互尊重的基礎上繼續下去。"),
    (LONG_ZH, "制裁不会改变我们的立场，会谈必须在相互尊重的基础上继续下去"),
    (LONG_ZH, "制裁不会改变我们的立场，谈判必须在相互尊重的基础上"),
    (LONG_ZH, "制裁绝不会改变我们的立场，谈判必须在相互尊重的基础上继续进行下去"),
    (LONG_EN, LONG_EN.upper() + "!"),
    (LONG_EN, "Sanctions won't change our stance and the talks must go on in mutual respect"),
    (LONG_EN, "Sanctions will not change our position and the talks must go on"),
    ("是的。", "「是的」"),
    ("Санкции ещё не изменили нашу позицию", "«санкции еще не изменили нашу позицию»"),
    ("تحریم‌ها موضع ما را تغییر نمی‌دهد", "تحريم ها موضع ما را تغيير نمي دهد"),
]
DIFFERENT = [
    (LONG_ZH, "经济合作将给两国人民带来更多实际的好处，这是双方共同的愿望"),
    (LONG_EN, "The economy needs cheap energy far more than any of the new trade agreements do"),
    ("我们要谈判", "我们不谈判"),
    ("Yes", "No"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_words_are_one_claim(one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        found = assign([Words(1, first, "aziz"), Words(2, second, "aziz")], ClaimIndex())
        assert found[0].claim == found[1].claim
        assert found[0].founds
        assert not found[1].founds


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_words_are_other_claims(one: str, other: str) -> None:
    found = assign([Words(1, one, "aziz"), Words(2, other, "aziz")], ClaimIndex())
    assert found[0].claim != found[1].claim


SOURCES = [
    ((None, "Anna Smith"), (None, "ANNA  SMITH"), True),
    (("aziz", "阿齐兹"), ("aziz", "Hamidreza Aziz"), True),
    ((None, "Anna Smith"), (None, "John Smith"), False),
    (("aziz", "阿齐兹"), (None, "阿齐兹"), False),
    # Nobody else said these words, so they are hers.
    ((None, "Anna Smith"), (None, None), True),
]


@pytest.mark.parametrize(("one", "other", "same"), SOURCES)
def test_a_claim_has_one_source(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None], same: bool
) -> None:
    found = assign([Words(1, LONG_EN, *one), Words(2, LONG_EN, *other)], ClaimIndex())
    assert (found[0].claim == found[1].claim) is same


def test_short_words_of_nobody_are_nobodys() -> None:
    found = assign([Words(1, "Yes.", None, "Anna Smith"), Words(2, "Yes.")], ClaimIndex())
    assert found[0].claim != found[1].claim
    both = [Words(1, LONG_EN, None, "A B"), Words(2, LONG_EN, None, "C D"), Words(3, LONG_EN)]
    assert len({item.claim for item in assign(both, ClaimIndex())}) == 3


@given(st.lists(st.tuples(st.sampled_from([LONG_EN, LONG_ZH, *sum(SAME, ())]), ANY_TEXT)))
def test_adding_never_renames(said: list[tuple[str, str]]) -> None:
    rows = [Words(n, text, None, who) for n, (text, who) in enumerate(said)]
    together = assign(rows, ClaimIndex())
    index = ClaimIndex()
    one_by_one = [assign([row], index)[0] for row in rows]
    assert [a.claim for a in together] == [a.claim for a in one_by_one]


@given(ANY_TEXT, ANY_TEXT)
def test_any_words_by_anybody(text: str, who: str) -> None:
    found = assign([Words(1, text, None, who), Words(2, text, None, who)], ClaimIndex())
    assert found[0].claim == found[1].claim
    drift("c", [Mention(1, "d", 0, text), Mention(2, "d", 0, who)])
    assert "".join(piece.after for piece in pieces(text, who)) == who
    assert "".join(piece.before for piece in pieces(text, who)) == text


def test_sketches_are_the_same_everywhere() -> None:
    # They are stored, so they must not depend on the process; a new rensa must not change them.
    bands = sketch([("expert:aziz", words_key(LONG_EN))])[0]
    assert len(bands) == 20
    assert bands[:3] == (2083425957, 2090881930, 553325770)
    assert sketch([("expert:semenov", words_key(LONG_EN))])[0] != bands
    assert sketch([(None, "short"), ("a", "")]) == [(), ()]


def test_an_index_of_sharing_bands_is_enough() -> None:
    first = assign([Words(1, LONG_EN, "aziz")], ClaimIndex())[0]
    index = ClaimIndex()
    index.add(first.source, first.words, first.claim, first.bands)
    second = assign([Words(2, SAME[6][1], "aziz")], index)[0]
    assert second.claim == first.claim
    assert second.is_new
    assert second.similarity < 1


def mention(row: int = 1, text: str = LONG_ZH, **more: object) -> Mention:
    return Mention(row, "d", row, text, **{"lang": "zh-Hans", **more})  # type: ignore[arg-type]


FIELDS = [
    ({"addressee": "半岛电视台记者"}, {"addressee": "hot166.com记者"}, ["addressee"]),
    ({"addressee": "半岛电视台记者"}, {"addressee": "半島電視台 記者"}, []),
    ({"addressee": "半岛电视台记者"}, {}, []),
    ({"description": "研究员"}, {"description": "部长"}, ["role"]),
    ({"kind": "direct"}, {"kind": "indirect"}, ["kind"]),
    ({"stance": "asserts"}, {"stance": "denies"}, ["stance"]),
    ({"who": "安娜·史密斯"}, {"who": "史密斯"}, []),
    ({"who": "安娜·史密斯"}, {"who": "约翰·史密斯"}, ["source"]),
    ({"who": "阿齐兹", "expert": "aziz"}, {"who": "Azizi", "expert": "aziz"}, []),
    ({}, {"text": "制裁会改变我们的立场"}, ["words"]),
    ({}, {"text": TRADITIONAL, "lang": "zh-Hant"}, []),
    ({}, {"text": LONG_EN, "lang": "en"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("first", "later", "fields"), FIELDS)
def test_drift_fields(first: dict, later: dict, fields: list[str]) -> None:
    found = drift("c", [mention(1, **first), mention(2, **later)])
    assert [difference.field for difference in found.differences[1]] == fields
    assert bool(found) is bool(fields)


def test_drift_shows_the_words() -> None:
    found = pieces("制裁不会改变立场。", "制裁会改变我的立场")
    assert [tuple(piece) for piece in found] == [
        ("same", "制裁", "制裁"),
        ("cut", "不", ""),
        ("same", "会改变", "会改变"),
        ("added", "", "我的"),
        ("same", "立场", "立场"),
        ("cut", "。", ""),
    ]


def test_the_earliest_mention_comes_first() -> None:
    rows = [
        mention(5, published=None, position=0),
        mention(4, published="2024-05-02", position=1),
        mention(3, published="2024-05-01T23:00:00-05:00", position=2),
        mention(2, published="2024-05-01", position=4),
        mention(1, published="2024-05-01", position=3),
        mention(0, published="not a date", position=3),
    ]
    assert [m.row for m in drift("c", rows).mentions] == [1, 2, 4, 3, 5, 0]


@pytest.mark.corpus
def test_the_seed_story_twice_is_each_claim_twice(corpus: Path) -> None:
    gold = json.loads((corpus / "seed" / "gold.json").read_text("utf-8"))
    rows = [
        Words(row, " … ".join(quote["text"]), quote["expert"], quote["who"])
        for row, quote in enumerate(gold["quotes"])
    ]
    assigned = assign(rows, ClaimIndex())
    claims: dict[str, list[Mention]] = {}
    for item, quote in zip(assigned, gold["quotes"], strict=True):
        claims.setdefault(item.claim, []).append(
            Mention(
                item.row,
                "seed",
                quote["content"][0][0],
                rows[item.row].text,
                "zh-Hans",
                quote["who"],
                quote["expert"],
                quote["description"],
                quote["addressee"],
                quote["kind"],
            )
        )
    assert len(claims) == 17
    assert {len(mentions) for mentions in claims.values()} == {2}
    changed = [found for claim in claims.items() if (found := drift(*claim))]
    assert len(changed) == 1
    (difference,) = changed[0].differences[1]
    assert difference[:3] == ("addressee", "半岛电视台记者", "hot166.com记者")
    assert changed[0].earliest.row == 0


def test_claims_among_mutated_copies(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(root / "scripts" / "benchmarks"))
    import claims as benchmark

    made, truth = benchmark.make(5_000)
    found = assign(made, ClaimIndex())
    precision, recall = benchmark.scores(truth, [item.claim for item in found])
    assert precision >= 0.99
    assert recall >= 0.95
    sys.modules.pop("claims")


def test_source_keys() -> None:
    assert source_key(None, "奧馬爾‧奧茲基齊爾奇克") == source_key(None, "奥马尔·奥兹基齐尔奇克")
    assert source_key(None, " … ") is None
