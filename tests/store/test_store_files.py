"""Files that are new, old, newer, foreign, damaged, locked; and processes that die or crowd."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from quotetrack.errors import StoreError
from quotetrack.models import Document
from quotetrack.store import Store, connection, migrations


def test_a_file_is_marked_as_ours(store) -> None:
    ask = store.connection.execute
    assert ask("PRAGMA application_id").fetchone()[0] == connection.APPLICATION_ID
    assert ask("PRAGMA user_version").fetchone()[0] == connection.VERSION
    assert ask("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert ask("PRAGMA foreign_keys").fetchone()[0] == 1
    assert ask("PRAGMA busy_timeout").fetchone()[0] == connection.BUSY_SECONDS * 1000
    assert store.examine() == []


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()


def newer(path: Path) -> None:
    Store(path).close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 999")
    other.close()


def damaged(path: Path) -> None:
    with Store(path) as store:
        store.ingest((Document(text=f"{n} 一篇文章。" * 50), []) for n in range(500))
    with path.open("r+b") as file:
        file.seek(8192 * 3)
        file.write(os.urandom(8192 * 20))


BAD = [
    ("text", lambda path: path.write_text("no database at all, but a longer text" * 9), "not a"),
    ("foreign", foreign, "not quotetrack's"),
    ("newer", newer, "newer quotetrack .* upgrade"),
    ("folder", lambda path: path.mkdir(), "is a folder"),
    ("no folder", lambda path: None, "folder exists"),
]


@pytest.mark.parametrize(("name", "make", "message"), BAD, ids=[name for name, _, _ in BAD])
def test_files_that_are_not_ours_are_refused(tmp_path, name, make, message) -> None:
    path = tmp_path / ("missing/x.db" if name == "no folder" else "x.db")
    make(path)
    with pytest.raises(StoreError, match=message) as caught:
        Store(path)
    assert "\n" not in str(caught.value)


def test_a_damaged_file_gives_one_line(tmp_path) -> None:
    damaged(tmp_path / "x.db")
    with pytest.raises(StoreError, match="damaged"), Store(tmp_path / "x.db") as store:  # noqa: PT012
        list(store.documents())
        list(store.rows())
        raise AssertionError(store.examine())


def test_an_empty_file_becomes_a_database(tmp_path) -> None:
    (tmp_path / "x.db").touch()
    with Store(tmp_path / "x.db") as store:
        assert list(store.rows()) == []


@pytest.mark.parametrize("options", [{"readonly": True}, {"create": False}])
def test_a_missing_file_is_not_made(tmp_path, options) -> None:
    with pytest.raises(StoreError, match="does not exist: run `quotetrack ingest`"):
        Store(tmp_path / "x.db", **options)
    assert list(tmp_path.iterdir()) == []


def test_readonly_reads_and_does_not_write(tmp_path) -> None:
    with Store(tmp_path / "x.db") as store:
        store.ingest([(Document(text="一"), [])])
    with Store(tmp_path / "x.db", readonly=True) as store:
        assert len(list(store.documents())) == 1
        assert store.examine() == []
        with pytest.raises(StoreError, match="cannot be written"):
            store.ingest([(Document(text="二"), [])])


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch):
    """A quotetrack of the future, with one migration more; it fails where `fail` is set."""
    steps_now = migrations._steps
    state = {"fail": False}

    def steps():
        found = steps_now()

        @found(name="2 a column more")
        def second(database) -> None:
            database.execute("ALTER TABLE documents ADD COLUMN mood TEXT")
            database.execute("UPDATE documents SET mood = 'calm'")
            if state["fail"]:
                raise sqlite3.OperationalError("database or disk is full")

        return found

    def install() -> dict[str, bool]:
        monkeypatch.setattr(migrations, "_steps", steps)
        monkeypatch.setattr(connection, "VERSION", connection.VERSION + 1)
        return state

    return install


@pytest.mark.parametrize("options", [{}, {"readonly": True}])
def test_an_older_file_is_upgraded(tmp_path, next_version, options) -> None:
    path = tmp_path / "x.db"
    with Store(path) as store:
        store.ingest([(Document(text="一"), [])])
    next_version()
    with Store(path, **options) as store:
        assert [row["mood"] for row in store.connection.execute("SELECT * FROM documents")] == [
            "calm"
        ]
        assert connection.schema_version(store.connection) == connection.VERSION


def test_a_failed_upgrade_changes_nothing(tmp_path, next_version) -> None:
    path = tmp_path / "x.db"
    with Store(path) as store:
        store.ingest([(Document(text="一"), [])])
    state = next_version()
    state["fail"] = True
    with pytest.raises(StoreError, match="no space left"):
        Store(path)
    with sqlite3.connect(path) as raw:
        assert "mood" not in [row[1] for row in raw.execute("PRAGMA table_info(documents)")]
    raw.close()
    state["fail"] = False
    with Store(path) as store:
        assert store.examine() == []


def test_an_index_made_with_other_tokens_is_made_again(tmp_path, monkeypatch) -> None:
    path = tmp_path / "x.db"
    with Store(path) as store:
        store.ingest([(Document(text="一篇文章"), [])])
        store.set_setting("index_fingerprint", "of another version")
        store.connection.execute(
            "INSERT INTO documents_index (documents_index) VALUES ('delete-all')"
        )
        assert store.examine() != []
    with Store(path) as store:
        assert store.examine() == []


def test_writers_wait_and_then_say_so(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.2)
    path = tmp_path / "x.db"
    with Store(path) as one, Store(path) as two, Store(path, readonly=True) as reader:
        with one.writing():
            one.ingest([(Document(text="一"), [])])
            assert list(reader.documents()) == []  # never blocked, sees what was there before
            started = time.monotonic()
            with pytest.raises(StoreError, match="another process"):
                two.ingest([(Document(text="二"), [])])
            assert time.monotonic() - started >= 0.2
        assert two.ingest([(Document(text="二"), [])]).added == 1
        assert len(list(reader.documents())) == 2


def test_a_block_that_fails_leaves_nothing(store) -> None:
    with pytest.raises(RuntimeError), store.writing():  # noqa: PT012
        store.ingest([(Document(text="一"), [])])
        raise RuntimeError
    assert list(store.documents()) == []
    assert store.examine() == []


def test_a_full_disk_loses_nothing(tmp_path) -> None:
    items = [(Document(text=f"{n} 一篇文章。" * 300), []) for n in range(100)]
    with Store(tmp_path / "x.db") as store:
        (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
        store.connection.execute(f"PRAGMA max_page_count = {pages + 60}")
        with pytest.raises(StoreError, match="no space left"):
            store.ingest(items, batch_documents=10)
        kept = len(list(store.documents()))
        assert 0 < kept < 100
        assert kept % 10 == 0
        assert store.examine() == []
        store.connection.execute("PRAGMA max_page_count = 1000000")
        again = store.ingest(items, batch_documents=10)
        assert (again.added, again.unchanged) == (100 - kept, kept)
        assert store.examine() == []


def test_a_backup_is_one_moment_while_others_write(tmp_path) -> None:
    path, copy = tmp_path / "x.db", tmp_path / "copy.db"
    with Store(path) as store:
        store.ingest((Document(text=f"{n} 一篇文章。" * 200), []) for n in range(300))
        stop = threading.Event()

        def write() -> None:
            with Store(path) as other:
                for n in range(10_000):
                    if stop.is_set():
                        break
                    other.ingest([(Document(text=f"另一篇 {n}"), [])])

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for _ in range(3):
                store.backup(copy)
                with Store(copy) as copied:
                    assert copied.examine() == []
                    assert len(list(copied.documents())) >= 300
        finally:
            stop.set()
            writer.join()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "x.db"]
    with Store(copy) as copied, pytest.raises(StoreError, match="is a folder"):
        copied.backup(tmp_path)


# A process that stores documents until it is killed, saying which batches are committed.
INGEST = textwrap.dedent("""
    import sys
    from quotetrack.models import Document, Quote, Span, quote_id
    from quotetrack.store import Store

    def items(start):
        for n in range(start, start + 5):
            text = f"李明表示：“第{n}条制裁没有用。”" + "后文。" * 50
            document = Document(text=text, lang="zh-Hans")
            place = (Span(6, 6 + len(f"第{n}条制裁没有用。")),)
            words = text[place[0].start : place[0].end]
            yield document, [Quote(
                id=quote_id(document.id, "direct", place), document_id=document.id, lang="zh-Hans",
                kind="direct", text=words, content=place, verbatim=place, cue=None, speaker=None,
                who="李明", description=None, addressee=None, stance="asserts", expert=None,
                rule="r", confidence=0.5)]

    with Store(sys.argv[1]) as store:
        for start in range(0, int(sys.argv[2]), 5):
            store.ingest(items(start), batch_documents=5)
            print(start + 5, flush=True)
""")


def ingest_until_killed(path: Path, seconds: float) -> int:
    """Runs INGEST, kills it after so long; how many documents it had said were stored."""
    with subprocess.Popen(
        [sys.executable, "-c", INGEST, str(path), "400"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        if first:
            time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        said = [first, *process.stdout.readlines()]
    complete = [int(line) for line in said if line.endswith("\n")]
    return max(complete, default=0)


def check_after_kill(path: Path, said: int) -> None:
    with Store(path) as store:
        documents = list(store.documents())
        assert len(documents) >= said  # nothing committed is lost
        assert len({document.id for document in documents}) == len(documents)
        assert len(list(store.quotes())) == len(documents)  # wholly there or not at all
        assert store.examine() == []


def undisturbed(path: Path) -> list[tuple]:
    subprocess.run(
        [sys.executable, "-c", INGEST, str(path), "400"], check=True, stdout=subprocess.DEVNULL
    )
    with Store(path) as store:
        return [(row["id"], row["text"], row["document_id"]) for row in store.rows()]


@pytest.mark.parametrize(
    "kills", [3, pytest.param(200, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
def test_killed_at_any_moment(tmp_path, kills) -> None:
    chance = random.Random(kills)
    path = tmp_path / "killed.db"
    for number in range(kills):
        if number % 10 == 0:  # from an empty file, so that its making is hit as well
            for file in tmp_path.glob("killed.db*"):
                file.unlink()
        check_after_kill(path, ingest_until_killed(path, chance.uniform(0, 0.25)))
    assert undisturbed(path) == undisturbed(tmp_path / "other.db")


def test_several_processes_make_and_fill_one_file(tmp_path) -> None:
    path = tmp_path / "x.db"
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", INGEST, str(path), "100"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in crowd:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
    with Store(path) as store:
        assert len(list(store.documents())) == 100
        assert store.examine() == []
