"""What this database knows of the tasks on the server: the table `label_studio_tasks`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quotetrack.errors import ReviewError
from quotetrack.models import Document, Quote
from quotetrack.review.conversion import MODEL_VERSION, digest, recall, remember
from quotetrack.store.rows import read_document, read_quote

if TYPE_CHECKING:
    from quotetrack.store import Store

WAIT_SECONDS = 600.0
BATCH_DOCUMENTS = 250


@dataclass(frozen=True, slots=True)
class Task:
    """A document's task on a server.

    `versions`: what the page was pushed with, oldest first, each as `remember` has it; `reviews`:
    the ids of the reviews that came from it; `updated_at`: the server's time of the last change
    that a pull has seen; `state`: pushed, reviewed, skipped or gone (deleted on the server).
    """

    task_id: int
    document_id: str
    versions: tuple[Any, ...] = ()
    prediction_id: int | None = None
    prediction_hash: str | None = None
    reviews: tuple[str, ...] = ()
    updated_at: str | None = None
    pushed_at: str | None = None
    pulled_at: str | None = None
    state: str = "pushed"


class Ledger:
    """The tasks of one project in one database."""

    def __init__(self, store: Store, server: str, project_id: int) -> None:
        self.store = store
        self.server = server
        self.project_id = project_id

    def tasks(self) -> dict[int, Task]:
        """All tasks of the project without what they were pushed with, by number."""
        return {task.task_id: task for task in self._select("NULL AS pushed", "")}

    def chosen(self, task_ids: Sequence[int]) -> dict[int, Task]:
        """Tasks with all that is known of them, by number; those that are known."""
        numbers = json.dumps(list(task_ids))
        among = "AND task_id IN (SELECT value FROM json_each(?))"
        return {task.task_id: task for task in self._select("pushed", among, numbers)}

    def write(self, tasks: Iterable[Task]) -> int:
        """Stores tasks; a document's new task takes the place of its old one. How many changed."""
        rows = [
            self._key(task.task_id)
            | {
                "document_id": task.document_id,
                "prediction_id": task.prediction_id,
                "prediction_hash": task.prediction_hash,
                "pushed": _json(task.versions),
                "model_version": MODEL_VERSION,
                "annotations": _json(task.reviews),
                "updated_at": task.updated_at,
                "pushed_at": task.pushed_at,
                "pulled_at": task.pulled_at,
                "state": task.state,
            }
            for task in tasks
        ]
        with self.store.writing():
            self.store.connection.executemany(
                "DELETE FROM label_studio_tasks WHERE server = :server AND "
                "project_id = :project_id AND document_id = :document_id AND task_id <> :task_id",
                rows,
            )
            return self.store.put_tasks(rows)

    def seen(self, times: Mapping[int, str]) -> None:
        """Notes the server's time of each task's last change, once all of it is stored."""
        with self.store.writing():
            self.store.connection.executemany(
                "UPDATE label_studio_tasks SET updated_at = ? "
                "WHERE server = ? AND project_id = ? AND task_id = ? AND updated_at IS NOT ?",
                [(time, self.server, self.project_id, task, time) for task, time in times.items()],
            )

    def mark(self, task_ids: Iterable[int], state: str) -> None:
        """Sets the state of tasks; the reviews of one that is gone stay."""
        with self.store.writing():
            self.store.connection.executemany(
                "UPDATE label_studio_tasks SET state = ? "
                "WHERE server = ? AND project_id = ? AND task_id = ?",
                [(state, self.server, self.project_id, task) for task in task_ids],
            )

    def _key(self, task_id: int) -> dict[str, Any]:
        return {"server": self.server, "project_id": self.project_id, "task_id": task_id}

    def _select(self, pushed: str, where: str, *values: object) -> Iterator[Task]:
        rows = self.store.connection.execute(
            f"SELECT task_id, document_id, {pushed}, prediction_id, prediction_hash, annotations, "
            "updated_at, pushed_at, pulled_at, state FROM label_studio_tasks "
            f"WHERE server = ? AND project_id = ? {where}",
            (self.server, self.project_id, *values),
        )
        for row in rows:
            yield Task(
                task_id=row["task_id"],
                document_id=row["document_id"],
                versions=tuple(json.loads(row["pushed"] or "[]")),
                prediction_id=row["prediction_id"],
                prediction_hash=row["prediction_hash"],
                reviews=tuple(json.loads(row["annotations"] or "[]")),
                updated_at=row["updated_at"],
                pushed_at=row["pushed_at"],
                pulled_at=row["pulled_at"],
                state=row["state"] or "pushed",
            )


def pushed_as(task: Task, quotes: Sequence[Quote]) -> Task:
    """The task with these quotes as what its page shows now."""
    shown = remember(quotes)
    versions = (
        task.versions if task.versions and task.versions[-1] == shown else (*task.versions, shown)
    )
    return replace(task, versions=versions, prediction_hash=digest(shown))


def versions_of(task: Task, document: Document) -> list[list[Quote]]:
    """The quotes that the page was pushed with, oldest first."""
    return [recall(document, version) for version in task.versions]


def documents_by_id(store: Store, ids: Iterable[str]) -> dict[str, Document]:
    """Those of the documents that are stored, all in memory."""
    found = store.connection.execute(
        "SELECT * FROM documents WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row["id"]: read_document(row) for row in found}


def documents_with_quotes(
    store: Store, ids: Sequence[str]
) -> Iterator[tuple[Document, list[Quote]]]:
    """Documents and the machine's quotes of them, in the order of the ids, a batch in memory."""
    for start in range(0, len(ids), BATCH_DOCUMENTS):
        batch = ids[start : start + BATCH_DOCUMENTS]
        marks = ", ".join("?" * len(batch))
        documents = documents_by_id(store, batch)
        quotes: dict[str, list[Quote]] = {}
        for row in store.connection.execute(
            "SELECT q.*, d.id AS document_id FROM quotes q JOIN documents d "
            f"ON d.key = q.document_key WHERE d.id IN ({marks}) ORDER BY q.start, q.key",
            batch,
        ):
            quotes.setdefault(row["document_id"], []).append(read_quote(row))
        for name in batch:
            if name in documents:
                yield documents[name], quotes.get(name, [])


@contextmanager
def one_at_a_time(
    database: Path, say: Callable[[str], None], wait_seconds: float = WAIT_SECONDS
) -> Iterator[None]:
    """Holds the right to push or pull with this database; a second one says so and waits.

    The lock is SQLite's, on an empty file beside the database, so it ends with the process that
    holds it, and reading, searching and ingesting go on meanwhile. Raises ReviewError when the
    wait is over.
    """
    path = database.with_name(database.name + ".review-lock")
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as lock:
        try:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if not _is_busy(error):
                    raise
                say(f"another push or pull is at work on {database}; waiting for it")
                lock.execute(f"PRAGMA busy_timeout = {int(wait_seconds * 1000)}")
                lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if _is_busy(error):
                raise ReviewError(
                    f"another push or pull has been at work on {database} for over "
                    f"{wait_seconds:.0f} s: run again when it has ended"
                ) from error
            raise ReviewError(f"{path} cannot be written ({error}): check the rights") from error
        yield
        lock.execute("ROLLBACK")


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
