"""Whose the stored quotes are, worked out again after the registry has changed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quotetrack.experts import Registry
    from quotetrack.store import Store


def assign(store: Store, registry: Registry) -> int:
    """Gives the machine's quotes their experts anew, document by document; how many changed."""
    from quotetrack.experts import identify

    changed = 0
    for document_id, group in groupby(store.quotes(), key=lambda quote: quote.document_id):
        quotes = list(group)
        document = store.document(document_id)
        if document is None:
            continue
        blank = [quote.model_copy(update={"expert": None}) for quote in quotes]
        found = identify(blank, document, registry)
        changed += store.assign_experts(
            {
                new.id: new.expert
                for old, new in zip(quotes, found, strict=True)
                if old.expert != new.expert
            }
        )
    return changed
