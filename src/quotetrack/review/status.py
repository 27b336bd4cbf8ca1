"""Where the review stands: what is here, what is there, what changed on either side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quotetrack.review import labelling
from quotetrack.review.client import Server
from quotetrack.review.conversion import digest, remember
from quotetrack.review.ledger import Ledger, documents_with_quotes
from quotetrack.review.project import DEFAULT_PROJECT, alive, find_project
from quotetrack.review.pulling import pending

if TYPE_CHECKING:
    from quotetrack.store import Store


@dataclass
class Here:
    """The database: documents, those with quotes, quotations by status, reviewers."""

    documents: int
    with_quotes: int
    statuses: dict[str, int]
    reviewers: dict[str, int]


@dataclass
class There:
    """A project: its tasks, and what push and pull would do."""

    project_id: int
    title: str
    tasks: int
    annotated: int
    skipped: int
    ours: int
    to_push: int
    to_update: int
    to_pull: int
    deleted: int
    lacks: list[str] = field(default_factory=list)


def status_here(store: Store) -> Here:
    """What the database alone says."""
    connection = store.connection

    def counts(sql: str) -> dict[str, int]:
        return {str(row[0]): int(row[1]) for row in connection.execute(sql)}

    documents, with_quotes = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE EXISTS "
        "(SELECT 1 FROM quotes q WHERE q.document_key = d.key)) FROM documents d"
    ).fetchone()
    return Here(
        documents=documents,
        with_quotes=with_quotes,
        statuses=counts("SELECT status, count(*) FROM claims_database GROUP BY 1 ORDER BY 1"),
        reviewers=counts("SELECT reviewer, count(*) FROM reviews GROUP BY 1 ORDER BY 2 DESC, 1"),
    )


def status_there(store: Store, server: Server, project_name: str = DEFAULT_PROJECT) -> There | None:
    """What the project has, compared with the database; None if there is no such project."""
    project = find_project(server, project_name)
    if project is None:
        return None
    ledger = Ledger(store, server.url, project.id)
    known = ledger.tasks()
    there = {}
    wanted = "id,total_annotations,cancelled_annotations"
    for task in server.tasks(project.id, include=wanted):
        there[int(task["id"])] = task
    ours = alive(known.values())
    present = {task.document_id: task for number, task in ours.items() if number in there}
    to_update = 0
    unreviewed = [name for name, task in present.items() if task.state == "pushed"]
    for document, quotes in documents_with_quotes(store, unreviewed):
        own = present[document.id]
        annotated = there[own.task_id].get("total_annotations")
        to_update += not annotated and own.prediction_hash != digest(remember(quotes))
    waiting = store.connection.execute(
        "SELECT DISTINCT document_id FROM claims_database WHERE status = 'unreviewed'"
    )
    return There(
        project_id=project.id,
        title=project.title,
        tasks=len(there),
        annotated=sum(bool(task.get("total_annotations")) for task in there.values()),
        skipped=sum(bool(task.get("cancelled_annotations")) for task in there.values()),
        ours=len(present),
        to_push=sum(row[0] not in present for row in waiting),
        to_update=to_update,
        to_pull=pending(server, store, project.id),
        deleted=sum(number not in there for number in known),
        lacks=labelling.lacks(project.label_config),
    )
