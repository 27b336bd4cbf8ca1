"""Web Annotation, schema.org and Label Studio, held against other people's tools."""

from __future__ import annotations

import io
import json
import sqlite3
from typing import Any

import jsonschema
import pytest
from label_studio_sdk.label_interface import LabelInterface
from pyld import jsonld

from quotetrack.exporters import Selection, export_text
from quotetrack.review.labelling import label_config

# The terms of http://www.w3.org/ns/anno.jsonld that an export may use, with what they stand for.
OA, AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
ANNOTATION_CONTEXT = {
    "oa": OA, "as": AS, "id": "@id", "type": "@type",
    "Annotation": f"{OA}Annotation", "TextualBody": f"{OA}TextualBody",
    "TextQuoteSelector": f"{OA}TextQuoteSelector",
    "TextPositionSelector": f"{OA}TextPositionSelector",
    "AnnotationCollection": f"{AS}OrderedCollection",
    "AnnotationPage": f"{AS}OrderedCollectionPage",
    "Person": "http://xmlns.com/foaf/0.1/Person", "Software": f"{AS}Application",
    "label": "http://www.w3.org/2000/01/rdf-schema#label", "name": "http://xmlns.com/foaf/0.1/name",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "format": "http://purl.org/dc/elements/1.1/format",
    "creator": {"@type": "@id", "@id": "http://purl.org/dc/terms/creator"},
    "modified": "http://purl.org/dc/terms/modified",
    "generator": {"@type": "@id", "@id": f"{AS}generator"},
    "body": {"@type": "@id", "@id": f"{OA}hasBody"},
    "target": {"@type": "@id", "@id": f"{OA}hasTarget"},
    "source": {"@type": "@id", "@id": f"{OA}hasSource"},
    "selector": {"@type": "@id", "@id": f"{OA}hasSelector"},
    "motivation": {"@type": "@vocab", "@id": f"{OA}motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": f"{OA}hasPurpose"},
    "identifying": f"{OA}identifying", "describing": f"{OA}describing",
    "classifying": f"{OA}classifying", "tagging": f"{OA}tagging", "assessing": f"{OA}assessing",
    "exact": f"{OA}exact", "prefix": f"{OA}prefix", "suffix": f"{OA}suffix",
    "start": f"{OA}start", "end": f"{OA}end",
    "first": {"@type": "@id", "@id": f"{AS}first"},
    "items": {"@type": "@id", "@id": f"{AS}items", "@container": "@list"},
    "startIndex": f"{AS}startIndex", "total": f"{AS}totalItems",
}  # fmt: skip

PURPOSES = ["identifying", "describing", "classifying", "tagging", "assessing"]
# What the Web Annotation Data Model says MUST be, for the parts that are used.
ANNOTATION_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "type", "first", "total", "label"],
    "properties": {
        "@context": {"contains": {"const": "http://www.w3.org/ns/anno.jsonld"}},
        "id": {"type": "string", "format": "uri"},
        "type": {"const": "AnnotationCollection"},
        "total": {"type": "integer", "minimum": 0},
        "first": {
            "type": "object",
            "required": ["type", "items", "id"],
            "properties": {
                "type": {"const": "AnnotationPage"},
                "startIndex": {"const": 0},
                "items": {"type": "array", "items": {"$ref": "#/$defs/annotation"}},
            },
        },
    },
    "$defs": {
        "annotation": {
            "type": "object",
            "required": ["id", "type", "target", "body"],
            "properties": {
                "id": {"type": "string", "format": "uri"},
                "type": {"const": "Annotation"},
                "motivation": {"const": "identifying"},
                "body": {"type": "array", "items": {"$ref": "#/$defs/body"}},
                "target": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/target"}},
            },
        },
        "body": {
            "type": "object",
            "required": ["type", "value", "purpose"],
            "properties": {
                "type": {"const": "TextualBody"},
                "value": {"type": "string"},
                "purpose": {"enum": PURPOSES},
            },
        },
        "target": {
            "type": "object",
            "required": ["source", "selector"],
            "properties": {
                "source": {"type": "string", "pattern": "^(https?|urn):[!-~]+$"},
                "selector": {
                    "type": "array",
                    "prefixItems": [
                        {
                            "type": "object",
                            "required": ["type", "exact", "prefix", "suffix"],
                            "properties": {
                                "type": {"const": "TextQuoteSelector"},
                                "prefix": {"maxLength": 32},
                                "suffix": {"maxLength": 32},
                            },
                        },
                        {
                            "type": "object",
                            "required": ["type", "start", "end"],
                            "properties": {
                                "type": {"const": "TextPositionSelector"},
                                "start": {"type": "integer", "minimum": 0},
                                "end": {"type": "integer", "minimum": 1},
                            },
                        },
                    ],
                    "items": False,
                },
            },
        },
    },
}  # fmt: skip


def exported(connection: sqlite3.Connection, format_: str, **options: Any) -> Any:
    out = io.StringIO()
    export_text(connection, out, format_, **options)
    return json.loads(out.getvalue())


def expanded(data: dict[str, Any], url: str, context: dict[str, Any]) -> Any:
    """JSON-LD expansion by a processor that is not ours, and without a network."""

    def load(wanted: str, _: object) -> dict[str, Any]:
        assert wanted.rstrip("/") == url, f"{wanted} is no context of ours"
        document = {"@context": context}
        return {
            "contextUrl": None, "documentUrl": wanted, "document": document,
            "contentType": "application/ld+json",
        }  # fmt: skip

    return jsonld.expand(data, {"documentLoader": load, "processingMode": "json-ld-1.1"})


def stored(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    rows = connection.execute("SELECT * FROM claims_database ORDER BY document_key, start, row")
    return [dict(row) for row in rows]


def test_web_annotations_are_as_the_model_says(connection: sqlite3.Connection) -> None:
    found = exported(connection, "web-annotation")
    jsonschema.validate(found, ANNOTATION_SCHEMA)
    rows = stored(connection)
    assert found["total"] == len(found["first"]["items"]) == len(rows) == 10
    texts = dict(connection.execute("SELECT id, text FROM documents").fetchall())
    for annotation, row in zip(found["first"]["items"], rows, strict=True):
        parts = []
        for target in annotation["target"]:
            quote, position = target["selector"]
            text = texts[row["document_id"]]
            place = f"{quote['prefix']}{quote['exact']}{quote['suffix']}"
            assert text[position["start"] :].startswith(quote["exact"])
            assert text[max(0, position["start"] - 32) :].startswith(place)
            parts.append(quote["exact"])
        assert " … ".join(parts) == row["text"]
        (who,) = [b["value"] for b in annotation["body"] if b["purpose"] == "identifying"] or [None]
        assert who == row["who"]


def test_web_annotations_are_json_ld(connection: sqlite3.Connection) -> None:
    found = exported(connection, "web-annotation")
    (collection,) = expanded(found, "http://www.w3.org/ns/anno.jsonld", ANNOTATION_CONTEXT)
    items = collection[f"{AS}first"][0][f"{AS}items"][0]["@list"]
    rows = stored(connection)
    assert len(items) == len(rows)
    for item, row in zip(items, rows, strict=True):
        assert item["@type"] == [f"{OA}Annotation"]
        (literal,) = item["urn:quotetrack:record"]
        assert literal["@type"] == "@json"
        assert literal["@value"]["text"] == row["text"]
        bodies = item[f"{OA}hasBody"]
        purposes = {body[f"{OA}hasPurpose"][0]["@id"] for body in bodies}
        assert f"{OA}classifying" in purposes
        # No member is lost, which is what happens to terms that no context knows.
        assert all(
            set(target) == {f"{OA}hasSource", f"{OA}hasSelector"}
            for target in item[f"{OA}hasTarget"]
        )


SCHEMA_ORG_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "@graph"],
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@graph": {
            "type": "array",
            "items": {
                "oneOf": [
                    {"$ref": "#/$defs/Quotation"},
                    {"$ref": "#/$defs/Claim"},
                    {"$ref": "#/$defs/ClaimReview"},
                ]
            },
        },
    },
    "$defs": {
        "named": {
            "type": "object",
            "required": ["@type", "name"],
            "properties": {
                "@type": {"enum": ["Person", "Organization"]},
                "name": {"type": "string"},
            },
        },
        "Quotation": {
            "required": ["@type", "@id", "text", "inLanguage", "isPartOf"],
            "additionalProperties": False,
            "properties": {
                "@type": {"const": "Quotation"},
                "@id": {"type": "string"},
                "text": {"type": "string"},
                "inLanguage": {"type": "string"},
                "creator": {"$ref": "#/$defs/named"},
                "genre": {"enum": ["direct", "mixed", "indirect"]},
                "keywords": {"enum": ["asserts", "denies", "asks", "urges"]},
                "creativeWorkStatus": {"type": "string"},
                "isPartOf": {
                    "type": "object",
                    "required": ["@type", "@id"],
                    "additionalProperties": False,
                    "properties": {
                        "@type": {"const": "NewsArticle"},
                        "@id": {"pattern": "^(https?|urn):[!-~]+$"},
                        "headline": {"type": "string"},
                        "url": {"pattern": "^https?://"},
                        "datePublished": {"type": "string"},
                        "author": {"$ref": "#/$defs/named"},
                        "publisher": {"$ref": "#/$defs/named"},
                    },
                },
            },
        },
        "Claim": {
            "required": ["@type", "@id", "text", "appearance"],
            "additionalProperties": False,
            "properties": {
                "@type": {"const": "Claim"},
                "@id": {"type": "string"},
                "text": {"type": "string"},
                "inLanguage": {"type": "string"},
                "author": {"$ref": "#/$defs/named"},
                "appearance": {"type": "array", "minItems": 1},
            },
        },
        "ClaimReview": {
            # What search engines and fact-checkers' feeds ask for.
            "required": ["@type", "url", "author", "claimReviewed", "itemReviewed", "reviewRating"],
            "properties": {
                "@type": {"const": "ClaimReview"},
                "url": {"pattern": "^https?://"},
                "author": {"$ref": "#/$defs/named"},
                "reviewRating": {
                    "required": ["@type", "alternateName"],
                    "properties": {"@type": {"const": "Rating"}},
                },
            },
        },
    },
}


def test_schema_org_has_quotations_claims_and_ratings(connection: sqlite3.Connection) -> None:
    found = exported(connection, "schema-org")
    jsonschema.validate(found, SCHEMA_ORG_SCHEMA)
    nodes = found["@graph"]
    kinds = [node["@type"] for node in nodes]
    assert [kinds.count(kind) for kind in ("Quotation", "Claim", "ClaimReview")] == [10, 1, 1]
    assert [node["text"] for node in nodes[:10]] == [row["text"] for row in stored(connection)]
    (review,) = (node for node in nodes if node["@type"] == "ClaimReview")
    assert review["author"]["name"] == "Fact Desk"
    (claim,) = (node for node in nodes if node["@type"] == "Claim")
    assert review["itemReviewed"]["@id"] == claim["@id"]
    # The words were accepted by a reviewer; that alone makes no ClaimReview.
    assert claim["appearance"] == [{"@id": nodes[0]["@id"]}]


def test_a_review_of_the_extraction_is_no_claim_review(connection: sqlite3.Connection) -> None:
    selection = Selection(None, {"status": ["corrected", "rejected", "conflict"]})
    nodes = exported(connection, "schema-org", selection=selection)["@graph"]
    assert {node["@type"] for node in nodes} == {"Quotation"}


def test_what_was_denied_has_no_author_as_a_claim(tmp_path_factory: Any, database: Any) -> None:
    import shutil
    from contextlib import closing

    copy = tmp_path_factory.mktemp("denied") / "news.db"
    shutil.copy(database, copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("UPDATE quotes SET stance = 'denies' WHERE expert = 'li'")
        connection.commit()
        connection.isolation_level = None
        nodes = exported(connection, "schema-org")["@graph"]
    (claim,) = (node for node in nodes if node["@type"] == "Claim")
    assert "author" not in claim
    assert nodes[0]["keywords"] == "denies"


def test_schema_org_is_json_ld(connection: sqlite3.Connection) -> None:
    found = exported(connection, "schema-org")
    graph = expanded(found, "https://schema.org", {"@vocab": "http://schema.org/"})
    assert len(graph) == 12
    assert {node["@type"][0].removeprefix("http://schema.org/") for node in graph} == {
        "Quotation",
        "Claim",
        "ClaimReview",
    }


def test_label_studio_takes_the_tasks(connection: sqlite3.Connection) -> None:
    tasks = exported(connection, "label-studio")
    interface = LabelInterface(label_config({"li": "Li Ming", "semenov": "Kirill Semenov"}))
    rows = stored(connection)
    assert len(tasks) == len({row["document_id"] for row in rows}) == 5
    texts = dict(connection.execute("SELECT id, text FROM documents").fetchall())
    words = []
    for task in tasks:
        assert task["data"]["text"] == texts[task["data"]["quotetrack_id"]]
        for answer in [*task["predictions"], *task.get("annotations", [])]:
            for region in answer["result"]:
                if region["type"] == "labels":
                    value = region["value"]
                    assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
        for prediction in task["predictions"]:
            assert interface.validate_prediction(prediction, return_errors=True) == []
        for annotation in task.get("annotations", []):
            result = {"result": annotation["result"], "model_version": "", "score": 0.5}
            assert interface.validate_prediction(result, return_errors=True) == []
            words += [
                region["value"]["text"]
                for region in annotation["result"]
                if region.get("value", {}).get("labels", [""])[0] in ("QUOTE", "MIXED", "INDIRECT")
            ]
    held = [row["text"] for row in rows if row["status"] in ("accepted", "corrected", "added")]
    assert words == held


@pytest.mark.parametrize(
    "format_", ["web-annotation", "schema-org", "label-studio", "jsonl", "csv"]
)
def test_nothing_to_export_is_still_a_whole_file(
    connection: sqlite3.Connection, format_: str
) -> None:
    out = io.StringIO()
    assert export_text(connection, out, format_, Selection("absent")) == 0
    if format_ not in ("jsonl", "csv"):
        json.loads(out.getvalue())
