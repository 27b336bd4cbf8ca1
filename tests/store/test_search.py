"""Words and filters find exactly the rows they should, in any script, whatever is typed."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quotetrack.errors import QueryError
from quotetrack.folding import fold
from quotetrack.models import Document
from quotetrack.search import count, find_rows, search
from quotetrack.store import Store

PIECES = [
    "制裁",
    "制",
    "裁",
    "核",
    "谈判",
    "伊朗",
    "中國",
    "，",
    "。",
    " ",
    "能源",
    "2020",
    "年",
    "的",
]


@pytest.fixture
def filled(store: Store, a_quote):
    """300 Chinese quotes of pieces that run into each other, over 60 documents."""
    chance = random.Random(7)
    items = []
    for number in range(60):
        # Each quotation in marks of its own, so that its words stand once in the text.
        words = [
            "".join(chance.choices(PIECES, k=12)).strip("，。 ") + f"第{number}句{at}。"
            for at in range(5)
        ]
        document = Document(
            text="\n".join(f"李明表示：“{word}”记者报道。" for word in words),
            lang=chance.choice(["zh-Hans", "zh-Hant"]),
            title=f"标题 {number}",
            outlet=chance.choice(["晨报", "Morning Post"]),
            published=chance.choice([None, "2023-12-31", "2024-01", "2024-02-29T23:59:00Z"]),
        )
        quotes = [
            a_quote(
                document,
                word,
                expert=chance.choice([None, "li", "wang"]),
                who=chance.choice(["李明", "Hamidreza Aziz"]),
                kind=chance.choice(["direct", "mixed"]),
            )
            for word in words
        ]
        items.append((document, quotes))
    store.ingest(items)
    return store


def found(store, query=None, **options) -> list[str]:
    return sorted(hit.row["text"] for hit in search(store, query, limit=0, **options))


def rows_where(store, condition) -> list[str]:
    return sorted(row["text"] for row in store.rows() if condition(row))


@pytest.mark.parametrize(
    "word", ["制裁", "制", "核", "裁核", "中国", "中國", "能源谈判", "不存在的词", "的"]
)
def test_words_are_found_as_a_substring_scan_finds_them(filled, word) -> None:
    assert found(filled, word) == rows_where(filled, lambda row: fold(word) in fold(row["text"]))
    assert count(filled, word) == len(found(filled, word))


def test_punctuation_parts_words_whichever_it_is(filled) -> None:
    assert found(filled, "裁，核") == rows_where(
        filled, lambda row: re.search(r"裁[，。 ]+核", row["text"])
    )


BOOLEAN = [
    ("制裁 核", lambda has: has("制裁") and has("核")),
    ("制裁 AND 核", lambda has: has("制裁") and has("核")),
    ("制裁 OR 核", lambda has: has("制裁") or has("核")),
    ("制裁 -核", lambda has: has("制裁") and not has("核")),
    ("制裁 NOT 核", lambda has: has("制裁") and not has("核")),
    ("制裁 AND NOT (核 OR 伊朗)", lambda has: has("制裁") and not (has("核") or has("伊朗"))),
    ("(制裁 OR 核) 能源", lambda has: (has("制裁") or has("核")) and has("能源")),
    ("（制裁 OR 核） “能源”", lambda has: (has("制裁") or has("核")) and has("能源")),
    ("制裁 OR 核 能源", lambda has: has("制裁") or (has("核") and has("能源"))),
    ("制裁 ， ！ 核", lambda has: has("制裁") and has("核")),
    ("制*", lambda has: has("制")),
]


@pytest.mark.parametrize(("query", "wanted"), BOOLEAN, ids=[query for query, _ in BOOLEAN])
def test_operators(filled, query, wanted) -> None:
    assert found(filled, query) == rows_where(
        filled, lambda row: wanted(lambda word: word in row["text"])
    )


FILTERS = [
    ({"expert": "li"}, lambda row: row["expert"] == "li"),
    ({"expert": ["li", "wang"]}, lambda row: row["expert"] is not None),
    ({"expert": "nobody"}, lambda row: False),
    ({"kind": "mixed"}, lambda row: row["kind"] == "mixed"),
    ({"status": "unreviewed"}, lambda row: True),
    ({"status": "accepted"}, lambda row: False),
    ({"lang": "zh"}, lambda row: True),
    ({"lang": "zh-hans"}, lambda row: row["lang"] == "zh-Hans"),
    ({"outlet": "morning post"}, lambda row: row["outlet"] == "Morning Post"),
    ({"who": "aziz"}, lambda row: row["who"] == "Hamidreza Aziz"),
    ({"who": "hamid*"}, lambda row: row["who"] == "Hamidreza Aziz"),
    ({"who": "明"}, lambda row: row["who"] == "李明"),
    ({"since": "2024"}, lambda row: (row["published"] or "") >= "2024"),
    ({"until": "2023"}, lambda row: row["published"] == "2023-12-31"),
    ({"until": "2024-02-29"}, lambda row: row["published"] is not None),
    ({"since": "2024-01", "until": "2024-01-31"}, lambda row: row["published"] == "2024-01"),
    ({"since": "2024-02-10"}, lambda row: (row["published"] or "")[:7] == "2024-02"),
    ({"since": "2025"}, lambda row: False),
    ({"expert": "li", "kind": "direct"}, lambda r: r["expert"] == "li" and r["kind"] == "direct"),
]


@pytest.mark.parametrize(("filters", "wanted"), FILTERS, ids=[str(given) for given, _ in FILTERS])
@pytest.mark.parametrize("query", [None, "制裁"])
def test_filters(filled, query, filters, wanted) -> None:
    expected = rows_where(filled, lambda row: wanted(row) and (query or "") in row["text"])
    assert found(filled, query, **filters) == expected
    assert count(filled, query, **filters) == len(expected)
    assert sorted(row["text"] for row in find_rows(filled, query, **filters)) == expected
    in_document = rows_where(
        filled,
        lambda row: wanted(row) and (query or "") in filled.document(row["document_id"]).text,
    )
    assert found(filled, query, in_="document", **filters) == in_document


def test_context_is_the_sentence_around(filled) -> None:
    assert found(filled, "李明表示", in_="quote") == []
    assert found(filled, "李明表示", in_="context") == rows_where(filled, lambda row: True)
    assert found(filled, "李明表示 -制裁", in_="context") == rows_where(
        filled, lambda row: "制裁" not in row["context"]
    )


@pytest.mark.parametrize("in_", ["quote", "context", "document"])
@pytest.mark.parametrize("query", ["制", None])
def test_pages_make_up_the_whole(filled, monkeypatch, in_, query) -> None:
    monkeypatch.setattr("quotetrack.search.finding.RANKED_ROWS", 50)
    whole = [hit.row["row"] for hit in search(filled, query, in_=in_, limit=0)]
    pages = []
    for offset in range(0, len(whole) + 7, 7):
        page = search(filled, query, in_=in_, limit=7, offset=offset)
        pages += [hit.row["row"] for hit in page]
    assert pages == whole
    assert len(set(whole)) == len(whole)


@pytest.mark.parametrize("in_", ["quote", "context", "document"])
def test_marks_are_the_words_that_were_looked_for(filled, in_) -> None:
    for hit in search(filled, "中国 OR 制裁", in_=in_):
        shown = [(hit.row["text"], hit.marks), (hit.row["context"], hit.context_marks)]
        if in_ == "document":
            shown.append((hit.excerpt, hit.excerpt_marks))
            assert hit.excerpt_marks
        for text, marks in shown:
            marked = [text[start:end] for start, end in marks]
            assert "".join(marked).replace("制裁", "").replace("中國", "") == ""
            assert sum(map(len, marked)) == 2 * (text.count("制裁") + text.count("中國"))


# Text, what is typed, what is marked (None: not found).
SCRIPTS = [
    ("Ömer Özkızılcık’ın sözleri", "ozkizilcik", "Özkızılcık"),
    ("ISPARTA’da İSTANBUL", "istanbul ısparta", "ISPARTA"),
    ("Санкции против Ирана ещё действуют", "еще", "ещё"),
    ("Й", "и", "Й"),
    ("تحریم‌های جدید علیه ایران", "ايران", "ایران"),
    ("عُقُوبَات", "عقوبات", "عُقُوبَات"),
    ("در سال ۱۴۰۳ بود", "1403", "۱۴۰۳"),
    ("新しい制裁はよくない", "制裁は", "制裁は"),
    ("ｶﾞｽの輸出", "ガス", "ｶﾞｽ"),
    ("제재는 효과가 없다", "효과", "효과"),
    ("การคว่ำบาตรใหม่", "บาตร", "บาตร"),
    ("प्रतिबंध नहीं", "प्रतिबंध", "प्रतिबंध"),
    ("第一条制裁", "第一條", "第一条"),
    ("ＣＮＮ報道", "cnn", "ＣＮＮ"),
    ("oil😀gas", "gas", "gas"),
    ("we say 😀🇮🇷", "🇮🇷", "🇮🇷"),
    ("co-operation", "operation", "operation"),
    ("U.S. sanctions", "u.s.", "U.S"),
    ("3.5%", "3.5", "3.5"),
    ("don't", "don’t", "don't"),
    ("sanctioned goods", "sanction*", "sanctioned"),
    ("sanctioned goods", "sanction", None),
    ("economic, pressure", '"economic pressure"', None),
    ("economic\npressure", '"economic pressure"', "economic\npressure"),
    ("制\n裁", "制裁", None),
    ("e\u0301tat", "état", "e\u0301tat"),
]


@pytest.mark.parametrize(("text", "query", "marked"), SCRIPTS)
def test_scripts(store, a_quote, text, query, marked) -> None:
    document = Document(text=f"X : «{text}»", lang="und")
    store.ingest([(document, [a_quote(document, text)])])
    hits = search(store, query)
    if marked is None:
        assert hits == []
    else:
        [hit] = hits
        start, end = hit.marks[0]
        assert text[start:end] == marked
        assert hit.row["context"][slice(*hit.context_marks[0])] == marked


ODD = ['"', "'", "(", ")", "()", "*", "-", "--", "AND", "OR", "NOT", "a AND", "OR b", "NOT a", "-a",
       "a OR -b", '""', "“”", "，。", "((((a))))", "(" * 30 + "a" + ")" * 30, "a" * 2000, "words:a",
       "{tags} : x", "a NEAR b", "NEAR(a b, 2)", "^a", "a; DROP TABLE quotes", "%", "_", "\\", "\0",
       "\ud800", "a\0b", 'a"b', "a*b", "* *", "- -", "a - b", "𠮷", "§", "a§b", "\u202e", "😀",
       " "]  # fmt: skip


@pytest.mark.parametrize("query", ODD)
def test_odd_input_gives_a_result_or_a_line(filled, query) -> None:
    said = "nothing"
    try:
        search(filled, query)
    except QueryError as error:
        said = str(error)
    assert said
    assert "\n" not in said


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    query=st.text(
        alphabet=st.one_of(st.sampled_from("制裁核ab \"“”()-*§:{}^\\'ANDORNOT"), st.characters()),
        max_size=30,
    ),
    in_=st.sampled_from(["quote", "context", "document"]),
)
@example(query="\x1a", in_="quote")
def test_any_input_gives_a_result_or_a_line(filled, query, in_) -> None:
    with suppress(QueryError):
        search(filled, query, in_=in_)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "spoken"}, "direct, mixed, indirect"),
        ({"status": "good"}, "unreviewed"),
        ({"since": "yesterday"}, "2024-05-01"),
        ({"until": "2024-5"}, "2024-05-01"),
        ({"who": "…"}, "no letters"),
        ({"in_": "title"}, "quote, context, document"),
    ],
)
def test_wrong_filters_say_what_to_use(store, options, message) -> None:
    with pytest.raises(QueryError, match=message):
        search(store, "a", **options)


def test_the_best_comes_first(store, a_quote) -> None:
    words = ["制裁。" + "别的话说了很多。" * 9, "制裁制裁制裁。", "没有别的，只有制裁。"]
    document = Document(text="\n".join(f"“{word}”" for word in words), lang="zh-Hans")
    store.ingest([(document, [a_quote(document, word) for word in words])])
    assert [hit.row["text"] for hit in search(store, "制裁")] == [words[1], words[2], words[0]]


def test_reviews_change_what_is_found(store, a_quote, a_review) -> None:
    document = Document(text="他说：“新的制裁。旧的石油。”她说能源。", lang="zh-Hans")
    quote = a_quote(document, "新的制裁。旧的石油。", expert="li")
    missed = a_quote(document, "能源", expert="wang", kind="indirect")
    store.ingest([(document, [quote])])
    shorter = a_quote(document, "旧的石油。").content
    store.add_reviews(
        [
            a_review(quote, "corrected", content=shorter, verbatim=shorter, expert="wang"),
            a_review(missed, "added"),
        ]
    )
    assert found(store, "制裁") == []
    assert found(store, "石油", expert="li") == []
    assert found(store, "石油", expert="wang", status="corrected") == ["旧的石油。"]
    assert found(store, "能源", status="added", expert="wang") == ["能源"]
    assert found(store, None, status=["added", "corrected"]) == ["旧的石油。", "能源"]
    assert found(store, "能源", in_="context", who="李明") == ["能源"]
    assert store.examine() == []


def test_searching_imports_nothing_heavy() -> None:
    heavy = {"pydantic", "sqlite_utils", "regex", "pandas", "rich"}
    code = (
        "import sys, quotetrack.search, quotetrack.store.connection as c\n"
        f"print([name for name in {sorted(heavy)!r} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
