"""What push, pull and status have in common: the project, its tasks that are not known here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quotetrack.errors import ExpertError, ReviewError
from quotetrack.experts import Entry, combine, default
from quotetrack.experts import Registry as People
from quotetrack.models import Document, Mention, Quote, Span
from quotetrack.review import labelling
from quotetrack.review.client import Server, only
from quotetrack.review.comparing import Registry
from quotetrack.review.conversion import KEY_FIELD, digest, quotes_of_results, remember
from quotetrack.review.failures import GoneError
from quotetrack.review.ledger import Ledger, Task, documents_with_quotes

if TYPE_CHECKING:
    from quotetrack.store import Store

DEFAULT_PROJECT = "quotetrack"
IDS_A_REQUEST = 250
MIN_TITLE, MAX_TITLE = 3, 50  # characters; the server refuses others

Progress = Callable[[str, int, int | None], None]  # what is being done, how many are, of how many
Say = Callable[[str], None]


def silent(*_: object) -> None:
    """Progress or news that nobody wants to see."""


@dataclass(frozen=True)
class Project:
    """A project as the server has it now."""

    id: int
    title: str
    label_config: str
    model_version: str
    task_number: int


def find_project(server: Server, name: str) -> Project | None:
    """The project with this number or title. Raises ReviewError if several have the title."""
    if name.isascii() and name.isdigit():
        try:
            return read_project(server, int(name))
        except GoneError:
            raise GoneError(
                f"Label Studio at {server.url} has no project {name}: it was deleted, or never "
                "there; push to a project by name, and one is made. What was pulled is kept"
            ) from None
    if not MIN_TITLE <= len(name) <= MAX_TITLE:
        raise ReviewError(
            f"a project's name has {MIN_TITLE} to {MAX_TITLE} characters, '{name}' has "
            f"{len(name)}: choose another with --project"
        )
    found = server.projects(name)
    if len(found) > 1:
        listed = ", ".join(str(project["id"]) for project in found)
        raise ReviewError(f"{len(found)} projects are called '{name}': choose by number, {listed}")
    return read_project(server, found[0]["id"]) if found else None


def read_project(server: Server, project_id: int) -> Project:
    """The project with this number."""
    raw = server.project(project_id)
    return Project(
        id=project_id,
        title=str(raw.get("title")),
        label_config=str(raw.get("label_config") or ""),
        model_version=str(raw.get("model_version") or ""),
        task_number=int(raw.get("task_number") or 0),
    )


def check_labels(project: Project) -> None:
    """Raises ReviewError where a changed labelling interface would lose answers."""
    if missing := labelling.lacks(project.label_config):
        raise ReviewError(
            f"somebody changed the labelling interface of project '{project.title}': it lacks "
            f"{', '.join(missing)}. Run `quotetrack push --restore-labels`, or put them back in "
            "the project's settings, then run again"
        )


def alive(tasks: Iterable[Task]) -> dict[int, Task]:
    """The tasks that are still on the server, as far as known here."""
    return {task.task_id: task for task in tasks if task.state != "gone"}


def adopt(ledger: Ledger, server: Server, task_ids: Sequence[int]) -> list[Task]:
    """Takes up tasks that are on the server and not known here, where they are of our documents.

    They come from a push that was stopped before it could note them, or from another copy of this
    database. What their pages show is read from their predictions.
    """
    taken: list[Task] = []
    known = {task.document_id for task in alive(ledger.tasks().values()).values()}
    for raw in fetch(server, ledger.project_id, task_ids):
        document_id = str((raw.get("data") or {}).get(KEY_FIELD) or "")
        document = ledger.store.document(document_id) if document_id else None
        if document is None or document_id in known or raw["data"].get("text") != document.text:
            continue
        known.add(document_id)
        taken.append(_adopted(raw, document, ledger.store))
    ledger.write(taken)
    return taken


def fetch(server: Server, project_id: int, task_ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The tasks with these numbers, with predictions and annotations."""
    for start in range(0, len(task_ids), IDS_A_REQUEST):
        ids = [int(task) for task in task_ids[start : start + IDS_A_REQUEST]]
        yield from server.tasks(project_id, [only("id", "in_list", ids, "Number")])


def _adopted(raw: dict[str, Any], document: Document, store: Store) -> Task:
    predictions = sorted(raw.get("predictions") or (), key=lambda prediction: prediction["id"])
    latest = predictions[-1] if predictions else {"id": None, "result": []}
    shown = quotes_of_results(document, latest["result"])
    # The stretches inside marks are not on the page: where the quotes are still the same, those
    # that are stored know them.
    _, stored = next(documents_with_quotes(store, [document.id]))
    exact = {quote.id: quote for quote in stored}
    version = remember(exact.get(quote.id, quote) for quote in shown)
    return Task(
        task_id=int(raw["id"]),
        document_id=document.id,
        versions=(version,),
        prediction_id=latest["id"],
        prediction_hash=digest(version),
        pushed_at=raw.get("created_at"),
    )


def registry_of(store: Store, people: People | None = None) -> Registry:
    """The experts for the choices and the answers: `people`, else the user's and the database's."""
    stored = [Entry(e.id, e.name, e.description, e.names) for e in store.experts()]
    registry = people or combine(default().entries.values(), stored)

    def whose(name: str, document: Document, span: Span | None) -> str | None:
        """By name as a user means it; by place with a document's other names in mind."""
        if span is None:
            try:
                found = registry.resolve(name)
            except ExpertError:
                return None
            return found[0].id if len(found) == 1 else None
        from quotetrack.experts import identify

        speaker = Mention(start=span.start, end=span.end, text=document.text[slice(*span)])
        quote = Quote(
            id="", document_id=document.id, lang=document.lang or "und", kind="indirect", text="",
            content=(), verbatim=(), cue=None, speaker=speaker, who=name, description=None,
            addressee=None, stance="asserts", expert=None, rule="", confidence=0.0,
        )  # fmt: skip
        return identify([quote], document, registry)[0].expert

    return Registry({entry.id: entry.name for entry in registry.entries.values()}, whose)
