"""Documents to Label Studio: each one task, least certain first, once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from quotetrack.experts import Registry as People
from quotetrack.models import Document, Quote
from quotetrack.review import labelling
from quotetrack.review.client import Server
from quotetrack.review.conversion import (
    MODEL_VERSION,
    as_prediction,
    as_task,
    digest,
    remember,
    unusable,
)
from quotetrack.review.failures import GoneError
from quotetrack.review.ledger import Ledger, Task, documents_with_quotes, pushed_as
from quotetrack.review.project import (
    DEFAULT_PROJECT,
    Progress,
    Project,
    Say,
    adopt,
    alive,
    check_labels,
    fetch,
    find_project,
    read_project,
    registry_of,
    silent,
)
from quotetrack.review.selecting import Selection, select
from quotetrack.store.bookkeeping import now

if TYPE_CHECKING:
    from quotetrack.store import Store

BATCH_TASKS = 250
BATCH_CHARACTERS = 5_000_000  # of text: 25 MB of JSON at most, below what proxies let through
THREADS = 8  # changing one prediction takes 130 ms, most of it waiting: 15 a second instead of 7


Item = tuple[Document, Sequence[Quote]]


@dataclass
class PushResult:
    """What came of a push; `failures` are (document id, reason)."""

    project_id: int | None
    title: str
    sent: int = 0
    adopted: int = 0
    updated: int = 0
    unchanged: int = 0
    gone: int = 0
    planned: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)


def push(
    store: Store,
    server: Server,
    selection: Selection,
    project_name: str = DEFAULT_PROJECT,
    *,
    people: People | None = None,
    batch: int = BATCH_TASKS,
    dry_run: bool = False,
    restore_labels: bool = False,
    progress: Progress = silent,
    say: Say = silent,
) -> PushResult:
    """Sends the selected documents that have no task yet, and changed quotes of unreviewed ones.

    Running it again changes nothing. Every batch is noted here as soon as the server has it, and
    what a stopped push left there is taken up first: nothing is sent twice. Raises ReviewError.
    """
    registry = registry_of(store, people)
    project = find_project(server, project_name)
    result = PushResult(project.id if project else None, project.title if project else project_name)
    wanted = list(select(store, selection))
    if project is None:
        if dry_run:
            result.planned = wanted
            return result
        made = server.create_project(project_name, labelling.label_config(registry.names))
        project = read_project(server, made["id"])
        result.project_id = project.id
    if not dry_run:
        project = _prepared(server, project, registry.names, restore_labels)
    ledger = Ledger(store, server.url, project.id)
    _compare(ledger, server, project, dry_run, result, progress)
    tasks = {task.document_id: task for task in alive(ledger.tasks().values()).values()}
    new = [document for document in wanted if document not in tasks]
    result.unchanged = len(wanted) - len(new)
    if dry_run:
        result.planned = new
        return result
    _send(ledger, server, new, batch, result, progress)
    _update(ledger, server, list(tasks.values()), result, progress)
    # "Label All Tasks" shows only predictions of the project's version, set by the first import.
    if read_project(server, project.id).model_version not in (MODEL_VERSION, ""):
        server.change_project(project.id, model_version=MODEL_VERSION)
    if result.gone:
        say(
            f"{result.gone} tasks were deleted on the server; those whose quotes are unreviewed "
            "have been sent again, the reviews that were pulled stay"
        )
    return result


def _prepared(server: Server, project: Project, experts: Any, restore_labels: bool) -> Project:
    """The project with an interface that has all our fields, and all experts to choose from."""
    if restore_labels and labelling.lacks(project.label_config):
        server.change_project(project.id, label_config=labelling.label_config(experts))
        project = read_project(server, project.id)
    check_labels(project)
    grown = labelling.with_experts(project.label_config, experts)
    if grown is not None:
        server.change_project(project.id, label_config=grown)
    return project


def _compare(
    ledger: Ledger,
    server: Server,
    project: Project,
    dry_run: bool,
    result: PushResult,
    progress: Progress,
) -> None:
    """Finds tasks that were deleted there, and those that a stopped push left unnoted here."""
    known = ledger.tasks()
    if not project.task_number and not alive(known.values()):
        return
    progress("comparing with the server", 0, None)
    there = {int(task["id"]) for task in server.tasks(project.id, include="id")}
    deleted = [task for task in alive(known.values()) if task not in there]
    result.gone = len(deleted)
    if dry_run:
        return
    ledger.mark(deleted, "gone")
    returned = [task.task_id for task in known.values() if task.state == "gone"]
    ledger.mark([task for task in returned if task in there], "pushed")
    result.adopted = len(adopt(ledger, server, sorted(there - known.keys())))


def _send(
    ledger: Ledger,
    server: Server,
    ids: Sequence[str],
    batch: int,
    result: PushResult,
    progress: Progress,
) -> None:
    """Imports in batches; while the server takes one, the next one is made ready."""
    waiting: list[Item] = []
    characters = done = 0

    def settle(batch: Sequence[Item], coming: Future[list[int]]) -> None:
        nonlocal done
        ledger.write(
            pushed_as(Task(number, document.id, pushed_at=now()), quotes)
            for number, (document, quotes) in zip(coming.result(), batch, strict=True)
        )
        result.sent += len(batch)
        done += len(batch)
        progress("sending", done, len(ids))

    progress("sending", 0, len(ids))
    with ThreadPoolExecutor(1) as sender:
        sending: tuple[Sequence[Item], Future[list[int]]] | None = None

        def flush() -> None:
            nonlocal waiting, characters, sending
            tasks = [as_task(*item) for item in waiting]
            if sending is not None:
                settle(*sending)
            sending = (waiting, sender.submit(server.import_tasks, ledger.project_id, tasks))
            waiting, characters = [], 0

        for document, quotes in documents_with_quotes(ledger.store, ids):
            if reason := unusable(document):
                result.failures.append((document.id, f"{reason}, so no browser can show it"))
                done += 1
                continue
            waiting.append((document, quotes))
            characters += len(document.text)
            if len(waiting) >= batch or characters >= BATCH_CHARACTERS:
                flush()
        if waiting:
            flush()
        if sending is not None:
            settle(*sending)


def _update(
    ledger: Ledger,
    server: Server,
    tasks: Sequence[Task],
    result: PushResult,
    progress: Progress,
) -> None:
    """Puts the machine's present quotes on the pages that nobody has reviewed."""
    changed: dict[int, tuple[Document, list[Quote]]] = {}
    unreviewed = {task.document_id: task for task in tasks if task.state == "pushed"}
    for document, quotes in documents_with_quotes(ledger.store, list(unreviewed)):
        task = unreviewed[document.id]
        if task.prediction_hash != digest(remember(quotes)):
            changed[task.task_id] = (document, quotes)
    done = 0
    with ThreadPoolExecutor(THREADS) as threads:
        running: list[tuple[Task, Future[int]]] = []

        def note() -> None:
            nonlocal done
            task, future = running.pop(0)
            number = future.result()
            done += 1
            _, quotes = changed[task.task_id]
            ledger.write([replace(pushed_as(task, quotes), prediction_id=number, pushed_at=now())])
            result.updated += 1
            progress("changing predictions", done, len(changed))

        try:
            for raw in fetch(server, ledger.project_id, list(changed)):
                if raw.get("total_annotations") or raw.get("cancelled_annotations"):
                    continue
                whole = next(iter(ledger.chosen([int(raw["id"])]).values()), None)
                if whole is None:
                    continue
                document, quotes = changed[whole.task_id]
                prediction = as_prediction(document, quotes)
                running.append((whole, threads.submit(_put, server, raw, prediction)))
                while len(running) >= 2 * THREADS:
                    note()
            while running:
                note()
        except BaseException:
            for _, future in running:
                future.cancel()
            raise


def _put(server: Server, raw: dict[str, Any], prediction: dict[str, Any]) -> int:
    """Changes a task's latest prediction, or gives it one; the prediction's number."""
    numbers = [int(old["id"]) for old in raw.get("predictions") or ()]
    if numbers:
        try:
            server.update_prediction(max(numbers), prediction)
            return max(numbers)
        except GoneError:
            pass
    return server.create_prediction(int(raw["id"]), prediction)
