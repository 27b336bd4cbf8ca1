"""Which documents to send to reviewers, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quotetrack.store import Store


@dataclass(frozen=True)
class Selection:
    """Which documents to send: all conditions hold for one of their quotes; dates are published.

    Without `statuses`, documents with quotes that nobody has reviewed. `without_quotes` adds those
    in which the machine found none, the only way to hear of quotes missed there.
    """

    expert: str | None = None
    statuses: tuple[str, ...] = ("unreviewed",)
    below: float | None = None
    above: float | None = None
    since: str | None = None
    until: str | None = None
    lang: str | None = None
    without_quotes: bool = False
    limit: int = 0


def select(store: Store, selection: Selection) -> Iterator[str]:
    """The ids of the selected documents, those with the least certain quote first."""
    conditions, values = ["TRUE"], list[Any]()

    def add(condition: str, *more: object) -> None:
        conditions.append(condition)
        values.extend(more)

    if selection.expert is not None:
        add("r.expert = ?", selection.expert)
    if selection.statuses:
        add(f"r.status IN ({', '.join('?' * len(selection.statuses))})", *selection.statuses)
    if selection.below is not None:
        add("r.confidence < ?", selection.below)
    if selection.above is not None:
        add("r.confidence >= ?", selection.above)
    dates, date_values = ["TRUE"], list[Any]()
    if selection.since is not None:
        dates.append("d.published >= ?")
        date_values.append(selection.since)
    if selection.until is not None:
        # A date stands for its whole day, whatever time follows it.
        dates.append("substr(d.published, 1, ?) <= ?")
        date_values += [len(selection.until), selection.until]
    if selection.lang is not None:
        dates.append("(d.lang = ? OR d.lang LIKE ? || '-%')")
        date_values += [selection.lang, selection.lang]
    having = "count(r.id) > 0"
    if selection.without_quotes:
        having = "(count(r.id) > 0 OR NOT EXISTS (SELECT 1 FROM quotes WHERE document_key = d.key))"
    rows = store.connection.execute(
        "SELECT d.id FROM documents d LEFT JOIN claims_database r ON r.document_key = d.key "
        f"AND {' AND '.join(conditions)} WHERE {' AND '.join(dates)} GROUP BY d.key "
        f"HAVING {having} ORDER BY min(r.confidence) IS NULL, min(r.confidence), d.key LIMIT ?",
        (*values, *date_values, selection.limit or -1),
    )
    for row in rows:
        yield row[0]
