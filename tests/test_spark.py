"""The Spark job against one process: the same quotes, bit for bit. Needs Java."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from quotetrack import Document, Store, spark
from quotetrack.exporters import bulk
from quotetrack.ingesting import extract_many
from quotetrack.parallel import with_language

TEXTS = {
    "zh": "李明教授表示：“第{n}条必须马上改。”记者问为什么，他说：“时间不多了😀。”",
    "zh-Hant": "王芳說：「第{n}條路已經封閉。」",
    "en": "“Number {n} will not work,” said Anna Smith, a professor at Easton.",
    "ru": "«Пункт {n} не поможет», — заявил министр Иван Петров.",
    None: "Nothing is said in text {n}.",
}


def records(number: int) -> list[dict[str, str]]:
    made = []
    for n in range(number):
        for lang, text in TEXTS.items():
            record = {"text": text.format(n=n), "url": f"https://example.org/{lang}/{n}"}
            made.append({**record, "lang": lang} if lang and n % 2 else record)
    return made


@pytest.fixture
def articles(tmp_path):
    """Documents as JSON lines, two of them no documents."""
    path = tmp_path / "articles.jsonl"
    lines = [json.dumps(record, ensure_ascii=False) for record in records(40)]
    lines[7:7] = ['{"title": "no text"}', "{broken"]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def one_process() -> dict[str, list[str]]:
    documents = (with_language(Document(**record)) for record in records(40))
    return {
        document.id: [quote.model_dump_json(by_alias=True) for quote in found]
        for document, found in extract_many(documents)
    }


def test_a_batch_is_extracted_as_by_one_process() -> None:
    """Without Spark: the function that its Python workers run."""
    batch = pa.RecordBatch.from_pylist([*records(5), {"text": None, "url": "x"}])
    (made,) = spark._extract_batches([batch], None, {})
    assert made.schema == bulk.schema()
    rows = made.to_pylist()
    expected = one_process()
    for row in rows[:-1]:
        assert [quote["id"] for quote in row["quotes"]] == [
            json.loads(line)["id"] for line in expected[row["id"]]
        ]
        assert row["error"] is None
    assert "no 'text'" in rows[-1]["error"]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_spark_finds_what_one_process_finds(need, tmp_path, articles) -> None:
    need("java")
    out = tmp_path / "out"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "quotetrack.spark", articles, out),
            *("--master", "local[2]", "--partitions", "3"),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "202 documents" in done.stdout
    assert "2 failures" in done.stdout
    expected = one_process()
    with Store(tmp_path / "x.db") as store:
        from quotetrack.exporters.importing import import_files

        result = import_files(store, [out / "documents"])
        assert len(result.failures) == 2
        found: dict[str, list[str]] = {name: [] for name in expected}
        for quote in store.quotes():
            found[quote.document_id].append(quote.model_dump_json(by_alias=True))
        assert found == expected
        assert store.examine() == []
    assert pq.read_table(out / "quotes").num_rows == sum(map(len, expected.values()))
