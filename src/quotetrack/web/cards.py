"""One quotation or claim in a list, as the templates want it: words marked, addresses made."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from quotetrack.search import Hit
from quotetrack.web import marking
from quotetrack.web.asking import Asked, place_of


def hit_card(connection: sqlite3.Connection, hit: Hit) -> dict[str, Any]:
    """One quotation in a list."""
    card = card_of(hit.row)
    card["context"] = marking.context(hit.row, hit.context_marks)
    if hit.excerpt is not None:
        card["excerpt"] = marking.marked(hit.excerpt, hit.excerpt_marks)
    if hit.row["claim_id"]:
        (card["mentions"],) = connection.execute(
            "SELECT count(*) FROM claim_mentions WHERE claim_key = "
            "(SELECT key FROM claims WHERE id = ?)",
            (hit.row["claim_id"],),
        ).fetchone()
    return card


def card_of(row: Mapping[str, Any]) -> dict[str, Any]:
    who = row["who"] or row["expert_name"] or row["expert"]
    other_name = row["expert_name"] if row["expert_name"] != who else None
    return {
        "row": row,
        "who": who,
        "other_name": other_name,
        "who_href": place_of("experts", row["expert"]) if row["expert"]
        else f"/{Asked((('who', who),))}" if who else None,
        "date": (row["published"] or "")[:10],
        "document": f"{place_of('documents', row['document_id'])}#quote-{row['id']}",
        "claim": place_of("claims", row["claim_id"]) if row["claim_id"] else None,
        "title": row["title"] or row["url"] or "Untitled",
    }  # fmt: skip


def claim_line(claim: Mapping[str, Any]) -> dict[str, Any]:
    """A claim in a list."""
    return {**claim, "href": place_of("claims", claim["id"])}
