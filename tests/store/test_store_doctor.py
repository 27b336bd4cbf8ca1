"""The doctor finds each kind of harm, and repairs what is derived."""

from __future__ import annotations

import pytest

from quotetrack.models import Document

TEXT = "李明表示：“新的制裁没有用。”他说石油也是。"


@pytest.fixture
def healthy(store, a_quote, a_review):
    document = Document(text=TEXT, lang="zh-Hans", title="标题")
    quote = a_quote(document, "新的制裁没有用。", speaker="李明", cue="表示", expert="li")
    missed = a_quote(document, "石油也是", kind="indirect")
    store.ingest([(document, [quote])])
    store.add_reviews([a_review(quote, "accepted"), a_review(missed, "added")])
    rows = [row["row"] for row in store.rows()]
    claim = {"id": "c", "text": "x", "lang": None, "who": None, "expert": None}
    store.save_claims([claim], [(row, "c", None) for row in rows])
    assert store.examine() == []
    return store


INTO_INDEX = "INSERT INTO quotes_index (quotes_index, rowid, words, who, tags) VALUES ('delete', "
HARM = [
    # what is done to the file, what the doctor calls it, whether it can be repaired
    ("UPDATE documents SET text = text || 'x'", "hashes", False),
    ("UPDATE quotes SET id = 'other'", "hashes", False),
    ("UPDATE quotes SET text = 'other'", "spans", False),
    ("UPDATE quotes SET content = '[[0,99999]]'", "spans", False),
    ("UPDATE quotes SET content = 'not json'", "spans", False),
    ("UPDATE quotes SET verbatim = '[[1]]'", "spans", False),
    ("UPDATE reviews SET original = '[1, 2]'", "spans", False),
    ("UPDATE reviews SET content = '[[1, null]]'", "spans", False),
    ("UPDATE quotes SET cue = '说'", "spans", False),
    ("UPDATE quotes SET speaker_start = speaker_start + 1", "spans", False),
    ("UPDATE reviews SET content = '[[5,4]]' WHERE verdict = 'added'", "spans", False),
    ("DELETE FROM answers", "answers", True),
    ("UPDATE answers SET status = 'rejected'", "answers", True),
    ("INSERT INTO quotes_index (quotes_index) VALUES ('delete-all')", "search index", True),
    ("INSERT INTO documents_index (documents_index) VALUES ('delete-all')", "search index", True),
    ("INSERT INTO quotes_index (rowid, words) VALUES (77, '鬼')", "search index", True),
    (INTO_INDEX + "1, '新', '', '')", "search index", True),
    ("UPDATE quotes SET who = '王芳'", "search index", True),
    ("UPDATE quotes SET expert = NULL", "search index", True),
    ("UPDATE documents SET title = 'other'", "search index", True),
    ("INSERT INTO claims (id, text) VALUES ('lonely', 'x')", "orphans", True),
    ("INSERT INTO claim_mentions (row, claim_key) VALUES (999, 1)", "orphans", True),
    ("DELETE FROM documents", "foreign keys", False),
]


@pytest.mark.parametrize(("harm", "check", "mends"), HARM, ids=[harm for harm, _, _ in HARM])
def test_harm_is_found_and_repaired(healthy, harm, check, mends) -> None:
    healthy.connection.execute("PRAGMA foreign_keys = OFF")
    healthy.connection.execute(harm)
    problems = healthy.examine()
    assert check in {problem.check for problem in problems}
    assert all(problem.what and "\n" not in problem.what for problem in problems)
    if mends:
        assert healthy.repair() == []
    else:
        assert not all(problem.derived for problem in problems)
        assert check in {problem.check for problem in healthy.repair()}


def test_repairing_a_healthy_file_changes_nothing(healthy) -> None:
    before = [tuple(row) for row in healthy.rows()]
    assert healthy.repair() == []
    assert [tuple(row) for row in healthy.rows()] == before


def test_many_problems_are_summed_up(store, a_quote) -> None:
    texts = [f"李明说：“第{n}句话。”" for n in range(50)]
    documents = [Document(text=text, lang="zh-Hans") for text in texts]
    store.ingest((d, [a_quote(d, f"第{n}句话。")]) for n, d in enumerate(documents))
    store.connection.execute("UPDATE quotes SET text = 'other'")
    spans = [problem for problem in store.examine() if problem.check == "spans"]
    assert len(spans) == 21
    assert "30 more" in spans[-1].what
