"""Quotations found by their words and by who said them.

    hits = search(store, "制裁 -石油", expert="aziz", since="2024-05", limit=20)
    hits[0].row["text"], hits[0].marks

`search` ranks, marks and pages; `count` counts; `find_rows` streams every row, for exports. They
take a Store or a plain sqlite3 connection to its file, and the same filters. An expert is given by
id; `quotetrack.experts` knows whose names are whose. The query language is explained in `query`.

Only the standard library is imported here: a search has to start fast.
"""

from __future__ import annotations

from quotetrack.search.filters import KINDS, STATUSES, VERIFIED, Filters, make_filters
from quotetrack.search.finding import Hit, count, find_rows, search
from quotetrack.search.marking import find_marks
from quotetrack.search.query import parse

__all__ = [
    "KINDS",
    "STATUSES",
    "VERIFIED",
    "Filters",
    "Hit",
    "count",
    "find_marks",
    "find_rows",
    "make_filters",
    "parse",
    "search",
]
