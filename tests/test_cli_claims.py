"""`quotetrack claims`: what is printed, and what cannot be done."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quotetrack.cli import cli
from quotetrack.models import Document, Mention, Quote, Span, quote_id
from quotetrack.store import Store

ZH = "制裁不会改变我们的立场，谈判必须在相互尊重的基础上继续下去"
CHANGED = "制裁会改变我们的立场，谈判必须在相互尊重的基础上继续下去"
EN = "Sanctions will not change our position and the talks must go on in mutual respect"


def quoted(words: str, published: str, outlet: str, **more: object) -> tuple[Document, list[Quote]]:
    text = f"安娜说：“{words}。”（{outlet}）"
    document = Document(text=text, published=published, outlet=outlet, lang="zh-Hans")
    content = (Span(5, 5 + len(words)),)
    values = {
        "id": quote_id(document.id, "direct", content), "document_id": document.id,
        "lang": "zh-Hans", "kind": "direct", "text": words, "content": content,
        "verbatim": content, "cue": None, "speaker": Mention(start=0, end=2, text="安娜"),
        "who": "安娜", "description": None, "addressee": None, "stance": "asserts",
        "expert": None, "rule": "test", "confidence": 1.0,
    }  # fmt: skip
    return document, [Quote(**{**values, **more})]  # type: ignore[arg-type]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Four documents: the words, the words changed, the words by another, a translation."""
    path = tmp_path / "q.db"
    with Store(path) as store:
        store.ingest(
            [
                quoted(CHANGED, "2024-05-03", "\x1b[31m晚报"),
                quoted(ZH, "2024-05-01", "晨报", addressee="晨报记者"),
                quoted(ZH, "2024-05-02", "午报", who="丽莎", kind="indirect"),
                quoted(EN, "2024-05-04", "Post", lang="en"),
            ]
        )
    return path


def run(database: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(cli, ["claims", *arguments, "--db", str(database)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def claim_ids(database: Path) -> dict[str, str]:
    rows = json.loads(run(database, "list", "--json", "--limit", "0").stdout)
    return {f"{row['who']} {row['text']}": row["id"] for row in rows}


def test_list(database: Path) -> None:
    rows = json.loads(run(database, "list", "--json").stdout)
    assert [(row["mentions"], row["documents"]) for row in rows] == [(2, 2), (1, 1), (1, 1)]
    assert rows[0]["first_published"] == "2024-05-01"
    assert len(json.loads(run(database, "list", "--mentions", "2", "--json").stdout)) == 1
    assert "2x in 2 documents" in run(database, "list").stdout
    assert run(database, "list", "--expert", "Aziz", "--json").stdout == "[]\n"


def test_drift_names_the_earliest_and_shows_the_words(database: Path) -> None:
    (row,) = json.loads(run(database, "drift", "--json").stdout)
    first, later = row["mentions"]
    assert (first["outlet"], first["earliest"], first["differences"]) == ("晨报", True, [])
    (difference,) = later["differences"]
    assert (difference["field"], difference["before"]) == ("words", ZH)
    assert ["cut", "不", ""] in difference["pieces"]
    assert [other["who"] for other in row["other_sources"]] == ["丽莎"]
    shown = run(database, "drift")
    assert "words: 制裁[-不-]会改变" in shown.stdout
    assert "the same words are 丽莎's in" in shown.stdout
    assert "\x1b" not in shown.stdout


def test_show_merge_split_rate(database: Path) -> None:
    ids = claim_ids(database)
    (en,) = (claim for name, claim in ids.items() if EN in name)
    (zh,) = (claim for name, claim in ids.items() if name.startswith("安娜 制"))
    assert run(database, "merge", zh[:8], en[:8], "--by", "ann").stdout == "1 claim merged\n"
    shown = json.loads(run(database, "show", zh, "--json").stdout)
    assert [m["outlet"] for m in shown["mentions"]] == ["晨报", "\x1b[31m晚报", "Post"]

    quote = shown["mentions"][2]["id"]
    split = run(database, "split", zh, quote[:10], "--by", "ann")
    new = re.search(r"are now claim (\w+)", split.stdout)
    assert new is not None
    assert len(json.loads(run(database, "show", new[1], "--json").stdout)["mentions"]) == 1

    url = "https://example.org/check"
    assert run(database, "rate", zh, "false", "--url", url, "--by", "Desk").exit_code == 0
    assert run(database, "rate", zh, "misleading", "--url", url, "--by", "Desk").exit_code == 0
    (rating,) = json.loads(run(database, "show", zh, "--json").stdout)["ratings"]
    assert (rating["rating"], rating["reviewer"], rating["url"]) == ("misleading", "Desk", url)
    assert "rated misleading (Desk)" in run(database, "show", zh).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "nope"], "there is no claim 'nope'"),
        (["show", "%"], "there is no claim '%'"),
        (["show", ""], "there is no claim ''"),
        (["merge", "nope", "nope"], "there is no claim 'nope'"),
        (["split", "nope", "nope"], "there is no quote 'nope'"),
        (["list", "--expert", "Nobody Xyz"], "no expert is called"),
    ],
)
def test_what_is_not_there_is_one_line(database: Path, arguments: list[str], message: str) -> None:
    result = run(database, *arguments)
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_wrong_usage(database: Path) -> None:
    assert run(database, "rate", "x", "false", "--url", "javascript:alert(1)").exit_code == 2
    assert run(database, "rate", "x", " ", "--url", "https://example.org").exit_code == 2
    assert run(database.with_name("none.db"), "list").exit_code == 1
