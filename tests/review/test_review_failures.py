"""What goes wrong between two machines: one clear line, and running again mends it."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quotetrack import Store
from quotetrack.errors import ReviewError
from quotetrack.review import pulling
from quotetrack.review.client import Server
from quotetrack.review.credentials import Credentials
from quotetrack.review.ledger import one_at_a_time
from quotetrack.review.project import find_project
from quotetrack.review.pulling import pull
from quotetrack.review.pushing import push
from quotetrack.review.selecting import Selection
from quotetrack.review.status import status_there

pytestmark = pytest.mark.server

DOCUMENTS = 6
BATCH = 2


@pytest.fixture
def filled(store: Store, article: Any) -> Store:
    store.ingest([article(number) for number in range(DOCUMENTS)])
    return store


@pytest.fixture
def project(tmp_path: Path) -> str:
    """A project of the test's own."""
    return tmp_path.name[-40:]


def outcome(store: Store, server: Server, title: str) -> tuple[Any, ...]:
    """What both sides hold, without what differs between two undisturbed runs: numbers, times."""
    project = find_project(server, title)
    assert project is not None
    tasks = list(server.tasks(project.id))
    numbers = {task["id"]: task["data"]["quotetrack_id"] for task in tasks}
    there = sorted(
        (
            task["data"]["quotetrack_id"],
            [prediction["result"] for prediction in task["predictions"]],
            len(task["annotations"]),
        )
        for task in tasks
    )
    rows = store.connection.execute(
        "SELECT document_id, task_id, prediction_hash, pushed, state FROM label_studio_tasks "
        "WHERE project_id = ? ORDER BY document_id",
        (project.id,),
    )
    here = [tuple(row) for row in rows]
    assert [numbers[row[1]] for row in here] == [row[0] for row in here]
    reviews = sorted(
        (review.document_id, review.quote_id or "", review.verdict, review.text or "")
        for review in store.reviews()
    )
    return there, [(row[0], *row[2:]) for row in here], reviews


@pytest.fixture(scope="session")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, article: Any, label_studio: Any
) -> dict[str, Any]:
    """The states that a push and a pull without any trouble end in."""
    path = tmp_path_factory.mktemp("undisturbed") / "quotes.db"
    with Store(path) as store, Server(label_studio.credentials) as server:
        store.ingest([article(number) for number in range(DOCUMENTS)])
        push(store, server, Selection(), "undisturbed")
        pushed = outcome(store, server, "undisturbed")
        annotate_all(server, "undisturbed")
        pull(store, server, "undisturbed")
        return {"push": pushed, "pull": outcome(store, server, "undisturbed")}


def annotate_all(server: Server, title: str) -> None:
    project = find_project(server, title)
    assert project is not None
    for task in server.tasks(project.id):
        result = task["predictions"][0]["result"]
        server._sdk.annotations.create(task["id"], result=result, lead_time=3.0)


def one_clear_line(failure: pytest.ExceptionInfo[ReviewError], server: Any) -> str:
    line = str(failure.value)
    assert "\n" not in line
    assert "Traceback" not in line
    assert 20 < len(line) < 400
    assert server.credentials.api_key not in line
    assert failure.value.__cause__ is None  # the SDK's own error would print cookies
    return line


IMPORT = re.compile(r"POST /api/projects/\d+/import")
LISTING = re.compile(r"GET /api/tasks/")
EXPORT = re.compile(r"GET /api/projects/\d+/export")


def on(pattern: re.Pattern[str], number: int, how: str) -> Callable[[str, str], str | None]:
    """Misbehaves at the request of that number that looks like this."""
    seen = 0

    def misbehave(method: str, path: str) -> str | None:
        nonlocal seen
        if pattern.match(f"{method} {path}"):
            seen += 1
            if seen >= number:
                return how
        return None

    return misbehave


PUSH_TROUBLE = [
    ("502", IMPORT, 2, "502"),
    ("late 502", IMPORT, 2, "502"),
    ("html", IMPORT, 2, "not Label Studio"),
    ("cut", IMPORT, 2, "broke|cut short"),
    ("hang", IMPORT, 2, "in time"),
    ("401", IMPORT, 2, "does not accept the key"),
    ("html", re.compile("GET"), 1, "not Label Studio"),
    ("502", re.compile("GET"), 1, "502"),
    ("cut", re.compile("GET"), 1, "broke|cut short"),
]


@pytest.mark.parametrize(
    ("how", "where", "number", "says"), PUSH_TROUBLE, ids=[f"{c[0]}-{c[2]}" for c in PUSH_TROUBLE]
)
def test_a_push_through_trouble_ends_as_an_undisturbed_one(
    filled: Store, proxy: Any, server: Server, project: str, undisturbed: dict[str, Any],
    how: str, where: re.Pattern[str], number: int, says: str,
) -> None:  # fmt: skip
    proxy.misbehave = on(where, number, how)
    with Server(proxy.credentials, seconds=2 if how == "hang" else 20) as troubled:
        with pytest.raises(ReviewError, match=says) as failure:
            push(filled, troubled, Selection(), project, batch=BATCH)
        one_clear_line(failure, proxy)
        proxy.misbehave = lambda method, path: None
        push(filled, troubled, Selection(), project, batch=BATCH)
        imports = [line for line in proxy.seen if IMPORT.match(line)]
        again = push(filled, troubled, Selection(), project, batch=BATCH)
    assert (again.sent, again.adopted, again.updated) == (0, 0, 0)
    assert [line for line in proxy.seen if IMPORT.match(line)] == imports
    assert outcome(filled, server, project) == undisturbed["push"]


PULL_TROUBLE = [
    ("502", EXPORT, 1, "502"),
    ("html", EXPORT, 1, "not Label Studio"),
    ("cut", EXPORT, 1, "broke|cut short"),
    ("hang", EXPORT, 1, "in time"),
    ("401", EXPORT, 1, "does not accept the key"),
    ("502", re.compile("GET /api/users"), 1, "502"),
    ("cut", LISTING, 1, "broke|cut short"),
]


@pytest.mark.parametrize(
    ("how", "where", "number", "says"),
    PULL_TROUBLE,
    ids=[f"{case[0]}-{case[1].pattern[-6:]}" for case in PULL_TROUBLE],
)
def test_a_pull_through_trouble_ends_as_an_undisturbed_one(
    filled: Store, proxy: Any, server: Server, project: str, undisturbed: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch, how: str, where: re.Pattern[str], number: int, says: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(pulling, "BATCH_TASKS", 2)

    with Server(proxy.credentials, seconds=2 if how == "hang" else 20) as troubled:
        push(filled, troubled, Selection(), project)
        annotate_all(server, project)
        proxy.misbehave = on(where, number, how)
        with pytest.raises(ReviewError, match=says) as failure:
            pull(filled, troubled, project)
        one_clear_line(failure, proxy)
        proxy.misbehave = lambda method, path: None
        pull(filled, troubled, project)
        assert pull(filled, troubled, project).changed == 0
    assert outcome(filled, server, project) == undisturbed["pull"]


@pytest.mark.parametrize("stage", ["push", "pull"])
def test_a_server_that_is_killed_loses_and_doubles_nothing(
    filled: Store, mortal: tuple[Any, Any], project: str, undisturbed: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch, stage: str,
) -> None:  # fmt: skip
    label_studio, proxy = mortal
    monkeypatch.setattr(pulling, "BATCH_TASKS", 2)
    port = label_studio.port
    where, number = (IMPORT, 2) if stage == "push" else (re.compile("GET /api/users"), 1)
    if stage == "pull":
        with Server(proxy.credentials) as client_:
            push(filled, client_, Selection(), project, batch=BATCH)
        with Server(label_studio.credentials) as direct:
            annotate_all(direct, project)
    trouble = on(where, number, "kill")
    killed = threading.Event()

    def kill(method: str, path: str) -> str | None:
        if trouble(method, path) and not killed.is_set():
            killed.set()
            # In the middle of the request, or before it: either may happen.
            threading.Timer(0.02, label_studio.kill).start()
        return None

    proxy.misbehave = kill
    with Server(proxy.credentials, seconds=20) as troubled:

        def work() -> None:
            push(filled, troubled, Selection(), project, batch=BATCH)
            pull(filled, troubled, project)
            pull(filled, troubled, project)

        with pytest.raises(ReviewError) as failure:
            work()
        assert killed.is_set()
        one_clear_line(failure, proxy)
        label_studio.kill()
        label_studio.start(port)
        push(filled, troubled, Selection(), project, batch=BATCH)
        if stage == "pull":
            pull(filled, troubled, project)
        assert push(filled, troubled, Selection(), project).sent == 0
    with Server(label_studio.credentials) as direct:
        assert outcome(filled, direct, project) == undisturbed[stage]


def test_no_server(filled: Store) -> None:
    nobody = Credentials("http://127.0.0.1:9", "f" * 40)
    with (
        Server(nobody, seconds=5) as server,
        pytest.raises(ReviewError, match="is it running") as e,
    ):
        push(filled, server, Selection())
    assert "http://127.0.0.1:9" in str(e.value)


def test_a_wrong_key_is_not_shown(filled: Store, label_studio: Any) -> None:
    wrong = Credentials(label_studio.credentials.url, "0123456789abcdef" * 2 + "01234567")
    with (
        Server(wrong) as server,
        pytest.raises(ReviewError, match="LABEL_STUDIO_API_KEY") as failure,
    ):
        push(filled, server, Selection())
    assert wrong.api_key not in str(failure.value)
    assert wrong.api_key not in repr(wrong)


def test_a_deleted_task_comes_back_unless_it_was_reviewed(
    filled: Store, server: Server, project: str
) -> None:
    push(filled, server, Selection(), project)
    annotate_all(server, project)
    pull(filled, server, project)
    found = find_project(server, project)
    assert found is not None
    tasks = {t["data"]["quotetrack_id"]: t["id"] for t in server.tasks(found.id)}
    reviewed = list(filled.reviews())
    unreviewed = next(iter(tasks))
    filled.delete_reviews([r.id for r in reviewed if r.document_id == unreviewed])
    server._sdk.tasks.delete(str(tasks[unreviewed]))
    kept = list(tasks)[1]
    server._sdk.tasks.delete(str(tasks[kept]))
    assert pull(filled, server, project).gone == 2
    assert {r.document_id for r in filled.reviews()} >= {kept}
    news: list[str] = []
    again = push(filled, server, Selection(), project, say=news.append)
    assert again.sent == 1
    there = status_there(filled, server, project)
    assert there is not None
    assert (there.tasks, there.deleted, there.to_push) == (DOCUMENTS - 1, 1, 0)
    assert push(filled, server, Selection(), project).sent == 0


def test_a_deleted_project(filled: Store, server: Server, project: str) -> None:
    pushed = push(filled, server, Selection(), project)
    annotate_all(server, project)
    pull(filled, server, project)
    reviews = list(filled.reviews())
    server._sdk.projects.delete(pushed.project_id)
    with pytest.raises(ReviewError, match="has no project"):
        pull(filled, server, project)
    with pytest.raises(ReviewError, match="deleted"):
        pull(filled, server, str(pushed.project_id))
    with pytest.raises(ReviewError, match="deleted"):
        push(filled, server, Selection(), str(pushed.project_id))
    assert list(filled.reviews()) == reviews
    # Everything is reviewed: a new project gets what is asked for, and only that.
    again = push(filled, server, Selection(statuses=("accepted",), limit=3), project)
    assert (again.sent, again.project_id == pushed.project_id) == (3, False)
    assert list(filled.reviews()) == reviews


def test_changed_labels_are_not_taken_for_rejections(
    filled: Store, server: Server, project: str
) -> None:
    pushed = push(filled, server, Selection(), project)
    annotate_all(server, project)
    found = find_project(server, project)
    assert found is not None
    renamed = found.label_config.replace('value="QUOTE"', 'value="DIRECT"')
    server._sdk.projects.update(found.id, label_config=renamed)
    for action in (
        lambda: push(filled, server, Selection(), project),
        lambda: pull(filled, server, project),
    ):
        with pytest.raises(ReviewError, match="label QUOTE") as failure:
            action()
        assert "--restore-labels" in str(failure.value)
    assert list(filled.reviews()) == []
    again = push(filled, server, Selection(), project, restore_labels=True)
    assert (again.sent, again.project_id) == (0, pushed.project_id)
    pull(filled, server, project)
    assert {review.verdict for review in filled.reviews()} == {"accepted"}


def test_an_annotation_with_strange_labels_is_left_and_named(
    filled: Store, server: Server, project: str
) -> None:
    push(filled, server, Selection(), project)
    found = find_project(server, project)
    assert found is not None
    tasks = list(server.tasks(found.id))
    result = tasks[0]["predictions"][0]["result"]
    for entry in result:
        if entry.get("type") == "labels":
            entry["value"]["labels"] = ["DIRECT"]
    server._sdk.annotations.create(tasks[0]["id"], result=result)
    server._sdk.annotations.create(tasks[1]["id"], result=tasks[1]["predictions"][0]["result"])
    pulled = pull(filled, server, project)
    assert [name for name, _ in pulled.failures] == [tasks[0]["data"]["quotetrack_id"]]
    assert {r.document_id for r in filled.reviews()} == {tasks[1]["data"]["quotetrack_id"]}


def test_two_pushes_at_once_take_turns(
    filled: Store, server: Server, label_studio: Any, project: str
) -> None:
    news: list[str] = []
    sent: list[int] = []
    started = threading.Barrier(2)

    def work() -> None:
        with Store(filled.path) as store, Server(label_studio.credentials) as own:
            started.wait()
            with one_at_a_time(filled.path, news.append):
                sent.append(push(store, own, Selection(), project, batch=BATCH).sent)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [0, DOCUMENTS]
    assert len(news) == 1
    assert "waiting" in news[0]
    found = find_project(server, project)
    assert found is not None
    assert found.task_number == DOCUMENTS


def test_a_lock_that_is_never_freed_says_so(tmp_path: Path) -> None:
    database = tmp_path / "quotes.db"
    holder = sqlite3.connect(tmp_path / "quotes.db.review-lock", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    news: list[str] = []
    with (
        pytest.raises(ReviewError, match="run again when it has ended"),
        one_at_a_time(database, news.append, wait_seconds=0.2),
    ):
        pass
    holder.close()
    with one_at_a_time(database, news.append):
        pass
    assert len(news) == 1
