"""Exports say what each mention of a claim has made different of the earliest."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quotetrack import Document, Quote, Span, Store
from quotetrack.exporters import Selection, drifting, export
from quotetrack.models import quote_id
from quotetrack.review.judging import judge
from quotetrack.store.claim_reading import drifts

WORDS = "制裁不会改变我们的立场，谈判必须在相互尊重的基础上继续下去"
CHANGED = "制裁会改变我们的立场，谈判必须在相互尊重的基础上继续下去"


def quoted(words: str, published: str | None, **more: object) -> tuple[Document, list[Quote]]:
    text = f"安娜说：“{words}。”（{published}）"
    document = Document(text=text, published=published, lang="zh-Hans")
    content = (Span(5, 5 + len(words)),)
    values: dict[str, Any] = {
        "id": quote_id(document.id, "direct", content), "document_id": document.id,
        "lang": "zh-Hans", "kind": "direct", "text": words, "content": content,
        "verbatim": content, "cue": None, "speaker": None, "who": "安娜", "description": None,
        "addressee": None, "stance": "asserts", "expert": None, "rule": "test",
        "confidence": 1.0,
    }  # fmt: skip
    return document, [Quote(**{**values, **more})]


CASES = [
    quoted(CHANGED, "2024-05-03"),
    quoted(WORDS, "2024-05-01", addressee="晨报记者"),
    quoted(WORDS, "2024-05-02", kind="indirect", addressee="午报记者"),
    quoted(WORDS, None),
    quoted("另一句完全不同的话，谁也没有说过", "2024-05-01"),
]
IDS = [quotes[0].id for _, quotes in CASES]
EARLIEST = IDS[1]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "q.db") as store:
        store.ingest(CASES)
        store.refresh_claims()
        yield store


def exported(store: Store, target: Path, selection: Selection = Selection()) -> dict[str, Any]:  # noqa: B008
    export(store.connection, target, selection)
    if target.suffix == ".jsonl":
        rows = map(json.loads, target.read_text("utf-8").splitlines())
    else:
        rows = csv.DictReader(target.read_text("utf-8").splitlines(keepends=True))
    return {row["id"]: row for row in rows}


def test_each_row_names_the_earliest_mention_and_what_differs(store: Store, tmp_path: Path) -> None:
    rows = exported(store, tmp_path / "a.jsonl")
    assert [rows[name]["earliest_id"] for name in IDS] == [EARLIEST, None, EARLIEST, EARLIEST, None]
    assert [[one["field"] for one in rows[name]["drift"]] for name in IDS] == [
        ["words"],
        [],
        ["addressee", "kind"],
        [],
        [],
    ]
    assert rows[IDS[0]]["drift"] == [{"field": "words", "before": WORDS, "after": CHANGED}]
    cells = exported(store, tmp_path / "a.csv")
    assert cells[IDS[2]]["drift"] == "addressee: 晨报记者 → 午报记者\nkind: direct → indirect"
    assert (cells[EARLIEST]["earliest_id"], cells[EARLIEST]["drift"]) == ("", "")


def test_the_earliest_mention_may_be_left_out_by_filters(store: Store, tmp_path: Path) -> None:
    rows = exported(store, tmp_path / "a.jsonl", Selection(None, {"since": "2024-05-02"}))
    assert EARLIEST not in rows
    assert rows[IDS[0]]["earliest_id"] == EARLIEST


def test_a_rejected_quote_is_no_mention(store: Store, tmp_path: Path) -> None:
    judge(store, EARLIEST, "rejected", reviewer="ana")
    store.refresh_claims()
    rows = exported(store, tmp_path / "a.jsonl")
    assert (rows[EARLIEST]["earliest_id"], rows[EARLIEST]["drift"]) == (None, [])
    assert rows[IDS[0]]["earliest_id"] == IDS[2]


@pytest.mark.parametrize("kept", [20_000, 0])
def test_it_is_what_claims_drift_shows(
    store: Store, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(drifting, "KEPT_CLAIMS", kept)
    monkeypatch.setattr(drifting, "ROWS_AT_ONCE", 2)
    shown = {
        mention.row: found
        for claim in drifts(store.connection)
        for mention, found in zip(claim.mentions, claim.differences, strict=True)
    }
    found = {
        row["row"]: differences
        for row, _, differences in drifting.with_drift(store.connection, store.rows())
    }
    assert {row: differences for row, differences in found.items() if differences} == {
        row: differences for row, differences in shown.items() if differences
    }
