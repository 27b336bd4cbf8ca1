"""How good the extraction is by what reviewers said: precision per rule, language, outlet; recall.

A reviewed quotation was accepted as it stood, corrected, rejected, or (several reviewers who do not
agree) in conflict; a conflict counts neither for nor against. A quotation that people added is
one that was missed. Recall is over the documents that were reviewed, and too high where reviewers
judge what they see and do not look for what is missing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from quotetrack.models import Quote, Review

GROUPINGS = ("language", "outlet", "kind", "rule")


@dataclass(frozen=True)
class Judgement:
    """What people say about one quotation of a reviewed document.

    `quote` is the machine's, None where people added it. `status` is accepted, corrected, rejected,
    added or conflict; `review` is the one that decided; `reviewers` how many people judged it.
    """

    quote: Quote | None
    review: Review
    status: str
    reviewers: int
    language: str
    outlet: str


@dataclass(frozen=True)
class ReviewFigures:
    """Counts of judgements, and shares from them (None where there is nothing to divide by).

    `corrected` are split by what was wrong: the `words` (or kind), or else the `source`.
    """

    accepted: int = 0
    words: int = 0
    source: int = 0
    rejected: int = 0
    conflict: int = 0
    added: int = 0
    shared: int = 0
    agreed: int = 0

    @property
    def precision(self) -> float | None:
        """Of the quotes judged, the share that was right as it stood."""
        return _share(self.accepted, self.accepted + self.words + self.source + self.rejected)

    @property
    def quotations(self) -> float | None:
        """Of the quotes judged, the share that was a quotation at all, if not a perfect one."""
        kept = self.accepted + self.words + self.source
        return _share(kept, kept + self.rejected)

    @property
    def recall(self) -> float | None:
        """Of the quotations that people left or added, the share that the machine had found."""
        kept = self.accepted + self.words + self.source
        return _share(kept, kept + self.added)

    @property
    def agreement(self) -> float | None:
        """Of the quotations that several people judged, the share they agreed on."""
        return _share(self.agreed, self.shared)

    def as_dict(self) -> dict[str, int | float | None]:
        """Counts and shares, the shares to four places."""
        names = ("precision", "quotations", "recall", "agreement")
        shares = {name: getattr(self, name) for name in names}
        return {
            **asdict(self),
            **{k: None if v is None else round(v, 4) for k, v in shares.items()},
        }


def count_judgements(judgements: Iterable[Judgement]) -> ReviewFigures:
    """The figures of a group of judgements."""
    counts: Counter[str] = Counter()
    for judgement in judgements:
        counts[_class(judgement)] += 1
        if judgement.reviewers > 1:
            counts["shared"] += 1
            counts["agreed"] += judgement.status != "conflict"
    return ReviewFigures(**counts)


def tabulate_judgements(
    judgements: Iterable[Judgement],
) -> Mapping[str, Mapping[str, ReviewFigures]]:
    """Grouping -> group -> figures; what was added has no rule, and stands under `added`."""
    groups: dict[str, dict[str, list[Judgement]]] = {name: defaultdict(list) for name in GROUPINGS}
    for judgement in judgements:
        quote, review = judgement.quote, judgement.review
        kind = quote.kind if quote else review.kind
        groups["language"][judgement.language].append(judgement)
        groups["outlet"][judgement.outlet].append(judgement)
        groups["kind"][kind or "–"].append(judgement)
        groups["rule"][quote.rule if quote else "added"].append(judgement)
    return {
        grouping: {name: count_judgements(members[name]) for name in sorted(members)}
        for grouping, members in groups.items()
    }


def _class(judgement: Judgement) -> str:
    quote, review = judgement.quote, judgement.review
    if quote is None and judgement.status in ("accepted", "corrected"):
        return "added"  # what people had approved, and a newer extraction finds no more
    if quote is None or judgement.status != "corrected":
        return judgement.status
    same_words = not review.content or review.content == quote.content
    same_kind = review.kind is None or review.kind == quote.kind
    return "source" if same_words and same_kind else "words"


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
