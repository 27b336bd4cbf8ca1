"""A Frictionless data package: what a table's columns are, for machines, in a file beside it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from quotetrack.errors import ExportError
from quotetrack.exporters.rows import Type, columns
from quotetrack.exporters.writing import write_text

FILE_NAME = "datapackage.json"
_TYPES: dict[Type, str] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "spans": "array",
}
_MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_APOSTROPHE = (
    "A cell that would begin with = + - @ (also full-width), a tab, a line break or an apostrophe "
    "has one more apostrophe before it, which keeps spreadsheets from taking it for a formula."
)


def write_datapackage(table: Path, format_: str, public: bool, rows: int) -> Path:
    """Describes the table in the datapackage.json of its folder, beside what that has already.

    Raises ExportError where that file is there and is no data package.
    """
    target = table.with_name(FILE_NAME)
    package = read_package(target)
    resources = [
        resource for resource in package["resources"] if resource.get("path") != table.name
    ]
    package["resources"] = [*resources, _resource(table, format_, public, rows)]
    write_text(target, [json.dumps(package, ensure_ascii=False, indent=2), "\n"])
    return target


def read_package(target: Path) -> dict[str, Any]:
    """The package in a folder, or a new one."""
    if not target.exists():
        return {
            "name": "claims-database",
            "title": "Quotations found by quotetrack",
            "resources": [],
        }
    try:
        package = json.loads(target.read_text(encoding="utf-8"))
        resources = package["resources"]
        if isinstance(resources, list) and all(isinstance(item, dict) for item in resources):
            return dict(package)
    except (OSError, ValueError, TypeError, KeyError):
        pass
    raise ExportError(f"{target} is there and is no data package: move it, or --no-datapackage")


def _resource(table: Path, format_: str, public: bool, rows: int) -> dict[str, Any]:
    fields = [
        {"name": column.name, "type": _TYPES[column.type], "description": column.description}
        for column in columns(public)
    ]
    with open(table, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    resource: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9._-]+", "-", table.name.lower()).strip("-.") or "claims",
        "path": table.name,
        "type": "table",
        "profile": "tabular-data-resource",
        "format": format_,
        "mediatype": _MEDIA[format_],
        "bytes": table.stat().st_size,
        "hash": f"sha256:{digest}",
        "stats": {"rows": rows},
        "schema": {"fields": fields, "primaryKey": ["id"], "missingValues": [""]},
    }
    if format_ == "csv":
        resource["encoding"] = "utf-8"
        resource["description"] = _APOSTROPHE
    return resource
