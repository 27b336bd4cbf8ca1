"""Linked data: W3C Web Annotation and schema.org, as JSON-LD, written a line an item.

Web Annotation: each quote is an annotation of the text it stands in, found again by its words with
32 characters on either side (TextQuoteSelector) and by its place (TextPositionSelector, code
points). The member `quotetrack` holds the whole row, so that `importing` can read it back.

schema.org: each row is a Quotation, each claim a Claim with its appearances. A ClaimReview is
written only for a rating that somebody attached to a claim with `claims rate`, never for a review
of the extraction, which says that the words were said and not that they are true.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any
from urllib.parse import quote

from quotetrack.exporters.jsonl import complete_records
from quotetrack.exporters.rows import is_web_address, record

CONTEXT_CHARS = 32  # of a TextQuoteSelector, on either side
ANNOTATION_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# JSON-LD 1.1 keeps the member as it is.
_OWN_CONTEXT = {"quotetrack": {"@id": "urn:quotetrack:record", "@type": "@json"}}


def write_web_annotations(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row], file: IO[str], public: bool
) -> int:
    """An AnnotationCollection with all annotations in its first page."""
    head = {
        "@context": [ANNOTATION_CONTEXT, _OWN_CONTEXT],
        "id": "urn:quotetrack:claims-database",
        "type": "AnnotationCollection",
        "label": "Quotations found by quotetrack",
    }
    page = {"id": "urn:quotetrack:claims-database:1", "type": "AnnotationPage", "startIndex": 0}
    file.write(f'{_json(head)[:-1]},"first":{_json(page)[:-1]},"items":[')
    text = ""
    number = 0
    for values in complete_records(connection, rows, public):
        if values["document_text"] is not None:
            text = values["document_text"]
        file.write(("," if number else "") + "\n" + _json(_annotation(values, text)))
        number += 1
    file.write(f'\n]}},"total":{number}}}\n')
    return number


def _annotation(values: Mapping[str, Any], text: str) -> dict[str, Any]:
    bodies = [
        _body("identifying", values["who"]),
        _body("describing", values["description"]),
        _body("classifying", values["kind"]),
        _body("tagging", values["stance"]),
        _body("assessing", values["status"]),
    ]
    source = _document_name(values)
    found: dict[str, Any] = {
        "id": f"urn:quotetrack:quote:{values['id']}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": [body for body in bodies if body is not None],
        "target": [
            {
                "source": source,
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": text[start:end],
                        "prefix": text[max(0, start - CONTEXT_CHARS) : start],
                        "suffix": text[end : end + CONTEXT_CHARS],
                    },
                    {"type": "TextPositionSelector", "start": start, "end": end},
                ],
            }
            for start, end in values["content"]
        ],
        "generator": {"type": "Software", "name": "quotetrack"},
    }
    if values.get("reviewers"):
        found["creator"] = [
            {"type": "Person", "name": name} for name in values["reviewers"].split(", ")
        ]
    if values.get("reviewed_at"):
        found["modified"] = values["reviewed_at"]
    found["quotetrack"] = values
    return found


def _body(purpose: str, value: str | None) -> dict[str, str] | None:
    if not value:
        return None
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}


def _document_name(values: Mapping[str, Any]) -> str:
    """What the document goes by, as an IRI: its URL on the web, else its id."""
    url = values["url"]
    if is_web_address(url):
        return quote(url, safe="%/:?#[]@!$&'()*+,;=~")
    return f"urn:quotetrack:document:{quote(values['document_id'])}"


def write_schema_org(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row], file: IO[str], public: bool
) -> int:
    """A graph of Quotations, Claims and ClaimReviews; gives the number of Quotations."""
    connection.execute("DROP TABLE IF EXISTS temp.appearances")
    connection.execute("CREATE TEMP TABLE appearances (claim TEXT, name TEXT, stance TEXT)")
    file.write('{"@context":"https://schema.org","@graph":[')
    number = 0
    for row in rows:
        values = record(row, public)
        node = _quotation(values)
        file.write(("," if number else "") + "\n" + _json(node))
        number += 1
        if values["claim_id"] and values["status"] != "rejected":
            connection.execute(
                "INSERT INTO appearances VALUES (?, ?, ?)",
                (values["claim_id"], node["@id"], values["stance"]),
            )
    for node in _claims(connection):
        file.write(",\n" + _json(node))
    file.write("\n]}\n")
    return number


def _quotation(values: Mapping[str, Any]) -> dict[str, Any]:
    article: dict[str, Any] = {
        "@type": "NewsArticle",
        "@id": _document_name(values),
        "headline": values["title"],
        "url": values["url"] if is_web_address(values["url"]) else None,
        "datePublished": values["published"],
        "author": _named("Person", values["author"]),
        "publisher": _named("Organization", values["outlet"]),
    }
    speaker = _named("Person", values["who"])
    if speaker is not None:
        speaker["description"] = values["description"]
        if values["expert"]:
            speaker["@id"] = f"urn:quotetrack:expert:{values['expert']}"
        if values["expert_name"] and values["expert_name"] != values["who"]:
            speaker["alternateName"] = values["expert_name"]
    return _known(
        {
            "@type": "Quotation",
            "@id": f"urn:quotetrack:quote:{values['id']}",
            "text": values["text"],
            "inLanguage": values["lang"],
            "creator": None if speaker is None else _known(speaker),
            "genre": values["kind"],
            # What somebody denied must never read as what they said.
            "keywords": values["stance"],
            "creativeWorkStatus": values["status"],
            "isPartOf": _known(article),
        }
    )


def _claims(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    claims = connection.execute(
        "SELECT c.id, c.text, c.lang, c.who, "
        "(SELECT count(*) FROM temp.appearances a WHERE a.claim = c.id AND a.stance <> 'asserts') "
        "AS others FROM claims c WHERE c.id IN (SELECT claim FROM temp.appearances) ORDER BY c.key"
    )
    for claim in claims:
        name = f"urn:quotetrack:claim:{claim['id']}"
        appearances = connection.execute(
            "SELECT name FROM temp.appearances WHERE claim = ? ORDER BY rowid", (claim["id"],)
        )
        yield _known(
            {
                "@type": "Claim",
                "@id": name,
                "text": claim["text"],
                "inLanguage": claim["lang"],
                "author": None if claim["others"] else _named("Person", claim["who"]),
                "appearance": [{"@id": row["name"]} for row in appearances],
            }
        )
        for rating in connection.execute(
            "SELECT * FROM claim_ratings WHERE claim_id = ? ORDER BY rated_at, id", (claim["id"],)
        ):
            yield {
                "@type": "ClaimReview",
                "@id": f"urn:quotetrack:rating:{rating['id']}",
                "url": rating["url"],
                "datePublished": rating["rated_at"],
                "author": _named("Organization", rating["reviewer"]),
                "claimReviewed": claim["text"],
                "itemReviewed": {"@id": name},
                "reviewRating": {"@type": "Rating", "alternateName": rating["rating"]},
            }


def _named(kind: str, name: str | None) -> dict[str, Any] | None:
    return {"@type": kind, "name": name} if name else None


def _known(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value is not None}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
