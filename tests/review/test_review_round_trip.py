"""Documents out to a real Label Studio, a reviewer at work through its API, reviews back."""

from __future__ import annotations

import copy
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import quotetrack
from quotetrack import Store
from quotetrack.review.client import Server
from quotetrack.review.project import find_project
from quotetrack.review.pulling import pull
from quotetrack.review.pushing import push
from quotetrack.review.selecting import Selection

pytestmark = pytest.mark.server


def dump(store: Store) -> str:
    """Everything in the database but the log of runs."""
    with sqlite3.connect(store.path) as connection:
        lines = [line for line in connection.iterdump() if 'INTO "runs"' not in line]
    connection.close()
    return "\n".join(lines)


def state(server: Server, title: str) -> list[dict[str, Any]]:
    """Everything on the server: tasks, predictions, annotations."""
    project = find_project(server, title)
    assert project is not None
    tasks = list(server.tasks(project.id))
    for task in tasks:
        for prediction in task["predictions"]:
            prediction.pop("created_ago")
        for annotation in task["annotations"]:
            annotation.pop("created_ago", None)
            (annotation.get("prediction") or {}).pop("created_ago", None)
    return tasks


def tasks_by_document(server: Server, title: str) -> dict[str, dict[str, Any]]:
    return {task["data"]["quotetrack_id"]: task for task in state(server, title)}


def region(start: int, end: int, label: str, name: str) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": [label]}
    return {
        "id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value,
        "origin": "manual",
    }  # fmt: skip


def annotate(
    server: Server, task: dict[str, Any], result: list[Any], **more: Any
) -> dict[str, Any]:
    made = server._sdk.annotations.create(task["id"], result=result, **more)
    return {"id": made.id}


@pytest.mark.corpus
def test_a_reviewers_work_on_the_seed_article_comes_back_exactly(
    store: Store, server: Server, corpus: Path, article: Any
) -> None:
    document = next(iter(quotetrack.read(next((corpus / "seed").glob("*.txt")))))
    quotes = quotetrack.extract(document)
    assert len(quotes) >= 6
    other, others = article(1)
    store.ingest([(document, quotes), (other, others)])

    result = push(store, server, Selection(), "seed")
    assert (result.sent, result.failures) == (2, [])
    tasks = tasks_by_document(server, "seed")
    task = tasks[document.id]
    assert task["data"]["text"] == document.text

    page = copy.deepcopy(task["predictions"][0]["result"])
    single = [q for q in quotes if len(q.content) == 1 and q.speaker is not None]
    moved, respoken, expert_set, rejected = single[:4]
    by_id = {entry["id"]: entry for entry in page if entry.get("type") == "labels"}
    # 1. the end of a quotation moves
    by_id[f"q-{moved.id}-0"]["value"]["end"] -= 2
    # 2. another speaker, drawn by hand and joined without a label, as the browser does it
    new = (rejected.content[0].start, rejected.content[0].start + 3)
    page.append(region(*new, "SPEAKER", "Drawn12345"))
    page = [
        entry
        for entry in page
        if not (entry.get("from_id") == f"q-{respoken.id}-0" and entry["to_id"].startswith("s-"))
    ]
    page.append(
        {
            "type": "relation",
            "from_id": "Drawn12345",
            "to_id": f"q-{respoken.id}-0",
            "direction": "left",
        }
    )
    # 3. an expert chosen for a speaker of one quotation alone
    lone = f"Lone{expert_set.id}"[:10]
    speaker = expert_set.speaker
    page = [
        entry
        for entry in page
        if not (entry.get("from_id") == f"q-{expert_set.id}-0" and entry["to_id"].startswith("s-"))
    ]
    page.append(region(speaker.start, speaker.end, "SPEAKER", lone))
    value = {"start": speaker.start, "end": speaker.end, "choices": ["montazeri"]}
    chosen = {"id": lone, "from_name": "expert", "to_name": "text", "type": "choices"}
    page.append({**chosen, "value": value})
    page.append({"type": "relation", "from_id": f"q-{expert_set.id}-0", "to_id": lone})
    # 4. a quotation is taken off the page
    page = [
        entry
        for entry in page
        if entry.get("id") != f"q-{rejected.id}-0" and entry.get("from_id") != f"q-{rejected.id}-0"
    ]
    # 5. a missed one is added
    added = (0, 12)
    page.append(region(*added, "INDIRECT", "Added54321"))
    annotate(server, task, page, lead_time=42.5)
    annotate(server, tasks[other.id], [], was_cancelled=True)

    pulled = pull(store, server, "seed")
    assert pulled.failures == []
    reviews = {review.quote_id: review for review in store.reviews(document.id)}
    extra = [review for review in store.reviews(document.id) if review.quote_id is None]
    assert len(reviews) - 1 == len(quotes)
    assert [review.verdict for review in extra] == ["added"]
    text = document.text
    assert (extra[0].content, extra[0].text, extra[0].kind) == ((added,), text[:12], "indirect")
    verdicts = {moved.id: "corrected", respoken.id: "corrected", rejected.id: "rejected"}
    for quote in quotes:
        review = reviews[quote.id]
        expected = verdicts.get(quote.id, "accepted")
        if quote.id == expert_set.id:
            expected = "corrected" if expert_set.expert != "montazeri" else "accepted"
        assert (quote.text, review.verdict) == (quote.text, expected)
        assert review.original == quote.content
        assert (review.reviewer, review.seconds) == ("reviewer@example.com", 42.5)
        if expected == "accepted":
            assert (review.content, review.who, review.expert) == (
                quote.content, quote.who, quote.expert,
            )  # fmt: skip
            assert (review.speaker, review.cue) == (quote.speaker, quote.cue)
    end = moved.content[0].end - 2
    assert reviews[moved.id].content == ((moved.content[0].start, end),)
    assert reviews[moved.id].text == text[moved.content[0].start : end]
    assert reviews[respoken.id].speaker.text == text[slice(*new)]
    assert reviews[expert_set.id].expert == "montazeri"
    skipped = list(store.reviews(other.id))
    assert [(review.verdict, review.quote_id) for review in skipped] == [("skipped", None)]

    before, there = dump(store), state(server, "seed")
    again = push(store, server, Selection(), "seed")
    assert (again.sent, again.updated, again.adopted) == (0, 0, 0)
    assert pull(store, server, "seed").changed == 0
    assert pull(store, server, "seed", everything=True).changed == 0
    assert dump(store) == before
    assert state(server, "seed") == there
