"""Reviews back from Label Studio: what changed there since the last pull, or all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from quotetrack.errors import ReviewError
from quotetrack.experts import Registry as People
from quotetrack.models import Document, Review
from quotetrack.review.client import EXPORTED_TASKS, Server, only
from quotetrack.review.comparing import Registry
from quotetrack.review.conversion import KEY_FIELD, as_reviews
from quotetrack.review.ledger import Ledger, Task, documents_by_id, versions_of
from quotetrack.review.project import (
    DEFAULT_PROJECT,
    Progress,
    Project,
    adopt,
    alive,
    check_labels,
    fetch,
    find_project,
    registry_of,
    silent,
)
from quotetrack.review.regions import read_page
from quotetrack.store.bookkeeping import now

if TYPE_CHECKING:
    from quotetrack.store import Store

LISTED_AT_MOST = 500  # above, exporting tasks is faster than listing them (2 ms : 5 ms)
BATCH_TASKS = 200
# A change may be stored with an earlier time than another one that was seen already.
OVERLAP = timedelta(seconds=60)
_SERVER_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"  # any other way to write it, the server answers with 500


@dataclass
class PullResult:
    """What came of a pull: tasks looked at, reviews by verdict, (document id, reason) failures."""

    project_id: int
    title: str
    tasks: int = 0
    reviews: dict[str, int] = field(default_factory=dict)
    changed: int = 0
    withdrawn: int = 0
    gone: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)


def pull(
    store: Store,
    server: Server,
    project_name: str = DEFAULT_PROJECT,
    *,
    people: People | None = None,
    everything: bool = False,
    progress: Progress = silent,
) -> PullResult:
    """Brings back what reviewers said since the last pull; running it again changes nothing.

    An annotation that was changed replaces what it said before, one that was deleted takes it back.
    Reviews of a task or project that was deleted stay. Raises ReviewError.
    """
    project = find_project(server, project_name)
    if project is None:
        raise ReviewError(
            f"Label Studio at {server.url} has no project '{project_name}': name another with "
            "--project, or push first. Reviews that were pulled before are kept"
        )
    check_labels(project)
    ledger = Ledger(store, server.url, project.id)
    result = PullResult(project.id, project.title)
    mark_name = f"pulled {server.url} {project.id}"
    mark = None if everything else store.setting(mark_name)
    # Asked for before the tasks: what is changed while they come is seen again the next time.
    latest = server.latest_change(project.id)
    _note_deleted(ledger, server, project, result)
    reader = _Reader(ledger, server, registry_of(store, people), result)
    times: dict[int, str] = {}
    for batch in _changed(ledger, server, project, mark, progress):
        times |= reader.take(batch)
    # Only now that all of it is stored: a pull that was stopped begins again where it began.
    ledger.seen(times)
    if latest is not None and not result.failures and store.setting(mark_name) != latest:
        store.set_setting(mark_name, latest)
    return result


def pending(server: Server, store: Store, project_id: int) -> int:
    """How many tasks have changed on the server since the last pull."""
    mark = store.setting(f"pulled {server.url} {project_id}")
    if mark is None:
        return server.count(project_id, [only("total_annotations", "greater", 0, "Number")])
    return server.count(project_id, [only("updated_at", "greater", mark, "Datetime")])


def _note_deleted(ledger: Ledger, server: Server, project: Project, result: PullResult) -> None:
    known = alive(ledger.tasks().values())
    if len(known) == project.task_number:
        return  # foreign tasks make this differ for good; then the list of numbers is asked for
    there = {int(task["id"]) for task in server.tasks(project.id, include="id")}
    deleted = [task for task in known if task not in there]
    ledger.mark(deleted, "gone")
    result.gone = len(deleted)


def _changed(
    ledger: Ledger, server: Server, project: Project, mark: str | None, progress: Progress
) -> Iterator[list[dict[str, Any]]]:
    """The tasks in which anything may have changed since `mark`, in batches."""
    known = alive(ledger.tasks().values())
    if mark is not None:
        since = (datetime.strptime(mark, _SERVER_TIME) - OVERLAP).strftime(_SERVER_TIME)
        filters = [only("updated_at", "greater_or_equal", since, "Datetime")]
        if server.count(project.id, filters) <= LISTED_AT_MOST:
            yield from _batches(server.tasks(project.id, filters))
            return
        listed = server.tasks(project.id, filters, include="id,updated_at")
        numbers = [
            int(task["id"])
            for task in listed
            if int(task["id"]) not in known
            or known[int(task["id"])].updated_at != task["updated_at"]
        ]
    elif len(known) == project.task_number:
        numbers = sorted(known)
    else:
        numbers = [int(task["id"]) for task in server.tasks(project.id, include="id")]
    done = 0
    progress("reading reviews", 0, len(numbers))
    for batch in server.export(project.id, numbers):
        asked = numbers[done : done + EXPORTED_TASKS]
        done += len(asked)
        # The export leaves out tasks without annotations: there, somebody has taken them back.
        present = {int(task["id"]) for task in batch}
        emptied = [n for n in asked if n in known and known[n].reviews and n not in present]
        yield batch
        yield list(fetch(server, project.id, emptied))
        progress("reading reviews", done, len(numbers))


def _batches(tasks: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    stream = iter(tasks)
    while batch := list(islice(stream, BATCH_TASKS)):
        yield batch


class _Reader:
    """Turns tasks as the server has them into reviews in the database, batch by batch."""

    def __init__(
        self, ledger: Ledger, server: Server, registry: Registry, result: PullResult
    ) -> None:
        self.ledger = ledger
        self.server = server
        self.registry = registry
        self.result = result
        self._times = {task.task_id: task.updated_at for task in ledger.tasks().values()}
        self._people: Mapping[int, str] | None = None

    def take(self, batch: Iterable[dict[str, Any]]) -> dict[int, str]:
        """Stores what the tasks say; the server's time of the last change of each stored one."""
        new = [raw for raw in batch if self._is_new(raw)]
        unknown = [
            int(raw["id"])
            for raw in new
            if int(raw["id"]) not in self._times and (raw.get("data") or {}).get(KEY_FIELD)
        ]
        if unknown:
            for task in adopt(self.ledger, self.server, unknown):
                self._times[task.task_id] = None
        self._people = self._people or (self.server.people() if new else None)
        with self.ledger.store.writing():
            return self._store(new)

    def _is_new(self, raw: dict[str, Any]) -> bool:
        """Whether anything has changed since it was last stored; the time alone says so."""
        seen = self._times.get(int(raw["id"]))
        return seen is None or seen != raw.get("updated_at")

    def _store(self, raws: Sequence[dict[str, Any]]) -> dict[int, str]:
        """Stores what these tasks say, with few queries for all; the times of those stored."""
        store = self.ledger.store
        tasks = self.ledger.chosen([int(raw["id"]) for raw in raws])  # foreign ones are left out
        documents = documents_by_id(store, {task.document_id for task in tasks.values()})
        reviews: list[Review] = []
        withdrawn: set[str] = set()
        after: list[Task] = []
        times: dict[int, str] = {}
        for raw in raws:
            task = tasks.get(int(raw["id"]))
            document = documents.get(task.document_id) if task is not None else None
            if task is None or document is None:
                continue
            self.result.tasks += 1
            found = self._read(raw, task, document)
            if found is None:
                continue
            reviews += found
            names = tuple(review.id for review in found)
            withdrawn.update(set(task.reviews) - set(names))
            done = replace(task, reviews=names, state=_state(raw))
            if done != task:
                after.append(replace(done, pulled_at=now()))
            times[task.task_id] = str(raw.get("updated_at"))
        self.result.withdrawn += store.delete_reviews(sorted(withdrawn))
        self.result.changed += store.add_reviews(reviews)
        for review in reviews:
            count = self.result.reviews.get(review.verdict, 0)
            self.result.reviews[review.verdict] = count + 1
        self.ledger.write(after)
        return times

    def _read(self, raw: dict[str, Any], task: Task, document: Document) -> list[Review] | None:
        """What the annotations of a task say; None, and a failure, where it cannot be told."""
        if (raw.get("data") or {}).get("text") != document.text:
            self.result.failures.append(
                (document.id, "somebody changed the text of its task: push it to another project")
            )
            return None
        annotations = latest_of_each(raw.get("annotations") or ())
        pages = [read_page(one.get("result") or (), document.text) for one in annotations]
        for annotation, page in zip(annotations, pages, strict=True):
            if page.strangers and not annotation.get("was_cancelled"):
                self.result.failures.append(
                    (
                        document.id,
                        f"its annotation {annotation.get('id')} in task {task.task_id} uses the "
                        f"label {page.strangers[0]}, which is not ours: put the label right there",
                    )
                )
                return None
        versions = versions_of(task, document)
        return [
            review
            for annotation, page in zip(annotations, pages, strict=True)
            for review in as_reviews(
                document, versions, annotation, self._name(annotation), self.registry, page
            )
        ]

    def _name(self, annotation: Mapping[str, Any]) -> str:
        who = _who(annotation)
        if isinstance(who, str):
            return who
        return (self._people or {}).get(who or 0) or f"user {who}"


def _state(raw: Mapping[str, Any]) -> str:
    annotations = latest_of_each(raw.get("annotations") or ())
    if not annotations:
        return "pushed"
    skipped = all(annotation.get("was_cancelled") for annotation in annotations)
    return "skipped" if skipped else "reviewed"


def latest_of_each(annotations: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of several annotations of one person the latest; in the order in which they were made."""
    latest: dict[object, Mapping[str, Any]] = {}
    for annotation in sorted(annotations, key=lambda one: str(one.get("updated_at"))):
        latest[_who(annotation)] = annotation
    return sorted(latest.values(), key=lambda one: int(one.get("id") or 0))


def _who(annotation: Mapping[str, Any]) -> int | str | None:
    """The number or address of whoever completed it: lists give a number, single tasks a person."""
    who = annotation.get("completed_by")
    if isinstance(who, Mapping):
        return who.get("email") or who.get("id")
    return who
