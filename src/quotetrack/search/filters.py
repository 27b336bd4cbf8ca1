"""What narrows a search besides words: who, which kind, from when."""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from quotetrack.errors import QueryError
from quotetrack.folding import fold
from quotetrack.search.marking import matches
from quotetrack.search.query import Phrase, phrase_of
from quotetrack.search.query import to_fts as phrase_to_fts
from quotetrack.store import index
from quotetrack.store.tokens import tag

KINDS = ("direct", "mixed", "indirect")
STATUSES = ("unreviewed", "accepted", "corrected", "rejected", "added", "conflict")
VERIFIED = ("accepted", "corrected", "added")

OneOrMore = str | Iterable[str] | None

_YEAR = re.compile("[0-9]{4}")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T[\d:.+Z-]*)?)?)?", re.ASCII)


class Filters(NamedTuple):
    """Filters made ready: `tags` holds one group a filter, of which a row has to have one tag."""

    tags: tuple[tuple[str, ...], ...] = ()
    who: Phrase | None = None
    since: str | None = None
    until: str | None = None

    @property
    def dated(self) -> bool:
        """Whether the date of publication matters."""
        return self.since is not None or self.until is not None


def make_filters(
    *,
    expert: OneOrMore = None,
    who: str | None = None,
    kind: OneOrMore = None,
    status: OneOrMore = None,
    lang: OneOrMore = None,
    outlet: OneOrMore = None,
    since: str | None = None,
    until: str | None = None,
) -> Filters:
    """Filters from what a person gives; QueryError for a kind, status or date there cannot be.

    `expert` are ids; `who` words of the source's name; `lang` tags, where zh means either script;
    `since` and `until` dates of publication, 2024, 2024-05 or 2024-05-01, both included. Of
    several values of one filter any will do.
    """
    groups = []
    for name, given, allowed in (
        ("expert", expert, None),
        ("kind", kind, KINDS),
        ("status", status, STATUSES),
        ("lang", lang, None),
        ("outlet", outlet, None),
    ):
        values = (given,) if isinstance(given, str) else tuple(given or ())
        for value in values:
            if allowed is not None and value not in allowed:
                raise QueryError(f"there is no {name} '{value}': use {', '.join(allowed)}")
        if values:
            groups.append(tuple(tag(name, _comparable(name, value)) for value in values))
    speaker = None
    if who is not None:
        speaker = phrase_of(who.rstrip("*"), prefix=who.endswith("*"))
        if speaker is None:
            raise QueryError("the source's name holds no letters: give some of the name")
    for date in (since, until):
        if date is not None and not _is_date(date):
            raise QueryError(f"'{date}' is not a date: write 2024, 2024-05 or 2024-05-01")
    return Filters(tuple(groups), speaker, since, until)


def _comparable(name: str, value: str) -> str:
    if name == "lang":
        return value.lower()
    return fold(value) if name == "outlet" else value


def to_fts(filters: Filters, first: str, last: str) -> list[str]:
    """The filters' part of an FTS5 expression, to be joined by AND.

    `first` and `last` are the earliest and the latest date of publication in the file. The months
    of a period are looked up here, so that `date_sql` has only its days to look at.
    """
    parts = []
    if filters.dated:
        months = _months(filters.since or first, filters.until or last)
        parts.append("{tags} : (" + " OR ".join(f'"{name}"' for name in months) + ")")
    if filters.who is not None:
        parts.append(f"{{who}} : {phrase_to_fts(filters.who)}")
    parts += [
        "{tags} : (" + " OR ".join(f'"{name}"' for name in group) + ")" for group in filters.tags
    ]
    return parts


def _months(since: str, until: str) -> list[str]:
    """Tags of which every document published in the period has at least one."""
    found = []
    for year in range(int(since[:4]), int(until[:4]) + 1):
        first = int(since[5:7] or 1) if year == int(since[:4]) else 1
        last = int(until[5:7] or 12) if year == int(until[:4]) else 12
        if (first, last) == (1, 12):
            found.append(tag("year", f"{year:04}"))
        else:  # a document may say no more than its year
            found.append(tag("month", f"{year:04}"))
            found += [tag("month", f"{year:04}-{month:02}") for month in range(first, last + 1)]
    return found or [tag("year", "none")]


def _is_date(given: str) -> bool:
    """Whether there is such a day, month or year."""
    if not _DATE.fullmatch(given):
        return False
    try:
        datetime.date.fromisoformat((given + "-01-01")[:10])
    except ValueError:
        return False
    return True


def date_sql(filters: Filters, published: str) -> tuple[str, list[str]]:
    """A condition on the column `published`, and its values. Without a date a document is out."""
    conditions, values = [f"{published} GLOB '[0-9][0-9][0-9][0-9]*'"], []
    if filters.since is not None:
        conditions.append(f"{published} >= ?")
        values.append(filters.since)
    if filters.until is not None:
        # '~' comes after every character of a date: the whole of the last day, month or year.
        conditions.append(f"{published} <= ? || '~'")
        values.append(filters.until)
    return " AND ".join(conditions), values


def passes(filters: Filters, row: sqlite3.Row | Mapping[str, Any]) -> bool:
    """Whether a row of `claims_database` passes, as the index and `date_sql` would have it."""
    if filters.who is not None and not matches(filters.who, row["who"] or ""):
        return False
    if filters.dated:
        published = row["published"]
        if not _YEAR.match(published or "") or published < (filters.since or ""):
            return False
        if filters.until is not None and published > filters.until + "~":
            return False
    if not filters.tags:
        return True
    names = ("expert", "kind", "status", "lang", "outlet", "published")
    held = set(index.tags(**{name: row[name] for name in names}).split())
    return all(held.intersection(group) for group in filters.tags)
