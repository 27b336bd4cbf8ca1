"""The connection to Label Studio: few calls, plain dicts, every failure one clear ReviewError.

label-studio-sdk takes over a second to import, so that happens when a connection is made. Writes
are never repeated by the SDK: it would send an import again that the server had carried out.
Answers are read as JSON, since the SDK's models drop fields (which of several task models is
chosen depends on the task) and cost more time than the server.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from quotetrack.errors import ReviewError
from quotetrack.review.credentials import Credentials
from quotetrack.review.failures import explained, strange

PAGE_TASKS = 500  # measured as the fastest; 1,000 needs 80 MB more
DEFAULT_SECONDS = 120.0
EXPORTED_TASKS = 250  # 4 KB of address; proxies let through 8
_ONCE: Any = {"max_retries": 0}

Json = dict[str, Any]


class Server:
    """A Label Studio, reached with one person's key."""

    def __init__(self, credentials: Credentials, seconds: float = DEFAULT_SECONDS) -> None:
        self.url = credentials.url
        self._credentials = credentials
        self._seconds = seconds
        with self._clear("connecting"):
            import httpx
            from label_studio_sdk import LabelStudio

            # Our own, so that it can be closed.
            self._http = httpx.Client(timeout=seconds, follow_redirects=True)
            # The SDK's class has no annotations.
            self._sdk: Any = LabelStudio(  # type: ignore[no-untyped-call]
                base_url=credentials.url,
                api_key=credentials.api_key,
                timeout=seconds,
                httpx_client=self._http,
            )

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connections."""
        self._http.close()

    def projects(self, title: str) -> list[Json]:
        """The projects with exactly this title."""
        with self._clear("looking for the project"):
            found = self._sdk.projects.list(title=title, page_size=100)
            return [
                {"id": project.id, "title": project.title}
                for project in found
                if project.title == title
            ]

    def project(self, project_id: int) -> Json:
        """A project's particulars; raises ProjectGoneError where there is none."""
        found: Json = self._get(f"api/projects/{project_id}/", f"project {project_id}")
        return found

    def create_project(self, title: str, label_config: str) -> Json:
        """A new project with our labelling interface."""
        with self._clear(f"creating project '{title}'"):
            made = self._sdk.projects.create(
                title=title,
                label_config=label_config,
                description="Quotations found by quotetrack, to be verified",
                show_collab_predictions=True,
                request_options=_ONCE,
            )
            return {"id": made.id, "title": made.title}

    def change_project(self, project_id: int, **changes: Any) -> None:
        """Sets particulars of a project, e.g. `label_config`."""
        with self._clear(f"changing project {project_id}"):
            self._sdk.projects.update(project_id, **changes, request_options=_ONCE)

    def people(self) -> dict[int, str]:
        """Who the users are: e-mail addresses by number."""
        with self._clear("listing the users"):
            return {
                int(user.id): str(user.email or user.username)
                for user in self._sdk.users.list()
                if user.id is not None
            }

    def import_tasks(self, project_id: int, tasks: Sequence[Json]) -> list[int]:
        """Adds tasks, once; their numbers in the tasks' order."""
        with self._clear(f"sending {len(tasks)} documents"):
            done = self._sdk.projects.import_tasks(
                project_id, request=list(tasks), return_task_ids=True, request_options=_ONCE
            )
            numbers = list(done.task_ids or [])
        if len(numbers) != len(tasks):
            raise ReviewError(
                f"Label Studio at {self.url} took {len(tasks)} documents without saying which "
                "tasks they became: run `quotetrack push` again, which asks for them"
            )
        return [int(number) for number in numbers]

    def update_prediction(self, prediction_id: int, prediction: Mapping[str, Any]) -> None:
        """Replaces a prediction in place, so that annotations keep pointing at it."""
        with self._clear(f"changing prediction {prediction_id}"):
            self._sdk.predictions.update(prediction_id, **prediction, request_options=_ONCE)

    def create_prediction(self, task_id: int, prediction: Mapping[str, Any]) -> int:
        """Adds a prediction to a task that has none; its number."""
        with self._clear(f"adding a prediction to task {task_id}"):
            made = self._sdk.predictions.create(task=task_id, **prediction, request_options=_ONCE)
            return int(made.id or 0)

    def count(self, project_id: int, filters: Sequence[Json] = ()) -> int:
        """How many tasks there are that the filters let through."""
        page = self._page(project_id, 1, filters, {"fields": "task_only", "include": "id"})
        return int(page.get("total", 0))

    def latest_change(self, project_id: int) -> str | None:
        """The server's time of the last change to any task of a project."""
        fields = {"fields": "task_only", "include": "id,updated_at"}
        page = self._page(project_id, 1, (), fields, ordering="-tasks:updated_at")
        return str(page["tasks"][0]["updated_at"]) if page["tasks"] else None

    def tasks(
        self, project_id: int, filters: Sequence[Json] = (), include: str | None = None
    ) -> Iterator[Json]:
        """The tasks that the filters let through, by number: all of each, or the fields named.

        A page asks for what comes after the last task seen. Pages counted by number would leave
        tasks out where others are deleted or changed meanwhile.
        """
        fields = {"fields": "task_only", "include": include} if include else {"fields": "all"}
        size = PAGE_TASKS * 2 if include else PAGE_TASKS
        last = 0
        while True:
            after = only("id", "greater", last, "Number")
            page = self._page(project_id, size, [*filters, after], fields)
            yield from page["tasks"]
            if len(page["tasks"]) < size:
                return
            last = max(int(task["id"]) for task in page["tasks"])

    def export(self, project_id: int, task_ids: Sequence[int]) -> Iterator[list[Json]]:
        """The annotated ones of these tasks with their annotations, a batch of ids at a time.

        While a batch is worked on, the server makes the next one. That halves the time of a pull
        against one export of all, which has to be complete before its first byte comes.
        """
        batches = [
            list(task_ids[at : at + EXPORTED_TASKS])
            for at in range(0, len(task_ids), EXPORTED_TASKS)
        ]
        with ThreadPoolExecutor(1) as ahead:
            coming = [ahead.submit(self._exported, project_id, batch) for batch in batches[:1]]
            for following in [*batches[1:], None]:
                if not coming:
                    return
                ready = coming.pop().result()
                if following is not None:
                    coming.append(ahead.submit(self._exported, project_id, following))
                yield ready

    def webhooks(self, project_id: int) -> list[Json]:
        """Whom the server tells of changes in a project: id, url, headers of each."""
        found: list[Json] = self._get(
            "api/webhooks/", f"webhooks of project {project_id}", {"project": project_id}, list
        )
        return found

    def add_webhook(self, project_id: int, url: str, headers: Mapping[str, str]) -> int:
        """Has the server post to `url` when annotations change; the webhook's number."""
        with self._clear(f"adding a webhook to project {project_id}"):
            made = self._sdk.webhooks.create(
                url=url,
                project=project_id,
                headers=dict(headers),
                actions=["ANNOTATION_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED"],
                send_for_all_actions=False,
                send_payload=False,
                request_options=_ONCE,
            )
            return int(made.id)

    def delete_webhook(self, number: int) -> None:
        """Has the server post there no more."""
        with self._clear(f"deleting webhook {number}"):
            self._sdk.webhooks.delete(number, request_options=_ONCE)

    def _exported(self, project_id: int, task_ids: Sequence[int]) -> list[Json]:
        # The SDK's own method names the parameter so that the server takes no notice of it.
        parameters = {"exportType": "JSON", "ids[]": list(task_ids)}
        path = f"api/projects/{project_id}/export"
        found = self._get(path, f"annotations of project {project_id}", parameters, list)
        return [task for task in found if isinstance(task, dict)]

    def _page(
        self,
        project_id: int,
        size: int,
        filters: Sequence[Json],
        fields: Json,
        ordering: str = "tasks:id",
    ) -> Json:
        query = {
            "filters": {"conjunction": "and", "items": list(filters)},
            "ordering": [ordering],
        }
        parameters = {"project": project_id, "page": 1, "page_size": size, **fields}
        parameters["query"] = json.dumps(query)
        page: Json = self._get("api/tasks/", f"project {project_id}", parameters)
        if not isinstance(page.get("tasks"), list):
            raise ReviewError(strange(self.url, "listing tasks"))
        return page

    def _get(
        self, path: str, what: str, parameters: Json | None = None, wanted: type = dict
    ) -> Any:
        """A JSON object or list, by the SDK's own HTTP client, which knows both kinds of key."""
        with self._clear(f"reading {what}"):
            client = self._sdk._client_wrapper.httpx_client
            answer = client.request(path, method="GET", params=parameters)
            if answer.status_code != 200:
                from label_studio_sdk.core.api_error import ApiError

                raise ApiError(status_code=answer.status_code, body=answer.text)
            content = answer.json()
        if not isinstance(content, wanted):
            raise ReviewError(strange(self.url, f"reading {what}"))
        return content

    @contextmanager
    def _clear(self, doing: str) -> Iterator[None]:
        """Turns whatever the SDK, its HTTP client or its models raise into one clear line."""
        try:
            yield
        except ReviewError:
            raise
        except Exception as error:
            kind, message = explained(error, self.url, doing)
            # `from None`: the SDK's error holds headers, and among them cookies.
            raise kind(self._credentials.cleaned(message)) from None


def only(field: str, operator: str, value: Any, kind: str) -> Json:
    """One filter of a list of tasks; `kind` is String, Number or Datetime."""
    return {"filter": f"filter:tasks:{field}", "operator": operator, "type": kind, "value": value}
