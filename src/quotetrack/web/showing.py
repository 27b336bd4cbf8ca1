"""Searches and experts, as the templates want them: addresses made, numbers said."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from markupsafe import Markup

from quotetrack.experts import Registry
from quotetrack.web import marking
from quotetrack.web.answering import Answer
from quotetrack.web.asking import MAX_PAGE, PAGE_ROWS, PLACES, Asked, place_of
from quotetrack.web.cards import claim_line, hit_card
from quotetrack.web.plot import bars, drawn
from quotetrack.web.reading import (
    SHOWN_OUTLETS,
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
