"""Names, limits and headers of the web pages."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

NAME = "data"  # of the database in Datasette's own addresses, whatever the file is called
SQL_MS = 1_000  # Datasette's own pages, and what people write there
COUNT_MS = 100  # of the number of rows above one of Datasette's tables
PAGE_MS = 8_000  # our pages
THREADS = 2

# Keeping the index, the review and the claims in step is no reading matter.
HIDDEN = ("answers", "claim_bands", "claim_wordings", "label_studio_tasks", "settings")
METADATA = {
    "title": "quotetrack",
    "description": "Who said what in the news, in which words, and whether anyone checked.",
    "databases": {
        NAME: {
            "tables": {
                "claims_database": {
                    "description": "One row a quotation, people's answer before the machine's.",
                    "fts_table": "quotes_index",
                    "fts_pk": "row",
                },
                "documents": {"fts_table": "documents_index", "fts_pk": "key"},
                "quotes": {"fts_table": "quotes_index", "fts_pk": "key"},
                **{name: {"hidden": True} for name in HIDDEN},
            }
        }
    },
}
SETTINGS = {
    "sql_time_limit_ms": SQL_MS,
    "num_sql_threads": THREADS,
    "suggest_facets": False,  # it tries every column of a million rows
    "allow_download": False,  # an export is the way to hand the data on
    "facet_time_limit_ms": 200,
}

# Nothing from another host, and no script or style but our files'.
OUR_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Datasette's own pages have their scripts and styles inside them.
DATASETTES_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",  # an outlet need not learn who looks into it
    "cross-origin-resource-policy": "same-origin",
}


@cache
def asset_version() -> str:
    """Changes with our style sheet or script, so that no browser keeps an old one."""
    room = files("quotetrack.web") / "static"
    found = sorted(room.iterdir(), key=lambda file: file.name)
    return sha256(b"".join(file.read_bytes() for file in found)).hexdigest()[:10]
