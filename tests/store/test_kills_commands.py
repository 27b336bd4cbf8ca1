"""kill -9 at random moments of ingest, claims, pull, import and migration.

After each kill the file opens, `doctor` finds nothing, nothing that was committed is lost and no
row is there twice; run again, the command ends in the state of a run that nobody disturbed.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quotetrack.store import Store

# What the programs share: articles, and a Label Studio that is a file and answers at once.
COMMON = textwrap.dedent("""
    import json, sys
    from pathlib import Path
    from quotetrack import Document, Store, extract
    from quotetrack.parallel import with_language

    def articles(number=240):
        for n in range(number):
            text = (f"李明教授表示：“第{n % 70}条制裁没有用，我们必须马上行动起来。”记者问为什么，他说：“{n}天以后就太迟了。”"
                    f"\\n\\n“Plan {n % 50} will not work and everybody knows it,” said Anna Smith, a professor.")
            yield Document(text=text, url=f"https://example.org/{n}", lang="zh-Hans", published=f"2024-01-{n % 28 + 1:02}")

    class Stub:
        url = "http://127.0.0.1:1"
        def __init__(self, path):
            self.path = Path(path)
            self.state = json.loads(self.path.read_text()) if self.path.exists() else {"project": None, "tasks": []}
        def save(self): self.path.write_text(json.dumps(self.state))
        def projects(self, title):
            return [self.state["project"]] if self.state["project"] else []
        def project(self, number): return {**self.state["project"], "task_number": len(self.state["tasks"])}
        def create_project(self, title, label_config):
            self.state["project"] = {"id": 1, "title": title, "label_config": label_config}
            return self.state["project"]
        def change_project(self, number, **changes): self.state["project"].update(changes)
        def people(self): return {1: "ann@example.org"}
        def import_tasks(self, project, tasks):
            numbers = []
            for task in tasks:
                number = len(self.state["tasks"]) + 1
                predictions = [{**p, "id": number * 10} for p in task.get("predictions", ())]
                self.state["tasks"].append({**task, "id": number, "predictions": predictions, "annotations": [],
                    "created_at": "2024-01-01T00:00:00.000000Z", "updated_at": f"2024-01-01T00:00:00.{number:06}Z"})
                numbers.append(number)
            return numbers
        def latest_change(self, project): return max(t["updated_at"] for t in self.state["tasks"])
        def _chosen(self, filters):
            chosen = self.state["tasks"]
            for f in filters:
                if f["filter"].endswith(":updated_at"):
                    assert f["operator"] == "greater_or_equal", f
                    chosen = [t for t in chosen if t["updated_at"] >= f["value"]]
                else:
                    assert f["filter"].endswith(":id") and f["operator"] == "in_list", f
                    chosen = [t for t in chosen if t["id"] in set(f["value"])]
            return chosen
        def tasks(self, project, filters=(), include=None): yield from self._chosen(filters)
        def count(self, project, filters=()): return len(self._chosen(filters))
        def export(self, project, numbers):
            for at in range(0, len(numbers), 20):
                yield [t for t in self.state["tasks"] if t["id"] in set(numbers[at:at + 20])]

    def run(store, work):
        print("ready", flush=True)
        work()
        store.close()
""")  # noqa: E501

PROGRAMS = {
    "ingest": """
        from quotetrack import ingesting
        ingesting.BATCH_DOCUMENTS = 20
        extract("预热")
        store = Store(sys.argv[1])
        run(store, lambda: ingesting.ingest(store, articles()))
    """,
    "ingest with workers": """
        from quotetrack import ingesting, parallel
        ingesting.BATCH_DOCUMENTS, parallel.CHUNK_DOCUMENTS = 20, 10
        if __name__ == "__main__":
            store = Store(sys.argv[1])
            run(store, lambda: ingesting.ingest(store, articles(), workers=2))
    """,
    "claims": """
        from quotetrack.store import claiming
        claiming.CHUNK_ROWS = 40
        store = Store(sys.argv[1])
        run(store, store.refresh_claims)
    """,
    "import": """
        from quotetrack.exporters.importing import import_files
        store = Store(sys.argv[1])
        run(store, lambda: import_files(store, [Path(sys.argv[2]) / "x.jsonl"]))
    """,
    "bulk import": """
        from quotetrack.exporters.importing import import_files
        from quotetrack.store import writing
        writing.ingest.__defaults__ = (20,)
        store = Store(sys.argv[1])
        store_ingest = store.ingest
        store.ingest = lambda items, **more: store_ingest(items, **{**more, "batch_documents": 20})
        run(store, lambda: import_files(store, [Path(sys.argv[2]) / "x.parquet"]))
    """,
    "pull": """
        from quotetrack.review.pulling import pull
        stub = Stub(Path(sys.argv[2]) / "server.json")
        store = Store(sys.argv[1])
        run(store, lambda: pull(store, stub, "quotetrack"))
    """,
    "migration": """
        from quotetrack.store import connection, migrations
        steps_now = migrations._steps
        def steps():
            found = steps_now()
            @found(name="a column more")
            def more(database):
                database.execute("ALTER TABLE documents ADD COLUMN mood TEXT")
                for key in range(1, 241):
                    database.execute("UPDATE documents SET mood = 'calm' WHERE key = ?", [key])
            return found
        migrations._steps = steps
        connection.VERSION += 1
        import sqlite_utils
        print("ready", flush=True)
        Store(sys.argv[1]).close()
    """,
}
STARTS_FILLED = {"claims": "filled.db", "pull": "pushed.db", "migration": "filled.db"}

# Makes what the programs start from: documents without claims, exports, a server with answers.
PREPARE = """
    from quotetrack.exporters import bulk, export
    from quotetrack.review.pushing import push
    from quotetrack.review.selecting import Selection
    import pyarrow as pa, pyarrow.parquet as pq
    folder = Path(sys.argv[1])
    documents = list(articles())
    pq.write_table(pa.Table.from_pylist([bulk.as_row(d, extract(d)) for d in documents], schema=bulk.schema()),
                   folder / "x.parquet")
    with Store(folder / "filled.db") as store:
        store.ingest((d, extract(d)) for d in documents)
        export(store.connection, folder / "x.jsonl")
        store.backup(folder / "pushed.db")
    stub = Stub(folder / "server.json")
    with Store(folder / "pushed.db") as store:
        push(store, stub, Selection(), "quotetrack")
    for task in stub.state["tasks"]:
        number = task["id"]
        result = task["predictions"][0]["result"] if task["predictions"] else []
        task["annotations"] = [{"id": number * 7, "result": result, "completed_by": 1, "was_cancelled": number % 9 == 0,
            "created_at": "2024-01-02T00:00:00.000000Z", "updated_at": "2024-01-02T00:00:00.000000Z", "lead_time": 3.0}]
        task["updated_at"] = f"2024-01-02T00:00:00.{number:06}Z"
    stub.save()
    print("ready", flush=True)
"""


def program(name: str) -> list[str]:
    source = PREPARE if name == "prepare" else PROGRAMS[name]
    return [sys.executable, "-c", COMMON + textwrap.dedent(source)]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    subprocess.run([*program("prepare"), str(folder)], check=True, stdout=subprocess.DEVNULL)
    return folder


def fresh(path: Path, name: str, prepared: Path) -> None:
    """The file as it is before the command runs."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    if name in STARTS_FILLED:
        shutil.copy(prepared / STARTS_FILLED[name], path)


def run_until(path: Path, name: str, prepared: Path, seconds: float | None) -> float:
    """Runs a command on the file and kills it after so long, if it lasts; how long it took."""
    command = [*program(name), str(path), str(prepared)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        started = time.monotonic()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        else:
            assert process.returncode == 0
    return time.monotonic() - started


def state(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that matters of a database, in an order of its own; no keys, no times of pulling."""
    queries = {
        "documents": "SELECT id, text, lang, published FROM documents",
        "quotes": "SELECT q.id, d.id, q.text, q.who, q.rule FROM quotes q "
        "JOIN documents d ON d.key = q.document_key",
        "claims": "SELECT id, claim_id, status, reviewers FROM claims_database",
        "reviews": "SELECT id, document_id, verdict, content, who FROM reviews",
        "tasks": "SELECT task_id, document_id, annotations, updated_at, state "
        "FROM label_studio_tasks",
    }
    with Store(path) as store:
        assert store.examine() == []
        found = {
            name: sorted(map(tuple, store.connection.execute(sql)), key=repr)
            for name, sql in queries.items()
        }
    for name in ("documents", "quotes", "reviews"):
        ids = [row[0] for row in found[name]]
        assert len(set(ids)) == len(ids), f"{name} twice"
    return found


KILLS = {  # 200 in all
    "ingest": 60, "ingest with workers": 10, "claims": 40, "import": 25, "bulk import": 15,
    "pull": 30, "migration": 20,
}  # fmt: skip
CASES = [pytest.param(name, 1, id=f"{name}, once") for name in ("claims", "pull")]
CASES += [
    pytest.param(name, kills, id=f"{name}, {kills} times", marks=[pytest.mark.slow])
    for name, kills in KILLS.items()
]


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("name", "kills"), CASES)
def test_killed_at_any_moment(
    tmp_path: Path, prepared: Path, name: str, kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = tmp_path / "undisturbed.db"
    fresh(undisturbed, name, prepared)
    lasts = run_until(undisturbed, name, prepared, None)
    if name == "migration":  # what comes after the kills is read by the version of now
        _accept_newer(monkeypatch)
    expected = state(undisturbed)
    path = tmp_path / "killed.db"
    chance = random.Random(name)
    before: dict[str, list[tuple[object, ...]]] = {}
    for number in range(kills):
        if number % 4 == 0:
            fresh(path, name, prepared)
            before = {}
        run_until(path, name, prepared, chance.uniform(0, lasts))
        if path.exists():
            after = state(path)
            for table in ("documents", "quotes", "reviews"):
                assert set(before.get(table, ())) <= set(after[table]), f"lost {table}"
            before = after
    run_until(path, name, prepared, None)
    assert state(path) == expected


def _accept_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    from quotetrack.store import connection

    check: Callable[..., None] = connection._check_ours

    def lenient(opened, path) -> None:
        (version,) = opened.execute("PRAGMA user_version").fetchone()
        if version <= connection.VERSION:
            check(opened, path)

    monkeypatch.setattr(connection, "_check_ours", lenient)
    monkeypatch.setattr(connection, "schema_version", lambda opened: connection.VERSION)


def _children(parent: int) -> list[int]:
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _parent_of(int(entry.name)) == parent
    ]


def _parent_of(pid: int) -> int | None:
    """None for a process that has ended, waited for or not."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[:2]
    except OSError:
        return None
    return None if state == "Z" else int(parent)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see processes")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path, prepared: Path) -> None:
    command = [*program("ingest with workers"), str(tmp_path / "killed.db"), str(prepared)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as process:
        patience = time.monotonic() + 30
        while len(workers := _children(process.pid)) < 3:  # two, and what starts them
            assert process.poll() is None, "ended before it was killed"
            assert time.monotonic() < patience
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    patience = time.monotonic() + 30
    while any(_parent_of(worker) is not None for worker in workers):
        assert time.monotonic() < patience, "workers live on"
        time.sleep(0.05)
