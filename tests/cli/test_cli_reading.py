"""extract, ingest, reextract: what goes in, what is said, what happens to what is bad."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

KEYS = [
    "schema", "id", "document_id", "lang", "kind", "text", "content", "verbatim", "cue", "speaker",
    "who", "description", "addressee", "stance", "expert", "rule", "confidence",
]  # fmt: skip


def dump(path: str = "quotetrack.db") -> dict[str, list[tuple[object, ...]]]:
    """All rows but the log of runs."""
    connection = sqlite3.connect(path)
    tables = ("documents", "quotes", "experts", "expert_names", "reviews", "claims", "answers")
    rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    connection.close()
    return rows


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_extract_prints_a_quote_a_line(run: Run, articles: Path) -> None:
    quotes = lines(run("extract", articles))
    assert {quote["expert"] for quote in quotes} == {"aziz", None}
    for quote in quotes:
        assert list(quote) == KEYS
        assert quote["schema"] == 1
    assert not Path("quotetrack.db").exists()


def test_extract_reads_standard_input(run: Run) -> None:
    (quote,) = lines(run("extract", "--lang", "zh", input="李明表示：“我们必须马上行动起来。”"))
    assert (quote["who"], quote["text"]) == ("李明", "我们必须马上行动起来。")
    assert quote["speaker"] == {"start": 0, "end": 2, "text": "李明"}
    assert quote["lang"] == "zh-Hans"


def test_extract_gives_ids_back(run: Run) -> None:
    document = {"id": "mine-1", "text": "李明表示：“我们必须马上行动起来。”", "lang": "zh"}
    (quote,) = lines(
        run("extract", "--input-format", "jsonl", input=json.dumps(document, ensure_ascii=False))
    )
    assert quote["document_id"] == "mine-1"


def test_extract_in_processes_is_the_same(run: Run, articles: Path) -> None:
    assert run("extract", articles, "--workers", "2").stdout == run("extract", articles).stdout


def test_extract_says_what_it_could_not_read(run: Run, articles: Path) -> None:
    result = run("extract", "missing.txt", articles / "zh.txt", code=1)
    assert len(lines(result)) == 2
    assert result.stderr == "Error: missing.txt: there is no such file; check the path\n"


def test_ingest_stores_and_says_who_was_found(run: Run, articles: Path) -> None:
    result = run("ingest", articles)
    assert result.stderr == ""
    assert result.stdout.startswith("2 new documents; 4 new quotes\n")
    assert "Hamidreza Aziz" in result.stdout
    assert "李明" in result.stdout


def test_ingesting_again_changes_no_row(run: Run, articles: Path) -> None:
    run("ingest", articles)
    before = dump()
    result = run("ingest", articles)
    assert "0 new documents, 2 known already; 0 new quotes" in result.stdout
    assert "Hamidreza Aziz" in result.stdout  # what is in these articles, new or not
    assert dump() == before
    runs = sqlite3.connect("quotetrack.db").execute("SELECT count(*) FROM runs").fetchone()
    assert runs == (2,)


def test_ingest_in_processes_stores_the_same(run: Run, articles: Path) -> None:
    run("ingest", articles, "--db", "one.db")
    run("ingest", articles, "--db", "two.db", "--workers", "2")
    assert dump("one.db") == dump("two.db")


@pytest.mark.parametrize("workers", [1, 2])
def test_bad_files_are_named_and_the_others_stored(run: Run, articles: Path, workers: int) -> None:
    (articles / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (articles / "empty.txt").write_bytes(b"")
    Path("nothing").mkdir()
    result = run("ingest", "missing.txt", "nothing", articles, "--workers", workers, code=1)
    assert "2 new documents" in result.stdout
    for name in ("missing.txt", "nothing", "binary.txt", "empty.txt"):
        (line,) = [line for line in result.stderr.splitlines() if name in line]
        assert line.startswith("Error: ")
    (failures,) = sqlite3.connect("quotetrack.db").execute("SELECT failures FROM runs").fetchone()
    assert len(json.loads(failures)) == 4


def test_ingest_prints_its_summary_as_json(run: Run, articles: Path) -> None:
    summary = json.loads(run("ingest", articles, "missing.txt", "--json", code=1).stdout)
    assert (summary["added"], summary["quotes"], len(summary["failures"])) == (2, 4, 1)
    assert summary["speakers"][0]["expert"] == "aziz"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_one_line(run: Run, articles: Path) -> None:
    Path("locked").mkdir(mode=0o500)
    result = run("ingest", articles, "--db", "locked/x.db", code=1)
    assert result.stderr.count("\n") == 1


def test_a_database_in_no_folder_is_one_line(run: Run, articles: Path) -> None:
    result = run("ingest", articles, "--db", "no/where/x.db", code=1)
    assert result.stderr.count("\n") == 1
    assert "folder" in result.stderr


def test_metadata_and_columns_can_be_given(run: Run) -> None:
    Path("a.csv").write_text("body,when\n李明表示：“我们必须马上行动起来。”,2024-05-01\n", "utf-8")
    run(
        "ingest", "a.csv", "--column", "text=body", "--column", "published=when",
        "--set", "outlet=日报 = daily",
    )  # fmt: skip
    (row,) = json.loads(run("search", "行动", "--json").stdout)
    assert (row["outlet"], row["published"]) == ("日报 = daily", "2024-05-01")


def test_more_experts_can_come_from_a_file(run: Run, articles: Path) -> None:
    Path("mine.toml").write_text(
        '[[expert]]\nid = "li"\nname = "Li Ming"\nnames.zh-Hans = ["李明"]\n', "utf-8"
    )
    assert "Li Ming" in run("ingest", articles, "--experts", "mine.toml").stdout
    assert len(json.loads(run("search", "--expert", "li", "--json").stdout)) == 1
    run("ingest", articles, "--experts", "none.toml", code=1)


def test_a_language_is_settled_before_a_document_is_stored(run: Run, articles: Path) -> None:
    run("ingest", articles / "zh.txt", "--lang", "zh")
    run("ingest", articles / "en.txt")
    rows = json.loads(run("documents", "list", "--json").stdout)
    assert {row["lang"] for row in rows} == {"zh-Hans", "en"}


def test_reextract_keeps_reviews_and_says_what_changed(news: Run) -> None:
    connection = sqlite3.connect("quotetrack.db")
    connection.execute("UPDATE documents SET extractor = 'old'")
    connection.execute("UPDATE quotes SET description = 'wrong'")
    connection.commit()
    connection.close()
    assert "2 documents extracted again, 2 with other quotes" in news("reextract").stdout
    assert "0 documents extracted again" in news("reextract").stdout
    result = json.loads(news("reextract", "--all", "--json", "--workers", "2").stdout)
    assert result == {"read": 2, "changed": 0, "failed": 0, "failures": []}
    news("reextract", "nobody", code=1)
    assert "Nothing is wrong." in news("doctor").stdout


def test_an_extractor_that_fails_loses_one_document(
    run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import quotetrack.extraction

    real = quotetrack.extraction.extract

    def failing(document: object) -> object:
        if "sanctions" in document.text:  # type: ignore[attr-defined]
            raise RuntimeError("oh")
        return real(document)  # type: ignore[arg-type]

    monkeypatch.setattr(quotetrack.extraction, "extract", failing)
    result = run("ingest", articles, code=1)
    assert "1 new document;" in result.stdout
    assert "the extractor failed (RuntimeError: oh)" in result.stderr


@pytest.mark.corpus
def test_the_seed_is_found_by_every_spelling_of_its_experts(run: Run, corpus: Path) -> None:
    run("ingest", corpus / "seed" / "000_fc4972f94a6e8f42.txt")

    def ids(name: str) -> list[str]:
        rows = json.loads(run("search", "--expert", name, "--limit", "0", "--json").stdout)
        return [row["id"] for row in rows]

    for names in (
        ("aziz", "阿齐兹", "Aziz", "Hamidreza Aziz", "Azizi", "عزیزی"),
        ("ozkizilcik", "Özkızılcık", "Ozkizilcik", "ÖZKIZILCIK", "奧茲基齊爾奇克"),
        ("semenov", "Семёнов", "Семенов", "谢苗诺夫"),
    ):
        found = [ids(name) for name in names]
        assert found[0]
        assert all(other == found[0] for other in found[1:]), names


@pytest.mark.corpus
@pytest.mark.parametrize("word", ["制裁", "核", "不存在的词", "俄罗斯", "伊"])
def test_a_search_of_the_seed_finds_what_a_scan_finds(run: Run, corpus: Path, word: str) -> None:
    run("ingest", corpus / "seed" / "000_fc4972f94a6e8f42.txt")
    rows = json.loads(run("search", word, "--limit", "0", "--json").stdout)
    connection = sqlite3.connect("quotetrack.db")
    wanted = connection.execute("SELECT id FROM quotes WHERE instr(text, ?)", (word,)).fetchall()
    assert sorted(row["id"] for row in rows) == sorted(row[0] for row in wanted)


def test_a_language_without_a_pack_is_said(run: Run, articles: Path) -> None:
    result = run("extract", articles, "--lang", "klingon")
    assert "no language pack for 'klingon'" in result.stderr
    for tag in ("zh", "zh-TW", "en_GB"):
        assert run("extract", articles, "--lang", tag).stderr == ""


def test_says_in_which_languages_nothing_is_read(run: Run, tmp_path: Path) -> None:
    dutch = "De burgemeester zei gisteren dat de brug in mei weer opengaat voor het verkeer."
    texts = {"nl": dutch, "und": "xx 12", "en": "The bridge is safe, Ana Prado said on Monday."}
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    result = run("ingest", str(tmp_path), "--db", str(tmp_path / "a.db"))
    assert "1 document in nl, which no pack reads: see docs/add-a-language.md\n" in result.stdout
    assert "1 document in no language that could be told: say it with --lang\n" in result.stdout
    result = run(
        "ingest", str(tmp_path), "--db", str(tmp_path / "b.db"), "--json", "--workers", "2"
    )
    assert json.loads(result.stdout)["without_pack"] == {"nl": 1, "und": 1}
