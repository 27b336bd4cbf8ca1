"""One claim, one document, as the templates want them: mentions with their drift, words marked."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from quotetrack.rendering import Shown
from quotetrack.rendering.page import body
from quotetrack.web import marking
from quotetrack.web.asking import Asked, place_of
from quotetrack.web.cards import card_of
from quotetrack.web.document_reading import DocumentPage
from quotetrack.web.reading import MENTIONS_A_PAGE, ClaimPage


def claim_context(page: ClaimPage, question: Asked) -> dict[str, Any]:
    """One claim."""
    last = -(-page.ordered // MENTIONS_A_PAGE)
    here = place_of("claims", page.claim["id"])
    mentions = []
    for number, (row, differences) in enumerate(
        page.mentions, (question.page - 1) * MENTIONS_A_PAGE + 1
    ):
        words = next((d for d in differences if d.field == "words"), None)
        mentions.append(
            {
                **card_of(row),
                "number": number,
                "words": marking.changes(words) if words else marking.clean(row["text"]),
                "changed": [
                    {"field": d.field, "html": marking.changes(d)}
                    for d in differences
                    if d.field != "words"
                ],
                "drifts": [d.field for d in differences],
            }
        )
    who = page.claim["who"] or page.claim["expert_name"]
    return {
        "title": f"Claim: {page.claim['text'][:80]}",
        "here": "claims",
        "claim": page.claim,
        "who": who,
        "who_href": place_of("experts", page.claim["expert"]) if page.claim["expert"]
        else f"/{Asked((('who', who),))}" if who else None,
        "total": f"{page.total:,}",
        "several": page.total != 1,
        "partial": f"{page.ordered:,}" if page.ordered < page.total else None,
        "mentions": mentions,
        "ratings": [
            {**rating, "href": marking.web_address(rating["url"])} for rating in page.ratings
        ],
        "others": [
            {**other, "href": place_of("claims", other["id"])} for other in page.others
        ],
        "previous": f"{here}{Asked().at_page(question.page - 1)}" if question.page > 1 else None,
        "next": f"{here}{Asked().at_page(question.page + 1)}" if question.page < last else None,
    }  # fmt: skip


def document_context(page: DocumentPage) -> dict[str, Any]:
    """One document with its quotes."""
    document = page.document
    return {
        "title": document["title"] or document["url"] or "Untitled",
        "here": "documents",
        "document": document,
        "source": marking.web_address(document["url"]),
        "text": Markup("").join(Markup(part) for part in body(document["text"], page.shown)),
        "quotes": [
            _listed(page, quote, number) for number, quote in enumerate(page.shown, 1)
        ],
        "rejected": [_listed(page, quote, None) for quote in page.rejected],
    }  # fmt: skip


def _listed(page: DocumentPage, quote: Shown, number: int | None) -> dict[str, Any]:
    row = page.rows[quote.id]
    others, rows = page.others[quote.id]
    return {
        **card_of(row),
        "number": number,
        "quote": quote,
        "confidence": None if quote.confidence is None else f"{quote.confidence:.0%}",
        "reviews": page.reviews.get(quote.id, []),
        "others": others,
        "mentions": [card_of(other) for other in rows],
    }
