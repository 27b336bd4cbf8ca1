"""What people said about the stored quotes, as `quotetrack.evaluation` counts it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from quotetrack.evaluation import Judgement
from quotetrack.models import Review
from quotetrack.store.answers import decide
from quotetrack.store.database import Store

UNKNOWN = "–"


def judgements(path: Path) -> Iterator[Judgement]:
    """One judgement for each quotation that somebody reviewed; skipped tasks say nothing."""
    with Store(path, readonly=True) as store:
        by_document: dict[str, list[Review]] = defaultdict(list)
        for review in store.reviews():
            by_document[review.document_id].append(review)
        for identifier, reviews in by_document.items():
            document = store.document(identifier)
            if document is None:
                continue
            quotes = list(store.quotes(identifier))
            language = document.lang or (quotes[0].lang if quotes else UNKNOWN)
            for answer in decide(quotes, reviews):
                yield Judgement(
                    quote=None if answer.quote is None else quotes[answer.quote],
                    review=reviews[answer.review],
                    status=answer.status,
                    reviewers=len({reviews[at].reviewer for at in answer.reviews}),
                    language=language.split("-")[0],
                    outlet=document.outlet or UNKNOWN,
                )
