"""What is hooked into Datasette: our routes, our search in its own, headers, links.

The hooks are registered once for the process; they leave every other Datasette instance alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Generator
from typing import Any
from urllib.parse import urlsplit

from datasette import NotFound, hookimpl
from markupsafe import Markup

from quotetrack.errors import QueryError
from quotetrack.search import parse
from quotetrack.search.query import MAX_QUERY_CHARS, Node, phrase_of
from quotetrack.search.query import to_fts as query_to_fts
from quotetrack.web import views
from quotetrack.web.asking import place_of
from quotetrack.web.marking import clean
from quotetrack.web.settings import DATASETTES_POLICY, HEADERS

LINKED = {"document_id": "documents", "claim_id": "claims", "expert": "experts"}


def _is_ours(datasette: Any) -> bool:
    return hasattr(datasette, "quotetrack")


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    if not _is_ours(datasette):
        return []
    return [
        (r"/$", views.search_page),
        (r"/search\.csv$", views.search_csv),
        (r"/search\.json$", views.search_json),
        (r"/experts$", views.experts_page),
        (r"/experts/(?P<id>[^/]+)$", views.expert_page),
        (r"/claims$", views.claims_page),
        (r"/claims/(?P<id>[^/]+)$", views.claim_page),
        (r"/documents/(?P<id>[^/]+)$", views.document_page),
    ]


@hookimpl(trylast=True)  # after Datasette's own, which makes a function of the same name
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    if _is_ours(datasette) and database not in ("_internal", "_memory"):
        conn.text_factory = str  # what we stored is UTF-8, and Datasette's own decoder is slow
        # Datasette's `?_search=` puts this around what was typed.
        conn.create_function("escape_fts", 1, index_query, deterministic=True)


def index_query(typed: str | None) -> str:
    """What was typed as an expression for our index, where Chinese words are characters in a row.

    Words that are no query of ours, such as a lone OR, are looked for as they stand.

    >>> index_query("制裁"), index_query("制裁 OR"), index_query("!")
    ('{words} : "制 裁"', '{words} : "制 裁 or"', '""')
    """
    node: Node | None
    try:
        node = parse(typed or "")
    except QueryError:
        node = phrase_of((typed or "")[:MAX_QUERY_CHARS])
    return '""' if node is None else f"{{words}} : {query_to_fts(node)}"


@hookimpl(hookwrapper=True)
def handle_exception(
    datasette: Any, request: Any, exception: Exception
) -> Generator[None, Any, None]:
    """Our page for an address that there is none of; Datasette's own prints a traceback as well."""
    outcome = yield
    if _is_ours(datasette) and isinstance(exception, NotFound):
        outcome.force_result([lambda: views.nothing_there(datasette, request)])


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    if not _is_ours(datasette):
        return []
    return [
        {"href": datasette.urls.path(path), "label": label}
        for path, label in (("/", "Search quotes"), ("/experts", "Experts"), ("/claims", "Claims"))
    ]


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    return [datasette.urls.path("/assets/tables.css")] if _is_ours(datasette) else []


@hookimpl
def render_cell(value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    """Links from Datasette's tables to our pages."""
    if not _is_ours(datasette) or not isinstance(value, str) or column not in LINKED:
        return None
    return Markup('<a href="{}">{}</a>').format(
        datasette.urls.path(place_of(LINKED[column], value)), clean(value)
    )


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    if not _is_ours(datasette):
        return lambda app: app

    def wrap(app: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http" and not _is_meant(scope, datasette.quotetrack.names):
                await _refuse(send)
                return

            async def sending(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    given = {name.lower() for name, _ in message["headers"]}
                    added = {**HEADERS, "content-security-policy": DATASETTES_POLICY}
                    message["headers"] = [
                        *message["headers"],
                        *(
                            [name.encode(), value.encode()]
                            for name, value in added.items()
                            if name.encode() not in given
                        ),
                    ]
                await send(message)

            await app(scope, receive, sending)

        return wrapped

    return wrap


def _is_meant(scope: Any, names: frozenset[str] | None) -> bool:
    """Whether the request calls us by a name of ours; see `application`."""
    if names is None:
        return True
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    try:
        return urlsplit(f"//{host}").hostname in names
    except ValueError:  # a bracket without its other half
        return False


async def _refuse(send: Any) -> None:
    headers = [[b"content-type", b"text/plain; charset=utf-8"]]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    said = "This name is not served here: open 127.0.0.1, or start with --allow-host.\n"
    await send({"type": "http.response.body", "body": said.encode()})
