"""What people said about the stored quotes, as `quotetrack.evaluation` counts it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


def unknown_speakers(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Who is quoted and no expert: who, expert, description, lang, status, document_id, reviewer.

    As shown in `claims_database`, the reviewers' name before the machine's; and besides those the
    names that reviewers gave and that are not shown, since others gave another. `reviewer` is who
    gave the name, None where the machine did.
    """
    found = connection.execute(
        "SELECT who, expert, description, lang, status, document_id, "
        "CASE WHEN status IN ('corrected', 'added') THEN reviewers END AS reviewer "
        "FROM claims_database WHERE expert IS NULL AND who IS NOT NULL "
        "UNION ALL "
        "SELECT r.who, NULL, NULL, d.lang, 'conflict', r.document_id, r.reviewer "
        "FROM reviews r JOIN documents d ON d.id = r.document_id "
        "WHERE r.verdict IN ('corrected', 'added') AND r.expert IS NULL AND r.who IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM claims_database c "
        "WHERE c.document_id = r.document_id AND c.who = r.who) "
        "GROUP BY r.document_id, r.who, r.original"
    )
    return [dict(row) for row in found]
