"""What people's reviews of a document come to, quotation by quotation. Pure.

A review belongs to the machine's quote of its document that overlaps the words it was made on
most (IoU of code points, at least 0.5), one quote a review of each reviewer; where there is none,
it stands on its own, together with other reviews of the same words. Several reviewers: those
marked as ground truth first, then agreement, else it is a conflict. Of one reviewer the latest
counts; 'skipped' says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from quotetrack.models import Quote, Review, Span

MIN_OVERLAP = 0.5

Spans = Sequence[Span | tuple[int, int]]


class Answer(NamedTuple):
    """What people say about a quotation.

    `quote` and `review` are positions in the lists given; `quote` is None where the reviews stand
    on their own. `replaces`: the review's words and source are shown, not the machine's.
    """

    quote: int | None
    review: int
    reviews: tuple[int, ...]
    status: str
    replaces: bool
    reviewers: tuple[str, ...]


def overlap(one: Spans, other: Spans) -> float:
    """Intersection over union of two sets of spans, in code points: 0.0 to 1.0.

    >>> overlap([(0, 10)], [(5, 15)]) == 5 / 15
    True
    """
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)
    total = sum(b - a for a, b in one) + sum(d - c for c, d in other) - shared
    return shared / total if total > 0 else 0.0


def place_of(review: Review) -> Spans:
    """The words a review was made on; for an added quotation, the words it added."""
    return review.original or review.content


def decide(quotes: Sequence[Quote], reviews: Sequence[Review]) -> list[Answer]:
    """The answers for one document's quotes and reviews, those on a quote in the quotes' order."""
    saying = [at for at, review in enumerate(reviews) if review.verdict != "skipped"]
    owners = _assign(quotes, reviews, saying)
    answers = []
    for at, quote in enumerate(quotes):
        held = [review for review in saying if owners.get(review) == at]
        if held:
            answers.append(_answer(at, quote, reviews, held))
    alone = [review for review in saying if review not in owners]
    answers.extend(_answer(None, None, reviews, held) for held in _groups(reviews, alone))
    return answers


def _assign(
    quotes: Sequence[Quote], reviews: Sequence[Review], saying: Iterable[int]
) -> dict[int, int]:
    """Which quote each review belongs to: the best overlaps first, one quote a review."""
    pairs = []
    reaches = [_reach(quote.content) for quote in quotes]
    for at in saying:
        place = place_of(reviews[at])
        low, high = _reach(place)
        for which, quote in enumerate(quotes):
            start, end = reaches[which]
            if end <= low or high <= start:  # most pairs; the exact way costs ten times as much
                continue
            share = overlap(place, quote.content)
            if share >= MIN_OVERLAP:
                pairs.append((-share, quote.id != reviews[at].quote_id, at, which))
    owners: dict[int, int] = {}
    # One person judging a quote again replaces the first judgement; but two of their quotations
    # that overlap one machine's quote, say its two halves, are two.
    taken: dict[tuple[str, int], Spans] = {}
    for _, _, at, which in sorted(pairs):
        holder = (reviews[at].reviewer, which)
        if at in owners or (
            holder in taken and overlap(taken[holder], place_of(reviews[at])) < MIN_OVERLAP
        ):
            continue
        owners[at] = which
        taken.setdefault(holder, place_of(reviews[at]))
    return owners


def _reach(spans: Spans) -> tuple[int, int]:
    return min((start for start, _ in spans), default=0), max((end for _, end in spans), default=0)


def _groups(reviews: Sequence[Review], alone: Iterable[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for at in alone:
        for group in groups:
            if overlap(place_of(reviews[group[0]]), place_of(reviews[at])) >= MIN_OVERLAP:
                group.append(at)
                break
        else:
            groups.append([at])
    return groups


def _answer(
    which: int | None, quote: Quote | None, reviews: Sequence[Review], held: Sequence[int]
) -> Answer:
    order = sorted(held, key=lambda at: (reviews[at].reviewed_at, reviews[at].id))
    latest = {reviews[at].reviewer: at for at in order}
    counting = sorted(latest.values(), key=lambda at: (reviews[at].reviewed_at, reviews[at].id))
    truth = [at for at in counting if reviews[at].ground_truth]
    counting = truth or counting
    last = counting[-1]
    agreed = len({_said(reviews[at], quote) for at in counting}) == 1
    status = reviews[last].verdict if agreed else "conflict"
    stands_alone = quote is None
    replaces = stands_alone or status in ("corrected", "added")
    reviewers = tuple(sorted({reviews[at].reviewer for at in counting}))
    return Answer(which, last, tuple(held), status, replaces, reviewers)


def _said(review: Review, quote: Quote | None) -> tuple[object, ...]:
    """What a review comes to, so that two that mean the same are equal."""
    if review.verdict == "rejected":
        return ("rejected",)
    if review.verdict == "accepted" and quote is not None:
        return ("a quotation", quote.kind, quote.content, quote.who, quote.expert)
    content = review.content or review.original
    return ("a quotation", review.kind, tuple(content), review.who, review.expert)
