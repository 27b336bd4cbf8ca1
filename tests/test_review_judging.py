"""Quotes judged from the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from quotetrack import Document, Mention, Quote, Span, Store
from quotetrack.cli.judging import review as command
from quotetrack.errors import ReviewError
from quotetrack.models import quote_id
from quotetrack.review.judging import judge
from quotetrack.store.judging import unknown_speakers

TEXT = "张伟说：“好。”\n李娜说：“好。我们走。”"
DOCUMENT = Document(text=TEXT, lang="zh-Hans")


def found(start: int, words: str, speaker: int, name: str) -> Quote:
    content = (Span(start, start + len(words)),)
    assert TEXT[start : start + len(words)] == words
    return Quote(
        id=quote_id(DOCUMENT.id, "direct", content), document_id=DOCUMENT.id, lang="zh-Hans",
        kind="direct", text=words, content=content, verbatim=content, cue=None,
        speaker=Mention(start=speaker, end=speaker + 2, text=name), who=name, description=None,
        addressee=None, stance="asserts", expert=None, rule="test.rule", confidence=0.9,
    )  # fmt: skip


FIRST = found(5, "好。", 0, "张伟")
SECOND = found(14, "好。我们走。", 9, "李娜")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "quotes.db") as store:
        store.ingest([(DOCUMENT, [FIRST, SECOND])])
        yield store


def test_accepting_and_rejecting(store: Store) -> None:
    judge(store, FIRST.id, "accepted", reviewer="ana")
    judge(store, SECOND.id[:8], "rejected", reviewer="ana", note="why")
    shown = {row["id"]: row["status"] for row in store.rows()}
    assert shown == {FIRST.id: "accepted", SECOND.id: "rejected"}
    judge(store, FIRST.id, "rejected", reviewer="ana")
    assert len(list(store.reviews())) == 2
    judge(store, FIRST.id, "accepted", reviewer="ben")
    assert {row["id"]: row["status"] for row in store.rows()}[FIRST.id] == "conflict"


def test_correcting_takes_the_nearest_words(store: Store) -> None:
    review = judge(
        store,
        SECOND.id,
        "corrected",
        words_said="好。",
        speaker="张伟",
        expert="aziz",
        reviewer="a",
    )
    assert review.content == review.verbatim == (Span(14, 16),)
    assert review.speaker == Mention(start=0, end=2, text="张伟")
    assert (review.who, review.expert, review.original) == ("张伟", "aziz", SECOND.content)
    review = judge(store, SECOND.id, "corrected", words_said="好。 … 走。", reviewer="a")
    assert review.content == (Span(14, 16), Span(18, 20))
    assert review.text == "好。 … 走。"


def test_names_that_reviewers_gave_are_found_even_where_they_disagree(store: Store) -> None:
    judge(store, FIRST.id, "corrected", who="张伟民", reviewer="ana")
    judge(
        store, SECOND.id, "corrected", who="李娜", speaker="李娜", words_said="好。", reviewer="ana"
    )
    assert {(row["who"], row["reviewer"]) for row in unknown_speakers(store.connection)} == {
        ("张伟民", "ana"),
        ("李娜", "ana"),
    }
    judge(store, FIRST.id, "corrected", who="张卫民", reviewer="ben")
    found = [
        (row["who"], row["status"], row["reviewer"]) for row in unknown_speakers(store.connection)
    ]
    assert sorted(found, key=str) == [
        ("张伟", "conflict", None),  # the machine's, shown until somebody decides
        ("张伟民", "conflict", "ana"),
        ("张卫民", "conflict", "ben"),
        ("李娜", "corrected", "ana"),
    ]
    judge(store, FIRST.id, "corrected", who="Amin Montazeri", expert="montazeri", reviewer="ben")
    assert "Amin Montazeri" not in {row["who"] for row in unknown_speakers(store.connection)}


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("ffffff", None, "no quote has the id"),
        (FIRST.id[:3], None, "no quote has the id"),
        ("%", None, "no quote has the id"),
        (FIRST.id, "不在文中", "does not hold the words"),
        (FIRST.id, "", "does not hold the words"),
    ],
)
def test_mistakes_are_named(store: Store, name: str, words: str | None, says: str) -> None:
    with pytest.raises(ReviewError, match=says):
        judge(store, name, "corrected", words_said=words, reviewer="a")
    assert list(store.reviews()) == []


def test_the_commands(store: Store) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(command, [*arguments, "--db", str(store.path), "--by", "ana"])
        return done.exit_code, done.output

    assert run("accept", FIRST.id, SECOND.id[:10])[0] == 0
    code, said = run("accept", "ffffff", FIRST.id)
    assert code == 1
    assert "accepted" in said
    assert re.search("no quote has the id ffffff", said)
    code, said = run("correct", FIRST.id, "--words", "好", "--expert", "aziz")
    assert (code, "corrected" in said) == (0, True)
    assert run("correct", FIRST.id)[0] == 2
    answers = {row["id"]: (row["text"], row["expert"]) for row in store.rows()}
    assert answers[FIRST.id] == ("好", "aziz")
