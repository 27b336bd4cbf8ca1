"""search, show, documents, experts, export, import, doctor, backup from the command line."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotetrack.extraction.packs import own_folder

Run = Callable[..., Result]


def rows(result: Result) -> list[dict[str, object]]:
    found = json.loads(result.stdout)
    assert isinstance(found, list)
    return found


def test_search_shows_the_hit_in_its_sentence(news: Run) -> None:
    result = news("search", "制裁")
    assert "“[制裁]不会改变任何事情，我们必须马上行动起来。”" in result.stdout
    assert "李明" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        (["制裁"], 1),
        (["制裁", "-行动"], 0),
        (["行动", "OR", "谈判"], 2),
        (["-行动", "谈判"], 1),
        (["sanction*"], 1),
        (["--expert", "阿齐兹"], 3),
        (["--expert", "aziz", "--lang", "en"], 2),
        (["--who", "李明", "--kind", "direct,mixed"], 1),
        (["--status", "accepted"], 0),
        (["--verified"], 0),
        (["--since", "2024"], 0),
        (["制裁", "--in", "document"], 2),
        ([], 4),
        (["--limit", "1"], 1),
    ],
)
def test_search_filters(news: Run, arguments: list[str], number: int) -> None:
    found = rows(news("search", *arguments, "--json"))
    assert len(found) == number
    for row in found:
        assert {"id", "text", "marks", "context", "context_marks", "document_id"} <= set(row)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (['"'], "no word"),
        (["--expert", "Nobody"], "no expert is called 'Nobody'"),
        (["--since", "yesterday"], "not a date"),
        (["--kind", "sung"], "there is no kind"),
        (["(a"], "parenthesis"),
    ],
)
def test_a_search_that_cannot_be_understood_is_one_line(
    news: Run, arguments: list[str], says: str
) -> None:
    result = news("search", *arguments, code=1)
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_no_hits_is_no_failure(news: Run) -> None:
    assert "No quotes found." in news("search", "不存在的词").stderr
    assert rows(news("search", "不存在的词", "--json")) == []


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=3))
def test_any_search_is_answered_or_refused_in_a_line(news: Run, words: list[str]) -> None:
    # click takes these for options; a usage error is right for them.
    words = [word for word in words if not word.startswith("--")]
    from click.testing import CliRunner

    from quotetrack.cli import cli

    result = CliRunner().invoke(cli, ["search", *words, "--json"])
    assert result.exit_code in (0, 1, 2)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    if result.exit_code == 0:
        json.loads(result.stdout)


def test_candidates_are_listed_for_an_ambiguous_name(news: Run) -> None:
    news("experts", "add", "petr", "Пётр Семенов")
    result = news("search", "--expert", "Семенов", code=1)
    assert "semenov (Kirill Semenov)" in result.stderr
    assert "petr (Пётр Семенов)" in result.stderr


def test_show_numbers_the_quotes(news: Run) -> None:
    first = rows(news("documents", "list", "--lang", "zh", "--json"))[0]
    result = news("show", str(first["id"])[:8])
    assert "“[1]制裁不会改变任何事情" in result.stdout
    assert "[2] 哈米德雷扎·阿齐兹 (Hamidreza Aziz)  direct, unreviewed" in result.stdout
    quote = rows(news("search", "核问题", "--json"))[0]["id"]
    assert news("show", quote).stdout == result.stdout
    whole = json.loads(news("show", quote, "--json").stdout)
    assert len(whole["quotes"]) == 2


def test_show_writes_one_page(news: Run, articles: Path) -> None:
    first = rows(news("documents", "list", "--lang", "zh", "--json"))[0]
    news("show", first["id"], "--html", "a.html")
    page = Path("a.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "核问题只能通过谈判来解决" in page
    assert "2 quotes" in page
    news("show", articles / "zh.txt", "--html", "b.html")
    assert "核问题只能通过谈判来解决" in Path("b.html").read_text("utf-8")


def test_terminal_escapes_of_articles_stay_letters(run: Run) -> None:
    text = "李明\x1b[31m教授表示：“我们\x1b]0;pwned\x07必须马上行动起来。”"
    Path("evil.jsonl").write_text(json.dumps({"text": text}), "utf-8")
    run("ingest", "evil.jsonl", "--set", "title=\x1b[2Jtitle", "--set", "outlet=\u202egro")
    document = rows(run("documents", "list", "--json"))[0]["id"]
    for arguments in (
        ("search", "行动"), ("show", document), ("documents", "list"),
        ("documents", "show", document), ("experts", "discover"), ("search", "行动", "--json"),
    ):  # fmt: skip
        output = run(*arguments).output
        assert "\x1b" not in output
        assert "\x07" not in output
        if "--json" not in arguments:
            assert "\u202e" not in output


def test_documents_are_listed_edited_and_deleted(news: Run) -> None:
    listed = news("documents", "list")
    assert listed.stderr == "2 of 2 documents\n"
    (row,) = rows(news("documents", "list", "--lang", "en", "--json"))
    name = str(row["id"])
    news("documents", "edit", name[:6], "--title", "Talks", "--published", "2024-05-01")
    assert "Talks" in news("documents", "show", name).stdout
    assert len(rows(news("documents", "list", "talks", "--json"))) == 1
    assert len(rows(news("search", "sanctions", "--since", "2024", "--json"))) == 1
    news("documents", "edit", name, "--title", "")
    assert json.loads(news("documents", "show", name, "--json").stdout)["title"] is None
    news("documents", "delete", name, code=130, input="n\n")
    news("documents", "delete", name, "--yes")
    assert len(rows(news("documents", "list", "--json"))) == 1
    assert rows(news("search", "sanctions", "--json")) == []
    assert "Nothing is wrong." in news("doctor").stdout


def test_an_unknown_document_is_one_line(news: Run) -> None:
    for arguments in (("show", "zzzz"), ("documents", "delete", "zzzz", "--yes"), ("show", "")):
        result = news(*arguments, code=1)
        assert "quotetrack documents list" in result.stderr


def test_experts_are_added_found_and_merged(news: Run) -> None:
    assert [row["who"] for row in rows(news("experts", "discover", "--json"))] == ["李明"]
    result = news("experts", "add", "li", "Li Ming", "--name", "zh-Hans=李明")
    assert "kept, with 1 stored quote" in result.stdout
    assert rows(news("experts", "discover", "--json")) == []
    assert len(rows(news("search", "--expert", "李明", "--json"))) == 1
    assert "already" in news("experts", "add", "li", "Li", code=1).stderr
    news("experts", "alias", "li", "en=Ming Li", "ru=Ли Мин")
    assert "Ли Мин" in news("experts", "show", "Ming Li").stdout
    listed = {row["id"]: row["quotes"] for row in rows(news("experts", "list", "--json"))}
    assert (listed["li"], listed["aziz"]) == (1, 3)
    assert "stays" in news("experts", "merge", "aziz", "li", code=1).stderr
    news("experts", "merge", "li", "aziz")
    listed = {row["id"]: row["quotes"] for row in rows(news("experts", "list", "--json"))}
    assert listed["aziz"] == 4
    assert "li" not in listed
    assert "Nothing is wrong." in news("doctor").stdout


def test_export_writes_and_filters(news: Run) -> None:
    assert news("export", "all.csv").stderr == "4 quotes written to all.csv\n"
    with open("all.csv", encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 4
    news("export", "some.jsonl", "--expert", "Aziz", "核")
    (line,) = Path("some.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["text"] == "核问题只能通过谈判来解决。"
    assert Path("datapackage.json").exists()
    assert "核问题" in news("export", "-", "--expert", "Aziz").stdout
    assert "--format" in news("export", "x.doc", code=1).stderr
    assert "stream" in news("export", "-", "--format", "xlsx", code=1).stderr


def test_an_export_never_takes_a_databases_place(news: Run) -> None:
    before = Path("quotetrack.db").read_bytes()
    assert "itself" in news("export", "quotetrack.db", code=1).stderr
    assert Path("quotetrack.db").read_bytes() == before
    news("export", "copy.db")
    assert "is a quotetrack database" in news("export", "copy.db", code=1).stderr
    news("export", "copy.db", "--force")
    assert "Nothing is wrong." in news("doctor", "--db", "copy.db").stdout


def test_import_takes_an_export_in(news: Run) -> None:
    news("export", "all.jsonl")
    result = news("import", "all.jsonl", "--db", "other.db")
    assert result.stdout == "2 new documents, 4 new quotes, 0 reviews new or changed\n"
    again = json.loads(news("import", "all.jsonl", "--db", "other.db", "--json").stdout)
    assert again == {"documents": 0, "quotes": 0, "reviews": 0, "failures": []}
    assert "exports" not in news("import", "articles/zh.txt", "--db", "other.db", code=1).stdout


def test_doctor_finds_and_mends(news: Run) -> None:
    connection = sqlite3.connect("quotetrack.db")
    connection.execute("DELETE FROM quotes_index_docsize")
    connection.commit()
    connection.close()
    result = news("doctor", code=1)
    assert "doctor --repair" in result.stdout
    assert "Nothing is wrong." in news("doctor", "--repair").stdout
    facts = json.loads(news("doctor", "--json").stdout)
    assert (facts["documents"], facts["quotes"], facts["problems"]) == (2, 4, [])


def test_backup_is_a_database(news: Run) -> None:
    news("backup", "copy.db")
    assert len(rows(news("search", "--db", "copy.db", "--json"))) == 4
    assert news("backup", "no/where.db", code=1).stderr.count("\n") == 1


def test_the_doctor_names_experts_and_packs_of_ones_own(
    news: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    own_folder.cache_clear()
    own = tmp_path / "quotetrack"
    assert f"own experts  none ({own / 'experts.toml'} is not there)" in news("doctor").stdout
    (own / "packs").mkdir(parents=True)
    (own / "experts.toml").write_text('[[expert]]\nid = "li"\nname = "Li Ming"\n', "utf-8")
    (own / "packs" / "xx.toml").write_text("[language]\n", "utf-8")
    said = news("doctor", code=1).stdout
    assert f"own experts  {own / 'experts.toml'}: 1 expert\n" in said
    assert f"own packs    xx in {own / 'packs'}\n" in said
    assert "own packs: xx.toml: the key" in said
    own_folder.cache_clear()


def test_search_says_what_more_there_is(news: Run) -> None:
    assert "1 of 4 quotes" in news("search", "--limit", 1).stderr
    assert news("search", "--limit", 4).stderr == ""
    assert "--in document" in news("search", "nowhere").stderr
    assert "--in document" not in news("search", "nowhere", "--in", "document").stderr


def test_status_without_a_label_studio_says_where_things_stand_here(
    news: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    result = news("status")
    assert "2 documents" in result.stdout
    assert "there  no address for Label Studio: set LABEL_STUDIO_URL" in result.stdout
    monkeypatch.setenv("LABEL_STUDIO_URL", "http://127.0.0.1:9")
    assert "no key for http://127.0.0.1:9" in news("status", code=1).stderr


def test_an_export_gives_their_claims_to_what_a_review_brought(news: Run, tmp_path: Path) -> None:
    with sqlite3.connect("quotetrack.db") as connection:  # as an interrupted run leaves it
        connection.execute("DELETE FROM claim_mentions")
        connection.execute("DELETE FROM claims")
    connection.close()
    news("export", "claims.jsonl")
    found = [
        json.loads(line) for line in (tmp_path / "claims.jsonl").read_text("utf-8").splitlines()
    ]
    assert len(found) == 4
    assert all(row["claim_id"] for row in found)
