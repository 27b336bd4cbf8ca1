"""A database with everything that makes exports hard: scripts, emoji, line breaks, formulas."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quotetrack.models import Document, Expert, Span
from quotetrack.store import Store
from quotetrack.store.connection import open_current

from ..making import make_quote, make_review

CHINESE = Document(
    text="经济学家李明教授表示：“我们必须\n马上行动起来👍🏽。”\n他否认“这是退让”。\n王芳说，水会退的。",
    lang="zh-Hans",
    title='=HYPERLINK("http://example.org","=1")',
    url='https://example.org/新闻?a=1&b="2"',
    outlet="<b>日报</b>",
    published="2024-05-01",
)
RUSSIAN = Document(
    text="«Мы всё решим завтра», — сказал Семёнов.\r\nПо словам Орловой, это не так.",
    lang="ru",
    title="'Как есть",
    outlet="@Газета",
    published="2024-05-02T08:00:00Z",
)
PERSIAN = Document(
    text="او گفت: «ما می‌رویم 🇮🇷\tو بازمی‌گردیم».",
    lang="fa",
    title="+۱۲۳",
    url="file:///home/someone/secret.html",
)
ARABIC = Document(
    text="وقالَ ليث: «-لن نتراجعَ\u200f أبدًا»،\n\nثم غادر.",
    lang="ar",
    title="＝A1",
    author="-ليث",
    url="https://example.com/ar",
)
ENGLISH = Document(text='"=SUM(A1:A9)", said Nobody. "\'tis late," said Somebody.', lang="en")
DOCUMENTS = (CHINESE, RUSSIAN, PERSIAN, ARABIC, ENGLISH)

LI = make_quote(
    CHINESE, "我们必须\n马上行动起来👍🏽。", who="李明", speaker="李明", cue="表示", expert="li"
)
DENIED = make_quote(CHINESE, "这是退让", kind="mixed", who="李明", cue="否认", stance="denies")
WANG = make_quote(CHINESE, "水会退的", kind="indirect", who="王芳", speaker="王芳", cue="说")
SEMENOV = make_quote(
    RUSSIAN, "Мы всё решим завтра", who="Семёнов", speaker="Семёнов", expert="semenov"
)
ORLOVA = make_quote(RUSSIAN, "это не так", kind="indirect", who="Орлова", speaker="Орловой")
WE = make_quote(PERSIAN, ["ما می‌رویم 🇮🇷", "و بازمی‌گردیم"], who=None, speaker="او", cue="گفت")
LAITH = make_quote(ARABIC, "-لن نتراجعَ\u200f أبدًا", who="ليث", speaker="ليث", cue="قالَ")
SUM = make_quote(ENGLISH, "=SUM(A1:A9)", who="Nobody", speaker="Nobody", cue="said")
TIS = make_quote(ENGLISH, "'tis late,", who="Somebody", speaker="Somebody")
QUOTES = {
    CHINESE.id: [LI, DENIED, WANG],
    RUSSIAN.id: [SEMENOV, ORLOVA],
    PERSIAN.id: [WE],
    ARABIC.id: [LAITH],
    ENGLISH.id: [SUM, TIS],
}
ROWS = 10  # the nine, and one that a person added

_ADDED_AT = ARABIC.text.index("ثم غادر")
REVIEWS = [
    make_review(LI, "accepted", note="secret note"),
    make_review(DENIED, "rejected"),
    make_review(WANG, "corrected", "benita", who="王芳博士"),
    make_review(SEMENOV, "accepted"),
    make_review(SEMENOV, "rejected", "benita"),
    make_review(
        LAITH,
        "added",
        "chomei",
        content=(Span(_ADDED_AT, _ADDED_AT + 7),),
        verbatim=(),
        kind="indirect",
        who="ليث",
    ),
    make_review(ORLOVA, "skipped"),
]


def fill(path: Path) -> Path:
    """Writes the database, with one claim that is rated."""
    with Store(path) as store:
        store.put_experts([Expert(id="li", name="Li Ming", names={"zh": ("李明",)})])
        store.put_experts([Expert(id="semenov", name="Kirill Semenov")], source="registry")
        result = store.ingest([(document, QUOTES[document.id]) for document in DOCUMENTS])
        assert (result.added, result.quotes) == (len(DOCUMENTS), ROWS - 1), result.failures
        store.add_reviews(REVIEWS)
        rows = {row["id"]: row["row"] for row in store.rows()}
        claims = [
            {"id": "c1", "text": LI.text, "lang": "zh-Hans", "who": "李明", "expert": "li"},
            {"id": "c2", "text": DENIED.text, "lang": "zh-Hans", "who": "李明", "expert": None},
        ]
        store.save_claims(claims, [(rows[LI.id], "c1", 1.0), (rows[DENIED.id], "c2", None)])
        store.put_ratings(
            [
                {
                    "id": "r1",
                    "claim_id": "c1",
                    "rating": "Mostly true",
                    "reviewer": "Fact Desk",
                    "url": "https://example.org/check",
                    "rated_at": "2024-06-01",
                    "note": None,
                }
            ]
        )
        store.set_setting("pulled", "https://label.example.org")
        run = store.start_run("ingest", "0")
        store.end_run(run, {}, [("/home/someone/secret.txt", "no such file")])
    return path


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database; not to be written to."""
    return fill(tmp_path_factory.mktemp("exports") / "news.db")


@pytest.fixture
def connection(database: Path) -> Iterator[sqlite3.Connection]:
    """The database, open for reading."""
    with closing(open_current(database, readonly=True)) as connection:
        yield connection
