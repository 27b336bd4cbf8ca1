"""Documents, quotes and reviews go in, are replaced, and come out as they were."""

from __future__ import annotations

import pytest

from quotetrack.errors import StoreError
from quotetrack.models import Document, Expert, Span

TEXT = "前一句。李明教授周一表示：“新的制裁不会有用。”他说，核谈判必须继续。后一句。"
SAY = "新的制裁不会有用。"
TALK = "核谈判必须继续"


def dump(store) -> dict[str, list[tuple]]:
    """All rows of all tables but the log of runs."""
    names = [
        row[0]
        for row in store.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'runs' "
            "AND sql NOT LIKE 'CREATE VIRTUAL%'"
        )
    ]
    return {
        name: sorted(
            (tuple(row) for row in store.connection.execute(f"SELECT * FROM {name}")), key=repr
        )
        for name in names
    }


@pytest.fixture
def document() -> Document:
    return Document(text=TEXT, lang="zh-Hans", title="标题", outlet="晨报", published="2024-05-01")


@pytest.fixture
def quotes(document, a_quote):
    return [
        a_quote(document, SAY, speaker="李明", cue="表示", expert="li"),
        a_quote(document, TALK, kind="indirect", speaker="他", cue="说"),
    ]


def test_what_goes_in_comes_out(store, document, quotes) -> None:
    result = store.ingest([(document, quotes)], extractor_version="1")
    assert (result.added, result.unchanged, result.quotes, result.failures) == (1, 0, 2, [])
    assert store.document(document.id) == document
    assert list(store.documents()) == [document]
    assert list(store.quotes()) == quotes
    assert list(store.quotes(document.id)) == quotes
    assert store.quote(quotes[0].id) == quotes[0]
    assert store.known([document.id, "nobody"]) == {document.id}
    assert store.document("nobody") is None


def test_the_view_shows_a_row_a_quotation(store, document, quotes) -> None:
    store.put_experts([Expert(id="li", name="Li Ming", names={"zh": ("李明",)})])
    store.ingest([(document, quotes)])
    first, second = store.rows()
    assert first["text"] == SAY
    assert first["context"] == "李明教授周一表示：“新的制裁不会有用。”"
    assert (first["expert"], first["expert_name"], first["who"]) == ("li", "Li Ming", "李明")
    assert (first["title"], first["outlet"], first["published"]) == ("标题", "晨报", "2024-05-01")
    assert TEXT[first["start"] : first["end"]] == SAY
    assert first["status"] == "unreviewed"
    assert second["context"] == "他说，核谈判必须继续。"
    assert second["verbatim"] == "[]"


def test_a_second_run_changes_no_row(store, document, quotes) -> None:
    store.ingest([(document, quotes)], extractor_version="1")
    before = dump(store)
    again = store.ingest([(document, quotes)], extractor_version="2")
    assert (again.added, again.unchanged, again.quotes) == (0, 1, 0)
    assert not store.replace_quotes(document.id, quotes, "1")
    assert dump(store) == before


def test_the_same_document_twice_in_a_batch_is_one(store, document, quotes) -> None:
    result = store.ingest([(document, quotes), (document, quotes)])
    assert (result.added, result.unchanged) == (1, 1)
    assert store.examine() == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [("a\0b", "NUL"), ("a\ud800b", "surrogate")],
)
def test_what_cannot_be_stored_fails_alone(store, document, quotes, text, reason) -> None:
    bad = Document(text=text)
    result = store.ingest([(bad, []), (document, quotes)])
    assert result.added == 1
    [(name, why)] = result.failures
    assert name == bad.id
    assert reason in why


def test_quotes_of_another_text_are_refused(store, document, quotes) -> None:
    other = Document(text="短")
    astray = quotes[0].model_copy(update={"document_id": other.id})
    result = store.ingest([(other, [astray]), (other, quotes)])
    assert [name for name, _ in result.failures] == [other.id] * 2
    assert list(store.documents()) == []


def test_an_id_with_another_text_is_refused(store) -> None:
    store.ingest([(Document(id="x", text="one"), [])])
    result = store.ingest([(Document(id="x", text="two"), [])])
    assert result.failures[0][0] == "x"
    assert store.document("x").text == "one"


def test_a_clash_of_quote_ids_fails_alone(store, document, quotes, a_quote) -> None:
    other = Document(text=TEXT + "另一篇。", lang="zh-Hans")
    thief = a_quote(other, SAY, id=quotes[0].id)
    third = Document(text="第三篇。")
    result = store.ingest([(document, quotes), (other, [thief]), (third, [])])
    assert result.added == 2
    assert [name for name, _ in result.failures] == [other.id]
    assert store.known([document.id, other.id, third.id]) == {document.id, third.id}
    assert store.examine() == []


def test_prepared_elsewhere_is_the_same(store, tmp_path, document, quotes) -> None:
    import pickle

    from quotetrack.store import Store
    from quotetrack.store.preparing import prepare

    store.ingest([(document, quotes)])
    with Store(tmp_path / "other.db") as other:
        result = other.ingest([pickle.loads(pickle.dumps(prepare(document, quotes)))])
        assert result.added == 1
        assert [tuple(row) for row in other.rows()] == [tuple(row) for row in store.rows()]
        assert other.examine() == []


def test_replacing_keeps_what_is_still_found(store, document, quotes, a_quote) -> None:
    store.ingest([(document, quotes)], extractor_version="1")
    (kept,) = [row["row"] for row in store.rows() if row["text"] == SAY]
    claim = {"id": "c", "text": SAY, "lang": "zh", "who": "李明", "expert": "li"}
    store.save_claims([claim], [(kept, "c", None)])
    corrected = quotes[0].model_copy(update={"who": "李明教授"})
    assert store.replace_quotes(document.id, [corrected, a_quote(document, "后一句")], "2")
    rows = {row["text"]: row for row in store.rows()}
    assert set(rows) == {SAY, "后一句"}
    assert (rows[SAY]["row"], rows[SAY]["claim_id"], rows[SAY]["who"]) == (kept, "c", "李明教授")
    assert list(store.documents(outdated_for="2")) == []
    assert list(store.documents(outdated_for="3")) == [document]
    assert store.examine() == []


def test_experts_are_assigned_and_kept(store, document, quotes) -> None:
    store.ingest([(document, quotes)])
    assert store.assign_experts({quotes[1].id: "li", "nobody": "li"}) == 1
    assert store.assign_experts({quotes[1].id: "li"}) == 0
    assert [row["expert"] for row in store.rows()] == ["li", "li"]
    someone = Expert(id="li", name="Li", description="d", names={"zh": ("李明", "黎明")})
    assert store.put_experts([someone], "registry") == 1
    assert store.put_experts([someone], "registry") == 0
    assert store.experts("registry") == [
        someone.model_copy(update={"names": {"zh": ("李明", "黎明")}})
    ]
    store.delete_expert("li")
    assert store.experts() == []
    assert store.examine() == []


def test_a_document_is_edited(store, document, quotes) -> None:
    store.ingest([(document, quotes)])
    store.update_document(document.id, {"title": "新标题", "outlet": None})
    assert store.document(document.id).title == "新标题"
    assert store.examine() == []
    with pytest.raises(StoreError, match="text cannot be edited"):
        store.update_document(document.id, {"text": "x"})
    with pytest.raises(StoreError, match="no document nobody"):
        store.update_document("nobody", {"title": "x"})


def test_a_document_goes_with_all_that_hangs_on_it(store, document, quotes, a_review) -> None:
    other = Document(text="另一篇。")
    store.ingest([(document, quotes), (other, [])])
    rest = dump(store)
    row = next(store.rows())["row"]
    store.save_claims(
        [{"id": "c", "text": SAY, "lang": None, "who": None, "expert": None}], [(row, "c", 1.0)]
    )
    store.add_reviews([a_review(quotes[0], "accepted"), a_review(quotes[1], "corrected")])
    store.put_tasks([{"server": "s", "project_id": 1, "task_id": 7, "document_id": document.id}])
    store.delete_document(document.id)
    store.ingest([(document, quotes)])
    store.delete_document(other.id)
    store.ingest([(other, [])])
    again = dump(store)
    for name in ("reviews", "answers", "claims", "claim_mentions", "label_studio_tasks"):
        assert again[name] == rest[name] == []
    assert store.examine() == []


def test_tasks_runs_and_settings(store, document) -> None:
    store.ingest([(document, [])])
    task = {"server": "s", "project_id": 1, "task_id": 7, "document_id": document.id, "state": "a"}
    assert store.put_tasks([task]) == 1
    assert store.put_tasks([task]) == 0
    assert store.put_tasks([{**task, "state": "b"}]) == 1
    assert [row["state"] for row in store.tasks("s", 1)] == ["b"]
    with pytest.raises(StoreError, match="no column colour"):
        store.put_tasks([{**task, "colour": "red"}])
    run = store.start_run("ingest", "0.1")
    store.end_run(run, {"added": 1}, [("a.txt", "unreadable")])
    row = store.connection.execute("SELECT * FROM runs").fetchone()
    assert (row["counts"], row["failures"]) == ('{"added": 1}', '[["a.txt", "unreadable"]]')
    assert store.setting("pulled") is None
    store.set_setting("pulled", "2024")
    store.set_setting("pulled", "2025")
    assert store.setting("pulled") == "2025"


REVIEWED = [
    # verdict, what the person gives, the row's status, text, who
    ("accepted", {}, "accepted", SAY, "李明"),
    ("rejected", {}, "rejected", SAY, "李明"),
    ("skipped", {}, "unreviewed", SAY, "李明"),
    ("corrected", {"who": "王芳"}, "corrected", SAY, "王芳"),
    ("corrected", {"who": None, "expert": None}, "corrected", SAY, None),
]


@pytest.mark.parametrize(("verdict", "given", "status", "text", "who"), REVIEWED)
def test_the_view_shows_the_peoples_answer(
    store, document, quotes, a_review, verdict, given, status, text, who
) -> None:
    store.ingest([(document, quotes)])
    assert store.add_review(a_review(quotes[0], verdict, **given))
    assert not store.add_review(a_review(quotes[0], verdict, **given))
    first, second = store.rows()
    assert (first["status"], first["text"], first["who"]) == (status, text, who)
    assert second["status"] == "unreviewed"
    assert (first["description"] is None) == (who != "李明")
    assert store.examine() == []


def test_a_moved_boundary_shows_the_persons_words(store, document, quotes, a_review) -> None:
    store.ingest([(document, quotes)])
    start = TEXT.index("制裁")
    moved = (Span(start, start + 6),)
    store.add_review(a_review(quotes[0], "corrected", content=moved, verbatim=moved))
    row = next(store.rows())
    assert (row["text"], row["content"]) == (TEXT[start : start + 6], f"[[{start},{start + 6}]]")
    assert TEXT[row["start"] : row["end"]] == row["text"]
    assert store.examine() == []


def test_added_quotes_appear(store, document, quotes, a_quote, a_review) -> None:
    store.ingest([(document, quotes[:1])])
    store.add_review(a_review(quotes[1], "added", note="missed"))
    added = [row for row in store.rows() if row["status"] == "added"]
    assert [(row["text"], row["kind"], row["note"]) for row in added] == [
        (TALK, "indirect", "missed")
    ]
    assert added[0]["row"] < 0
    # A better extractor finds it too: one row, still the person's.
    store.replace_quotes(document.id, quotes, "2")
    assert [(row["text"], row["status"]) for row in store.rows()] == [
        (SAY, "unreviewed"),
        (TALK, "added"),
    ]
    assert store.examine() == []


def test_reviews_outlive_the_quotes_they_were_made_on(store, document, quotes, a_review) -> None:
    store.ingest([(document, quotes)])
    reviews = [a_review(quotes[0], "accepted"), a_review(quotes[1], "rejected")]
    store.add_reviews(reviews)
    stored = list(store.reviews())
    assert [review.who for review in stored] == ["李明", "李明"]  # filled in from the quotes
    store.replace_quotes(document.id, [], "2")
    assert list(store.reviews(document.id)) == stored
    assert [(row["text"], row["status"]) for row in store.rows()] == [
        (SAY, "accepted"),
        (TALK, "rejected"),
    ]
    # Nearly the same words: the review belongs to them.
    shorter = SAY[2:]
    start = TEXT.index(shorter)
    near = (Span(start, start + len(shorter)),)
    store.replace_quotes(
        document.id,
        [quotes[0].model_copy(update={"id": "near", "content": near, "text": shorter})],
        "3",
    )
    assert [(row["text"], row["status"]) for row in store.rows()] == [
        (shorter, "accepted"),
        (TALK, "rejected"),
    ]
    assert store.delete_reviews([review.id for review in reviews]) == 2
    assert [row["status"] for row in store.rows()] == ["unreviewed"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"document_id": "nobody"}, "not stored"),
        ({"content": (Span(0, 9999),)}, "outside the text"),
        ({"content": (), "original": (), "verdict": "added", "quote_id": None}, "names no words"),
    ],
)
def test_reviews_that_cannot_be_are_refused(
    store, document, quotes, a_review, changes, message
) -> None:
    store.ingest([(document, quotes)])
    with pytest.raises(StoreError, match=message):
        store.add_review(a_review(quotes[0], "corrected").model_copy(update=changes))
    assert list(store.reviews()) == []
