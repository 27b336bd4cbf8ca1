"""A small newsroom: one story twice with its words drifting, other scripts, and hostile text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quotetrack.models import Document, Expert, Quote, content_id
from quotetrack.store import Store

from ..making import make_quote, make_review

SCRIPT = "<script>alert('words')</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
SQL = "'; DROP TABLE quotes; --"


def a_quote(document: Document, words: str, *, speaker: str | None = None, **more: object) -> Quote:
    """A quote whose source is called as its speaker is."""
    return make_quote(document, words, speaker=speaker, **{"who": speaker, **more})


FIRST = Document(
    text="政治学者哈米德雷扎·阿齐兹对远方电视台表示：“新的制裁不会奏效，只会伤害普通人。”\n"
    "基里尔·谢苗诺夫说，港口需要时间。😀",
    lang="zh-Hans",
    title="制裁之后",
    outlet="远方电视台",
    url="https://far.example.org/1",
    published="2024-05-01",
)
LATER = Document(
    text="哈米德雷扎·阿齐兹对近处日报表示：“新的制裁不会奏效，只会伤害穷人。”",
    lang="zh-Hans",
    title="再谈制裁",
    outlet="近处日报",
    url="https://near.example.org/2",
    published="2024-07-03T08:00:00Z",
)
PERSIAN = Document(
    text="امیر گفت: «تحریم‌ها کارساز نیست 🇮🇷».",
    lang="fa",
    title="گفت‌وگو",
    outlet="روزنامه",
    url="file:///home/someone/secret.html",
    published="2023",
)
HOSTILE = Document(
    text=f"Eve {SCRIPT} said: “{IMAGE} {SQL}” and left.\n“=cmd|'/c calc'!A1 制裁\u202e\x1b[31m,” she said.",
    lang="en",
    title=f"{SCRIPT}{IMAGE}",
    outlet=f"<b>Outlet</b>{SQL}",
    author=IMAGE,
    url="javascript:alert(1)",
    published="2024-06-01",
)
FIRST_AZIZ = a_quote(
    FIRST, "新的制裁不会奏效，只会伤害普通人。", speaker="哈米德雷扎·阿齐兹", cue="表示",
    expert="aziz", description="政治学者", addressee="远方电视台",
)  # fmt: skip
SEMENOV = a_quote(
    FIRST, "港口需要时间", kind="indirect", speaker="基里尔·谢苗诺夫", cue="说", expert="semenov"
)
LATER_AZIZ = a_quote(
    LATER, "新的制裁不会奏效，只会伤害穷人。", speaker="哈米德雷扎·阿齐兹", cue="表示",
    expert="aziz", addressee="近处日报",
)  # fmt: skip
AMIR = a_quote(PERSIAN, "تحریم‌ها کارساز نیست 🇮🇷", speaker="امیر", cue="گفت", stance="denies")
EVE = a_quote(HOSTILE, f"{IMAGE} {SQL}", who=f"Eve {SCRIPT}", cue="said")
FORMULA = a_quote(HOSTILE, "=cmd|'/c calc'!A1 制裁\u202e\x1b[31m,", who=SQL)
QUOTES = {
    FIRST.id: [FIRST_AZIZ, SEMENOV],
    LATER.id: [LATER_AZIZ],
    PERSIAN.id: [AMIR],
    HOSTILE.id: [EVE, FORMULA],
}
DOCUMENTS = (FIRST, LATER, PERSIAN, HOSTILE)
CLAIM = content_id("the claim of Aziz")


def fill(path: Path) -> Path:
    """Writes the database."""
    with Store(path) as store:
        store.put_experts(
            [
                Expert(id="aziz", name="Hamidreza Aziz", description="A political scientist",
                       names={"zh": ("哈米德雷扎·阿齐兹",), "fa": ("حمیدرضا عزیزی",)}),
                Expert(id="semenov", name="Kirill Semenov"),
                Expert(id="evil", name=SCRIPT, description=IMAGE),
            ]
        )  # fmt: skip
        result = store.ingest([(document, QUOTES[document.id]) for document in DOCUMENTS])
        assert not result.failures
        rows = {row["id"]: row["row"] for row in store.rows()}
        store.save_claims(
            [
                {"id": CLAIM, "text": FIRST_AZIZ.text, "lang": "zh-Hans",
                 "who": FIRST_AZIZ.who, "expert": "aziz"},
                {"id": "eve", "text": EVE.text, "lang": "en", "who": EVE.who, "expert": None},
            ],
            [(rows[FIRST_AZIZ.id], CLAIM, 1.0), (rows[LATER_AZIZ.id], CLAIM, 0.9),
             (rows[EVE.id], "eve", 1.0)],
        )  # fmt: skip
        store.add_reviews(
            [
                make_review(FIRST_AZIZ, "accepted", "ann", note="heard the recording"),
                make_review(SEMENOV, "rejected", IMAGE, note=SCRIPT),
            ]
        )
        store.put_ratings(
            [
                {"id": "r", "claim_id": CLAIM, "rating": SCRIPT, "reviewer": "Desk",
                 "url": "javascript:alert(2)", "rated_at": "2024-09-01", "note": None}
            ]
        )  # fmt: skip
    return path


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database; not to be written to."""
    pytest.importorskip("datasette")
    return fill(tmp_path_factory.mktemp("web") / "news.db")


@pytest.fixture(scope="session")
def get(database: Path) -> Callable[[str], Any]:
    """`get("/experts")`: the response of the application, in this process."""
    from quotetrack.web.application import application

    pages = application(database)

    def ask(path: str, **options: Any) -> Any:
        return asyncio.run(pages.client.get(path, **options))

    return ask
