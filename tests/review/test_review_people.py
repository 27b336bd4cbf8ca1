"""Several reviewers, second thoughts, new extractions, both kinds of key, the command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from quotetrack import Span, Store
from quotetrack.models import quote_id
from quotetrack.review import pulling
from quotetrack.review.client import Server
from quotetrack.review.credentials import Credentials
from quotetrack.review.project import find_project
from quotetrack.review.pulling import pull
from quotetrack.review.pushing import push
from quotetrack.review.selecting import Selection
from quotetrack.review.status import status_here, status_there

pytestmark = pytest.mark.server


@pytest.fixture
def project(tmp_path: Path) -> str:
    """A project of the test's own."""
    return tmp_path.name[-40:]


def only_task(server: Server, title: str) -> dict[str, Any]:
    found = find_project(server, title)
    assert found is not None
    (task,) = server.tasks(found.id)
    return task


def statuses(store: Store) -> list[str]:
    rows = store.connection.execute("SELECT status FROM claims_database ORDER BY start")
    return [row[0] for row in rows]


def colleague(server: Server) -> int:
    """Another user of the server."""
    for user in server._sdk.users.list():
        if user.email == "colleague@example.com":
            return int(user.id)
    made = server._sdk.users.create(
        email="colleague@example.com", username="colleague", first_name="C", last_name="C"
    )
    return int(made.id)


def test_reviewers_agree_or_not_and_ground_truth_decides(
    store: Store, server: Server, project: str, article: Any
) -> None:
    document, quotes = article(1)
    store.ingest([(document, quotes)])
    push(store, server, Selection(), project)
    task = only_task(server, project)
    whole = task["predictions"][0]["result"]
    rejecting = [
        entry
        for entry in whole
        if f"q-{quotes[0].id}-0" not in (entry.get("id"), entry.get("from_id"))
    ]
    create = server._sdk.annotations.create
    create(task["id"], result=whole, lead_time=3.0)
    pull(store, server, project)
    assert statuses(store) == ["accepted"] * 3
    other = create(task["id"], result=rejecting, completed_by=colleague(server))
    pull(store, server, project)
    assert statuses(store) == ["conflict", "accepted", "accepted"]
    reviewers = {review.reviewer for review in store.reviews()}
    assert reviewers == {"reviewer@example.com", "colleague@example.com"}
    assert len(list(store.reviews())) == 6  # both are kept
    server._sdk.annotations.update(other.id, ground_truth=True, result=rejecting)
    pull(store, server, project)
    assert statuses(store) == ["rejected", "accepted", "accepted"]
    assert status_here(store).statuses == {"accepted": 2, "rejected": 1}


def test_second_thoughts_replace_and_withdraw(
    store: Store, server: Server, project: str, article: Any
) -> None:
    store.ingest([article(1)])
    push(store, server, Selection(), project)
    task = only_task(server, project)
    result = task["predictions"][0]["result"]
    made = server._sdk.annotations.create(task["id"], result=result)
    pull(store, server, project)
    first = {review.id: review.verdict for review in store.reviews()}
    assert set(first.values()) == {"accepted"}
    server._sdk.annotations.update(made.id, result=[])
    assert pull(store, server, project).changed == 3
    second = {review.id: review.verdict for review in store.reviews()}
    assert second == dict.fromkeys(first, "rejected")
    server._sdk.annotations.delete(made.id)
    assert pull(store, server, project).withdrawn == 3
    assert list(store.reviews()) == []
    assert statuses(store) == ["unreviewed"] * 3


def test_a_withdrawn_annotation_is_noticed_in_a_full_pull_too(
    store: Store, server: Server, project: str, article: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.ingest([article(1)])
    push(store, server, Selection(), project)
    task = only_task(server, project)
    made = server._sdk.annotations.create(task["id"], result=[])
    monkeypatch.setattr(pulling, "LISTED_AT_MOST", -1)
    assert pull(store, server, project).changed == 3
    server._sdk.annotations.delete(made.id)
    assert pull(store, server, project).withdrawn == 3


def shorter(document: Any, quotes: list[Any]) -> list[Any]:
    """What a later extractor might find: the same quotes, a character shorter."""
    found = []
    for quote in quotes:
        content = (Span(quote.content[0].start, quote.content[0].end - 1),)
        text = document.text[slice(*content[0])]
        name = quote_id(document.id, quote.kind, content)
        values = {"id": name, "content": content, "verbatim": content, "text": text}
        found.append(quote.model_copy(update=values))
    return found


def test_a_new_extraction_renews_unreviewed_pages_and_keeps_reviews(
    store: Store, server: Server, project: str, article: Any
) -> None:
    (one, its), (other, others) = article(1), article(2)
    store.ingest([(one, its), (other, others)])
    push(store, server, Selection(), project)
    found = find_project(server, project)
    assert found is not None
    tasks = {t["data"]["quotetrack_id"]: t for t in server.tasks(found.id)}
    result = tasks[one.id]["predictions"][0]["result"]
    server._sdk.annotations.create(tasks[one.id]["id"], result=result)
    pull(store, server, project)
    reviews = list(store.reviews())
    for document, quotes in ((one, its), (other, others)):
        store.replace_quotes(document.id, shorter(document, quotes))
    assert list(store.reviews()) == reviews
    assert statuses(store).count("accepted") == 3
    # Somebody has the second page open with the old quotes while the new ones come.
    old = tasks[other.id]["predictions"][0]
    there = status_there(store, server, project)
    assert there is not None
    assert there.to_update == 1
    pushed = push(store, server, Selection(), project)
    assert (pushed.sent, pushed.updated) == (0, 1)
    assert push(store, server, Selection(), project).updated == 0
    now = {t["data"]["quotetrack_id"]: t for t in server.tasks(found.id)}
    assert now[one.id]["predictions"][0]["result"] == result
    (renewed,) = now[other.id]["predictions"]
    assert renewed["id"] == old["id"]
    assert renewed["result"] != old["result"]
    server._sdk.annotations.create(now[other.id]["id"], result=old["result"])
    pull(store, server, project)
    late = list(store.reviews(other.id))
    assert [review.verdict for review in late] == ["accepted"] * 3
    assert statuses(store).count("accepted") == 6


def test_another_copy_of_the_database_takes_the_tasks_up(
    store: Store, server: Server, project: str, article: Any, tmp_path: Path
) -> None:
    items = [article(number) for number in range(3)]
    store.ingest(items)
    push(store, server, Selection(), project)
    with Store(tmp_path / "copy.db") as copy:
        copy.ingest(items)
        found = find_project(server, project)
        assert found is not None
        for task in server.tasks(found.id):
            result = task["predictions"][0]["result"]
            server._sdk.annotations.create(task["id"], result=result)
        pull(copy, server, project)
        assert statuses(copy) == ["accepted"] * 9
        again = push(copy, server, Selection(statuses=("accepted",)), project)
        assert (again.sent, again.updated) == (0, 0)


def test_the_least_certain_come_first_and_filters_choose(
    store: Store, server: Server, project: str, article: Any
) -> None:
    store.ingest([article(number) for number in (9, 3, 6)])
    push(store, server, Selection(below=0.59), project)
    found = find_project(server, project)
    assert found is not None
    titles = [task["data"]["title"] for task in server.tasks(found.id)]
    assert titles == ["简报 3 <b>", "简报 6 <b>"]
    scores = [task["predictions"][0]["score"] for task in server.tasks(found.id)]
    assert scores == sorted(scores)
    assert found.title == project
    assert push(store, server, Selection(), project).sent == 1


@pytest.mark.filterwarnings("ignore:.*parse_obj.*")  # the SDK's own, where it renews the token
def test_a_personal_access_token_works(
    store: Store, label_studio: Any, project: str, article: Any
) -> None:
    store.ingest([article(1)])
    url = label_studio.credentials.url
    with httpx.Client(base_url=url, follow_redirects=True) as browser:
        page = browser.get("/user/login/")
        form = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert form is not None
        fields = {"email": label_studio.account["user"]}
        fields |= {"password": label_studio.account["password"], "csrfmiddlewaretoken": form[1]}
        browser.post("/user/login/", data=fields, headers={"Referer": url})
        headers = {"X-CSRFToken": browser.cookies["csrftoken"], "Referer": url}
        token = browser.post("/api/token/", headers=headers).json()["token"]
    with Server(Credentials(url, token)) as server:
        assert push(store, server, Selection(), project).sent == 1
        task = only_task(server, project)
        server._sdk.annotations.create(task["id"], result=task["predictions"][0]["result"])
        assert pull(store, server, project).changed == 3
    with Server(Credentials(url, token[:-3] + "AAA")) as server:
        with pytest.raises(Exception, match="does not accept the key") as failure:
            push(store, server, Selection(), project)
        assert token[:-3] not in str(failure.value)


def run(
    *arguments: str, cwd: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from quotetrack.cli import main; main()", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_command_line(
    store: Store, label_studio: Any, server: Server, project: str, article: Any, tmp_path: Path
) -> None:
    store.ingest([article(number) for number in range(3)])
    key = label_studio.credentials.api_key
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "QUOTETRACK_DB": str(store.path),
        "LABEL_STUDIO_URL": server.url, "LABEL_STUDIO_API_KEY": key,
        "LABEL_STUDIO_PROJECT": project, "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    said: list[str] = []

    def call(*arguments: str, code: int = 0) -> str:
        done = run(*arguments, cwd=tmp_path, environment=environment)
        said.append(done.stdout + done.stderr)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), said[-1]
        return done.stdout if code == 0 else done.stderr

    assert "no project" in call("status", code=1)
    assert "3 documents would be sent" in call("push", "--dry-run")
    assert find_project(server, project) is None
    assert "3 documents sent" in call("push")
    assert "3 there already" in call("push")
    found = find_project(server, project)
    assert found is not None
    task = next(server.tasks(found.id))
    server._sdk.annotations.create(task["id"], result=task["predictions"][0]["result"])
    there = json.loads(call("status", "--json"))["there"]
    assert (there["tasks"], there["annotated"], there["to_pull"]) == (3, 1, 1)
    assert "3 reviews new or changed" in call("pull")
    assert "0 reviews new or changed" in call("pull")
    environment["LABEL_STUDIO_API_KEY"] = "0" * 40
    assert "LABEL_STUDIO_API_KEY" in call("pull", code=1)
    environment["LABEL_STUDIO_API_KEY"] = ""
    assert "set LABEL_STUDIO_API_KEY" in call("pull", code=1)
    file = tmp_path / "credentials.toml"
    file.write_text(f'url = "{server.url}"\napi_key = "{key}"\n')
    file.chmod(0o644)
    assert "chmod 600" in call("pull", "--credentials", str(file), code=1)
    file.chmod(0o600)
    assert "0 reviews" in call("pull", "--credentials", str(file))
    assert key not in "".join(said)
    assert key not in "\n".join(store.connection.iterdump())
