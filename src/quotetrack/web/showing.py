"""What was read, as the templates want it: words marked, addresses made, numbers said."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from markupsafe import Markup

from quotetrack.experts import Registry
from quotetrack.rendering import Shown
from quotetrack.rendering.page import body
from quotetrack.search import Hit
from quotetrack.web import marking
from quotetrack.web.answering import Answer
from quotetrack.web.asking import MAX_PAGE, PAGE_ROWS, PLACES, Asked, place_of
from quotetrack.web.plot import bars, drawn
from quotetrack.web.reading import (
    MENTIONS_A_PAGE,
    SHOWN_OUTLETS,
    ClaimPage,
    DocumentPage,
    ExpertFacts,
)

FACETS = {
    "expert": "Expert", "kind": "Kind", "status": "Status", "lang": "Language",
    "outlet": "Outlet", "month": "Month",
}  # fmt: skip
FACET_VALUES = 8
MORE_VALUES = 16  # behind them; of hundreds of outlets nobody reads the rest
OFFERED_NAMES = 300
NAMED = {
    "direct": "direct (in marks)", "mixed": "mixed (partly in marks)", "indirect": "indirect",
    "zh-Hans": "Chinese, simplified", "zh-Hant": "Chinese, traditional", "zh": "Chinese",
    "en": "English", "ru": "Russian", "fa": "Persian", "ar": "Arabic", "tr": "Turkish",
    "de": "German", "fr": "French", "es": "Spanish", "uk": "Ukrainian", "ja": "Japanese",
    "ko": "Korean", "it": "Italian", "pt": "Portuguese", "he": "Hebrew", "ur": "Urdu",
}  # fmt: skip
_DATASET = "/data/claims_database"


def search_context(
    connection: sqlite3.Connection, people: Registry, question: Asked, found: Answer
) -> dict[str, Any]:
    """The search page."""
    names = expert_names(people)
    words = question.one("q")
    return {
        **_form(question),
        "experts": [_spelled(people, name) for name in question.all("expert")],
        "title": f"{words} – search" if words else "Search the quotes",
        "searched": bool(question.without("page", "count").pairs),
        "hits": [hit_card(connection, hit) for hit in found.hits],
        "number": said_number(found),
        "facets": _facet_groups(question, found, names),
        "counted": None if found.facets.complete else f"{found.facets.counted:,}",
        "count_all": f"/{question.plus(('count', 'all'))}",
        "chosen": _chosen(question, names),
        "previous": f"/{question.at_page(question.page - 1)}" if question.page > 1 else None,
        "next": f"/{question.at_page(question.page + 1)}" if has_next(question, found) else None,
        "page": question.page,
        "offered": offered_names(people),
        "csv": f"/search.csv{question.without('count')}",
        "json": f"/search.json{question}",
    }


def refused_context(
    question: Asked, message: str, choices: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """The search page with a question that cannot be answered."""
    return {
        **_form(question),
        "title": "Search the quotes",
        "message": message,
        "choices": choices,
        "searched": True,
    }


def _form(question: Asked) -> dict[str, Any]:
    return {
        "here": "search",
        "asked": question,
        "words": question.one("q") or "",
        "experts": question.all("expert"),
        "places": PLACES,
        "kept": [pair for pair in question.pairs
                 if pair[0] in ("kind", "status", "lang", "outlet")],
    }  # fmt: skip


@lru_cache(maxsize=2)
def offered_names(people: Registry) -> Markup:
    """The names that the form offers, made once for all pages."""
    names = sorted({entry.name for entry in people.entries.values()})[:OFFERED_NAMES]
    option = Markup('<option value="{}"></option>')
    return Markup("").join(option.format(marking.clean(name)) for name in names)


def _spelled(people: Registry, name: str) -> str:
    """An expert's name for the form in place of the id, where it means nobody else."""
    entry = people.entries.get(name)
    if entry is None:
        return name
    found = people.resolve(entry.name)
    return entry.name if [other.id for other in found] == [name] else name


def has_next(question: Asked, found: Answer) -> bool:
    """Whether there is a page after this one."""
    shown = question.page * PAGE_ROWS
    return question.page < MAX_PAGE and (found.more or found.total > shown) and bool(found.hits)


def said_number(found: Answer) -> str:
    """How many quotes, in words.

    >>> from quotetrack.search.facets import Facets
    >>> said_number(Answer([], 10000, True, Facets(0, False, {})))
    'More than 10,000 quotes'
    """
    if not found.total:
        return "No quotes"
    noun = "quote" if found.total == 1 else "quotes"
    return f"{'More than ' if found.more else ''}{found.total:,} {noun}"


def expert_names(people: Registry) -> dict[str, str]:
    """Names by id."""
    return {entry.id: entry.name for entry in people.entries.values()}


def _facet_groups(question: Asked, found: Answer, names: Mapping[str, str]) -> list[dict[str, Any]]:
    question = question.without("count")
    groups = []
    for field, title in FACETS.items():
        counts = found.facets.counts[field]
        if field == "month":
            counts = counts[::-1]  # the latest first
        labels = {"expert": names, "outlet": {}}.get(field, NAMED)
        here = _values_in_force(question, field)
        base = str(question.without("since", "until") if field == "month" else question)
        base = f"/{base}&" if base else "/?"
        values = []
        for value, number in counts[: FACET_VALUES + MORE_VALUES]:
            given = quote_plus(value)
            href = f"{base}{field}={given}"
            if value in here:
                href = here[value]
            elif field == "month":
                href = f"{base}since={given}&until={given}"
            values.append(
                {"label": labels.get(value, value), "number": f"{number:,}",
                 "chosen": value in here, "href": href}
            )  # fmt: skip
        if values:
            groups.append(
                {"field": field, "title": title, "values": values[:FACET_VALUES],
                 "more": values[FACET_VALUES:]}
            )  # fmt: skip
    return groups


def _values_in_force(question: Asked, field: str) -> dict[str, str]:
    """The values of a facet that narrow the search, with the address without each."""
    if field != "month":
        return {value: f"/{question.minus(field, value)}" for value in question.all(field)}
    since, until = question.one("since"), question.one("until")
    return {since: f"/{question.without('since', 'until')}"} if since and since == until else {}


def _chosen(question: Asked, names: Mapping[str, str]) -> list[dict[str, str]]:
    """The filters in force, each with the address of the same question without it."""
    out = []
    for name, value in question.pairs:
        if name in ("q", "page", "count", "in"):
            continue
        label = names.get(value, value) if name == "expert" else NAMED.get(value, value)
        words = {"who": "speaker", "lang": "language"}.get(name, name)
        out.append({"name": words, "label": label, "href": f"/{question.minus(name, value)}"})
    return out


def hit_card(connection: sqlite3.Connection, hit: Hit) -> dict[str, Any]:
    """One quotation in a list."""
    card = _card(hit.row)
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


def _card(row: Mapping[str, Any]) -> dict[str, Any]:
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


def experts_context(people: Registry, numbers: Mapping[str, int]) -> dict[str, Any]:
    """Everybody known, and those only quoted, by number of quotes."""
    names = expert_names(people)
    ranked = sorted(
        {*names, *numbers},
        key=lambda identifier: (-numbers.get(identifier, 0), names.get(identifier, identifier)),
    )
    listed = [
        {
            "name": names.get(identifier, identifier),
            "href": place_of("experts", identifier),
            "number": numbers.get(identifier, 0),
            "description": people.entries[identifier].description
            if identifier in people.entries
            else None,
        }
        for identifier in ranked
    ]
    return {"title": "Experts", "here": "experts", "listed": listed}


def expert_context(
    connection: sqlite3.Connection,
    people: Registry,
    identifier: str,
    facts: ExpertFacts,
    found: Answer,
) -> dict[str, Any]:
    """One expert."""
    entry = people.entries.get(identifier)
    names = expert_names(people)
    question = Asked((("expert", identifier),))
    shown = bars(facts.facets.counts["month"])
    return {
        "title": names.get(identifier, identifier),
        "here": "experts",
        "entry": entry,
        "names": [
            (NAMED.get(lang, lang), lang, names_) for lang, names_ in sorted(entry.names.items())
        ] if entry else [],
        "number": said_number(found),
        "counted": None if facts.facets.complete else f"{facts.facets.counted:,}",
        "plot": drawn(shown, f"Quotes by {'year' if shown and len(shown[0].name) == 4 else 'month'}"
                      f", {shown[0].name} to {shown[-1].name}" if shown else ""),
        "bars": shown,
        "outlets": [
            {"label": outlet, "number": f"{number:,}",
             "href": f"/{question.plus(('outlet', outlet))}"}
            for outlet, number in facts.facets.counts["outlet"][:SHOWN_OUTLETS]
        ],
        "outlets_left": max(0, len(facts.facets.counts["outlet"]) - SHOWN_OUTLETS),
        "companions": [
            {"label": names.get(other, other), "number": f"{number:,}",
             "href": place_of("experts", other)}
            for other, number in facts.companions
        ],
        "claims": [claim_line(claim) for claim in facts.claims],
        "hits": [hit_card(connection, hit) for hit in found.hits[:10]],
        "all": f"/{question}",
        "csv": f"/search.csv{question}",
    }  # fmt: skip


def claim_line(claim: Mapping[str, Any]) -> dict[str, Any]:
    """A claim in a list."""
    return {**claim, "href": place_of("claims", claim["id"])}


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
                **_card(row),
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
        **_card(row),
        "number": number,
        "quote": quote,
        "confidence": None if quote.confidence is None else f"{quote.confidence:.0%}",
        "reviews": page.reviews.get(quote.id, []),
        "others": others,
        "mentions": [_card(other) for other in rows],
    }
