"""A request in, a page out: each view reads in one of Datasette's threads and fills a template."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import unquote

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import AsgiStream, Response

from quotetrack.assigning import known
from quotetrack.errors import ExpertError, QueryError, QuotetrackError
from quotetrack.experts import Registry
from quotetrack.exporters import Selection
from quotetrack.search import make_filters, parse
from quotetrack.web import cards, document_reading, reading, showing, single
from quotetrack.web.answering import Answer, answer
from quotetrack.web.asking import Asked, asked
from quotetrack.web.download import csv_chunks, hit_as_json
from quotetrack.web.settings import NAME, OUR_POLICY, PAGE_MS
from quotetrack.web.templating import render

Value = TypeVar("Value")

SLOW = "That took too long: give more words, or a filter."


class RefusedError(Exception):
    """A request that gets a page saying why; `choices` are addresses of what may be meant."""

    def __init__(
        self, status: int, message: str, choices: list[tuple[str, str]] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.choices = choices or []


async def search_page(datasette: Any, request: Any) -> Response:
    """The search, which is also the front page."""
    question = asked(request.query_string)

    def read(connection: sqlite3.Connection) -> dict[str, Any]:
        people = _people(datasette, connection)
        found = _answer(datasette, connection, people, question)
        return showing.search_context(connection, people, question, found)

    try:
        context = await _read(datasette, read)
    except RefusedError as refused:
        context = showing.refused_context(question, str(refused), refused.choices)
        return _page(datasette, "qt_search.html", context, refused.status)
    return _page(datasette, "qt_search.html", context)


async def search_json(datasette: Any, request: Any) -> Response:
    """One page of hits with where the words are in them, the number and the facets."""
    question = asked(request.query_string)

    def read(connection: sqlite3.Connection) -> dict[str, Any]:
        found = _answer(datasette, connection, _people(datasette, connection), question)
        following = question.at_page(question.page + 1)
        return {
            "total": found.total,
            "more_than_total": found.more,
            "facets": {
                field: dict(values) for field, values in found.facets.counts.items()
            },
            "facets_counted": found.facets.counted,
            "facets_complete": found.facets.complete,
            "next": f"/search.json{following}" if showing.has_next(question, found) else None,
            "quotes": [hit_as_json(hit) for hit in found.hits],
        }  # fmt: skip

    try:
        return Response.json(await _read(datasette, read))
    except RefusedError as refused:
        return Response.json({"error": str(refused)}, status=refused.status)


async def search_csv(datasette: Any, request: Any, receive: Any) -> Any:
    """All hits as CSV, in the columns of `quotetrack export`."""
    question = asked(request.query_string)

    def read(connection: sqlite3.Connection) -> dict[str, Any]:
        return _filters(datasette, connection, _people(datasette, connection), question)

    try:
        filters = await _read(datasette, read)
    except RefusedError as refused:
        return _refusal(datasette, refused)
    selection = Selection(question.one("q"), filters)

    async def write(writer: Any) -> None:
        async for chunk in csv_chunks(datasette.quotetrack.path, selection, receive):
            await writer.write(chunk)

    return AsgiStream(
        write,
        headers={"content-disposition": 'attachment; filename="quotes.csv"'},
        content_type="text/csv; charset=utf-8",
    )


async def experts_page(datasette: Any, request: Any) -> Response:
    """Everybody known, those most quoted first."""

    def read(connection: sqlite3.Connection) -> dict[str, Any]:
        people = _people(datasette, connection)
        numbers = datasette.quotetrack.memory.recall(
            "expert numbers", lambda: reading.expert_numbers(connection)
        )
        return showing.experts_context(people, numbers)

    return await _shown(datasette, "qt_experts.html", read)


async def expert_page(datasette: Any, request: Any) -> Response:
    """One expert."""
    identifier = unquote(request.url_vars["id"])
    question = asked(request.query_string)

    def read(connection: sqlite3.Connection) -> dict[str, Any]:
        people = _people(datasette, connection)
        limit = 0 if question.one("count") else reading.EXPERT_ROWS
        facts = datasette.quotetrack.memory.recall(
            ("expert", identifier, limit),
            lambda: reading.expert_facts(connection, identifier, limit),
        )
        if not facts.facets.counted and identifier not in people.entries:
            raise RefusedError(404, "There is no such expert.", [("/experts", "All experts")])
        found = answer(
            connection, datasette.quotetrack.memory, None, {"expert": [identifier]}, 1
        )  # fmt: skip
        return showing.expert_context(connection, people, identifier, facts, found)

    return await _shown(datasette, "qt_expert.html", read)


async def claims_page(datasette: Any, request: Any) -> Response:
    """The claims that are repeated most."""

    def read(connection: sqlite3.Connection) -> dict[str, Any]:
        claims = datasette.quotetrack.memory.recall(
            "most repeated", lambda: reading.most_repeated(connection)
        )
        return {"title": "Claims", "claims": [cards.claim_line(claim) for claim in claims]}

    return await _shown(datasette, "qt_claims.html", read)


async def claim_page(datasette: Any, request: Any) -> Response:
    """One claim with its mentions."""
    identifier = unquote(request.url_vars["id"])
    question = asked(request.query_string)

    def read(connection: sqlite3.Connection) -> dict[str, Any]:
        page = reading.claim_page(connection, identifier, question.page)
        if page is None:
            raise RefusedError(
                404, "There is no such claim.", [("/claims", "The most repeated claims")]
            )
        return single.claim_context(page, question)

    return await _shown(datasette, "qt_claim.html", read)


async def document_page(datasette: Any, request: Any) -> Response:
    """One document with its quotes."""
    identifier = unquote(request.url_vars["id"])

    def read(connection: sqlite3.Connection) -> dict[str, Any]:
        page = document_reading.document_page(connection, identifier)
        if page is None:
            raise RefusedError(404, "There is no such document.", [("/", "Search the quotes")])
        return single.document_context(page)

    return await _shown(datasette, "qt_document.html", read)


async def nothing_there(datasette: Any, request: Any) -> Response:
    """For an address that there is none of."""
    message = "There is no such page."
    if request.path.endswith(".json"):
        return Response.json({"error": message}, status=404)
    return _refusal(datasette, RefusedError(404, message, [("/", "Search the quotes")]))


def _answer(
    datasette: Any, connection: sqlite3.Connection, people: Registry, question: Asked
) -> Answer:
    filters = _filters(datasette, connection, people, question)
    return answer(
        connection,
        datasette.quotetrack.memory,
        question.one("q"),
        filters,
        question.page,
        count_all=question.one("count") == "all",
    )


def _filters(
    datasette: Any, connection: sqlite3.Connection, people: Registry, question: Asked
) -> dict[str, Any]:
    """The filters, checked; RefusedError with the candidates where a name may be several people's."""
    experts = []
    for name in question.all("expert"):
        if name in people.entries:
            experts.append(name)
            continue
        try:
            found = people.resolve(name)
        except ExpertError:
            # Somebody who was taken out of the registry may still be quoted under the old id.
            if not connection.execute(
                "SELECT 1 FROM quotes WHERE expert = ? LIMIT 1", (name,)
            ).fetchone():
                others = question.minus("expert", name).plus(("who", name))
                raise RefusedError(
                    400,
                    f"No expert is known as {name}.",
                    [(f"/{others}", f"Search any source called {name}"),
                     ("/experts", "All experts")],
                ) from None  # fmt: skip
            experts.append(name)
            continue
        if len(found) > 1:
            rest = question.minus("expert", name)
            raise RefusedError(
                400,
                f"Several experts may be meant by {name}:",
                [(f"/{rest.plus(('expert', e.id))}", e.name) for e in found],
            )
        experts.append(found[0].id)
    filters = question.filters(dict.fromkeys(experts))
    make_filters(**{name: value for name, value in filters.items() if name != "in_"})
    if question.one("q"):
        parse(question.one("q") or "")
    return filters


def _people(datasette: Any, connection: sqlite3.Connection) -> Registry:
    people: Registry = datasette.quotetrack.memory.recall("people", lambda: known(connection))
    return people


async def _read(datasette: Any, read: Callable[[sqlite3.Connection], Value]) -> Value:
    """What `read` finds, within the time a page may take. Raises RefusedError."""

    def bounded(connection: sqlite3.Connection) -> Value:
        with sqlite_timelimit(connection, PAGE_MS):
            return read(connection)

    try:
        found: Value = await datasette.get_database(NAME).execute_fn(bounded)
    except QueryError as error:
        raise RefusedError(400, _sentence(str(error))) from error
    except (QuotetrackError, sqlite3.Error) as error:
        if "interrupted" in str(error):
            raise RefusedError(503, SLOW) from error
        # The message names the file's place on this machine: for the terminal, not the page.
        print(f"Error: {error}", file=sys.stderr)
        raise RefusedError(500, "The database cannot be read: see the terminal.") from error
    return found


async def _shown(
    datasette: Any,
    template: str,
    read: Callable[[sqlite3.Connection], dict[str, Any]],
) -> Response:
    try:
        return _page(datasette, template, await _read(datasette, read))
    except RefusedError as refused:
        return _refusal(datasette, refused)


def _refusal(datasette: Any, refused: RefusedError) -> Response:
    context = {"title": str(refused), "choices": refused.choices}
    return _page(datasette, "qt_refused.html", context, refused.status)


def _page(datasette: Any, template: str, context: Mapping[str, Any], status: int = 200) -> Response:
    html = render(template, context, datasette.urls.path)
    return Response.html(html, status=status, headers={"content-security-policy": OUR_POLICY})


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}."
