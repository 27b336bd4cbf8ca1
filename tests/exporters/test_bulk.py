"""Parquet with documents and their quotes, as a cluster writes it: the same rows, or failures."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from quotetrack import Document, Store, extract
from quotetrack.exporters import bulk
from quotetrack.exporters.importing import import_files

TEXTS = {
    "zh": "李明教授表示：“我们必须马上行动起来。”他还说，“时间不多了😀。”",
    "en": "“We must act,” said Anna Smith, a professor at Easton. The port, she said, is full.",
    "fa": "احمدی گفت: «باید همین حالا اقدام کنیم.»",
    "none": "A text with nobody in it.",
}


@pytest.fixture
def store(tmp_path_factory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("db") / "x.db") as opened:
        yield opened


def written(path, rows) -> None:
    pq.write_table(pa.Table.from_pylist(rows, schema=bulk.schema()), path)


@pytest.fixture
def documents() -> list[Document]:
    return [
        Document(
            text=text, url=f"https://example.org/{name}", lang=None if name == "none" else name
        )
        for name, text in TEXTS.items()
    ]


@pytest.mark.parametrize("folder", [False, True])
def test_what_was_written_comes_back(tmp_path, store, documents, folder) -> None:
    path = tmp_path / "part-0.parquet"
    written(path, [bulk.as_row(document, extract(document)) for document in documents])
    result = import_files(store, [tmp_path if folder else path])
    assert result.failures == []
    assert result.documents == len(documents)
    assert list(store.documents()) == documents
    assert list(store.quotes()) == [quote for one in documents for quote in extract(one)]
    assert store.examine() == []
    again = import_files(store, [path])
    assert (again.documents, again.quotes, again.failures) == (0, 0, [])


BAD_QUOTES = [
    ({"content": [{"start": 0, "end": 10_000}]}, "outside"),
    ({"content": [{"start": 5, "end": 2}]}, "outside"),
    ({"content": [{"start": -1, "end": 2}]}, "outside"),
    ({"content": []}, "no words"),
    ({"content": None}, "wrong kind"),
    ({"content": [None]}, "wrong kind"),
    ({"kind": "shouted"}, "kind"),
    ({"stance": "sings"}, "stance"),
    ({"rule": None}, "rule"),
    ({"speaker": {"start": 3, "end": 900, "text": "x"}}, "outside"),
]


@pytest.mark.parametrize(("change", "message"), BAD_QUOTES)
def test_a_bad_row_is_named_and_the_others_are_read(
    tmp_path, store, documents, change, message
) -> None:
    rows = [bulk.as_row(document, extract(document)) for document in documents]
    rows[0]["quotes"][0] |= change
    written(tmp_path / "x.parquet", rows)
    result = import_files(store, [tmp_path / "x.parquet"])
    assert result.documents == len(documents) - 1
    (failure,) = result.failures
    assert "x.parquet, row 1" in failure
    assert message in failure
    assert "\n" not in failure


def test_words_are_those_of_the_text_whatever_the_file_says(tmp_path, store, documents) -> None:
    row = bulk.as_row(documents[0], extract(documents[0]))
    row["quotes"][0] |= {"text": "what nobody said", "id": "x", "document_id": "y"}
    written(tmp_path / "x.parquet", [row])
    assert import_files(store, [tmp_path / "x.parquet"]).failures == []
    assert list(store.quotes()) == extract(documents[0])


def test_failures_of_the_cluster_are_failures(tmp_path, store, documents) -> None:
    written(tmp_path / "x.parquet", [bulk.as_row(documents[0], [], "the extractor failed")])
    result = import_files(store, [tmp_path / "x.parquet"])
    assert result.documents == 0
    assert "the extractor failed" in result.failures[0]


def test_other_files_are_refused(tmp_path, store: Store) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.parquet").write_text("no Parquet", "utf-8")
    pq.write_table(pa.table({"quote": ["x"]}), tmp_path / "other.parquet")
    paths = [tmp_path / "empty", tmp_path / "text.parquet", tmp_path / "other.parquet"]
    failures = import_files(store, paths).failures
    assert [failure.split(": ", 1)[1][:24] for failure in failures] == [
        "there is no Parquet file",
        "text.parquet cannot be r",
        "other.parquet has no col",
    ]
    assert not any("\n" in failure for failure in failures)
