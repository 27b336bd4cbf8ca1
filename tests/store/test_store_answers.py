"""Which quote a review belongs to, and what several reviewers come to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.models import Document, Span
from quotetrack.store.answers import decide, overlap

DOCUMENT = Document(text="0123456789" * 5, lang="en")


def spans(*pairs: tuple[int, int]) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in pairs)


@pytest.fixture
def at(a_quote):
    """`at(0, 10)`: a quote of these code points."""

    def make(start: int, end: int, **more: object):
        place = spans((start, end))
        quote = a_quote(DOCUMENT, DOCUMENT.text[:1], id=f"{start}-{end}", **more)
        return quote.model_copy(update={"content": place, "verbatim": place})

    return make


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ([(0, 10)], [(0, 10)], 1.0),
        ([(0, 10)], [(10, 20)], 0.0),
        ([(0, 10), (20, 30)], [(0, 10)], 0.5),
        ([], [], 0.0),
    ],
)
def test_overlap(one, other, share) -> None:
    assert overlap(one, other) == overlap(other, one) == share


@given(st.integers(0, 40), st.integers(1, 9), st.integers(0, 40), st.integers(1, 9))
def test_overlap_is_a_share(start, length, other, other_length) -> None:
    one, two = [(start, start + length)], [(other, other + other_length)]
    code_points = set(range(*one[0])), set(range(*two[0]))
    share = len(code_points[0] & code_points[1]) / len(code_points[0] | code_points[1])
    assert overlap(one, two) == overlap(two, one) == share


AGREEMENT = [
    # what each reviewer says (verdict, who, ground truth), and what it comes to
    ([("accepted", "A", False)], "accepted"),
    ([("accepted", "A", False), ("accepted", "A", False)], "accepted"),
    ([("rejected", "A", False), ("rejected", "A", False)], "rejected"),
    ([("accepted", "A", False), ("rejected", "A", False)], "conflict"),
    ([("corrected", "B", False), ("corrected", "B", False)], "corrected"),
    ([("corrected", "B", False), ("corrected", "C", False)], "conflict"),
    ([("accepted", "A", False), ("corrected", "B", False)], "conflict"),
    ([("accepted", "A", False), ("skipped", "A", False)], "accepted"),
    ([("skipped", "A", False)], None),
    ([("rejected", "A", True), ("accepted", "A", False)], "rejected"),
    ([("corrected", "B", True), ("corrected", "C", True)], "conflict"),
]


@pytest.mark.parametrize(("said", "status"), AGREEMENT)
def test_several_reviewers(at, a_review, said, status) -> None:
    quote = at(0, 10, who="A")
    reviews = [
        a_review(quote, verdict, f"r{number}", who=who, ground_truth=truth)
        for number, (verdict, who, truth) in enumerate(said)
    ]
    assert [answer.status for answer in decide([quote], reviews)] == ([status] if status else [])


def test_the_latest_word_of_one_reviewer_counts(at, a_review) -> None:
    quote = at(0, 10)
    reviews = [
        a_review(quote, "rejected", reviewed_at="2024-05-03"),
        a_review(quote, "accepted", reviewed_at="2024-05-01"),
    ]
    assert [answer.status for answer in decide([quote], reviews)] == ["rejected"]


def test_a_review_goes_to_the_best_overlap(at, a_review) -> None:
    old = at(0, 20)
    worse, better = at(0, 12), at(2, 20)
    [answer] = decide([worse, better], [a_review(old, "accepted")])
    assert answer.quote == 1


def test_too_little_overlap_stands_alone(at, a_review) -> None:
    [answer] = decide([at(0, 9)], [a_review(at(0, 20), "accepted")])
    assert (answer.quote, answer.status, answer.replaces) == (None, "accepted", True)


def test_two_halves_are_two_answers(at, a_review) -> None:
    whole = at(0, 20)
    first, second = at(0, 10), at(10, 20)
    answers = decide([whole], [a_review(first, "added"), a_review(second, "added")])
    assert [(answer.quote, answer.reviews) for answer in answers] == [(0, (0,)), (None, (1,))]


def test_reviewers_who_add_the_same_agree(at, a_review) -> None:
    quote = at(0, 10)
    [answer] = decide([], [a_review(quote, "added", "ann"), a_review(quote, "added", "ben")])
    assert (answer.status, answer.reviewers) == ("added", ("ann", "ben"))
