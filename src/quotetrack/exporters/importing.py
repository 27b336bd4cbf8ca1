"""Reading exports back: JSON lines, Web Annotations, Spark's Parquet, into any database.

What is in the database already stays as it is; a document that is new comes with the quotes in the
file, and reviews are added to either. Whatever the file says, words are those of the text at the
places given, and ids are made anew from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quotetrack.errors import InputError, StoreError
from quotetrack.exporters.bulk import is_bulk, quote_at, read_bulk
from quotetrack.models import Document, Expert, Review
from quotetrack.store import Store

MAX_FAILURES = 1000  # of a file; a wrong file need not be read to its end

_DOCUMENT_FIELDS = ("lang", "title", "url", "outlet", "author", "published")
# Stands for a line that cannot be read: it may belong to the document before it.
_BROKEN = "broken"


@dataclass
class Imported:
    """What came of an import: new documents with their quotes, new or changed reviews."""

    documents: int = 0
    quotes: int = 0
    reviews: int = 0
    failures: list[str] = field(default_factory=list)


def import_files(store: Store, files: Iterable[Path]) -> Imported:
    """Reads exports into the database; what is wrong in a file is in `failures`, the rest read."""
    result = Imported()
    for path in files:
        failures = len(result.failures)
        try:
            if is_bulk(path):
                _import_bulk(store, path, result)
                continue
            records = _records(path, result.failures)
            for _, group in groupby(records, key=lambda pair: pair[1].get("document_id")):
                _import_document(store, path, list(group), result)
                if len(result.failures) - failures > MAX_FAILURES:
                    raise InputError("too many failures; is it an export of quotetrack?")
        except InputError as error:
            result.failures.append(f"{path}: {error}")
        except UnicodeDecodeError:
            result.failures.append(f"{path}: not UTF-8; exports are, so get the file again")
        except OSError as error:
            result.failures.append(f"{path}: cannot be read ({error.strerror or error})")
    return result


def _import_bulk(store: Store, path: Path, result: Imported) -> None:
    """Documents with their quotes, hundreds in a transaction."""
    done = store.ingest(read_bulk(path, result.failures), extractor_version="import")
    result.documents += done.added
    result.quotes += done.quotes
    result.failures += [f"{path}: document {name}: {why}" for name, why in done.failures]


def _records(path: Path, failures: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows in a file with their places; lines that hold none are named in `failures`."""
    with open(path, encoding="utf-8-sig") as file:
        first = next((line for line in file if line.strip()), "")
        if not first:
            raise InputError("the file is empty")
        lines = enumerate(chain([first], file), 1)
        if '"@context"' in first or first.strip() in ("{", "["):
            yield from _annotations(path, lines, failures)
            return
        current = None
        for number, line in lines:
            if line.strip():
                place = f"{path}, line {number}"
                row = _parsed(line, place, failures)
                if row is not None and _is_row(row, place, failures):
                    current = row["document_id"]
                    yield place, row
                elif current is not None:
                    yield place, {"document_id": current, _BROKEN: True}


def _annotations(
    path: Path, lines: Iterator[tuple[int, str]], failures: list[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Our own files have one annotation a line; another program may have set them differently."""
    number, head = next(lines)
    if not head.rstrip().endswith('"items":['):
        whole = head + "".join(line for _, line in lines)
        found = _parsed(whole, str(path), failures)
        yield from _of_annotations(path, [] if found is None else _items(found), failures)
        return
    for number, line in lines:
        line = line.strip().removesuffix(",")
        if line.startswith("]"):
            return
        place = f"{path}, line {number}"
        annotation = _parsed(line, place, failures)
        if annotation is not None:
            yield from _of_annotations(path, [annotation], failures, place)
    raise InputError("it ends before its end; get the file again")


def _items(found: dict[str, Any]) -> list[Any]:
    page = found.get("first", found)
    items = page.get("items") if isinstance(page, dict) else None
    return items if isinstance(items, list) else []


def _of_annotations(
    path: Path, annotations: Iterable[Any], failures: list[str], place: str | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, annotation in enumerate(annotations, 1):
        where = place or f"{path}, annotation {number}"
        row = annotation.get("quotetrack") if isinstance(annotation, dict) else None
        if isinstance(row, dict) and _is_row(row, where, failures):
            yield where, row
        elif not isinstance(row, dict):
            failures.append(f"{where}: not an annotation that quotetrack exported")


def _parsed(text: str, place: str, failures: list[str]) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        failures.append(f"{place}: not JSON; import reads JSONL and Web Annotation exports")
        return None
    if not isinstance(found, dict):
        failures.append(f"{place}: not a JSON object")
        return None
    return found


def _is_row(row: Mapping[str, Any], place: str, failures: list[str]) -> bool:
    if isinstance(row.get("document_id"), str) and "document_text" in row and "status" in row:
        return True
    hint = "`quotetrack ingest` reads documents; import reads what `quotetrack export` wrote"
    failures.append(f"{place}: not an exported quote: {hint}")
    return False


def _import_document(
    store: Store, path: Path, rows: list[tuple[str, dict[str, Any]]], result: Imported
) -> None:
    """One document's rows: together or, where something does not fit, not at all."""
    place, head = rows[0]
    name = head["document_id"]
    if any(_BROKEN in row for _, row in rows):
        # Stored in part, it would stay so: what is there already is left as it is.
        result.failures.append(f"{place}: document {name} is left out, some of it is missing")
        return
    try:
        stored = store.document(name)
        text = head["document_text"]
        if not isinstance(text, str):
            if stored is None:
                raise InputError("the document's text is not in the file: export it again")
            text = stored.text
        values = {key: head.get(key) for key in _DOCUMENT_FIELDS}
        document = Document(id=name, text=text, **values)
        quotes = [
            quote_at(row.get("machine") or row, document)
            for _, row in rows
            if row.get("rule") is not None
        ]
        reviews = [Review.model_validate(review) for review in head.get("reviews") or ()]
        if any(review.document_id != name for review in reviews):
            raise InputError("a review belongs to another document")
        with store.writing():
            done = store.ingest([(document, quotes)], extractor_version="import")
            if done.failures:
                raise InputError(done.failures[0][1])
            result.reviews += store.add_reviews(reviews)
            _keep_experts(store, [row for _, row in rows])
        result.documents += done.added
        result.quotes += done.quotes
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        result.failures.append(f"{place}: {where}: {first['msg']}")
    except (InputError, StoreError) as error:
        result.failures.append(f"{place}: {error}")
    except (TypeError, ValueError, KeyError) as error:
        result.failures.append(f"{place}: a field is missing or of the wrong kind ({error})")


def _keep_experts(store: Store, rows: Iterable[Mapping[str, Any]]) -> None:
    """Experts that this database does not know come along by id and name."""
    named = {row["expert"]: row.get("expert_name") for row in rows if row.get("expert")}
    unknown = named.keys() - {expert.id for expert in store.experts()} if named else ()
    store.put_experts(
        [Expert(id=name, name=named[name] or name) for name in sorted(unknown)], source="registry"
    )
