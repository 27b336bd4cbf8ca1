"""The pages, asked in this process: what they find, show and refuse, and that text stays text."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from quotetrack.errors import StoreError
from quotetrack.exporters.rows import columns
from quotetrack.exporters.tables import original
from quotetrack.search import count
from quotetrack.search.facets import FIELDS, facets, find_keys
from quotetrack.store.connection import open_current

from .conftest import (
    CLAIM,
    DOCUMENTS,
    EVE,
    FIRST,
    FIRST_AZIZ,
    FORMULA,
    HOSTILE,
    IMAGE,
    LATER,
    PERSIAN,
    SCRIPT,
    SEMENOV,
    SQL,
)

Get = Callable[..., Any]

PAGES = [
    "/", "/?q=制裁", "/?q=制裁&expert=Aziz", "/?q=制裁&in=context", "/?q=制裁&in=document",
    "/experts", "/experts/aziz", "/experts/evil", "/claims", f"/claims/{CLAIM}", "/claims/eve",
    *(f"/documents/{document.id}" for document in DOCUMENTS),
]  # fmt: skip


class Page(HTMLParser):
    """What a browser would make of a page: elements, attributes, words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(response: Any) -> Page:
    assert response.status_code == 200, response.text[:500]
    return Page(response.text)


def asked(get: Get, **parameters: Any) -> Any:
    return get(f"/search.json?{urlencode(parameters, doseq=True)}").json()


SEARCHES = [
    ({"q": "制裁"}, {FIRST.id, LATER.id, HOSTILE.id}),
    ({"q": "制裁", "expert": "Aziz"}, {FIRST.id, LATER.id}),
    ({"q": "制裁", "expert": "aziz"}, {FIRST.id, LATER.id}),
    ({"q": "制裁", "expert": "哈米德雷扎·阿齐兹"}, {FIRST.id, LATER.id}),
    ({"q": "制裁 -穷人", "expert": "aziz"}, {FIRST.id}),
    ({"expert": ["aziz", "semenov"]}, {FIRST.id, LATER.id}),
    ({"q": "تحریم*"}, {PERSIAN.id}),
    ({"outlet": "近处日报"}, {LATER.id}),
    ({"since": "2024-07"}, {LATER.id}),
    ({"since": "2024-05", "until": "2024-05"}, {FIRST.id}),
    ({"status": "rejected"}, {FIRST.id}),
    ({"kind": "indirect"}, {FIRST.id}),
    ({"lang": "zh"}, {FIRST.id, LATER.id}),
    ({"who": "امیر"}, {PERSIAN.id}),
    ({"q": "远方电视台", "in": "context"}, {FIRST.id}),
    ({"q": "再谈", "in": "document"}, {LATER.id}),
    ({"q": "没有这样的话"}, set()),
]


@pytest.mark.parametrize(
    ("parameters", "found"), SEARCHES, ids=[str(parameters)[:50] for parameters, _ in SEARCHES]
)
def test_a_search_finds(get: Get, parameters: dict[str, Any], found: set[str]) -> None:
    answer = asked(get, **parameters)
    assert {row["document_id"] for row in answer["quotes"]} == found
    html = page(get(f"/?{urlencode(parameters, doseq=True)}"))
    assert sum(a.get("class") == "hit" for a in html.all("article")) == answer["total"]


def test_hits_are_marked_in_the_quotation_and_its_context(get: Get) -> None:
    for row in asked(get, q="制裁 OR 表示", **{"in": "context"}, expert="aziz")["quotes"]:
        assert [row["text"][a:b] for a, b in row["marks"]] == ["制裁"]
        assert [row["context"][a:b] for a, b in row["context_marks"]] == ["表示", "制裁"]
    html = get("/?q=制裁+OR+表示&in=context&expert=aziz").text
    assert html.count("<mark>表示</mark>") == 2
    assert html.count('<span class="said"><mark>制裁</mark></span>') == 2


def test_facets_say_how_the_hits_spread(get: Get) -> None:
    answer = asked(get, q="制裁")
    assert answer["facets"] == {
        "expert": {"aziz": 2},
        "kind": {"direct": 3},
        "status": {"accepted": 1, "unreviewed": 2},
        "lang": {"en": 1, "zh-Hans": 2},
        "outlet": {HOSTILE.outlet: 1, "近处日报": 1, "远方电视台": 1},
        "month": {"2024-05": 1, "2024-06": 1, "2024-07": 1},
    }
    links = [a["href"] for a in page(get("/?q=制裁")).all("a")]
    narrowed = f"/?{urlencode({'q': '制裁', 'outlet': '近处日报'})}"
    assert narrowed in links
    chosen = page(get(narrowed))
    assert any(a.get("aria-current") == "true" for a in chosen.all("a"))
    assert f"/?{urlencode({'q': '制裁'})}" in [a["href"] for a in chosen.all("a")]


def test_facets_are_those_of_the_view(database: Path) -> None:
    """Counted without the view's joins, and still the same."""
    connection = open_current(database, readonly=True)
    for row in connection.execute("SELECT DISTINCT lang FROM claims_database").fetchall():
        found = facets(connection, lang=row["lang"])
        assert found.complete
        for field in FIELDS:
            column = "substr(published, 1, 7)" if field == "month" else field
            expected = dict(
                tuple(pair)
                for pair in connection.execute(
                    f"SELECT {column}, count(*) FROM claims_database WHERE lang = ? GROUP BY 1",
                    (row["lang"],),
                )
                if pair[0] is not None and (field != "month" or len(pair[0]) == 7)
            )
            assert dict(found.counts[field]) == expected
    bounded = facets(connection, limit=2)
    assert (bounded.counted, bounded.complete) == (2, False)
    assert len(find_keys(connection, limit=3)) == 3
    assert len(find_keys(connection)) == count(connection)
    connection.close()


def test_csv_is_what_was_found_and_no_formula(get: Get) -> None:
    response = get(f"/search.csv?{urlencode({'q': '制裁'})}")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert list(rows[0]) == [column.name for column in columns()]
    assert {row["id"] for row in rows} == {row["id"] for row in asked(get, q="制裁")["quotes"]}
    (formula,) = [row["text"] for row in rows if row["id"] == FORMULA.id]
    assert formula.startswith("'=")
    assert original(formula) == FORMULA.text


def test_an_expert_has_names_months_outlets_companions_and_claims(get: Get) -> None:
    html = get("/experts/aziz").text
    shown = Page(html)
    for words in ("Hamidreza Aziz", "哈米德雷扎·阿齐兹", "حمیدرضا عزیزی", "A political scientist",
                  "远方电视台", "近处日报", "2 mentions", "2 quotes"):  # fmt: skip
        assert words in shown.text
    assert shown.all("svg")[0]["role"] == "img"
    assert len(shown.all("rect")) == 3  # May, June with none, July
    assert "/experts/semenov" not in html  # that quote was rejected: they share no article
    assert f"/claims/{CLAIM}" in html


def test_a_document_has_its_quotes_rules_and_reviews(get: Get) -> None:
    html = get(f"/documents/{FIRST.id}").text
    shown = Page(html)
    assert FIRST.text.split("\n")[0].replace("新", "1新") in shown.text.replace("\n", "")
    pieces = {a["class"]: a["data-quotes"] for a in shown.all("span") if a.get("data-quotes")}
    assert pieces == {"q direct verbatim": "1", "q speaker": "1", "q cue": "1"}
    for words in ("test.rule", "90%", "accepted", "ann", "heard the recording", "再谈制裁",
                  "1 other mention", "1 rejected by reviewers", "远方电视台"):  # fmt: skip
        assert words in shown.text
    assert f'id="quote-{FIRST_AZIZ.id}"' in html
    assert f'id="quote-{SEMENOV.id}"' in html


def test_a_claim_has_its_mentions_in_order_with_the_drift(get: Get) -> None:
    html = get(f"/claims/{CLAIM}").text
    assert html.index("远方电视台") < html.index("近处日报")
    assert "普通</del>" not in html.split('class="timeline"')[0]
    text = Page(html).text
    assert "[cut: 普通]" in text
    assert "[new: 穷]" in text
    assert "words, addressee changed" in text


@pytest.mark.parametrize("table", ["claims_database", "quotes", "documents"])
@pytest.mark.parametrize(("words", "number"), [("制裁", 3), ("奏效", 2), ("裁制", 0), ("OR", 0)])
def test_datasettes_own_search_finds_two_characters(
    get: Get, table: str, words: str, number: int
) -> None:
    rows = get(f"/data/{table}.json?{urlencode({'_search': words})}").json()["rows"]
    assert len(rows) == number


@pytest.mark.parametrize("path", PAGES)
def test_text_stays_text_and_nothing_comes_from_elsewhere(get: Get, path: str) -> None:
    response = get(path)
    html = page(response)
    scripts = html.all("script")
    assert [script.get("src", "").split("?")[0] for script in scripts] == ["/assets/quotetrack.js"]
    assert not html.all("img")
    assert not html.all("style")
    for tag, attributes in html.elements:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name != "style"
            if name in ("src", "href", "action") and tag != "a":
                assert (value or "").startswith("/"), (tag, value)
            if name == "href":
                assert (value or "").startswith(("/", "#", "?", "https://")), value
    assert "\u202e" not in response.text
    assert "\x1b" not in response.text
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_hostile_words_are_shown_as_they_are(get: Get) -> None:
    text = page(get(f"/documents/{HOSTILE.id}")).text
    for words in (SCRIPT, IMAGE, SQL, "javascript:alert(1)", "<b>Outlet</b>"):
        assert words in text
    assert SCRIPT in page(get("/experts/evil")).text
    assert EVE.text in page(get("/claims/eve")).text
    assert "file:///home/someone" in page(get(f"/documents/{PERSIAN.id}")).text


@pytest.mark.parametrize("name", ["q", "expert", "who", "kind", "status", "lang", "outlet",
                                  "since", "until", "in", "page", "count", "unheard-of"])  # fmt: skip
@pytest.mark.parametrize("value", [
    SCRIPT, IMAGE, SQL, "\"' OR 1=1", "%00\0", "\ud800", "((((", "*", "²", "-1", "9" * 40, "\u202e",
    "a" * 3000, "NEAR(a b)", "{tags} : x", "../../etc/passwd", "=1+1", "\n\r\t",
])  # fmt: skip
def test_hostile_parameters_are_answered_and_shown_as_text(get: Get, name: str, value: str) -> None:
    given = quote(value.encode("utf-8", "surrogatepass"))
    response = get(f"/?{name}={given}")
    assert response.status_code in (200, 400)
    html = Page(response.text)
    assert len(html.all("script")) == 1
    assert not html.all("img")
    for kind in ("json", "csv"):
        assert get(f"/search.{kind}?{name}={given}").status_code in (200, 400)


@pytest.mark.parametrize("path", ["/nothing", "/experts/nobody", "/claims/none", "/documents/none",
                                  f"/documents/{quote(SCRIPT, safe='')}", "/claims/%ff",
                                  "/assets/../../errors.py", "/nothing.json"])  # fmt: skip
def test_what_there_is_none_of(get: Get, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    response = get(path)
    assert response.status_code == 404
    assert "<script>alert" not in response.text
    assert "Traceback" not in "".join(capsys.readouterr())


def test_a_name_that_nobody_has(get: Get) -> None:
    response = get("/?q=制裁&expert=Nobody")
    assert response.status_code == 400
    assert "No expert is known as Nobody" in response.text
    assert f"/?{urlencode({'q': '制裁', 'who': 'Nobody'})}".replace("&", "&amp;") in response.text


def test_nothing_can_be_written(get: Get, database: Path) -> None:
    from quotetrack.web.application import application
    from quotetrack.web.settings import NAME

    before = database.read_bytes()
    served = application(database).get_database(NAME)
    with pytest.raises(StoreError, match="only read"):
        served.connect(write=True)
    connection = served.connect()
    for sql in ("DELETE FROM quotes", "CREATE TABLE x (y)", "UPDATE documents SET text = ''",
                "PRAGMA user_version = 9", "INSERT INTO quotes_index (quotes_index) "
                "VALUES ('delete-all')"):  # fmt: skip
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute(sql)
        assert get(f"/data?{urlencode({'sql': sql})}").status_code >= 400
    connection.close()
    assert database.read_bytes() == before


def test_what_is_stored_meanwhile_is_seen(tmp_path: Path) -> None:
    import asyncio

    from quotetrack.store import Store
    from quotetrack.web.application import application

    from .conftest import QUOTES

    with Store(tmp_path / "live.db") as store:
        store.ingest([(FIRST, QUOTES[FIRST.id])])
        pages = application(tmp_path / "live.db")

        def total() -> int:
            answer = asyncio.run(pages.client.get("/search.json?q=制裁")).json()
            assert sum(answer["facets"]["kind"].values()) == answer["total"]
            return int(answer["total"])

        assert total() == 1
        store.ingest([(LATER, QUOTES[LATER.id])])
        assert total() == 2


def test_datasettes_pages_name_no_other_host_as_a_source(get: Get) -> None:
    for path in (
        "/data",
        "/data/claims_database?_search=制裁",
        "/data/quotes/1",
        "/data?sql=select+1",
    ):
        html = page(get(path))
        for tag, attributes in html.elements:
            source = attributes.get("src") or (attributes.get("href") if tag == "link" else None)
            assert source is None or source.startswith(("/", "http://localhost/")), source
        assert not html.all("img")


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    from quotetrack.web.application import application

    with pytest.raises(StoreError, match="does not exist"):
        application(tmp_path / "none.db")


def test_json_pages_lead_to_the_next(tmp_path: Path) -> None:
    import asyncio

    from quotetrack.models import Document
    from quotetrack.store import Store
    from quotetrack.web.application import application

    from .conftest import a_quote

    with Store(tmp_path / "many.db") as store:
        for number in range(45):
            document = Document(text=f"他说：“制裁{number}号。”", lang="zh-Hans")
            store.ingest([(document, [a_quote(document, f"制裁{number}号。", speaker="他")])])
    pages = application(tmp_path / "many.db")
    path: str | None = "/search.json?q=制裁"
    found: list[str] = []
    while path:
        answer = json.loads(asyncio.run(pages.client.get(path)).text)
        found += [row["id"] for row in answer["quotes"]]
        path = answer["next"]
    assert len(found) == len(set(found)) == 45


def test_only_our_own_names_are_answered(database: Path) -> None:
    """A site whose name was made to point here (DNS rebinding) must not read what we serve."""
    import asyncio

    from quotetrack.web.application import application

    pages = application(database, frozenset({"127.0.0.1", "::1", "news.example"}))

    def asked(host: str) -> int:
        answer = asyncio.run(pages.client.get("/experts", headers={"host": host}))
        assert ("<h1" in answer.text) == (answer.status_code == 200)
        return int(answer.status_code)

    for host in ("127.0.0.1", "127.0.0.1:8001", "[::1]:8001", "NEWS.example"):
        assert asked(host) == 200, host
    for host in ("evil.example", "127.0.0.1.evil.example:8001", "localhost.evil", "", "[", "x:y"):
        assert asked(host) == 421, host
